//! test: run the examples inside rule files.

use super::args::TestArgs;
use super::{Exit, Stop, screen};
use crate::exercise::exercise;
use crate::load::{self, Kind, Wrong};
use crate::report::summary::count;
use crate::rule::Rule;
use crate::rule::builtin;
use crate::source::Source;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn test(args: &TestArgs) -> Result<Exit, Stop> {
    let rules = chosen(args)?;
    let mut examples = 0;
    let mut wrong = Vec::new();
    for (rule, source) in &rules {
        examples += rule.examples().len();
        let mistakes = exercise(rule);
        if !mistakes.is_empty() {
            let bytes = source.text().as_bytes().to_vec();
            wrong.push(Wrong {
                kind: Kind::Rule,
                source: Source::new(source.name(), bytes),
                mistakes,
            });
        }
    }
    let (rules, examples) = (count(rules.len(), "rule"), count(examples, "example"));
    if wrong.is_empty() {
        writeln!(io::stdout(), "{rules}, {examples}: all hold")?;
        return Ok(Exit::Clean);
    }
    screen::say_wrong(&wrong);
    let failed = wrong.iter().map(|file| file.mistakes.len()).sum();
    writeln!(
        io::stdout(),
        "{rules}, {examples}: {} not hold",
        match failed {
            1 => "1 does".to_owned(),
            _ => format!("{failed} do"),
        }
    )?;
    Ok(Exit::Findings)
}

/// The rules that the arguments name, each with its file.
fn chosen(args: &TestArgs) -> Result<Vec<(Arc<Rule>, Source)>, Stop> {
    let is_path = |name: &&String| {
        Path::new(name).extension().is_some()
            || name.contains(['/', '\\'])
            || Path::new(name).exists()
    };
    let (paths, names): (Vec<&String>, Vec<&String>) = args.rules.iter().partition(is_path);
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    let mut rules = load::files(&paths).map_err(|wrong| screen::say_wrong(&wrong))?;
    if paths.is_empty() || !names.is_empty() {
        let known = load::builtin().map_err(|wrong| screen::say_wrong(&wrong))?;
        let names: Vec<String> = names.into_iter().cloned().collect();
        load::check_names(&known, &names).map_err(|message| Stop::Said(Some(message)))?;
        let sources = known.iter().zip(builtin::sources());
        rules.extend(sources.filter_map(|(rule, source)| {
            let is_named = names
                .iter()
                .any(|name| name == "all" || rule.answers_to(name));
            (names.is_empty() || is_named).then(|| (Arc::clone(rule), source))
        }));
    }
    Ok(rules)
}
