//! front: the `copydesk` key of front matter → what it says of suppressions.

use super::directive::until;
use super::{KEY, Suppression, Suppressions, WHOLE};
use crate::data::typed::{Spanned, typed};
use crate::data::value::{Node, Value};
use crate::post::parse::Post;
use crate::text::problem::Problem;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// What stands below the key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// Rules that the whole file does not want to be told of. Read one by one, as one is a name or
    /// has keys of its own.
    #[serde(rename = "disable")]
    _disable: Option<IgnoredAny>,
}

/// One of them with more to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: Spanned<String>,
    until: Option<Spanned<String>>,
    #[serde(rename = "reason")]
    _reason: Option<IgnoredAny>,
}

pub(super) fn read(post: &Post<'_>, said: &mut Suppressions) {
    let value = post.fields.value.as_ref();
    let Some(value) = value.and_then(|value| value.get(KEY)) else {
        return;
    };
    if let Err(mistake) = typed::<Said>(value) {
        said.mistakes.push(mistake);
    }
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
            Err(mistake) => said.mistakes.push(mistake),
        }
    }
}

fn entry(item: &Value<'_>) -> Result<Suppression, Problem> {
    let entry = match &item.node {
        Node::Map(_) => typed(item)?,
        _ => Entry {
            rule: typed(item)?,
            until: None,
            _reason: None,
        },
    };
    let day = entry.until.map(|day| until(&day, day.span)).transpose()?;
    Ok(Suppression {
        name: entry.rule.value,
        span: entry.rule.span,
        over: WHOLE,
        until: day,
        is_expired: false,
        is_known: true,
        comment: None,
        is_used: false,
    })
}
