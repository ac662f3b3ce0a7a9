//! files: bytes as they are on disk: read within a limit, written whole or not at all. The only file
//! that knows `tempfile`.

use crate::text::source::MAX_BYTES;
use crate::workspace::system;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, BufWriter, IntoInnerError, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::{Builder, NamedTempFile, TempDir};

/// How the name of a file begins that is being written, and takes its name when it is whole.
pub const UNFINISHED: &str = ".copydesk-";

/// Why a file was not read.
#[derive(Debug)]
pub enum ReadError {
    /// It has more bytes than were allowed: its size, and the limit.
    TooLarge(u64, u64),
    /// The system refused.
    Io(io::Error),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge(size, limit) => {
                write!(f, "it is larger than {limit} bytes: {size} bytes")
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

/// Every byte of the file, unless it is larger than `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    is_readable(path).map_err(ReadError::Io)?;
    let file = File::open(path).map_err(ReadError::Io)?;
    let size = file.metadata().map_err(ReadError::Io)?.len();
    let limit = limit.min(MAX_BYTES);
    if size > limit {
        return Err(ReadError::TooLarge(size, limit));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    // What is no plain file does not know its size.
    let mut file = file.take(limit + 1);
    file.read_to_end(&mut bytes).map_err(ReadError::Io)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

/// Where a shell hands over what a program writes (`<(…)`), standard input, and what is empty: who names one of
/// these means it, though it is no file.
const HANDED_OVER: [&str; 5] = [
    "/dev/fd",
    "/dev/stdin",
    "/dev/null",
    "/proc/self/fd",
    "/proc/thread-self/fd",
];

/// Looks at a file before it is opened: a named pipe would wait for who writes to it, and a device may never
/// end. The error says what it is instead.
fn is_readable(path: &Path) -> io::Result<()> {
    let known = path.metadata().map_err(|error| {
        let is_link = error.kind() == io::ErrorKind::NotFound && path.is_symlink();
        if is_link {
            io::Error::new(error.kind(), "it is a link that leads nowhere")
        } else {
            error
        }
    })?;
    let problem = if known.is_dir() {
        "it is a folder"
    } else if known.is_file() || HANDED_OVER.iter().any(|handed| path.starts_with(handed)) {
        return Ok(());
    } else {
        "it is a named pipe, a socket or a device, not a file"
    };
    Err(io::Error::other(problem))
}

/// The file, to be read bit by bit.
pub fn open(path: &Path) -> io::Result<impl BufRead + Seek + use<>> {
    is_readable(path)?;
    Ok(BufReader::new(File::open(path)?))
}

/// What is known of a file that may be replaced. The error says why it may not.
pub fn replaceable(path: &Path) -> io::Result<Metadata> {
    let known = path.metadata()?;
    if known.permissions().readonly() {
        let message = "the file is read-only";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    if names(&known) > 1 {
        return Err(io::Error::other(
            "it has another name (a hard link), under which the old bytes would stay; make a copy of \
             it first",
        ));
    }
    Ok(known)
}

/// Under how many names a file is known.
#[cfg(unix)]
fn names(known: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(known)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

/// Gives `new` the owner and the group that `before` has, as far as the system lets this user.
#[cfg(unix)]
fn keep_owner(new: &File, before: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let Ok(now) = new.metadata() else { return };
    // The group alone may be given where the owner may not.
    for (is_same, owner, group) in [
        (now.gid() == before.gid(), None, Some(before.gid())),
        (now.uid() == before.uid(), Some(before.uid()), None),
    ] {
        if !is_same {
            let _ = fchown(new, owner, group);
        }
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

/// What tells one state of a file from the next: whoever writes to it or puts another in its place changes
/// one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    size: u64,
    changed: Option<SystemTime>,
    /// Device, number, and when anything of it changed, in seconds and nanoseconds.
    #[cfg(unix)]
    inode: (u64, u64, i64, i64),
}

impl State {
    /// How the file is now; `None` where there is none.
    pub fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        let known = path.metadata().ok()?;
        Some(Self {
            size: known.len(),
            changed: known.modified().ok(),
            #[cfg(unix)]
            inode: (known.dev(), known.ino(), known.ctime(), known.ctime_nsec()),
        })
    }

    /// Whether this is the same file with the same bytes, maybe under a name that it has got since: that
    /// changes when anything of it changed, and nothing else.
    fn is_same(&self, other: &Self) -> bool {
        #[cfg(unix)]
        if (self.inode.0, self.inode.1) != (other.inode.0, other.inode.1) {
            return false;
        }
        (self.size, self.changed) == (other.size, other.changed)
    }
}

/// The new bytes of a file, whole beside it under another name: whatever happens, the file is the old one or
/// the new one. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Successor {
    new: NamedTempFile,
    target: PathBuf,
    /// Nothing may have its name yet.
    is_moved: bool,
}

impl Successor {
    /// One for the file whose real path `target` is, in its folder, with its mode, its attributes and, where
    /// the system lets this user, its owner.
    pub fn new(target: &Path, bytes: &[u8]) -> io::Result<Self> {
        Self::of(target, target, bytes)
    }

    /// One for the name `target`, which nothing has, in a folder that is made where there is none, with what
    /// the file at the real path `old` has.
    pub fn moved(old: &Path, target: &Path, bytes: &[u8]) -> io::Result<Self> {
        std::fs::create_dir_all(folder_of(target))?;
        Self::of(old, target, bytes)
    }

    fn of(old: &Path, target: &Path, bytes: &[u8]) -> io::Result<Self> {
        let before = replaceable(old)?;
        let mut new = temporary_in(folder_of(target), &Builder::new())?;
        new.write_all(bytes)?;
        keep_owner(new.as_file(), &before);
        // After the owner: a change of owner takes the right to run as another user away.
        new.as_file().set_permissions(before.permissions())?;
        keep_attributes(new.as_file(), old)?;
        Ok(Self {
            new,
            target: target.to_owned(),
            is_moved: old != target,
        })
    }

    /// The file that it is written to.
    pub fn file(&self) -> &File {
        self.new.as_file()
    }

    /// Takes the place of the old one where that is as it was, `old`; whether it does. The file is left to
    /// whoever has saved it since, up to the moment at which the two change their names. A name of its own it
    /// takes only where nothing has that.
    pub fn take_place(self, old: &State) -> io::Result<bool> {
        if self.is_moved {
            let named = self.new.persist_noclobber(&self.target);
            return named.map(|_| true).map_err(|failed| failed.error);
        }
        if system::exchange(self.new.path(), &self.target).is_ok() {
            return self.keep_if(old);
        }
        // The file system cannot: what is saved between this look and the rename is lost.
        if State::of(&self.target).is_none_or(|now| !now.is_same(old)) {
            return Ok(false);
        }
        let named = self.new.persist(&self.target);
        named.map(|_| true).map_err(|failed| failed.error)
    }

    /// Both have changed their names. Where another file than the old one came out, it is put back; what is
    /// saved meanwhile comes out then, and is the newest.
    fn keep_if(self, old: &State) -> io::Result<bool> {
        let is_same = |one: &State| State::of(self.new.path()).is_some_and(|now| now.is_same(one));
        if is_same(old) {
            return Ok(true);
        }
        loop {
            let put = State::of(&self.target);
            system::exchange(self.new.path(), &self.target)?;
            if put.is_none_or(|put| is_same(&put)) {
                return Ok(false);
            }
        }
    }
}

/// Removes the file, and the folders around it that are empty then, below `top`.
pub fn remove(path: &Path, top: &Path) -> io::Result<()> {
    std::fs::remove_file(path)?;
    let around = path.ancestors().skip(1);
    for folder in around.take_while(|folder| *folder != top && folder.starts_with(top)) {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// What is written in these files, and the names of the files in these folders, survive a power cut from here
/// on. Not every system can open a folder: then it cannot be asked.
pub fn sync<'a>(files: &[&File], folders: impl IntoIterator<Item = &'a Path>) -> io::Result<()> {
    let folders = folders.into_iter();
    let folders: Vec<File> = folders
        .filter_map(|folder| File::open(folder).ok())
        .collect();
    system::sync(&files.iter().copied().chain(&folders).collect::<Vec<_>>())
}

/// Gives `new` the extended attributes of `target`, access lists among them. The error names one that it
/// cannot have.
#[cfg(unix)]
fn keep_attributes(new: &File, target: &Path) -> io::Result<()> {
    use xattr::FileExt as _;
    // Where the system knows none, there is nothing to keep.
    for name in xattr::list(target).into_iter().flatten() {
        let Some(value) = xattr::get(target, &name)? else {
            continue;
        };
        let is_there = new
            .get_xattr(&name)
            .is_ok_and(|known| known.as_ref() == Some(&value));
        // These the system gives to each file itself, and lets nobody else give them.
        let shown = name.to_string_lossy();
        let is_systems = ["security.", "com.apple."]
            .iter()
            .any(|own| shown.starts_with(own));
        if !is_there && new.set_xattr(&name, &value).is_err() && !is_systems {
            let name = shown;
            return Err(io::Error::other(format!(
                "its extended attribute {name} cannot be kept"
            )));
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_attributes(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// A file in `folder` that will get its name when it is whole. It is locked as long as this process
/// writes it, by which what a killed run left is told from what a living one needs.
fn temporary_in(folder: &Path, how: &Builder<'_, '_>) -> io::Result<NamedTempFile> {
    let mut how = how.clone();
    let new = how.prefix(UNFINISHED).tempfile_in(folder);
    // The name that it would have had says nothing to anybody.
    let new = new.map_err(|error| io::Error::new(error.kind(), cause(&error)))?;
    let _ = new.as_file().try_lock();
    Ok(new)
}

/// What the system says, without the path of a temporary file.
fn cause(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(std::error::Error::source);
    inner.map_or_else(|| error.to_string(), ToString::to_string)
}

/// Removes the files in `folder` that a run began and did not finish because it was killed. What cannot be
/// removed does no harm.
pub fn sweep(folder: &Path) {
    let files = std::fs::read_dir(folder);
    for file in files.into_iter().flatten().flatten() {
        let name = file.file_name();
        let is_file = file.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
            continue;
        }
        let is_left = File::open(file.path()).is_ok_and(|file| file.try_lock().is_ok());
        if is_left {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

/// A file for temporary use that holds `bytes`, gone when this is dropped.
pub fn temporary(bytes: &[u8]) -> io::Result<TemporaryFile> {
    let mut file = Builder::new().prefix("copydesk-").tempfile()?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(TemporaryFile(file))
}

/// A file that is gone when this is dropped.
#[derive(Debug)]
pub struct TemporaryFile(NamedTempFile);

impl TemporaryFile {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Writes a file that is not there yet, whole or not at all. One that is there stays as it is.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = Unfinished::new(path)?;
    new.write_all(bytes)?;
    new.finish_anew()
}

/// The same in a folder that is made where there is none, and nobody but this user may read the file.
pub fn create_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    // A temporary file is for its user alone.
    let mut new = temporary_in(folder, &Builder::new())?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    let named = new.persist_noclobber(path);
    named.map(drop).map_err(|failed| failed.error)
}

/// The text that `change` makes of a file that holds `text`, and that is gone afterwards.
pub fn changed(text: &str, change: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<String> {
    let mut file = Builder::new()
        .prefix("copydesk-")
        .suffix(".txt")
        .tempfile()?;
    file.write_all(text.as_bytes())?;
    change(file.path())?;
    // An editor may have put another file in its place.
    io::read_to_string(File::open(file.path())?)
}

/// A folder that is gone with everything in it when this is dropped.
#[derive(Debug)]
pub struct TemporaryFolder(TempDir);

impl TemporaryFolder {
    /// One below the folder for temporary files (`TMPDIR`), for this user alone.
    pub fn new() -> io::Result<Self> {
        Builder::new().prefix("copydesk-").tempdir().map(Self)
    }

    /// Where it is, without links on the way.
    pub fn path(&self) -> io::Result<PathBuf> {
        self.0.path().canonicalize()
    }
}

/// A file of these bytes below a folder that is temporary, with the folders on the way to it.
pub fn put_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::create_dir_all(folder_of(path))?;
    File::create_new(path)?.write_all(bytes)
}

/// Puts another file in the place of one of a copy that nobody else reads, with this time of its last
/// change.
pub fn put(path: &Path, bytes: &[u8], changed: SystemTime) -> io::Result<()> {
    std::fs::remove_file(path)?;
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.set_modified(changed)
}

/// A file that has no name before it is whole; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct Unfinished {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
}

impl Unfinished {
    /// A file for `path`, in whose place there may be one already: it goes when the new one is
    /// whole. The error says why there cannot be one.
    pub fn new(path: &Path) -> io::Result<Self> {
        let target = whole(path)?;
        let known = match target.symlink_metadata() {
            Ok(known) if !known.is_file() => return Err(io::Error::other("it is no plain file")),
            Ok(_) => Some(replaceable(&target)?),
            Err(_) => None,
        };
        let folder = target.parent().unwrap_or(Path::new("."));
        sweep(folder);
        #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are a matter of unix"))]
        let mut new = Builder::new();
        // A file that is made anew may be read by whom the user lets read new files.
        #[cfg(unix)]
        new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let new = temporary_in(folder, &new)?;
        if let Some(known) = known {
            new.as_file().set_permissions(known.permissions())?;
        }
        Ok(Self {
            file: BufWriter::new(new),
            target,
        })
    }

    /// Where it will be, whatever way leads there.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Gives the file its name.
    pub fn finish(self) -> io::Result<()> {
        let new = self.file.into_inner().map_err(IntoInnerError::into_error)?;
        new.as_file().sync_all()?;
        new.persist(&self.target).map_err(|failed| failed.error)?;
        Ok(())
    }

    /// Gives the file its name, where nothing has that.
    fn finish_anew(self) -> io::Result<()> {
        let new = self.file.into_inner().map_err(IntoInnerError::into_error)?;
        new.as_file().sync_all()?;
        let named = new.persist_noclobber(&self.target);
        named.map(drop).map_err(|failed| failed.error)
    }
}

/// The one way to a file that may not be there yet; its folder must be.
fn whole(path: &Path) -> io::Result<PathBuf> {
    if path.symlink_metadata().is_ok() {
        return path.canonicalize();
    }
    let Some(name) = path.file_name() else {
        return Err(io::Error::other("it is no plain file"));
    };
    let folder = path.parent().filter(|up| !up.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    match folder.canonicalize() {
        Ok(whole) if whole.is_dir() => Ok(whole.join(name)),
        _ => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("there is no folder `{}`", folder.display()),
        )),
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "files are made here")]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_file_keeps_its_mode_and_leaves_nothing_behind() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.md");
        let mut file = File::create_new(&path)?;
        file.write_all(b"old")?;
        let mode = file.metadata()?.permissions();
        let new = Successor::new(&path, b"new")?;
        drop(Successor::new(&path, b"given up")?);
        sync(&[new.file(); 20], [folder.path()])?;
        let old = State::of(&path).expect("it is there");
        assert_eq!(read(&path, 10).expect("it is there"), b"old");
        assert!(new.take_place(&old)?);
        assert_eq!(read(&path, 10).expect("it is there"), b"new");
        assert_eq!(path.metadata()?.permissions(), mode);
        assert_eq!(folder.path().read_dir()?.count(), 1);
        Ok(())
    }

    #[test]
    fn a_file_that_was_saved_since_keeps_its_place() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.md");
        std::fs::write(&path, "old")?;
        let old = State::of(&path).expect("it is there");
        let new = Successor::new(&path, b"new")?;
        std::fs::write(folder.path().join("b"), "sav")?;
        std::fs::rename(folder.path().join("b"), &path)?;
        assert!(!new.take_place(&old)?);
        assert_eq!(read(&path, 10).expect("it is there"), b"sav");
        assert_eq!(folder.path().read_dir()?.count(), 1);
        Ok(())
    }

    /// Whoever saves at the same time is the last one, or stops the new file.
    #[test]
    #[cfg(target_os = "linux")]
    fn no_save_is_lost_whenever_it_comes() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (path, beside) = (folder.path().join("a.md"), folder.path().join("b"));
        for _ in 0..100 {
            std::fs::write(&path, "old")?;
            let old = State::of(&path).expect("it is there");
            let new = Successor::new(&path, b"new")?;
            std::fs::write(&beside, "saved")?;
            let both = std::sync::Barrier::new(2);
            std::thread::scope(|scope| {
                let save = scope.spawn(|| {
                    both.wait();
                    std::fs::rename(&beside, &path)
                });
                both.wait();
                // Whether it does depends on who is first.
                new.take_place(&old)?;
                save.join().expect("it does not panic")
            })?;
            assert_eq!(read(&path, 10).expect("it is there"), b"saved");
            assert_eq!(folder.path().read_dir()?.count(), 1);
        }
        Ok(())
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("report");
        let mut given_up = Unfinished::new(&path)?;
        given_up.write_all(b"half")?;
        drop(given_up);
        assert_eq!(folder.path().read_dir()?.count(), 0);
        for text in [&b"first"[..], b"second"] {
            let mut new = Unfinished::new(&path)?;
            new.write_all(text)?;
            new.finish()?;
            assert_eq!(read(&path, 10).expect("it is there"), text);
        }
        let third = Unfinished::new(&path)?.finish_anew();
        assert!(third.is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists));
        assert_eq!(folder.path().read_dir()?.count(), 1);
        assert!(Unfinished::new(folder.path()).is_err());
        assert!(Unfinished::new(&folder.path().join("nowhere/report")).is_err());
        assert!(Unfinished::new(&path.join("below")).is_err());
        Ok(())
    }

    #[test]
    fn a_file_past_the_limit_is_not_read() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.md");
        File::create_new(&path)?.write_all(b"12345")?;
        assert!(matches!(read(&path, 4), Err(ReadError::TooLarge(5, 4))));
        Ok(())
    }
}
