//! completions: what a shell offers behind `copydesk`. The only file that knows `clap_complete`.

use crate::cli::exit::{CliError, Exit};
use std::io::{self, Write as _};

/// The shells that are known.
pub(in crate::cli) use clap_complete::Shell;

pub(in crate::cli) fn completions(shell: Shell) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "copydesk", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}
