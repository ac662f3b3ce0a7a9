//! marks: tags, anchors, tabs and keys of YAML that not every reader of it takes.

use crate::data::value::{Node, Scalar, ScalarStyle, Value};
use crate::generator::Quirk;
use crate::post::Post;
use crate::text::span::Span;

/// The tags that everybody who reads YAML knows.
const CORE_TAGS: [&str; 12] = [
    "str",
    "int",
    "float",
    "bool",
    "null",
    "seq",
    "map",
    "timestamp",
    "binary",
    "set",
    "omap",
    "merge",
];

/// A key of more characters is none where libyaml and ruamel read it: YAML 1.2.2, 7.4.2.
const LONGEST_KEY: usize = 1024;

/// As much of a long key as a message shows, in characters.
const SHOWN: usize = 40;

/// Something that generators take in different ways.
pub(super) struct Odd {
    pub(super) quirk: Quirk,
    pub(super) span: Span,
    /// What is written.
    pub(super) shown: String,
    /// What a value comes to in YAML 1.1.
    pub(super) value: String,
    pub(super) cure: String,
    /// What a fix does, where, and what it writes.
    pub(super) better: Option<(&'static str, Span, String)>,
}

/// U+2028 and its kind, which end a line in YAML 1.1: in what is in no quotes.
pub(super) fn separators(
    post: &Post<'_>,
    content: Span,
    whole: &Value<'_>,
    see: &mut dyn FnMut(Odd),
) {
    let is_end = |c: char| matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}');
    let text = content.of(post.text());
    // Most have none of the bytes with which these begin.
    if memchr::memchr2(0xe2, 0xc2, text.as_bytes()).is_none() {
        return;
    }
    let Some((at, c)) = text.char_indices().find(|(_, c)| is_end(*c)) else {
        return;
    };
    let at = content.start + at as u32;
    let span = Span::new(at, at + c.len_utf8() as u32);
    let mut is_quoted = false;
    whole.scalars(&mut |_, value, scalar| {
        is_quoted |= scalar.style != ScalarStyle::Plain && value.span.contains(span);
    });
    if !is_quoted {
        see(Odd {
            quirk: Quirk::LineSeparator,
            span,
            shown: format!("the line separator U+{:04X} ends a line", u32::from(c)),
            value: String::new(),
            cure: "remove it, or put the value in quotes".into(),
            better: None,
        });
    }
}

/// Tags of no standard before values, and keys that are none everywhere.
pub(super) fn marks(text: &str, content: Span, whole: &Value<'_>, see: &mut dyn FnMut(Odd)) {
    let has_tags = memchr::memchr(b'!', content.of(text).as_bytes()).is_some();
    marks_in(text, has_tags, whole, see);
}

fn marks_in(text: &str, has_tags: bool, value: &Value<'_>, see: &mut dyn FnMut(Odd)) {
    if value.aliased {
        return;
    }
    if has_tags && let Some(tag) = local_tag(text, value.span.start) {
        see(Odd {
            quirk: Quirk::LocalTag,
            span: tag,
            shown: format!("`{}` is a tag of YAML", tag.of(text)),
            value: String::new(),
            cure: "put the value in quotes, the mark with it".into(),
            better: None,
        });
    }
    match &value.node {
        Node::Scalar(scalar) => odd_scalar(text, has_tags, value, scalar, see),
        Node::List(items) => {
            for item in items {
                marks_in(text, has_tags, item, see);
            }
        }
        Node::Map(entries) => {
            for (key, value) in entries {
                let quirk = match key.as_str() {
                    None => Some((Quirk::MapKey, "put the value in quotes")),
                    Some("__proto__") if value.is_map() => {
                        Some((Quirk::Proto, "give it another name"))
                    }
                    Some("__proto__") => Some((Quirk::ProtoText, "give it another name")),
                    Some(_) if is_long(key.span.of(text)) => {
                        Some((Quirk::LongKey, "give it a shorter name"))
                    }
                    Some(_) => None,
                };
                if let Some((quirk, cure)) = quirk {
                    see(Odd {
                        quirk,
                        span: key.span,
                        shown: format!("`{}` is no key everywhere", start(key.span.of(text))),
                        value: String::new(),
                        cure: cure.into(),
                        better: None,
                    });
                }
                marks_in(text, has_tags, value, see);
            }
        }
    }
}

fn is_long(key: &str) -> bool {
    key.len() > LONGEST_KEY && key.chars().nth(LONGEST_KEY).is_some()
}

