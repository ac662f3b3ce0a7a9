//! diff: what differs between two texts. The only file that names `similar`.

use crate::text::edit::Edits;
use similar::{Algorithm, capture_diff_slices};
use std::fmt::Write as _;
use std::ops::Range;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;
/// What diff and git say of a last line without its end.
pub const NO_END: &str = "\\ No newline at end of file";

/// Lines that are replaced: their places before and after.
type Change = (Range<usize>, Range<usize>);

/// The lines of a text as git and patch count them: LF alone ends one.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// What two texts have in common: where each run of it begins in both, in characters, and its length.
pub fn common(before: &[char], after: &[char]) -> Vec<(usize, usize, usize)> {
    let operations = capture_diff_slices(Algorithm::Myers, before, after).into_iter();
    let equal = operations.filter_map(|operation| match operation {
        similar::DiffOp::Equal {
            old_index,
            new_index,
            len,
        } => Some((old_index, new_index, len)),
        _ => None,
    });
    equal.collect()
}

/// Lines that differ with three around them.
#[derive(Debug)]
pub struct Hunk<'t> {
    /// `@@ -1,7 +1,7 @@`, which says where they are.
    pub head: String,
    /// Each line with its end, and whether it is in both texts, in the first (`-`) or in the second (`+`).
    pub lines: Vec<(char, &'t str)>,
}

/// Hunks as git and patch read them.
pub fn written(hunks: &[Hunk<'_>]) -> String {
    let mut out = String::new();
    for hunk in hunks {
        let _ = writeln!(out, "{}", hunk.head);
        for (sign, line) in &hunk.lines {
            out.push(*sign);
            out.push_str(line);
            if !line.ends_with('\n') {
                let _ = writeln!(out, "\n{NO_END}");
            }
        }
    }
    out
}

/// The hunks of a unified diff of two texts.
pub fn unified<'t>(before: &'t str, after: &'t str) -> Vec<Hunk<'t>> {
    let (before, after) = (lines(before), lines(after));
    let operations = capture_diff_slices(Algorithm::Myers, &before, &after);
    let changes = operations
        .iter()
        .filter(|operation| operation.tag() != similar::DiffTag::Equal)
        .map(|operation| (operation.old_range(), operation.new_range()));
    hunks(&before, &after, &changes.collect::<Vec<_>>())
}

/// The same of a text and `after`, which `edits` make of it: in one pass over both, however much differs.
pub fn unified_by<'t>(before: &'t str, after: &'t str, edits: &Edits) -> Vec<Hunk<'t>> {
    let regions = regions(before, edits);
    let (before, after) = (lines(before), lines(after));
    let (mut old, mut new) = (Counter::of(&before), Counter::of(&after));
    let changes = regions.into_iter().filter_map(|(from, to)| {
        let (mut from, mut to) = (
            old.at(from.start)..old.at(from.end),
            new.at(to.start)..new.at(to.end),
        );
        while !from.is_empty() && !to.is_empty() && before[from.start] == after[to.start] {
            (from.start, to.start) = (from.start + 1, to.start + 1);
        }
        while !from.is_empty() && !to.is_empty() && before[from.end - 1] == after[to.end - 1] {
            (from.end, to.end) = (from.end - 1, to.end - 1);
        }
        (!from.is_empty() || !to.is_empty()).then_some((from, to))
    });
    let changes: Vec<Change> = changes.collect();
    hunks(&before, &after, &changes)
}

/// The whole lines that the edits touch, as bytes before and after. No byte is looked at twice: a post may
/// be one line with a thousand edits.
fn regions(before: &str, edits: &Edits) -> Vec<(Range<usize>, Range<usize>)> {
    let mut regions: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    // How much longer the text is behind the edits so far.
    let mut longer = 0isize;
    let line_end = |at: usize| {
        before[at..]
            .find('\n')
            .map_or(before.len(), |len| at + len + 1)
    };
    for edit in edits.as_slice() {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let earlier = longer;
        longer += edit.text.len().cast_signed() - (end - start).cast_signed();
        let known = regions.last().map_or(0, |(old, _)| old.end);
        // A last line without its end goes on where an edit adds to it.
        let goes_on = start == known && start > 0 && !before[..start].ends_with('\n');
        if let Some((old, new)) = regions.last_mut()
            && (start < known || goes_on)
        {
            // Where it takes the end of the last line away, that goes on in the next.
            if end > known || (end == known && !edit.text.ends_with('\n')) {
                old.end = line_end(end);
            }
            new.end = old.end.strict_add_signed(longer);
            continue;
        }
        let from = before[known..start]
            .rfind('\n')
            .map_or(known, |at| known + at + 1);
        let is_whole = start == from
            && (edit.text.is_empty() || edit.text.ends_with('\n'))
            && (end == start || before[..end].ends_with('\n'));
        let to = if is_whole { end } else { line_end(end) };
        let new = from.strict_add_signed(earlier)..to.strict_add_signed(longer);
        regions.push((from..to, new));
    }
    regions
}

/// Which line begins at a byte, asked in their order.
struct Counter<'l> {
    lines: &'l [&'l str],
    line: usize,
    start: usize,
}

impl<'l> Counter<'l> {
    fn of(lines: &'l [&'l str]) -> Self {
        Self {
            lines,
            line: 0,
            start: 0,
        }
    }

    fn at(&mut self, byte: usize) -> usize {
        while self.start < byte && self.line < self.lines.len() {
            self.start += self.lines[self.line].len();
            self.line += 1;
        }
        self.line
    }
}

