//! `meta_lines`: `Key: value` lines at the top of a text, as the `meta` extension of Python-Markdown reads
//! them for Pelican, and MkDocs where nothing opens the front matter.

use crate::text::span::Span;

/// The lines at the top of a text.
#[derive(Debug, Default)]
pub struct MetaLines<'t> {
    /// By key in lower case, the first value, and where it is written.
    entries: Vec<(String, &'t str, Span)>,
    /// The line that ended them, where it is no key and no end: it and what follows are text.
    pub stopped_at: Option<Span>,
}

impl<'t> MetaLines<'t> {
    /// Reads the top of `text`, whose lines end in line feeds.
    pub fn read(text: &'t str) -> Self {
        let mut read = Self::default();
        let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        for (number, line) in text[at..].split_inclusive('\n').enumerate() {
            let start = at;
            at += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            if number == 0 && line.starts_with("---") {
                continue;
            }
            if line.trim().is_empty() || line.starts_with("---") || line.starts_with("...") {
                break;
            }
            if let Some((key, value)) = entry(line) {
                let from = start + (value.as_ptr() as usize - line.as_ptr() as usize);
                let span = Span::from(from..from + value.len());
                read.entries.push((key.to_ascii_lowercase(), value, span));
                continue;
            }
            // A line that belongs to the value above. A tab is four spaces.
            let is_more = line.replace('\t', "    ").starts_with("    ");
            if !is_more || read.entries.is_empty() {
                read.stopped_at = Some(Span::from(start..start + line.len()));
                break;
            }
        }
        read
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of `key`, which is in lower case, and where it is written.
    pub fn get(&self, key: &str) -> Option<(&'t str, Span)> {
        let found = self.entries.iter().find(|(known, ..)| known == key)?;
        Some((found.1, found.2))
    }
}

/// `Key: value`, with at most three spaces before it. A key is of ASCII letters, digits, `_` and `-`.
fn entry(line: &str) -> Option<(&str, &str)> {
    let key = line.trim_start_matches(' ');
    let (key, value) = key.split_once(':').filter(|_| line.len() - key.len() < 4)?;
    let is_key = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (!key.is_empty() && key.bytes().all(is_key)).then(|| (key, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_one_is_no_key() {
        let read = |text| {
            let lines = MetaLines::read(text);
            let title = lines.get("title").map(|(value, _)| value);
            (title, lines.stopped_at.map(|span| span.of(text)))
        };
        assert_eq!(read("Title: a: b\nDate: 1\n\nText"), (Some("a: b"), None));
        assert_eq!(read("---\ntitle:a\n---\nText"), (Some("a"), None));
        assert_eq!(
            read("\u{feff}--- x\n   title: 'a'\n    more\n...\n"),
            (Some("'a'"), None)
        );
        assert_eq!(read("title: a\n- b\n"), (Some("a"), Some("- b")));
        assert_eq!(read("---\n\ntitle: a\n"), (None, None));
        assert_eq!(read("标题: a\n"), (None, Some("标题: a")));
        assert_eq!(read("my key: a\ntitle: b\n"), (None, Some("my key: a")));
        assert_eq!(read("title:\n"), (Some(""), None));
        assert!(MetaLines::read("").is_empty());
    }

    #[test]
    fn a_value_is_where_it_is_written() {
        let text = "---\nDate:  2022-05-06 \n---\n";
        let (value, span) = MetaLines::read(text).get("date").expect("a date");
        assert_eq!((value, span.of(text)), ("2022-05-06", "2022-05-06"));
    }
}
