//! schema: the JSON Schemas by which an editor knows our files.

use super::args::SchemaArg;
use super::exit::{CliError, Exit};
use crate::rule::builtin;
use std::io::{self, Write as _};

pub(super) fn schema(of: SchemaArg) -> Result<Exit, CliError> {
    let name = match of {
        SchemaArg::Config => "copydesk",
        SchemaArg::Rule => "rule",
        SchemaArg::Hosts => "hosts",
    };
    write!(io::stdout(), "{}", builtin::editor_schema(name))?;
    Ok(Exit::Clean)
}
