//! test: run the examples inside rule files.

use super::args::{ColorArg, TestArgs};
use super::exit::{CliError, Exit};
use super::options::settings;
use super::terminal;
use super::update::Updater;
use crate::config::load::{self, Kind, Wrong};
use crate::config::resolve::Overrides;
use crate::data::typed::route::placed;
use crate::lint::rule_test::outcomes;
use crate::report::summary::count;
use crate::rule::Rule;
use crate::rule::builtin;
use crate::text::source::Source;
use crate::workspace::discover::real;
use std::collections::HashSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A rule whose examples are run.
struct Chosen {
    rule: Arc<Rule>,
    source: Source,
    /// The user wrote it, so its file can be changed.
    is_own: bool,
}

pub(super) fn test(args: &TestArgs) -> Result<Exit, CliError> {
    let chosen = chosen(args)?;
    let mut updater = args.update.then(|| Updater::new(args)).transpose()?;
    let (mut examples, mut updatable, mut others) = (0, 0, 0);
    let mut wrong = Vec::new();
    let mut is_endless = false;
    let rules = count(chosen.len(), "rule");
    for one in chosen {
        let (rule, source) = match updater.as_mut().filter(|_| one.is_own) {
            Some(updater) => updater.file(one.rule, one.source)?,
            None => (one.rule, one.source),
        };
        examples += rule.examples().len();
        let mut mistakes = Vec::new();
        for outcome in outcomes(&rule) {
            let can_update = one.is_own && outcome.update.is_some();
            updatable += usize::from(can_update);
            others += usize::from(!can_update && !outcome.mistakes.is_empty());
            is_endless |= outcome.is_endless;
            mistakes.extend(outcome.mistakes);
        }
        if !mistakes.is_empty() {
            wrong.push(Wrong {
                kind: Kind::Rule,
                mistakes: placed(&source, mistakes),
                source,
            });
        }
    }
    let examples = count(examples, "example");
    if let Some(updater) = &updater {
        updater.tell()?;
    }
    let exit = match &updater {
        Some(updater) if updater.failed => Exit::Failed,
        // Such a rule is no matter of its examples: `fix` cannot do what it asks for.
        _ if is_endless => Exit::Failed,
        _ if wrong.is_empty() => Exit::Clean,
        _ => Exit::Findings,
    };
    if wrong.is_empty() {
        writeln!(io::stdout(), "{rules}, {examples}: all hold")?;
        return Ok(exit);
    }
    let style = terminal::style(ColorArg::Auto);
    write!(io::stdout(), "{}", terminal::shown(&wrong, style))?;
    let failed = match wrong.iter().map(|file| file.mistakes.len()).sum() {
        1 => "1 does".to_owned(),
        failed => format!("{failed} do"),
    };
    writeln!(io::stdout(), "{rules}, {examples}: {failed} not hold")?;
    if updater.is_none() && updatable > 0 {
        let examples = count(updatable, "example");
        let shows = format!("shows what {examples} would become, and asks");
        writeln!(io::stdout(), "`copydesk test --update` {shows}")?;
    }
    if updater.is_some() && others > 0 {
        let examples = count(others, "example");
        let why = "`--update` writes `at` and `fixed` alone";
        writeln!(io::stdout(), "{examples} for you to judge: {why}")?;
    }
    Ok(exit)
}

/// The rules that the arguments name, each with its file.
fn chosen(args: &TestArgs) -> Result<Vec<Chosen>, CliError> {
    let is_path = |name: &&String| {
        Path::new(name).extension().is_some()
            || name.contains(['/', '\\'])
            || Path::new(name).exists()
    };
    let (paths, names): (Vec<&String>, Vec<&String>) = args.rules.iter().partition(is_path);
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    let mut chosen = own(&paths)?;
    if paths.is_empty() || !names.is_empty() {
        let known = known(args)?;
        let rules: Vec<Arc<Rule>> = known.iter().map(|one| Arc::clone(&one.rule)).collect();
        load::check_names(&rules, names.iter().copied())
            .map_err(|message| CliError::Said(Some(message)))?;
        let is_named = |one: &Chosen| {
            let mut names = names.iter();
            names.any(|name| *name == "all" || one.rule.answers_to(name))
        };
        let is_meant = |one: &Chosen| names.is_empty() || is_named(one);
        chosen.extend(known.into_iter().filter(is_meant));
    }
    // A file may be named by its path and by its rule.
    let mut seen = HashSet::new();
    chosen.retain(|one| !one.is_own || seen.insert(real(Path::new(one.source.name()))));
    Ok(chosen)
}

/// Every rule there is for the posts of this folder.
fn known(args: &TestArgs) -> Result<Vec<Chosen>, CliError> {
    let rules = load::builtin().map_err(|wrong| terminal::say_wrong(&wrong))?;
    let both = rules.into_iter().zip(builtin::sources());
    let mut known: Vec<Chosen> = both
        .map(|(rule, source)| Chosen {
            rule,
            source,
            is_own: false,
        })
        .collect();
    let config = settings(&args.own, Overrides::default())?.at(Path::new(""));
    let config = config.map_err(|wrong| terminal::say_wrong(&wrong))?;
    let paths = [&*args.own.rule_files, config.rule_files()].concat();
    for one in own(&paths)? {
        known.retain(|other| other.rule.id != one.rule.id);
        known.push(one);
    }
    known.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
    Ok(known)
}

fn own(paths: &[PathBuf]) -> Result<Vec<Chosen>, CliError> {
    let files = load::files(paths).map_err(|wrong| terminal::say_wrong(&wrong))?;
    let own = files.into_iter().map(|(rule, source)| Chosen {
        rule,
        source,
        is_own: true,
    });
    Ok(own.collect())
}
