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
            ids: Mutex::default(),
        }
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
