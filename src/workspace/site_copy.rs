//! Copy of a site: a folder copied file by file into a temporary one, and set back to that between two builds.

use crate::workspace::files::{self, TemporaryFolder};
use crate::workspace::journal;
use crate::workspace::parallel::run;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A link out of the site that leads to a folder with such a link, and so on, is followed so often.
const MOST_LINKS: usize = 16;
/// How much later a file of the copy was changed than the original where a fix changes it, and in every
/// build: caches that go by this time read it anew, and dates that a page has of it stay the same.
const LATER: Duration = Duration::from_secs(2);

/// The copy of a site. Nothing in it leads out of it: files are copied, links are kept where they point
/// inside and followed where they do not.
#[derive(Debug)]
pub struct SiteCopy {
    original: PathBuf,
    /// The temporary folder, which is gone afterwards.
    _folder: TemporaryFolder,
    above: PathBuf,
    entries: BTreeMap<PathBuf, Entry>,
}

/// Something in the copy, as it was before the first build.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Folder,
    /// What it was copied from, and how it is in the copy.
    File {
        from: PathBuf,
        size: u64,
        changed: Option<SystemTime>,
    },
    Link(PathBuf),
}

/// A walk over the site that is to be copied.
struct Walk<'a> {
    top: &'a Path,
    left_out: &'a Path,
    entries: BTreeMap<PathBuf, Entry>,
    is_asked: &'a (dyn Fn() -> bool + Sync),
}

impl SiteCopy {
    /// Copies the folder `original` but for git's own folders, journals, and what is in `left_out`
    /// (from `original`). `is_asked` says whether to stop.
    pub fn new(
        original: &Path,
        left_out: &Path,
        is_asked: &(dyn Fn() -> bool + Sync),
    ) -> io::Result<Self> {
        let original = original.canonicalize()?;
        let mut walk = Walk {
            top: &original,
            left_out,
            entries: BTreeMap::new(),
            is_asked,
        };
        walk.folder(
            &original,
            Path::new(""),
            &[(original.clone(), PathBuf::new())],
        )?;
        let entries = walk.entries;
        let folder = TemporaryFolder::new()?;
        let above = folder.path()?;
        let mut copy = Self {
            original,
            _folder: folder,
            above,
            entries,
        };
        fs::create_dir(copy.folder())?;
        let paths: Vec<PathBuf> = copy.entries.keys().cloned().collect();
        copy.fill(paths, is_asked)?;
        Ok(copy)
    }

    /// The copy itself.
    pub fn folder(&self) -> PathBuf {
        self.above.join("site")
    }

