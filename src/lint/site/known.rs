//! known: a site that has been read, and the files of it that are read again for the ids in them.

use super::ids::{Ids, ids};
use super::index::Index;
use crate::post::parse::parse;
use crate::text::source::Source;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Reads the file at a path from the top of a site.
pub type Read = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// A site that has been read.
pub struct KnownSite {
    pub(super) index: Index,
    read: Read,
    /// It is a site as it was, of which posts are judged as they are now.
    pub(super) is_before: bool,
    /// The ids in pages that links lead into.
    ids: Mutex<HashMap<usize, Option<Arc<Ids>>>>,
}

impl fmt::Debug for KnownSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownSite")
            .field("root", &self.index.root)
            .finish_non_exhaustive()
    }
}

impl KnownSite {
    /// What is known of a site, of which files can be read.
    pub fn new(index: Index, read: Read) -> Self {
        Self {
            index,
            read,
            is_before: false,
            ids: Mutex::default(),
        }
    }

    /// The same as a site that was.
    pub fn as_before(self) -> Self {
        Self {
            is_before: true,
            ..self
        }
    }

    /// Whether a page has lost one of its ids since `before`, of those pages that `changed` names.
    pub fn has_lost_ids<'p>(&self, before: &Self, changed: impl Iterator<Item = &'p str>) -> bool {
        let mut both = changed.filter_map(|path| before.index.at(path).zip(self.index.at(path)));
        both.any(|(was, is)| match (before.ids(was), self.ids(is)) {
            (Some(was), Some(is)) => was.all.iter().any(|id| !is.all.contains(id)),
            _ => false,
        })
    }

    /// All that is known of it.
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// The ids in a page, if they are known.
    pub(super) fn ids(&self, at: usize) -> Option<Arc<Ids>> {
        let mut known = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(at).or_insert_with(|| {
            let path = &self.index.entries[at].path;
            let generator = self.index.setup.generator;
            let dialect = generator.map(|known| known.renderer.dialect);
            let source = Source::new(&**path, (self.read)(path)?);
            let source = source.read_as(dialect.unwrap_or_default());
            ids(&self.index.setup, &parse(&source)).map(Arc::new)
        });
        found.clone()
    }
}
