//! completions: what a shell offers behind `copydesk`. The only file that knows `clap_complete`.

use super::{Exit, Stop, args};
use std::io::{self, Write as _};

/// The shells that are known.
pub(super) use clap_complete::Shell;

pub(super) fn completions(shell: Shell) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "copydesk", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}
