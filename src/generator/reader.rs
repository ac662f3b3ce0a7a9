//! reader: the generators that may read a post, as rules ask them.

use super::facts::{Generator, Outcome, Quirk};
use super::renderer::Renderer;
use super::version::Version;
use super::{COMMON, GENERATORS};
use crate::text::source::Dialect;
use std::fmt;

/// A generator in one of its versions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reader {
    /// What is known of it.
    pub generator: &'static Generator,
    /// `None` is the newest.
    pub version: Option<Version>,
}

impl Reader {
    /// The newest version.
    pub const fn newest(generator: &'static Generator) -> Self {
        Self {
            generator,
            version: None,
        }
    }

    /// What becomes of a post, or a value, that has this.
    pub fn takes(self, quirk: Quirk) -> Outcome {
        let is_since = |since: Option<Version>| {
            since.is_none_or(|since| self.version.is_none_or(|own| own >= since))
        };
        let mut known = self.generator.quirks.iter();
        let known = known.find(|(known, _, since)| *known == quirk && is_since(*since));
        known.map_or(Outcome::Read, |(_, outcome, _)| *outcome)
    }
}

/// Who reads a post: the generator of its site, or, where that is not known, any of the common ones.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Readers(Option<Reader>);

impl Readers {
    /// The generator of the site.
    pub const fn one(reader: Reader) -> Self {
        Self(Some(reader))
    }

    /// The generator, where it is known.
    pub const fn known(self) -> Option<Reader> {
        self.0
    }

    /// Whether front matter is lines of `Key: value` to the generator of the site, and no YAML.
    pub fn read_lines(self) -> bool {
        self.0.is_some_and(|reader| reader.generator.is_lines)
    }

    /// What makes HTML of the post's Markdown, where its generator is known.
    pub fn renderer(self) -> Option<&'static Renderer> {
        Some(self.0?.generator.renderer)
    }

    /// How the post's Markdown is read.
    pub fn dialect(self) -> Dialect {
        self.renderer()
            .map_or(Dialect::Named, |renderer| renderer.dialect)
    }

    /// Whether `is` holds of the renderer of the site, or, where that is not known, of most of them.
    pub fn render(self, is: impl Fn(&Renderer) -> bool) -> bool {
        let (mut yes, mut all) = (0, 0);
        for reader in self.iter() {
            yes += usize::from(is(reader.generator.renderer));
            all += 1;
        }
        yes * 2 > all
    }

    /// Every one that may read the post.
    pub fn iter(self) -> impl Iterator<Item = Reader> {
        let all = GENERATORS.into_iter().take(COMMON).map(Reader::newest);
        let all = all.filter(move |_| self.0.is_none());
        self.0.into_iter().chain(all)
    }
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.generator.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::named;

    #[test]
    fn a_reader_is_asked_in_its_version() {
        let hugo = |version| Reader {
            generator: named("hugo").expect("Hugo"),
            version,
        };
        let old = hugo(Version::read("0.151"));
        assert_eq!(old.takes(Quirk::DraftWord), Outcome::Read);
        for new in [hugo(None), hugo(Version::read("0.152"))] {
            assert!(matches!(new.takes(Quirk::DraftWord), Outcome::As(_)));
        }
        assert_eq!(Readers::one(old).iter().collect::<Vec<_>>(), [old]);
        assert_eq!(Readers::default().iter().count(), COMMON);
    }
}
