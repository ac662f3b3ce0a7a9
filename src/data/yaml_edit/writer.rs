//! writer: a value at its place → the edits that write another there.

use super::{Place, is_flow, parsed};
use crate::data::value::{Node, Scalar, ScalarStyle, Value};
use crate::text::edit::Edit;
use crate::text::invisible::is_invisible;
use crate::text::span::Span;
use std::fmt::Write as _;
use std::ops::Range;

/// How far a block scalar that is new is indented from its key.
const INDENT: usize = 2;

/// Writes values into a text.
pub(super) struct Writer<'t> {
    pub(super) text: &'t str,
    /// Whether a value may stand in another style than between double quotes.
    pub(super) is_free: bool,
}

impl Writer<'_> {
    /// The edits that make a list say `new`.
    pub(super) fn list(&self, place: &Place<'_>, new: &[String]) -> Vec<Edit> {
        let (Node::List(items), [_, ..]) = (&place.value.node, new) else {
            if let [one] = new {
                return self.scalar(place, one);
            }
            let texts = new
                .iter()
                .map(|text| self.inline(text, ScalarStyle::Plain, true));
            let list = format!("[{}]", texts.collect::<Vec<_>>().join(", "));
            return self.put(place, list);
        };
        let in_flow = place.in_flow || is_flow(self.text, place.value);
        let is_same = |(item, text): &(&Value<'_>, &String)| item.as_str() == Some(text);
        let ahead = items.iter().zip(new).take_while(is_same).count();
        let most = items.len().min(new.len()) - ahead;
        let back = items.iter().rev().zip(new.iter().rev());
        let behind = back.take_while(is_same).count().min(most);
        let (old, new) = (ahead..items.len() - behind, &new[ahead..new.len() - behind]);
        let mut edits = Vec::new();
        for (item, text) in items[old.clone()].iter().zip(new) {
            edits.extend(self.scalar(&Place::item(self.text, item, in_flow), text));
        }
        let kept = old.start + new.len().min(old.len());
        let more = new.get(old.len()..).unwrap_or_default();
        if in_flow {
            edits.extend(self.flow_items(place, items, kept..old.end, more));
        } else {
            edits.extend(self.block_items(items, kept..old.end, more));
        }
        edits
    }

    /// Takes `gone` out of what is between brackets, or puts `more` there.
    fn flow_items(
        &self,
        place: &Place<'_>,
        items: &[Value<'_>],
        gone: Range<usize>,
        more: &[String],
    ) -> Option<Edit> {
        let (before, behind) = (&items[..gone.start], &items[gone.end..]);
        if !gone.is_empty() {
            let first = items[gone.start].span;
            let span = match (before.last(), behind.first()) {
                (_, Some(next)) => Span::new(first.start, next.span.start),
                (Some(last), None) => Span::new(last.span.end, items[gone.end - 1].span.end),
                (None, None) => Span::new(first.start, items[gone.end - 1].span.end),
            };
            return Some(Edit::delete(span));
        }
        let texts = more
            .iter()
            .map(|text| self.inline(text, ScalarStyle::Plain, true));
        let texts = texts.collect::<Vec<_>>().join(", ");
        if texts.is_empty() {
            return None;
        }
        Some(match (before.last(), behind.first()) {
            (Some(last), _) => Edit::insert(last.span.end, format!(", {texts}")),
            (None, Some(next)) => Edit::insert(next.span.start, format!("{texts}, ")),
            (None, None) => Edit::insert(place.value.span.start + 1, texts),
        })
    }

    /// Takes the lines of `gone` away, or adds lines for `more`.
    fn block_items(
        &self,
        items: &[Value<'_>],
        gone: Range<usize>,
        more: &[String],
    ) -> Option<Edit> {
        let dash = |item: &Value<'_>| Place::item(self.text, item, false).lead.start;
        if !gone.is_empty() {
            let line = self.line_start(dash(&items[gone.start]));
            let from = self.text[..line]
                .trim_end_matches('\n')
                .trim_end_matches('\r')
                .len();
            let to = self.line_end(self.end(&items[gone.end - 1]));
            return Some(Edit::delete(Span::from(from..to)));
        }
        let first = items.first().filter(|_| !more.is_empty())?;
        let column = self.column(dash(first));
        let mut text = String::new();
        for new in more {
            let new = self.inline(new, ScalarStyle::Plain, false);
            let _ = write!(text, "{}{:column$}- {new}", self.newline(), "");
        }
        Some(match items[..gone.start].last() {
            Some(last) => Edit::insert(self.line_end(self.end(last)) as u32, text),
            None => Edit::insert(
                self.text[..self.line_start(dash(first))].trim_end().len() as u32,
                text,
            ),
        })
    }

    /// The edits that make a scalar say `new`.
    pub(super) fn scalar(&self, place: &Place<'_>, new: &str) -> Vec<Edit> {
        let old = match &place.value.node {
            Node::Scalar(Scalar { style, .. }) => *style,
            _ => ScalarStyle::Plain,
        };
        let is_block = self.is_free && !place.in_flow && suits_block(old, new);
        if is_block {
            self.put_block(place, new)
        } else {
            self.put(place, self.inline(new, old, place.in_flow))
        }
    }

    /// `text` on one line: in the style `old` where that carries it.
    fn inline(&self, text: &str, old: ScalarStyle, in_flow: bool) -> String {
        let is_plain = matches!(old, ScalarStyle::Plain | ScalarStyle::Block);
        if !self.is_free || old == ScalarStyle::DoubleQuoted || text.contains(is_invisible) {
            double_quoted(text)
        } else if is_plain && reads_plainly(text, in_flow) {
            text.to_owned()
        } else {
            format!("'{}'", text.replace('\'', "''"))
        }
    }

    /// Puts something of one line in the place of a value.
    fn put(&self, place: &Place<'_>, text: String) -> Vec<Edit> {
        let span = place.value.span;
        match self.block(place) {
            Some((head, body)) if body.is_empty() => vec![Edit::replace(head, text)],
            Some((head, body)) => vec![Edit::replace(head, text), Edit::delete(body)],
            None if span.is_empty() => self.behind_key(place, &text).into_iter().collect(),
            None => vec![Edit::replace(span, text)],
        }
    }

    /// Writes below its key what has lines of its own.
    fn put_block(&self, place: &Place<'_>, text: &str) -> Vec<Edit> {
        let span = place.value.span;
        let base = self.column(place.lead.start);
        let known = self.block(place);
        let indent = known.and_then(|(head, body)| self.indent(base, head, body));
        let indent = indent.unwrap_or(base + INDENT);
        let lines = text.strip_suffix('\n').unwrap_or(text);
        let newline = self.newline();
        let mut body = String::new();
        for line in lines.split('\n') {
            body.push_str(newline);
            if !line.is_empty() {
                let _ = write!(body, "{:indent$}{line}", "");
            }
        }
        let end = match known {
            Some((_, body)) => body.end as usize,
            None => self.line_end(span.end.max(place.lead.end)),
        };
        if end == self.text.len() && text.ends_with('\n') {
            body.push_str(newline);
        }
        let is_indented = lines.trim_start_matches('\n').starts_with(' ');
        let digit = if is_indented {
            indent.saturating_sub(base).to_string()
        } else {
            String::new()
        };
        let chomp = match text.strip_suffix('\n') {
            None => "-",
            Some(rest) if rest.is_empty() || rest.ends_with('\n') => "+",
            Some(_) => "",
        };
        let mark = format!("|{digit}{chomp}");
        match known {
            Some((head, old)) => vec![Edit::replace(head, mark), Edit::replace(old, body)],
            None if span.is_empty() => match self.behind_key(place, &mark) {
                // Two insertions at one place would have no order.
                Some(key) if key.span.start as usize == end => {
                    vec![Edit::insert(key.span.start, key.text + &body)]
                }
                key => key
                    .into_iter()
                    .chain([Edit::insert(end as u32, body)])
                    .collect(),
            },
            None => vec![Edit::replace(span, mark), Edit::insert(end as u32, body)],
        }
    }

    /// Behind a key without a value.
    fn behind_key(&self, place: &Place<'_>, text: &str) -> Option<Edit> {
        let key_end = place.lead.end as usize;
        let colon = self.text[key_end..].find(':')?;
        Some(Edit::insert(
            (key_end + colon + 1) as u32,
            format!(" {text}"),
        ))
    }

    /// The sign before a scalar that has lines of its own, with what belongs to it, and those lines.
    fn block(&self, place: &Place<'_>) -> Option<(Span, Span)> {
        let Node::Scalar(scalar) = &place.value.node else {
            return None;
        };
        if scalar.style != ScalarStyle::Block {
            return None;
        }
        let from = place.lead.end as usize;
        let line = &self.text[from..self.line_end(place.lead.end)];
        let sign = line.find(" |").or_else(|| line.find(" >"))? + 1;
        let rest = &line[sign..];
        let long = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let head = Span::from(from + sign..from + sign + long);
        let start = self.line_end(head.end) as u32;
        let is_nothing = place.value.span.of(self.text).trim().is_empty();
        let end = if is_nothing {
            start
        } else {
            self.end(place.value)
        };
        Some((head, Span::new(start, end.max(start))))
    }

    /// How far the lines of such a scalar are indented; `base` is how far its key is.
    fn indent(&self, base: usize, head: Span, body: Span) -> Option<usize> {
        let digit = head.of(self.text).chars().find_map(|c| c.to_digit(10));
        if let Some(digit) = digit {
            return Some(base + digit as usize);
        }
        let mut lines = body.of(self.text).lines();
        let first = lines.find(|line| !line.trim().is_empty())?;
        Some(first.len() - first.trim_start_matches(' ').len())
    }

    /// Where a value ends, without the blank lines behind it.
    fn end(&self, value: &Value<'_>) -> u32 {
        let text = value.span.of(self.text);
        value.span.start + text.trim_end_matches(['\n', '\r', ' ']).len() as u32
    }

    fn line_start(&self, at: u32) -> usize {
        self.text[..at as usize]
            .rfind('\n')
            .map_or(0, |end| end + 1)
    }

    /// The end of the line that `at` is in, without what ends it.
    fn line_end(&self, at: u32) -> usize {
        let rest = &self.text[at as usize..];
        let line = rest.split('\n').next().unwrap_or_default();
        at as usize + line.trim_end_matches('\r').len()
    }

    fn column(&self, at: u32) -> usize {
        self.text[self.line_start(at)..at as usize].chars().count()
    }

    fn newline(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// Whether `new` is to stand on lines of its own, where `old` is how the value is written now.
fn suits_block(old: ScalarStyle, new: &str) -> bool {
    let is_carried = !new.is_empty() && !new.contains(is_unwritable);
    let ends_seen = new.lines().all(|line| !line.ends_with([' ', '\t']));
    is_carried
        && match old {
            ScalarStyle::Block => true,
            ScalarStyle::DoubleQuoted => false,
            _ => new.lines().count() > 1 && ends_seen,
        }
}

/// Whether `c` cannot stand as it is on lines of its own.
fn is_unwritable(c: char) -> bool {
    is_invisible(c) && !matches!(c, '\n' | '\t')
}

/// Whether `text` without quotes is read as that text.
fn reads_plainly(text: &str, in_flow: bool) -> bool {
    // YAML 1.2, 7.3.3. Other readers than ours split `x?y` and `:x` in a list, and know the words,
    // dates and numbers of YAML 1.1.
    let is_sign =
        text.starts_with(|c: char| "-?:,[]{}#&*!|>'\"%@`=".contains(c) || c.is_ascii_digit());
    let is_word = ["yes", "no", "on", "off", "<<"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    if is_sign || is_word || (in_flow && text.contains(['?', ':'])) {
        return false;
    }
    let line = if in_flow {
        format!("[{text}]")
    } else {
        format!("a: {text}")
    };
    let read = parsed(&line);
    let one = match read.as_ref().map(|value| &value.node) {
        Some(Node::List(items)) if in_flow && items.len() == 1 => items.first(),
        Some(Node::Map(entries)) if !in_flow && entries.len() == 1 => {
            entries.first().map(|(_, value)| value)
        }
        _ => None,
    };
    one.is_some_and(|value| match &value.node {
        Node::Scalar(scalar) => scalar.style == ScalarStyle::Plain && scalar.to_json() == text,
        _ => false,
    })
}

/// Whether `c` is written as an escape: nobody sees it, or YAML lets nobody write it (1.2, 5.1).
fn is_escaped(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// `text` as a scalar in one line: in single quotes where those can hold it.
pub fn quoted(text: &str) -> String {
    // Where a line of YAML ends, in whatever version, is invisible too.
    if text.contains(is_escaped) {
        return double_quoted(text);
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// `text` in double quotes, with what is not to be seen as escapes: the only way to write any text in one line.
fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_escaped(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
