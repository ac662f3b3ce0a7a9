//! front-matter: a fault of the front matter as a whole.

use super::schema::Schema;
use crate::edit::Change;
use crate::post::{Format, Post};
use crate::rule::hit::Hit;
use crate::span::Span;
use crate::typed::Mistake;
use crate::value::Value;
use crate::written::Written;
use serde::Deserialize;
use std::sync::Arc;

/// The values of a hit: what is wrong, what would mend it, what a fix does and what it writes.
pub const VALUES: &[&str] = &["problem", "cure", "action", "text"];

/// Which fault, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrontMatterSpec {
    /// It cannot be read.
    Unreadable,
    /// Something stands before it.
    NotFirst,
    /// It does not fit a JSON Schema.
    Schema(Box<serde_json::Value>),
}

/// Which fault.
#[derive(Clone, Debug)]
pub enum FrontMatter {
    /// It cannot be read.
    Unreadable,
    /// Something stands before it.
    NotFirst,
    /// It does not fit a JSON Schema.
    Schema(Arc<Schema>),
}

impl FrontMatter {
    pub(super) fn new(spec: &FrontMatterSpec, span: Span) -> Result<Self, Mistake> {
        Ok(match spec {
            FrontMatterSpec::Unreadable => Self::Unreadable,
            FrontMatterSpec::NotFirst => Self::NotFirst,
            FrontMatterSpec::Schema(schema) => {
                let schema = Schema::new(schema).map_err(|message| Mistake::new(span, message))?;
                Self::Schema(Arc::new(schema))
            }
        })
    }

    pub(super) fn find(&self, post: &Post<'_>, see: &mut impl FnMut(Hit)) {
        match self {
            Self::Unreadable => unreadable(post, see),
            Self::NotFirst => not_first(post, see),
            Self::Schema(schema) => {
                let has_yaml = post.front_matter.is_some_and(|f| f.format == Format::Yaml);
                if has_yaml && post.fields.faults.is_empty() {
                    in_schema(schema, post, see);
                }
            }
        }
    }
}

fn unreadable(post: &Post<'_>, see: &mut impl FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    if front.closing.is_none() {
        let delimiter = match front.opening.of(post.text()).trim_end() {
            "" => "}",
            delimiter => delimiter,
        };
        let hit = Hit::new(front.beginning())
            .with("problem", "the front matter never closes")
            .with(
                "cure",
                format!("write `{delimiter}` on a line of its own behind its last key"),
            )
            .with("action", "close it behind its last key")
            .with("text", format!("{delimiter}\n"));
        // Where its last line is that of the file, another must begin.
        let end = front.content.end;
        let is_line = post.text()[..end as usize].ends_with('\n');
        see(if is_line && post.fields.faults.is_empty() {
            hit.at(
                Span::empty(end),
                Written::Plainly,
                Change::FrontMatterSyntax,
            )
        } else {
            hit
        });
    }
    for fault in &post.fields.faults {
        let hit = Hit::new(fault.span)
            .with("problem", &fault.message)
            .with("cure", &fault.help);
        see(match &fault.cure {
            Some(cure) => hit.with("action", cure.action).with("text", &cure.text).at(
                cure.span,
                Written::Plainly,
                Change::FrontMatterSyntax,
            ),
            None => hit,
        });
    }
}

fn not_first(post: &Post<'_>, see: &mut impl FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    if front.before.is_empty() {
        return;
    }
    let before = front.before.of(post.text());
    let problem = match (before.starts_with('\u{feff}'), before.len() > 3) {
        (true, false) => "a byte-order mark",
        (true, true) => "a byte-order mark and blank lines",
        (false, _) if before.lines().count() == 1 => "a blank line",
        (false, _) => "blank lines",
    };
    see(Hit::new(front.before).with("problem", problem).at(
        front.before,
        Written::Plainly,
        Change::WhiteSpace,
    ));
}

fn in_schema(schema: &Schema, post: &Post<'_>, see: &mut impl FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    let empty = || serde_json::Value::Object(serde_json::Map::default());
    let value = post.fields.value.as_ref();
    let json = value.map_or_else(empty, Value::to_json);
    schema.faults(&json, &mut |fault| {
        let written = value.and_then(|value| value.follow(&fault.way));
        let span = match (written, fault.in_whole) {
            (Some(value), false) if !value.span.is_empty() => value.span,
            // An empty value has no bytes of its own: its key has.
            _ => value
                .and_then(|value| value.nearest_key(&fault.way))
                .map_or(front.beginning(), |key| key.span),
        };
        see(Hit::new(span)
            .with("problem", fault.problem)
            .with("cure", fault.cure));
    });
}
