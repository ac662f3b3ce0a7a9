//! job: what `check` and `fix` have in common: rules, files, what is told of them.

use super::args::{ColorArg, FilesArgs, FormatArg, JobArgs, OwnRules, TrustArgs};
use super::progress::Progress;
use super::{Exit, Stop, screen};
use crate::config::Wanted;
use crate::date::Day;
use crate::discover::{EXTENSIONS, Found, discover};
use crate::finding::{Finding, Severity};
use crate::load::{self, Wrong};
use crate::report::summary::{Summary, count};
use crate::report::{Format, Look};
use crate::rule::Rule;
use crate::rule::set::Rules;
use crate::run::run;
use crate::settings::{Search, Settings};
use crate::source::{self, ReadError, Source};
use std::io::{self, Read as _, Write as _};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A run that can begin.
pub(super) struct Job {
    settings: Settings,
    pub(super) format: Format,
    pub(super) look: Look,
    /// Findings are counted, not shown.
    pub(super) statistics: bool,
    paths: Vec<PathBuf>,
    limit: u64,
    threads: usize,
    fail_on: Severity,
    /// A path that was named is not there.
    failed: bool,
}

/// What became of one file.
#[derive(Default)]
pub(super) struct Outcome {
    /// What is printed of it.
    pub(super) printed: String,
    /// What it comes to.
    pub(super) summary: Summary,
    /// Why the job could not be done on it.
    pub(super) trouble: Option<String>,
    /// A configuration is wrong, so the run cannot go on.
    pub(super) wrong: Option<Arc<Vec<Wrong>>>,
}

/// What became of all files.
pub(super) struct Total {
    pub(super) summary: Summary,
    pub(super) exit: Exit,
}