    /// A place beside the copy, for what is to be kept of a build.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.above.join(name)
    }

    /// The path of a file of the original in the copy, from its top; `None` where it is not in it.
    pub fn inner(&self, path: &Path) -> Option<PathBuf> {
        let path = path.canonicalize().ok()?;
        let inner = path.strip_prefix(&self.original).ok()?;
        let is_file = matches!(self.entries.get(inner), Some(Entry::File { .. }));
        is_file.then(|| inner.to_owned())
    }

    /// Puts `text` in the place of what a file of the copy holds.
    pub fn write(&self, inner: &Path, text: &str) -> io::Result<()> {
        let Some(Entry::File { from, .. }) = self.entries.get(inner) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let changed = from.metadata()?.modified()?;
        files::put(&self.folder().join(inner), text.as_bytes(), changed + LATER)
    }

    /// Sets the copy back to what it was before the first build.
    pub fn restore(&mut self, is_asked: &(dyn Fn() -> bool + Sync)) -> io::Result<()> {
        let top = self.folder();
        let mut missing: BTreeSet<&PathBuf> = self.entries.keys().collect();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(top.join(&folder))? {
                let inner = folder.join(entry?.file_name());
                let path = top.join(&inner);
                let known = path.symlink_metadata()?;
                match self.entries.get(&inner) {
                    Some(entry) if is_as_before(entry, &path, &known) => {
                        missing.remove(&inner);
                        if *entry == Entry::Folder {
                            folders.push(inner);
                        }
                    }
                    _ if known.is_dir() => fs::remove_dir_all(&path)?,
                    _ => fs::remove_file(&path)?,
                }
            }
        }
        let missing: Vec<PathBuf> = missing.into_iter().cloned().collect();
        self.fill(missing, is_asked)
    }

    /// Makes what is missing in the copy.
    fn fill(
        &mut self,
        missing: Vec<PathBuf>,
        is_asked: &(dyn Fn() -> bool + Sync),
    ) -> io::Result<()> {
        let top = self.folder();
        let mut files = Vec::new();
        for inner in missing {
            let path = top.join(&inner);
            match &self.entries[&inner] {
                Entry::Folder => fs::create_dir(&path)?,
                Entry::File { from, .. } => files.push((inner, from.clone(), path)),
                Entry::Link(target) => link(target, &path)?,
            }
        }
        let mut filled = Ok(());
        let entries = &mut self.entries;
        let copied = |(inner, from, path): (PathBuf, PathBuf, PathBuf)| {
            if is_asked() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let copied = copied(&from, &path);
            let named = |error: io::Error| {
                let message = format!("{}: {error}", from.display());
                io::Error::new(error.kind(), message)
            };
            copied.map(|known| (inner, known)).map_err(named)
        };
        run(files.into_iter(), 0, copied, |done| match done {
            Ok((inner, known)) => {
                if let Some(Entry::File { size, changed, .. }) = entries.get_mut(&inner) {
                    (*size, *changed) = (known.len(), known.modified().ok());
                }
                ControlFlow::Continue(())
            }
            Err(error) => {
                filled = Err(error);
                ControlFlow::Break(())
            }
        });
        filled
    }
}

/// Copies a file with its mode and the time of its last change; what is known of the copy.
fn copied(from: &Path, to: &Path) -> io::Result<Metadata> {
    fs::copy(from, to)?;
    if let Ok(changed) = from.metadata()?.modified() {
        // Windows wants the right to write for it.
        let file = File::options().read(true).write(cfg!(windows)).open(to);
        let _ = file.and_then(|file| file.set_modified(changed));
    }
    to.metadata()
}

fn is_as_before(entry: &Entry, path: &Path, known: &Metadata) -> bool {
    match entry {
        Entry::Folder => known.is_dir(),
        Entry::Link(target) => path.read_link().is_ok_and(|now| now == *target),
        Entry::File { size, changed, .. } => {
            known.is_file() && known.len() == *size && known.modified().ok() == *changed
        }
    }
}

