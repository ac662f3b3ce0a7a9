//! undo and runs: what earlier runs changed, and their way back.

use super::args::UndoArgs;
use super::exit::{CliError, Exit};
use super::options::here;
use super::{interrupt, terminal};
use crate::report::summary::count;
use crate::report::visible;
use crate::text::suggest::nearest;
use crate::workspace::journal::{self, Journal, Keep, Run, Undone};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Once;

/// The folder whose journals are meant here.
pub(super) fn root() -> io::Result<PathBuf> {
    Ok(journal::root(&here()?).to_owned())
}

/// The journal of the run that now begins.
pub(super) fn journal() -> io::Result<Journal> {
    let typed = terminal::typed();
    let kept = Keep::default();
    let keep = Keep {
        days: asked(DAYS, kept.days)?,
        megabytes: asked(MEGABYTES, kept.megabytes)?,
    };
    let journal = Journal::new(&root()?, typed.join(" "), wait);
    Ok(journal.keeping(keep, say_pruned))
}

/// What says how long journals are kept.
const DAYS: &str = "COPYDESK_JOURNAL_DAYS";
const MEGABYTES: &str = "COPYDESK_JOURNAL_MB";

/// The number in a variable of the environment; `other` where it is not set.
fn asked(name: &str, other: u32) -> io::Result<u32> {
    let Some(value) = std::env::var_os(name) else {
        return Ok(other);
    };
    let value = value.to_string_lossy();
    value.parse().map_err(|_| {
        let message = format!("{name} is `{}`: write a whole number", visible(&value));
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })
}

fn say_pruned(removed: usize) {
    terminal::say(&format!(
        "the journals of {} were removed; {DAYS} and {MEGABYTES} say how long they are kept",
        count(removed, "old run")
    ));
}

/// Says once who is waited for; an interrupt ends the waiting.
fn wait(holder: &str) -> bool {
    static SAID: Once = Once::new();
    SAID.call_once(|| terminal::say(&format!("waiting for another run to end ({holder})")));
    !interrupt::asked()
}

pub(super) fn runs() -> Result<Exit, CliError> {
    let root = root()?;
    let mut exit = Exit::Clean;
    for name in journal::names(&root)? {
        match Run::read(&root, &name) {
            // Of a run that was killed before it changed anything there is nothing to restore.
            Ok(run) if run.files() == 0 => {}
            Ok(run) => writeln!(
                io::stdout(),
                "{name}  {:>12}  {}",
                count(run.files(), "file"),
                visible(&run.command)
            )?,
            Err(problem) => {
                terminal::say(&problem);
                exit = Exit::Failed;
            }
        }
    }
    Ok(exit)
}

pub(super) fn undo(args: &UndoArgs) -> Result<Exit, CliError> {
    let root = root()?;
    let names = journal::names(&root)?;
    let journal = journal()?;
    interrupt::watch()?;
    if !names.is_empty() {
        // What another run still writes is not yet there to be read.
        if let Err(error) = journal.hold() {
            return if interrupt::asked() {
                Ok(Exit::Interrupted)
            } else {
                Err(error.into())
            };
        }
    }
    let run = asked_for(args.run.as_deref(), &root, &names).map_err(said)?;
    let journal = journal.undoing(&run);
    let (mut restored, mut left) = (0usize, 0usize);
    let mut already = 0usize;
    run.undo(&root, args.outside, &journal, |path, undone| {
        match undone {
            Undone::Restored => restored += 1,
            Undone::Already => already += 1,
            Undone::Left(why) => {
                left += 1;
                terminal::say(&format!("{path} was left alone: {why}"));
            }
        }
        !interrupt::asked()
    })
    .map_err(said)?;
    journal.end();
    let is_cut_short = restored + left + already < run.files();
    let already = match already {
        0 => String::new(),
        already => format!(", {} as before already", count(already, "file")),
    };
    let kept = match left {
        0 => String::new(),
        left => format!(", {} left", count(left, "file")),
    };
    let done = count(restored, "file");
    terminal::print(&match &run.undid {
        Some(command) => format!(
            "redone: `{}` is applied again in {done}{already}{kept} (you undid the undo)",
            visible(command)
        ),
        None => format!(
            "{done} restored{already}{kept}: `{}`",
            visible(&run.command)
        ),
    })?;
    if is_cut_short {
        terminal::say(&format!(
            "interrupted; `copydesk undo {}` goes on",
            run.name
        ));
        return Ok(Exit::Interrupted);
    }
    Ok(if left > 0 { Exit::Failed } else { Exit::Clean })
}

/// The run that is named, or the last one that changed something. The error says why there is none.
fn asked_for(run: Option<&str>, root: &Path, names: &[String]) -> Result<Run, String> {
    let Some(run) = run else {
        let nothing = || {
            format!(
                "nothing to undo: no copydesk run recorded in {}",
                root.display()
            )
        };
        return journal::last(root)?.ok_or_else(nothing);
    };
    if names.iter().any(|name| name == run) {
        return Run::read(root, run);
    }
    let help = match nearest(run, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`copydesk runs` lists them".to_owned(),
    };
    Err(format!("there is no run `{run}`; {help}"))
}

fn said(problem: String) -> CliError {
    CliError::Said(Some(problem))
}
