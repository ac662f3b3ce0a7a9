//! discover: paths as a user gives them → files, in path order. The only file that knows `ignore`.

use crate::lint::baseline;
use crate::report;
use crate::workspace::files;
use ignore::{DirEntry, WalkBuilder};
use std::collections::{BTreeSet, HashSet};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// What is taken for a post in a folder. A file named by itself is always taken.
pub const EXTENSIONS: [&str; 6] = ["md", "markdown", "mdx", "html", "htm", "xhtml"];

/// One file to read, or why a part of a folder cannot be.
pub type Found = Result<PathBuf, Unwalkable>;

/// A folder, or a path in it, that the system does not show.
#[derive(Debug)]
pub struct Unwalkable {
    /// What and why.
    pub message: String,
}

/// The files under `paths`, each once: as a path is given, and in each folder by name.
/// Ignore files are respected; hidden files and links are passed over.
pub fn discover(paths: &[PathBuf]) -> impl Iterator<Item = Found> + Send + use<> {
    let mut paths = paths.to_vec();
    paths.sort();
    paths.dedup();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let named: HashSet<PathBuf> = files.iter().map(|path| real(path)).collect();
    let named = Arc::new(named);
    let mut seen = HashSet::new();
    let files: Vec<PathBuf> = files
        .into_iter()
        .filter(|path| seen.insert(real(path)))
        .collect();
    let whole: HashSet<PathBuf> = folders.iter().map(|folder| real(folder)).collect();
    let mut taken = HashSet::new();
    // Of a folder that is given twice, and of one inside another, one is enough.
    let is_outer = |folder: &PathBuf| {
        let folder = real(folder);
        let is_inside = folder.ancestors().skip(1).any(|up| whole.contains(up));
        !is_inside && taken.insert(folder)
    };
    let outer: Vec<PathBuf> = folders.into_iter().filter(is_outer).collect();
    let mut roots: Vec<PathBuf> = files.into_iter().chain(outer).collect();
    roots.sort();
    roots.into_iter().flat_map(move |root| {
        let walk: Box<dyn Iterator<Item = Found> + Send> = if root.is_dir() {
            let named = Arc::clone(&named);
            Box::new(walk(&root).filter(move |found| match found {
                Ok(path) => named.is_empty() || !named.contains(&real(path)),
                Err(_) => true,
            }))
        } else {
            Box::new(std::iter::once(Ok(root)))
        };
        walk
    })
}

fn walk(root: &Path) -> impl Iterator<Item = Found> + Send + use<> {
    let mut builder = WalkBuilder::new(root);
    // Those in one folder differ in their names only, which are not cut out of their paths for it.
    builder
        .require_git(false)
        .sort_by_file_path(|a, b| a.as_os_str().cmp(b.as_os_str()));
    builder.build().filter_map(|entry| match entry {
        Ok(entry) => is_found(&entry).then(|| Ok(as_given(entry.into_path()))),
        Err(error) => Some(Err(Unwalkable {
            message: error.to_string(),
        })),
    })
}

/// Every file below `folder`, by name, posts or not: also those that git does not know, but no hidden ones. Folders
/// that links lead to are looked into as well.
pub fn every_file(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut builder = WalkBuilder::new(folder);
    builder
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .filter_entry(|entry| {
            // What a build leaves marks itself so.
            let is_cache = || entry.path().join("CACHEDIR.TAG").exists();
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !(entry.file_name() == "node_modules" || is_folder && is_cache())
        })
        .sort_by_file_path(|a, b| a.as_os_str().cmp(b.as_os_str()));
    let found = builder.build().filter_map(Result::ok);
    let found = found.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    found.map(DirEntry::into_path)
}

/// The path of a file from the top of `root`, which is as `real` gives it, with `/`.
pub fn inner(root: &Path, path: &Path) -> Option<String> {
    let folder = files::folder_of(path);
    let whole = real(folder).join(path.file_name()?);
    let inner = whole.strip_prefix(root).ok()?.to_str()?;
    Some(inner.replace('\\', "/"))
}

/// Whether what was found is one of `paths`, which are as `real` gives them, or below one.
pub fn is_below(found: &Found, paths: &BTreeSet<PathBuf>) -> bool {
    match found {
        Ok(path) => real(path).ancestors().any(|path| paths.contains(path)),
        Err(_) => true,
    }
}

/// Whether a file in a folder is taken for a post: by how its name ends, and not in hiding. `path`
/// begins in the folder.
pub fn is_post(path: &Path) -> bool {
    let is_hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    has_extension(path) && !path.components().any(is_hidden)
}

/// Whether the name of a file ends as that of a post.
pub fn has_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(|ext| ext.to_str());
    extension.is_some_and(|ext| EXTENSIONS.iter().any(|e| e.eq_ignore_ascii_case(ext)))
}

fn is_found(entry: &DirEntry) -> bool {
    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
    is_file && has_extension(entry.path())
}

/// `a` where the folder is the one that one is in; else as it was given.
pub fn as_given(path: PathBuf) -> PathBuf {
    path.strip_prefix("./").map(Path::to_owned).unwrap_or(path)
}

/// However a path is given, what it leads to is one place. Of a path that is not there, as much as
/// there is of it is followed.
pub fn real(path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() {
        return real(Path::new("."));
    }
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => path.to_owned(),
    }
}

/// Whether a path is named as what people tell copydesk is: no report and no plan is YAML.
fn is_setting(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yml" || extension == "yaml")
        || path
            .file_name()
            .is_some_and(|name| name == baseline::FILE_NAME)
}

/// Whether a file is a page that copydesk wrote, which a newer one may replace.
pub fn is_page(path: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = files::open(path);
    let read = read.and_then(|file| file.take(256).read_to_end(&mut beginning));
    read.is_ok() && report::is_page(&beginning)
}

/// Why nothing but posts may be written at `path`; `None` where a report or a plan may be.
pub fn reserved(path: &Path) -> Option<&'static str> {
    let whole = real(path);
    let is_git = |part: Component<'_>| part.as_os_str() == ".git";
    let is_no_file = ["-", "/dev", "/proc"]
        .iter()
        .any(|no_file| path.starts_with(no_file));
    if is_no_file {
        Some("it is no plain file; `--format` says how standard output is written")
    } else if whole.components().any(is_git) {
        Some("it lies in a folder of git's own")
    } else if has_extension(&whole) && whole.exists() && !is_page(&whole) {
        Some("a post is there")
    } else if is_setting(&whole) && whole.exists() {
        Some("a configuration, a rule file or accepted findings are there")
    } else {
        None
    }
}
