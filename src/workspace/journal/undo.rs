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

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "files are made here")]
mod tests {
    use super::super::record::Replacement;
    use super::*;
    use crate::text::edit::{Edit, Edits};
    use std::fs;
    use std::io;

    const BEFORE: &str = "a\t\n";
    const AFTER: &str = "a\n";

    /// Whatever a journal says, it has no say over git's own files, nor over what lies outside.
    #[test]
    fn nothing_of_gits_and_nothing_outside_is_restored() -> io::Result<()> {
        let outer = tempfile::tempdir()?;
        let root = outer.path().join("site");
        for folder in [root.join(".git"), outer.path().join(".git")] {
            fs::create_dir_all(folder)?;
        }
        let gits = outer.path().canonicalize()?.join(".git/config");
        for (path, why) in [
            (".git/config", "it is no post"),
            ("../outside.md", "it is outside of"),
            (gits.to_str().unwrap_or_default(), "it is "),
        ] {
            let file = root.join(path);
            fs::write(&file, AFTER)?;
            let back = Edits::new(vec![Edit::insert(1, "\t")]).expect("one edit");
            let entry = Entry {
                path: path.to_owned(),
                before: sha256(BEFORE.as_bytes()),
                after: sha256(AFTER.as_bytes()),
                back: Replacement::of(&back),
            };
            let run = Run {
                name: String::new(),
                command: String::new(),
                undid: None,
                entries: vec![entry],
            };
            let journal = Journal::new(&root, "", |_| false);
            for outside in [false, true] {
                let mut said = Vec::new();
                run.undo(&root, outside, &journal, |_, undone| {
                    said.push(undone);
                    true
                });
                let is_left =
                    |undone: &Undone| matches!(undone, Undone::Left(said) if said.starts_with(why));
                assert!(
                    said.len() == 1 && said.iter().all(is_left),
                    "{path}: {said:?}"
                );
                assert_eq!(fs::read_to_string(&file)?, AFTER, "{path}");
            }
        }
        assert!(!root.join(".copydesk").exists());
        Ok(())
    }
}
