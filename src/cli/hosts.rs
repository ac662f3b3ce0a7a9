//! hosts: which hosts the posts point to, and what the hosts file says of them; the lines that it lacks.

use super::args::{HostsArgs, HostsFormat};
use super::exit::{CliError, Exit};
use super::options::wanted;
use super::output::{Outcome, unwritable};
use super::probe::{self, text_of};
use super::session::{Job, Shows};
use super::terminal;
use crate::config::load;
use crate::lint::host_use::HostUse;
use crate::report::hosts::{json, of, table, table_csv, written};
use crate::report::summary::{Summary, count};
use crate::url::hosts::FILE_NAME;
use crate::workspace::files::Unfinished;
use crate::workspace::probe::record::{Contradiction, Record};
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
    let path = file(&job, args);
    let probe = &args.probe;
    let asked = match &probe.import {
        Some(file) => Some(probe::import(file, &path, &all)?),
        None if probe.probe => Some(probe::probe(probe, &path, &all)?),
        None => None,
    };
    if asked.is_some() && path.symlink_metadata().is_ok() {
        let known = load::hosts(&path).map_err(|wrong| terminal::say_wrong(&wrong))?;
        all.know(&known);
    }
    match args.format {
        HostsFormat::Human => terminal::write(&table(&all))?,
        HostsFormat::Json => write!(io::stdout(), "{}", json(&all))?,
        HostsFormat::Csv => write!(io::stdout(), "{}", table_csv(&all))?,
    }
    if args.write {
        write(&path, &all, args.format)?;
    }
    for Contradiction { host, what } in contradictions(&path)? {
        for (key, said, found) in what {
            let file = path.display();
            terminal::say(&format!(
                "{file}: `{host}` has `{key}: {said}`, but the host was found to be `{found}`"
            ));
        }
    }
    Ok(match asked {
        Some(exit) if total.exit == Exit::Clean => exit,
        _ => total.exit,
    })
}

/// Where a person's entries and what was found differ.
fn contradictions(path: &Path) -> Result<Vec<Contradiction>, CliError> {
    // What is wrong with it has been said.
    let record = Record::read(&text_of(path)?);
    Ok(record.map_or_else(|_| Vec::new(), |record| record.contradictions()))
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
    let before = text_of(path)?;
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
