//! refused: what a field may not hold, by the generator of the site, or that it is missing.

use crate::data::date_shape::{Shape, shape};
use crate::data::value::{Node, ScalarStyle, Value};
use crate::generator::{Kind, Reader, Readers};
use crate::post::Post;
use crate::post::parse::is_filled;
use crate::rule::hit::Hit;
use crate::rule::verdict::Verdict;

/// Says which fields hold what `reader` does not take.
pub(super) fn refused(post: &Post<'_>, reader: Reader, emit: &mut dyn FnMut(Hit)) {
    let (Some(front), Some(whole)) = (post.front_matter, &post.fields.value) else {
        return;
    };
    if !whole.is_map() {
        return;
    }
    for (way, kinds, outcome) in reader.generator.refuses {
        let field = way.trim_end_matches("[]");
        let Some(verdict) = Verdict::of(Readers::one(reader), "", |_| Some(*outcome)) else {
            continue;
        };
        let told = |hit: Hit, problem: String, cure: &str| {
            hit.with("problem", problem)
                .with("cure", cure)
                .so_bad(verdict.severity)
                .comes_to(verdict.outcome)
        };
        let Some((key, value)) = whole.entry(field) else {
            if kinds.contains(&Kind::Missing) {
                let problem = format!("`{field}` is missing: {}", verdict.says);
                emit(told(Hit::new(front.beginning()), problem, "write the key"));
            }
            continue;
        };
        let values = match &value.node {
            Node::List(items) if field != *way => items.as_slice(),
            _ if field != *way => &[],
            _ => std::slice::from_ref(value),
        };
        let Some((found, kind)) = values
            .iter()
            .map(|value| (value, kind(value)))
            .find(|(_, kind)| kinds.contains(kind))
        else {
            continue;
        };
        let span = if found.span.is_empty() {
            key.span
        } else {
            found.span
        };
        if is_filled(post, span) {
            continue;
        }
        let subject = if field == *way {
            format!("`{field}` is")
        } else {
            format!("an item of `{field}` is")
        };
        let problem = format!("{subject} {}: {}", named(kind), verdict.says);
        emit(told(
            Hit::new(span),
            problem,
            cure(field == *way, field, kind),
        ));
    }
}

/// What `value` is.
fn kind(value: &Value<'_>) -> Kind {
    let scalar = match &value.node {
        Node::List(_) => return Kind::List,
        Node::Map(_) => return Kind::Map,
        Node::Scalar(scalar) => scalar,
    };
    let is_plain = scalar.style == ScalarStyle::Plain && !scalar.is_tagged;
    match scalar.to_json() {
        serde_json::Value::Null => Kind::Null,
        serde_json::Value::Bool(_) => Kind::Truth,
        serde_json::Value::Number(_) => Kind::Number,
        _ if is_plain && is_timestamp(&scalar.text) => Kind::Date,
        _ if ["true", "false"].contains(&scalar.text.to_ascii_lowercase().as_str()) => {
            Kind::QuotedTruth
        }
        _ => Kind::Text,
    }
}

/// Whether YAML reads `text` as a date.
fn is_timestamp(text: &str) -> bool {
    matches!(
        shape(text),
        Shape::Plain
            | Shape::Offset
            | Shape::ShortOffset
            | Shape::OneDigitTime
            | Shape::SpaceZ
            | Shape::SmallLetters
    )
}

fn named(kind: Kind) -> &'static str {
    match kind {
        Kind::Missing => "missing",
        Kind::Null => "empty",
        Kind::Text => "a text",
        Kind::QuotedTruth => "a text in quotes",
        Kind::Number => "a number",
        Kind::Truth => "a truth value",
        Kind::Date => "a date to YAML",
        Kind::List => "a list",
        Kind::Map => "a group of keys",
    }
}

fn cure(is_whole: bool, field: &str, kind: Kind) -> &'static str {
    match (field, kind) {
        ("draft", _) => "write `true` or `false`",
        ("tags", Kind::Null) if is_whole => "write `[]`, or remove the key",
        ("tags", _) if is_whole => "write a list: `[a, b]`",
        (_, Kind::Null) => "write a text, or remove it",
        (_, Kind::Number | Kind::Truth | Kind::Date) => "put it in quotes",
        _ => "write a text",
    }
}
