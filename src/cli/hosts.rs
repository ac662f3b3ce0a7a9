//! hosts: which hosts the posts point to, and what the hosts file says of them; the lines that it lacks.

use super::args::{HostsArgs, HostsFormat};
use super::exit::{CliError, Exit};
use super::options::wanted;
use super::output::{Outcome, unwritable};
use super::session::{Job, Shows};
use super::terminal;
use crate::config::schemas::LARGEST;
use crate::lint::host_use::HostUse;
use crate::report::hosts::{json, of, table, table_csv, written};
use crate::report::summary::{Summary, count};
use crate::url::hosts::FILE_NAME;
use crate::workspace::files::{self, ReadError, Unfinished};
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub(super) fn hosts(args: &HostsArgs) -> Result<Exit, CliError> {
    let mut job = Job::over(&args.files, wanted(&args.trust)?)?;
    job.shows = Shows::Nothing;
    let mut all = HostUse::default();
    let total = job.collect(
        |_, source, rules| {
            let outcome = Outcome {
                summary: Summary::of(&[]),
                ..Outcome::default()
            };
            (outcome, of(source, rules))
        },
        |one| {
            all.add(one);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    match args.format {
        HostsFormat::Human => terminal::write(&table(&all))?,
        HostsFormat::Json => write!(io::stdout(), "{}", json(&all))?,
        HostsFormat::Csv => write!(io::stdout(), "{}", table_csv(&all))?,
    }
    if args.write {
        write(&file(&job, args), &all, args.format)?;
    }
    Ok(total.exit)
}

/// The hosts file: the one that is named, or that of the configuration, or one beside it.
fn file(job: &Job, args: &HostsArgs) -> PathBuf {
    if let Some(named) = &args.trust.hosts {
        return named.clone();
    }
    let first = job.paths.first().map_or(Path::new(""), PathBuf::as_path);
    let inside = if first.is_dir() {
        first.join("-")
    } else {
        first.to_owned()
    };
    let named = job.settings.named(&inside);
    let beside = named.configurations.first().and_then(|file| file.parent());
    let beside = beside.unwrap_or(Path::new("")).join(FILE_NAME);
    named.hosts.into_iter().next().unwrap_or(beside)
}

/// Adds what the file lacks, and says so.
fn write(path: &Path, all: &HostUse, format: HostsFormat) -> Result<(), CliError> {
    let before = match files::read(path, LARGEST) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| CliError::said(format!("{}: it is not UTF-8", path.display())))?,
        Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(CliError::said(format!("{}: {error}", path.display()))),
    };
    let said = match written(&before, all) {
        None => format!("{} names each of them", path.display()),
        Some((text, added)) => {
            let file = Unfinished::new(path).and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.finish()
            });
            file.map_err(|error| unwritable(path, &error))?;
            format!(
                "{}: {} added, as comments",
                path.display(),
                count(added, "host")
            )
        }
    };
    match format {
        HostsFormat::Human => terminal::print(&said)?,
        HostsFormat::Json | HostsFormat::Csv => terminal::say(&said),
    }
    Ok(())
}