/// The first characters of what is too long to show.
fn start(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `!!int` before what is no number, and `=` alone.
fn odd_scalar(
    text: &str,
    has_tags: bool,
    value: &Value<'_>,
    scalar: &Scalar<'_>,
    see: &mut dyn FnMut(Odd),
) {
    if scalar.style != ScalarStyle::Plain {
        return;
    }
    if scalar.text == "=" {
        let quoted = format!("'{}'", value.span.of(text).replace('\'', "''"));
        see(Odd {
            quirk: Quirk::Equals,
            span: value.span,
            shown: "`=` alone is a mark of YAML 1.1".into(),
            value: String::new(),
            cure: format!("put it in quotes: `{quoted}`"),
            better: Some(("put it in quotes", value.span, quoted)),
        });
        return;
    }
    if !has_tags {
        return;
    }
    let tag = properties(text, value.span.start).find(|one| one.of(text).starts_with('!'));
    let is_number = |tag: Span| matches!(tag.of(text), "!!int" | "!!float");
    if let Some(tag) = tag.filter(|tag| is_number(*tag))
        && !scalar.to_json().is_number()
    {
        see(Odd {
            quirk: Quirk::BadNumber,
            span: tag,
            shown: format!("`{}` is before what is no number", tag.of(text)),
            value: String::new(),
            cure: "remove it".into(),
            better: None,
        });
    }
}

/// The tags and anchors before the value that begins at byte `start`, in its line, from the last.
fn properties(text: &str, start: u32) -> impl Iterator<Item = Span> {
    let mut end = start as usize;
    std::iter::from_fn(move || {
        let before = text[..end].trim_end_matches([' ', '\t']);
        let begin = before
            .rfind([' ', '\t', '\n', '[', ','])
            .map_or(0, |at| at + 1);
        let is_property = before.len() > begin + 1 && before[begin..].starts_with(['!', '&']);
        end = begin;
        is_property.then(|| Span::from(begin..before.len()))
    })
}

/// The anchors of `value` and of what is in it.
fn collect(text: &str, value: &Value<'_>, all: &mut Vec<Span>) {
    if value.aliased {
        return;
    }
    let own = properties(text, value.span.start);
    all.extend(own.filter(|one| one.of(text).starts_with('&')));
    match &value.node {
        Node::Scalar(_) => {}
        Node::List(items) => items.iter().for_each(|item| collect(text, item, all)),
        Node::Map(entries) => entries
            .iter()
            .for_each(|(_, value)| collect(text, value, all)),
    }
}

/// Names of anchors that are given twice.
pub(super) fn anchors(text: &str, content: Span, whole: &Value<'_>, see: &mut dyn FnMut(Odd)) {
    if memchr::memchr(b'&', content.of(text).as_bytes()).is_none() {
        return;
    }
    let mut all = Vec::new();
    collect(text, whole, &mut all);
    all.sort_by_key(|span| span.start);
    all.dedup();
    let twice = all.iter().enumerate().find(|(at, span)| {
        let mut before = all[..*at].iter();
        before.any(|known| known.of(text) == span.of(text))
    });
    if let Some((_, span)) = twice {
        see(Odd {
            quirk: Quirk::AnchorTwice,
            span: *span,
            shown: format!("the anchor `{}` is given twice", span.of(text)),
            value: String::new(),
            cure: "give the second one another name".into(),
            better: None,
        });
    }
}

/// Tabs that are neither indentation nor in a text.
pub(super) fn tabs(post: &Post<'_>, content: Span, whole: &Value<'_>, see: &mut dyn FnMut(Odd)) {
    let text = post.text();
    if !content.of(text).contains('\t') {
        return;
    }
    let mut texts = Vec::new();
    whole.scalars(&mut |_, value, _| texts.push(value.span));
    let mut at = content.start;
    for line in content.of(text).split_inclusive('\n') {
        let start = at;
        at += line.len() as u32;
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tabs = line.match_indices('\t').map(|(tab, _)| tab);
        for tab in tabs.filter(|tab| *tab >= indent) {
            let place = start + tab as u32;
            let is_inside = |span: &Span| span.start <= place && place < span.end;
            if texts.iter().any(is_inside) {
                continue;
            }
            let before = line[..tab].trim_end_matches('\t').trim_start();
            let (quirk, behind) = match before {
                "-" => (Quirk::TabBehindDash, "the `-` of a list"),
                _ if before.ends_with(':') => (Quirk::Tab, "a colon"),
                _ => (Quirk::Tab, "a value"),
            };
            see(Odd {
                quirk,
                span: Span::new(place, place + 1),
                shown: format!("a tab behind {behind}"),
                value: String::new(),
                cure: "write a space".into(),
                better: None,
            });
            return;
        }
    }
}

/// The tag before the value that begins at byte `start`, if it is one of no standard: `!important`.
fn local_tag(text: &str, start: u32) -> Option<Span> {
    let before = text[..start as usize].trim_end_matches([' ', '\t']);
    let begin = before
        .rfind([' ', '\t', '\n', '[', ','])
        .map_or(0, |at| at + 1);
    let tag = &before[begin..];
    let is_core = |name: &str| CORE_TAGS.contains(&name);
    let is_local =
        tag.len() > 1 && tag.starts_with('!') && !tag.strip_prefix("!!").is_some_and(is_core);
    is_local.then(|| Span::from(begin..before.len()))
}
