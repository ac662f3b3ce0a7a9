//! formula: where the formulas stand in what a reader reads, as `KaTeX` and `MathJax` look for them.

use std::ops::Range;

/// No formula in a text is longer, in bytes.
const LONGEST: usize = 2048;

/// The formulas in `text`, in order: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`.
///
/// A `$` opens one only before a character that is no blank, and closes it only behind one and not before
/// a digit, as in Pandoc (`tex_math_dollars`): `from $5 to $6` holds none.
pub fn formulas(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr2(b'$', b'\\', &bytes[at..]).map(|next| at + next) {
        let rest = &text[start..];
        let len = if rest.starts_with("$$") {
            closed(rest, "$$", "$$")
        } else if rest.starts_with('$') {
            dollars(rest)
        } else if rest.starts_with("\\(") {
            closed(rest, "\\(", "\\)")
        } else if rest.starts_with("\\[") {
            closed(rest, "\\[", "\\]")
        } else {
            None
        };
        let step = if rest.starts_with("$$") { 2 } else { 1 };
        at = start + len.unwrap_or(step);
        if len.is_some() {
            found.push(start..at);
        }
    }
    found
}

fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// Length in bytes of a formula between two marks.
fn closed(text: &str, open: &str, close: &str) -> Option<usize> {
    let inner = &near(text)[open.len()..];
    let end = inner.find(close)?;
    (!inner[..end].trim().is_empty()).then_some(open.len() + end + close.len())
}

/// Length in bytes of a formula between two dollars.
fn dollars(text: &str) -> Option<usize> {
    let inner = &near(text)[1..];
    if inner.starts_with(char::is_whitespace) {
        return None;
    }
    let end = inner.find('$')?;
    let is_closed = end > 0
        && !inner[..end].ends_with(char::is_whitespace)
        && !inner[end + 1..].starts_with(|c: char| c.is_ascii_digit());
    is_closed.then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_found_and_money_is_not() {
        let found = |text: &'static str| -> Vec<&str> {
            formulas(text)
                .into_iter()
                .map(|range| &text[range])
                .collect()
        };
        assert_eq!(found("从 $a = b$ 到 $$\nc\n$$。"), ["$a = b$", "$$\nc\n$$"]);
        assert_eq!(found(r"see \(x. Y\) and \[z\]"), [r"\(x. Y\)", r"\[z\]"]);
        assert_eq!(found("from $5 to $6, or $5/$6"), [""; 0]);
        assert_eq!(found("set $HOME and $$ or \\ or \\("), [""; 0]);
    }
}
