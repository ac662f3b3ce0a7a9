//! record: what is written down of a run, and reading it again.

use super::seal::{Home, Key, Sealed};
use crate::text::edit::{Edit, Edits};
use crate::text::hash::sha256;
use crate::text::span::Span;
use crate::workspace::files;
use crate::workspace::git;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Where journals are kept, below the root.
pub const FOLDER: &str = ".copydesk";
/// How the name of a journal ends.
pub(super) const END: &str = ".jsonl";
/// How long the time in the name of a run is: `20211130-161120`.
const STAMP: usize = 15;
/// The form of a journal.
pub(super) const VERSION: u32 = 2;

/// The folder whose journals are meant where a command runs in `folder`: the top of its git work
/// tree, or itself.
pub fn root(folder: &Path) -> &Path {
    git::top(folder).unwrap_or(folder)
}

/// The file at `path`, which begins at `root` and comes from a journal or a plan. Those may come from
/// anywhere: they have no say over what lies outside of `root`, nor over git's own files and journals.
/// The error says why it is not for them.
pub fn inside(root: &Path, path: &Path) -> Result<PathBuf, String> {
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    let target = path.canonicalize().map_err(|error| error.to_string())?;
    let inner = target
        .strip_prefix(&root)
        .map_err(|_| format!("it is outside of {}", root.display()))?;
    let is_private =
        |part: Component<'_>| [".git", FOLDER].iter().any(|own| part.as_os_str() == *own);
    if inner.components().any(is_private) || !target.is_file() {
        return Err("it is no post".to_owned());
    }
    Ok(target)
}

/// The folder of journals below `root`. A link in its place would lead what is written elsewhere.
pub(super) fn folder(root: &Path) -> io::Result<PathBuf> {
    let folder = root.join(FOLDER);
    let inner = ["runs", "lock", ".gitignore"].map(|name| folder.join(name));
    for path in std::iter::once(&folder).chain(&inner) {
        if path.is_symlink() {
            let message = format!("{} is a link; remove it", path.display());
            return Err(io::Error::other(message));
        }
    }
    Ok(folder)
}

/// The first line of a journal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) version: u32,
    pub(super) command: String,
    pub(super) home: Home,
    /// No two journals begin alike, by which the lines of one are told from those of another.
    pub(super) nonce: u64,
    /// What was typed for the run that this one undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undoes: Option<String>,
}

/// One file that is about to be changed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// From the root, or the whole path of a file outside of it.
    pub(super) path: String,
    /// SHA-256 of the bytes before and after, in hexadecimal.
    pub(super) before: String,
    pub(super) after: String,
    /// What makes the old bytes of the new ones.
    pub(super) back: Vec<Replacement>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Replacement {
    start: u32,
    end: u32,
    text: String,
}

/// A line of a journal after the first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    /// A file is about to be changed.
    Change(Entry),
    /// It was not changed after all: another program wrote it at that moment.
    Kept { kept: String },
}

/// What is said of a journal that bears other marks.
const FOREIGN: &str = "copydesk did not write this journal in this folder on this computer (it came with a copy, \
     a clone or an archive, or was changed), so nothing is restored from it; remove it to get rid of it";

/// The time in the name of a run, and which one of that second it is.
pub(super) fn numbered(name: &str) -> (&str, u32) {
    let (stamp, behind) = name.split_at_checked(STAMP).unwrap_or((name, ""));
    let number = behind
        .strip_prefix('-')
        .and_then(|number| number.parse().ok());
    (stamp, number.unwrap_or(1))
}

