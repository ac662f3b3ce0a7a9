//! plan file: the bytes of a plan, from a file or from standard input.

use crate::workspace::files;
use std::io::{self, BufRead};
use std::path::Path;

/// The plan, to be read bit by bit.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn BufRead + '_>> {
    Ok(match path.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(files::open(path)?),
    })
}
