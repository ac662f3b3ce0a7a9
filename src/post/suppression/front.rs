//! front: the `copydesk` key of front matter → what it says of suppressions.

use super::directive::until;
use super::{KEY, Suppression, Suppressions, WHOLE};
use crate::data::typed::from_json;
use crate::data::typed::route::Route;
use crate::data::value::{Node, Value};
use crate::post::parse::Post;
use crate::text::problem::Problem;
use crate::text::span::Span;
use schemars::JsonSchema;
use serde::Deserialize;

/// What is below the key.
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
    said.mistakes.extend(comments(post));
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

/// Comments of YAML or TOML that are meant for us, and that nothing reads.
fn comments(post: &Post<'_>) -> Vec<Problem> {
    let Some(front) = post.front_matter else {
        return Vec::new();
    };
    let mut mistakes = Vec::new();
    let mut at = front.content.start;
    for line in front
        .content
        .of(post.source.by_lines())
        .split_inclusive('\n')
    {
        let begin = at;
        at += line.len() as u32;
        let Some((start, said)) = comment(post, line, begin) else {
            continue;
        };
        let rules = said.split("--").next().unwrap_or_default();
        let rules = rules.split([' ', ',', '\t']).skip(1);
        let rules = rules.filter(|name| !name.is_empty() && !name.contains('='));
        let rules: Vec<&str> = rules.collect();
        let rules = if rules.is_empty() {
            "missing-alt".to_owned()
        } else {
            rules.join(", ")
        };
        let end = begin + line.trim_end().len() as u32;
        mistakes.push(Problem::with_help(
            Span::new(start, end),
            "a comment in front matter suppresses nothing",
            format!("write it as a key of the front matter: `copydesk: {{ disable: [{rules}] }}`"),
        ));
    }
    mistakes
}

/// Where in a line, which begins at byte `begin`, a comment is that is meant for us, and what is behind our name in it.
fn comment<'l>(post: &Post<'_>, line: &'l str, begin: u32) -> Option<(u32, &'l str)> {
    let value = post.fields.value.as_ref();
    let mut signs = line.match_indices('#');
    signs.find_map(|(sign, _)| {
        let (before, said) = (&line[..sign], &line[sign + 1..]);
        let said = said.trim().strip_prefix(KEY)?.strip_prefix('-')?;
        let at = begin + sign as u32;
        // Where nothing is known of the values, one behind something may be a part of a text.
        let is_text = value.map_or(!before.trim().is_empty(), |value| is_text(value, at));
        let may_begin = before.is_empty() || before.ends_with([' ', '\t', '"', '\'']);
        (may_begin && !is_text).then_some((at, said))
    })
}

/// Whether byte `at` is in a text of `value`, which may have several lines.
fn is_text(value: &Value<'_>, at: u32) -> bool {
    match &value.node {
        Node::Scalar(_) => value.span.start <= at && at < value.span.end,
        Node::List(items) => items.iter().any(|item| is_text(item, at)),
        Node::Map(entries) => entries
            .iter()
            .any(|(key, value)| is_text(key, at) || is_text(value, at)),
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
