//! found: where a file is published, and what says so.

/// Where a file is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its file, or the folder whose `index.html` it is, with a `/` before it.
    pub address: String,
    /// What says so.
    pub why: String,
}

impl Published {
    /// An address, and what says so.
    pub(super) fn new(address: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            why: why.into(),
        }
    }
}

/// Whether an address ends as the name of a page.
pub(super) fn is_html(address: &str) -> bool {
    matches!(address.rsplit_once('.'), Some((_, "html")))
}
