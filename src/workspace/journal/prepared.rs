//! prepared: a change of a file that can take place, and whether that file is still as it was.

use crate::text::hash::sha256;
use crate::text::source;
use crate::workspace::files::{self, State, Successor};
use std::path::{Path, PathBuf};

/// A change of a file that is written down, and whose new bytes are beside the old ones.
#[derive(Debug)]
pub struct Prepared {
    /// As the journal calls it.
    pub(super) path: String,
    /// SHA-256 of the old bytes.
    pub(super) before: String,
    /// The file that holds them, and how it was.
    pub(super) old: PathBuf,
    pub(super) state: State,
    /// What takes its place; `None` where that is there already, under its new name, and when it is done.
    pub(super) new: Option<Successor>,
    /// It was this run that gave the new name.
    pub(super) is_placed: bool,
    /// The name that it gets, where it is moved.
    pub(super) to: Option<PathBuf>,
}

impl Prepared {
    /// How the file is now, where it still holds its old bytes: another program may have touched it, and left
    /// those.
    pub(super) fn fresh(&self) -> Option<State> {
        let now = State::of(&self.old)?;
        (now == self.state || holds(&self.old, &self.before)).then_some(now)
    }
}

/// Whether `path` is a file of its own beside `old`, of which it holds what it is to be by this SHA-256.
pub(super) fn is_copy(path: &Path, old: &Path, hash: &str) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|known| known.is_file());
    // Where names differ by the case of a letter alone, both may be one file.
    is_file && State::of(path) != State::of(old) && holds(path, hash)
}

/// Whether the file holds the bytes of this SHA-256.
pub(super) fn holds(target: &Path, hash: &str) -> bool {
    let now = files::read(target, source::MAX_BYTES);
    now.is_ok_and(|now| sha256(&now) == hash)
}

/// How the file is, where it holds `text`.
pub(super) fn is_still(target: &Path, text: &str) -> Option<State> {
    // Looked at before it is read: what changes afterwards changes this.
    let state = State::of(target)?;
    let now = files::read(target, source::MAX_BYTES).ok()?;
    (now == text.as_bytes()).then_some(state)
}
