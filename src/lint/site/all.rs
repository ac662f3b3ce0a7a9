//! all: the sites of a run, and the posts of each.

use super::gone::AllGone;
use super::index::Index;
use super::judge::Judge;
use super::known::KnownSite;
use crate::generator::Bare;
use crate::post::Post;
use crate::rule::hit::Hit;
use crate::rule::site::{Fault, WholeSite};
use crate::url::fields::UrlFields;
use std::collections::HashMap;

/// All sites of a run, and the paths of their posts as they are given.
#[derive(Debug, Default)]
pub struct Sites {
    known: Vec<KnownSite>,
    posts: HashMap<String, (usize, String)>,
    gone: AllGone,
}

impl Sites {
    /// Adds a site, with the names of its posts in this run and their paths from its top.
    pub fn add(&mut self, known: KnownSite, posts: impl IntoIterator<Item = (String, String)>) {
        let at = self.known.len();
        let posts = posts.into_iter().map(|(name, inner)| (name, (at, inner)));
        self.posts.extend(posts);
        self.known.push(known);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Compares the site that was added last with what it was before, which is called `since`. `moved` says where a
    /// file has gone, `name` what a path from the top is called in this run. The paths that are gone and had an address
    /// that nothing is at.
    pub fn compare(
        &mut self,
        before: &Index,
        since: &str,
        moved: impl Fn(&str) -> Option<String>,
        name: impl Fn(&str) -> String,
    ) -> Vec<String> {
        let Some(known) = self.known.last() else {
            return Vec::new();
        };
        let mut gone = Vec::new();
        for (path, address, now) in known.index.gone_from(before, moved) {
            self.gone
                .add(name(now.as_ref().unwrap_or(&path)), address, since);
            if now.is_none() {
                gone.push(path);
            }
        }
        gone
    }
}

impl WholeSite for Sites {
    fn judge(&self, post: &Post<'_>, how: (&UrlFields, Bare), emit: &mut dyn FnMut(Fault, Hit)) {
        let found = self.posts.get(post.source.name()).and_then(|(at, path)| {
            let known = &self.known[*at];
            Some((known, known.index.at(path)?))
        });
        let now = found.map(|(known, place)| (&known.index.setup, &known.index.entries[place]));
        for hit in self.gone.hits(post, now) {
            emit(Fault::ChangedPermalink, hit);
        }
        if let Some((known, place)) = found {
            Judge::new(known, post, place, emit).all(how);
        }
    }
}
