//! journal: what a run changes, written down before each change, and the way back.

use crate::data::date;
use crate::text::edit::{Edit, Edits};
use crate::text::hash::sha256;
use crate::text::source;
use crate::text::span::Span;
use crate::workspace::clock;
use crate::workspace::files;
use crate::workspace::git;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Where journals are kept, below the root.
pub const FOLDER: &str = ".copydesk";
/// How the name of a journal ends.
const END: &str = ".jsonl";
/// How long a run that must wait sleeps before it tries again.
const BETWEEN_TRIES: Duration = Duration::from_millis(20);
/// The form of a journal.
const VERSION: u32 = 1;

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
fn folder(root: &Path) -> io::Result<PathBuf> {
    let folder = root.join(FOLDER);
    let inner = ["runs", "lock", ".gitignore"].map(|name| folder.join(name));
    for path in std::iter::once(&folder).chain(&inner) {
        if path.is_symlink() {
            let message = format!("{} is a link; take it away", path.display());
            return Err(io::Error::other(message));
        }
    }
    Ok(folder)
}

/// A run that writes. The file of its journal begins with its first change.
#[derive(Debug)]
pub struct Journal {
    root: PathBuf,
    /// The real path of the root.
    top: PathBuf,
    command: String,
    on_wait: fn(&str) -> bool,
    writing: Mutex<Option<Writing>>,
}

#[derive(Debug)]
struct Writing {
    file: File,
    /// Held until the run ends: two runs do not write at once.
    _lock: File,
}

/// The first line of a journal.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    version: u32,
    command: String,
}

/// Each line after it: one file that is about to be changed.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    /// From the root, or the whole path of a file outside of it.
    path: String,
    /// SHA-256 of the bytes before and after, in hexadecimal.
    before: String,
    after: String,
    /// What makes the old bytes of the new ones.
    back: Vec<Replacement>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Replacement {
    start: u32,
    end: u32,
    text: String,
}

impl Journal {
    /// `command` is what was typed. Where the run must wait, `on_wait` is told who else writes, again
    /// and again, and says whether to wait on.
    pub fn new(root: &Path, command: impl Into<String>, on_wait: fn(&str) -> bool) -> Self {
        Self {
            root: root.to_owned(),
            top: root.canonicalize().unwrap_or_default(),
            command: command.into(),
            on_wait,
            writing: Mutex::default(),
        }
    }

    /// Makes `edits` in what the file at the real path `target` holds, which was `before`, having
    /// written down how to take them back. The error says why the file is as it was.
    pub fn replace(&self, target: &Path, before: &str, edits: &Edits) -> Result<(), String> {
        let say = |error: io::Error| error.to_string();
        files::replaceable(target).map_err(say)?;
        let after = edits.apply(before);
        let shown = target.strip_prefix(&self.top).unwrap_or(target);
        let entry = Entry {
            path: shown
                .to_str()
                .ok_or("its name is not UTF-8, so no journal can hold it")?
                .to_owned(),
            before: sha256(before.as_bytes()),
            after: sha256(after.as_bytes()),
            back: Replacement::of(&edits.inverse(before)),
        };
        self.write_down(&entry, || {
            // Another program may have saved the file while this run looked at it, or waited.
            let now = files::read(target, source::MAX_BYTES);
            now.is_ok_and(|now| now == before.as_bytes())
        })?;
        files::replace_real(target, after.as_bytes()).map_err(say)
    }

    /// Ends the run, so that another one may write. What is changed afterwards begins a run of its own.
    pub fn end(&self) {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        *writing = None;
    }

    fn write_down(&self, entry: &Entry, is_fresh: impl Fn() -> bool) -> Result<(), String> {
        let unwritable =
            |error: io::Error| format!("the journal in {FOLDER} cannot be written: {error}");
        let mut line = serde_json::to_vec(entry).map_err(|error| error.to_string())?;
        line.push(b'\n');
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *writing {
            Some(writing) => &mut writing.file,
            none => &mut none.insert(self.begin().map_err(unwritable)?).file,
        };
        if !is_fresh() {
            return Err("another program changed it meanwhile; run again".into());
        }
        let whole = file.stream_position().map_err(unwritable)?;
        let written = file.write_all(&line).and_then(|()| file.sync_data());
        written.map_err(|error| {
            // Half a line must not stand before the next one.
            let _ = file
                .set_len(whole)
                .and_then(|()| file.seek(SeekFrom::Start(whole)));
            unwritable(error)
        })
    }

