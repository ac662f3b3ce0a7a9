//! Character references: `&amp;`, `&#12290;` read as text with a way back to bytes, and written.

use crate::text::span::Span;
use std::borrow::Cow;

/// Where a reference is: HTML reads `&copy=` in an attribute as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// In the text between tags.
    Text,
    /// In the value of an attribute.
    Attribute,
}

/// One reference: its bytes within the raw text, and what it stands for.
struct Reference {
    span: Span,
    text: Cow<'static, str>,
}

/// The first reference at or after `from`.
fn next_reference(raw: &str, from: usize, context: Context) -> Option<Reference> {
    let bytes = raw.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memchr(b'&', &bytes[at..])?;
        let name = bytes[at + 1..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#')
            .count();
        let mut end = at + 1 + name;
        if bytes.get(end) == Some(&b';') {
            end += 1;
        }
        // In an attribute the byte after a reference without `;` decides whether it is one.
        let seen = match context {
            Context::Attribute if bytes.get(end) == Some(&b'=') => end + 1,
            _ => end,
        };
        let written = &raw[at..seen];
        // The one that URLs are full of.
        if written == "&amp;" {
            let text = Cow::Borrowed("&");
            let span = Span::from(at..end);
            return Some(Reference { span, text });
        }
        let read = match context {
            Context::Text => htmlize::unescape(written),
            Context::Attribute => htmlize::unescape_attribute(written),
        };
        if let Cow::Owned(mut text) = read {
            // `&lta` is `<a`: a reference without `;` ends where its name does.
            let mut end = seen;
            if !written.ends_with(';') {
                let same = text.bytes().rev().zip(written.bytes().rev());
                let behind = same.take_while(|(a, b)| a == b).count();
                text.truncate(text.len() - behind);
                end -= behind;
            }
            return Some(Reference {
                span: Span::from(at..end),
                text: Cow::Owned(text),
            });
        }
        at += 1;
    }
}

/// The text that `raw` stands for.
pub fn decode(raw: &str, context: Context) -> Cow<'_, str> {
    let mut at = 0;
    let mut out = String::new();
    while let Some(reference) = next_reference(raw, at, context) {
        // What is read is seldom longer than what is written.
        out.reserve(raw.len() - at);
        out.push_str(&raw[at..reference.span.start as usize]);
        out.push_str(&reference.text);
        at = reference.span.end as usize;
    }
    if at == 0 {
        return Cow::Borrowed(raw);
    }
    out.push_str(&raw[at..]);
    Cow::Owned(out)
}

/// The text that `raw` stands for in a Markdown destination or title: a backslash before a mark is
/// none. CommonMark, 2.4 and 2.5.
pub fn decode_markdown(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return decode(raw, Context::Text);
    }
    let mut out = String::new();
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = chars.next_if(|next| c == '\\' && next.is_ascii_punctuation());
        match escaped {
            Some('&') => out.push_str("&amp;"),
            Some(mark) => out.push(mark),
            None => out.push(c),
        }
    }
    Cow::Owned(decode(&out, Context::Text).into_owned())
}

