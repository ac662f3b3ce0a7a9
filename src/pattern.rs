//! Pattern: a regular expression. The only file that knows regex, whose time is linear: no pattern can
//! hang a run.

use crate::typed::{Mistake, Spanned};
use regex::Regex;
use std::ops::Range;

/// A regular expression (the syntax of Rust's `regex`).
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads what an author wrote.
    pub fn new(written: &Spanned<String>) -> Result<Self, Mistake> {
        Regex::new(written).map(Self).map_err(|error| {
            let said = error.to_string();
            let last = said.lines().last().unwrap_or_default();
            let last = last.trim_start_matches("error: ");
            Mistake::new(
                written.span,
                format!("this is no regular expression: {last}"),
            )
        })
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// Several patterns, looked for in one go: where two match at one place, the first counts.
#[derive(Clone, Debug)]
pub struct Patterns {
    all: Regex,
    /// The number of the group that each pattern is, in order.
    groups: Vec<usize>,
}

impl Patterns {
    /// Reads what an author wrote.
    pub fn new(written: &[&Spanned<String>]) -> Result<Self, Mistake> {
        let mut groups = Vec::new();
        let mut next = 1;
        for pattern in written {
            groups.push(next);
            // Its own groups follow that which it is.
            next += Pattern::new(pattern)?.0.captures_len();
        }
        let all: Vec<String> = written
            .iter()
            .map(|pattern| format!("({})", pattern.value))
            .collect();
        let span = written
            .first()
            .map(|pattern| pattern.span)
            .unwrap_or_default();
        let all =
            Regex::new(&all.join("|")).map_err(|error| Mistake::new(span, error.to_string()))?;
        Ok(Self { all, groups })
    }

    /// Whether any matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.all.is_match(text)
    }

    /// The first match from byte `at` on: which pattern it is of, and the bytes of the pattern's first
    /// group, or of all of it where it has none.
    pub fn find(&self, text: &str, at: usize) -> Option<(usize, Range<usize>)> {
        let found = self.all.captures_at(text, at)?;
        let which = self
            .groups
            .iter()
            .position(|group| found.get(*group).is_some())?;
        let group = self.groups[which];
        let end = self.groups.get(which + 1).copied().unwrap_or(found.len());
        let inner = (group + 1..end).find_map(|inner| found.get(inner));
        Some((which, inner.or(found.get(group))?.range()))
    }
}
