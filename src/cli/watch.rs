//! watch: check, and check again what changes, until Ctrl-C.

use super::args::CheckArgs;
use super::check;
use super::exit::{CliError, Exit};
use super::session::Job;
use super::{interrupt, terminal};
use crate::workspace::discover::{has_extension, real};
use crate::workspace::watch::Changing;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// What is no post and is read beside posts is written in one of these.
const SETTINGS: [&str; 4] = ["yml", "yaml", "json", "toml"];
/// What says which files are posts.
const IGNORING: [&str; 2] = [".gitignore", ".ignore"];

pub(super) fn watch(args: &CheckArgs) -> Result<Exit, CliError> {
    let mut job = check::job(args)?;
    job.without_sites();
    if job.paths.iter().any(|path| path.as_os_str() == "-") {
        let message = "standard input does not change: name files or folders to watch";
        return Err(CliError::Said(Some(message.to_owned())));
    }
    if job.failed {
        return Ok(Exit::Failed);
    }
    interrupt::ends()?;
    let mut changing = Changing::new()?;
    let own = &args.job.scope.files.own;
    let beside = own.rule_files.iter().chain(&args.job.scope.trust.hosts);
    for path in job.paths.iter().chain(beside) {
        changing
            .watch(path)
            .map_err(|error| refused(path, &error))?;
    }
    loop {
        terminal::clear();
        let checked = check::files(&job);
        // Wrong configurations and broken pipes differ: one of them will be repaired.
        if let Err(CliError::Io(error)) = checked {
            return Err(CliError::Io(error));
        }
        for path in job.settings.files() {
            changing
                .watch(&path)
                .map_err(|error| refused(&path, &error))?;
        }
        job = next(args, &changing, &job.paths)?;
    }
}

/// Waits for a change that matters, and gives the run that looks at what changed.
fn next(args: &CheckArgs, changing: &Changing, named: &[PathBuf]) -> Result<Job, CliError> {
    let named: BTreeSet<PathBuf> = named.iter().map(|path| real(path)).collect();
    let waits = || {
        if !args.job.quiet {
            terminal::say("watching; Ctrl-C ends");
        }
    };
    waits();
    loop {
        let changed = changing.next()?;
        let is_all = changed.iter().any(|path| is_beside(path));
        let posts = changed.into_iter().filter(|path| {
            has_extension(path) || path.is_dir() || (named.contains(path) && path.is_file())
        });
        let posts: BTreeSet<PathBuf> = posts.collect();
        if !is_all && posts.is_empty() {
            continue;
        }
        match check::job(args) {
            Ok(mut job) => {
                job.only = (!is_all).then_some(posts);
                return Ok(job);
            }
            Err(CliError::Io(error)) => return Err(CliError::Io(error)),
            // It has been said, and the next change may repair it.
            Err(CliError::Said(message)) => {
                if let Some(said) = message {
                    terminal::say(&said);
                }
                waits();
            }
        }
    }
}

/// Whether a file is a configuration, a rule, a schema, or another that says how posts are read.
fn is_beside(path: &Path) -> bool {
    let is = |known: &[&str], name: Option<&OsStr>| {
        name.is_some_and(|name| known.iter().any(|known| name == *known))
    };
    is(&SETTINGS, path.extension()) || is(&IGNORING, path.file_name())
}

fn refused(path: &Path, error: &io::Error) -> CliError {
    let path = path.display();
    CliError::Said(Some(format!("`{path}` cannot be watched: {error}")))
}
