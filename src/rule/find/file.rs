//! file: a fault of the file as a whole.

use crate::edit::Change;
use crate::post::Post;
use crate::rule::hit::Hit;
use crate::span::Span;
use crate::written::Written;
use serde::Deserialize;

/// The values of a hit: what is wrong, and the file's own line ending.
pub const VALUES: &[&str] = &["problem", "newline"];

/// Which fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum File {
    /// White space or blank lines after the last line.
    EndsInWhiteSpace,
    /// The last line is not ended.
    LacksFinalNewline,
    /// Not all of it is UTF-8.
    NotUtf8,
    /// Elements are nested deeper than they are read.
    NestedTooDeep,
    /// It could not be read at all. The core never sees such a file; a run reports it.
    Unreadable,
}

impl File {
    pub(super) fn has_place(self) -> bool {
        matches!(self, Self::EndsInWhiteSpace | Self::LacksFinalNewline)
    }

    pub(super) fn find(self, post: &Post<'_>, see: &mut impl FnMut(Hit)) {
        let text = post.text();
        let whole = post.source.not_text().is_empty();
        let hit = match self {
            Self::EndsInWhiteSpace if whole => ends_in_white_space(text),
            Self::LacksFinalNewline if whole => lacks_final_newline(text),
            Self::NotUtf8 if !whole => Some(not_utf8(post)),
            Self::NestedTooDeep => post.page.too_deep().map(Hit::new),
            _ => None,
        };
        if let Some(hit) = hit {
            let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
            see(hit.with("newline", newline));
        }
    }
}

/// A non-breaking or an ideographic space is a character that someone wrote: it stays.
const WHITE_SPACE: &[char] = &[' ', '\t', '\n', '\r', '\u{c}'];

fn ends_in_white_space(text: &str) -> Option<Hit> {
    let last = text.trim_end_matches(WHITE_SPACE).len();
    let tail = &text[last..];
    if matches!(tail, "" | "\n" | "\r\n") {
        return None;
    }
    let span = Span::from(last..text.len());
    Some(Hit::new(span).at(span, Written::Plainly, Change::WhiteSpace))
}

fn lacks_final_newline(text: &str) -> Option<Hit> {
    if text.is_empty() || text.ends_with(WHITE_SPACE) {
        return None;
    }
    let end = text.len() as u32;
    let last = text.chars().next_back().map_or(0, char::len_utf8) as u32;
    let span = Span::new(end - last, end);
    Some(Hit::new(span).at(Span::empty(end), Written::Plainly, Change::WhiteSpace))
}

fn not_utf8(post: &Post<'_>) -> Hit {
    let at = post.text().len();
    let bytes: Vec<_> = post.source.not_text().iter().take(4).collect();
    let bytes: Vec<_> = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let problem = format!("byte {at} ({}) is not UTF-8", bytes.join(" "));
    Hit::new(Span::empty(at as u32)).with("problem", problem)
}
