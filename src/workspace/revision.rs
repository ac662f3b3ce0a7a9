//! revision: the files of a work tree as they were at a revision, where they differ from what they are now.

use crate::workspace::git;
use crate::workspace::git_objects::{Objects, path};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The files that differ.
#[derive(Debug)]
pub struct Revision {
    top: PathBuf,
    /// What git calls the content that each had, by its path from the top; `None` where there was no such file.
    was: BTreeMap<PathBuf, Option<String>>,
    /// The new paths of files, by those that they had.
    moved: BTreeMap<PathBuf, PathBuf>,
    objects: Mutex<Option<Objects>>,
}

impl Revision {
    /// What git tells of the work tree at `top` when it is asked to compare `compared`; the files `new` are unknown to
    /// it.
    pub(super) fn read(
        top: &Path,
        compared: &[&str],
        new: impl Iterator<Item = PathBuf>,
    ) -> Result<Self, String> {
        let diff = [
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-relative",
            "-O/dev/null",
            "--no-color",
            "--no-ext-diff",
            "--find-renames",
        ];
        let answer = git::ask(top, &[&diff[..], compared, &["--"]].concat(), &[])?;
        let mut revision = Self {
            top: top.to_owned(),
            was: BTreeMap::new(),
            moved: BTreeMap::new(),
            objects: Mutex::default(),
        };
        revision.take(&answer);
        for name in new {
            revision.was.entry(name).or_default();
        }
        Ok(revision)
    }

    /// Takes what `git diff --raw -z` answers.
    fn take(&mut self, answer: &[u8]) {
        let mut parts = answer.split(|b| *b == 0);
        while let Some(head) = parts.next() {
            let head = String::from_utf8_lossy(head);
            // `:100644 100644 OLD NEW M`
            let words: Vec<&str> = head.trim_start_matches(':').split(' ').collect();
            let ([old, _, object, _, status], Some(name)) = (&words[..], parts.next()) else {
                return;
            };
            let is_file = old.starts_with("100");
            let object = is_file.then(|| (*object).to_owned());
            let name = path(name);
            if status.starts_with(['R', 'C']) {
                let Some(to) = parts.next().map(path) else {
                    return;
                };
                if status.starts_with('R') {
                    self.was.insert(name.clone(), object);
                    self.moved.insert(name, to.clone());
                }
                self.was.insert(to, None);
            } else {
                self.was.insert(name, object);
            }
        }
    }

    /// The files in `folder`, which is as `real` gives it, that differ: their paths from there with `/`, and whether
    /// they were there.
    pub fn differing(&self, folder: &Path) -> Vec<(String, bool)> {
        let all = self.was.iter().filter_map(|(name, was)| {
            let inner = self.inner(folder, name)?;
            Some((inner, was.is_some()))
        });
        all.collect()
    }

    /// Where a file in `folder` has gone that had this path there.
    pub fn moved(&self, folder: &Path, inner: &str) -> Option<String> {
        let name = folder.join(inner);
        let new = self.moved.get(name.strip_prefix(&self.top).ok()?)?;
        self.inner(folder, new)
    }

    /// What was in a file that differs; `None` where it was not there, or git does not give it.
    pub fn content(&self, folder: &Path, inner: &str) -> Option<Vec<u8>> {
        let name = folder.join(inner);
        let object = self.was.get(name.strip_prefix(&self.top).ok()?)?.as_ref()?;
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let objects = match &mut *objects {
            Some(objects) => objects,
            none => none.insert(Objects::new(&self.top).ok()?),
        };
        objects.read(object).ok()
    }

    fn inner(&self, folder: &Path, name: &Path) -> Option<String> {
        let whole = self.top.join(name);
        let inner = whole.strip_prefix(folder).ok()?.to_str()?;
        Some(inner.replace('\\', "/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_read_from_a_raw_diff() {
        let mut revision = Revision {
            top: "/r".into(),
            was: BTreeMap::new(),
            moved: BTreeMap::new(),
            objects: Mutex::default(),
        };
        revision.take(
            b":100644 100644 a1 b1 M\0s/a.md\0:100644 000000 a2 00 D\0s/b.md\0\
              :000000 100644 00 b3 A\0s/c.md\0:100644 100644 a4 b4 R098\0s/d.md\0s/e f.md\0\
              :120000 000000 a5 00 D\0s/link\0:100644 000000 a6 00 D\0other.md\0",
        );
        let top = Path::new("/r/s");
        let shown: Vec<String> = revision
            .differing(top)
            .into_iter()
            .map(|(name, was)| format!("{name} {was}"))
            .collect();
        let wanted = [
            "a.md true",
            "b.md true",
            "c.md false",
            "d.md true",
            "e f.md false",
            "link false",
        ];
        assert_eq!(shown, wanted);
        assert_eq!(revision.moved(top, "d.md").as_deref(), Some("e f.md"));
        assert_eq!(revision.moved(top, "a.md"), None);
    }
}
