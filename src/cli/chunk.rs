//! chunk: what of a plan is done together, and what is known of its files on the way.

use crate::lint::plan::{Plan, Planned};
use crate::report::visible;
use crate::text::source::folder;
use crate::workspace::journal;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What is done together.
#[derive(Clone, Copy, Debug)]
pub(super) enum ChunkArg {
    ByFolder,
    ByRule,
    Files(NonZeroUsize),
}

impl FromStr for ChunkArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "by-folder" => Ok(Self::ByFolder),
            "by-rule" => Ok(Self::ByRule),
            number => {
                let files = number.parse().map(Self::Files);
                files.map_err(|_| "`by-folder`, `by-rule` or a number of files is wanted")
            }
        }
    }
}

/// What is done together, and committed together.
pub(super) struct Chunk {
    /// Empty where the whole plan is one.
    pub(super) name: String,
    pub(super) parts: Vec<ChunkPart>,
}

/// What a chunk has of one file of the plan.
pub(super) struct ChunkPart {
    pub(super) file: usize,
    pub(super) fixes: Vec<usize>,
}

/// Takes what is a file of the plan under another name out of it, for fixes are proved together, and those of two
/// names were not; what to say of each.
pub(super) fn once(plan: &mut Plan, root: &Path) -> Vec<String> {
    let mut known: HashMap<PathBuf, String> = HashMap::new();
    let mut said = Vec::new();
    plan.files.retain(|planned| {
        let Ok(path) = journal::inside(root, Path::new(&planned.path)) else {
            // Why it cannot be changed is said where it would be.
            return true;
        };
        match known.entry(path) {
            Entry::Vacant(new) => {
                new.insert(planned.path.clone());
                true
            }
            Entry::Occupied(other) => {
                let (path, other) = (visible(&planned.path), visible(other.get()));
                said.push(format!(
                    "{path} was left alone: it is one file with {other}, which the plan has too"
                ));
                false
            }
        }
    });
    said
}

pub(super) fn chunks(plan: &Plan, how: Option<ChunkArg>) -> Vec<Chunk> {
    // By number, and then by name.
    let mut chunks: BTreeMap<(usize, String), Vec<ChunkPart>> = BTreeMap::new();
    for (file, planned) in plan.files.iter().enumerate() {
        let mut parts: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
        for (fix, wanted) in planned.fixes.iter().enumerate() {
            let key = match how {
                None => (0, String::new()),
                Some(ChunkArg::ByRule) => (0, wanted.rule.clone()),
                Some(ChunkArg::ByFolder) => (0, folder(&planned.path).to_owned()),
                Some(ChunkArg::Files(most)) => {
                    let from = file / most * most.get();
                    let to = (from + most.get()).min(plan.files.len());
                    (from, format!("files {} to {to}", from + 1))
                }
            };
            parts.entry(key).or_default().push(fix);
        }
        for (key, fixes) in parts {
            let part = ChunkPart { file, fixes };
            chunks.entry(key).or_default().push(part);
        }
    }
    let chunk = |((_, name), parts)| Chunk { name, parts };
    chunks.into_iter().map(chunk).collect()
}

/// What is known of a file of the plan.
#[derive(Default)]
pub(super) struct State {
    /// Its fixes, chunk by chunk.
    pub(super) order: Vec<Vec<usize>>,
    /// Those that it has; `None` where nobody has looked yet.
    pub(super) made: Option<Vec<usize>>,
    /// It was changed by this run.
    pub(super) is_changed: bool,
    /// It cannot be changed, and that was said.
    pub(super) is_left: bool,
}

impl State {
    /// The text of the file as it was planned, and which fixes have been made since. A run that was
    /// cut short made those of the first chunks.
    pub(super) fn original(&self, planned: &Planned, now: &str) -> Option<(String, Vec<usize>)> {
        if let Some(made) = &self.made {
            return Some((planned.original(now, made)?, made.clone()));
        }
        let whole = (0..=self.order.len()).find_map(|chunks| {
            let made = self.order[..chunks].concat();
            Some((planned.original(now, &made)?, made))
        });
        // A fix that did not hold is missing in its chunk.
        whole.or_else(|| {
            let (original, made) = planned.found_out(now)?;
            let made: HashSet<usize> = made.into_iter().collect();
            let mut order = self.order.concat();
            order.retain(|fix| made.contains(fix));
            Some((original, order))
        })
    }
}
