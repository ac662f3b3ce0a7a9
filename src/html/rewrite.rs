//! rewrite: other text in the place of what is written, where all that both say alike keeps its bytes:
//! escapes, references, and characters that need neither.

use crate::data::value::ScalarStyle;
use crate::html::entity::{self, Context};
use crate::html::escape::Written;
use crate::text::byte_set::ByteSet;
use crate::text::diff;
use std::borrow::Cow;

/// A longer text is no address.
const LONGEST: usize = 4096;

/// What is written in the place of another text, and what it says to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The bytes.
    pub text: String,
    /// What they say.
    pub says: String,
}

/// A stretch of what is written, and what it says: the same, or one thing by an escape or a reference.
type Part<'r> = (&'r str, Cow<'r, str>);

impl Written {
    /// `new` as it must be written here in the place of `old`; `None` where it cannot be. Where `old` is
    /// not known, or what is written here has one form only, nothing of it is kept.
    pub fn rewrite(self, old: Option<&str>, new: &str) -> Option<Rewritten> {
        // GFM, 6.9: such a mark at its end is no part of the link.
        let falls_out = |c: char| "?!.,:;*_~'\"".contains(c);
        if self == Self::Bare && new.ends_with(falls_out) {
            return None;
        }
        // Where no byte of either is an escape or needs one, what is kept and what is new come to the same.
        let is_plain = is_address(new) && old.is_none_or(is_literal);
        let is_new_mark = || new.contains('?') && !old.is_some_and(|old| old.contains('?'));
        if is_plain && !(self == Self::InFlow && is_new_mark()) {
            return Some(Rewritten {
                text: new.to_owned(),
                says: new.to_owned(),
            });
        }
        let whole = self.encode(new)?;
        let kept = old.and_then(|old| self.keeping(old, new));
        if let Some(kept) = kept {
            return Some(kept);
        }
        self.may_write(new).then(|| Rewritten {
            text: whole,
            says: self.says(new.to_owned()),
        })
    }

    /// The same, with what of `old` says the same as it is.
    fn keeping(self, old: &str, new: &str) -> Option<Rewritten> {
        if old.len().max(new.len()) > LONGEST {
            return None;
        }
        let (units, before) = units(&self.parts(old)?);
        let after: Vec<char> = new.chars().collect();
        let mut text = String::with_capacity(old.len());
        let mut at = 0;
        let end = (units.len(), after.len(), 0);
        for (from, to, len) in diff::common(&before, &after).into_iter().chain([end]) {
            if at < to {
                let anew: String = after[at..to].iter().collect();
                // What must be escaped where a value begins need not be within it.
                let lead = if text.is_empty() { "" } else { "a" };
                let written = self.encode(&format!("{lead}{anew}"))?;
                text.push_str(
                    written
                        .strip_prefix(lead)
                        .filter(|_| self.may_write(&anew))?,
                );
            }
            units[from..from + len]
                .iter()
                .for_each(|raw| text.push_str(raw));
            at = to + len;
        }
        let says: String = self
            .parts(&text)?
            .into_iter()
            .map(|(_, says)| says)
            .collect();
        // What meets may be read as one: a `&`, and a name behind it.
        let is_said = says == new || matches!(self, Self::Css(_));
        (is_said && self.is_one(&text)).then_some(Rewritten { text, says })
    }

    /// Whether `text` may be written anew here. kramdown takes a line of Markdown with a `|` for a table,
    /// and reads `\|` in an address as both characters.
    fn may_write(self, text: &str) -> bool {
        let is_markdown = matches!(self, Self::Destination(_) | Self::Autolink | Self::Bare);
        !(is_markdown && text.contains('|'))
    }

    /// Whether all of `raw` is one destination. CommonMark, 6.3: the parentheses in it are in pairs.
    fn is_one(self, raw: &str) -> bool {
        let Self::Destination(false) = self else {
            return true;
        };
        let mut depth = 0i32;
        let mut bytes = raw.bytes();
        while let Some(b) = bytes.next() {
            match b {
                b'\\' => drop(bytes.next()),
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth < 0 {
                return false;
            }
        }
        depth == 0
    }

    /// What is written in its parts; `None` where it cannot be told apart, or has one form only.
    fn parts(self, raw: &str) -> Option<Vec<Part<'_>>> {
        match self {
            Self::Text | Self::Bare => Some(references(raw, Context::Text)),
            Self::Attribute(_) | Self::Css(_) | Self::Candidate(_) => {
                Some(references(raw, Context::Attribute))
            }
            Self::Destination(_) => {
                let is_mark = |c: char| c.is_ascii_punctuation();
                let escape = |rest: &str| {
                    let mark = rest.chars().next().filter(|c| is_mark(*c))?;
                    Some((mark.len_utf8(), mark))
                };
                Some(escaped(raw, escape, |rest| references(rest, Context::Text)))
            }
            // Where lines are folded, what is between them is no part.
            Self::Scalar(ScalarStyle::DoubleQuoted) if !raw.contains(['\n', '\r']) => {
                let plain = |rest| vec![(rest, Cow::Borrowed(rest))];
                Some(escaped(raw, in_quotes, plain))
            }
            Self::Autolink => Some(vec![(raw, Cow::Borrowed(raw))]),
            Self::Scalar(_) | Self::InFlow | Self::Plainly => None,
        }
    }
}

