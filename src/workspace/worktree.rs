//! worktree: a file → whether git could give it back as it is now.

use crate::workspace::files;
use crate::workspace::git;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What git says of the files of each work tree, asked once a tree.
#[derive(Debug, Default)]
pub struct WorkTrees {
    known: Mutex<HashMap<PathBuf, Result<Tree, String>>>,
}

/// The paths in a work tree that are not as they were committed.
#[derive(Debug, Default)]
struct Tree {
    changed: HashSet<PathBuf>,
    /// Files whose changes git is told not to see.
    unwatched: HashSet<PathBuf>,
    /// Files that are in none.
    unknown: HashSet<PathBuf>,
    /// Folders of which nothing is committed.
    foreign: Vec<PathBuf>,
}

impl WorkTrees {
    /// Why a change to the file whose real path is `path` could not be taken back with git; `None`
    /// where it could.
    pub fn refuses(&self, path: &Path) -> Option<Refusal> {
        let Some(top) = path.parent().and_then(git::top) else {
            return Some(Refusal::NotInGit);
        };
        let mut known = match self.known.lock() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        let tree = known.entry(top.to_owned()).or_insert_with(|| status(top));
        let tree = match tree {
            Ok(tree) => tree,
            Err(said) => {
                let said = said.lines().next().unwrap_or_default();
                return Some(Refusal::GitRefuses(said.to_owned()));
            }
        };
        if tree.changed.contains(path) {
            Some(Refusal::Changed)
        } else if tree.unwatched.contains(path) {
            Some(Refusal::Unwatched)
        } else if tree.unknown.contains(path) {
            Some(Refusal::Untracked)
        } else if tree.foreign.iter().any(|folder| path.starts_with(folder)) {
            Some(Refusal::Ignored)
        } else {
            None
        }
    }
}

/// Why git could not give a file back as it is now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// It is outside of every work tree.
    NotInGit,
    /// It has changes that are not committed.
    Changed,
    /// It has never been committed.
    Untracked,
    /// Git is told not to keep it, or it is in a repository of its own.
    Ignored,
    /// Git is told not to look at its changes.
    Unwatched,
    /// Git does not say; its words.
    GitRefuses(String),
}

impl fmt::Display for Refusal {
    /// The reason, as it is said behind the name of a file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotInGit => "not in git",
            Self::Changed => "uncommitted changes",
            Self::Untracked => "not committed yet",
            Self::Ignored => "not kept by git",
            Self::Unwatched => {
                "git does not look at its changes (assume-unchanged or skip-worktree)"
            }
            Self::GitRefuses(said) => {
                return write!(f, "git does not say whether it is committed: {said}");
            }
        })
    }
}

/// Commits `files` (from `top`, the top of a work tree) as they are, and nothing else, whatever is staged; the short name
/// of the commit, or `None` where they are committed already. The error is what git says.
pub fn commit(top: &Path, files: &[&Path], message: &str) -> Result<Option<String>, String> {
    let differ = git::ask(top, &["diff", "--name-only", "-z", "HEAD"], &[])?;
    let differ: HashSet<&[u8]> = differ.split(|b| *b == 0).collect();
    let bytes = |file: &&Path| file.as_os_str().as_encoded_bytes().to_vec();
    let names: Vec<Vec<u8>> = files.iter().map(bytes).collect();
    if !names.iter().any(|name| differ.contains(&**name)) {
        return Ok(None);
    }
    // The list is whole before git begins: of one that a kill cuts off, git would take what there is, and
    // of an empty one all that is staged.
    let list = files::temporary(&names.join(&0)).map_err(|error| error.to_string())?;
    let from = format!("--pathspec-from-file={}", list.path().display());
    let commit = [
        "commit",
        "--quiet",
        "--only",
        "--message",
        message,
        &from,
        "--pathspec-file-nul",
    ];
    git::act(top, &commit)?;
    git::line(top, &["rev-parse", "--short", "HEAD"]).map(Some)
}

fn status(top: &Path) -> Result<Tree, String> {
    let arguments = [
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--ignored=matching",
    ];
    let answer = git::ask(top, &arguments, &[])?;
    let mut tree = Tree::default();
    let mut entries = answer.split(|b| *b == 0);
    while let Some(entry) = entries.next() {
        let Some((state, name)) = entry.split_at_checked(3) else {
            continue;
        };
        let name = String::from_utf8_lossy(name);
        if state == b"?? " && !name.ends_with('/') {
            tree.unknown.insert(top.join(&*name));
            continue;
        }
        if state == b"!! " {
            tree.foreign.push(top.join(name.trim_end_matches('/')));
        } else if let Some(folder) = name.strip_suffix('/') {
            tree.foreign.push(top.join(folder));
        } else {
            tree.changed.insert(top.join(&*name));
        }
        // A renamed file is followed by the name it had.
        if state.starts_with(b"R") || state.starts_with(b"C") {
            entries.next();
        }
    }
    let known = git::ask(top, &["ls-files", "-v", "-z"], &[])?;
    for entry in known.split(|b| *b == 0) {
        // A small letter: assume-unchanged; S: skip-worktree.
        if let [b'a'..=b'z' | b'S', b' ', name @ ..] = entry {
            tree.unwatched
                .insert(top.join(&*String::from_utf8_lossy(name)));
        }
    }
    Ok(tree)
}
