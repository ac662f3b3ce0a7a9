//! window: a line with marked stretches → all of it, or what is around each of them where it is long.

use super::Style;
use crate::text::invisible::is_command;
use std::ops::Range;
use unicode_width::UnicodeWidthChar as _;

/// A line that fills more rows of the terminal than these is shown by windows.
const MOST_ROWS: usize = 3;
/// What is left out.
const CUT: &str = "…";

/// Which side of a change a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Old,
    New,
}

/// A line, and what of it differs, in bytes of it and in order.
#[derive(Debug)]
pub(super) struct Marked<'t> {
    pub(super) text: &'t str,
    pub(super) marks: Vec<Range<usize>>,
    pub(super) side: Side,
}

impl Marked<'_> {
    /// Whether the line is shown by windows.
    pub(super) fn is_long(&self, style: Style) -> bool {
        columns(self.text) > MOST_ROWS * style.width
    }

    /// All of the line.
    pub(super) fn whole(&self, style: Style) -> String {
        // Without colours a short line says it by itself, and brackets would look like a part of it.
        let is_marked = style.color && self.marks.first() != Some(&(0..self.text.len()));
        let marks = if is_marked { &*self.marks } else { &[] };
        self.painted(0..self.text.len(), marks, style)
    }

    /// What is around each mark; marks that are near have one window. `width` is in columns.
    pub(super) fn windows(&self, width: usize, style: Style) -> Vec<String> {
        let is_near = |a: &Range<usize>, b: &Range<usize>| {
            columns(&self.text[a.end..b.start.max(a.end)]) < width / 4
        };
        let windows = self.marks.chunk_by(is_near).map(|marks| {
            let room = width.saturating_sub(2 * CUT.len() + 4 * marks.len());
            let (from, to) = (marks[0].start, marks[marks.len() - 1].end);
            let to = from + fitting(self.text[from..to].chars(), room).0;
            let left = room.saturating_sub(columns(&self.text[from..to]));
            let (behind, used) = fitting(self.text[to..].chars(), left / 2);
            let (before, _) = fitting(self.text[..from].chars().rev(), left - used);
            let (start, end) = (from - before, to + behind);
            let [lead, rest] =
                [start > 0, end < self.text.len()].map(|is_cut| if is_cut { CUT } else { "" });
            format!("{lead}{}{rest}", self.painted(start..end, marks, style))
        });
        windows.collect()
    }

    /// A stretch of the line, with those marks that are in it.
    fn painted(&self, range: Range<usize>, marks: &[Range<usize>], style: Style) -> String {
        let [open, close] = marks_of(self.side, style);
        let mut out = String::new();
        let mut at = range.start;
        for mark in marks {
            let mark = mark.start.max(at)..mark.end.min(range.end);
            if mark.is_empty() {
                continue;
            }
            out.push_str(&seen(&self.text[at..mark.start]));
            out.push_str(open);
            out.push_str(&seen(&self.text[mark.clone()]));
            out.push_str(close);
            at = mark.end;
        }
        out.push_str(&seen(&self.text[at..range.end]));
        out
    }
}

/// What is written before and behind what differs; nothing, where a program reads it.
pub(super) fn marks_of(side: Side, style: Style) -> [&'static str; 2] {
    match side {
        // ECMA-48, 8.3.117 "SGR": 7 is a negative image, 27 a positive one.
        _ if style.color => ["\u{1b}[7m", "\u{1b}[27m"],
        _ if !style.is_seen => ["", ""],
        // As in `git diff --word-diff`.
        Side::Old => ["[-", "-]"],
        Side::New => ["{+", "+}"],
    }
}

/// The bytes of `old` and `new` that differ, from the first to the last one.
pub(super) fn changed(old: &str, new: &str) -> [Range<usize>; 2] {
    let pairs = old.chars().zip(new.chars());
    let same = pairs.take_while(|(a, b)| a == b);
    let start: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let pairs = old[start..].chars().rev().zip(new[start..].chars().rev());
    let same = pairs.take_while(|(a, b)| a == b);
    let end: usize = same.map(|(c, _)| c.len_utf8()).sum();
    [start..old.len() - end, start..new.len() - end]
}

/// The bytes and columns of the first of `chars` for which there is room.
fn fitting(chars: impl Iterator<Item = char>, room: usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    for c in chars {
        let width = column(c);
        if used + width > room {
            break;
        }
        (bytes, used) = (bytes + c.len_utf8(), used + width);
    }
    (bytes, used)
}

fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

fn column(c: char) -> usize {
    match c {
        '\t' => 1,
        c if is_command(c) => c.escape_default().count(),
        c => c.width().unwrap_or(1),
    }
}

/// As `visible`, but tabs keep what is indented in its place.
fn seen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(c),
            c if is_command(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: Style = Style {
        width: 40,
        is_seen: true,
        ..Style::FILE
    };

    #[test]
    fn what_differs_is_between_what_is_common() {
        assert_eq!(changed("http://a", "https://a"), [4..4, 4..5]);
        assert_eq!(changed("中a文", "中b文"), [3..4, 3..4]);
        assert_eq!(changed("aa", "a"), [1..2, 1..1]);
        assert_eq!(changed("", ""), [0..0, 0..0]);
    }

    #[test]
    fn a_long_line_is_shown_around_each_mark() {
        let text = format!("{}http://a.example/x{}", "甲".repeat(500), "乙".repeat(500));
        let line = Marked {
            text: &text,
            marks: std::iter::once(1500..1504).collect(),
            side: Side::Old,
        };
        assert!(line.is_long(PLAIN));
        let windows = line.windows(40, PLAIN);
        let [window] = &*windows else {
            panic!("{windows:?}")
        };
        assert!(
            window.starts_with("…甲") && window.contains("甲[-http-]://a.ex"),
            "{window}"
        );
        assert!(window.ends_with('…') && columns(window) <= 40, "{window}");
    }

    proptest! {
        /// Whatever is in a line, nothing reaches the terminal raw, and each window fits.
        #[test]
        fn windows_fit_and_hold_no_command(
            text in "[a中\u{1b}\u{202e}\t 👩]{0,80}", cuts in prop::collection::vec(0..200_usize, 0..6), width in 20..60_usize
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| text.floor_char_boundary(at.min(text.len()))).collect();
            cuts.sort_unstable();
            let marks: Vec<_> = cuts.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
            let line = Marked { text: &text, marks, side: Side::New };
            for shown in line.windows(width, PLAIN) {
                prop_assert!(!shown.contains(|c| c != '\t' && is_command(c)));
                prop_assert!(columns(&shown) <= width.max(30), "{:?}", shown);
            }
            prop_assert!(!line.whole(PLAIN).contains(|c| c != '\t' && is_command(c)));
        }
    }
}
