//! git objects: what git keeps, by the names that it has for it, and paths as git says them.

use crate::workspace::git;
#[cfg(unix)]
use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout};

/// One git that gives the content of objects, for any number of them.
#[derive(Debug)]
pub(super) struct Objects {
    git: Child,
    from: BufReader<ChildStdout>,
}

impl Objects {
    pub(super) fn new(top: &Path) -> io::Result<Self> {
        let mut git = git::start(top, &["cat-file", "--batch"])?;
        let from = git.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Self {
            git,
            from: BufReader::new(from),
        })
    }

    /// The bytes of one object. The error is what git says of it.
    pub(super) fn read(&mut self, name: &str) -> io::Result<Vec<u8>> {
        let to = self.git.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(to, "{name}")?;
        to.flush()?;
        // `NAME blob SIZE`, the bytes, and the end of a line.
        let mut head = String::new();
        self.from.read_line(&mut head)?;
        let size = head
            .trim()
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok());
        let size: usize = size.ok_or_else(|| io::Error::other(head.trim().to_owned()))?;
        let mut bytes = vec![0; size + 1];
        self.from.read_exact(&mut bytes)?;
        bytes.truncate(size);
        Ok(bytes)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It ends when nothing more can be asked.
        drop(self.git.stdin.take());
        let _ = self.git.wait();
    }
}

/// A path as git says it.
#[cfg(unix)]
pub(super) fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(name).into()
}

#[cfg(not(unix))]
pub(super) fn path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}
