//! spec: a rule as its author writes it.

use crate::data::typed::Spanned;
use crate::rule::finder;
use crate::text::edit::Safety;
use crate::text::finding::Severity;
use schemars::JsonSchema;
use serde::Deserialize;

/// A rule file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The problem in a line, without a full stop.
    pub summary: String,
    /// Why it is a problem: a few sentences for someone who is told of it.
    pub why: String,
    /// The groups that it belongs to.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether it is on without being asked for: quiet on a site that is well kept.
    #[serde(default = "on")]
    pub recommended: bool,
    /// How bad a finding is.
    #[serde(default)]
    pub severity: Severity,
    /// What a finding says; the summary, where it is left out.
    pub message: Option<Spanned<String>>,
    /// What a finding advises.
    pub help: Option<Spanned<String>>,
    /// What to look for.
    pub find: Spanned<finder::Spec>,
    /// What to write instead.
    pub fix: Option<Spanned<FixSpec>>,
    /// What shows that it holds.
    pub examples: Spanned<Vec<Spanned<ExampleSpec>>>,
}

const fn on() -> bool {
    true
}

/// What a fix writes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixSpec {
    /// What it does, in the imperative.
    pub title: Spanned<String>,
    /// What stands there afterwards; nothing deletes.
    pub replace: Spanned<String>,
    /// How far it may be trusted.
    #[serde(default)]
    pub safety: Safety,
}

/// What the body of a post is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Syntax {
    /// HTML.
    #[default]
    Html,
    /// Markdown, with HTML in it.
    Markdown,
    /// Markdown with JavaScript in it.
    Mdx,
}

/// A post, or a part of one, and what the rule makes of it: `bad` or `good`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleSpec {
    /// A post that the rule finds something in.
    pub bad: Option<Spanned<String>>,
    /// A post that it finds nothing in.
    pub good: Option<Spanned<String>>,
    /// What the post is written in.
    #[serde(default)]
    pub syntax: Syntax,
    /// The text of each finding in the bad post, in order.
    pub at: Option<Vec<String>>,
    /// The bad post after every fix of this rule.
    pub fixed: Option<String>,
}
