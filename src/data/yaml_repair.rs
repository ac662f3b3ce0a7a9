//! `yaml_repair`: YAML with several faults → each of them, with fixes that together make it readable and
//! leave all else as it was.

use crate::data::value::{Fields, Node, Value};
use crate::data::yaml;
use crate::text::problem::{Problem, Suggestion};
use crate::text::span::Span;
use std::collections::{HashMap, HashSet};

/// More faults than these are not looked for: each takes another reading,
const MOST_FAULTS: usize = 64;
/// and these are the bytes that are read for them, at the most.
const MOST_BYTES: usize = 8 << 20;

/// Reads the bytes of `span` in `text` as [`yaml::parse`] does. Where it cannot be read, each fault is
/// a problem, and they have suggestions where all of these together make it readable, without another
/// value for any entry that can be read now.
pub fn parse(text: &str, span: Span) -> Fields<'_> {
    let mut fields = yaml::parse(text, span);
    if fields.value.is_some() || fields.problems.is_empty() {
        return fields;
    }
    let before = span.of(text);
    let mut repaired = before.to_owned();
    let is_readable = repair(&mut repaired, &mut fields.problems, span.start);
    if !is_readable || !keeps_entries(before, &repaired) {
        for problem in &mut fields.problems {
            problem.suggestion = None;
        }
    }
    fields
}

/// Applies the suggestion of the last problem to `content`, which begins at byte `start` of the file,
/// looks for the next problem and goes on with that. Whether the content can be read in the end.
fn repair(content: &mut String, problems: &mut Vec<Problem>, start: u32) -> bool {
    // How many bytes were added and removed, up to where the content is repaired.
    let (mut added, mut removed) = (0, 0);
    let most = MOST_FAULTS.min(MOST_BYTES / content.len().max(1));
    while problems.len() <= most {
        let Some(Suggestion { span, text, .. }) =
            problems.last().and_then(|last| last.suggestion.clone())
        else {
            return false;
        };
        let moved = |at: u32| (at - start) as usize + added - removed;
        let range = moved(span.start)..moved(span.end);
        let end = range.start + text.len();
        content.replace_range(range, &text);
        added += text.len();
        removed += span.len() as usize;
        let whole = Span::from(0..content.len());
        let Fields {
            value,
            problems: mut next,
            ..
        } = yaml::parse(content, whole);
        if value.is_some() {
            return true;
        }
        let Some(next) = next.pop() else {
            return false;
        };
        let first = next.suggestion.as_ref().map_or(next.span, |cure| cure.span);
        // A parser gives up at the first fault: one that comes before is of our making.
        if (next.span.start.min(first.start) as usize) < end {
            return false;
        }
        let back = |span: Span| {
            let at = |at: u32| (at as usize + removed - added) as u32 + start;
            Span::new(at(span.start), at(span.end))
        };
        problems.push(Problem {
            span: back(next.span),
            suggestion: next.suggestion.map(|cure| Suggestion {
                span: back(cure.span),
                ..cure
            }),
            ..next
        });
    }
    false
}

/// Whether each entry of `before` that can be read has the same value in `after`, which can be read,
/// and no entry is gone.
pub fn keeps_entries(before: &str, after: &str) -> bool {
    let read = yaml::in_full(after, Span::from(0..after.len()));
    let Some(Value {
        node: Node::Map(after),
        ..
    }) = &read.value
    else {
        return false;
    };
    let mut values: HashMap<&str, HashSet<String>> = HashMap::new();
    for (key, value) in after {
        let key = key.as_str().unwrap_or_default();
        values
            .entry(key)
            .or_default()
            .insert(value.to_json().to_string());
    }
    let (entries, unread) = entries(before);
    let is_kept = |(key, value): &(String, String)| {
        let now = values.get(key.as_str());
        now.is_some_and(|now| now.contains(value))
    };
    after.len() >= entries.len() + unread && entries.iter().all(is_kept)
}

/// The entries of `content` that can be read, each with its value as JSON, and how many others begin with a key: what comes before
/// the first fault, and of the rest each entry that can be read alone.
fn entries(content: &str) -> (Vec<(String, String)>, usize) {
    let fields = yaml::in_full(content, Span::from(0..content.len()));
    let read = match &fields.value {
        Some(Value {
            node: Node::Map(entries),
            ..
        }) => entries,
        _ => &fields.partial,
    };
    let entry = |(key, value): &(Value<'_>, Value<'_>)| {
        (
            key.as_str().unwrap_or_default().to_owned(),
            value.to_json().to_string(),
        )
    };
    let mut entries: Vec<_> = read.iter().map(entry).collect();
    let mut unread = 0;
    if fields.value.is_some() {
        return (entries, unread);
    }
    let end = read
        .last()
        .map_or(0, |(key, value)| key.span.end.max(value.span.end));
    for group in groups(content).filter(|group| group.start >= end) {
        let alone = yaml::in_full(content, group);
        match alone.value {
            Some(Value {
                node: Node::Map(alone),
                ..
            }) if alone.len() == 1 => {
                entries.extend(alone.iter().map(entry));
            }
            _ if group
                .of(content)
                .lines()
                .next()
                .is_some_and(|line| line.contains(": ")) =>
            {
                unread += 1;
            }
            _ => {}
        }
    }
    (entries, unread)
}

