//! prune: journals that are too old, or too large together, are removed, the oldest first.

use super::record::{END, Run, names, numbered};
use crate::data::date;
use std::fs;
use std::path::Path;

const DAY: i64 = 24 * 60 * 60;
const MEGABYTE: u64 = 1 << 20;

/// How long journals are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// For so many days.
    pub days: u32,
    /// As long as all of them take no more megabytes than these.
    pub megabytes: u32,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            days: 180,
            megabytes: 1024,
        }
    }
}

/// Removes the journals below `root` that are not to be kept, and says how many these were. `now` is in seconds
/// since 1970.
///
/// The last one stays, for `undo` restores from it; and those of others stay, for they may need them.
pub(super) fn prune(root: &Path, runs: &Path, keep: Keep, now: i64) -> usize {
    let mut names = names(root).unwrap_or_default();
    names.pop();
    let size = |name: &String| {
        let path = runs.join(format!("{name}{END}"));
        fs::symlink_metadata(path).map_or(0, |file| file.len())
    };
    let mut all: u64 = names.iter().map(size).sum();
    let most = u64::from(keep.megabytes) * MEGABYTE;
    let first = date::stamp(now - i64::from(keep.days) * DAY);
    let mut removed = 0;
    for name in &names {
        let is_old = numbered(name).0 < &*first;
        if !is_old && all <= most {
            break;
        }
        let size = size(name);
        let is_ours = Run::read(root, name).is_ok();
        if is_ours && fs::remove_file(runs.join(format!("{name}{END}"))).is_ok() {
            removed += 1;
            all -= size.min(all);
        }
    }
    removed
}
