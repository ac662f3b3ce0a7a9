//! hash: bytes → the name that only they have, and a mark that only a key can make. The only file that knows
//! `sha2` and `hmac`.

use crate::text::encoding::base64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of `bytes`, in Base64, as a content security policy names a script.
pub fn sha256_base64(bytes: &[u8]) -> String {
    base64(&Sha256::digest(bytes))
}

/// HMAC-SHA-256 of `parts`, one behind the other, under `key`, in hexadecimal.
pub fn hmac(key: &[u8; 64], parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new(key.into());
    for part in parts {
        mac.update(part);
    }
    hex(&mac.finalize().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
