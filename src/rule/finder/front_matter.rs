//! front-matter: a fault of the front matter as a whole.

use super::query::Finder;
use crate::data::json_schema::{self, Answer, Misfit, Schema, Spent};
use crate::data::typed::forms;
use crate::data::typed::route::Mistake;
use crate::data::value::{Node, Scalar, ScalarStyle, Value};
use crate::generator::Feature;
use crate::html::escape::Written;
use crate::post::parse::is_filled;
use crate::post::suppression;
use crate::post::{Format, Post};
use crate::rule::finder::dates::dates;
use crate::rule::finder::fences;
use crate::rule::finder::values::values;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::Change;
use crate::text::span::Span;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// The values of a hit: what is wrong, what would fix it, what a fix does and what it writes.
pub const VALUES: &[&str] = &["problem", "cure", "action", "text"];

/// Which fault, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FrontMatterSpec {
    /// It cannot be read.
    Unreadable,
    /// Something is before it.
    NotFirst,
    /// It does not fit this JSON Schema.
    Schema(#[serde(deserialize_with = "forms::raw")] Box<serde_json::Value>),
    /// It does not fit the JSON Schema that the post names, or else the configuration, or this one
    /// where neither names one.
    DefaultSchema(#[serde(deserialize_with = "forms::raw")] Box<serde_json::Value>),
    /// A date in one of these fields is written in a form that not every generator reads, or falls on
    /// another day where the site is built elsewhere.
    Date(
        #[serde(deserialize_with = "forms::filled")]
        #[schemars(length(min = 1))]
        Vec<String>,
    ),
    /// A value that the generator reads as another than is written, or does not read.
    Values,
    /// White space at the end of a line.
    Spacing,
    /// Words behind ` #`, which are a comment there.
    Swallowed,
}

/// Which fault.
#[derive(Clone, Debug)]
pub enum FrontMatter {
    /// It cannot be read.
    Unreadable,
    /// Something is before it.
    NotFirst,
    /// It does not fit this JSON Schema.
    Schema(Arc<Schema>),
    /// It does not fit the JSON Schema that is named, or this one where none is.
    DefaultSchema(Arc<Schema>),
    /// A date in one of these fields is not read the same everywhere.
    Date(Vec<String>),
    /// A value that the generator reads as another than is written, or does not read.
    Values,
    /// White space at the end of a line.
    Spacing,
    /// Words behind ` #`, which are a comment there.
    Swallowed,
}

impl FrontMatter {
    fn read(spec: &FrontMatterSpec) -> Result<Self, Mistake> {
        Ok(match spec {
            FrontMatterSpec::Unreadable => Self::Unreadable,
            FrontMatterSpec::NotFirst => Self::NotFirst,
            FrontMatterSpec::Date(fields) => Self::Date(fields.clone()),
            FrontMatterSpec::Values => Self::Values,
            FrontMatterSpec::Spacing => Self::Spacing,
            FrontMatterSpec::Swallowed => Self::Swallowed,
            FrontMatterSpec::Schema(schema) => Self::Schema(ready(schema, "schema")?),
            FrontMatterSpec::DefaultSchema(schema) => {
                Self::DefaultSchema(ready(schema, "default-schema")?)
            }
        })
    }
}

fn ready(schema: &serde_json::Value, key: &str) -> Result<Arc<Schema>, Mistake> {
    let schema = Schema::new(schema).map(Arc::new);
    schema.map_err(|message| Mistake::new(message).under(key))
}

/// `has_title` is false where a title without a value is as if it were absent.
fn in_schema(schema: &Schema, post: &Post<'_>, has_title: bool, emit: &mut dyn FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    let empty = || serde_json::Value::Object(serde_json::Map::default());
    let value = post.fields.value.as_ref();
    let mut json = value.map_or_else(empty, Value::to_json);
    // What says which schema holds is no part of what must fit it, and neither is what we are told.
    if let Some(keys) = json.as_object_mut() {
        keys.remove(json_schema::KEY);
        keys.remove(suppression::KEY);
        if !has_title && keys.get("title").is_some_and(serde_json::Value::is_null) {
            keys.remove("title");
        }
    }
    let told = schema.faults(&json, &mut |fault| {
        let written = value.and_then(|value| value.follow(&fault.way));
        let span = match (written, fault.in_whole) {
            (Some(value), false) if !value.span.is_empty() => value.span,
            // An empty value has no bytes of its own: its key has.
            _ => value
                .and_then(|value| value.nearest_key(&fault.way))
                .map_or(front.beginning(), |key| key.span),
        };
        if is_filled(post, written.map_or(span, |value| value.span)) {
            return;
        }
        emit(
            answered(span, &fault, written, post)
                .with("problem", fault.problem)
                .with("cure", fault.cure),
        );
    });
    if let Err(Spent) = told {
        emit(
            Hit::new(front.beginning())
                .with("problem", "the schema takes too many steps to check it")
                .with(
                    "cure",
                    "let its alternatives refer to themselves less often",
                ),
        );
    }
}

/// The schema that the post names. The error is what is to say of a name that leads to none.
fn named_schema(post: &Post<'_>, policy: &Policy) -> Result<Option<Arc<Schema>>, Box<Hit>> {
    let value = post.fields.value.as_ref();
    let Some((shelf, value)) = policy
        .shelf
        .as_ref()
        .zip(value.and_then(|v| v.get(json_schema::KEY)))
    else {
        return Ok(None);
    };
    let Some(name) = value.as_str() else {
        return Ok(None);
    };
    shelf.take(name, post.source.name()).map_err(|problem| {
        let cure = "name a JSON Schema by its way from the folder of the post (`post.json`), or a \
                    generator (`hexo`)";
        let hit = Hit::new(value.span).with("problem", problem);
        Box::new(hit.with("cure", cure))
    })
}

/// With what a fix would write, where one answer exists.
fn answered(span: Span, fault: &Misfit, written: Option<&Value<'_>>, post: &Post<'_>) -> Hit {
    let hit = Hit::new(span);
    let (action, text) = match (&fault.answer, written) {
        (Some(Answer::Truth(truth)), _) => ("write the truth value", truth.to_string()),
        (Some(Answer::Key(key)), _) => ("write the key in its case", key.clone()),
        (Some(Answer::List), Some(value)) => {
            let Node::Scalar(scalar) = &value.node else {
                return hit;
            };
            let raw = value.span.of(post.text());
            // What is plainly in a line may mean something else between brackets.
            let is_plain = scalar.style == ScalarStyle::Plain
                && raw.contains([
                    ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '%', '@', '`', ':',
                ]);
            match scalar.style {
                ScalarStyle::Block => return hit,
                _ if is_plain => ("make it a list", format!("['{}']", raw.replace('\'', "''"))),
                _ => ("make it a list", format!("[{raw}]")),
            }
        }
        _ => return hit,
    };
    hit.with("action", action).with("text", text).at(
        span,
        Written::Plainly,
        Change::FrontMatterForm,
    )
}

fn spacing(post: &Post<'_>, emit: &mut dyn FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    // In a block scalar white space is text.
    let mut blocks = Vec::new();
    if let Some(value) = &post.fields.value {
        value.scalars(&mut |_, value, scalar| {
            if scalar.style == ScalarStyle::Block {
                blocks.push(value.span);
            }
        });
    }
    let mut at = front.content.start;
    for line in front.content.of(post.text()).split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let kept = text.trim_end_matches([' ', '\t']);
        let span = Span::new(at + kept.len() as u32, at + text.len() as u32);
        at += line.len() as u32;
        if !span.is_empty()
            && !blocks
                .iter()
                .any(|block| block.start < span.end && span.start < block.end)
        {
            emit(
                Hit::new(span)
                    .with("problem", "white space at the end of a line")
                    .with("cure", "remove it")
                    .with("action", "remove it")
                    .with("text", "")
                    .at(span, Written::Plainly, Change::WhiteSpace),
            );
        }
    }
}

