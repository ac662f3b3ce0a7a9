//! record: what is written down of a run, and reading it again.

use super::seal::{Home, Key, Sealed};
use crate::text::edit::{Edit, Edits};
use crate::text::hash::sha256;
use crate::text::span::Span;
use crate::workspace::files;
use crate::workspace::git;
use crate::workspace::parallel::AT_ONCE_OPEN;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io::{self, BufRead, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// Where journals are kept, below the root.
pub const FOLDER: &str = ".copydesk";
/// How the name of a journal ends.
pub(super) const END: &str = ".jsonl";
/// No more changes than these are prepared together.
pub(super) const MOST_TOGETHER: usize = AT_ONCE_OPEN;
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
    if inner.components().any(is_private) || !target.is_file() {
        return Err("it is no post".to_owned());
    }
    Ok(target)
}

/// The same for a file that is not there yet: as much of the way to it as there is lies inside, and the rest goes
/// on from there.
pub fn inside_anew(root: &Path, path: &Path) -> Result<PathBuf, String> {
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    let mut there = path;
    while there.symlink_metadata().is_err() {
        there = there.parent().ok_or("its folder cannot be found")?;
    }
    let behind = path
        .strip_prefix(there)
        .map_err(|error| error.to_string())?;
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let real = there.canonicalize().map_err(|error| error.to_string())?;
    let target = if behind.as_os_str().is_empty() {
        real
    } else {
        real.join(behind)
    };
    let inner = target
        .strip_prefix(&root)
        .map_err(|_| format!("it is outside of {}", root.display()))?;
    if !behind.components().all(is_plain) || inner.components().any(is_private) {
        return Err("it is no post".to_owned());
    }
    Ok(target)
}

