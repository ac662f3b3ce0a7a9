//! writer: files are changed, or shown as they would be, and what was done is told.

use super::args::WritingArgs;
use super::exit::{CliError, Exit};
use super::output::{Outcome, Total};
use super::session::Job;
use super::{interrupt, terminal, undo};
use crate::lint::check::check;
use crate::lint::fix::Fixed;
use crate::post::Post;
use crate::post::parse::parse;
use crate::report::diff::diff;
use crate::rule::index::Rules;
use crate::text::source::Source;
use crate::workspace::journal::Journal;
use crate::workspace::worktree::WorkTrees;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

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

    /// The real path of the file. The error says why it is to be left alone.
    pub(super) fn target(&self, path: &Path) -> Result<PathBuf, Cow<'static, str>> {
        let real = path.canonicalize().map_err(|_| "it cannot be found");
        let real = real.map_err(Cow::Borrowed)?;
        let is_guarded = !self.args.allow_dirty;
        match is_guarded.then(|| self.trees.refuses(&real)).flatten() {
            Some(why) => Err(why),
            None => Ok(real),
        }
    }

    /// Changes the file, and tells what is left to report.
    pub(super) fn write(
        &self,
        job: &Job,
        path: &Path,
        (post, rules): (&Post<'_>, &Rules),
        fixed: Fixed,
    ) -> Outcome {
        let source = post.source;
        let Some(text) = fixed.text else {
            return job.told(source, &fixed.findings);
        };
        let target = self.target(path).map_err(Cow::into_owned);
        let written =
            target.and_then(|target| self.journal.replace(&target, source.text(), &fixed.changes));
        if let Err(why) = written {
            let told = job.told(source, &check(post, rules));
            return Outcome {
                trouble: Some(format!("{} is left as it was: {why}", source.name())),
                summary: told.summary.clone().without_fixes(),
                ..told
            };
        }
        let after = source.with_text(text);
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
    make: impl Fn(&Post<'_>, &Rules) -> Fixed + Sync + Send,
) -> Result<Exit, CliError> {
    let endless: Mutex<BTreeMap<Arc<str>, String>> = Mutex::default();
    let make = |post: &Post<'_>, rules: &Rules| {
        let fixed = make(post, rules);
        let reasons = fixed.endless.reasons();
        if !reasons.is_empty() {
            let mut endless = endless.lock().unwrap_or_else(PoisonError::into_inner);
            endless.extend(reasons);
        }
        fixed
    };
    let said = || say_endless(&endless.lock().unwrap_or_else(PoisonError::into_inner));
    if args.diff {
        let total = job.run(|_, source, rules| shown(job, source, &make(&parse(source), rules)))?;
        said();
        job.tell(&total.summary.changed("would be made in"))?;
        return Ok(match total.exit {
            Exit::Failed => Exit::Failed,
            _ if total.summary.files_changed > 0 => Exit::Findings,
            _ => Exit::Clean,
        });
    }
    let writer = FixWriter::new(args)?;
    interrupt::watch()?;
    let total = job.run(|path, source, rules| {
        let post = parse(source);
        writer.write(job, path, (&post, rules), make(&post, rules))
    })?;
    said();
    conclude(job, &total)
}

/// Says which rules were left alone, since their fixes would never come to an end.
pub(super) fn say_endless(reasons: &BTreeMap<Arc<str>, String>) {
    for (rule, why) in reasons {
        terminal::say(&format!(
            "warning: in some posts the fixes of {rule} are left out, {why}"
        ));
    }
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
