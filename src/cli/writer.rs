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
use crate::report::summary::{count, unchecked, unforeseen};
use crate::report::visible;
use crate::rule::index::Rules;
use crate::text::finding::Finding;
use crate::text::hash::sha256;
use crate::text::source::{self, Source};
use crate::workspace::files;
use crate::workspace::journal::{self, Journal, Prepared};
use crate::workspace::worktree::{Refusal, WorkTrees};
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What changes files.
pub(super) struct FixWriter<'a> {
    args: &'a WritingArgs,
    trees: WorkTrees,
    journal: Journal,
    /// What the last run wrote, by its SHA-256, is no change of the user's. Read when a file is guarded.
    last: OnceLock<HashMap<PathBuf, String>>,
    refused: Mutex<Refused>,
}

/// How many files were left for each reason, and one of them.
type Refused = BTreeMap<Refusal, (usize, String)>;

impl<'a> FixWriter<'a> {
    pub(super) fn new(args: &'a WritingArgs) -> Result<Self, CliError> {
        Ok(Self {
            args,
            trees: WorkTrees::default(),
            journal: undo::journal()?,
            last: OnceLock::new(),
            refused: Mutex::default(),
        })
    }

    /// The real path of the file. The error says why it is to be left alone.
    pub(super) fn target(&self, path: &Path) -> Result<PathBuf, Left> {
        let real = path.canonicalize();
        let real = real.map_err(|_| Left::Said("it cannot be found".to_owned()))?;
        if self.args.allow_dirty {
            return Ok(real);
        }
        match self.trees.refuses(&real) {
            Some(_) if self.is_as_written(&real) => Ok(real),
            Some(why) => Err(Left::Guarded(why)),
            None => Ok(real),
        }
    }

    /// Whether the file holds exactly what the last run wrote there.
    fn is_as_written(&self, real: &Path) -> bool {
        let last = || {
            let root = undo::root().ok()?;
            journal::last(&root).ok()??.written(&root).ok()
        };
        let written = self.last.get_or_init(|| last().unwrap_or_default());
        written.get(real).is_some_and(|hash| {
            let now = files::read(real, source::MAX_BYTES);
            now.is_ok_and(|now| sha256(&now) == *hash)
        })
    }

