//! migrate: the posts of one generator become those of another: what changes is listed, or done.

use super::args::{WayArgs, WritingArgs};
use super::exit::{CliError, Exit};
use super::output::Outcome;
use super::session::Job;
use super::writer::{self, FixWriter};
use super::{interrupt, terminal};
use crate::config::detect;
use crate::generator::{Generator, named};
use crate::lint::migrate::{Index, Migrated, Pair, migrate};
use crate::post::parse::{fields, parse};
use crate::report::{Commands, diff};
use crate::rule::index::Rules;
use crate::text::edit::Safety;
use crate::text::finding::Finding;
use crate::text::source::Source;
use crate::workspace::discover::{discover, inner};
use crate::workspace::{files, journal};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What is typed to see and to make the changes of this process, which moves one site.
static COMMANDS: OnceLock<[String; 2]> = OnceLock::new();

/// The way of a site from one generator to another.
pub(super) struct Way {
    pair: Pair,
    /// The real path of the site's folder.
    root: PathBuf,
    index: Index,
    /// The posts that are published at each address, as far as they were seen.
    addresses: Mutex<BTreeMap<String, BTreeSet<String>>>,
    /// Files of collections, which are not moved.
    collections: BTreeMap<String, usize>,
}

impl Way {
    /// The way that is asked for, if one is.
    pub(super) fn new(args: &WayArgs, job: &Job) -> Result<Option<Self>, CliError> {
        let (Some(from), Some(to)) = (&args.from, &args.to) else {
            return Ok(None);
        };
        let known = |name: &str| {
            named(name).ok_or_else(|| CliError::said(format!("no generator `{name}`")))
        };
        let pair = Pair::new(known(from)?, known(to)?).map_err(CliError::said)?;
        let mut sites = Vec::new();
        for path in &job.paths {
            if path.as_os_str() == "-" {
                let message = "a site is moved, not standard input: name its folder";
                return Err(CliError::said(message));
            }
            let folder = if path.is_dir() {
                path
            } else {
                files::folder_of(path)
            };
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            sites.push(detect::site(folder, pair.from).map_err(CliError::said)?);
        }
        sites.dedup();
        let [(root, config)] = <[_; 1]>::try_from(sites)
            .map_err(|_| CliError::said("the paths are in several sites: name one of them"))?;
        let built = pair.from.built_key.and_then(|key| {
            let mut said = config.as_object()?.iter();
            let (_, folder) = said.find(|(known, _)| known.eq_ignore_ascii_case(key))?;
            folder.as_str().map(str::to_owned)
        });
        let built = built.unwrap_or_else(|| pair.from.built.to_owned());
        let pair = pair.of_site(config).map_err(CliError::said)?;
        let index = index(&pair, &root, &built, job);
        let collections = collections(&pair, &root);
        Ok(Some(Self {
            pair,
            root,
            index,
            addresses: Mutex::default(),
            collections,
        }))
    }

    /// What a post comes to.
    fn migrated(&self, path: &Path, source: &Source) -> Migrated {
        let Some(inner) = self.inner(path) else {
            return Migrated::default();
        };
        let migrated = migrate(&parse(source), &inner, &self.pair, &self.index);
        if let Some(address) = &migrated.address {
            let mut all = self
                .addresses
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            all.entry(address.to_lowercase()).or_default().insert(inner);
        }
        migrated
    }

    /// The path of a file from the top of the site.
    fn inner(&self, path: &Path) -> Option<String> {
        inner(&self.root, path)
    }

    /// Where a file will be, and what that is called as `path` is.
    fn target(&self, path: &Path, to: &str) -> Result<(PathBuf, String), String> {
        let target = journal::inside_anew(&self.root, &self.root.join(to))?;
        let inner = self.inner(path).unwrap_or_default();
        let given = path.to_string_lossy().replace('\\', "/");
        let name = match given.strip_suffix(&*inner) {
            Some(before) => format!("{before}{to}"),
            None => target.display().to_string(),
        };
        Ok((target, name))
    }

    /// What a person types next.
    fn commands(&self) -> Commands {
        let (from, to) = (self.pair.from.name, self.pair.to.name);
        let typed = |command| format!("copydesk {command} --from {from} --to {to}");
        let [check, fix] = COMMANDS.get_or_init(|| ["check", "fix"].map(typed));
        Commands {
            check,
            fix,
            has_rules: false,
        }
    }

    /// Says what holds for all posts.
    fn tell(&self, job: &Job) -> Result<(), CliError> {
        if !self.pair.has_zone() {
            job.tell(
                "the site names no time zone: dates and addresses are those of a computer on UTC",
            )?;
        } else if let Some(zone) = self.pair.zone_to_name() {
            job.tell(&format!(
                "dates are written by the clocks of {zone}: let the configuration of {} name it too",
                self.pair.to.title
            ))?;
        }
        for (folder, files) in &self.collections {
            let ending = if *files == 1 { "" } else { "s" };
            job.tell(&format!(
                "not moved: {files} file{ending} in the collection `{folder}`"
            ))?;
        }
        let all = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (address, files) in all.iter().filter(|(_, files)| files.len() > 1) {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            job.tell(&format!(
                "one of these replaces the others at `{address}`: {}",
                files.join(", ")
            ))?;
        }
        Ok(())
    }
}