/// Whether `text` is made of characters that say themselves wherever an address is written.
fn is_literal(text: &str) -> bool {
    text.bytes().all(|b| LITERAL.has(b))
}

static LITERAL: ByteSet = ByteSet::of(b"-._/:?%=").and_alphanumeric();

/// Whether `text` is such an address, which begins and ends with nothing that would have to be escaped there.
fn is_address(text: &str) -> bool {
    let is_whole = text.starts_with("https://") || text.starts_with("http://");
    is_whole && !text.ends_with(':') && is_literal(text)
}

/// The references in `raw`, and what is between them. URL Standard, 4.4 "basic URL parser", step 3: line
/// breaks and tabs in the value of an attribute say nothing.
fn references(raw: &str, context: Context) -> Vec<Part<'_>> {
    let is_break = |c: char| context == Context::Attribute && matches!(c, '\t' | '\n' | '\r');
    let mut parts = Vec::new();
    for (span, says) in entity::parts(raw, 0, context) {
        let written = span.of(raw);
        if written != says || !written.contains(is_break) {
            parts.push((written, says));
            continue;
        }
        for piece in written.split_inclusive(is_break) {
            let plain = piece.trim_end_matches(is_break);
            let (plain, end) = piece.split_at(plain.len());
            parts.push((plain, Cow::Borrowed(plain)));
            parts.push((end, Cow::Borrowed("")));
        }
    }
    parts
}

/// The escapes in `raw`, each of which `read` reads behind its backslash as so many bytes for a character, and
/// what is between them, told apart by `plain`. A backslash that escapes nothing is itself.
fn escaped<'r>(
    raw: &'r str,
    read: impl Fn(&str) -> Option<(usize, char)>,
    plain: impl Fn(&'r str) -> Vec<Part<'r>>,
) -> Vec<Part<'r>> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', &raw.as_bytes()[at..]) {
        let start = at + found;
        at = start + 1;
        if let Some((len, c)) = read(&raw[at..]) {
            parts.extend(plain(&raw[from..start]));
            at += len;
            from = at;
            parts.push((&raw[start..at], Cow::Owned(c.to_string())));
        }
    }
    parts.extend(plain(&raw[from..]));
    parts
}

/// YAML 1.2, 5.7 "Escaped Characters". Those of TOML and JSON are among them.
fn in_quotes(rest: &str) -> Option<(usize, char)> {
    let code = |digits: usize| {
        let code = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
        Some((1 + digits, char::from_u32(code)?))
    };
    let is = |c| Some((1, c));
    match rest.chars().next()? {
        'x' => code(2),
        'u' => code(4),
        'U' => code(8),
        't' => is('\t'),
        'n' => is('\n'),
        'r' => is('\r'),
        'b' => is('\u{8}'),
        'f' => is('\u{c}'),
        'e' => is('\u{1b}'),
        c @ ('"' | '\\' | '/' | ' ') => is(c),
        _ => None,
    }
}