impl Finder for FrontMatter {
    type Spec = FrontMatterSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &FrontMatterSpec) -> Result<Self, Mistake> {
        Self::read(spec)
    }

    fn in_post(&self, post: &Post<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        match self {
            Self::Unreadable => fences::unreadable(post, policy, emit),
            Self::NotFirst => fences::not_first(post, policy, emit),
            // To who reads no YAML it is no comment.
            Self::Swallowed if policy.readers.read_lines() => {}
            Self::Swallowed => swallowed(post, emit),
            // What cannot be read fits no schema, and is said elsewhere.
            Self::Schema(_) | Self::DefaultSchema(_) if !post.fields.problems.is_empty() => {}
            Self::Schema(schema) => in_schema(schema, post, true, emit),
            // What has no keys is told by what reads the values.
            Self::DefaultSchema(_) if post.fields.value.as_ref().is_some_and(|v| !v.is_map()) => {}
            Self::DefaultSchema(schema) => match named_schema(post, policy) {
                Ok(named) => {
                    let named = named.as_ref().or(policy.schema.as_ref());
                    let reader = policy.readers.known();
                    let may_lack = reader.is_some_and(|it| it.generator.reads(Feature::EmptyTitle));
                    let has_title = named.is_some() || !may_lack;
                    in_schema(named.unwrap_or(schema), post, has_title, emit);
                }
                Err(hit) => emit(*hit),
            },
            Self::Date(fields) => dates(fields, post, policy, emit),
            Self::Values => values(post, policy, emit),
            Self::Spacing => spacing(post, emit),
        }
    }
}

