//! suppress: comments for the findings of a rule, so that they are reported no more.

use super::args::SuppressArgs;
use super::exit::{CliError, Exit};
use super::session::Job;
use super::writer;
use crate::config::resolve::Overrides;
use crate::data::date::Day;
use crate::lint::suppress::{self, Words};
use crate::workspace::clock;

pub(super) fn suppress(args: &SuppressArgs) -> Result<Exit, CliError> {
    let words = words(args).map_err(|message| CliError::Said(Some(message)))?;
    let names = vec![args.rule.clone()];
    let wanted = Overrides {
        select: names.clone(),
        today: Some(Day::of(clock::now())),
        ..Overrides::default()
    };
    let job = Job::over(&args.files, wanted)?;
    job.check_names(&names)?;
    writer::change(&job, &args.writing, |post, rules| {
        suppress::suppress(post, rules, &words)
    })
}

/// What the comments say. The error says what cannot be said in one.
fn words(args: &SuppressArgs) -> Result<Words, String> {
    let reason = args.reason.as_deref().map(str::trim);
    if let Some(reason) = reason
        && (reason.is_empty() || reason.contains(['\n', '>']))
    {
        return Err("a reason is one line without `>`, which may end a comment".to_owned());
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
    })
}
