//! xml: text as XML 1.0 takes it.

use super::written_out;
use std::fmt::Write as _;

/// Text as it is between quotes, and between tags as well.
///
/// What XML cannot hold at all, not even as a reference, is written out: `\u{1b}`. White space is
/// a reference, which a reader does not make a space of.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in written_out(text, is_forbidden).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Every character that the production `Char` leaves out.
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}') && !matches!(c, '\t' | '\n' | '\r')
}
