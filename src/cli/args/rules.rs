//! rules: what can be typed of rules: shown, tested, written, asked about an address.

use super::{ConfigFormat, OwnRules, TrustArgs};
use crate::rule::builtin;
use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct TestArgs {
    /// Ids, tags, rule files, or folders of rule files; every rule if none is given.
    pub(in crate::cli) rules: Vec<String>,
    /// Show what an example would become whose `at` or `fixed` is not what the rule finds or writes,
    /// and ask. Only files of your own are changed.
    #[arg(long)]
    pub(in crate::cli) update: bool,
    /// Make each of these changes, without asking.
    #[arg(long, requires = "update")]
    pub(in crate::cli) yes: bool,
    #[command(flatten)]
    pub(in crate::cli) own: OwnRules,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct NewRuleArgs {
    /// What the rule is called: the problem in lower-case words with hyphens, `dead-host`.
    pub(in crate::cli) name: String,
    /// What it looks for.
    #[arg(long, value_parser = PossibleValuesParser::new(kinds()))]
    pub(in crate::cli) kind: String,
    /// Where the file is written; a folder that is not there is made.
    #[arg(long, default_value = "rules", value_name = "FOLDER")]
    pub(in crate::cli) folder: PathBuf,
}

/// The kinds of rules; the first line of each file to begin with says what it looks for.
fn kinds() -> Vec<PossibleValue> {
    let kinds = builtin::templates().map(|(kind, text)| {
        let first = text.lines().next().unwrap_or_default();
        let about = first.split_once(": ").map_or(first, |(_, about)| about);
        PossibleValue::new(kind).help(about)
    });
    kinds.collect()
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct RulesArgs {
    /// Only these, by id or tag; every rule if none is given.
    pub(in crate::cli) rules: Vec<String>,
    /// How they are written.
    #[arg(long, value_enum, default_value_t = ConfigFormat::Human)]
    pub(in crate::cli) format: ConfigFormat,
    #[command(flatten)]
    pub(in crate::cli) own: OwnRules,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ExplainArgs {
    /// The rule's id.
    pub(in crate::cli) rule: String,
    #[command(flatten)]
    pub(in crate::cli) own: OwnRules,
}

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ExplainUrlArgs {
    /// The URL as a post has it; references (`&amp;`) are read.
    pub(in crate::cli) url: String,
    #[command(flatten)]
    pub(in crate::cli) trust: TrustArgs,
    #[command(flatten)]
    pub(in crate::cli) own: OwnRules,
}
