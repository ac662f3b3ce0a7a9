//! printer: what is told of the files of a run goes to where it was asked for, in path order.

use super::args::OutputArg;
use super::exit::{CliError, Exit};
use super::progress::Progress;
use super::{interrupt, terminal};
use crate::config::load::Wrong;
use crate::report::summary::{Summary, count};
use crate::report::writer::Writer;
use crate::report::{End, Format, Part, Style};
use crate::rule::Rule;
use crate::text::finding::Severity;
use crate::workspace::discover;
use crate::workspace::files::Unfinished;
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What became of one file.
#[derive(Default)]
pub(super) struct Outcome {
    /// What is printed of it, beside the findings.
    pub(super) printed: String,
    /// Its findings, for each report of the run.
    pub(super) parts: Vec<Part>,
    /// What it comes to.
    pub(super) summary: Summary,
    /// The job could not be done on it, which is said of all such files at the end.
    pub(super) is_left: bool,
    /// What Git LFS has in its place, of which nothing can be said.
    pub(super) pointer: Option<String>,
    /// Why the job could not be done on it.
    pub(super) trouble: Option<String>,
    /// What it is called and why it was not changed: of one reason only the first few are named.
    pub(super) unchanged: Option<(String, String)>,
    /// A configuration is wrong, so the run cannot go on.
    pub(super) wrong: Option<Arc<Vec<Wrong>>>,
}

impl Outcome {
    /// A configuration is wrong.
    pub(super) fn of_wrong(wrong: Arc<Vec<Wrong>>) -> Self {
        Self {
            wrong: Some(wrong),
            ..Self::default()
        }
    }

    /// The job could not be done.
    pub(super) fn of_trouble(why: String) -> Self {
        Self {
            trouble: Some(why),
            ..Self::default()
        }
    }
}

/// How many files Git LFS keeps elsewhere, and the first of them.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    number: usize,
    first: String,
}

impl Pointers {
    pub(super) fn see(&mut self, name: String) {
        if self.number == 0 {
            self.first = name;
        }
        self.number += 1;
    }

    /// What to say of them; `None` where there is none.
    pub(super) fn said(&self) -> Option<String> {
        let (how, first) = ("not the post; `git lfs pull` gets it", &self.first);
        match self.number {
            0 => None,
            1 => Some(format!(
                "{first} not checked: it is a Git LFS pointer, {how}"
            )),
            number => {
                let files = count(number, "file");
                Some(format!(
                    "{files} not checked ({first}, …): each is a Git LFS pointer, {how}"
                ))
            }
        }
    }
}

/// What became of all files.
pub(super) struct Total {
    pub(super) summary: Summary,
    pub(super) exit: Exit,
}

/// What holds for a run as a whole, once every file is done.
pub(super) struct Ending {
    /// A path that was named is not there.
    pub(super) failed: bool,
    /// How the findings are counted on standard output, where they are.
    pub(super) statistics: Option<(Format, Style)>,
    pub(super) rules: Vec<Arc<Rule>>,
    pub(super) has_baseline: bool,
    /// How many findings of each rule the baselines accept.
    pub(super) accepted: BTreeMap<String, usize>,
    pub(super) fail_on: Option<Severity>,
}

/// Prints outcomes as they come, and adds them up.
pub(super) struct Printer {
    reports: Vec<Report>,
    total: Summary,
    progress: Progress,
    failed: bool,
    /// How many files were not changed for each reason.
    unchanged: BTreeMap<String, usize>,
    pointers: Pointers,
    /// Who reads standard output closed it.
    is_closed: bool,
    /// What goes wrong is said by the run that follows.
    is_mute: bool,
}

impl Printer {
    /// `shown` is how findings are written on standard output; nothing, where they are not.
    pub(super) fn new(
        shown: Option<(Format, Style)>,
        outputs: &[OutputArg],
        progress: Progress,
        is_mute: bool,
    ) -> Result<Self, CliError> {
        let shown = shown.map(|(format, style)| Report {
            writer: Writer::on_screen(format, style),
            to: To::Stdout(format),
        });
        let mut printer = Self {
            reports: shown.into_iter().collect(),
            total: Summary::default(),
            progress,
            failed: false,
            unchanged: BTreeMap::new(),
            pointers: Pointers::default(),
            is_closed: false,
            is_mute,
        };
        // What cannot be written is said before anything is read.
        for OutputArg { format, path } in outputs {
            let file = new_file(path).map_err(|error| unwritable(path, &error))?;
            if printer.reports.iter().any(|report| report.to.is(&file)) {
                let message = "another report goes there";
                return Err(unwritable(path, &io::Error::other(message)));
            }
            printer.reports.push(Report {
                writer: Writer::new(*format),
                to: To::File(path.clone(), file),
            });
        }
        for at in 0..printer.reports.len() {
            let begin = printer.reports[at].writer.begin();
            printer.write(at, begin)?;
        }
        Ok(printer)
    }

