//! site: what is known of a site as a whole, for rules that ask.

use crate::generator::Bare;
use crate::post::Post;
use crate::rule::hit::Hit;
use crate::url::fields::UrlFields;
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// A fault that only the site as a whole shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// A link to an address of the site at which nothing is.
    BrokenLink,
    /// A link to a part of a page that is not in it.
    BrokenAnchor,
    /// An image that is not there.
    MissingImageFile,
    /// Two posts at one address.
    DuplicatePermalink,
    /// Two posts of one title.
    DuplicateTitle,
    /// An address that means another thing in a feed.
    RelativeLinkFromFeed,
    /// The whole address of what is on the same site.
    AbsoluteLinkToOwnSite,
    /// An address that was published before, and is gone.
    ChangedPermalink,
}

/// A site of which a post is a part.
pub trait WholeSite: Debug + Send + Sync {
    /// Shows each fault in a post.
    fn judge(&self, post: &Post<'_>, how: (&UrlFields, Bare), emit: &mut dyn FnMut(Fault, Hit));
}

/// What is known of the sites that posts belong to, once they have been read.
#[derive(Clone, Debug, Default)]
pub struct SiteSlot(Arc<OnceLock<Arc<dyn WholeSite>>>);

impl SiteSlot {
    /// What is known, if anything is.
    pub fn get(&self) -> Option<&dyn WholeSite> {
        self.0.get().map(|site| &**site)
    }

    /// From here on this is known.
    pub fn set(&self, site: Arc<dyn WholeSite>) {
        let _ = self.0.set(site);
    }
}
