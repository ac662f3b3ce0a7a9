//! version: of a program, as people write it.

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

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
