//! The binary: a door, nothing else.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A post is many small things that live as long as it does.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    copydesk::cli::main()
}
