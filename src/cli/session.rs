//! session: what `check` and `fix` have in common: rules, files, what is told of them.

use super::args::{ColorArg, FilesArgs, JobArgs, OutputArg, ScopeArgs};
use super::exit::CliError;
use super::options::{settings, wanted};
use super::output::{Ending, Outcome, Printer, Total};
use super::progress::Progress;
use super::sites::Elsewhere;
use super::{interrupt, sites, terminal};
use crate::config::cache::{Settings, Shelved};
use crate::config::load::{self, Wrong};
use crate::config::one;
use crate::config::resolve::Overrides;
use crate::lint::baseline::Baseline;
use crate::report::summary::{Summary, accepted, count};
use crate::report::{self, Format, Style};
use crate::rule::Rule;
use crate::rule::index::Rules;
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;
use crate::workspace::changed_lines::Changes;
use crate::workspace::discover::{self, EXTENSIONS, Found};
use crate::workspace::files::ReadError;
use crate::workspace::git;
use crate::workspace::parallel::run_and_settle;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A run that can begin.
pub(super) struct Job {
    pub(super) settings: Settings,
    /// How findings are written on standard output; `None` where something else is there.
    pub(super) format: Option<Format>,
    /// The files that findings are written to as well.
    pub(super) outputs: Vec<OutputArg>,
    pub(super) style: Style,
    pub(super) shows: Shows,
    /// Nothing is told beside findings, and what kept the job from being done.
    pub(super) quiet: bool,
    /// Only what touches these lines is reported.
    pub(super) changes: Option<Changes>,
    /// What the sites are compared with, though all of it is reported.
    pub(super) compared: Option<Changes>,
    /// Only what is one of these, or below one, as `real` gives it, is looked at.
    pub(super) only: Option<BTreeSet<PathBuf>>,
    pub(super) no_baseline: bool,
    /// What all posts of a site say is read before they are judged.
    whole_sites: WholeSites,
    /// They are read once, however often the files are gone through.
    pub(super) elsewhere: OnceLock<Option<Elsewhere>>,
    pub(super) paths: Vec<PathBuf>,
    /// What is read even where a configuration ignores it.
    named: HashSet<PathBuf>,
    /// Larger files are not read, in bytes.
    pub(super) limit: u64,
    pub(super) threads: usize,
    pub(super) fail_on: Option<Severity>,
    /// A path that was named is not there.
    pub(super) failed: bool,
}

/// Whether what all posts of a site say is read before they are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WholeSites {
    Read,
    Left,
}

/// What is on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    Findings,
    /// Findings are counted.
    Statistics,
    /// Findings are asked about, or what is left is counted.
    Nothing,
    /// Nothing is said yet: the run itself will say it.
    Later,
}

impl Job {
    /// A run that begins with these arguments, and has this on standard output.
    pub(super) fn new(args: &JobArgs, shows: Shows) -> Result<Self, CliError> {
        let is_counting = shows == Shows::Statistics && args.output.is_empty();
        let mut job = Self::within(&args.scope, is_counting)?;
        job.shows = shows;
        job.format = Some(args.format);
        job.outputs.clone_from(&args.output);
        job.quiet = args.quiet;
        job.no_baseline = args.no_baseline;
        // With more findings than a screen shows, a sum says more.
        job.style.screen = terminal::height().filter(|_| !args.all);
        job.fail_on = args.fail_on.least();
        Ok(job)
    }

    /// A run of these rules over these files that says what it has to say for a person; nobody reads findings
    /// that are only counted.
    pub(super) fn within(args: &ScopeArgs, is_counting: bool) -> Result<Self, CliError> {
        let wanted = Overrides {
            is_counting,
            select: args.rules.select.clone(),
            ignore: args.rules.ignore.clone(),
            ..wanted(&args.trust)?
        };
        let mut job = Self::over(&args.files, wanted)?;
        job.whole_sites = WholeSites::Read;
        job.style = terminal::style(args.color);
        let names = args.rules.select.iter().chain(&args.rules.ignore);
        job.check_names(&names.cloned().collect::<Vec<_>>())?;
        Ok(job)
    }

