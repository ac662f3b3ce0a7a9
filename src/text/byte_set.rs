//! byte set: which bytes are meant, by a table: one look tells.

/// Some of the 256 bytes.
#[derive(Debug)]
pub struct ByteSet([bool; 256]);

impl ByteSet {
    /// These bytes.
    pub const fn of(bytes: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut at = 0;
        while at < bytes.len() {
            set[bytes[at] as usize] = true;
            at += 1;
        }
        Self(set)
    }

    /// And the letters and digits of ASCII.
    #[must_use]
    pub const fn and_alphanumeric(mut self) -> Self {
        let mut b = 0;
        while b < 0x80_u8 {
            self.0[b as usize] |= b.is_ascii_alphanumeric();
            b += 1;
        }
        self
    }

    /// And the control characters of ASCII.
    #[must_use]
    pub const fn and_controls(mut self) -> Self {
        let mut b = 0;
        while b < 0x80_u8 {
            self.0[b as usize] |= b.is_ascii_control();
            b += 1;
        }
        self
    }

    /// Whether one of them is in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        text.bytes().any(|byte| self.has(byte))
    }

    /// Whether `byte` is one of them.
    pub const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_it_is_made_of() {
        let set = ByteSet::of(b"-.").and_alphanumeric();
        let has: String = (0..=255).filter(|b| set.has(*b)).map(char::from).collect();
        assert_eq!(
            has,
            "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        );
        assert!(set.is_in("中a") && !set.is_in("中,"));
        let controls = ByteSet::of(b" ").and_controls();
        assert_eq!((0..=255).filter(|b| controls.has(*b)).count(), 34);
    }
}
