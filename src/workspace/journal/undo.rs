//! undo: the files of a run get their old bytes back, as a run of its own.

use super::record::{Entry, Run, inside};
use super::write::Journal;
use crate::text::hash::sha256;
use crate::text::source;
use crate::workspace::files;
use std::path::Path;

/// What became of one file of a run that is undone.
#[derive(Debug, PartialEq, Eq)]
pub enum Undone {
    /// It holds its old bytes again.
    Restored,
    /// It holds them anyhow.
    Already,
    /// It is as it was, and why.
    Left(String),
}

impl Run {
    /// Gives each file of the run below `root` its old bytes, if it still holds the new ones, and
    /// tells `see`, which says whether to go on. Files outside of `root` are left, unless `outside` is
    /// given. What is changed stands in `journal`: undoing is a run itself.
    pub fn undo(
        &self,
        root: &Path,
        outside: bool,
        journal: &Journal,
        mut see: impl FnMut(&str, Undone) -> bool,
    ) {
        for entry in self.entries.iter().rev() {
            let undone = entry
                .undo(root, outside, journal)
                .unwrap_or_else(Undone::Left);
            if !see(&entry.path, undone) {
                break;
            }
        }
    }
}

impl Entry {
    fn undo(&self, root: &Path, outside: bool, journal: &Journal) -> Result<Undone, String> {
        let path = root.join(&self.path);
        // What lay outside when the run began has its whole path.
        let is_far = Path::new(&self.path).is_absolute();
        let around = path.ancestors().last().filter(|_| is_far && outside);
        let path = inside(around.unwrap_or(root), &path).map_err(|why| {
            if is_far && !outside {
                format!("{why}; --outside restores it all the same")
            } else {
                why
            }
        })?;
        let bytes = files::read(&path, source::MAX_BYTES)
            .map_err(|_| "it cannot be read any more".to_owned())?;
        let now = sha256(&bytes);
        if now == self.before {
            return Ok(Undone::Already);
        }
        let text = String::from_utf8(bytes).ok().filter(|_| now == self.after);
        let text = text.ok_or("it has changed since")?;
        let back = self.back(&text);
        let back = back.ok_or("its line of the journal is damaged")?;
        journal.replace(&path, &text, &back)?;
        Ok(Undone::Restored)
    }
}
