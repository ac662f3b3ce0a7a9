//! undo: the files of a run get their old bytes back, as a run of its own.

use super::prepared::Prepared;
use super::record::{Entry, MOST_TOGETHER, Run, inside, inside_anew};
use super::write::Journal;
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
        if entry.names().any(|name| known.contains(name)) {
            known.clear();
            parts.push(Vec::new());
        }
        known.extend(entry.names().map(str::to_owned));
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
        let [old, path] = [&*self.path, self.name()].map(|name| root.join(name));
        // What lay outside when the run began has its whole path.
        let is_far = Path::new(&self.path).is_absolute();
        let around = path.ancestors().last().filter(|_| is_far && outside);
        let around = around.unwrap_or(root);
        let far = |why: String| {
            if is_far && !outside {
                format!("{why}; --outside restores it all the same")
            } else {
                why
            }
        };
        if self.to.is_some() && path.symlink_metadata().is_err() {
            // The run ended before it got its new name, or it has been moved back.
            let old = inside(around, &old).map_err(far)?;
            return match files::read(&old, source::MAX_BYTES) {
                Ok(bytes) if sha256(&bytes) == self.before => Ok(None),
                _ => Err("it has changed since".to_owned()),
            };
        }
        let path = inside(around, &path).map_err(far)?;
        let bytes = files::read(&path, source::MAX_BYTES)
            .map_err(|_| "it cannot be read any more".to_owned())?;
        let now = sha256(&bytes);
        if now == self.before && self.to.is_none() {
            return Ok(None);
        }
        let text = String::from_utf8(bytes).ok().filter(|_| now == self.after);
        let text = text.ok_or("it has changed since")?;
        let back = self.back(&text);
        let back = back.ok_or("its line of the journal is damaged")?;
        let old = self.to.is_some().then(|| inside_anew(around, &old));
        let old = old.transpose().map_err(far)?;
        let prepared = journal.prepare_move(&path, old.as_deref(), &text, &back);
        prepared.map(Some)
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
                to: None,
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

    fn text(path: &Path) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    /// Moves `old` to `to` as a run of its own, and drops one tab.
    fn moved(root: &Path, old: &Path, to: &Path) -> Result<(), String> {
        let journal = Journal::new(root, "move", |_| false);
        let edits = Edits::new(vec![Edit::delete((1..2usize).into())]).expect("one edit");
        let prepared = journal.prepare_move(old, Some(to), BEFORE, &edits)?;
        let mut all = [(Some(prepared), None)];
        journal.settle(&mut all, |one| one.0.take(), |one, why| one.1 = Some(why));
        let [(_, why)] = all;
        why.map_or(Ok(()), Err)
    }

    fn undone(root: &Path) -> Vec<Undone> {
        let run = super::super::last(root).expect("a journal").expect("a run");
        let journal = Journal::new(root, "undo", |_| false).undoing(&run);
        let mut all = Vec::new();
        let tell = |_: &str, undone| {
            all.push(undone);
            true
        };
        run.undo(root, false, &journal, tell)
            .expect("it can be read");
        all
    }

    #[test]
    fn a_moved_file_comes_back_with_its_bytes_whenever_the_run_ended() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let root = folder.path().canonicalize()?;
        let (old, to) = (root.join("_posts/a.md"), root.join("content/posts/a.md"));
        fs::create_dir(root.join("_posts"))?;
        fs::write(&old, BEFORE)?;
        moved(&root, &old, &to).expect("it is moved");
        assert_eq!((text(&old), text(&to).as_deref()), (None, Some(AFTER)));
        assert!(!root.join("_posts").exists(), "nothing is in it any more");
        for (there, gone, bytes) in [(&old, &to, BEFORE), (&to, &old, AFTER), (&old, &to, BEFORE)] {
            assert_eq!(undone(&root), [Undone::Restored]);
            assert_eq!((text(there).as_deref(), text(gone)), (Some(bytes), None));
        }
        // The run is killed before the new name, and between the new name and the end of the old one.
        for is_placed in [false, true] {
            moved(&root, &old, &to).expect("it is moved");
            let bytes = fs::read(&to)?;
            fs::create_dir_all(root.join("_posts"))?;
            fs::write(&old, BEFORE)?;
            let wanted = if is_placed {
                fs::write(&to, bytes)?;
                Undone::Restored
            } else {
                fs::remove_file(&to)?;
                Undone::Already
            };
            assert_eq!(undone(&root), [wanted]);
            assert_eq!((text(&old).as_deref(), text(&to)), (Some(BEFORE), None));
        }
        Ok(())
    }

    #[test]
    fn no_file_is_overwritten_by_one_that_moves() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let root = folder.path().canonicalize()?;
        let (old, to) = (root.join("a.md"), root.join("b.md"));
        fs::write(&old, BEFORE)?;
        fs::write(&to, "mine")?;
        let why = moved(&root, &old, &to).expect_err("something is there");
        assert_eq!(why, "there is a file `b.md` already");
        assert_eq!(
            (text(&old).as_deref(), text(&to).as_deref()),
            (Some(BEFORE), Some("mine"))
        );
        fs::remove_file(&to)?;
        moved(&root, &old, &to).expect("it is moved");
        fs::write(&old, "mine")?;
        let why = "there is a file `a.md` already".to_owned();
        assert_eq!(undone(&root), [Undone::Left(why)]);
        fs::remove_file(&old)?;
        fs::write(&to, "mine")?;
        let why = "it has changed since".to_owned();
        assert_eq!(undone(&root), [Undone::Left(why)]);
        #[cfg(unix)]
        {
            fs::write(&old, BEFORE)?;
            fs::remove_file(&to)?;
            std::os::unix::fs::symlink(&old, &to)?;
            assert!(moved(&root, &old, &to).is_err(), "a link to itself");
            assert_eq!(text(&old).as_deref(), Some(BEFORE));
        }
        Ok(())
    }

    #[test]
    fn a_file_is_in_each_part_once_and_the_last_comes_first() {
        let entry = |path: &&str| Entry {
            path: (*path).to_owned(),
            to: None,
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
