//! baseline: today's findings, accepted; from then on only new ones are reported.

use super::args::BaselineArgs;
use super::exit::{CliError, Exit};
use super::output::Outcome;
use super::output::unwritable;
use super::session::Job;
use super::terminal;
use crate::config::cache::Shelved;
use crate::lint::baseline::{Accepted, Baseline, Difference, FILE_NAME, Lost};
use crate::post::parse::parse;
use crate::report::summary::{count, grouped};
use crate::report::visible;
use crate::workspace::files::Unfinished;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What is found in one file, and which rules were asked.
struct Found {
    place: Shelved,
    accepted: Accepted,
    rules: BTreeSet<String>,
}

/// The baseline of one folder, as it was and as it becomes.
struct SchemaStore {
    /// `None` where there was none.
    before: Option<Baseline>,
    now: Baseline,
    seen: BTreeSet<String>,
    /// What is accepted in files that are not there any more.
    lost: Option<Lost>,
    difference: Difference,
}

pub(super) fn baseline(args: &BaselineArgs) -> Result<Exit, CliError> {
    let job = Job::within(&args.scope, false)?;
    let mut shelves: BTreeMap<PathBuf, SchemaStore> = BTreeMap::new();
    // Which rules are known to be asked is not the same in every folder.
    let selects = !args.scope.rules.select.is_empty() || !args.scope.rules.ignore.is_empty();
    let total = job.collect(
        |path, source, rules| {
            let mut outcome = Outcome::default();
            outcome.summary.files = 1;
            let findings = rules.findings(&parse(source));
            let found = job.shelved(path).map(|place| Found {
                place,
                accepted: Accepted::of(source, &findings),
                rules: rules.iter().map(|rule| rule.id.to_string()).collect(),
            });
            (outcome, Some(found))
        },
        |found| {
            let Some(found) = found.transpose()? else {
                return Ok(ControlFlow::Continue(()));
            };
            let folder = &found.place.folder;
            if !shelves.contains_key(folder) {
                shelves.insert(folder.clone(), SchemaStore::new(job.baseline(folder)?));
            }
            if let Some(shelf) = shelves.get_mut(folder) {
                shelf.take(args, found, selects);
            }
            Ok(ControlFlow::Continue(()))
        },
    )?;
    if total.exit == Exit::Failed {
        terminal::say("the baseline was not changed, since not every post could be read");
        return Ok(Exit::Failed);
    }
    let mut exit = Exit::Clean;
    for (folder, mut shelf) in shelves {
        if !selects {
            shelf.forget_lost(&folder, args);
        }
        exit = exit.max(shelf.conclude(&folder, args)?);
    }
    Ok(exit)
}

impl SchemaStore {
    fn new(before: Option<Baseline>) -> Self {
        Self {
            now: before.clone().unwrap_or_default(),
            before,
            seen: BTreeSet::new(),
            lost: None,
            difference: Difference::default(),
        }
    }

    fn take(&mut self, args: &BaselineArgs, found: Found, selects: bool) {
        let was_asked = |rule: &str| !selects || found.rules.contains(rule);
        // The first one accepts what there is.
        let grows = args.accept_new || self.before.is_none();
        let name = &found.place.name;
        if !self.now.knows(name) {
            let lost = self.lost.get_or_insert_with(|| {
                self.now
                    .lost(|path| !found.place.folder.join(path).exists())
            });
            if let Some(before) = lost.name_of(&found.accepted) {
                self.now.rename(before, name);
            }
        }
        let more = self
            .now
            .take(name, &found.accepted, was_asked, (grows, args.prune));
        self.difference.new += more.new;
        self.difference.gone += more.gone;
        self.seen.insert(found.place.name);
    }

    /// What was accepted in files that are not there any more is gone.
    fn forget_lost(&mut self, folder: &Path, args: &BaselineArgs) {
        let names: Vec<String> = self.now.paths().map(str::to_owned).collect();
        for name in names {
            if !self.seen.contains(&name) && !folder.join(&name).exists() {
                let nothing = Accepted::default();
                let more = self
                    .now
                    .take(&name, &nothing, |_| true, (false, args.prune));
                self.difference.gone += more.gone;
            }
        }
    }

    fn conclude(self, folder: &Path, args: &BaselineArgs) -> Result<Exit, CliError> {
        let path = folder.join(FILE_NAME);
        let shown = path.display().to_string();
        let shown = visible(&shown);
        let is_new = self.before.is_none();
        if self.before.as_ref() != Some(&self.now) {
            let say = |error: io::Error| unwritable(&path, &error);
            let mut file = Unfinished::new(&path).map_err(say)?;
            file.write_all(self.now.text().as_bytes()).map_err(say)?;
            file.finish().map_err(say)?;
        }
        let mut out = io::stdout().lock();
        let (findings, files) = self.now.size();
        let (findings, files) = (count(findings, "finding"), count(files, "file"));
        writeln!(out, "{shown} accepts {findings} in {files}")?;
        let Difference { new, gone } = self.difference;
        match (gone, args.prune) {
            (0, _) => {}
            (_, true) => writeln!(out, "{} taken out", grouped(gone))?,
            (_, false) => writeln!(
                out,
                "{} not found any more: --prune takes them out",
                grouped(gone)
            )?,
        }
        match new {
            0 => {}
            _ if is_new => {}
            _ if args.accept_new => writeln!(out, "{} more than before", grouped(new))?,
            _ => {
                writeln!(
                    out,
                    "{} not accepted: `copydesk check` shows them, --accept-new accepts them",
                    grouped(new)
                )?;
                return Ok(Exit::Findings);
            }
        }
        Ok(Exit::Clean)
    }
}
