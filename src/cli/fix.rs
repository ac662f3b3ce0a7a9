//! fix: mend what can be proved to be safe.

use super::args::FixArgs;
use super::interactive::Person;
use super::job::{Job, Outcome, Total};
use super::{Exit, Stop, interrupt, screen, undo};
use crate::check::check;
use crate::edit::Safety;
use crate::fix::{self, Fixed};
use crate::journal::Journal;
use crate::report::Format;
use crate::report::diff::diff;
use crate::rule::set::Rules;
use crate::source::Source;
use crate::worktree::WorkTrees;
use std::io::{self, Write as _};
use std::path::Path;

pub(super) fn fix(args: &FixArgs) -> Result<Exit, Stop> {
    let mut job = Job::new(&args.job)?;
    if args.interactive {
        return ask(args, &mut job);
    }
    let total = match job.standard_input(&args.job)? {
        Some(source) => return fix_one(args, job, &source),
        None if args.diff => job.run(|_, source, rules| show(args, &job, source, rules))?,
        None => {
            let writer = Writer::new(args)?;
            interrupt::watch()?;
            job.run(|path, source, rules| {
                let fixed = fix::fix(source, rules, args.least());
                writer.write(&job, path, source, rules, fixed)
            })?
        }
    };
    if args.diff {
        job.tell(&total.summary.changed("would be made in"))?;
        return Ok(match total.exit {
            Exit::Failed => Exit::Failed,
            _ if total.summary.files_changed > 0 => Exit::Findings,
            _ => Exit::Clean,
        });
    }
    conclude(&job, &total)
}

/// Fix by fix, as the person at the terminal answers.
fn ask(args: &FixArgs, job: &mut Job) -> Result<Exit, Stop> {
    if job.standard_input(&args.job)?.is_some() {
        let message =
            "`--interactive` cannot ask about standard input: the answers come from there";
        return Err(Stop::Said(Some(message.to_owned())));
    }
    // One person answers one question at a time; what is left is counted, not shown.
    job.one_by_one();
    let (writer, person) = (Writer::new(args)?, Person::new(job.look));
    let total = job.run(|path, source, rules| {
        if person.has_left() {
            return Outcome::default();
        }
        // Nobody is asked what cannot be done anyhow.
        let fixed = match writer.refuses(path) {
            Some(_) => Ok(fix::fix(source, rules, Safety::Suggest)),
            None => person.fix(source, rules),
        };
        match fixed {
            Ok(fixed) => writer.write(job, path, source, rules, fixed),
            Err(error) => Outcome {
                trouble: Some(error.to_string()),
                ..Outcome::default()
            },
        }
    })?;
    conclude(job, &total)
}

/// Tells what was done, and what is left.
fn conclude(job: &Job, total: &Total) -> Result<Exit, Stop> {
    job.tell(&total.summary.changed("in"))?;
    if total.summary.files_changed > 0 {
        job.tell("`copydesk undo` takes it back")?;
    }
    if total.exit == Exit::Interrupted {
        screen::say("interrupted; the same command again goes on");
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

/// The fixed post goes to standard output, what is left to say to standard error.
fn fix_one(args: &FixArgs, mut job: Job, source: &Source) -> Result<Exit, Stop> {
    let rules = job.rules_for(Path::new(source.name()))?;
    let fixed = fix::fix(source, &rules, args.least());
    if args.diff {
        let total = job.run_one(shown(
            &job,
            source,
            &fixed,
            diff(source, fixed.text.as_deref(), job.look),
        ))?;
        return Ok(if total.summary.files_changed > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        });
    }
    let text = fixed.text.as_deref().unwrap_or(source.text());
    let after = Source::new(source.name(), text.as_bytes().to_vec());
    job.format = None;
    let total = job.run_one(job.told(&after, &fixed.findings))?;
    io::stdout().write_all(text.as_bytes())?;
    io::stdout().write_all(source.not_text())?;
    io::stdout().flush()?;
    let findings = Format::Concise.file(&after, &fixed.findings, job.look);
    write!(io::stderr(), "{}", findings.text)?;
    Ok(total.exit)
}

/// What would change.
fn show(args: &FixArgs, job: &Job, source: &Source, rules: &Rules) -> Outcome {
    let fixed = fix::fix(source, rules, args.least());
    shown(
        job,
        source,
        &fixed,
        diff(source, fixed.text.as_deref(), job.look),
    )
}

fn shown(job: &Job, source: &Source, fixed: &Fixed, printed: String) -> Outcome {
    let mut outcome = Outcome {
        printed,
        ..job.told(source, &[])
    };
    outcome.summary.files_changed = usize::from(fixed.text.is_some());
    outcome.summary.edits.clone_from(&fixed.edits);
    outcome
}

/// What changes files.
struct Writer<'a> {
    args: &'a FixArgs,
    trees: WorkTrees,
    journal: Journal,
}

impl<'a> Writer<'a> {
    fn new(args: &'a FixArgs) -> Result<Self, Stop> {
        Ok(Self {
            args,
            trees: WorkTrees::default(),
            journal: undo::journal()?,
        })
    }

    /// Why the file is to be left alone.
    fn refuses(&self, path: &Path) -> Option<&'static str> {
        let is_guarded = !self.args.allow_dirty;
        is_guarded.then(|| self.trees.refuses(path)).flatten()
    }

    /// Changes the file, and tells what is left to report.
    fn write(
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
            let findings = check(source, rules);
            return Outcome {
                trouble: Some(format!("{} is left as it was: {why}", source.name())),
                ..job.told(source, &findings)
            };
        }
        let after = Source::new(source.name(), text.into_bytes());
        let mut outcome = job.told(&after, &fixed.findings);
        outcome.summary.files_changed = 1;
        outcome.summary.edits = fixed.edits;
        outcome
    }
}
