//! tag: a tag of JSX, where it ends, and the elements in an expression.

use crate::post::mdx::script::{Group, group};
use memchr::{memchr, memmem};
use std::ops::Range;

/// A tag as it is written; places are bytes from its `<` on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct JsxTag {
    /// In bytes.
    pub(super) len: usize,
    /// Its name; empty for a fragment, `<>`.
    pub(super) name: Range<usize>,
    /// It begins with `</`.
    pub(super) is_end: bool,
    /// It ends with `/>`.
    pub(super) is_self_closing: bool,
    /// Groups in braces and comments among its attributes.
    pub(super) code: Vec<Range<usize>>,
}

/// The tag that `text` begins with; what was looked at in vain, in bytes, where it begins with none. An
/// attribute's value may be without quotes, as in HTML.
pub(super) fn tag(text: &[u8]) -> Result<JsxTag, usize> {
    let is_end = text.get(1) == Some(&b'/');
    let start = 1 + usize::from(is_end);
    let name = name(text, start);
    let mut read = JsxTag {
        len: 0,
        name: start..name,
        is_end,
        is_self_closing: false,
        code: Vec::new(),
    };
    let mut at = name;
    let is_fragment = name == start;
    loop {
        let spaces = spaces(text, at);
        let is_apart = spaces > at || text.get(at - 1) == Some(&b'}') || is_quote(text[at - 1]);
        at = spaces;
        match text.get(at).ok_or(text.len())? {
            b'>' => {
                read.len = at + 1;
                return Ok(read);
            }
            _ if is_fragment || is_end => return Err(at),
            b'/' if text[at..].starts_with(b"/*") => {
                let end = memmem::find(&text[at..], b"*/").ok_or(text.len())?;
                read.code.push(at..at + end + 2);
                at += end + 2;
            }
            b'/' => {
                read.is_self_closing = true;
                let end = self::spaces(text, at + 1);
                if text.get(end) != Some(&b'>') {
                    return Err(end);
                }
                at = end;
            }
            b'{' if is_apart => at = braces(text, at, &mut read.code)?,
            _ if is_apart => at = attribute(text, at, &mut read.code)?,
            _ => return Err(at),
        }
    }
}

/// Where the attribute ends that begins at `at`.
fn attribute(text: &[u8], at: usize, code: &mut Vec<Range<usize>>) -> Result<usize, usize> {
    let end = name(text, at);
    if end == at {
        return Err(at);
    }
    let equals = spaces(text, end);
    if text.get(equals) != Some(&b'=') {
        return Ok(end);
    }
    let value = spaces(text, equals + 1);
    match *text.get(value).ok_or(text.len())? {
        b'{' => braces(text, value, code),
        quote if is_quote(quote) => {
            let len = memchr(quote, &text[value + 1..]).ok_or(text.len())?;
            Ok(value + 1 + len + 1)
        }
        b'<' | b'>' => Err(value),
        _ => {
            let is_value = |b: &&u8| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'{' | b'<');
            Ok(value + text[value..].iter().take_while(is_value).count())
        }
    }
}

/// Where the group ends that begins at `at`, which is put into `code`.
fn braces(text: &[u8], at: usize, code: &mut Vec<Range<usize>>) -> Result<usize, usize> {
    let group = group(&text[at..]).map_err(|looked| at + looked)?;
    code.push(at..at + group.len);
    Ok(at + group.len)
}

/// Where the name ends that begins at `at`: `a-b`, `A.B`, `a:b`.
fn name(text: &[u8], at: usize) -> usize {
    let is_first =
        |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$' | b'@') || *b >= 0x80;
    let is_next = |b: &&u8| is_first(b) || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':');
    match text.get(at) {
        Some(b) if is_first(b) => at + text[at..].iter().take_while(is_next).count(),
        _ => at,
    }
}

fn spaces(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

fn is_quote(b: u8) -> bool {
    matches!(b, b'"' | b'\'')
}

/// The tags of the elements in the expression `text`, each with where it begins. Where they do not balance,
/// only those that need no end.
pub(super) fn elements(text: &[u8], group: &Group) -> Vec<(usize, JsxTag)> {
    let mut found: Vec<(usize, JsxTag)> = Vec::new();
    let mut open: Vec<Range<usize>> = Vec::new();
    let mut is_balanced = true;
    let mut end = 0;
    let mut in_vain = 0;
    for &at in &group.angles {
        if at < end || (open.is_empty() && !may_begin(&text[..at])) {
            continue;
        }
        let tag = match tag(&text[at..]) {
            Ok(tag) => tag,
            // Each try may look at all that follows.
            Err(_) if in_vain > 8 * text.len() => return Vec::new(),
            Err(looked) => {
                in_vain += looked;
                continue;
            }
        };
        end = at + tag.len;
        let name = at + tag.name.start..at + tag.name.end;
        if tag.is_end {
            let opened = open.pop();
            is_balanced &= opened.is_some_and(|opened| text[opened] == text[name]);
        } else if !tag.is_self_closing {
            open.push(name);
        }
        found.push((at, tag));
    }
    if !is_balanced || !open.is_empty() {
        found.retain(|(_, tag)| tag.is_self_closing);
    }
    found.retain(|(_, tag)| !tag.name.is_empty());
    found
}

/// Whether a `<` behind `before` may begin an element: what is behind a value compares it.
fn may_begin(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    before
        .last()
        .is_none_or(|last| b"{}(>?:&|,[=;/".contains(last))
        || before.ends_with(b"return")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_where_its_attributes_do() {
        for text in [
            "<a>",
            "</a>",
            "<>",
            "</>",
            "<a/>",
            "<A.B c />",
            "<a b=\"c>\" d='>' e={() => {}} {...f}/>",
            "<a\n  b = {<c d='}'/>}\n>",
            "<a b=c>",
            "<a-b c:d=\"e\"f={g} /* > */>",
        ] {
            let read = tag(format!("{text} b").as_bytes()).expect("a tag");
            assert_eq!(read.len, text.len(), "{text}");
        }
        for text in [
            "< a>",
            "<a",
            "<a b=\"",
            "<1>",
            "</a b>",
            "<a, b>",
            "<https://a>",
            "<a b={c>",
        ] {
            assert!(tag(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn an_expression_holds_elements() {
        let found = |text: &'static str| {
            let group = group(text.as_bytes()).expect("a group");
            let tags = elements(text.as_bytes(), &group).into_iter();
            tags.map(|(at, tag)| &text[at..at + tag.len])
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("{a.map((b) => <img src='c' />)}"),
            ["<img src='c' />"]
        );
        assert_eq!(
            found("{a && <p>b <i>c</i></p>}"),
            ["<p>", "<i>", "</i>", "</p>"]
        );
        assert_eq!(found("{a<b && c>d}"), [""; 0]);
        assert_eq!(found("{a ? <b> : <img/>}"), ["<img/>"]);
        assert_eq!(found("{'<b/>'}"), [""; 0]);
    }
}