/// A line at the margin and what is indented below it.
fn groups(content: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    let mut starts = Vec::new();
    for line in content.split_inclusive('\n') {
        let is_more = line.starts_with([' ', '\t', '#', '-', ']', '}', '\n', '\r']);
        if !is_more || starts.is_empty() {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([at]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|(start, end)| Span::from(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The content with all suggestions of its problems made.
    fn fixed(content: &str) -> Option<String> {
        let fields = parse(content, Span::from(0..content.len()));
        let mut cures: Vec<_> = fields
            .problems
            .into_iter()
            .map(|problem| problem.suggestion)
            .collect();
        let mut fixed = content.to_owned();
        while let Some(cure) = cures.pop() {
            let cure = cure?;
            fixed.replace_range(cure.span.range(), &cure.text);
        }
        Some(fixed)
    }

    #[test]
    fn each_fault_is_told_and_all_are_fixed_together() {
        let content = "title: a: b\ndate: 2021\nsubtitle: @c\nlinkTitle \"d\"\ne:\n\tf: g\n";
        let wanted = "title: 'a: b'\ndate: 2021\nsubtitle: '@c'\nlinkTitle: \"d\"\ne:\n  f: g\n";
        assert_eq!(fixed(content).as_deref(), Some(wanted));
    }

    #[test]
    fn no_fix_is_offered_that_leaves_it_unreadable() {
        for content in [
            "img: &c x\n- stray\ncover: *c\n",
            "title: a: b\nmore text\nc: 1\n",
            "title: [a, b: 'c\nd: e\n",
        ] {
            assert_eq!(fixed(content), None, "{content}");
        }
        let quoted = "img: &c x\ncover: *c\ntitle: , x\n";
        assert_eq!(
            fixed(quoted).as_deref(),
            Some("img: &c x\ncover: *c\ntitle: ', x'\n")
        );
    }

    const LINES: &[&str] = &[
        "kN: &aN x",
        "kN: *a0",
        "kN: plain # c",
        "kN: 'it''s'",
        "kN: \"a\nb\"",
        "kN: |\n  text: of\n   its own",
        "kN:\n  - a\n  - 'b: c'",
        "kN: [a,\n'b'\n]",
        "kN: {c: 1}",
        "kN: 12",
        "kN: true",
        "kN:",
        "# c",
        "kN: a: b",
        "kN: @x",
        "kN: , x",
        "kN: \"open",
        "kN: 'it's'",
        "kN:x",
        "kN \"b\"",
        "kN：x",
        "kN:\n\tl: 1",
        "kN: *gone",
        "- stray",
        "text",
        "kN: [a",
        "kN: ]",
        "kN: \"a\" b",
        "kN: \u{feff}a",
        "kN: \"a\"#b",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_fix_makes_it_readable_and_keeps_every_other_entry(
            lines in prop::collection::vec(prop::sample::select(LINES), 1..8),
        ) {
            let numbered = lines.iter().enumerate();
            let numbered = numbered.map(|(at, line)| line.replace('N', &at.to_string()) + "\n");
            let content: String = numbered.clone().collect();
            let whole = |text: &str| Span::from(0..text.len());
            let before = parse(&content, whole(&content));
            let Some(fixed) = fixed(&content).filter(|fixed| *fixed != content) else {
                return Ok(());
            };
            let after = yaml::in_full(&fixed, whole(&fixed));
            prop_assert!(after.problems.is_empty(), "{content:?} {fixed:?}");
            let after = after.value.expect("a value");
            // By hand: what is right alone is as it was, but for what an alias needs.
            let cures: Vec<_> = before.problems.iter().filter_map(|p| p.suggestion.as_ref()).collect();
            let mut at = 0;
            for (number, line) in numbered.enumerate() {
                let span = Span::from(at..at + line.len());
                at += line.len();
                let key = format!("k{number}");
                let alone = yaml::in_full(&line, whole(&line)).value;
                let alone = alone.and_then(|value| value.get(&key).map(Value::to_json));
                let is_touched = cures.iter().any(|cure| cure.span.start < span.end && span.start <= cure.span.end);
                // Of a key without a value, what is below may be the value.
                let alone = alone.filter(|alone| !alone.is_null());
                if let (Some(alone), false) = (alone, is_touched)
                    && !line.starts_with(' ')
                {
                    prop_assert_eq!(after.get(&key).map(Value::to_json), Some(alone), "{:?} {:?}", content, fixed);
                }
            }
        }
    }
}
