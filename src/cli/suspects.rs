//! suspects: which fixes are most likely to blame for a page, or for a build that fails.

use crate::workspace::site_pages::called;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Of so many pages that differ it is asked which post they are of.
const MOST_BLAMED: usize = 100;

/// A page that differs by more than was declared.
pub(super) struct Wrong {
    pub(super) page: PathBuf,
    pub(super) why: String,
    /// What was there before.
    pub(super) was: String,
    /// The fixes whose change is on it.
    pub(super) seen: BTreeSet<usize>,
}

/// The fixes on trial.
pub(super) struct Suspects<'a> {
    /// The post of each fix, and its place there.
    pub(super) units: &'a [(usize, usize)],
    /// Where each post is in the copy of the site, if it is.
    pub(super) inner: &'a [Option<PathBuf>],
}

impl Suspects<'_> {
    /// The fixes that are to blame for these pages, most likely: of a post that is called as the page
    /// is, or whose other fixes are on it; first those that are not seen there.
    pub(super) fn of(&self, wrong: &[Wrong]) -> Vec<usize> {
        let mut suspects = Vec::new();
        for is_by_name in [true, false] {
            for Wrong { page, seen, .. } in wrong.iter().take(MOST_BLAMED) {
                let posts: BTreeSet<usize> = if is_by_name {
                    let posts = (0..self.inner.len()).filter(|post| self.is_page_of(page, *post));
                    posts.collect()
                } else {
                    seen.iter().map(|unit| self.units[*unit].0).collect()
                };
                let units =
                    (0..self.units.len()).filter(|unit| posts.contains(&self.units[*unit].0));
                let (on_page, not): (Vec<usize>, Vec<usize>) =
                    units.partition(|unit| seen.contains(unit));
                suspects.extend(not.into_iter().chain(on_page));
            }
        }
        suspects
    }

    /// Whether a page is called as a post is.
    fn is_page_of(&self, page: &Path, post: usize) -> bool {
        let Some(inner) = &self.inner[post] else {
            return false;
        };
        let name = called(inner);
        let mut parts = page
            .with_extension("")
            .components()
            .map(|part| {
                let part = part.as_os_str().to_string_lossy();
                part.into_owned()
            })
            .collect::<Vec<_>>()
            .into_iter();
        !name.is_empty() && parts.any(|part| part.eq_ignore_ascii_case(&name))
    }

    /// The fixes of the post that a word of what a build prints names.
    pub(super) fn named(&self, word: &str) -> Vec<usize> {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let named = |post: usize| {
            let inner = self.inner[post]
                .as_ref()
                .and_then(|inner| inner.file_name());
            inner.is_some_and(|name| word.contains(&*name.to_string_lossy()))
        };
        let units = 0..self.units.len();
        if !word.contains('.') {
            return Vec::new();
        }
        units.filter(|unit| named(self.units[*unit].0)).collect()
    }
}