/// Whether a run may be called so: a file of another name is none of ours.
fn is_name(name: &str) -> bool {
    let (stamp, number) = numbered(name);
    let is_stamp = stamp.len() == STAMP
        && stamp.bytes().enumerate().all(|(at, byte)| match at {
            8 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let is_first = number == 1 && name == stamp;
    let is_next = number > 1 && name == format!("{stamp}-{number}");
    is_stamp && (is_first || is_next)
}

/// A run that was.
#[derive(Debug)]
pub struct Run {
    /// When it began, in UTC: `20211130-161120`.
    pub name: String,
    /// What was typed.
    pub command: String,
    /// What was typed for the run that it undid, if it is one that undoes.
    pub undid: Option<String>,
    pub(super) entries: Vec<Entry>,
}

/// The last run below `root` that changed something, if there is one. The error says what is wrong with its
/// journal.
pub fn last(root: &Path) -> Result<Option<Run>, String> {
    let names = names(root).map_err(|error| error.to_string())?;
    for name in names.iter().rev() {
        let run = Run::read(root, name)?;
        if !run.entries.is_empty() {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

/// The names of the runs below `root`, the oldest first.
pub fn names(root: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder(root)?.join("runs")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let name = name.to_str().and_then(|name| name.strip_suffix(END));
        names.extend(name.filter(|name| is_name(name)).map(str::to_owned));
    }
    // By time, and then `-10` after `-9`.
    names.sort_by(|a, b| numbered(a).cmp(&numbered(b)).then_with(|| a.cmp(b)));
    Ok(names)
}

impl Run {
    /// The run `name` below `root`. The error says what is wrong with its journal.
    pub fn read(root: &Path, name: &str) -> Result<Self, String> {
        let folder = folder(root).map_err(|error| error.to_string())?;
        let path = folder.join("runs").join(format!("{name}{END}"));
        let damaged = |line: usize| format!("{}: line {line} is damaged", path.display());
        let bytes =
            files::read(&path, u64::MAX).map_err(|error| format!("{}: {error}", path.display()))?;
        // A line without an end is one that a kill cut off: its file was not changed yet.
        let whole = bytes
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        let mut lines = bytes[..whole]
            .split_inclusive(|b| *b == b'\n')
            .enumerate()
            .peekable();
        let first = lines.next().map(|(_, line)| line);
        if lines.peek().is_none() {
            // The run was killed before it changed anything.
            return Ok(Self {
                name: name.to_owned(),
                command: String::new(),
                undid: None,
                entries: Vec::new(),
            });
        }
        let foreign = || format!("{}: {FOREIGN}", path.display());
        let first = first.and_then(Sealed::read).ok_or_else(foreign)?;
        let key = Key::known().filter(|key| key.fits("", &first));
        let key = key.ok_or_else(foreign)?;
        let head: Head = serde_json::from_slice(first.body).map_err(|_| damaged(1))?;
        if head.version != VERSION {
            let (path, version) = (path.display(), head.version);
            return Err(format!(
                "{path}: this is version {version} of a journal, and version {VERSION} is known"
            ));
        }
        let home = Home::of(root).map_err(|error| error.to_string())?;
        if !head.home.is(&home) {
            return Err(foreign());
        }
        let mut entries: Vec<Entry> = Vec::new();
        for (at, line) in lines {
            let line = Sealed::read(line).ok_or_else(|| damaged(at + 1))?;
            if !key.fits(first.mark, &line) {
                return Err(foreign());
            }
            match serde_json::from_slice(line.body).map_err(|_| damaged(at + 1))? {
                Line::Change(entry) => entries.push(entry),
                Line::Kept { kept } => {
                    let last = entries.iter().rposition(|entry| entry.path == kept);
                    entries.remove(last.ok_or_else(|| damaged(at + 1))?);
                }
            }
        }
        Ok(Self {
            name: name.to_owned(),
            command: head.command,
            undid: head.undoes,
            entries,
        })
    }

    /// The SHA-256 of what the run wrote last in each file, by the real path. `root` is where its journal
    /// is.
    pub fn written(&self, root: &Path) -> io::Result<HashMap<PathBuf, String>> {
        let top = root.canonicalize()?;
        let entries = self.entries.iter();
        Ok(entries
            .map(|entry| (top.join(&entry.path), entry.after.clone()))
            .collect())
    }

    /// How many files it changed.
    pub fn files(&self) -> usize {
        self.entries.len()
    }
}

impl Entry {
    /// What makes the text before the run of the one after it; `None` where the entry is damaged.
    pub(super) fn back(&self, text: &str) -> Option<Edits> {
        let edits = self.back.iter().map(|replacement| {
            let (start, end) = (replacement.start, replacement.end);
            text.get(start as usize..end as usize)?;
            Some(Edit::replace(
                Span::new(start, end),
                replacement.text.clone(),
            ))
        });
        let back = Edits::new(edits.collect::<Option<_>>()?)?;
        (sha256(back.apply(text).as_bytes()) == self.before).then_some(back)
    }
}

impl Replacement {
    pub(super) fn of(edits: &Edits) -> Vec<Self> {
        let replacement = |edit: &Edit| Self {
            start: edit.span.start,
            end: edit.span.end,
            text: edit.text.clone(),
        };
        edits.as_slice().iter().map(replacement).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_way_back_leads_to_the_old_text(before in "[ab\n]{12}", cuts in [0u32..6, 6..13], new in "[ab中\n]{0,5}") {
            let edits = vec![Edit::insert(0, &*new), Edit::replace(Span::new(cuts[0] + 1, cuts[1]), &*new)];
            prop_assume!(cuts[0] < cuts[1]);
            let edits = Edits::new(edits).expect("they do not touch");
            let after = edits.apply(&before);
            let entry = Entry {
                path: String::new(),
                before: sha256(before.as_bytes()),
                after: sha256(after.as_bytes()),
                back: Replacement::of(&edits.inverse(&before)),
            };
            prop_assert_eq!(entry.back(&after).map(|back| back.apply(&after)), Some(before));
        }

        #[test]
        fn a_forged_way_leads_nowhere(text in "[ab中\n]{0,12}", start in 0u32..20, end in 0u32..20) {
            let back = vec![Replacement { start, end, text: "x".into() }];
            let entry = Entry { path: String::new(), before: sha256(b""), after: sha256(b""), back };
            prop_assert_eq!(entry.back(&text), None);
        }
    }
}
