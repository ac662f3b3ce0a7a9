//! write: a run that writes: what it changes is written down before each change.

use super::prepared::{Prepared, is_copy, is_still};
use super::prune::{Keep, prune};
use super::record::{
    END, Entry, FOLDER, Head, Line, Replacement, Run, VERSION, folder, names, numbered,
};
use super::seal::{Home, Key, nonce};
use crate::data::date;
use crate::text::edit::Edits;
use crate::text::hash::sha256;
use crate::workspace::clock;
use crate::workspace::files::{self, Successor};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a run that must wait sleeps before it tries again.
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// A run that writes. The file of its journal begins with its first change.
#[derive(Debug)]
pub struct Journal {
    root: PathBuf,
    /// The real path of the root.
    top: PathBuf,
    command: String,
    /// What was typed for the run that this one undoes.
    undoes: Option<String>,
    /// It reads another run, which must be there until it ends.
    reads_another: bool,
    on_wait: fn(&str) -> bool,
    keep: Keep,
    on_prune: fn(usize),
    writing: Mutex<Option<Writing>>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        // What was said to be done is so after a power cut. Where that fails, a file may be the old one, whose
        // line in the journal does no harm.
        let _ = files::sync(&[], self.folders.iter().map(PathBuf::as_path));
    }
}

#[derive(Debug)]
struct Writing {
    /// Begun with the first change.
    file: Option<Begun>,
    key: Key,
    /// Where files have got new names that may not be on the disk yet.
    folders: BTreeSet<PathBuf>,
    /// Held until the run ends: two runs do not write at once.
    _lock: File,
}

/// A journal that has its first lines.
#[derive(Debug)]
struct Begun {
    file: File,
    /// The mark of the first line.
    first: String,
}

impl Journal {
    /// `command` is what was typed. Where the run must wait, `on_wait` is told who else writes, again
    /// and again, and says whether to wait on.
    pub fn new(root: &Path, command: impl Into<String>, on_wait: fn(&str) -> bool) -> Self {
        Self {
            root: root.to_owned(),
            top: root.canonicalize().unwrap_or_default(),
            command: command.into(),
            undoes: None,
            reads_another: false,
            on_wait,
            keep: Keep::default(),
            on_prune: |_| {},
            writing: Mutex::default(),
        }
    }

    /// The same where other journals are kept so long; `on_prune` is told how many were removed.
    #[must_use]
    pub fn keeping(self, keep: Keep, on_prune: fn(usize)) -> Self {
        Self {
            keep,
            on_prune,
            ..self
        }
    }

    /// The same for a run that undoes `run`. One that undoes an undoing does again what was done first, and is
    /// known by that.
    #[must_use]
    pub fn undoing(mut self, run: &Run) -> Self {
        self.reads_another = true;
        match &run.undid {
            Some(first) => self.command.clone_from(first),
            None => self.undoes = Some(run.command.clone()),
        }
        self
    }

    /// Makes `edits` in what the file at the real path `target` holds, which was `before`, having
    /// written down how to take them back. The error says why the file is as it was.
    pub fn replace(&self, target: &Path, before: &str, edits: &Edits) -> Result<(), String> {
        let prepared = self.prepare(target, before, edits)?;
        self.finish(vec![prepared]).remove(0)
    }

    /// Writes down how to take `edits` back, and what they make of the file at the real path `target`, which
    /// was `before`, beside it. The error says why that cannot be; the file is as it was.
    pub fn prepare(&self, target: &Path, before: &str, edits: &Edits) -> Result<Prepared, String> {
        self.prepare_move(target, None, before, edits)
    }

    /// The same where the file gets the name `to` as well, which nothing has. Where a run was killed between
    /// the new name and the end of the old one, what is there already under the new name is as it is to be.
    pub fn prepare_move(
        &self,
        target: &Path,
        to: Option<&Path>,
        before: &str,
        edits: &Edits,
    ) -> Result<Prepared, String> {
        let say = |error: io::Error| error.to_string();
        files::replaceable(target).map_err(say)?;
        let after = edits.apply(before);
        let entry = Entry {
            path: self.name(target)?,
            to: to.map(|to| self.name(to)).transpose()?,
            before: sha256(before.as_bytes()),
            after: sha256(after.as_bytes()),
            back: Replacement::of(&edits.inverse(before)),
        };
        let is_there = to.is_some_and(|to| to.symlink_metadata().is_ok());
        if let Some(to) = to.filter(|to| is_there && !is_copy(to, target, &entry.after)) {
            let to = self.name(to)?;
            return Err(format!("there is a file `{to}` already"));
        }
        // Behind every other run that writes; and another program may have saved the file meanwhile.
        self.hold().map_err(unwritable)?;
        let state = is_still(target, before).ok_or(MEANWHILE)?;
        self.write_down(&entry)?;
        let new = match to {
            Some(_) if is_there => Ok(None),
            Some(to) => Successor::moved(target, to, after.as_bytes()).map(Some),
            None => Successor::new(target, after.as_bytes()).map(Some),
        };
        match new {
            Ok(new) => Ok(Prepared {
                path: entry.path,
                before: entry.before,
                old: target.to_owned(),
                state,
                new,
                is_placed: false,
                to: to.map(Path::to_owned),
            }),
            Err(error) => Err(self.keep(entry.path, error.to_string())),
        }
    }

