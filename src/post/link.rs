//! link: where the text and the address of a link are written, and code that the text may hold.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

/// How many backticks `text` begins with.
pub(super) fn run_len(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b'`').count()
}

/// The runs of backticks in `text` from byte `from` on: where each begins, and its length.
fn runs(text: &str, from: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'`', &text.as_bytes()[at..])?;
        let len = run_len(&text[start..]);
        at = start + len;
        Some((start, len))
    })
}

/// Where the last run of backticks of each length begins.
pub(super) fn last_runs(text: &str) -> HashMap<usize, usize> {
    runs(text, 0).map(|(start, len)| (len, start)).collect()
}

/// Length in bytes of the code span that `text` begins with, behind so many backticks; of those alone
/// where no run ends it.
pub(super) fn code_span(text: &str, ticks: usize) -> usize {
    let end = runs(text, ticks).find(|(_, len)| *len == ticks);
    end.map_or(ticks, |(start, len)| start + len)
}

/// The destination that `text` begins with, white space before it passed over. CommonMark, 6.3.
pub(super) fn destination(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let bytes = text.as_bytes();
    let mut at = start;
    if bytes.get(start) == Some(&b'<') {
        while let Some(&b) = bytes.get(at + 1) {
            match b {
                b'>' => return Some(start + 1..at + 1),
                b'\n' => return None,
                b'\\' => at += 1,
                _ => {}
            }
            at += 1;
        }
        return None;
    }
    let mut depth = 0usize;
    while let Some(&b) = bytes.get(at) {
        match b {
            b' ' | b'\t' | b'\n' | b'\r' => break,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            _ => {}
        }
        at += 1;
    }
    (at > start).then_some(start..at)
}

/// A label of a link as it is looked for: CommonMark, 4.7.
pub(super) fn sought(written: &str) -> String {
    let words: Vec<&str> = written.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Where the text ends of the link or the image that `written` begins with.
pub(super) fn text_end(written: &str) -> usize {
    let bytes = written.as_bytes();
    let ends = OnceCell::new();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        match b {
            b'\\' => at += 1,
            b'`' => {
                let ticks = run_len(&written[at..]);
                // Without a run to end it, it is looked for once and not for each run anew.
                let last = ends.get_or_init(|| last_runs(written)).get(&ticks);
                let is_closed = last.is_some_and(|last| *last > at);
                at += if is_closed {
                    code_span(&written[at..], ticks)
                } else {
                    ticks
                } - 1;
            }
            b'[' => depth += 1,
            b']' if depth <= 1 => return at,
            b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    written.len()
}