    fn begin(&self) -> io::Result<Writing> {
        let folder = folder(&self.root)?;
        let [runs, lock, ignore] = ["runs", "lock", ".gitignore"].map(|name| folder.join(name));
        fs::create_dir_all(&runs)?;
        let mut new = OpenOptions::new();
        new.write(true).create_new(true);
        match new.open(ignore) {
            Ok(mut ignore) => ignore.write_all(b"*\n")?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let lock = self.lock(&lock)?;
        self.sweep();
        let now = date::stamp(clock::now());
        for number in 1u32.. {
            let name = match number {
                1 => format!("{now}{END}"),
                _ => format!("{now}-{number}{END}"),
            };
            match new.open(runs.join(name)) {
                Ok(mut file) => {
                    let head = Head {
                        version: VERSION,
                        command: self.command.clone(),
                    };
                    file.write_all(&serde_json::to_vec(&head)?)?;
                    file.write_all(b"\n")?;
                    return Ok(Writing { file, _lock: lock });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Takes away what the last run left unfinished, if it was killed. What cannot be taken away does
    /// no harm.
    fn sweep(&self) {
        let last = names(&self.root).ok().and_then(|mut names| names.pop());
        let run = last.and_then(|name| Run::read(&self.root, &name).ok());
        let entries = run.iter().flat_map(|run| &run.entries);
        let folders: BTreeSet<&Path> = entries
            .filter_map(|entry| Path::new(&entry.path).parent())
            .filter(|folder| folder.is_relative())
            .collect();
        for folder in folders {
            let files = fs::read_dir(self.root.join(folder));
            for file in files.into_iter().flatten().flatten() {
                let name = file.file_name();
                let is_file = file.file_type().is_ok_and(|kind| kind.is_file());
                if is_file
                    && name
                        .as_encoded_bytes()
                        .starts_with(files::UNFINISHED.as_bytes())
                {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
    }

    /// Waits until no other run writes. The system takes the lock back when a process ends, however
    /// it ends.
    fn lock(&self, path: &Path) -> io::Result<File> {
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
            lock.rewind()?;
            let holder = io::read_to_string(&lock).unwrap_or_default();
            if !(self.on_wait)(&holder) {
                return Err(io::Error::other("another run holds the lock"));
            }
            // A lock that is waited for cannot be interrupted.
            thread::sleep(BETWEEN_TRIES);
        }
        lock.set_len(0)?;
        lock.rewind()?;
        write!(lock, "process {}: {}", std::process::id(), self.command)?;
        Ok(lock)
    }
}

/// A run that was.
#[derive(Debug)]
pub struct Run {
    /// When it began, in UTC: `20211130-161120`.
    pub name: String,
    /// What was typed.
    pub command: String,
    entries: Vec<Entry>,
}

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
        names.extend(
            name.to_str()
                .and_then(|name| name.strip_suffix(END))
                .map(str::to_owned),
        );
    }
    // By time, and then `-10` after `-9`.
    let order = |name: &String| (name.get(..15).map(str::to_owned), name.len(), name.clone());
    names.sort_by_cached_key(order);
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
        let mut lines = bytes[..whole].split_inclusive(|b| *b == b'\n').enumerate();
        let head: Option<Head> = lines
            .next()
            .and_then(|(_, line)| serde_json::from_slice(line).ok());
        let command = match head {
            Some(head) if head.version == VERSION => head.command,
            Some(head) => {
                let (path, version) = (path.display(), head.version);
                return Err(format!(
                    "{path}: this is version {version} of a journal, and version {VERSION} is known"
                ));
            }
            // The run was killed before it changed anything.
            None if whole == 0 => String::new(),
            None => return Err(damaged(1)),
        };
        let entry =
            |(at, line): (usize, &[u8])| serde_json::from_slice(line).map_err(|_| damaged(at + 1));
        Ok(Self {
            name: name.to_owned(),
            command,
            entries: lines.map(entry).collect::<Result<_, _>>()?,
        })
    }

    /// How many files it changed.
    pub fn files(&self) -> usize {
        self.entries.len()
    }

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
                format!("{why}; --outside takes it back all the same")
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

    /// What makes the text before the run of the one after it; `None` where the entry is damaged.
    fn back(&self, text: &str) -> Option<Edits> {
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
    fn of(edits: &Edits) -> Vec<Self> {
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
