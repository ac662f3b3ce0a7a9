//! inline: what is no Markdown in a paragraph of MDX: tags, expressions, and a `<` that is text.

use crate::post::link::destination;
use crate::post::mdx::script::{Group, group};
use crate::post::mdx::tag::{JsxTag, tag};
use memchr::memmem;
use std::collections::HashMap;
use std::ops::Range;

/// Something in a text that is no Markdown.
#[derive(Debug)]
pub(super) struct Inline {
    /// Its bytes.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Tag(JsxTag),
    Expression(Group),
    /// `<!-- … -->`, which Docusaurus takes in MDX too.
    Comment,
    /// A `<` that begins none of these.
    Angle,
}

/// So many bytes may be looked at in vain before only what is near is looked at: what does not end would be
/// looked for to the end of the text each time.
#[derive(Debug)]
pub(super) struct Budget(usize);

/// What is near, in bytes.
const NEAR: usize = 1024;

impl Budget {
    /// For a text of so many bytes.
    pub(super) fn of(len: usize) -> Self {
        Self(8 * len + NEAR)
    }

    /// What of `text` may be looked at.
    pub(super) fn window<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        if self.0 > 0 {
            text
        } else {
            &text[..text.len().min(NEAR)]
        }
    }

    /// `looked` bytes have been looked at in vain.
    pub(super) fn spend(&mut self, looked: usize) {
        self.0 = self.0.saturating_sub(looked);
    }

    /// What `read` finds at the beginning of `text`.
    pub(super) fn read<T>(
        &mut self,
        text: &[u8],
        read: impl Fn(&[u8]) -> Result<T, usize>,
    ) -> Option<T> {
        let found = read(self.window(text));
        found.map_err(|looked| self.spend(looked)).ok()
    }
}

/// Everything in `text`, which is one paragraph, in order. Code, escapes and addresses of links are passed
/// over, as MDX passes over them from left to right.
pub(super) fn inline(text: &str, budget: &mut Budget) -> Vec<Inline> {
    let bytes = text.as_bytes();
    let mut ends = None;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let rest = &bytes[at..];
        let (len, kind) = match b {
            b'\\' if rest.get(1).is_some_and(u8::is_ascii_punctuation) => (2, None),
            b'`' => {
                let ends = ends.get_or_insert_with(|| code_ends(bytes));
                let ticks = rest.iter().take_while(|b| **b == b'`').count();
                (ends.get(&at).map_or(ticks, |end| end - at), None)
            }
            b']' if rest.starts_with(b"](") => {
                let address = destination(&text[at + 2..]);
                (2 + address.map_or(0, |address| address.end), None)
            }
            b'<' => angle(rest, budget),
            b'{' => match budget.read(rest, group) {
                Some(group) => (group.len, Some(Kind::Expression(group))),
                None => (1, None),
            },
            _ => (1, None),
        };
        if let Some(kind) = kind {
            let range = at..at + len;
            found.push(Inline { range, kind });
        }
        at += len;
    }
    found
}

/// Length in bytes of what the `<` begins that `rest` begins with, and what it is.
fn angle(rest: &[u8], budget: &mut Budget) -> (usize, Option<Kind>) {
    if let Some(len) = autolink(rest) {
        return (len, None);
    }
    if let Some(len) = budget.read(rest, comment) {
        return (len, Some(Kind::Comment));
    }
    match budget.read(rest, tag) {
        Some(tag) => (tag.len, Some(Kind::Tag(tag))),
        None => (1, Some(Kind::Angle)),
    }
}

/// Length in bytes of the comment of HTML that `text` begins with.
pub(super) fn comment(text: &[u8]) -> Result<usize, usize> {
    if !text.starts_with(b"<!--") {
        return Err(0);
    }
    let end = memmem::find(&text[4..], b"-->").ok_or(text.len())?;
    Ok(4 + end + 3)
}

/// Length in bytes of an address in angles, `<https://a.example>`. CommonMark has them, MDX refuses them.
fn autolink(rest: &[u8]) -> Option<usize> {
    let scheme = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-');
    let scheme = rest[1..].iter().take_while(scheme).count();
    if scheme < 2 || rest.get(1 + scheme) != Some(&b':') {
        return None;
    }
    let inside = |b: &&u8| !b.is_ascii_whitespace() && !matches!(b, b'<' | b'>');
    let end = 1 + rest[1..].iter().take_while(inside).count();
    // `<a:b>` is an element.
    (rest.get(end) == Some(&b'>') && rest[1..end].iter().any(|b| b"/@?#.".contains(b)))
        .then_some(end + 1)
}

/// Where each span of code ends, by where it may begin.
fn code_ends(text: &[u8]) -> HashMap<usize, usize> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'`', &text[at..]) {
        let start = at + next;
        at = start + text[start..].iter().take_while(|b| **b == b'`').count();
        runs.push(start..at);
    }
    let mut next: HashMap<usize, usize> = HashMap::new();
    let mut ends = HashMap::new();
    for run in runs.into_iter().rev() {
        if let Some(end) = next.insert(run.len(), run.end) {
            ends.insert(run.start, end);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let found = inline(text, &mut Budget::of(text.len())).into_iter();
        found.map(|one| &text[one.range]).collect()
    }

    #[test]
    fn what_is_no_markdown_is_found() {
        assert_eq!(
            found("a <b>c</b> {d} <e f={g}/>"),
            ["<b>", "</b>", "{d}", "<e f={g}/>"]
        );
        assert_eq!(found("a < b <!-- {c} --> <d"), ["<", "<!-- {c} -->", "<"]);
    }

    #[test]
    fn code_escapes_and_addresses_are_passed_over() {
        for text in [
            "`{a} <b>`",
            "`` ` <b> ``",
            "\\{a} \\<b",
            "[a]({b})",
            "[a](<b c>)",
            "<https://a.example>",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        assert_eq!(found("`` {a}"), ["{a}"]);
        assert_eq!(found("{`}`} `b`"), ["{`}`}"]);
    }
}