/// How many files are in each collection that is not moved.
fn collections(pair: &Pair, root: &Path) -> BTreeMap<String, usize> {
    let folders = pair.collections().into_iter();
    let counts = folders.map(|folder| {
        let found = discover(&[root.join(&folder)]).filter_map(Result::ok);
        (folder, found.count())
    });
    counts.filter(|(_, files)| *files > 0).collect()
}

/// All posts and pages of the site.
fn index(pair: &Pair, root: &Path, built: &str, job: &Job) -> Index {
    let built = built.trim_matches(['/', '.']);
    let is_below = |inner: &str, folder: &str| {
        let folder = folder.trim_matches('/');
        let rest = inner.strip_prefix(folder);
        !folder.is_empty() && rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let is_passed_over = |inner: &str| {
        let mut folders = pair.from.passed_over.iter();
        is_below(inner, built) || folders.any(|one| is_below(inner, one.folder))
    };
    let found = discover(&[root.to_owned()]).filter_map(Result::ok);
    let found = found.filter_map(|path| {
        let inner = inner(root, &path)?;
        if is_passed_over(&inner) {
            return None;
        }
        let day = wants_days(pair)
            .then(|| day(pair.from, &path, job.limit))
            .flatten();
        Some((inner, day))
    });
    Index::new(pair, found)
}

/// Whether the name of a post is to begin with a day that is in its front matter.
fn wants_days(pair: &Pair) -> bool {
    let is_dated = |generator: &Generator| generator.site.as_ref().is_ok_and(|site| site.is_dated);
    is_dated(pair.to) && !is_dated(pair.from)
}

/// The day that the front matter of a file says.
fn day(from: &Generator, path: &Path, limit: u64) -> Option<String> {
    let bytes = files::read(path, limit).ok()?;
    let source = Source::new(path.to_string_lossy(), bytes);
    let fields = fields(&source);
    let value = fields.value.as_ref()?;
    let date = from.date_fields.first().and_then(|name| value.get(name))?;
    let text = date.as_str()?.trim();
    let day = text.get(.."2021-11-30".len())?;
    let is_day = day.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    is_day.then(|| day.to_owned())
}

/// Lists what changes.
pub(super) fn check(job: &mut Job, way: &Way) -> Result<Exit, CliError> {
    job.style.commands = way.commands();
    let job = &*job;
    let total =
        job.run(|path, source, _| job.told(source, &way.migrated(path, source).findings))?;
    job.conclude(&total)?;
    way.tell(job)?;
    Ok(total.exit)
}

/// Does it, or shows it.
pub(super) fn fix(
    job: &mut Job,
    (args, least): (&WritingArgs, Safety),
    way: &Way,
) -> Result<Exit, CliError> {
    let commands = way.commands();
    job.style.commands = commands;
    if !args.diff && way.pair.safety() < least {
        let (from, to, fix) = (way.pair.from.title, way.pair.to.title, commands.fix);
        return Err(CliError::said(format!(
            "what {from} and {to} build was compared in small sites at most: look at `{fix} --diff`, and then add `--unsafe`"
        )));
    }
    if args.diff {
        let total = job.run(|path, source, _| {
            let migrated = way.migrated(path, source);
            let to = migrated.to.as_ref();
            let name = to
                .and_then(|to| way.target(path, to).ok())
                .map(|(_, name)| name);
            let fixed = migrated.fixed(source.text());
            let mut outcome = writer::shown(job, source, &fixed);
            outcome.printed = diff::moved(source, &fixed, name.as_deref(), job.style);
            outcome
        })?;
        job.tell(&total.summary.would_change())?;
        way.tell(job)?;
        return Ok(match total.exit {
            Exit::Failed => Exit::Failed,
            _ if total.summary.files_changed > 0 => Exit::Findings,
            _ => Exit::Clean,
        });
    }
    job.counts_what_is_left();
    let job = &*job;
    let writer = FixWriter::new(args)?;
    interrupt::watch()?;
    let before = |path: &Path, source: &Source, _: &Rules| -> Vec<Finding> {
        way.migrated(path, source).findings
    };
    let total = job.change(
        |path, source, rules| {
            let migrated = way.migrated(path, source);
            let to = migrated
                .to
                .as_ref()
                .map(|to| way.target(path, to))
                .transpose();
            match to {
                Ok(to) => {
                    let fixed = migrated.fixed(source.text());
                    let before = || before(path, source, rules);
                    writer.prepare_move(job, path, source, (fixed, to), before)
                }
                Err(why) => {
                    let why = format!("{} not changed: {why}", source.name());
                    (Outcome::of_trouble(why), None)
                }
            }
        },
        |all| writer.settle_by(job, all, before),
        |_| Ok(ControlFlow::Continue(())),
    )?;
    writer.end();
    let exit = writer.conclude(job, &total)?;
    way.tell(job)?;
    if total.summary.files_changed > 0 {
        let (from, to) = (way.pair.from.title, way.pair.to.title);
        terminal::say(&format!(
            "templates, configuration and plugins of {from} are left as they are: {to} has its own"
        ));
    }
    Ok(exit)
}