    /// A run over these files, with the rules that `wanted` leaves.
    pub(super) fn over(args: &FilesArgs, wanted: Overrides) -> Result<Self, CliError> {
        let named = args.paths.iter().filter(|_| !args.force_ignore);
        let mut job = Self {
            settings: settings(&args.own, wanted)?,
            format: Some(Format::Human),
            outputs: Vec::new(),
            style: terminal::style(ColorArg::Auto),
            shows: Shows::Findings,
            quiet: false,
            changes: None,
            compared: None,
            only: None,
            no_baseline: false,
            whole_sites: WholeSites::Left,
            elsewhere: OnceLock::new(),
            paths: args.paths.clone(),
            named: named.cloned().collect(),
            limit: args.max_file_size,
            threads: args.threads,
            fail_on: Some(Severity::Warning),
            failed: false,
        };
        job.paths.retain(|path| {
            // A link that leads nowhere is there, and cannot be read.
            let is_there = path.as_os_str() == "-" || path.symlink_metadata().is_ok();
            if !is_there {
                terminal::say(&format!("{}: no such file or folder", path.display()));
            }
            job.failed |= !is_there;
            is_there
        });
        Ok(job)
    }

    /// From here on nothing is said that only all files of a site show: they change while the run goes on.
    pub(super) fn without_sites(&mut self) {
        self.whole_sites = WholeSites::Left;
    }

    /// From here on one file is looked at after the other, by the thread that asks.
    pub(super) fn one_by_one(&mut self) {
        self.threads = 1;
        self.shows = Shows::Nothing;
    }

    /// A person is told how many findings of each rule are left, and not of each.
    pub(super) fn counts_what_is_left(&mut self) {
        if self.format == Some(Format::Human) {
            self.shows = Shows::Nothing;
        }
    }

    /// Whether what was fixed and what is left is told in a table.
    pub(super) fn has_table(&self) -> bool {
        self.format == Some(Format::Human) && self.shows == Shows::Nothing
    }

    /// A rule that is named must be one, here or where the paths lead.
    pub(super) fn check_names(&self, names: &[String]) -> Result<(), CliError> {
        let mut rules = Vec::new();
        for path in &self.paths {
            let inside = if path.is_dir() {
                path.join("-")
            } else {
                path.clone()
            };
            let config = self.settings.at(&inside);
            let config = config.map_err(|wrong| terminal::say_wrong(&wrong))?;
            rules.extend_from_slice(config.all_rules());
        }
        if rules.is_empty() {
            return Ok(());
        }
        load::check_names(&rules, names).map_err(CliError::said)
    }

    /// The rules for one post.
    pub(super) fn rules_for(&self, path: &Path) -> Result<Arc<Rules>, CliError> {
        let config = self.settings.at(path);
        let config = config.map_err(|wrong| terminal::say_wrong(&wrong))?;
        Ok(config.rules_for(path))
    }

    /// Where a post is in its baseline.
    pub(super) fn shelved(&self, path: &Path) -> Result<Shelved, CliError> {
        let config = self.settings.at(path);
        let config = config.map_err(|wrong| terminal::say_wrong(&wrong))?;
        Ok(self.settings.shelved(path, &config))
    }

    /// The baseline in a folder, if there is one.
    pub(super) fn baseline(&self, folder: &Path) -> Result<Option<Baseline>, CliError> {
        let baseline = self.settings.baseline(folder);
        let baseline = baseline.map_err(|wrong| terminal::say_wrong(&wrong))?;
        Ok(baseline.map(Arc::unwrap_or_clone))
    }

    /// Whether a baseline was asked about a finding.
    pub(super) fn has_baseline(&self) -> bool {
        self.settings.has_baseline()
    }

    /// Does `work` on every file and prints what it gives, in path order.
    pub(super) fn run(
        &self,
        work: impl Fn(&Path, &Source, &Rules) -> Outcome + Sync + Send,
    ) -> Result<Total, CliError> {
        self.collect(
            |path, source, rules| (work(path, source, rules), ()),
            |()| Ok(ControlFlow::Continue(())),
        )
    }

