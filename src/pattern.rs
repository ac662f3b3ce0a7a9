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

    /// One pattern that matches where any of `patterns` does. The error is that they are too many.
    pub fn any(patterns: &[&Self]) -> Result<Self, String> {
        let all: Vec<String> = patterns
            .iter()
            .map(|pattern| format!("(?:{})", pattern.0))
            .collect();
        Regex::new(&all.join("|"))
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// Where the first match from byte `at` on begins.
    pub fn start(&self, text: &str, at: usize) -> Option<usize> {
        Some(self.0.find_at(text, at)?.start())
    }

    /// The first match from byte `at` on: where it begins, and the bytes of its first group, or of all
    /// of it where it has none.
    pub fn find(&self, text: &str, at: usize) -> Option<(usize, Range<usize>)> {
        let found = self.0.captures_at(text, at)?;
        let whole = found.get(0)?;
        Some((whole.start(), found.get(1).unwrap_or(whole).range()))
    }
}
