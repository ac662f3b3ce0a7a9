//! site: a fault that only the site as a whole shows.

use super::query::{Finder, Query};
use crate::data::typed::route::Mistake;
use crate::rule::site::Fault;

/// The values of a hit: the address as it is written, what is wrong with it, what would fix it, the address that was
/// meant.
pub const VALUES: &[&str] = &["address", "problem", "cure", "direct"];

/// Which fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site(Fault);

impl Finder for Site {
    type Spec = Fault;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &Fault) -> Result<Self, Mistake> {
        Ok(Self(*spec))
    }

    fn query(&self) -> Query<'_> {
        Query::Site(self.0)
    }

    fn has_place(&self) -> bool {
        !matches!(
            self.0,
            Fault::DuplicatePermalink | Fault::DuplicateTitle | Fault::RelativeLinkFromFeed
        )
    }
}