    /// What the journal calls a file.
    fn name(&self, path: &Path) -> Result<String, String> {
        let shown = path.strip_prefix(&self.top).unwrap_or(path);
        let shown = shown.to_str();
        Ok(shown
            .ok_or("its name is not UTF-8, so no journal can hold it")?
            .to_owned())
    }

    /// Puts what was prepared in its place, in this order, and tells of each why that was not done.
    ///
    /// The journal and all new files are on the disk before the first of them takes its place. So after a
    /// kill or a power cut each file is the old one or the new one, and the way back from each new one is
    /// known. They are written to the disk together, since that costs as much for many as for one. A file that
    /// is moved is there under both names before the old one goes.
    fn finish(&self, all: Vec<Prepared>) -> Vec<Result<(), String>> {
        let say = |error: io::Error| error.to_string();
        let synced = self.sync(&all).map_err(say);
        let place = |mut one: Prepared| {
            let done = synced.clone().and_then(|()| {
                let now = one.fresh().ok_or(MEANWHILE)?;
                let Some(new) = one.new.take() else {
                    return Ok(());
                };
                match new.take_place(&now) {
                    Ok(true) => {
                        one.is_placed = true;
                        Ok(())
                    }
                    Ok(false) => Err(MEANWHILE.to_owned()),
                    Err(error) => Err(error.to_string()),
                }
            });
            (one, done)
        };
        let mut all: Vec<_> = all.into_iter().map(place).collect();
        let moved = all.iter().filter(|(_, done)| done.is_ok());
        let moved = moved.filter_map(|(one, _)| one.to.as_deref().map(files::folder_of));
        let synced = files::sync(&[], moved.collect::<BTreeSet<_>>()).map_err(say);
        for (one, done) in &mut all {
            if let Some(to) = one.to.as_deref().filter(|_| done.is_ok()) {
                *done = synced.clone().and_then(|()| self.leave(one, to));
            }
        }
        let keep = |(one, done): (Prepared, Result<(), String>)| {
            done.map_err(|why| self.keep(one.path, why))
        };
        all.into_iter().map(keep).collect()
    }

    /// Removes what a file that is moved leaves behind; where that has changed meanwhile, it is the new one that
    /// goes.
    fn leave(&self, one: &Prepared, to: &Path) -> Result<(), String> {
        let gone = if one.fresh().is_some() {
            files::remove(&one.old, &self.top).map_err(|error| error.to_string())
        } else {
            Err(MEANWHILE.to_owned())
        };
        gone.inspect_err(|_| {
            if one.is_placed {
                let _ = files::remove(to, &self.top);
            }
        })
    }

    /// The same for what `take` finds in each of `all`; `fail` is told which could not be done, and why.
    pub fn settle<T>(
        &self,
        all: &mut [T],
        take: impl Fn(&mut T) -> Option<Prepared>,
        mut fail: impl FnMut(&mut T, String),
    ) {
        let (mut places, mut prepared) = (Vec::new(), Vec::new());
        for (at, one) in all.iter_mut().enumerate() {
            if let Some(found) = take(one) {
                places.push(at);
                prepared.push(found);
            }
        }
        for (at, done) in places.into_iter().zip(self.finish(prepared)) {
            if let Err(why) = done {
                fail(&mut all[at], why);
            }
        }
    }