    pub(super) fn print(&mut self, outcome: Outcome) -> Result<(), CliError> {
        if let Some(wrong) = outcome.wrong {
            return Err(self.progress.aside(|| terminal::say_wrong(&wrong)));
        }
        self.progress.step();
        self.total.add(outcome.summary);
        self.failed |= outcome.is_left;
        if let Some(name) = outcome.pointer {
            self.pointers.see(name);
        }
        if let Some(trouble) = outcome.trouble.filter(|_| !self.is_mute) {
            self.failed = true;
            self.progress.aside(|| terminal::say(&trouble));
        }
        if let Some((name, why)) = outcome.unchanged.filter(|_| !self.is_mute) {
            let files = self.unchanged.entry(why.clone()).or_default();
            *files += 1;
            if *files <= MOST_NAMED {
                let said = format!("{name} not changed: {why}");
                self.progress.aside(|| terminal::say(&said));
            }
        }
        if !outcome.printed.is_empty() {
            self.progress
                .aside(|| write!(io::stdout(), "{}", outcome.printed))?;
        }
        for (at, part) in outcome.parts.into_iter().enumerate() {
            let text = self.reports[at].writer.add(part);
            self.write(at, &text)?;
        }
        Ok(())
    }

    fn write(&mut self, at: usize, text: &str) -> Result<(), CliError> {
        if text.is_empty() {
            return Ok(());
        }
        let keeps_on = self.reports.len() > 1 || interrupt::is_watched();
        let to = &mut self.reports[at].to;
        match self.progress.aside(|| to.write(text)) {
            // Who closes the pipe has seen enough, and still wants the files.
            Err(CliError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe && keeps_on => {
                *to = To::Nowhere;
                self.is_closed = true;
                Ok(())
            }
            written => written,
        }
    }

    fn say_pointers(&self) {
        if let Some(said) = self.pointers.said().filter(|_| !self.is_mute) {
            let said = format!("{said} (with `--staged` it is always the pointer)");
            self.progress.aside(|| terminal::say(&said));
        }
    }

    fn say_unchanged(&self) {
        for (why, files) in self
            .unchanged
            .iter()
            .filter(|(_, files)| **files > MOST_NAMED)
        {
            let more = count(files - MOST_NAMED, "more file");
            let said = format!("{more} not changed: {why}");
            self.progress.aside(|| terminal::say(&said));
        }
    }

    pub(super) fn finish(mut self, ending: &Ending) -> Result<Total, CliError> {
        self.say_pointers();
        self.say_unchanged();
        let summary = std::mem::take(&mut self.total);
        self.failed |= ending.failed;
        if let Some((format, style)) = ending.statistics {
            let statistics = format.statistics(&summary, style.color, style.pages(&ending.rules));
            let statistics = statistics.unwrap_or_default();
            self.progress
                .aside(|| write!(io::stdout(), "{statistics}"))?;
        }
        let end = End {
            summary: &summary,
            rules: &ending.rules,
            failed: self.failed,
            has_baseline: ending.has_baseline,
            accepted: &ending.accepted,
        };
        for at in 0..self.reports.len() {
            let report = &mut self.reports[at];
            if let Some(left_out) = report.writer.left_out() {
                terminal::say(&format!("{}{left_out}", report.to.name()));
            }
            let text = report.writer.end(&end);
            self.write(at, &text)?;
        }
        for report in self.reports {
            report.to.finish()?;
        }
        let exit = if interrupt::asked() {
            Exit::Interrupted
        } else if self.is_closed {
            Exit::PipeClosed
        } else if self.failed {
            Exit::Failed
        } else if ending.fail_on.is_some_and(|bad| summary.reaches(bad)) {
            Exit::Findings
        } else {
            Exit::Clean
        };
        Ok(Total { summary, exit })
    }
}

/// More files than these are not named for one reason.
const MOST_NAMED: usize = 5;

/// A report, and where it goes.
struct Report {
    writer: Writer,
    to: To,
}

enum To {
    /// In this format.
    Stdout(Format),
    /// It has its name when it is whole.
    File(PathBuf, Unfinished),
    /// Nobody wants it any more.
    Nowhere,
}

impl To {
    /// What is before a word about this one report.
    fn name(&self) -> String {
        match self {
            Self::File(path, _) => format!("{}: ", path.display()),
            Self::Stdout(_) | Self::Nowhere => String::new(),
        }
    }

    fn is(&self, other: &Unfinished) -> bool {
        matches!(self, Self::File(_, file) if file.target() == other.target())
    }

    fn write(&mut self, text: &str) -> Result<(), CliError> {
        match self {
            Self::Stdout(format) if format.is_for_people() => Ok(write!(io::stdout(), "{text}")?),
            // What was not made for a terminal may name a file that would command one.
            Self::Stdout(_) => Ok(terminal::write(text)?),
            Self::File(path, file) => file
                .write_all(text.as_bytes())
                .map_err(|error| unwritable(path, &error)),
            Self::Nowhere => Ok(()),
        }
    }

    fn finish(self) -> Result<(), CliError> {
        match self {
            Self::Stdout(_) => Ok(io::stdout().flush()?),
            Self::File(path, file) => file.finish().map_err(|error| unwritable(&path, &error)),
            Self::Nowhere => Ok(()),
        }
    }
}

/// A file beside the posts, for what a program reads. The error says why it cannot be.
pub(super) fn new_file(path: &Path) -> io::Result<Unfinished> {
    match discover::reserved(path) {
        Some(why) => Err(io::Error::other(why)),
        None => Unfinished::new(path),
    }
}

/// What is said where a file cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> CliError {
    CliError::Said(Some(format!(
        "{} cannot be written: {error}",
        path.display()
    )))
}
