//! exit: what the process ends with, and why a command stopped before its end.

use std::io;

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Nothing to report.
    Clean = 0,
    /// There are findings.
    Findings = 1,
    /// The job could not be done, or not all of it.
    Failed = 2,
    /// It was asked to end before all was done.
    Interrupted = super::interrupt::EXIT as isize,
    /// Who reads standard output closed it before all was written: what a shell says of a tool that
    /// SIGPIPE ends.
    PipeClosed = 141,
}

/// Why a command stopped.
#[derive(Debug)]
pub(super) enum CliError {
    /// The system refused.
    Io(io::Error),
    /// Something that the user can change; what it is, or nothing where it has been said.
    Said(Option<String>),
}

impl CliError {
    /// Something that the user can change.
    pub(super) fn said(what: impl Into<String>) -> Self {
        Self::Said(Some(what.into()))
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
