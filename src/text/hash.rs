//! hash: bytes → the name that only they have. The only file that knows `sha2`.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
