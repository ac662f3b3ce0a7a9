//! Finding: what is wrong, where, and what would fix it.

use crate::text::edit::Fix;
use crate::text::span::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How bad a finding is. The order is the policy: `severity >= fail_on`.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Should be fixed.
    #[default]
    Warning,
    /// Is broken for readers.
    Error,
}

impl Severity {
    /// The word for it in messages and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Another place that has a part in what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where it is, in bytes of the same file.
    pub span: Span,
    /// What is there.
    pub message: &'static str,
}

/// One thing that is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule that says so.
    pub rule: Arc<str>,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is, in bytes of the file.
    pub span: Span,
    /// What is wrong: lower-case, no full stop, the offending text in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What would fix it.
    pub fix: Option<Fix>,
    /// Why it has no fix, where it had one that does not hold.
    pub refused: Option<String>,
    /// The other place that it is about, where there is one: the first of two that are the same.
    pub related: Option<Related>,
    /// The name that its fix gives the file, from the top of the site, where it gives one.
    pub moves: Option<String>,
    /// The host that it is about, where it is about an address.
    pub host: Option<FindingHost>,
}

/// The host that a finding is about: of an address with a proxy the one behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingHost {
    /// Its name.
    pub name: String,
    /// The fix writes an address of it, and nobody has said whether it answers there.
    pub is_unchecked: bool,
}

impl Finding {
    /// The order of a report: by position, the worse first, then by rule.
    pub fn cmp_position(&self, other: &Self) -> std::cmp::Ordering {
        (self.span.start, other.severity, &self.rule, self.span.end).cmp(&(
            other.span.start,
            self.severity,
            &other.rule,
            other.span.end,
        ))
    }
}