    /// Changes the file at once, and tells what is left to report.
    pub(super) fn write(
        &self,
        job: &Job,
        path: &Path,
        (post, rules): (&Post<'_>, &Rules),
        fixed: Fixed,
    ) -> Outcome {
        let mut written = [self.prepare(job, path, (post, rules), fixed)];
        self.settle(job, &mut written);
        let [(outcome, _)] = written;
        outcome
    }

    /// Prepares the change of the file, and tells what will be left to report.
    pub(super) fn prepare(
        &self,
        job: &Job,
        path: &Path,
        (post, rules): (&Post<'_>, &Rules),
        fixed: Fixed,
    ) -> (Outcome, Option<Change>) {
        let before = || check(post, rules);
        self.prepare_move(job, path, post.source, (fixed, None), before)
    }

    /// The same for a file that gets another name too: where it is then, and what that is called. `before` is what
    /// there is to report where it is left as it was.
    pub(super) fn prepare_move(
        &self,
        job: &Job,
        path: &Path,
        source: &Source,
        (fixed, to): (Fixed, Option<(PathBuf, String)>),
        before: impl FnOnce() -> Vec<Finding>,
    ) -> (Outcome, Option<Change>) {
        let Some(text) = fixed.text else {
            return (job.told(source, &fixed.findings), None);
        };
        let new = to.as_ref().map(|(new, _)| &**new);
        let prepared = self.target(path).and_then(|target| {
            let is_link = || {
                path.symlink_metadata()
                    .is_ok_and(|known| known.is_symlink())
            };
            if new.is_some() && is_link() {
                return Err(Left::Said("it is a link; move what it leads to".to_owned()));
            }
            let journal = &self.journal;
            let prepared = journal.prepare_move(&target, new, source.text(), &fixed.changes);
            prepared.map_err(Left::Said)
        });
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(why) => return (self.left(job, source, &before(), why), None),
        };
        let after = match to {
            Some((_, name)) => Source::from_text(name, text),
            None => source.with_text(text),
        };
        let mut outcome = job.told(&after, &fixed.findings);
        outcome.summary.files_changed = 1;
        outcome.summary.edits = fixed.edits;
        outcome.summary.made = fixed.made;
        outcome.summary.made_unchecked = fixed.unchecked;
        outcome.summary.unforeseen = fixed.unforeseen;
        let change = Change {
            path: path.to_owned(),
            prepared: Some(prepared),
        };
        (outcome, Some(change))
    }

    /// Makes the changes that were prepared; of one that cannot be made, tells what is to report.
    pub(super) fn settle(&self, job: &Job, all: &mut [(Outcome, Option<Change>)]) {
        self.settle_by(job, all, |_, source, rules| check(&parse(source), rules));
    }

    /// The same, where `before` is what there is to report of a file that is left as it was.
    pub(super) fn settle_by(
        &self,
        job: &Job,
        all: &mut [(Outcome, Option<Change>)],
        before: impl Fn(&Path, &Source, &Rules) -> Vec<Finding>,
    ) {
        let take = |one: &mut (_, Option<Change>)| one.1.as_mut()?.prepared.take();
        self.journal.settle(all, take, |(outcome, change), why| {
            let Some(change) = change else { return };
            let work = |path: &Path, source: &Source, rules: &Rules| {
                let findings = before(path, source, rules);
                (
                    self.left(job, source, &findings, Left::Said(why.clone())),
                    (),
                )
            };
            (*outcome, ()) = job.on_file(&change.path, &work);
        });
    }

    /// What is told of a file that is left as it was.
    fn left(&self, job: &Job, source: &Source, findings: &[Finding], why: Left) -> Outcome {
        let told = job.told(source, findings);
        let unchanged = match why {
            Left::Said(why) => Some((source.name().to_owned(), why)),
            Left::Guarded(why) => {
                let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                let name = source.name().to_owned();
                // The first by name, whichever thread comes first.
                let (files, first) = refused.entry(why).or_insert_with(|| (0, name.clone()));
                *files += 1;
                if name < *first {
                    *first = name;
                }
                None
            }
        };
        Outcome {
            is_left: true,
            unchanged,
            summary: told.summary.clone().without_fixes(),
            ..told
        }
    }

    /// What was changed is on the disk, and another run may begin.
    pub(super) fn end(&self) {
        self.journal.end();
    }

    /// Tells what was done, and what is left; last, where files were refused, how to go on.
    pub(super) fn conclude(&self, job: &Job, total: &Total) -> Result<Exit, CliError> {
        job.tell(&total.summary.changed())?;
        say_unforeseen(job, total.summary.unforeseen)?;
        let made = &total.summary.made_unchecked;
        if !made.is_empty() {
            job.tell(&unchecked("these edits", made))?;
        }
        if total.summary.files_changed > 0 {
            let table = total.summary.done_and_left(MOST_RULES);
            if job.has_table() && !table.is_empty() {
                job.tell(table.trim_end())?;
            }
            job.tell("`copydesk undo` restores the files")?;
        }
        if total.exit == Exit::Interrupted {
            self.say_refused();
            terminal::say("interrupted; the same command again goes on");
            return Ok(total.exit);
        }
        if total.summary.findings() > 0 {
            job.tell(&format!("left: {}", total.summary.found()))?;
            let next = total.summary.next(job.style.commands.fix);
            if !next.is_empty() && !self.has_refused() {
                job.tell(&next)?;
            }
        }
        self.say_refused();
        Ok(total.exit)
    }

    fn has_refused(&self) -> bool {
        let refused = self.refused.lock();
        !refused.unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Says which files were left since git could not give them back, and how to go on.
    fn say_refused(&self) {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = refused.values().map(|(files, _)| files).sum();
        let mut lines: Vec<String> = Vec::new();
        match refused.iter().next() {
            None => return,
            Some((why, (1, name))) if all == 1 => lines.push(format!("{name} not changed: {why}")),
            Some(_) => {
                lines.push(format!("{} not changed:", count(all, "file")));
                let line = |(why, (files, name)): (&Refusal, &(usize, String))| {
                    let more = if *files > 1 { ", …" } else { "" };
                    format!("  {}: {why} ({name}{more})", count(*files, "file"))
                };
                lines.extend(refused.iter().map(line).take(MOST_REASONS));
            }
        }
        lines.push(format!(
            "copydesk keeps the old bytes; `copydesk undo` restores them. Go on: `copydesk {} --allow-dirty`",
            visible(&terminal::typed().join(" "))
        ));
        terminal::say(&lines.join("\n"));
    }
}

/// More rules than these are not in the table of a fix.
const MOST_RULES: usize = 10;

/// More reasons than these are not listed.
const MOST_REASONS: usize = 6;

/// A change of a file that is prepared, and the path by which the file was found.
pub(super) struct Change {
    path: PathBuf,
    prepared: Option<Prepared>,
}

/// Why a file is left alone.
pub(super) enum Left {
    /// Git could not give it back.
    Guarded(Refusal),
    /// Anything else.
    Said(String),
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
        job.tell(&total.summary.would_change())?;
        say_unforeseen(job, total.summary.unforeseen)?;
        return Ok(match total.exit {
            Exit::Failed => Exit::Failed,
            _ if total.summary.files_changed > 0 => Exit::Findings,
            _ => Exit::Clean,
        });
    }
    let writer = FixWriter::new(args)?;
    interrupt::watch()?;
    let total = job.change(
        |path, source, rules| {
            let post = parse(source);
            writer.prepare(job, path, (&post, rules), make(&post, rules))
        },
        |all| writer.settle(job, all),
        |_| Ok(ControlFlow::Continue(())),
    )?;
    writer.end();
    said();
    writer.conclude(job, &total)
}

/// Says which rules were left alone, since their fixes would never come to an end.
pub(super) fn say_endless(reasons: &BTreeMap<Arc<str>, String>) {
    for (rule, why) in reasons {
        terminal::say(&format!(
            "warning: in some posts the fixes of {rule} are left out, {why}"
        ));
    }
}

/// Says how many fixes no `check` counts.
fn say_unforeseen(job: &Job, number: usize) -> Result<(), CliError> {
    match &*unforeseen(number) {
        "" => Ok(()),
        said => job.tell(said),
    }
}

/// What would change.
pub(super) fn shown(job: &Job, source: &Source, fixed: &Fixed) -> Outcome {
    let mut outcome = Outcome {
        printed: diff(source, fixed, job.style),
        ..job.told(source, &[])
    };
    outcome.summary.files_changed = usize::from(fixed.text.is_some());
    outcome.summary.edits.clone_from(&fixed.edits);
    outcome.summary.unforeseen = fixed.unforeseen;
    outcome
}
