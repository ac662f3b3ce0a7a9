//! Plain: YAML as most posts have it, one `key: value` or one item of a list on a line.
//!
//! The front matter of nearly every post is of this form, and a parser of all YAML takes a sixth of
//! the time in which a post is checked to read it. Here only what can mean one thing is read: where
//! anything else is, it is left to that parser.

use crate::data::value::{Node, Scalar, ScalarStyle, Value};
use crate::text::span::Span;
use memchr::{memchr, memchr2, memchr2_iter};
use std::borrow::Cow;

/// More keys than these are looked through for doubles in a better way.
const MOST_KEYS: usize = 64;
/// A key of more bytes than these may be none. YAML 1.2, 7.4.2: 1024 characters.
const LONGEST_KEY: usize = 256;

/// What the bytes of `span` in `text` hold; `None` where they are not of this form, or hold nothing.
pub fn plain(text: &str, span: Span) -> Option<Value<'_>> {
    if has_special(span.of(text).as_bytes()) {
        return None;
    }
    let mut map = Map::default();
    let mut at = span.start;
    while at < span.end {
        let rest = Span::new(at, span.end).of(text);
        let len = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let row = Row::new(&rest[..len], at)?;
        at += len as u32;
        if row.text.is_empty() {
            continue;
        }
        match row.text.strip_prefix("- ") {
            Some(item) => map.item(&row, item)?,
            None if row.indent == 0 => map.entry(&row)?,
            None => return None,
        }
    }
    let first = map.entries.first()?.0.span.start;
    let end = span.start + span.of(text).trim_end().len() as u32;
    Some(Value {
        node: Node::Map(map.entries),
        span: Span::new(first, end),
        aliased: false,
    })
}

/// Whether a control character of two bytes, a byte-order mark or a character that is none is in it.
fn has_special(bytes: &[u8]) -> bool {
    memchr2_iter(0xc2, 0xef, bytes).any(|at| match bytes[at..] {
        [0xc2, next, ..] => next < 0xa0,
        [0xef, 0xbb, next, ..] => next == 0xbf,
        [0xef, 0xbf, next, ..] => next >= 0xbe,
        _ => false,
    })
}

/// A line without what indents it, its end, and the blanks before that.
struct Row<'s> {
    text: &'s str,
    indent: usize,
    /// The byte of the file at which the text begins.
    start: u32,
}

impl<'s> Row<'s> {
    /// `None` where something is in it that no plain line has.
    fn new(line: &'s str, at: u32) -> Option<Self> {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let is_control = |b: u8| b < b' ' || b == 0x7f;
        // Quickest without a way out of the loop.
        if line.bytes().fold(false, |any, b| any | is_control(b)) {
            return None;
        }
        let text = line.trim_start_matches(' ');
        let indent = line.len() - text.len();
        let text = text.trim_end_matches(' ');
        // What ends in a space of another kind ends there for some, and behind it for others.
        (!text.ends_with(char::is_whitespace)).then_some(Self {
            text,
            indent,
            start: at + indent as u32,
        })
    }
}

#[derive(Default)]
struct Map<'s> {
    entries: Vec<(Value<'s>, Value<'s>)>,
    /// How far the items of the last value are indented, where each is on a line.
    indent: Option<usize>,
}

impl<'s> Map<'s> {
    /// `key: value`, or `key:`.
    fn entry(&mut self, row: &Row<'s>) -> Option<()> {
        let (key, rest) = row.text.split_at(memchr(b':', row.text.as_bytes())?);
        let rest = &rest[1..];
        let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let is_key = key.bytes().all(is_name)
            && key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.len() <= LONGEST_KEY
            && (rest.is_empty() || rest.starts_with(' '));
        let is_known = self
            .entries
            .iter()
            .any(|(known, _)| known.as_str() == Some(key));
        if !is_key || is_known || self.entries.len() == MOST_KEYS {
            return None;
        }
        let value = rest.trim_start_matches(' ');
        let start = row.start + (row.text.len() - value.len()) as u32;
        let key = of(
            key,
            ScalarStyle::Plain,
            Span::new(row.start, row.start + key.len() as u32),
        );
        let value = if value.is_empty() {
            of("", ScalarStyle::Plain, Span::empty(key.span.end))
        } else if value.starts_with('[') {
            list(value, start)?
        } else {
            scalar(value, start)?
        };
        self.entries.push((key, value));
        self.indent = None;
        Some(())
    }

