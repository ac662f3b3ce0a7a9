//! man: the manual, a page a command. The only file that knows `clap_mangen`.

use super::args;
use super::exit::{CliError, Exit};
use std::io;

/// Prints the page of `command`, or that of copydesk.
pub(super) fn man(command: Option<&str>) -> Result<Exit, CliError> {
    let page = args::page(command).map_err(|message| CliError::Said(Some(message)))?;
    let source = concat!("copydesk ", env!("CARGO_PKG_VERSION"));
    let page = clap_mangen::Man::new(page).source(source);
    page.render(&mut io::stdout().lock())?;
    Ok(Exit::Clean)
}
