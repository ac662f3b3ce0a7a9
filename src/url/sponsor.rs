//! sponsor: the words by which a post says that it is paid for something.

/// How an advertisement is marked, in brackets and whole.
const MARKS: [&str; 10] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "promoted",
    "广告",
    "廣告",
    "広告",
    "赞助",
    "推广",
];

/// What leads to the name of who pays.
const BEFORE: [&str; 8] = [
    "sponsored by",
    "sponsor:",
    "sponsors:",
    "brought to you by",
    "赞助商：",
    "赞助商:",
    "広告：",
    "提供：",
];

const BRACKETS: [(char, char); 5] = [
    ('(', ')'),
    ('[', ']'),
    ('（', '）'),
    ('【', '】'),
    ('［', '］'),
];

/// No mark is longer, in bytes.
const LONGEST: usize = 40;

/// Whether a name has a sponsor in it: `sponsor`, `sponsored`, `our-sponsors`.
pub(super) fn is_sponsor(name: &str) -> bool {
    name.to_ascii_lowercase().contains("sponsor")
}

/// Whether `text` begins with a mark in brackets: `(ad)`, `[Sponsored]`.
pub(super) fn begins_marked(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '*', '_']);
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    let near = &rest[..rest.floor_char_boundary(LONGEST)];
    BRACKETS.into_iter().any(|(open, close)| {
        let words = near.split_once(close);
        first == Some(open)
            && words.is_some_and(|(words, behind)| {
                let is_link = open == '[' && behind.starts_with(['(', '[']);
                // In `(PR)` it is a pull request.
                let is_pr = open != '(' && words == "PR";
                !is_link && (is_pr || is_mark(words.trim()))
            })
    })
}

/// Whether a mark in brackets is in `line`.
pub(super) fn is_marked(line: &str) -> bool {
    let mut opens = line.match_indices(|c| BRACKETS.iter().any(|(open, _)| *open == c));
    opens.any(|(at, _)| begins_marked(&line[at..]))
}

/// Whether `text` ends with what leads to the name of who pays.
pub(super) fn ends_before_sponsor(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '\n', '*', '_']);
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST))..];
    let near = near.to_lowercase();
    BEFORE.iter().any(|words| near.ends_with(words))
}

fn is_mark(words: &str) -> bool {
    let words = words.to_lowercase();
    MARKS.contains(&words.as_str()) || is_sponsor(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_a_word_of_its_own_in_brackets() {
        for text in [
            " (ad)",
            "[Sponsored]",
            "（广告）",
            " **[PR]**",
            "(our sponsor) x",
        ] {
            assert!(begins_marked(text), "{text}");
        }
        for text in [
            "(ad hoc)",
            "ad",
            "(PR)",
            "[PR](x)",
            "(a)",
            "(",
            "x (ad)",
            "（广告",
        ] {
            assert!(!begins_marked(text), "{text}");
        }
        assert!(is_marked("- [x](y) by z (ad)"));
        assert!(!is_marked("- [ad](y) by z (add)"));
    }

    #[test]
    fn who_pays_is_named_behind_these() {
        assert!(ends_before_sponsor("This issue is sponsored by "));
        assert!(ends_before_sponsor("今天的赞助商："));
        assert!(!ends_before_sponsor("He sponsored "));
    }
}
