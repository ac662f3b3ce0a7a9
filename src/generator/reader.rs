//! reader: the generators that may read a post, as rules ask them.

use super::GENERATORS;
use super::facts::Generator;
use std::fmt;

/// A version of a program: `0.151.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 3]);

impl Version {
    /// The version with these numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self([major, minor, patch])
    }

    /// Reads `0.151.2`, `0.151`, `v8`. What is left out is the newest: of `0.151` every patch is meant.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim_start_matches('v').split('.');
        let mut numbers = [u32::MAX; 3];
        numbers[0] = parts.next()?.parse().ok()?;
        for number in &mut numbers[1..] {
            match parts.next() {
                Some(part) => *number = part.parse().ok()?,
                None => break,
            }
        }
        parts.next().is_none().then_some(Self(numbers))
    }
}

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

    /// Whether it is of this version or a later one.
    pub fn is_since(self, version: Version) -> bool {
        self.version.is_none_or(|own| own >= version)
    }
}

/// Who reads a post: the generator of its site, or, where that is not known, any of them.
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

    /// Every one that may read the post.
    pub fn iter(self) -> impl Iterator<Item = Reader> {
        let all = GENERATORS.into_iter().map(Reader::newest);
        let all = all.filter(move |_| self.0.is_none());
        self.0.into_iter().chain(all)
    }

    /// Those of whom `is` holds, where that is the site's own, or most of all.
    pub fn hurt(self, is: impl Fn(Reader) -> bool) -> Vec<Reader> {
        let all = self.iter().count();
        let hurt: Vec<Reader> = self.iter().filter(|reader| is(*reader)).collect();
        if hurt.len() * 2 > all {
            hurt
        } else {
            Vec::new()
        }
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
    fn a_version_is_numbers_between_dots() {
        assert_eq!(Version::read("0.151.2"), Some(Version::new(0, 151, 2)));
        assert!(Version::read("0.151") > Some(Version::new(0, 151, 9)));
        assert!(Version::read("0.151") < Some(Version::new(0, 152, 0)));
        assert!(Version::read("v8") > Some(Version::new(8, 1, 2)));
        for text in ["", "new", "1.2.3.4", "1..2", "1.x", "-1"] {
            assert_eq!(Version::read(text), None, "{text}");
        }
    }

    #[test]
    fn without_a_generator_what_hurts_most_of_them_hurts() {
        let hugo = named("hugo").map(Reader::newest).expect("Hugo");
        let is_hugo = |reader: Reader| reader == hugo;
        assert_eq!(Readers::one(hugo).hurt(is_hugo), [hugo]);
        assert!(Readers::default().hurt(is_hugo).is_empty());
        let hurt = Readers::default().hurt(|reader| !is_hugo(reader));
        assert_eq!(hurt.len(), GENERATORS.len() - 1);
    }
}
