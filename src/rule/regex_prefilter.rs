//! trace: three bytes in a row that a match of a pattern cannot do without, and whether a text has
//! any such.
//!
//! An automaton waits at each byte for what the one before it led to; here no byte waits for another,
//! which takes a third of the time, and nearly every text has none of the traces.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};
use std::collections::BTreeMap;

/// How many bytes are looked at together.
const WIDTH: usize = 3;
/// Ways to match beyond this number are not told apart.
const MOST: usize = 64;
/// A class of more characters beyond ASCII than these is any of them.
const FEW_CHARS: usize = 8;

/// What a byte may be: from the first of two to the second.
type Ranges = Vec<(u8, u8)>;

/// A byte of a match; `None` where anything may stand, or nothing.
type Step = Option<Ranges>;

/// What traces the matches of some patterns leave.
#[derive(Clone, Debug)]
pub(super) struct Traces {
    /// For each place in a trace and each byte, a bit for each trace that can have it there.
    bits: Box<[[u64; 256]; WIDTH]>,
}

impl Traces {
    /// The traces of `patterns`; `None` where one of them can match without any.
    pub(super) fn of(patterns: &[Hir]) -> Option<Self> {
        // Those that begin alike share a bit.
        let mut ends: BTreeMap<[Ranges; 2], Ranges> = BTreeMap::new();
        for way in patterns.iter().flat_map(ways) {
            let mut trace = rarest(&way)?.iter().flatten().cloned();
            let [first, second, third] =
                std::array::from_fn(|_| trace.next().unwrap_or(vec![(0, u8::MAX)]));
            ends.entry([first, second]).or_default().extend(third);
        }
        let mut bits = Box::new([[0; 256]; WIDTH]);
        for (number, ([first, second], third)) in ends.into_iter().enumerate() {
            // Where there are many, some share one by chance: a text is suspected once too often.
            let bit = 1 << (number % 64);
            for (of_place, ranges) in bits.iter_mut().zip([first, second, third]) {
                for byte in ranges.into_iter().flat_map(|(from, to)| from..=to) {
                    of_place[usize::from(byte)] |= bit;
                }
            }
        }
        Some(Self { bits })
    }

    /// Whether there is a trace anywhere in `text`.
    pub(super) fn any_in(&self, text: &str) -> bool {
        let [first, second, third] = &*self.bits;
        // What traces have had their first byte just now, and their first two, and all three ever.
        let (mut one, mut two, mut all) = (0, 0, 0);
        let mut next = |b: u8| {
            let b = usize::from(b);
            all |= two & third[b];
            two = one & second[b];
            one = first[b];
        };
        text.bytes().for_each(&mut next);
        // A trace may need less than three bytes, and end where the text does.
        [0; WIDTH - 1].into_iter().for_each(next);
        all != 0
    }
}

/// Ways in which `pattern` can match; each match goes one of them.
fn ways(pattern: &Hir) -> Vec<Vec<Step>> {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![Vec::new()],
        HirKind::Literal(literal) => vec![literal.0.iter().map(|b| Some(vec![(*b, *b)])).collect()],
        HirKind::Class(Class::Unicode(class)) => of_class(class),
        HirKind::Class(Class::Bytes(_)) => vec![vec![None]],
        HirKind::Capture(group) => ways(&group.sub),
        HirKind::Repetition(repetition) => {
            let once = ways(&repetition.sub);
            let least = (repetition.min as usize).min(WIDTH);
            let ways = (0..least).fold(vec![Vec::new()], |ways, _| joined(ways, &once));
            joined(ways, &[vec![None]])
        }
        HirKind::Concat(parts) => {
            let parts = parts.iter().map(ways);
            parts.fold(vec![Vec::new()], |ways, part| joined(ways, &part))
        }
        HirKind::Alternation(parts) => {
            let all: Vec<_> = parts.iter().flat_map(ways).collect();
            if all.len() > MOST {
                vec![vec![None]]
            } else {
                all
            }
        }
    }
}

/// Each of `before` and then each of `after`.
fn joined(before: Vec<Vec<Step>>, after: &[Vec<Step>]) -> Vec<Vec<Step>> {
    if before.len() * after.len() > MOST {
        return joined(before, &[vec![None]]);
    }
    let pairs = before
        .iter()
        .flat_map(|way| after.iter().map(move |more| (way, more)));
    pairs
        .map(|(way, more)| [way.as_slice(), more].concat())
        .collect()
}

