//! values: front matter that is YAML, and that the generator of the site reads as something else than is
//! written, or does not read.

use crate::data::value::{Node, Scalar, ScalarStyle, Step, Value};
use crate::generator::Quirk;
use crate::html::escape::Written;
use crate::post::parse::is_filled;
use crate::post::{Format, Post};
use crate::rule::finder::marks::{self, Odd};
use crate::rule::finder::{lines, refused};
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::verdict::Verdict;
use crate::text::edit::Change;
use crate::text::span::Span;

/// The fields whose values are texts that readers see.
const TEXTS: [&str; 3] = ["title", "tags", "categories"];
/// The fields that hold several texts.
const LISTS: [&str; 2] = ["tags", "categories"];

/// Says what in the front matter is not read as it is written.
pub(super) fn values(post: &Post<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
    if let Some(reader) = policy.readers.known() {
        if reader.generator.is_lines {
            return lines::missing(post, reader, emit);
        }
        refused::refused(post, reader, emit);
    }
    let mut see = |odd: Odd| {
        let verdict = Verdict::of(policy.readers, &odd.value, |reader| {
            Some(reader.takes(odd.quirk))
        });
        let Some(verdict) = verdict.filter(|_| !is_filled(post, odd.span)) else {
            return;
        };
        let hit = Hit::new(odd.span)
            .with("problem", format!("{}: {}", odd.shown, verdict.says))
            .with("cure", odd.cure)
            .so_bad(verdict.severity)
            .comes_to(verdict.outcome)
            .reads(odd.value);
        emit(match odd.better {
            Some((action, span, text)) => {
                let change = match odd.quirk {
                    Quirk::QuoteAtMargin => Change::WhiteSpace,
                    _ => Change::FrontMatterForm,
                };
                hit.with("action", action)
                    .with("text", text)
                    .at(span, Written::Plainly, change)
            }
            None => hit,
        });
    };
    let (Some(front), Some(whole)) = (post.front_matter, &post.fields.value) else {
        return;
    };
    if !matches!(whole.node, Node::Map(_)) {
        return no_keys(post, whole, &mut see);
    }
    for name in ["published", "draft"] {
        if let Some((key, value)) = whole.entry(name)
            && let Node::Scalar(scalar) = &value.node
        {
            truth(name, key.span, value, scalar, &mut see);
        }
    }
    for field in LISTS {
        if let Some(value) = whole.get(field)
            && let Node::Scalar(scalar) = &value.node
        {
            one_text(field, value, scalar, &mut see);
        }
    }
    if front.format == Format::Yaml {
        marks::separators(post, front.content, whole, &mut see);
        marks::marks(post.text(), front.content, whole, &mut see);
        marks::anchors(post.text(), front.content, whole, &mut see);
        marks::tabs(post, front.content, whole, &mut see);
        whole.scalars(&mut |way, value, scalar| {
            in_yaml(post, way, value, scalar, &mut see);
        });
    }
}

/// Front matter that is YAML, but no keys.
fn no_keys(post: &Post<'_>, whole: &Value<'_>, see: &mut dyn FnMut(Odd)) {
    let (quirk, what) = match &whole.node {
        Node::List(_) => (Quirk::List, "a list"),
        Node::Scalar(scalar) if scalar.text.is_empty() => return,
        Node::Scalar(scalar) if scalar.to_json().is_string() => (Quirk::NoKeys, "a text"),
        Node::Scalar(scalar) if scalar.to_json().is_null() => (Quirk::Null, "nothing"),
        _ => (Quirk::Number, "a value"),
    };
    let line = whole
        .span
        .of(post.text())
        .lines()
        .next()
        .unwrap_or_default();
    let start = whole.span.start;
    see(Odd {
        quirk,
        span: Span::new(start, start + line.len() as u32),
        shown: format!("the front matter is {what}, not keys with values"),
        value: String::new(),
        cure: "write `key: value` in each line".into(),
        better: None,
    });
}

/// What a word is as a truth value in YAML 1.1.
fn as_truth(text: &str) -> Option<bool> {
    let lower = text.to_ascii_lowercase();
    let is_word = [lower.clone(), text.to_ascii_uppercase()].contains(&text.to_owned())
        || text.starts_with(char::is_uppercase) && text[1..] == lower[1..];
    match lower.as_str() {
        "true" | "yes" | "on" if is_word => Some(true),
        "false" | "no" | "off" if is_word => Some(false),
        _ => None,
    }
}