    /// `- item`, which belongs to the last key.
    fn item(&mut self, row: &Row<'s>, item: &'s str) -> Option<()> {
        let (_, list) = self.entries.last_mut()?;
        let written = item.trim_start_matches(' ');
        let start = row.start + (row.text.len() - written.len()) as u32;
        let item = scalar(written, start)?;
        let end = item.span.end;
        match &mut list.node {
            Node::List(items) if self.indent == Some(row.indent) => items.push(item),
            Node::Scalar(nothing) if nothing.text.is_empty() && list.span.is_empty() => {
                self.indent = Some(row.indent);
                // What is not indented begins at its first item for the parser of all YAML.
                list.span.start = if row.indent == 0 { start } else { row.start };
                list.node = Node::List(vec![item]);
            }
            _ => return None,
        }
        list.span.end = end;
        Some(())
    }
}

/// A list between brackets that is all of `written`, which begins at byte `start`.
fn list(written: &str, start: u32) -> Option<Value<'_>> {
    let inner = written.strip_prefix('[')?.strip_suffix(']')?;
    let mut at = start + 1;
    let items = inner.split(',').map(|item| {
        let text = item.trim_start_matches(' ');
        let start = at + (item.len() - text.len()) as u32;
        at += item.len() as u32 + 1;
        // Where there is a colon or another bracket, it may be more than a list of scalars.
        let is_simple = !text.contains([':', '#', '[', ']', '{', '}']);
        scalar(text.trim_end_matches(' '), start).filter(|_| is_simple)
    });
    Some(Value {
        node: Node::List(items.collect::<Option<_>>()?),
        span: Span::new(start, start + written.len() as u32),
        aliased: false,
    })
}

/// A scalar that is all of `written`, which begins at byte `start`.
fn scalar(written: &str, start: u32) -> Option<Value<'_>> {
    let span = Span::new(start, start + written.len() as u32);
    let quoted = |quote: char| {
        let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
        // What is escaped has either of these.
        memchr2(quote as u8, b'\\', inner.as_bytes())
            .is_none()
            .then_some(inner)
    };
    Some(match written.bytes().next()? {
        b'\'' => of(quoted('\'')?, ScalarStyle::SingleQuoted, span),
        b'"' => of(quoted('"')?, ScalarStyle::DoubleQuoted, span),
        _ if is_plain(written) => of(written, ScalarStyle::Plain, span),
        _ => return None,
    })
}

/// Whether `text` is a plain scalar to its end. YAML 1.2, 7.3.3.
fn is_plain(text: &str) -> bool {
    const INDICATORS: &[u8] = b"-?:,[]{}#&*!|>'\"%@`";
    let bytes = text.as_bytes();
    if bytes.first().is_none_or(|b| INDICATORS.contains(b)) {
        return false;
    }
    // `: ` would make it a key, and ` #` begins a comment.
    memchr2_iter(b':', b'#', bytes).all(|at| match bytes[at] {
        b':' => bytes.get(at + 1).is_some_and(|next| *next != b' '),
        _ => bytes[at - 1] != b' ',
    })
}

fn of(text: &str, style: ScalarStyle, span: Span) -> Value<'_> {
    Value {
        node: Node::Scalar(Scalar {
            text: Cow::Borrowed(text),
            style,
            is_tagged: false,
            is_toml: false,
        }),
        span,
        aliased: false,
    }
}