/// What holds for each post: what is built in, what the command line adds, and what the
/// configurations say.
pub(super) fn settings(own: &OwnRules, wanted: Wanted) -> Result<Settings, Stop> {
    let say = |wrong: Vec<Wrong>| screen::say_wrong(&wrong);
    let mut rules = load::builtin().map_err(say)?;
    let files = load::files(&own.rule_files).map_err(say)?;
    for (rule, _) in files {
        rules.retain(|known| known.id != rule.id);
        rules.push(rule);
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let search = match &own.config {
        Some(file) => Search::Named(file.clone()),
        None if own.no_config => Search::Nowhere,
        None => Search::Upwards,
    };
    Ok(Settings::new(rules, wanted, search))
}

/// How far the command line trusts an address.
pub(super) fn wanted(trust: &TrustArgs) -> Result<Wanted, Stop> {
    let hosts = trust.hosts.as_ref().map(|path| load::hosts(path));
    Ok(Wanted {
        https: trust.https.map(Into::into),
        hosts: hosts
            .transpose()
            .map_err(|wrong| screen::say_wrong(&wrong))?,
        today: Some(Day::today()),
        ..Wanted::default()
    })
}

/// Every rule that there is for the posts of this folder.
pub(super) fn all_rules(own: &OwnRules) -> Result<Vec<Arc<Rule>>, Stop> {
    let config = settings(own, Wanted::default())?.at(Path::new(""));
    let config = config.map_err(|wrong| screen::say_wrong(&wrong))?;
    Ok(config.all_rules().to_vec())
}

impl Job {
    pub(super) fn new(args: &JobArgs) -> Result<Self, Stop> {
        let wanted = Wanted {
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            ..wanted(&args.trust)?
        };
        let names: Vec<String> = args.select.iter().chain(&args.ignore).cloned().collect();
        let mut job = Self::over(&args.files, wanted)?;
        job.format = match args.format {
            FormatArg::Human => Format::Human,
            FormatArg::Concise => Format::Concise,
            FormatArg::Json => Format::Json,
            FormatArg::Jsonl => Format::JsonLines,
        };
        job.look = screen::look(args.color);
        job.fail_on = args.fail_on.into();
        job.check_names(&names)?;
        Ok(job)
    }

    /// A run over these files that says what it has to say for a person.
    pub(super) fn over(args: &FilesArgs, wanted: Wanted) -> Result<Self, Stop> {
        let mut job = Self {
            settings: settings(&args.own, wanted)?,
            format: Format::Human,
            look: screen::look(ColorArg::Auto),
            statistics: false,
            paths: args.paths.clone(),
            limit: args.max_file_size,
            threads: args.threads,
            fail_on: Severity::Warning,
            failed: false,
        };
        job.paths.retain(|path| {
            // A link that leads nowhere is there, and cannot be read.
            let is_there = path.as_os_str() == "-" || path.symlink_metadata().is_ok();
            if !is_there {
                screen::say(&format!("{}: no such file or folder", path.display()));
            }
            job.failed |= !is_there;
            is_there
        });
        Ok(job)
    }

    /// A rule that is named must be one, here or where the paths lead.
    pub(super) fn check_names(&self, names: &[String]) -> Result<(), Stop> {
        let mut rules = Vec::new();
        for path in &self.paths {
            let inside = if path.is_dir() {
                path.join("-")
            } else {
                path.clone()
            };
            let config = self.settings.at(&inside);
            let config = config.map_err(|wrong| screen::say_wrong(&wrong))?;
            rules.extend_from_slice(config.all_rules());
        }
        if rules.is_empty() {
            return Ok(());
        }
        load::check_names(&rules, names).map_err(|message| Stop::Said(Some(message)))
    }

    /// The rules for one post.
    pub(super) fn rules_for(&self, path: &Path) -> Result<Arc<Rules>, Stop> {
        match self.settings.at(path) {
            Ok(config) => Ok(config.rules_for(path)),
            Err(wrong) => Err(screen::say_wrong(&wrong)),
        }
    }

    /// The post on standard input, where that is what the paths say.
    pub(super) fn standard_input(&self, args: &JobArgs) -> Result<Option<Source>, Stop> {
        if !self.paths.iter().any(|path| path.as_os_str() == "-") {
            return Ok(None);
        }
        if self.paths.len() > 1 {
            let message = "`-` cannot stand beside other paths: standard input is one post";
            return Err(Stop::Said(Some(message.to_owned())));
        }
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .take(self.limit + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > self.limit {
            let message = format!("standard input is larger than {} bytes", self.limit);
            return Err(Stop::Said(Some(message)));
        }
        Ok(Some(Source::new(&args.stdin_filename, bytes)))
    }

    /// Does `work` on every file and prints what it gives, in path order.
    pub(super) fn run(
        &self,
        work: impl Fn(&Path, &Source, &Rules) -> Outcome + Sync + Send,
    ) -> Result<Total, Stop> {
        let mut printer = Printer::new(self, Progress::new(&self.paths))?;
        let mut stop = Ok(());
        let on_file = |found: Found| match found {
            Ok(path) => self.on_file(&path, &work),
            Err(unwalkable) => Outcome {
                trouble: Some(unwalkable.message),
                ..Outcome::default()
            },
        };
        run(
            discover(&self.paths),
            self.threads,
            on_file,
            |outcome| match printer.print(outcome) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    stop = Err(error);
                    ControlFlow::Break(())
                }
            },
        );
        stop?;
        let total = printer.finish(self)?;
        if total.summary.files == 0 && !self.failed {
            let paths: Vec<_> = self
                .paths
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            screen::say(&format!(
                "no posts in {} (looked for .{})",
                paths.join(", "),
                EXTENSIONS.join(", .")
            ));
        }
        Ok(total)
    }

    /// The same for one post that is no file.
    pub(super) fn run_one(&self, outcome: Outcome) -> Result<Total, Stop> {
        let mut printer = Printer::new(self, Progress::new(&[]))?;
        printer.print(outcome)?;
        printer.finish(self)
    }

    /// What to print of a source with these findings.
    pub(super) fn told(&self, source: &Source, findings: &[Finding]) -> Outcome {
        let printed = if self.statistics {
            String::new()
        } else {
            self.format.file(source, findings, self.look)
        };
        Outcome {
            printed,
            summary: Summary::of(findings),
            ..Outcome::default()
        }
    }

    fn on_file(&self, path: &Path, work: &impl Fn(&Path, &Source, &Rules) -> Outcome) -> Outcome {
        let config = match self.settings.at(path) {
            Ok(config) => config,
            Err(wrong) => {
                return Outcome {
                    wrong: Some(wrong),
                    ..Outcome::default()
                };
            }
        };
        // A file that is named is always read.
        if config.ignores(path) && !self.paths.iter().any(|named| named == path) {
            return Outcome::default();
        }
        let rules = config.rules_for(path);
        let name = load::name(path);
        let unreadable = |problem: &str| {
            let source = Source::new(&name, Vec::new());
            self.told(&source, &rules.unreadable(problem))
        };
        match source::read(path, self.limit) {
            Ok(bytes) => {
                let source = Source::new(&name, bytes);
                // One post that brings a fault in copydesk to light must not hide the others.
                catch_unwind(AssertUnwindSafe(|| work(path, &source, &rules))).unwrap_or_else(
                    |_| Outcome {
                        trouble: Some(format!(
                            "{name}: this post stops copydesk; please report it"
                        )),
                        ..Outcome::default()
                    },
                )
            }
            Err(ReadError::TooLarge(size, limit)) => unreadable(&format!(
                "the file has {}, and the limit is {}",
                count(size as usize, "byte"),
                count(limit as usize, "byte")
            )),
            Err(ReadError::Io(error)) => {
                unreadable(&format!("the file could not be read: {error}"))
            }
        }
    }

    /// Whether findings make the command fail.
    pub(super) fn is_bad(&self, findings: &[Finding]) -> bool {
        findings
            .iter()
            .any(|finding| finding.severity >= self.fail_on)
    }

    /// Says what a check found and what could be done about it, where a person is listening.
    pub(super) fn conclude(&self, total: &Total) -> Result<(), Stop> {
        let next = total.summary.next();
        let line = if next.is_empty() {
            total.summary.found()
        } else {
            format!("{}\n{next}", total.summary.found())
        };
        self.tell(&line)
    }

    /// A line for a person: after the findings, or beside them where a program reads those.
    pub(super) fn tell(&self, line: &str) -> Result<(), Stop> {
        match self.format {
            Format::Human => writeln!(io::stdout(), "{line}")?,
            Format::Concise => writeln!(io::stderr(), "{line}")?,
            Format::Json | Format::JsonLines => {}
        }
        Ok(())
    }
}