    /// The same, and hands to `take` what else `work` gives, until that has enough.
    pub(super) fn collect<T: Default + Send>(
        &self,
        work: impl Fn(&Path, &Source, &Rules) -> (Outcome, T) + Sync + Send,
        take: impl FnMut(T) -> Result<ControlFlow<()>, CliError>,
    ) -> Result<Total, CliError> {
        self.change(work, |_| {}, take)
    }

    /// The same, and hands what `work` gives to `settle`, many at once, before they are printed.
    pub(super) fn change<T: Default + Send>(
        &self,
        work: impl Fn(&Path, &Source, &Rules) -> (Outcome, T) + Sync + Send,
        settle: impl FnMut(&mut [(Outcome, T)]),
        mut take: impl FnMut(T) -> Result<ControlFlow<()>, CliError>,
    ) -> Result<Total, CliError> {
        if self.reads_standard_input() {
            return Err(CliError::said(
                "standard input is read by `check` and `fix` alone: name files or folders",
            ));
        }
        // What cannot be looked at is said before all of a site is read.
        drop(self.found()?);
        if self.whole_sites == WholeSites::Read {
            self.elsewhere.get_or_init(|| {
                sites::read(&sites::Scope {
                    settings: &self.settings,
                    paths: &self.paths,
                    changes: self.changes.as_ref().or(self.compared.as_ref()),
                    limit: self.limit,
                    threads: self.threads,
                })
            });
        }
        let found = self.found()?;
        let mut printer = self.printer(Progress::new(&self.paths, !self.quiet))?;
        let mut stop = Ok(());
        let on_file = |found: Found| match found {
            // What is not begun is left to the next run.
            Ok(_) if interrupt::asked() => <(Outcome, T)>::default(),
            Ok(path) => self.on_file(&path, &work),
            Err(unwalkable) => {
                let mut none = <(Outcome, T)>::default();
                none.0.trouble = Some(unwalkable.message);
                none
            }
        };
        run_and_settle(
            found.take_while(|_| !interrupt::asked()),
            self.threads,
            on_file,
            settle,
            |(outcome, more)| {
                let taken = printer.print(outcome).and_then(|()| take(more));
                taken.unwrap_or_else(|error| {
                    stop = Err(error);
                    ControlFlow::Break(())
                })
            },
        );
        stop?;
        let total = printer.finish(&self.ending())?;
        let goes_on = self.only.is_some() || self.shows == Shows::Later;
        let is_expected = self.failed || self.named.is_empty() || goes_on || interrupt::asked();
        if total.summary.files == 0 && !is_expected {
            let paths = self.paths.iter().map(|path| path.display().to_string());
            let paths: Vec<_> = paths.collect();
            if self.changes.is_some() {
                terminal::say("no post has changed");
                return Ok(total);
            }
            terminal::say(&format!(
                "no posts in {} (looked for .{})",
                paths.join(", "),
                EXTENSIONS.join(", .")
            ));
        }
        Ok(total)
    }

    pub(super) fn reads_standard_input(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }

    /// The same for one post that is no file.
    pub(super) fn run_one(&self, outcome: Outcome) -> Result<Total, CliError> {
        let mut printer = self.printer(Progress::new(&[], false))?;
        printer.print(outcome)?;
        printer.finish(&self.ending())
    }

    /// What to tell of a source with these findings: of those that no baseline accepts, and on the
    /// lines that are asked about.
    pub(super) fn told(&self, source: &Source, findings: &[Finding]) -> Outcome {
        let new = match self.new_ones(source, findings) {
            Ok(new) => new,
            Err(wrong) => return Outcome::of_wrong(wrong),
        };
        let in_baseline = accepted(findings, &new);
        let findings = match &self.changes {
            Some(changes) => self.on_changes(changes, source, &new).into(),
            None => new,
        };
        let shown = self.shown().map(|format| (format, self.style));
        let files = self.outputs.iter().map(|file| (file.format, Style::FILE));
        let rules = self.settings.rules_at(source.name(), self.style.has_links);
        let part = |(format, style): (Format, Style)| {
            format.file(source, &findings, style, style.pages(&rules))
        };
        Outcome {
            parts: shown.into_iter().chain(files).map(part).collect(),
            summary: Summary::of(&findings).accepting(in_baseline),
            ..Outcome::default()
        }
    }

