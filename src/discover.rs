//! discover: paths as a user gives them → files, in path order. The only file that knows `ignore`.

use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What is taken for a post in a folder. A file named by itself is always taken.
pub const EXTENSIONS: [&str; 5] = ["md", "markdown", "html", "htm", "xhtml"];

/// One file to read, or why a part of a folder cannot be.
pub type Found = Result<PathBuf, Unwalkable>;

/// A folder, or a path in it, that the system does not show.
#[derive(Debug)]
pub struct Unwalkable {
    /// What and why.
    pub message: String,
}

/// The files under `paths`, each once: as a path is given, and in each folder by name.
/// Ignore files are honoured; hidden files and links are passed over.
pub fn discover(paths: &[PathBuf]) -> impl Iterator<Item = Found> + use<> {
    let mut paths = paths.to_vec();
    paths.sort();
    paths.dedup();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let named: HashSet<PathBuf> = files.iter().map(|path| plain(path).to_owned()).collect();
    let outer: Vec<PathBuf> = folders
        .iter()
        .filter(|folder| {
            let around =
                |other: &&PathBuf| plain(folder).starts_with(plain(other)) && other != folder;
            !folders.iter().any(|other| around(&other))
        })
        .cloned()
        .collect();
    let mut roots: Vec<PathBuf> = files.into_iter().chain(outer).collect();
    roots.sort();
    roots.into_iter().flat_map(move |root| {
        let walk: Box<dyn Iterator<Item = Found>> = if root.is_dir() {
            let named = named.clone();
            Box::new(walk(&root).filter(move |found| match found {
                Ok(path) => !named.contains(plain(path)),
                Err(_) => true,
            }))
        } else {
            Box::new(std::iter::once(Ok(root)))
        };
        walk
    })
}

fn walk(root: &Path) -> impl Iterator<Item = Found> + use<> {
    let mut builder = WalkBuilder::new(root);
    builder
        .require_git(false)
        .sort_by_file_name(std::ffi::OsStr::cmp);
    builder.build().filter_map(|entry| match entry {
        Ok(entry) => is_post(&entry).then(|| Ok(as_given(entry.into_path()))),
        Err(error) => Some(Err(Unwalkable {
            message: error.to_string(),
        })),
    })
}

fn is_post(entry: &DirEntry) -> bool {
    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
    let extension = entry.path().extension().and_then(|ext| ext.to_str());
    is_file && extension.is_some_and(|ext| EXTENSIONS.iter().any(|e| e.eq_ignore_ascii_case(ext)))
}

/// `a` where the folder is the one that one is in; else as it was given.
fn as_given(path: PathBuf) -> PathBuf {
    path.strip_prefix("./").map(Path::to_owned).unwrap_or(path)
}

/// `./a` and `a` are one path.
fn plain(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}
