//! Pattern: a regular expression. The only file that knows regex, whose time is linear: no pattern can
//! hang a run.
//!
//! To make one ready costs more than to read a post, and few posts need any: each is made ready when
//! it is first asked. What a user wrote is checked before.

use crate::typed::{Mistake, Spanned};
use regex::{Error, Regex};
use std::ops::Range;
use std::sync::OnceLock;

/// A regular expression (the syntax of Rust's `regex`).
#[derive(Clone, Debug)]
pub struct Pattern {
    written: Spanned<String>,
    ready: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Takes what an author wrote.
    pub fn new(written: &Spanned<String>) -> Self {
        Self {
            written: written.clone(),
            ready: OnceLock::new(),
        }
    }

    /// Whether it is a regular expression.
    pub fn check(&self) -> Result<(), Mistake> {
        check(&self.written)
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let ready = self.ready.get_or_init(|| Regex::new(&self.written).ok());
        ready.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

fn check(written: &Spanned<String>) -> Result<(), Mistake> {
    Regex::new(written).map(drop).map_err(|error| {
        let said = error.to_string();
        let last = said.lines().last().unwrap_or_default();
        let last = last.trim_start_matches("error: ");
        Mistake::new(
            written.span,
            format!("this is no regular expression: {last}"),
        )
    })
}

/// Several patterns, looked for in one go: where two match at one place, the first counts.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    written: Vec<Spanned<String>>,
    ready: OnceLock<Option<Ready>>,
}

#[derive(Clone, Debug)]
struct Ready {
    all: Regex,
    /// The number of the group that each pattern is, in order.
    groups: Vec<usize>,
}

/// How the group that a pattern is begins its name; no author writes such a name.
const GROUP: &str = "copydesk_pattern_";

impl Patterns {
    /// Takes what an author wrote.
    pub fn new(written: Vec<Spanned<String>>) -> Self {
        Self {
            written,
            ready: OnceLock::new(),
        }
    }

    /// All of `several` in one.
    pub fn joined<'p>(several: impl Iterator<Item = &'p Self>) -> Self {
        Self::new(
            several
                .flat_map(|one| one.written.iter().cloned())
                .collect(),
        )
    }

    /// Whether each is a regular expression, and all are together.
    pub fn check(&self) -> Result<(), Mistake> {
        self.written.iter().try_for_each(check)?;
        let span = self.written.first().map(|pattern| pattern.span);
        Ready::new(&self.written)
            .map(drop)
            .map_err(|error| Mistake::new(span.unwrap_or_default(), error.to_string()))
    }

    fn ready(&self) -> Option<&Ready> {
        let ready = self.ready.get_or_init(|| Ready::new(&self.written).ok());
        ready.as_ref()
    }

    /// Whether any may match in `text`. Patterns that cannot be one may always.
    pub fn may_match(&self, text: &str) -> bool {
        self.ready().is_none_or(|ready| ready.all.is_match(text))
    }

    /// The first match from byte `at` on: which pattern it is of, and the bytes of the pattern's first
    /// group, or of all of it where it has none.
    pub fn find(&self, text: &str, at: usize) -> Option<(usize, Range<usize>)> {
        let Ready { all, groups } = self.ready()?;
        let found = all.captures_at(text, at)?;
        let which = groups
            .iter()
            .position(|group| found.get(*group).is_some())?;
        let group = groups[which];
        let end = groups.get(which + 1).copied().unwrap_or(found.len());
        let inner = (group + 1..end).find_map(|inner| found.get(inner));
        Some((which, inner.or(found.get(group))?.range()))
    }
}

impl Ready {
    fn new(written: &[Spanned<String>]) -> Result<Self, Error> {
        let named = written.iter().enumerate();
        let named = named.map(|(at, pattern)| format!("(?<{GROUP}{at}>{})", pattern.value));
        let all = Regex::new(&named.collect::<Vec<_>>().join("|"))?;
        let groups = all.capture_names().enumerate();
        let is_pattern = |name: Option<&str>| name.is_some_and(|name| name.starts_with(GROUP));
        let groups = groups.filter(|(_, name)| is_pattern(*name));
        let groups = groups.map(|(at, _)| at).collect();
        Ok(Self { all, groups })
    }
}
