//! suppress: comments for the findings of a rule, so that they are reported no more.

use super::args::{FilesArgs, SuppressArgs};
use super::exit::{CliError, Exit};
use super::session::Job;
use super::writer;
use crate::config::resolve::Overrides;
use crate::data::date::Day;
use crate::lint::suppress::{self, Words};
use crate::workspace::clock;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) fn suppress(args: &SuppressArgs) -> Result<Exit, CliError> {
    let (line, paths) = one_line(&args.files.paths);
    let mut words = words(args).map_err(|message| CliError::Said(Some(message)))?;
    words.line = line;
    let names = vec![args.rule.clone()];
    let wanted = Overrides {
        select: names.clone(),
        today: Some(Day::of(clock::now())),
        ..Overrides::default()
    };
    let files = FilesArgs {
        paths,
        ..args.files.clone()
    };
    let mut job = Job::over(&files, wanted)?;
    job.counts_what_is_left();
    job.check_names(&names)?;
    let is_found = AtomicBool::new(line.is_none());
    let exit = writer::change(&job, &args.writing, |post, rules| {
        let fixed = suppress::suppress(post, rules, &words);
        let is_empty = fixed.text.is_none() && fixed.findings.is_empty();
        is_found.fetch_or(!is_empty, Ordering::Relaxed);
        fixed
    })?;
    if is_found.into_inner() {
        return Ok(exit);
    }
    let place = args.files.paths[0].display();
    let message = format!("no finding of `{}` at {place}", args.rule);
    Err(CliError::Said(Some(message)))
}

/// The line, from 1, where the only path is `FILE:LINE`, and the paths without it.
fn one_line(paths: &[PathBuf]) -> (Option<u32>, Vec<PathBuf>) {
    if let [path] = paths
        && path.symlink_metadata().is_err()
        && let Some((file, line)) = path.to_str().and_then(|path| path.rsplit_once(':'))
        && let Some(line) = line.parse().ok().filter(|line| *line > 0)
    {
        return (Some(line), vec![file.into()]);
    }
    (None, paths.to_vec())
}

/// What the comments say. The error says what cannot be said in one.
fn words(args: &SuppressArgs) -> Result<Words, String> {
    let reason = args.reason.as_deref().map(str::trim);
    if let Some(reason) = reason
        && (reason.is_empty() || reason.contains(['\n', '>']) || reason.contains("*/"))
    {
        return Err(
            "a reason is one line without `>` and `*/`, which may end a comment".to_owned(),
        );
    }
    let day = |written: &String| {
        let day = Day::read(written).ok_or(format!("`{written}` is no day: write `2027-01-31`"))?;
        if day < Day::of(clock::now()) {
            return Err(format!("`{written}` is over"));
        }
        Ok(day)
    };
    Ok(Words {
        reason: reason.map(str::to_owned),
        until: args.until.as_ref().map(day).transpose()?,
        line: None,
    })
}
