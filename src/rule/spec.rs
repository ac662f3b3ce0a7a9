//! spec: a rule as its author writes it.

use crate::data::typed::forms;
use crate::rule::finder;
use crate::text::edit::Safety;
use crate::text::finding::Severity;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A rule file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The problem in a line, without a full stop.
    pub summary: String,
    /// Why it is a problem: a few sentences for someone who is told of it.
    pub why: String,
    /// The groups that it belongs to.
    #[serde(default, deserialize_with = "forms::list")]
    pub tags: Vec<String>,
    /// Whether it is on without being asked for: quiet on a site that is well kept.
    #[serde(default = "on")]
    pub recommended: bool,
    /// How bad a finding is.
    #[serde(default)]
    pub severity: Severity,
    /// What a finding says; the summary, where it is left out.
    pub message: Option<String>,
    /// What a finding advises.
    pub help: Option<String>,
    /// What to look for.
    pub find: finder::Spec,
    /// What to write instead.
    pub fix: Option<FixSpec>,
    /// What shows that it holds.
    #[serde(deserialize_with = "forms::list")]
    pub examples: Vec<ExampleSpec>,
}

const fn on() -> bool {
    true
}

/// What a fix does: one of `replace`, `set`, `rename` and `remove`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixSpec {
    /// What it does, in the imperative.
    pub title: String,
    /// What is written in the place of what was found; nothing deletes.
    pub replace: Option<String>,
    /// Attributes that the element is given, in the place of those of the same names.
    pub set: Option<BTreeMap<String, String>>,
    /// Another name for the attribute, or the element.
    pub rename: Option<String>,
    /// What is removed.
    pub remove: Option<Removed>,
    /// How far it may be trusted.
    #[serde(default)]
    pub safety: Safety,
}

/// What a fix removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Removed {
    /// The attribute.
    Attribute,
    /// The element, and all that is in it.
    Element,
    /// The tags of the element; what is between them stays.
    Tags,
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
    pub bad: Option<String>,
    /// A post that it finds nothing in.
    pub good: Option<String>,
    /// What the post is written in.
    #[serde(default)]
    pub syntax: Syntax,
    /// The generator of its site; unknown, where it is left out.
    pub generator: Option<String>,
    /// The other files of its site, by their paths from the top, for a rule of the kind `site`.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Files of that site that were others before, the post too; what is empty was not there.
    #[serde(default)]
    pub before: BTreeMap<String, String>,
    /// The path of the post there.
    pub path: Option<String>,
    /// How bad each finding in the bad post is, in order, where that goes by the place or the generator.
    #[serde(default, deserialize_with = "forms::list")]
    pub severity: Option<Vec<Severity>>,
    /// The text of each finding in the bad post, in order.
    #[serde(default, deserialize_with = "forms::list")]
    pub at: Option<Vec<String>>,
    /// The bad post after every fix of this rule.
    pub fixed: Option<String>,
}
