//! undo: the files of a run get their old bytes back, as a run of its own.

use super::record::{Entry, MOST_TOGETHER, Run, inside};
use super::write::{Journal, Prepared};
use crate::text::hash::sha256;
use crate::text::source;
use crate::workspace::files;
use crate::workspace::parallel::run_and_settle;
use std::cell::Cell;
use std::collections::HashSet;
use std::ops::ControlFlow;
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
    /// Gives each file of the run below `root` its old bytes, if it still holds the new ones, the last one
    /// first, and tells `see`, which says whether to go on. Files outside of `root` are left, unless `outside`
    /// is given. What is changed is written to `journal`: undoing is a run itself. The error says what is wrong
    /// with the journal of the run.
    pub fn undo(
        &self,
        root: &Path,
        outside: bool,
        journal: &Journal,
        mut see: impl FnMut(&str, Undone) -> bool,
    ) -> Result<(), String> {
        let work = |entry: Entry| {
            let (undone, prepared) = match entry.undo(root, outside, journal) {
                Ok(Some(prepared)) => (Undone::Restored, Some(prepared)),
                Ok(None) => (Undone::Already, None),
                Err(why) => (Undone::Left(why), None),
            };
            (entry.path, undone, prepared)
        };
        let settle = |all: &mut [(String, Undone, Option<Prepared>)]| {
            let fail = |one: &mut (_, Undone, _), why| one.1 = Undone::Left(why);
            journal.settle(all, |one| one.2.take(), fail);
        };
        let goes_on = Cell::new(true);
        let mut tell = |(path, undone, _): (String, Undone, _)| {
            goes_on.set(see(&path, undone));
            if goes_on.get() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let mut end = self.files();
        while end > 0 {
            let start = end.saturating_sub(MOST_TOGETHER);
            for part in apart(self.entries(start..end)?) {
                run_and_settle(part.into_iter(), 0, work, settle, &mut tell);
                if !goes_on.get() {
                    return Ok(());
                }
            }
            end = start;
        }
        Ok(())
    }
}

/// The entries from the last to the first, in parts in which no file is twice: each builds on the one behind it.
fn apart(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut parts = vec![Vec::new()];
    let mut known = HashSet::new();
    for entry in entries.into_iter().rev() {
        if !known.insert(entry.path.clone()) {
            known = HashSet::from([entry.path.clone()]);
            parts.push(Vec::new());
        }
        parts.last_mut().expect("there is one").push(entry);
    }
    parts
}

impl Entry {
    /// Prepares the way back; `None` where the file holds its old bytes anyhow. The error says why it is left.
    fn undo(
        &self,
        root: &Path,
        outside: bool,
        journal: &Journal,
    ) -> Result<Option<Prepared>, String> {
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
            return Ok(None);
        }
        let text = String::from_utf8(bytes).ok().filter(|_| now == self.after);
        let text = text.ok_or("it has changed since")?;
        let back = self.back(&text);
        let back = back.ok_or("its line of the journal is damaged")?;
        journal.prepare(&path, &text, &back).map(Some)
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
            let journal = Journal::new(&root, "", |_| false);
            for outside in [false, true] {
                let left = entry.undo(&root, outside, &journal).err();
                assert!(
                    left.as_ref().is_some_and(|left| left.starts_with(why)),
                    "{path}: {left:?}"
                );
                assert_eq!(fs::read_to_string(&file)?, AFTER, "{path}");
            }
        }
        assert!(!root.join(".copydesk").exists());
        Ok(())
    }

    #[test]
    fn a_file_is_in_each_part_once_and_the_last_comes_first() {
        let entry = |path: &&str| Entry {
            path: (*path).to_owned(),
            before: String::new(),
            after: String::new(),
            back: Vec::new(),
        };
        let parts = apart(["a", "b", "a", "c", "c"].iter().map(entry).collect());
        let paths = |part: &Vec<Entry>| part.iter().map(|entry| entry.path.clone()).collect();
        let paths: Vec<Vec<String>> = parts.iter().map(paths).collect();
        assert_eq!(paths, [vec!["c"], vec!["c", "a", "b"], vec!["a"]]);
    }
}