/// Prints outcomes as they come, and adds them up.
struct Printer {
    format: Format,
    total: Summary,
    progress: Progress,
    has_printed: bool,
    failed: bool,
}

impl Printer {
    fn new(job: &Job, progress: Progress) -> Result<Self, Stop> {
        if !job.statistics {
            write!(io::stdout(), "{}", job.format.begin())?;
        }
        Ok(Self {
            format: job.format,
            total: Summary::default(),
            progress,
            has_printed: false,
            failed: job.failed,
        })
    }

    fn print(&mut self, outcome: Outcome) -> Result<(), Stop> {
        if let Some(wrong) = outcome.wrong {
            return Err(self.progress.aside(|| screen::say_wrong(&wrong)));
        }
        self.progress.step();
        self.total.add(outcome.summary);
        if let Some(trouble) = outcome.trouble {
            self.failed = true;
            self.progress.aside(|| screen::say(&trouble));
        }
        if !outcome.printed.is_empty() {
            let between = if self.has_printed {
                self.format.between()
            } else {
                ""
            };
            self.has_printed = true;
            self.progress
                .aside(|| write!(io::stdout(), "{between}{}", outcome.printed))?;
        }
        Ok(())
    }

    fn finish(self, job: &Job) -> Result<Total, Stop> {
        let summary = self.total;
        if job.statistics {
            write!(io::stdout(), "{}", job.format.statistics(&summary))?;
        } else {
            write!(io::stdout(), "{}", job.format.end(&summary))?;
        }
        io::stdout().flush()?;
        let exit = if self.failed {
            Exit::Failed
        } else if summary.reaches(job.fail_on) {
            Exit::Findings
        } else {
            Exit::Clean
        };
        Ok(Total { summary, exit })
    }
}