/// The ways of one character: by one byte, by the bytes of each that is rare, by the last byte of any.
fn of_class(class: &ClassUnicode) -> Vec<Vec<Step>> {
    let mut ascii = Vec::new();
    let mut beyond = Vec::new();
    let mut count = 0;
    for range in class.ranges() {
        let (from, to) = (range.start(), range.end());
        if from.is_ascii() {
            ascii.push((from as u8, to.min('\x7f') as u8));
        }
        if !to.is_ascii() {
            let range = from.max('\u{80}')..=to;
            count += *range.end() as usize - *range.start() as usize + 1;
            beyond.push(range);
        }
    }
    let mut ways = Vec::new();
    if !ascii.is_empty() {
        ways.push(vec![Some(ascii)]);
    }
    if count > FEW_CHARS {
        ways.push(vec![None, Some(vec![(0x80, 0xbf)])]);
    } else {
        for c in beyond.into_iter().flatten() {
            let bytes = c.to_string().into_bytes().into_iter();
            ways.push(bytes.map(|b| Some(vec![(b, b)])).collect());
        }
    }
    ways
}

/// The bytes in a row on `way` that prose has most rarely; `None` where none are known.
fn rarest(way: &[Step]) -> Option<&[Step]> {
    let rows = way.split(Option::is_none).filter(|row| !row.is_empty());
    let traces = rows.flat_map(|row| row.windows(WIDTH.min(row.len())));
    let rareness = |trace: &&[Step]| {
        let unknown = EVERY.pow((WIDTH - trace.len()) as u32);
        let together = trace.iter().map(often).product::<u64>() * unknown;
        // The bytes of one character stand together more often than those of two.
        let is_lead = |ranges: &Ranges| ranges.iter().any(|(from, _)| *from >= 0xc0);
        let begins_one = trace[0].as_ref().is_some_and(is_lead);
        if begins_one { 8 * together } else { together }
    };
    // Of two, the later: `。` and another sign of its kind, rather than `。` and any.
    traces.rev().min_by_key(rareness)
}

/// Of so many bytes of prose, as [`often`] counts.
const EVERY: u64 = 1000;

/// How many bytes of a thousand are one of these, by and large, in posts of several languages. It
/// decides how quick a search is, and nothing else.
fn often(step: &Step) -> u64 {
    let of_byte = |byte: u8| match byte {
        0x80..=0xbf => 8,
        0xe3..=0xe9 => 35,
        b'a'..=b'z' | b' ' => 15,
        // The signs that Chinese and Japanese write as wide as a character.
        0xef => 20,
        0xe2 | b'0'..=b'9' => 4,
        _ => 1,
    };
    let ranges = step.iter().flatten();
    let bytes = ranges.flat_map(|&(from, to)| from..=to);
    bytes.map(of_byte).sum::<u64>().min(EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::regex::Patterns;
    use proptest::prelude::*;
    use regex::Regex;

    fn traces(pattern: &str) -> Option<Traces> {
        let pattern = regex_syntax::parse(pattern).expect("a pattern");
        Traces::of(&[pattern])
    }

    #[test]
    fn a_trace_is_what_prose_seldom_has() {
        let has = |pattern: &str, text: &str| traces(pattern).is_none_or(|all| all.any_in(text));
        assert!(has(r"\p{Han}(,)\p{Han}", "中,文"));
        assert!(!has(r"\p{Han}(,)\p{Han}", "a, b，中文。"));
        assert!(!has("。{2}", "中。文「か」。"));
        assert!(has("。{2}", "中。。"));
        assert!(!has(r"\p{L}([，、；]。)", "中，文；か、な「の」。"));
        assert!(has("a$", "b a"));
        assert!(has(r"\s*", ""));
        assert!(!has("[\u{200b}\u{feff}]+", "中“a”…だ》、"));
    }

    const PARTS: &[&str] = &[
        "a",
        "é",
        "。",
        ",",
        r"\s",
        "[ab,]",
        "[^a]",
        "[。，、]",
        r"\p{Han}",
        "(a|。)",
        "(。|b|)",
        "^",
        "$",
        r"\b",
        "a+",
        "。*",
        ",{2,}",
        "[a-z。]{2}",
        "(?i:é)",
        "(?:a+)?",
        "(,{2})?",
        "(?:a{2}){2}",
        "a?",
    ];

    proptest! {
        #[test]
        fn what_matches_leaves_a_trace(
            parts in prop::collection::vec(prop::sample::select(PARTS), 1..7),
            text in "(a|b|é|É|中|文|。|，|、|,| |\n){0,8}",
        ) {
            let pattern = parts.concat();
            let regex = Regex::new(&pattern).expect("a pattern");
            if regex.is_match(&text) {
                let traces = traces(&pattern);
                prop_assert!(traces.is_none_or(|traces| traces.any_in(&text)));
                prop_assert!(Patterns::new(vec![pattern]).may_match(&text));
            }
        }
    }
}
