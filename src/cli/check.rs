//! check: say what is wrong, and change nothing.

use super::args::CheckArgs;
use super::job::Job;
use super::{Exit, Stop};
use crate::check;

pub(super) fn check(args: &CheckArgs) -> Result<Exit, Stop> {
    let mut job = Job::new(&args.job)?;
    job.statistics = args.statistics;
    let total = match job.standard_input(&args.job)? {
        Some(source) => job.run_one(job.told(&source, &check::check(&source, &job.rules)))?,
        None => job.run(|_, source| job.told(source, &check::check(source, &job.rules)))?,
    };
    job.conclude(&total)?;
    Ok(total.exit)
}
