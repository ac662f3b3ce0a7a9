//! suppression: a fault of what a post says that it does not want to be told.

use super::query::{Finder, Query, Seen};
use crate::data::typed::route::Mistake;
use crate::html::escape::Written;
use crate::post::suppression::{self, Suppressions};
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::Change;
use crate::text::span::Span;
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: what is wrong, what would fix it, what a fix does.
pub const VALUES: &[&str] = &["problem", "cure", "action"];

/// Which fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Suppression {
    /// It suppresses nothing, though the rule looked.
    Unused,
    /// The last day on which it held is over.
    Expired,
    /// It cannot be read, or names a rule that is not there.
    Invalid,
}

impl Suppression {
    /// Shows what there is to say of `said`, which has been applied to the findings of the rules that
    /// `has_looked` knows.
    fn tell(
        self,
        text: &str,
        said: &Suppressions,
        has_looked: impl Fn(&str) -> bool,
        emit: &mut dyn FnMut(Hit),
    ) {
        match self {
            Self::Unused => unused(text, said, has_looked, emit),
            Self::Expired => expired(said, emit),
            Self::Invalid => {
                for mistake in &said.mistakes {
                    let cure = mistake.help.as_deref().unwrap_or("write it in another way");
                    emit(
                        Hit::new(mistake.span)
                            .with("problem", &*mistake.message)
                            .with("cure", cure),
                    );
                }
            }
        }
    }
}

fn unused(
    text: &str,
    said: &Suppressions,
    has_looked: impl Fn(&str) -> bool,
    emit: &mut dyn FnMut(Hit),
) {
    let comments = said
        .each
        .chunk_by(|a, b| a.comment.is_some() && a.comment == b.comment);
    // What is not known in full is not judged: the reason may be taken for rules.
    for named in comments.filter(|named| named.iter().all(|one| one.is_known)) {
        let is_idle = |one: &suppression::Suppression| {
            !one.is_used && !one.is_expired && has_looked(&one.name)
        };
        if let Some(comment) = named[0].comment.filter(|_| named.iter().all(is_idle)) {
            let names: Vec<&str> = named.iter().map(|one| &*one.name).collect();
            let problem = format!("nothing here to suppress of `{}`", names.join("`, `"));
            emit(taken_away(text, comment).with("problem", problem));
            continue;
        }
        for (at, one) in named.iter().enumerate().filter(|(_, one)| is_idle(one)) {
            let hit = Hit::new(one.span)
                .with(
                    "problem",
                    format!("nothing here to suppress of `{}`", one.name),
                )
                .with("cure", "remove the name")
                .with("action", format!("take `{}` out", one.name));
            emit(match one.comment {
                Some(_) => {
                    let span = with_separator(text, one.span, at == 0);
                    hit.at(span, Written::Plainly, Change::Comment)
                }
                None => hit,
            });
        }
    }
    for comment in &said.idle {
        emit(taken_away(text, *comment).with("problem", "nothing is suppressed up to here"));
    }
}

fn taken_away(text: &str, comment: Span) -> Hit {
    let hit = Hit::new(comment)
        .with("cure", "remove the comment")
        .with("action", "remove it");
    hit.at(with_line(text, comment), Written::Plainly, Change::Comment)
}

/// The comment, and its line with it if nothing else is there.
fn with_line(text: &str, comment: Span) -> Span {
    let (before, behind) = (
        &text[..comment.start as usize],
        &text[comment.end as usize..],
    );
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = behind.find('\n').map_or(behind.len(), |at| at + 1);
    let is_alone = before[start..].trim().is_empty() && behind[..end].trim().is_empty();
    if is_alone {
        Span::new(start as u32, comment.end + end as u32)
    } else {
        comment
    }
}

/// A name with what parts it from the one before it, or from the one behind it if it is the first.
fn with_separator(text: &str, name: Span, is_first: bool) -> Span {
    let parts = |c: char| c.is_whitespace() || c == ',';
    if is_first {
        let behind = &text[name.end as usize..];
        let len = behind.len() - behind.trim_start_matches(parts).len();
        Span::new(name.start, name.end + len as u32)
    } else {
        let before = &text[..name.start as usize];
        Span::new(before.trim_end_matches(parts).len() as u32, name.end)
    }
}

fn expired(said: &Suppressions, emit: &mut dyn FnMut(Hit)) {
    for one in said.each.iter().filter(|one| one.is_expired) {
        let until = one.until.map(|day| day.to_string()).unwrap_or_default();
        let problem = format!("`{}` was suppressed up to {until}", one.name);
        emit(Hit::new(one.span).with("problem", problem));
    }
}

impl Finder for Suppression {
    type Spec = Self;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &Self) -> Result<Self, Mistake> {
        Ok(*spec)
    }

    fn query(&self) -> Query<'_> {
        Query::Suppressions
    }

    fn find(&self, seen: &mut Seen<'_>, _: &Policy, emit: &mut dyn FnMut(Hit)) {
        if let Seen::Suppressions(text, said, has_looked) = seen {
            self.tell(text, said, *has_looked, emit);
        }
    }

    fn has_place(&self) -> bool {
        *self == Self::Unused
    }
}
