//! seal: what shows that a journal was written here: by this user, on this machine, in this work tree.
//!
//! A journal says which bytes `undo` writes, and it is kept where a clone, an archive or a copy may bring
//! another one. So each line bears a mark (HMAC) that can be made only with the user's key, which is never in a
//! work tree, and the first line says which folder is meant. The folder is known by its path or by its number
//! (inode); one of the two must fit:
//!
//! - In a clone, or in what someone sent, the marks are not of this key.
//! - A copy (`cp -a`) has another path and another number, so its journal is for the first folder alone.
//! - A folder that was moved on its disk keeps its number, so its runs can be undone.
//! - A backup that is put back in its place has its path. So has a folder on a disk that numbers its files anew
//!   each time. Moved to another disk as well, a folder is a copy.
//!
//! The number of the device is not asked for: many systems give it anew at each start.

use crate::text::hash::hmac;
use crate::workspace::files;
use serde::{Deserialize, Serialize};
use std::env;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// How long a mark is, in hexadecimal.
const MARK: usize = 64;

/// What the user's journals are marked with.
#[derive(Debug)]
pub(super) struct Key([u8; 64]);

impl Key {
    /// The user's key; `None` where there is none yet.
    pub(super) fn known() -> Option<Self> {
        Self::read(&place()?).ok()
    }

    /// The user's key, which is made where there is none.
    pub(super) fn kept() -> io::Result<Self> {
        let place = place()
            .ok_or_else(|| io::Error::other("no folder for its key: set HOME or XDG_STATE_HOME"))?;
        let say = |error: io::Error| {
            let place = place.display();
            io::Error::new(
                error.kind(),
                format!(
                    "its key {place}: {error}; set XDG_STATE_HOME to a folder that can be written"
                ),
            )
        };
        if place.symlink_metadata().is_err() {
            match files::create_private(&place, &random::<64>()?) {
                // Another run was faster: its key it is.
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(say(error));
                }
                _ => {}
            }
        }
        Self::read(&place).map_err(say)
    }

    fn read(place: &Path) -> io::Result<Self> {
        let bytes =
            files::read(place, 1024).map_err(|error| io::Error::other(error.to_string()))?;
        let key = <[u8; 64]>::try_from(bytes);
        key.map(Self)
            .map_err(|_| io::Error::other("it is damaged; remove it"))
    }

    /// A line that holds `body`, which is JSON, and its mark. `first` is the mark of the first line of its
    /// journal, so that no line is taken for one of another journal.
    pub(super) fn seal(&self, first: &str, body: &[u8]) -> (String, Vec<u8>) {
        let mark = self.mark(first, body);
        let line = [b"[\"", mark.as_bytes(), b"\",", body, b"]\n"].concat();
        (mark, line)
    }

    /// Whether a line bears the mark that is its own.
    pub(super) fn fits(&self, first: &str, line: &Sealed<'_>) -> bool {
        self.mark(first, line.body) == line.mark
    }

    fn mark(&self, first: &str, body: &[u8]) -> String {
        hmac(&self.0, &[first.as_bytes(), body])
    }
}

/// A number that no other journal has.
pub(super) fn nonce() -> io::Result<u64> {
    random().map(u64::from_le_bytes)
}

/// Bytes that nobody can guess.
fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// Where the key is.
fn place() -> Option<PathBuf> {
    let named = |name: &str| {
        let folder = env::var_os(name).map(PathBuf::from);
        folder.filter(|folder| folder.is_absolute())
    };
    let folder = named("XDG_STATE_HOME")
        .or_else(|| named("LOCALAPPDATA").filter(|_| cfg!(windows)))
        .or_else(|| named("HOME").map(|home| home.join(".local/state")))?;
    Some(folder.join("copydesk/journal-key"))
}

/// A line with its mark.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sealed<'l> {
    pub(super) mark: &'l str,
    pub(super) body: &'l [u8],
}

impl<'l> Sealed<'l> {
    /// The parts of a line, with its end; `None` where it is none.
    pub(super) fn read(line: &'l [u8]) -> Option<Self> {
        let inner = line.strip_prefix(b"[\"")?.strip_suffix(b"]\n")?;
        let (mark, rest) = inner.split_at_checked(MARK)?;
        Some(Self {
            mark: str::from_utf8(mark).ok()?,
            body: rest.strip_prefix(b"\",")?,
        })
    }
}

/// The work tree that a journal is for.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Home {
    folder: String,
    number: u64,
}

impl Home {
    /// The one at `root`.
    pub(super) fn of(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        Ok(Self {
            number: number(&root.metadata()?),
            folder: root.to_string_lossy().into_owned(),
        })
    }

    /// Whether `other` is the same one, though it may have been moved or put back.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.folder == other.folder || self.number == other.number
    }
}

#[cfg(unix)]
fn number(known: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(known)
}

/// A folder keeps the time at which it was made when it is moved, and a copy is made later.
#[cfg(not(unix))]
fn number(known: &Metadata) -> u64 {
    let made = known.created().ok();
    let since = made.and_then(|made| made.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_fits_its_key_its_journal_and_its_text_alone() {
        let key = Key([1; 64]);
        let (first, head) = key.seal("", b"{}");
        let (_, line) = key.seal(&first, b"{\"a\":1}");
        let head = Sealed::read(&head).expect("a line");
        let line = Sealed::read(&line).expect("a line");
        assert!(key.fits("", &head) && key.fits(&first, &line));
        assert!(!Key([2; 64]).fits(&first, &line));
        assert!(!key.fits("", &line));
        let other = Sealed {
            body: b"{\"a\":2}",
            ..line
        };
        assert!(!key.fits(&first, &other));
        for no_line in [&b"{}\n"[..], b"[\"00\",{}]\n", b"", b"[\""] {
            assert_eq!(Sealed::read(no_line), None);
        }
    }

    #[test]
    fn a_folder_is_known_by_its_path_or_by_its_number() {
        let home = |folder: &str, number| Home {
            folder: folder.to_owned(),
            number,
        };
        let first = home("/a", 1);
        assert!(first.is(&home("/b", 1)) && first.is(&home("/a", 2)));
        assert!(!first.is(&home("/b", 2)));
    }
}
