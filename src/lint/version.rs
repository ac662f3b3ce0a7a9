//! version: what a text becomes, round by round, each version as long-lived as the first.

use crate::text::source::Source;
use std::cell::OnceCell;

/// The versions of a text. Each lives as long as all of them, so that the post which is read of it can be
/// handed from round to round.
#[derive(Debug, Default)]
pub struct Versions {
    first: OnceCell<Box<Version>>,
}

#[derive(Debug)]
struct Version {
    source: Source,
    next: OnceCell<Box<Self>>,
}

impl Versions {
    /// Keeps one more.
    pub fn keep(&self, source: Source) -> &Source {
        let mut room = &self.first;
        while let Some(version) = room.get() {
            room = &version.next;
        }
        let next = OnceCell::new();
        &room
            .get_or_init(|| Box::new(Version { source, next }))
            .source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_stays_what_it_is() {
        let versions = Versions::default();
        let kept = ["a", "b", "c"].map(|text| versions.keep(Source::from_text("x.md", text)));
        assert_eq!(kept.map(Source::text), ["a", "b", "c"]);
    }
}
