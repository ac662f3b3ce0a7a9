//! given: what the command line says of rules, hosts and configurations.

use super::args::{OwnRules, TrustArgs};
use super::exit::CliError;
use super::terminal;
use crate::config::cache::{Search, Settings};
use crate::config::load::{self, Wrong};
use crate::config::resolve::Overrides;
use crate::data::date::Day;
use crate::rule::Rule;
use crate::workspace::changed_lines::Changes;
use crate::workspace::clock;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The current folder. The error says that there is none any more, in which nothing would be found.
pub(super) fn here() -> io::Result<PathBuf> {
    std::env::current_dir().map_err(|error| {
        let message = format!("the current folder cannot be found: {error}; go to another one");
        io::Error::new(error.kind(), message)
    })
}

/// What has changed since a revision.
pub(super) fn changed_since(revision: &str) -> Result<Changes, CliError> {
    let changes = Changes::since(&here()?.canonicalize()?, revision);
    changes.map_err(|why| CliError::Said(Some(why)))
}

/// What holds for each post: what is built in, what the command line adds, and what the
/// configurations say.
pub(super) fn settings(own: &OwnRules, wanted: Overrides) -> Result<Settings, CliError> {
    here()?;
    let say = |wrong: Vec<Wrong>| terminal::say_wrong(&wrong);
    let mut rules = load::builtin().map_err(say)?;
    let files = load::files(&own.rule_files).map_err(say)?;
    for (rule, _) in files {
        rules.retain(|known| known.id != rule.id);
        rules.push(rule);
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let search = match &own.config {
        Some(file) => Search::Named(file.clone()),
        None if own.no_config => Search::Nowhere,
        None => Search::Upwards,
    };
    Ok(Settings::new(rules, wanted, search))
}

/// How far the command line trusts an address.
pub(super) fn wanted(trust: &TrustArgs) -> Result<Overrides, CliError> {
    let hosts = trust.hosts.as_ref().map(|path| load::hosts(path));
    Ok(Overrides {
        https: trust.https.map(Into::into),
        hosts: hosts
            .transpose()
            .map_err(|wrong| terminal::say_wrong(&wrong))?,
        today: Some(Day::of(clock::now())),
        ..Overrides::default()
    })
}

/// Every rule that there is for the posts of this folder.
pub(super) fn all_rules(own: &OwnRules) -> Result<Vec<Arc<Rule>>, CliError> {
    let config = settings(own, Overrides::default())?.at(Path::new(""));
    let config = config.map_err(|wrong| terminal::say_wrong(&wrong))?;
    Ok(config.all_rules().to_vec())
}
