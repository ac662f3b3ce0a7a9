//! document: what is open in the editor, edit by edit.

use super::encoding::Encoding;
use crate::text::source::Source;
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use std::path::PathBuf;
use std::sync::Arc;

/// A file as the editor has it, saved or not.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// What the editor calls it.
    pub(super) uri: Uri,
    /// Which state of it this is, as the editor counts.
    pub(super) version: i32,
    /// Where it is, or would be, on the disk.
    pub(super) path: PathBuf,
    /// Its text, named as [`Document::path`] is.
    pub(super) source: Arc<Source>,
}

impl Document {
    /// `language` is what the editor takes it for, which tells of a file that has no name yet.
    pub(super) fn open(uri: Uri, version: i32, language: &str, text: String) -> Self {
        let path = path_of(&uri, language);
        let source = Arc::new(Source::from_text(name(&path), text));
        Self {
            uri,
            version,
            path,
            source,
        }
    }

    /// The same file after `changes`, one by one.
    pub(super) fn changed(
        &self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Self {
        let mut source = Arc::clone(&self.source);
        for change in changes {
            let text = match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                    let span = encoding.lines(source.text()).span(change.range);
                    let (start, end) = (span.start as usize, span.end as usize);
                    [&source.text()[..start], &change.text, &source.text()[end..]].concat()
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => {
                    change.text
                }
            };
            source = Arc::new(source.with_text(text));
        }
        Self {
            version,
            source,
            ..self.clone()
        }
    }
}

/// A file that was never saved is named by its language, so that it is read as that.
fn path_of(uri: &Uri, language: &str) -> PathBuf {
    uri.to_file_path().unwrap_or_else(|()| {
        let ending = match language {
            "html" | "mdx" => language,
            "yaml" => "yml",
            _ => "md",
        };
        PathBuf::from(format!("untitled.{ending}"))
    })
}

fn name(path: &std::path::Path) -> String {
    crate::config::load::name(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{Position, Range, TextDocumentContentChangePartial};

    fn partial(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let at = |(line, character)| Position { line, character };
        TextDocumentContentChangePartial {
            range: Range {
                start: at(from),
                end: at(to),
            },
            text: text.to_owned(),
            ..TextDocumentContentChangePartial::default()
        }
        .into()
    }

    #[test]
    fn edits_are_made_one_after_the_other() {
        let uri = Uri::parse("file:///tmp/a.md").expect("an address");
        let document = Document::open(uri, 1, "markdown", "中😀b\nc".to_owned());
        let changes = vec![
            partial((0, 1), (0, 3), "x"),
            partial((0, 2), (1, 0), "\n\n"),
        ];
        let after = document.changed(2, changes, Encoding::Utf16);
        assert_eq!(after.source.text(), "中x\n\nc");
        assert_eq!((after.version, after.source.name()), (2, "/tmp/a.md"));
    }

    #[test]
    fn a_file_without_a_name_is_read_by_its_language() {
        let uri = Uri::parse("untitled:Untitled-1").expect("an address");
        let document = Document::open(uri, 1, "html", String::new());
        assert_eq!(document.source.name(), "untitled.html");
    }
}
