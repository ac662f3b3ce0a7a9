//! watch: which files below some paths change, as they do. The only file that knows `notify`.

use crate::workspace::discover::real;
use notify::event::ModifyKind;
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// An editor writes a file in several steps, and git changes many: changes are told when there was none
/// for so long.
const QUIET: Duration = Duration::from_millis(80);
/// Where there is always one, they are told after so long.
const LONGEST: Duration = Duration::from_secs(1);

/// The files that change.
#[derive(Debug)]
pub struct Changing {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// What is watched, and whether with the folders in it.
    watched: BTreeMap<PathBuf, bool>,
}

impl Changing {
    /// Watches nothing yet.
    pub fn new() -> io::Result<Self> {
        let (send, events) = channel();
        let watcher = notify::recommended_watcher(send);
        Ok(Self {
            watcher: watcher.map_err(|error| told(&error))?,
            events,
            watched: BTreeMap::new(),
        })
    }

    /// Watches a folder, with the folders in it, or a file. The error says why the system does not.
    pub fn watch(&mut self, path: &Path) -> io::Result<()> {
        let whole = real(path);
        let is_folder = whole.is_dir();
        // A file is written anew under its name: its folder sees that.
        let folder = if is_folder {
            Some(&*whole)
        } else {
            whole.parent()
        };
        let Some(folder) = folder else { return Ok(()) };
        let mut around = folder.ancestors().skip(1);
        let is_inside = around.any(|folder| self.watched.get(folder) == Some(&true));
        if is_inside
            || self
                .watched
                .get(folder)
                .is_some_and(|all| *all || !is_folder)
        {
            return Ok(());
        }
        let mode = if is_folder {
            RecursiveMode::Recursive
        } else {
            RecursiveMode::NonRecursive
        };
        let watched = self.watcher.watch(folder, mode);
        watched.map_err(|error| told(&error))?;
        self.watched.insert(folder.to_owned(), is_folder);
        Ok(())
    }

    /// Waits until something changes, and gives what changed since it was asked last: whole paths
    /// without links. The error says why the system tells nothing any more.
    pub fn next(&self) -> io::Result<BTreeSet<PathBuf>> {
        let mut changed = BTreeSet::new();
        let mut first = None;
        loop {
            let event = match first {
                None => self
                    .events
                    .recv()
                    .map_err(|_| RecvTimeoutError::Disconnected),
                Some(_) => self.events.recv_timeout(QUIET),
            };
            match event {
                Ok(Ok(event)) if is_change(event.kind) => changed.extend(event.paths),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(told(&error)),
                Err(RecvTimeoutError::Timeout) => return Ok(changed),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other("the system tells of no changes any more"));
                }
            }
            if !changed.is_empty() && first.get_or_insert_with(Instant::now).elapsed() > LONGEST {
                return Ok(changed);
            }
        }
    }
}

/// What is read, or gets another owner, does not change.
const fn is_change(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
    )
}

fn told(error: &notify::Error) -> io::Error {
    io::Error::other(match &error.kind {
        ErrorKind::MaxFilesWatch => {
            "there are more folders than the system watches at once: on Linux \
             `fs.inotify.max_user_watches` says how many"
                .to_owned()
        }
        _ => error.to_string(),
    })
}
