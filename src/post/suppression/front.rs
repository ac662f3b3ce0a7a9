//! front: the `copydesk` key of front matter → what it says of suppressions.

use super::directive::until;
use super::{KEY, Suppression, Suppressions, WHOLE};
use crate::data::typed::from_json;
use crate::data::typed::route::Route;
use crate::data::value::{Node, Value};
use crate::post::parse::Post;
use crate::text::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;

/// What stands below the key.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Said {
    /// Rules that the whole file does not want to be told of. Read one by one, as one is a name or
    /// has keys of its own.
    #[serde(rename = "disable")]
    _disable: Option<serde_json::Value>,
}

/// One of them with more to say.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    until: Option<String>,
    #[serde(rename = "reason")]
    _reason: Option<serde_json::Value>,
}

pub(super) fn read(post: &Post<'_>, said: &mut Suppressions) {
    let value = post.fields.value.as_ref();
    let Some(value) = value.and_then(|value| value.get(KEY)) else {
        return;
    };
    let mistakes = from_json::<Said>(&value.to_json()).mistakes.into_iter();
    said.mistakes
        .extend(mistakes.map(|mistake| mistake.placed(value)));
    let items = match value.get("disable") {
        Some(Value {
            node: Node::List(items),
            ..
        }) => items,
        Some(one) => std::slice::from_ref(one),
        None => return,
    };
    for item in items {
        match entry(item) {
            Ok(one) => said.each.push(one),
            Err(mistakes) => said.mistakes.extend(mistakes),
        }
    }
}

fn entry(item: &Value<'_>) -> Result<Suppression, Vec<Problem>> {
    let entry = if let Node::Scalar(scalar) = &item.node {
        Entry {
            rule: scalar.text.to_string(),
            until: None,
            _reason: None,
        }
    } else {
        let read = from_json::<Entry>(&item.to_json());
        let mistakes = read.mistakes.into_iter();
        let mistakes: Vec<Problem> = mistakes.map(|it| it.placed(item)).collect();
        match read.value {
            Some(entry) if mistakes.is_empty() => entry,
            _ => return Err(mistakes),
        }
    };
    let span = |key: &str| Route::to([key]).span(item);
    let day = entry.until.map(|day| until(&day, span("until")));
    let day = day.transpose().map_err(|mistake| vec![mistake])?;
    Ok(Suppression {
        name: entry.rule,
        span: match &item.node {
            Node::Map(_) => span("rule"),
            _ => item.span,
        },
        over: WHOLE,
        until: day,
        is_expired: false,
        is_known: true,
        comment: None,
        is_used: false,
    })
}
