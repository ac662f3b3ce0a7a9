//! writer: files are changed, or shown as they would be, and what was done is told.

use super::args::WritingArgs;
use super::exit::{CliError, Exit};
use super::output::{Outcome, Total};
use super::session::Job;
use super::{interrupt, terminal, undo};
use crate::lint::check::check;
use crate::lint::fix::Fixed;
use crate::report::diff::diff;
use crate::rule::index::Rules;
use crate::text::source::Source;
use crate::workspace::journal::Journal;
use crate::workspace::worktree::WorkTrees;
use std::path::Path;

/// What changes files.
pub(super) struct FixWriter<'a> {
    args: &'a WritingArgs,
    trees: WorkTrees,
    journal: Journal,
}

impl<'a> FixWriter<'a> {
    pub(super) fn new(args: &'a WritingArgs) -> Result<Self, CliError> {
        Ok(Self {
            args,
            trees: WorkTrees::default(),
            journal: undo::journal()?,
        })
    }

    /// Why the file is to be left alone.
    pub(super) fn refuses(&self, path: &Path) -> Option<&'static str> {
        let is_guarded = !self.args.allow_dirty;
        is_guarded.then(|| self.trees.refuses(path)).flatten()
    }

    /// Changes the file, and tells what is left to report.
    pub(super) fn write(
        &self,
        job: &Job,
        path: &Path,
        source: &Source,
        rules: &Rules,
        fixed: Fixed,
    ) -> Outcome {
        let Some(text) = fixed.text else {
            return job.told(source, &fixed.findings);
        };
        let written = match self.refuses(path) {
            Some(why) => Err(why.to_owned()),
            None => self.journal.replace(path, source.text(), &text),
        };
        if let Err(why) = written {
            let told = job.told(source, &check(source, rules));
            return Outcome {
                trouble: Some(format!("{} is left as it was: {why}", source.name())),
                summary: told.summary.clone().without_fixes(),
                ..told
            };
        }
        let after = source.with_bytes(text.into_bytes());
        let mut outcome = job.told(&after, &fixed.findings);
        outcome.summary.files_changed = 1;
        outcome.summary.edits = fixed.edits;
        outcome
    }
}

/// Makes of each file what `make` makes of it, or shows that, and tells what is left to report.
pub(super) fn change(
    job: &Job,
    args: &WritingArgs,
    make: impl Fn(&Source, &Rules) -> Fixed + Sync + Send,
) -> Result<Exit, CliError> {
    if args.diff {
        let total = job.run(|_, source, rules| shown(job, source, &make(source, rules)))?;
        job.tell(&total.summary.changed("would be made in"))?;
        return Ok(match total.exit {
            Exit::Failed => Exit::Failed,
            _ if total.summary.files_changed > 0 => Exit::Findings,
            _ => Exit::Clean,
        });
    }
    let writer = FixWriter::new(args)?;
    interrupt::watch()?;
    let total =
        job.run(|path, source, rules| writer.write(job, path, source, rules, make(source, rules)))?;
    conclude(job, &total)
}

/// What would change.
pub(super) fn shown(job: &Job, source: &Source, fixed: &Fixed) -> Outcome {
    let mut outcome = Outcome {
        printed: diff(source, fixed.text.as_deref(), job.style),
        ..job.told(source, &[])
    };
    outcome.summary.files_changed = usize::from(fixed.text.is_some());
    outcome.summary.edits.clone_from(&fixed.edits);
    outcome
}

/// Tells what was done, and what is left.
pub(super) fn conclude(job: &Job, total: &Total) -> Result<Exit, CliError> {
    job.tell(&total.summary.changed("in"))?;
    if total.summary.files_changed > 0 {
        job.tell("`copydesk undo` takes it back")?;
    }
    if total.exit == Exit::Interrupted {
        terminal::say("interrupted; the same command again goes on");
        return Ok(total.exit);
    }
    if total.summary.findings() > 0 {
        job.tell(&format!("left: {}", total.summary.found()))?;
        let next = total.summary.next();
        if !next.is_empty() {
            job.tell(&next)?;
        }
    }
    Ok(total.exit)
}