    /// The journal and what was prepared are on the disk from here on.
    fn sync(&self, all: &[Prepared]) -> io::Result<()> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Writing {
            file: Some(journal),
            folders,
            ..
        }) = writing.as_mut()
        else {
            return Ok(());
        };
        let new = all.iter().filter_map(|one| one.new.as_ref());
        let new = new.map(Successor::file);
        let files: Vec<&File> = std::iter::once(&journal.file).chain(new).collect();
        files::sync(&files, folders.iter().map(PathBuf::as_path))?;
        let targets = all.iter().flat_map(|one| [Some(&one.old), one.to.as_ref()]);
        let folder = |path: &PathBuf| files::folder_of(path).to_owned();
        *folders = targets.flatten().map(folder).collect();
        Ok(())
    }

    /// Waits until this run alone may write, and holds that until it ends. Nothing is written down where
    /// nothing is changed.
    pub fn hold(&self) -> io::Result<()> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if writing.is_none() {
            *writing = Some(self.begin()?);
        }
        Ok(())
    }

    /// Ends the run, so that another one may write. What is changed afterwards begins a run of its own.
    pub fn end(&self) {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        *writing = None;
    }

    /// Writes an entry down.
    fn write_down(&self, entry: &Entry) -> Result<(), String> {
        let body = serde_json::to_vec(entry).map_err(unwritable)?;
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let writing = match &mut *writing {
            Some(writing) => writing,
            none => none.insert(self.begin().map_err(unwritable)?),
        };
        match &mut writing.file {
            Some(begun) => begun.append(&writing.key, &body).map_err(unwritable),
            none => {
                *none = Some(self.create(&writing.key, &body).map_err(unwritable)?);
                Ok(())
            }
        }
    }

    /// Writes down that a file was left as it was, and says why.
    fn keep(&self, path: String, why: String) -> String {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = serde_json::to_vec(&Line::Kept { kept: path });
        // Where that fails, `undo` sees that the file does not hold what it would have held.
        if let Some(Writing {
            file: Some(begun),
            key,
            ..
        }) = &mut *writing
            && let Ok(kept) = kept
        {
            let _ = begun.append(key, &kept);
        }
        why
    }

    fn begin(&self) -> io::Result<Writing> {
        let folder = folder(&self.root)?;
        let [runs, lock, ignore] = ["runs", "lock", ".gitignore"].map(|name| folder.join(name));
        fs::create_dir_all(&runs)?;
        // A kill may have left it empty, by which git would see the journals.
        let is_whole = files::read(&ignore, 16).is_ok_and(|text| !text.is_empty());
        if !is_whole {
            let _ = fs::remove_file(&ignore);
            match files::create(&ignore, b"*\n") {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        // What nobody could restore is not changed.
        let key = Key::kept()?;
        let lock = self.lock(&lock)?;
        self.sweep(&runs);
        Ok(Writing {
            file: None,
            key,
            folders: BTreeSet::new(),
            _lock: lock,
        })
    }

    /// The journal with its first entry, behind all that there are, whatever the clock says.
    fn create(&self, key: &Key, entry: &[u8]) -> io::Result<Begun> {
        let runs = folder(&self.root)?.join("runs");
        // It may be the oldest that is read.
        if !self.reads_another {
            match prune(&self.root, &runs, self.keep, clock::now()) {
                0 => {}
                removed => (self.on_prune)(removed),
            }
        }
        let head = Head {
            version: VERSION,
            command: self.command.clone(),
            home: Home::of(&self.root)?,
            nonce: nonce()?,
            undoes: self.undoes.clone(),
        };
        let (first, head) = key.seal("", &serde_json::to_vec(&head)?);
        let text = [head, key.seal(&first, entry).1].concat();
        let last = names(&self.root)?.pop();
        let (last, number) = last.as_deref().map_or(("", 0), numbered);
        let now = date::stamp(clock::now());
        let (stamp, next) = if last < &*now {
            (&*now, 1)
        } else {
            (last, number.saturating_add(1))
        };
        let mut new = OpenOptions::new();
        new.write(true).create_new(true);
        // It holds old lines of posts that others may not be allowed to read.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
        for number in next..=u32::MAX {
            let name = match number {
                1 => format!("{stamp}{END}"),
                _ => format!("{stamp}-{number}{END}"),
            };
            let path = runs.join(name);
            match new.open(&path) {
                Ok(mut file) => {
                    let written = file.write_all(&text).and_then(|()| file.sync_all());
                    let written = written.and_then(|()| files::sync(&[], [&*runs]));
                    if let Err(error) = written {
                        // An empty journal is no run.
                        let _ = fs::remove_file(&path);
                        return Err(error);
                    }
                    return Ok(Begun { file, first });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Removes what runs left unfinished that were killed: journals in which nothing is written, and new
    /// files beside the posts of the last run.
    fn sweep(&self, runs: &Path) {
        let mut last = None;
        for name in names(&self.root).unwrap_or_default().into_iter().rev() {
            match Run::read(&self.root, &name) {
                Ok(run) if run.files() == 0 => {
                    let _ = fs::remove_file(runs.join(format!("{name}{END}")));
                }
                other => {
                    last = other.ok();
                    break;
                }
            }
        }
        // Only what was prepared together can have been left unfinished.
        let unfinished = last.and_then(|run| run.last().ok()).unwrap_or_default();
        let folders: BTreeSet<&Path> = unfinished
            .iter()
            .flat_map(Entry::names)
            .filter_map(|name| Path::new(name).parent())
            .filter(|folder| folder.is_relative())
            .collect();
        for folder in folders {
            files::sweep(&self.root.join(folder));
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

/// What is said of a file that another program has written.
const MEANWHILE: &str = "another program changed it meanwhile; run again";

fn unwritable(error: impl std::fmt::Display) -> String {
    format!("the journal in {FOLDER} cannot be written: {error}")
}

impl Begun {
    /// Writes a line behind the others, whole or not at all.
    fn append(&mut self, key: &Key, body: &[u8]) -> io::Result<()> {
        let (_, line) = key.seal(&self.first, body);
        let whole = self.file.stream_position()?;
        let written = self.file.write_all(&line);
        written.inspect_err(|_| {
            // Half a line must not be before the next one.
            let back = self.file.set_len(whole);
            let _ = back.and_then(|()| self.file.seek(SeekFrom::Start(whole)));
        })
    }
}