/// What is written character by character of what it says, without what says nothing; one reference that says
/// several characters is none of them.
fn units<'r>(parts: &[Part<'r>]) -> (Vec<&'r str>, Vec<char>) {
    let (mut units, mut said) = (Vec::new(), Vec::new());
    for (raw, says) in parts {
        let mut chars = says.chars();
        match (chars.next(), chars.next()) {
            _ if *raw == *says => {
                for (at, c) in raw.char_indices() {
                    units.push(&raw[at..at + c.len_utf8()]);
                    said.push(c);
                }
            }
            (None, _) => {}
            (Some(c), more) => {
                units.push(raw);
                said.push(if more.is_none() { c } else { char::MAX });
            }
        }
    }
    (units, said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::escape::Quote;
    use proptest::prelude::*;

    const IN_TAG: Written = Written::Attribute(Quote {
        mark: Some('"'),
        bare: false,
    });
    const PLACES: [Written; 7] = [
        Written::Text,
        Written::Bare,
        Written::Autolink,
        IN_TAG,
        Written::Destination(false),
        Written::Destination(true),
        Written::Scalar(ScalarStyle::DoubleQuoted),
    ];

    fn rewritten(place: Written, old: &str, new: &str) -> Option<String> {
        Some(place.rewrite(Some(old), new)?.text)
    }

    #[test]
    fn what_is_the_same_keeps_its_bytes() {
        let destination = Written::Destination(false);
        let cases = [
            (
                destination,
                r"http://a/1\|2",
                "https://a/1|2",
                r"https://a/1\|2",
            ),
            (
                destination,
                r"http://a/\(b\)_",
                "https://a/(b)_",
                r"https://a/\(b\)_",
            ),
            (
                destination,
                "http://a/&#40;?b&amp;c",
                "https://a/(?b&c",
                "https://a/&#40;?b&amp;c",
            ),
            (
                IN_TAG,
                "http:&#47;/a/?b&c&amp;d",
                "https://a/?b&c&d",
                "https:&#47;/a/?b&c&amp;d",
            ),
            (
                IN_TAG,
                "http://a/\nb?c&amp;d",
                "https://a/b?c",
                "https://a/b?c",
            ),
            (
                destination,
                r"http://p/http://a/\_?ssl=1",
                "https://a/_",
                r"https://a/\_",
            ),
            (
                Written::Scalar(ScalarStyle::DoubleQuoted),
                r"http:\/\/a\/\u0062",
                "https://a/b",
                r"https:\/\/a\/\u0062",
            ),
        ];
        for (place, old, new, written) in cases {
            assert_eq!(rewritten(place, old, new).as_deref(), Some(written));
        }
    }

    #[test]
    fn what_one_place_does_not_hold_is_not_written_there() {
        let bare = |new| rewritten(Written::Bare, "http://p/?x", new);
        assert_eq!(bare("https://a/x."), None);
        assert_eq!(bare("https://a/x!"), None);
        assert_eq!(bare("https://a/x").as_deref(), Some("https://a/x"));
        let flow = |old, new| rewritten(Written::InFlow, old, new);
        assert_eq!(
            flow("http://p/a%3Fb", "https://a/?b").as_deref(),
            Some("'https://a/?b'")
        );
        assert_eq!(
            flow("http://a/?b", "https://a/?b").as_deref(),
            Some("https://a/?b")
        );
    }

    #[test]
    fn what_is_new_is_escaped_for_its_place() {
        let destination = Written::Destination(false);
        assert_eq!(
            rewritten(destination, r"http://p/?a(b)\_", "a)_").as_deref(),
            Some(r"a\)_")
        );
        // A `&` before what is kept would begin a reference.
        assert_eq!(
            rewritten(IN_TAG, "b?xcopy;=1", "b?&copy;=1").as_deref(),
            Some("b?&amp;copy;=1")
        );
        // A table in kramdown, in which `\|` is not read as `|`.
        for place in [destination, Written::Autolink, Written::Bare] {
            assert_eq!(rewritten(place, "http://p/?a%7Cb", "http://a|b"), None);
            assert_eq!(
                rewritten(place, "http://a|b", "https://a|b").as_deref(),
                Some("https://a|b")
            );
        }
    }

    proptest! {
        #[test]
        fn outside_of_what_changes_each_byte_stays(
            at in 0..PLACES.len(),
            before in PIECES, behind in PIECES, middle in "[a-z]{0,3}",
        ) {
            let place = PLACES[at];
            let says = |raw: &str| {
                let parts = place.parts(raw).expect("has parts");
                parts.into_iter().map(|(_, says)| says).collect::<String>()
            };
            let old = format!("{before}~{behind}");
            let new = format!("{}^{middle}^{}", says(&before), says(&behind));
            let expected = format!("{before}^{middle}^{behind}");
            // Two pieces may be one where they meet.
            prop_assume!(says(&old) == format!("{}~{}", says(&before), says(&behind)));
            prop_assume!(place.is_one(&old));
            if let Some(written) = rewritten(place, &old, &new) {
                prop_assert_eq!(written, expected);
            }
        }
    }

    proptest! {
        #[test]
        fn what_needs_no_escape_is_written_as_it_is(
            at in 0..PLACES.len(), old in "[a-c/:?=%.0-9_-]{0,12}", new in "[a-c/:?=%.0-9_-]{0,12}",
        ) {
            let place = PLACES[at];
            let new = format!("https://{new}");
            prop_assume!(is_address(&new));
            // What is at the end of a bare address must be part of the link.
            prop_assume!(place != Written::Bare || !new.ends_with(['.', '?', '_']));
            let whole = Rewritten { text: new.clone(), says: new.clone() };
            prop_assert_eq!(place.rewrite(Some(&old), &new), Some(whole.clone()));
            // The long ways come to the same.
            prop_assert_eq!(place.encode(&new), Some(new.clone()));
            prop_assert_eq!(place.keeping(&old, &new), Some(whole));
        }
    }

    const PIECES: &str =
        r"(a|%7C|%28|\\\||\\\(|\\_|\\\*|\\/|\\u0041|&amp;|&#40;|&|中|/|\?|=|\|){0,8}";
}
