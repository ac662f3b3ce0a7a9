//! uri: a path as an address.

use std::fmt::Write as _;
use std::path::Path;

/// A path as a URI reference; one that is relative stays so.
pub(super) fn uri(name: &str) -> String {
    let mut out = String::new();
    if Path::new(name).is_absolute() {
        out.push_str("file://");
        // What begins with a drive has no slash of its own.
        if !name.starts_with('/') {
            out.push('/');
        }
    }
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
