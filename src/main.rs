//! The binary: a door, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    copydesk::cli::main()
}