/// `text` as a Markdown destination, in `<` and `>` or not; `None` where it cannot be one.
pub fn encode_destination(text: &str, angled: bool) -> Option<String> {
    if text.is_empty() && !angled {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut depth = 0i32;
    let balanced = text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    }) && depth == 0;
    for c in text.chars() {
        match c {
            ' ' if !angled => return None,
            c if c.is_control() => return None,
            '(' | ')' if !angled && !balanced => out.extend(['\\', c]),
            '<' | '>' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    if decode_markdown(&out) == text {
        return Some(out);
    }
    // What looks like a reference is written as one.
    let out = out.replace('&', "&amp;");
    (decode_markdown(&out) == text).then_some(out)
}

/// `raw` in parts: each a piece of text and the bytes that it was written as, counted from `start`.
/// A reference is one part; what is between two is another.
pub fn parts(
    raw: &str,
    start: u32,
    context: Context,
) -> impl Iterator<Item = (Span, Cow<'_, str>)> {
    let mut at = 0;
    let mut waiting: Option<Reference> = None;
    std::iter::from_fn(move || {
        if let Some(reference) = waiting.take() {
            at = reference.span.end as usize;
            return Some((reference.span.shifted(start), reference.text));
        }
        if at == raw.len() {
            return None;
        }
        let from = at;
        let found = next_reference(raw, at, context);
        let to = found.as_ref().map_or(raw.len(), |r| r.span.start as usize);
        if to > from {
            at = to;
            waiting = found;
            return Some((
                Span::from(from..to).shifted(start),
                Cow::Borrowed(&raw[from..to]),
            ));
        }
        let reference = found?;
        at = reference.span.end as usize;
        Some((reference.span.shifted(start), reference.text))
    })
}

/// `text` as it must be written in an attribute's value; `quote` is what is around it.
pub fn encode_attribute(text: &str, quote: Option<char>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' if quote != Some('\'') => out.push_str("&quot;"),
            '\'' if quote != Some('"') => out.push_str("&#39;"),
            // Without quotes a `=` is read as it is, but for the first one.
            '=' if quote.is_some() || !out.is_empty() => out.push(c),
            '<' | '>' | '`' | '=' | ' ' | '\t' | '\n' | '\r' | '\u{c}' if quote.is_none() => {
                out.push_str("&#");
                out.push_str(&(c as u32).to_string());
                out.push(';');
            }
            c => out.push(c),
        }
    }
    out
}

/// `text` as it must be written between tags.
pub fn encode_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_attribute_keeps_what_only_looks_like_a_reference() {
        let read = |raw| decode(raw, Context::Attribute).into_owned();
        assert_eq!(read("?a=1&amp;b=2"), "?a=1&b=2");
        assert_eq!(read("?a=1&copy=2"), "?a=1&copy=2");
        assert_eq!(read("?a=1&lang=zh&"), "?a=1&lang=zh&");
        assert_eq!(read("&#x68;ttp"), "http");
    }

    #[test]
    fn parts_point_at_what_was_written() {
        let raw = "完&#12290;&nbsp;x";
        let parts: Vec<_> = parts(raw, 10, Context::Text)
            .map(|(s, t)| (s, t.into_owned()))
            .collect();
        assert_eq!(
            parts,
            [
                (Span::new(10, 13), "完".to_owned()),
                (Span::new(13, 21), "。".to_owned()),
                (Span::new(21, 27), "\u{a0}".to_owned()),
                (Span::new(27, 28), "x".to_owned()),
            ]
        );
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(text in ".{0,40}", quote in prop::option::of(prop::sample::select(vec!['"', '\'']))) {
            // A carriage return or a NUL cannot be written by reference at all.
            prop_assume!(!text.contains(['\r', '\0']));
            let written = encode_attribute(&text, quote);
            prop_assert_eq!(decode(&written, Context::Attribute), text.as_str());
            let written = encode_text(&text);
            prop_assert_eq!(decode(&written, Context::Text), text.as_str());
        }

        #[test]
        fn a_destination_says_what_it_was_given(text in "[a-z/&;#()<>\\\\中*_]{1,20}|&copy;", angled in any::<bool>()) {
            if let Some(written) = encode_destination(&text, angled) {
                prop_assert_eq!(decode_markdown(&written), text.as_str());
            }
        }

        #[test]
        fn parts_cover_every_byte(raw in "[&#a-z;0-9 中]{0,30}") {
            let mut at = 0;
            let mut text = String::new();
            for (span, part) in parts(&raw, 0, Context::Text) {
                prop_assert_eq!(span.start, at);
                at = span.end;
                text.push_str(&part);
            }
            prop_assert_eq!(at as usize, raw.len());
            prop_assert_eq!(text, decode(&raw, Context::Text));
        }
    }
}