fn hunks<'t>(before: &[&'t str], after: &[&'t str], changes: &[Change]) -> Vec<Hunk<'t>> {
    let mut hunks = Vec::new();
    let is_near = |a: &Change, b: &Change| b.0.start - a.0.end <= 2 * CONTEXT;
    for group in changes.chunk_by(is_near) {
        let ((first, to), (last, _)) = (&group[0], &group[group.len() - 1]);
        let lead = first.start.min(CONTEXT);
        let behind = (before.len() - last.end).min(CONTEXT);
        let (old, new) = (first.start - lead..last.end + behind, to.start - lead);
        let added = group.iter().map(|(_, new)| new.len()).sum::<usize>();
        let removed = group.iter().map(|(old, _)| old.len()).sum::<usize>();
        let new = new..new + old.len() - removed + added;
        let mut lines = Vec::new();
        let mut put = |sign, all: &[&'t str]| lines.extend(all.iter().map(|line| (sign, *line)));
        let mut at = old.start;
        // Changes that touch are one: what is gone, and then what comes in its place.
        for run in group.chunk_by(|a, b| a.0.end == b.0.start) {
            let ((first, to), (last, new)) = (&run[0], &run[run.len() - 1]);
            put(' ', &before[at..first.start]);
            put('-', &before[first.start..last.end]);
            put('+', &after[to.start..new.end]);
            at = last.end;
        }
        put(' ', &before[at..old.end]);
        let head = format!("@@ -{} +{} @@", place(&old), place(&new));
        hunks.push(Hunk { head, lines });
    }
    hunks
}

/// The first line, from 1, and how many; of none the line before them.
fn place(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => (lines.start + 1).to_string(),
        count => format!("{},{count}", lines.start + 1),
    }
}

/// The stretches of `before`, in pieces and in order, in whose place `after` has something else. An
/// empty one is a place where `after` has more.
pub fn replaced(before: &[&str], after: &[&str]) -> Vec<Range<usize>> {
    let operations = capture_diff_slices(Algorithm::Myers, before, after);
    let is_change = |operation: &&similar::DiffOp| operation.tag() != similar::DiffTag::Equal;
    let changes = operations.iter().filter(is_change);
    changes.map(similar::DiffOp::old_range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::edit::Edit;
    use crate::text::span::Span;
    use proptest::prelude::*;

    #[test]
    fn what_differs_is_told_in_pieces_of_the_first() {
        let replaced = |before: &str, after: &str| {
            let pieces = [before, after].map(|text| text.split(' ').collect::<Vec<_>>());
            replaced(&pieces[0], &pieces[1])
        };
        assert!(replaced("a b c", "a b c").is_empty());
        assert_eq!(replaced("a b c d", "a x c y"), vec![1..2, 3..4]);
        assert_eq!(replaced("a c", "a b c"), vec![1..1]);
    }

    #[test]
    fn a_lone_carriage_return_ends_no_line_of_a_diff() {
        assert_eq!(
            written(&unified("a\rb\r", "a\rc\r")),
            format!("@@ -1 +1 @@\n-a\rb\r\n{NO_END}\n+a\rc\r\n{NO_END}\n")
        );
    }

    fn edited() -> impl Strategy<Value = (String, Edits)> {
        let edit = (0..40_u32, 0..5_u32, "[ab\r\n]{0,4}");
        ("[ab\r\n]{0,30}", proptest::collection::vec(edit, 0..5)).prop_map(|(text, edits)| {
            let end = text.len() as u32;
            let mut all: Vec<Edit> = Vec::new();
            for (at, len, new) in edits {
                let start = at.min(end);
                let edit = Edit::replace(Span::new(start, (start + len).min(end)), new);
                let more = all.iter().cloned().chain([edit.clone()]).collect();
                if Edits::new(more).is_some() {
                    all.push(edit);
                }
            }
            (text, Edits::new(all).expect("they are disjoint"))
        })
    }

    proptest! {
        /// The edits are another way to the same: what a reader of the diff makes of it is the text.
        #[test]
        fn a_diff_by_edits_says_what_they_do((before, edits) in edited()) {
            let after = edits.apply(&before);
            for hunks in [unified_by(&before, &after, &edits), unified(&before, &after)] {
                let diff = written(&hunks);
                prop_assert_eq!(applied(&before, &diff), Some(after.clone()), "{:?}", diff);
            }
        }
    }

    /// What `patch` makes of a text, where the hunks fit it to the letter.
    fn applied(before: &str, diff: &str) -> Option<String> {
        let lines = lines(before);
        let (mut at, mut out) = (0, String::new());
        let mut told = diff.split_inclusive('\n').peekable();
        while let Some(line) = told.next() {
            if let Some(head) = line.strip_prefix("@@ -") {
                let (first, count) = head
                    .split(' ')
                    .next()?
                    .split_once(',')
                    .unwrap_or((head.split(' ').next()?, "1"));
                let first: usize = first.parse().ok()?;
                let first = if count == "0" { first } else { first - 1 };
                out.extend(lines.get(at..first)?.iter().copied());
                at = first;
                continue;
            }
            let (sign, text) = line.split_at(1);
            let has_no_end = told.next_if(|next| next.starts_with('\\')).is_some();
            let text = if has_no_end {
                text.strip_suffix('\n')?
            } else {
                text
            };
            if sign != "+" {
                (*lines.get(at)? == text).then_some(())?;
                at += 1;
            }
            if sign != "-" {
                out.push_str(text);
            }
        }
        out.extend(lines.get(at..)?.iter().copied());
        Some(out)
    }
}
