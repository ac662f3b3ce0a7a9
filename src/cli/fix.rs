//! fix: mend what can be proved to be safe.

use super::args::{FixArgs, WritingArgs};
use super::job::{Job, Outcome};
use super::{Exit, Stop, undo};
use crate::fix::{self, Fixed};
use crate::report::Format;
use crate::report::diff::diff;
use crate::rule::set::Rules;
use crate::source::Source;
use crate::worktree::WorkTrees;
use std::io::{self, Write as _};
use std::path::Path;

pub(super) fn fix(args: &FixArgs) -> Result<Exit, Stop> {
    let job = Job::new(&args.job)?;
    match job.standard_input(&args.job)? {
        Some(source) => fix_one(args, &job, &source),
        None => change(&job, &args.writing, |source, rules| {
            fix::fix(source, rules, args.least())
        }),
    }
}

/// Makes of each file what `make` makes of it, or shows that, and tells what is left to report.
pub(super) fn change(
    job: &Job,
    args: &WritingArgs,
    make: impl Fn(&Source, &Rules) -> Fixed + Sync + Send,
) -> Result<Exit, Stop> {
    if args.diff {
        let total = job.run(|_, source, rules| show(job, source, &make(source, rules)))?;
        job.tell(&total.summary.changed("would be made in"))?;
        return Ok(match total.exit {
            Exit::Failed => Exit::Failed,
            _ if total.summary.files_changed > 0 => Exit::Findings,
            _ => Exit::Clean,
        });
    }
    let (trees, journal) = (WorkTrees::default(), undo::journal()?);
    let write = |path: &Path, source: &Source, rules: &Rules| {
        let fixed = make(source, rules);
        let Some(text) = &fixed.text else {
            return job.told(source, &fixed.findings);
        };
        let written = match trees.refuses(path).filter(|_| !args.allow_dirty) {
            Some(why) => Err(why.to_owned()),
            None => journal.replace(path, source.text(), text),
        };
        match written {
            Ok(()) => written_to(job, source, fixed),
            Err(why) => Outcome {
                trouble: Some(format!("{} is left as it was: {why}", source.name())),
                ..job.told(source, &crate::check::check(source, rules))
            },
        }
    };
    let total = job.run(write)?;
    job.tell(&total.summary.changed("in"))?;
    if total.summary.files_changed > 0 {
        job.tell("`copydesk undo` takes it back")?;
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

/// The fixed post goes to standard output, what is left to say to standard error.
fn fix_one(args: &FixArgs, job: &Job, source: &Source) -> Result<Exit, Stop> {
    let rules = job.rules_for(Path::new(source.name()))?;
    let fixed = fix::fix(source, &rules, args.least());
    if args.writing.diff {
        let total = job.run_one(show(job, source, &fixed))?;
        return Ok(if total.summary.files_changed > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        });
    }
    let text = fixed.text.as_deref().unwrap_or(source.text());
    io::stdout().write_all(text.as_bytes())?;
    io::stdout().write_all(source.not_text())?;
    io::stdout().flush()?;
    let after = Source::new(source.name(), text.as_bytes().to_vec());
    let findings = Format::Concise.file(&after, &fixed.findings, job.look);
    write!(io::stderr(), "{findings}")?;
    Ok(if job.is_bad(&fixed.findings) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// What would change.
fn show(job: &Job, source: &Source, fixed: &Fixed) -> Outcome {
    let mut outcome = Outcome {
        printed: diff(source, fixed.text.as_deref(), job.look),
        ..job.told(source, &[])
    };
    outcome.summary.files_changed = usize::from(fixed.text.is_some());
    outcome.summary.edits.clone_from(&fixed.edits);
    outcome
}

/// What is left to report of a file that has been changed.
fn written_to(job: &Job, source: &Source, fixed: Fixed) -> Outcome {
    let text = fixed.text.unwrap_or_default();
    let after = Source::new(source.name(), text.into_bytes());
    let mut outcome = job.told(&after, &fixed.findings);
    outcome.summary.files_changed = 1;
    outcome.summary.edits = fixed.edits;
    outcome
}