#[cfg(unix)]
fn link(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

/// Never asked for: where links take a privilege, they are followed.
#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

impl Walk<'_> {
    /// Takes down what is in the folder `from`, which becomes `to` in the copy. `around` are the
    /// folders that are copied as wholes and that it is in, each with its place in the copy.
    fn folder(&mut self, from: &Path, to: &Path, around: &[(PathBuf, PathBuf)]) -> io::Result<()> {
        for entry in fs::read_dir(from)? {
            if (self.is_asked)() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let entry = entry?;
            let inner = to.join(entry.file_name());
            let is_private = entry.file_name() == ".git" || entry.file_name() == journal::FOLDER;
            if is_private || inner == self.left_out {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_symlink() {
                self.link(&entry.path(), inner, around)?;
            } else {
                self.plain(entry.path(), inner, around)?;
            }
        }
        Ok(())
    }

    fn plain(
        &mut self,
        from: PathBuf,
        inner: PathBuf,
        around: &[(PathBuf, PathBuf)],
    ) -> io::Result<()> {
        let known = from.metadata()?;
        if known.is_dir() {
            self.entries.insert(inner.clone(), Entry::Folder);
            self.folder(&from, &inner, around)?;
        } else if known.is_file() {
            let (size, changed) = (0, None);
            self.entries.insert(
                inner,
                Entry::File {
                    from,
                    size,
                    changed,
                },
            );
        }
        // A pipe or a socket is no part of a site.
        Ok(())
    }

    fn link(
        &mut self,
        path: &Path,
        inner: PathBuf,
        around: &[(PathBuf, PathBuf)],
    ) -> io::Result<()> {
        // One that leads nowhere could be written through.
        let Ok(target) = path.canonicalize() else {
            return Ok(());
        };
        for (from, to) in around.iter().rev() {
            let Ok(below) = target.strip_prefix(from) else {
                continue;
            };
            if cfg!(unix) {
                let depth = inner.components().count() - 1;
                let up: PathBuf = std::iter::repeat_n("..", depth).collect();
                let target = up.join(to).join(below);
                self.entries.insert(inner, Entry::Link(target));
                return Ok(());
            }
        }
        if self.top.starts_with(&target) || around.len() > MOST_LINKS {
            let message = format!(
                "{} is a link to {}, which cannot be copied into the copy of the site",
                path.display(),
                target.display()
            );
            return Err(io::Error::other(message));
        }
        let mut around = around.to_vec();
        around.push((target.clone(), inner.clone()));
        self.plain(target, inner, &around)
    }
}

#[cfg(test)]
#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "files are made here, and looked at without copydesk"
)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt as _, symlink};

    fn go_on() -> bool {
        false
    }

    #[test]
    fn a_copy_leads_nowhere_else_and_is_set_back() -> io::Result<()> {
        let around = tempfile::tempdir()?;
        let (site, far) = (around.path().join("site"), around.path().join("far"));
        for folder in ["a", ".git", "public", "node_modules", ".copydesk/runs"] {
            fs::create_dir_all(site.join(folder))?;
            fs::write(site.join(folder).join("x"), folder)?;
        }
        fs::create_dir_all(far.join("inner"))?;
        fs::write(far.join("inner/y"), "far")?;
        symlink("inner/y", far.join("y"))?;
        symlink(&far, site.join("far"))?;
        symlink(site.join("a/x"), site.join("whole"))?;
        symlink("../a", site.join("a/itself"))?;
        symlink("nowhere", site.join("dangling"))?;
        let mut copy = SiteCopy::new(&site, Path::new("public"), &go_on)?;
        let top = copy.folder();
        let read = |path: &str| fs::read_to_string(top.join(path)).unwrap_or_default();
        assert_eq!(
            [read("a/x"), read("far/y"), read("whole")],
            ["a", "far", "a"]
        );
        assert!(top.join("far/y").canonicalize()?.starts_with(&top));
        assert!(top.join("whole").canonicalize()?.starts_with(&top));
        assert_eq!(top.join("a/x").metadata()?.nlink(), 1);
        for gone in [".git", "public", ".copydesk", "dangling"] {
            assert!(top.join(gone).symlink_metadata().is_err(), "{gone}");
        }
        let time = |path: &Path| path.metadata().and_then(|known| known.modified());
        assert_eq!(time(&top.join("a/x"))?, time(&site.join("a/x"))?);

        assert_eq!(copy.inner(&site.join("a/x")), Some(PathBuf::from("a/x")));
        assert_eq!(copy.inner(&far.join("inner/y")), None);
        copy.write(Path::new("a/x"), "changed")?;
        fs::write(top.join("node_modules/x"), "changed")?;
        fs::remove_dir_all(top.join("far"))?;
        fs::create_dir_all(top.join("public/new"))?;
        fs::write(top.join("a/new"), "new")?;
        assert_eq!(read("a/x"), "changed");
        copy.restore(&go_on)?;
        assert_eq!(
            [read("a/x"), read("far/y"), read("node_modules/x")],
            ["a", "far", "node_modules"]
        );
        assert!(!top.join("public").exists() && !top.join("a/new").exists());
        assert_eq!(fs::read_to_string(site.join("a/x"))?, "a");
        drop(copy);
        assert!(!top.exists());
        Ok(())
    }

    #[test]
    fn a_link_to_what_the_site_is_in_is_refused() -> io::Result<()> {
        let site = tempfile::tempdir()?;
        symlink("/", site.path().join("all"))?;
        let refused = SiteCopy::new(site.path(), Path::new("public"), &go_on);
        assert!(refused.is_err_and(|error| error.to_string().contains("is a link to /")));
        Ok(())
    }
}