/// Whether it is git's own, or copydesk's.
fn is_private(part: Component<'_>) -> bool {
    [".git", FOLDER].iter().any(|own| part.as_os_str() == *own)
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
    /// The name that it gets, in the same form, where it is moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<String>,
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

/// A line of which only the kind is looked at.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kind {
    Change {
        path: String,
        #[serde(rename = "before")]
        _before: IgnoredAny,
        #[serde(rename = "after")]
        _after: IgnoredAny,
        #[serde(rename = "back")]
        _back: IgnoredAny,
    },
    Kept {
        kept: String,
    },
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

/// A run that was. Of what it changed only the places in its journal are kept in memory.
#[derive(Debug)]
pub struct Run {
    /// When it began, in UTC: `20211130-161120`.
    pub name: String,
    /// What was typed.
    pub command: String,
    /// What was typed for the run that it undid, if it is one that undoes.
    pub undid: Option<String>,
    path: PathBuf,
    /// What its lines are marked with: the key, and the mark of the first; `None` where there are none.
    marks: Option<(Key, String)>,
    /// Where the line of each file begins that it changed, in bytes.
    places: Vec<u64>,
}

/// The last run below `root` that changed something, if there is one. The error says what is wrong with its
/// journal.
pub fn last(root: &Path) -> Result<Option<Run>, String> {
    let names = names(root).map_err(|error| error.to_string())?;
    for name in names.iter().rev() {
        let run = Run::read(root, name)?;
        if run.files() > 0 {
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

/// Reads the next line with its end into `line`; whether there is one. A line without an end is one that a
/// kill cut off: its file was not changed yet.
fn next(lines: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    lines.read_until(b'\n', line)?;
    Ok(line.ends_with(b"\n"))
}

impl Run {
    /// The run `name` below `root`. The error says what is wrong with its journal.
    pub fn read(root: &Path, name: &str) -> Result<Self, String> {
        let folder = folder(root).map_err(|error| error.to_string())?;
        let path = folder.join("runs").join(format!("{name}{END}"));
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        let damaged = |line: usize| format!("{}: line {line} is damaged", path.display());
        let foreign = || format!("{}: {FOREIGN}", path.display());
        let mut lines = files::open(&path).map_err(failed)?;
        let (mut first, mut line) = (Vec::new(), Vec::new());
        next(&mut lines, &mut first).map_err(failed)?;
        let mut run = Self {
            name: name.to_owned(),
            command: String::new(),
            undid: None,
            path: path.clone(),
            marks: None,
            places: Vec::new(),
        };
        if !next(&mut lines, &mut line).map_err(failed)? {
            // The run was killed before it changed anything.
            return Ok(run);
        }
        let head = Sealed::read(&first).ok_or_else(foreign)?;
        let key = Key::known().filter(|key| key.fits("", &head));
        let key = key.ok_or_else(foreign)?;
        let mark = head.mark.to_owned();
        let head: Head = serde_json::from_slice(head.body).map_err(|_| damaged(1))?;
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
        (run.command, run.undid) = (head.command, head.undoes);
        let (mut at, mut number) = (first.len() as u64, 1);
        // Only what was prepared together can be kept together, so it is among the last.
        let mut last: VecDeque<String> = VecDeque::new();
        while !line.is_empty() {
            number += 1;
            let sealed = Sealed::read(&line).ok_or_else(|| damaged(number))?;
            if !key.fits(&mark, &sealed) {
                return Err(foreign());
            }
            match serde_json::from_slice(sealed.body).map_err(|_| damaged(number))? {
                Kind::Change { path, .. } => {
                    run.places.push(at);
                    last.push_back(path);
                    if last.len() > MOST_TOGETHER {
                        last.pop_front();
                    }
                }
                Kind::Kept { kept } => {
                    let place = last.iter().rposition(|path| *path == kept);
                    let place = place.ok_or_else(|| damaged(number))?;
                    run.places.remove(run.places.len() - last.len() + place);
                    last.remove(place);
                }
            }
            at += line.len() as u64;
            if !next(&mut lines, &mut line).map_err(failed)? {
                break;
            }
        }
        run.marks = Some((key, mark));
        Ok(run)
    }

    /// What it changed at these places of [`Run::files`], the first one first.
    pub(super) fn entries(&self, range: Range<usize>) -> Result<Vec<Entry>, String> {
        let places = &self.places[range];
        let Some((key, mark)) = &self.marks else {
            return Ok(Vec::new());
        };
        let read = || -> io::Result<Vec<Entry>> {
            let mut lines = files::open(&self.path)?;
            let mut at = places.first().copied().unwrap_or_default();
            lines.seek(SeekFrom::Start(at))?;
            let (mut line, mut entries) = (Vec::new(), Vec::new());
            while let Some(place) = places.get(entries.len()) {
                if !next(&mut lines, &mut line)? {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                // Between two of them another may be that was not made after all.
                if *place == at {
                    let sealed = Sealed::read(&line).filter(|sealed| key.fits(mark, sealed));
                    let sealed = sealed.ok_or(io::ErrorKind::InvalidData)?;
                    entries.push(serde_json::from_slice(sealed.body)?);
                }
                at += line.len() as u64;
            }
            Ok(entries)
        };
        read().map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// What it prepared last, and perhaps more.
    pub(super) fn last(&self) -> Result<Vec<Entry>, String> {
        self.entries(self.files().saturating_sub(MOST_TOGETHER)..self.files())
    }

    /// All that it changed, bit by bit, the first one first.
    pub(super) fn all(&self) -> impl Iterator<Item = Result<Entry, String>> + '_ {
        let parts = (0..self.files()).step_by(MOST_TOGETHER);
        parts.flat_map(|start| {
            let entries = self.entries(start..self.files().min(start + MOST_TOGETHER));
            match entries {
                Ok(entries) => entries.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            }
        })
    }

    /// The SHA-256 of what the run wrote last in each file, by the real path. `root` is where its journal
    /// is. The error says what is wrong with its journal.
    pub fn written(&self, root: &Path) -> Result<HashMap<PathBuf, String>, String> {
        let top = root.canonicalize().map_err(|error| error.to_string())?;
        let entry = |entry: Result<Entry, String>| {
            let entry = entry?;
            Ok((top.join(entry.name()), entry.after))
        };
        self.all().map(entry).collect()
    }

    /// How many files it changed.
    pub fn files(&self) -> usize {
        self.places.len()
    }
}

impl Entry {
    /// What the file is called afterwards.
    pub(super) fn name(&self) -> &str {
        self.to.as_ref().unwrap_or(&self.path)
    }

    /// What it is called before and afterwards.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.path).chain(self.to.as_deref())
    }

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
                to: None,
                before: sha256(before.as_bytes()),
                after: sha256(after.as_bytes()),
                back: Replacement::of(&edits.inverse(&before)),
            };
            prop_assert_eq!(entry.back(&after).map(|back| back.apply(&after)), Some(before));
        }

        #[test]
        fn a_forged_way_leads_nowhere(text in "[ab中\n]{0,12}", start in 0u32..20, end in 0u32..20) {
            let back = vec![Replacement { start, end, text: "x".into() }];
            let entry = Entry { path: String::new(), to: None, before: sha256(b""), after: sha256(b""), back };
            prop_assert_eq!(entry.back(&text), None);
        }
    }
}