    /// The findings that no baseline accepts.
    fn new_ones<'f>(
        &self,
        source: &Source,
        findings: &'f [Finding],
    ) -> Result<Cow<'f, [Finding]>, Arc<Vec<Wrong>>> {
        if self.no_baseline {
            return Ok(findings.into());
        }
        self.settings.new_ones(source, findings)
    }

    /// How findings are shown on standard output, where they are.
    pub(super) fn shown(&self) -> Option<Format> {
        self.format.filter(|_| self.shows == Shows::Findings)
    }

    fn printer(&self, progress: Progress) -> Result<Printer, CliError> {
        let shown = self.shown().map(|format| (format, self.style));
        Printer::new(shown, &self.outputs, progress, self.shows == Shows::Later)
    }

    fn ending(&self) -> Ending {
        Ending {
            failed: self.failed,
            statistics: (self.format.filter(|_| self.shows == Shows::Statistics))
                .map(|format| (format, self.style)),
            rules: self.rules(),
            has_baseline: self.has_baseline(),
            accepted: self.settings.accepted(),
            fail_on: self.fail_on,
        }
    }

    /// Every rule that may have found something.
    pub(super) fn rules(&self) -> Vec<Arc<Rule>> {
        self.settings.rules()
    }

    /// Does `work` on one file.
    pub(super) fn on_file<T: Default>(
        &self,
        path: &Path,
        work: &impl Fn(&Path, &Source, &Rules) -> (Outcome, T),
    ) -> (Outcome, T) {
        let alone = |outcome: Outcome| (outcome, T::default());
        let config = match self.settings.at(path) {
            Ok(config) => config,
            Err(wrong) => return alone(Outcome::of_wrong(wrong)),
        };
        if config.ignores(path) && !self.named.contains(path) {
            return alone(Outcome::default());
        }
        let rules = config.rules_for(path);
        let name = load::name(path);
        let unreadable = |problem: &str| {
            let source = Source::new(&name, Vec::new());
            alone(self.told(&source, &rules.unreadable(problem)))
        };
        let read = self.bytes(path);
        let is_page = read.as_ref().map(|bytes| report::is_page(bytes));
        let is_page = is_page.unwrap_or_else(|_| discover::is_page(path));
        if is_page && !self.named.contains(path) {
            // A report of an earlier run, which lies beside the posts.
            return alone(Outcome::default());
        }
        match read {
            Ok(bytes) if git::is_pointer(&bytes) => alone(Outcome {
                pointer: Some(name),
                ..Outcome::default()
            }),
            Ok(bytes) => {
                let source = Source::new(&name, bytes).read_as(config.dialect(path));
                one::guarded(|| work(path, &source, &rules))
                    .unwrap_or_else(|why| alone(Outcome::of_trouble(format!("{name}: {why}"))))
            }
            Err(ReadError::TooLarge(size, limit)) => unreadable(&format!(
                "the file has {}, and the limit is {}",
                count(size as usize, "byte"),
                count(limit as usize, "byte")
            )),
            Err(ReadError::Io(error)) => {
                let problem = format!("the file could not be read: {error}");
                if rules.unreadable(&problem).is_empty() {
                    // No rule that is on says so, and it was not looked at.
                    return alone(Outcome::of_trouble(format!("{name}: {problem}")));
                }
                unreadable(&problem)
            }
        }
    }

    /// Says what a check found and what could be done about it, where a person is listening.
    pub(super) fn conclude(&self, total: &Total) -> Result<(), CliError> {
        let next = total.summary.next(&self.next_fix());
        let line = if next.is_empty() {
            total.summary.found()
        } else {
            format!("{}\n{next}", total.summary.found())
        };
        self.tell(&line)
    }

    /// A line for a person: after the findings, or beside them where a program reads those.
    pub(super) fn tell(&self, line: &str) -> Result<(), CliError> {
        match self.format {
            _ if self.quiet => {}
            Some(Format::Human) if interrupt::is_watched() => terminal::print(line)?,
            Some(Format::Human) => writeln!(io::stdout(), "{line}")?,
            Some(format) if format.is_for_people() => writeln!(io::stderr(), "{line}")?,
            _ => {}
        }
        Ok(())
    }
}
