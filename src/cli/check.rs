//! check: say what is wrong, and change nothing.

use super::args::CheckArgs;
use super::exit::{CliError, Exit};
use super::migrate::{self, Way};
use super::options::{changed_since, here};
use super::session::{Job, Shows};
use super::standard_input::standard_input;
use super::{generators, records, timing};
use crate::config::one::Act;
use crate::lint::check;
use crate::post::parse::parse;
use crate::workspace::changed_lines::Changes;
use std::path::Path;

pub(super) fn check(args: &CheckArgs) -> Result<Exit, CliError> {
    if args.records.records {
        return records::records(&args.job, &args.records, Act::Check);
    }
    let mut job = job(args)?;
    if let Some(way) = Way::new(&args.way, &job)? {
        return migrate::check(&mut job, &way);
    }
    if args.staged || args.since.is_some() {
        job.changes = Some(if let Some(revision) = &args.since {
            changed_since(revision)?
        } else {
            let changes = Changes::staged(&here()?.canonicalize()?);
            changes.map_err(|why| CliError::Said(Some(why)))?
        });
    }
    if args.instead.generators {
        return generators::matrix(&mut job);
    }
    if args.instead.timing {
        return timing::pace(&job);
    }
    match standard_input(&job, &args.job)? {
        Some(source) => {
            let rules = job.rules_for(Path::new(source.name()))?;
            let findings = check::check(&parse(&source), &rules);
            let total = job.run_one(job.told(&source, &findings))?;
            job.conclude(&total)?;
            Ok(total.exit)
        }
        None => files(&job),
    }
}

/// A run that says what these arguments ask for.
pub(super) fn job(args: &CheckArgs) -> Result<Job, CliError> {
    let shows = if args.instead.statistics {
        Shows::Statistics
    } else {
        Shows::Findings
    };
    Job::new(&args.job, shows)
}

/// Checks the files of `job`.
pub(super) fn files(job: &Job) -> Result<Exit, CliError> {
    let total =
        job.run(|_, source, rules| job.told(source, &check::check(&parse(source), rules)))?;
    job.conclude(&total)?;
    Ok(total.exit)
}
