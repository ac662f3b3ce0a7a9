//! nesting: lines of Markdown that begin with more marks of quotations and lists than a page has levels. What
//! reads Markdown makes a level of each, and a megabyte of them costs three hundred.

use crate::html::tree_builder::DEEPEST;
use std::borrow::Cow;
use std::ops::Range;

/// `content` with what would nest deeper than a page does made text of the same length. That too much is
/// nested is still to be seen: as many levels are left as a page has.
pub(super) fn shallow(content: &str) -> Cow<'_, str> {
    let mut masked: Option<Vec<u8>> = None;
    let mut start = 0;
    for line in content.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let Some(deep) = too_deep(line) else { continue };
        let bytes = masked.get_or_insert_with(|| content.as_bytes().to_vec());
        for byte in &mut bytes[from + deep.start..from + deep.end] {
            if !byte.is_ascii_whitespace() {
                *byte = b'x';
            }
        }
    }
    masked
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map_or(Cow::Borrowed(content), Cow::Owned)
}

/// The marks at the beginning of `line` that are too deep, all of which are ASCII.
fn too_deep(line: &str) -> Option<Range<usize>> {
    if line.len() <= DEEPEST {
        return None;
    }
    let bytes = line.as_bytes();
    let is_before_text = |b: &u8| b" \t>-+*.)".contains(b) || b.is_ascii_digit();
    let end = bytes.iter().take_while(|b| is_before_text(b)).count();
    let is_blank = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
    let is_mark = |at: &usize| match bytes[*at] {
        b'>' => true,
        b'-' | b'+' | b'*' => is_blank(at + 1),
        b'.' | b')' => is_blank(at + 1) && *at > 0 && bytes[at - 1].is_ascii_digit(),
        _ => false,
    };
    let from = (0..end).filter(is_mark).nth(DEEPEST)?;
    // A rule across the page: `- - -`.
    let mut written = bytes.iter().filter(|b| !b.is_ascii_whitespace());
    let first = written.next();
    let is_rule = matches!(first, Some(b'-' | b'*')) && written.all(|b| Some(b) == first);
    (!is_rule).then_some(from..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_deep_is_text() {
        for mark in ["> ", ">", "- ", "1. ", "> * "] {
            let each = mark.matches(['>', '-', '.', '*']).count();
            let levels = DEEPEST / each;
            let within = format!("a\n{}a\n", mark.repeat(levels));
            assert_eq!(shallow(&within), within, "{mark}");
            let deeper = format!("a\n{}中\n", mark.repeat(levels + 2));
            let read = shallow(&deeper);
            assert_eq!(read.len(), deeper.len(), "{mark}");
            assert!(
                read.ends_with("x 中\n") || read.ends_with("x中\n"),
                "{mark}"
            );
            assert!(shallow(&read) == read, "{mark}");
        }
    }

    #[test]
    fn a_long_line_is_left_alone() {
        for line in [
            "- ".repeat(2000),
            "-".repeat(2000),
            "* ".repeat(2000) + "\n",
            "+---".repeat(1000) + "+",
            "1.".repeat(2000),
            " ".repeat(2000) + "> a",
            "a ".repeat(2000) + "> > >",
        ] {
            assert_eq!(shallow(&line), line);
        }
    }
}