/// `title: Podcast #12`, `tags: #garden`: a word right behind `#` is a comment that was not meant for one.
fn swallowed(post: &Post<'_>, emit: &mut dyn FnMut(Hit)) {
    let (Some(front), Some(value)) = (post.front_matter, &post.fields.value) else {
        return;
    };
    let content = front.content.of(post.text());
    if front.format != Format::Yaml || memchr::memchr(b'#', content.as_bytes()).is_none() {
        return;
    }
    let mut scalars = Vec::new();
    value.scalars(&mut |_, value, scalar| scalars.push((value.span, scalar)));
    scalars.sort_by_key(|(span, _)| (span.start, span.end));
    let mut at = front.content.start;
    for line in content.split_inclusive('\n') {
        let start = at;
        at += line.len() as u32;
        let text = line.trim_end();
        let Some(mark) = comment(text, start, &scalars) else {
            continue;
        };
        let head = text[..mark].trim_end();
        let is_word = text[mark + 1..].starts_with(char::is_alphanumeric);
        let end = start + head.len() as u32;
        let is_before = |(span, _): &&(Span, &Scalar<'_>)| span.end == end && !span.is_empty();
        let near = scalars.partition_point(|(span, _)| span.start < end);
        let before = scalars[..near].last().filter(is_before);
        let is_text = before.is_some_and(|(_, scalar)| {
            scalar.style == ScalarStyle::Plain && scalar.to_json().is_string()
        });
        let is_empty = head.ends_with(':') || head.trim_start() == "-";
        if !is_word || !(is_text || is_empty) {
            continue;
        }
        let lost = &text[mark..];
        let hit = Hit::new(Span::new(start + mark as u32, start + text.len() as u32)).with(
            "problem",
            format!("` #` begins a comment: `{lost}` is lost"),
        );
        let Some((span, _)) = before.filter(|_| is_text) else {
            emit(hit.with("cure", "leave the `#` out, or put the value in quotes"));
            continue;
        };
        let whole = Span::new(span.start, start + text.len() as u32);
        let quoted = format!("'{}'", whole.of(post.text()).replace('\'', "''"));
        emit(
            hit.with("cure", format!("put the value in quotes: `{quoted}`"))
                .with("action", "put the value in quotes")
                .with("text", quoted)
                .at(whole, Written::Plainly, Change::FrontMatterForm),
        );
    }
}

/// Where in a line of YAML, which begins at byte `start`, a comment begins behind something else: a `#`
/// with white space before it, in no scalar.
fn comment(line: &str, start: u32, scalars: &[(Span, &Scalar<'_>)]) -> Option<usize> {
    let marks = memchr::memchr_iter(b'#', line.as_bytes());
    let mut comments = marks.filter(|&mark| line[..mark].ends_with([' ', '\t']));
    let mark = comments.find(|&mark| {
        let at = start + mark as u32;
        let before = scalars.partition_point(|(span, _)| span.start <= at);
        before == 0 || scalars[before - 1].0.end <= at
    })?;
    (!line[..mark].trim().is_empty()).then_some(mark)
}
