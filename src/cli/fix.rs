//! fix: mend what can be proved to be safe.

use super::args::FixArgs;
use super::exit::{CliError, Exit};
use super::output::Outcome;
use super::prompt::Person;
use super::session::Job;
use super::writer::{self, FixWriter};
use crate::lint::fix;
use crate::post::parse::parse;
use crate::report::Format;
use crate::text::edit::Safety;
use crate::text::source::Source;
use std::io::{self, Write as _};
use std::path::Path;

pub(super) fn fix(args: &FixArgs) -> Result<Exit, CliError> {
    let mut job = Job::new(&args.job)?;
    match job.standard_input(&args.job)? {
        Some(_) if args.interactive => Err(CliError::Said(Some(
            "`--interactive` cannot ask about standard input: the answers come from there".into(),
        ))),
        None if args.interactive => ask(args, &mut job),
        Some(source) => fix_one(args, job, &source),
        None => writer::change(&job, &args.writing, |post, rules| {
            fix::fix(post, rules, args.least())
        }),
    }
}

/// Fix by fix, as the person at the terminal answers.
fn ask(args: &FixArgs, job: &mut Job) -> Result<Exit, CliError> {
    // One person answers one question at a time; what is left is counted, not shown.
    job.one_by_one();
    let (writer, person) = (FixWriter::new(&args.writing)?, Person::new(job.style));
    let total = job.run(|path, source, rules| {
        if person.has_left() {
            return Outcome::default();
        }
        let post = parse(source);
        // Nobody is asked what cannot be done anyhow.
        let fixed = match writer.target(path) {
            Err(_) => Ok(fix::fix(&post, rules, Safety::Suggest)),
            Ok(_) => person.fix(&post, rules),
        };
        match fixed {
            Ok(fixed) => writer.write(job, path, (&post, rules), fixed),
            Err(error) => Outcome {
                trouble: Some(error.to_string()),
                ..Outcome::default()
            },
        }
    })?;
    writer::conclude(job, &total)
}

/// The fixed post goes to standard output, what is left to say to standard error.
fn fix_one(args: &FixArgs, mut job: Job, source: &Source) -> Result<Exit, CliError> {
    let rules = job.rules_for(Path::new(source.name()))?;
    let fixed = fix::fix(&parse(source), &rules, args.least());
    writer::say_endless(&fixed.endless.reasons());
    if args.writing.diff {
        let total = job.run_one(writer::shown(&job, source, &fixed))?;
        return Ok(if total.summary.files_changed > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        });
    }
    let text = fixed.text.as_deref().unwrap_or(source.text());
    let after = source.with_text(text);
    job.format = None;
    let total = job.run_one(job.told(&after, &fixed.findings))?;
    io::stdout().write_all(text.as_bytes())?;
    io::stdout().write_all(source.not_text())?;
    io::stdout().flush()?;
    let findings = Format::Concise.file(&after, &fixed.findings, job.style);
    write!(io::stderr(), "{}", findings.text)?;
    Ok(total.exit)
}
