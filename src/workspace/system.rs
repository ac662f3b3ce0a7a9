//! system: what is asked of the system beside what the standard library knows. The only file that knows
//! rustix.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Child;

/// Ends the command, which leads a group of its own, and what it has begun.
#[cfg(unix)]
pub(super) fn end_group(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = Pid::from_raw(child.id().cast_signed()) {
        // Where nothing of it runs any more, there is nothing to end.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Ends the command.
#[cfg(not(unix))]
pub(super) fn end_group(child: &mut Child) {
    let _ = child.kill();
}

/// Gives the files at `one` and `two` each the other's name, at once. Not every file system can.
#[cfg(target_os = "linux")]
pub(super) fn exchange(one: &Path, two: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, two, RenameFlags::EXCHANGE)?)
}

/// No other system is asked.
#[cfg(not(target_os = "linux"))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Up to so many files are written to the disk one by one: what else waits to be written there may be much.
#[cfg(target_os = "linux")]
const FEW: usize = 8;

/// What is written in these files is on the disk from here on. Of many, the file systems that they are on
/// are asked, which costs as much as one file does.
pub(super) fn sync(files: &[&File]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if files.len() > FEW {
        use std::os::unix::fs::MetadataExt as _;
        let mut known = std::collections::BTreeSet::new();
        for file in files {
            if known.insert(file.metadata()?.dev()) {
                rustix::fs::syncfs(file)?;
            }
        }
        return Ok(());
    }
    files.iter().try_for_each(|file| file.sync_all())
}
