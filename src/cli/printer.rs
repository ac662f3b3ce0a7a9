//! printer: what is told of the files of a run goes to where it was asked for, in path order.

use super::args::OutputArg;
use super::job::{Job, Outcome, Shows, Total};
use super::progress::Progress;
use super::{Exit, Stop, interrupt, screen};
use crate::report::End;
use crate::report::summary::Summary;
use crate::report::writer::Writer;
use crate::workspace::discover;
use crate::workspace::files::Unfinished;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Prints outcomes as they come, and adds them up.
pub(super) struct Printer {
    reports: Vec<Report>,
    total: Summary,
    progress: Progress,
    failed: bool,
}

impl Printer {
    pub(super) fn new(job: &Job, progress: Progress) -> Result<Self, Stop> {
        let shown = job.shown().map(|format| Report {
            writer: Writer::new(format),
            to: To::Stdout,
        });
        let mut printer = Self {
            reports: shown.into_iter().collect(),
            total: Summary::default(),
            progress,
            failed: job.failed,
        };
        // What cannot be written is said before anything is read.
        for OutputArg { format, path } in &job.outputs {
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

    pub(super) fn print(&mut self, outcome: Outcome) -> Result<(), Stop> {
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
            self.progress
                .aside(|| write!(io::stdout(), "{}", outcome.printed))?;
        }
        for (at, part) in outcome.parts.into_iter().enumerate() {
            let text = self.reports[at].writer.add(part);
            self.write(at, &text)?;
        }
        Ok(())
    }

    fn write(&mut self, at: usize, text: &str) -> Result<(), Stop> {
        if text.is_empty() {
            return Ok(());
        }
        let keeps_on = self.reports.len() > 1 || interrupt::is_watched();
        let to = &mut self.reports[at].to;
        match self.progress.aside(|| to.write(text)) {
            // Who closes the pipe has seen enough, and still wants the files.
            Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe && keeps_on => {
                *to = To::Nowhere;
                Ok(())
            }
            written => written,
        }
    }

    pub(super) fn finish(mut self, job: &Job) -> Result<Total, Stop> {
        let summary = std::mem::take(&mut self.total);
        if job.shows == Shows::Statistics {
            let statistics = job.format.and_then(|format| format.statistics(&summary));
            let statistics = statistics.unwrap_or_default();
            self.progress
                .aside(|| write!(io::stdout(), "{statistics}"))?;
        }
        let end = End {
            summary: &summary,
            rules: &job.rules(),
            failed: self.failed,
            has_baseline: job.has_baseline(),
        };
        for at in 0..self.reports.len() {
            let report = &mut self.reports[at];
            if let Some(left_out) = report.writer.left_out() {
                screen::say(&format!("{}{left_out}", report.to.name()));
            }
            let text = report.writer.end(&end);
            self.write(at, &text)?;
        }
        for report in self.reports {
            report.to.finish()?;
        }
        let exit = if interrupt::asked() {
            Exit::Interrupted
        } else if self.failed {
            Exit::Failed
        } else if summary.reaches(job.fail_on) {
            Exit::Findings
        } else {
            Exit::Clean
        };
        Ok(Total { summary, exit })
    }
}

/// A report, and where it goes.
struct Report {
    writer: Writer,
    to: To,
}

enum To {
    Stdout,
    /// It has its name when it is whole.
    File(PathBuf, Unfinished),
    /// Nobody wants it any more.
    Nowhere,
}

impl To {
    /// What stands before a word about this one report.
    fn name(&self) -> String {
        match self {
            Self::File(path, _) => format!("{}: ", path.display()),
            Self::Stdout | Self::Nowhere => String::new(),
        }
    }

    fn is(&self, other: &Unfinished) -> bool {
        matches!(self, Self::File(_, file) if file.target() == other.target())
    }

    fn write(&mut self, text: &str) -> Result<(), Stop> {
        match self {
            Self::Stdout => Ok(write!(io::stdout(), "{text}")?),
            Self::File(path, file) => file
                .write_all(text.as_bytes())
                .map_err(|error| unwritable(path, &error)),
            Self::Nowhere => Ok(()),
        }
    }

    fn finish(self) -> Result<(), Stop> {
        match self {
            Self::Stdout => Ok(io::stdout().flush()?),
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
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Stop {
    Stop::Said(Some(format!(
        "{} cannot be written: {error}",
        path.display()
    )))
}