fn truth(
    name: &'static str,
    key: Span,
    value: &Value<'_>,
    scalar: &Scalar<'_>,
    see: &mut dyn FnMut(Odd),
) {
    let text = scalar.text.trim();
    let is_plain = scalar.style == ScalarStyle::Plain;
    let is_number = is_plain && scalar.to_json().is_number();
    let said = as_truth(text);
    let quirk = match (name, said) {
        ("published", Some(_)) => Quirk::PublishedTruth,
        ("draft", _) if is_number => Quirk::DraftNumber,
        ("draft", Some(true)) if is_plain && !text.eq_ignore_ascii_case("true") => Quirk::DraftWord,
        ("draft", Some(_)) if !is_plain => Quirk::DraftQuoted,
        _ => return,
    };
    let is_true = said.unwrap_or(text != "0");
    let (cure, better) = match (quirk, is_true) {
        (Quirk::PublishedTruth, false) => ("write `draft: true`".to_owned(), None),
        (Quirk::PublishedTruth, true) => ("remove the key".to_owned(), None),
        _ => (
            format!("write `{name}: {is_true}`"),
            Some(("write the truth value", value.span, is_true.to_string())),
        ),
    };
    see(Odd {
        quirk,
        span: if value.span.is_empty() {
            key
        } else {
            value.span
        },
        shown: format!("`{name}` is `{text}`"),
        value: is_true.to_string(),
        cure,
        better,
    });
}

/// `tags: a, b`: one text where several are meant.
fn one_text(field: &str, value: &Value<'_>, scalar: &Scalar<'_>, see: &mut dyn FnMut(Odd)) {
    let parts: Vec<&str> = scalar.text.split(',').map(str::trim).collect();
    if parts.len() < 2 || parts.iter().any(|part| part.is_empty()) {
        return;
    }
    let item = |part: &&str| {
        let is_plain = part
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_'));
        let is_text = is_plain && !part.starts_with(|c: char| c.is_ascii_digit());
        if is_text && as_truth(part).is_none() {
            (*part).to_owned()
        } else {
            format!("'{}'", part.replace('\'', "''"))
        }
    };
    let list = parts.iter().map(item).collect::<Vec<_>>().join(", ");
    see(Odd {
        quirk: Quirk::TagsWithComma,
        span: value.span,
        shown: format!("`{field}` is `{}`", scalar.text),
        value: String::new(),
        cure: format!("write a list: `[{list}]`"),
        better: None,
    });
}

/// What a value in YAML is to those who read YAML 1.1, and what they do with the rest of it.
fn in_yaml(
    post: &Post<'_>,
    way: &[Step<'_>],
    value: &Value<'_>,
    scalar: &Scalar<'_>,
    see: &mut dyn FnMut(Odd),
) {
    let raw = value.span.of(post.text());
    match scalar.style {
        ScalarStyle::Plain => {
            if let Some(Step::Key(field)) = way.first()
                && TEXTS.contains(field)
                && way.len() <= 2
            {
                number(field, value, scalar, see);
            }
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if raw.contains('\n') => {
            at_margin(post, value, see);
        }
        _ => {}
    }
}

/// `1:30`, `017`, `yes`: numbers and truth values in YAML 1.1, where a text is meant.
fn number(field: &str, value: &Value<'_>, scalar: &Scalar<'_>, see: &mut dyn FnMut(Odd)) {
    let text = scalar.text.as_ref();
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.split(':');
    let is_sixty = text.contains(':') && text.len() < 9 && parts.clone().all(is_digits);
    let (quirk, read) = if is_sixty {
        let sum = parts.try_fold(0u64, |sum, part| Some(sum * 60 + part.parse::<u64>().ok()?));
        let Some(sum) = sum else { return };
        (Quirk::Sexagesimal, sum.to_string())
    } else if text.len() > 1 && text.starts_with('0') && is_digits(text) {
        let Ok(octal) = u64::from_str_radix(text, 8) else {
            return;
        };
        (Quirk::Octal, octal.to_string())
    } else if let Some(truth) =
        as_truth(text).filter(|truth| text.to_ascii_lowercase() != truth.to_string())
    {
        (Quirk::TruthWord, truth.to_string())
    } else {
        return;
    };
    let quoted = format!("'{text}'");
    see(Odd {
        quirk,
        span: value.span,
        shown: format!("`{field}` has `{text}`"),
        value: read,
        cure: format!("put it in quotes: `{quoted}`"),
        better: Some(("put it in quotes", value.span, quoted)),
    });
}

/// A quoted text whose next line is not indented.
fn at_margin(post: &Post<'_>, value: &Value<'_>, see: &mut dyn FnMut(Odd)) {
    let text = post.text();
    let raw = value.span.of(text);
    let line = text[..value.span.start as usize]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let head = &text[line..];
    let indent = head.len() - head.trim_start_matches(' ').len();
    let mut at = value.span.start;
    for (number, line) in raw.split_inclusive('\n').enumerate() {
        let own = line.len() - line.trim_start_matches(' ').len();
        if number > 0 && own <= indent && !line.trim().is_empty() {
            see(Odd {
                quirk: Quirk::QuoteAtMargin,
                span: Span::new(at, at + line.trim_end().len() as u32),
                shown: "a quoted value goes on in a line that is not indented".into(),
                value: String::new(),
                cure: "indent the second line".into(),
                better: Some((
                    "indent the second line",
                    Span::empty(at),
                    " ".repeat(indent + 2 - own),
                )),
            });
        }
        at += line.len() as u32;
    }
}
