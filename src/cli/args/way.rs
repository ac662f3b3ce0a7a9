//! way: from which generator to which posts are moved.

use super::MORE;
use crate::generator::GENERATORS;
use clap::Args as ClapArgs;
use clap::builder::PossibleValuesParser;

/// From which generator to which.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct WayArgs {
    /// The generator that the posts are written for, to move them to that of `--to`.
    #[arg(long, value_name = "GENERATOR", requires = "to", help_heading = MORE, value_parser = generators())]
    pub(in crate::cli) from: Option<String>,
    /// The generator that they are to be for: fields, dates, addresses, tags, names of files.
    #[arg(long, value_name = "GENERATOR", requires = "from", help_heading = MORE, value_parser = generators())]
    pub(in crate::cli) to: Option<String>,
}

fn generators() -> PossibleValuesParser {
    PossibleValuesParser::new(GENERATORS.map(|generator| generator.name))
}
