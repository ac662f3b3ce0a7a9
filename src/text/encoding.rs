//! encoding: bytes as text that only has letters and digits, and back. The only file that knows `data-encoding`.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};

/// Base64 with its padding, as HTML has it: `data:` addresses, hashes of scripts.
pub fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The bytes of Base64 for addresses, without padding.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

/// The bytes of hexadecimal digits of either case.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}
