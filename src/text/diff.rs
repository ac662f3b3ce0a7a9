//! diff: what differs between two texts. The only file that names `similar`.

use similar::{Algorithm, TextDiff, capture_diff_slices};
use std::ops::Range;

/// The lines that differ with three around them, as a unified diff; `names` of the two files are its head.
pub fn unified(before: &str, after: &str, names: Option<(&str, &str)>) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut unified = diff.unified_diff();
    unified.context_radius(3);
    if let Some((before, after)) = names {
        unified.header(before, after);
    }
    unified.to_string()
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
}
