//! worktree: a file → whether git could give it back as it is now.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// What git says of the files of each work tree, asked once a tree.
#[derive(Debug, Default)]
pub struct WorkTrees {
    known: Mutex<HashMap<PathBuf, Option<Tree>>>,
}

/// The paths in a work tree that are not as they were committed.
#[derive(Debug, Default)]
struct Tree {
    changed: HashSet<PathBuf>,
    /// Files that are in none.
    unknown: HashSet<PathBuf>,
    /// Folders of which nothing is committed.
    foreign: Vec<PathBuf>,
}

impl WorkTrees {
    /// Why a change to `path` could not be taken back with git; `None` where it could.
    pub fn refuses(&self, path: &Path) -> Option<&'static str> {
        let Ok(path) = path.canonicalize() else {
            return Some("it cannot be found");
        };
        let Some(top) = path
            .ancestors()
            .skip(1)
            .find(|folder| folder.join(".git").exists())
        else {
            return Some(
                "it is outside of a git work tree, so git could not give it back; use --allow-dirty",
            );
        };
        let mut known = match self.known.lock() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        let tree = known.entry(top.to_owned()).or_insert_with(|| status(top));
        match tree {
            None => Some("git does not say whether it is committed; use --allow-dirty"),
            Some(tree) if tree.changed.contains(&path) => {
                Some("it has uncommitted changes; commit them first, or use --allow-dirty")
            }
            Some(tree) if tree.unknown.contains(&path) => {
                Some("git does not know it yet; commit it first, or use --allow-dirty")
            }
            Some(tree) if tree.foreign.iter().any(|folder| path.starts_with(folder)) => {
                Some("git does not keep it, so it could not give it back; use --allow-dirty")
            }
            Some(_) => None,
        }
    }
}

/// Commits `files` (from `top`, the top of a work tree) as they are, and nothing else; the short name
/// of the commit, or `None` where they are committed already. The error is what git says.
pub fn commit(top: &Path, files: &[&Path], message: &str) -> Result<Option<String>, String> {
    let list: Vec<u8> = files
        .iter()
        .flat_map(|file| [file.as_os_str().as_encoded_bytes(), b"\0"].concat())
        .collect();
    let differ = ["diff", "--name-only", "HEAD", "--"];
    let committed = files.chunks(MOST_NAMES).all(|some| {
        let mut git = git(top);
        git.args(differ).args(some);
        answer(git, &[]).is_ok_and(|names| names.is_empty())
    });
    if committed {
        return Ok(None);
    }
    let mut git = git(top);
    git.args([
        "commit",
        "--quiet",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
        "--message",
    ]);
    git.arg(message);
    answer(git, &list)?;
    let mut git = self::git(top);
    git.args(["rev-parse", "--short", "HEAD"]);
    answer(git, &[]).map(Some)
}

/// How many names are given to git at once: a command line is not endless.
const MOST_NAMES: usize = 1000;

fn git(top: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(top).arg("--literal-pathspecs");
    git
}

/// What git answers to `input`. The error is what it says of its failure.
fn answer(mut git: Command, input: &[u8]) -> Result<String, String> {
    let say = |error: io::Error| format!("git cannot be run: {error}");
    let pipes = git
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().map_err(say)?;
    if let Some(mut stdin) = child.stdin.take() {
        // Where git does not read to the end, its exit says why.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(say)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    // What a hook has to say may stand in either.
    let said = [text(&output.stderr), text(&output.stdout)].join("\n");
    Err(said.trim().to_owned())
}

fn status(top: &Path) -> Option<Tree> {
    let output = Command::new("git")
        .arg("-C")
        .arg(top)
        .args([
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=all",
            "--ignored=matching",
        ])
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let mut tree = Tree::default();
    let mut entries = output.stdout.split(|b| *b == 0);
    while let Some(entry) = entries.next() {
        let Some((state, name)) = entry.split_at_checked(3) else {
            continue;
        };
        let name = String::from_utf8_lossy(name);
        if state == b"?? " && !name.ends_with('/') {
            tree.unknown.insert(top.join(&*name));
            continue;
        }
        if let Some(folder) = name.strip_suffix('/') {
            tree.foreign.push(top.join(folder));
        } else {
            tree.changed.insert(top.join(&*name));
        }
        // A renamed file is followed by the name it had.
        if state.starts_with(b"R") || state.starts_with(b"C") {
            entries.next();
        }
    }
    Some(tree)
}
