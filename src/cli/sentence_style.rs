//! profile: how a house ends its sentences, as a table, and the configuration that fits it.

use super::args::FilesArgs;
use super::exit::{CliError, Exit};
use super::output::Outcome;
use super::session::Job;
use super::terminal;
use crate::config::resolve::Overrides;
use crate::lint::sentence_style::{Group, Profile, Tally, measure};
use crate::post::parse::parse;
use crate::report::summary::{Summary, count, grouped};
use crate::report::visible;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many rows a kind of group, and the texts that recur, are shown with.
const MOST_ROWS: usize = 12;
/// The width of a bar.
const BAR: usize = 20;

pub(super) fn profile(args: &FilesArgs) -> Result<Exit, CliError> {
    let job = Job::over(args, Overrides::default())?;
    let profile = Mutex::new(Profile::default());
    let total = job.run(|_, source, rules| {
        let measured = measure(&parse(source), rules);
        let mut profile = profile.lock().unwrap_or_else(PoisonError::into_inner);
        profile.add(measured);
        Outcome {
            summary: Summary::of(&[]),
            ..Outcome::default()
        }
    })?;
    let profile = profile.into_inner().unwrap_or_else(PoisonError::into_inner);
    terminal::write(&page(&profile))?;
    Ok(total.exit)
}

fn page(profile: &Profile) -> String {
    let all = profile.groups(Group::All).first().map(|(_, tally)| *tally);
    let all = all.unwrap_or_default();
    let mut out = format!(
        "{} with {} of running text; {} % end with a mark\n",
        count(profile.posts(), "post"),
        count(all.count(), "block"),
        all.share()
    );
    let kinds = [
        (Group::Folder, "folder"),
        (Group::Language, "language"),
        (Group::Author, "author"),
        (Group::Category, "category"),
    ];
    for (group, word) in kinds {
        let rows = profile.groups(group);
        if !rows.is_empty() {
            table(word, &rows, &mut out);
        }
    }
    let recurring = profile.recurring();
    if !recurring.is_empty() {
        out.push_str("\ntexts that recur (what is in many posts is no fault of any one of them)\n");
        for text in recurring.iter().take(MOST_ROWS) {
            let found = if text.is_found { "  reported" } else { "" };
            let _ = writeln!(
                out,
                "{:>9} posts  {}{found}",
                grouped(text.posts),
                short(&text.text, 50)
            );
        }
        more(recurring.len(), &mut out);
    }
    match profile.proposal() {
        Some(proposal) => {
            let _ = write!(out, "\na copydesk.yml that fits:\n\n{proposal}");
        }
        None => out.push_str("\nthe rules fit as they are\n"),
    }
    out
}

fn table(word: &str, rows: &[(&str, Tally)], out: &mut String) {
    let shown: Vec<(String, Tally)> = rows
        .iter()
        .take(MOST_ROWS)
        .map(|(name, tally)| (short(name, 32), *tally))
        .collect();
    let width = shown
        .iter()
        .map(|(name, _)| name.width())
        .max()
        .unwrap_or_default();
    let _ = writeln!(out, "\n{word}");
    for (name, tally) in shown {
        let full = tally.share() * BAR / 100;
        let _ = writeln!(
            out,
            "  {name}{:pad$}  {}{} {:>3} %  of {}",
            "",
            "█".repeat(full),
            "░".repeat(BAR - full),
            tally.share(),
            grouped(tally.count()),
            pad = width - name.width(),
        );
    }
    more(rows.len(), out);
}

fn more(rows: usize, out: &mut String) {
    if rows > MOST_ROWS {
        let _ = writeln!(out, "  and {} more", grouped(rows - MOST_ROWS));
    }
}

/// As much of `text` as fits into `width` columns.
fn short(text: &str, width: usize) -> String {
    let text = &*visible(text);
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.width().unwrap_or_default() >= width {
            break;
        }
        out.push(c);
    }
    out + "…"
}
