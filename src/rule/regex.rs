//! Pattern: a regular expression. The only module that knows regex, whose time is linear: no pattern can
//! hang a run.
//!
//! To make one ready costs more than to read a post, and few posts need any: each is made ready when
//! it is first asked. What a user wrote is checked before.

use crate::data::typed::route::Mistake;
use crate::rule::regex_prefilter::Traces;
use regex::{Error, Regex};
use regex_syntax::hir::{Capture, Class, ClassUnicodeRange, Hir, HirKind};
use std::ops::Range;
use std::sync::OnceLock;

/// A regular expression (the syntax of Rust's `regex`).
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    traces: OnceLock<Option<Traces>>,
    ready: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Takes what an author wrote.
    pub fn new(written: &str) -> Self {
        Self {
            written: written.to_owned(),
            traces: OnceLock::new(),
            ready: OnceLock::new(),
        }
    }

    /// Whether it is a regular expression.
    pub fn check(&self) -> Result<(), Mistake> {
        check(&self.written)
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let parsed = || Some(vec![regex_syntax::parse(&self.written).ok()?]);
        if !may_leave(&self.traces, parsed, text) {
            return false;
        }
        let ready = self.ready.get_or_init(|| Regex::new(&self.written).ok());
        ready.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

fn check(written: &str) -> Result<(), Mistake> {
    Regex::new(written).map(drop).map_err(|error| {
        let said = error.to_string();
        let last = said.lines().last().unwrap_or_default();
        let last = last.trim_start_matches("error: ");
        let message = format!("this is no regular expression: {last}");
        let mistake = Mistake::new(message);
        if last.starts_with("look-around") {
            let help =
                "find more, and group what is meant: `a(b)c` finds a `b` between `a` and `c`";
            return mistake.helped(help);
        }
        mistake
    })
}

/// Several patterns, looked for in one go: where two match at one place, the first counts.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    written: Vec<String>,
    traces: OnceLock<Option<Traces>>,
    rough: OnceLock<Option<Regex>>,
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
    pub fn new(written: Vec<String>) -> Self {
        Self {
            written,
            ..Self::default()
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

    /// Whether each is a regular expression, and all are together. The error says which is not.
    pub fn check(&self) -> Result<(), (usize, Mistake)> {
        for (at, written) in self.written.iter().enumerate() {
            check(written).map_err(|mistake| (at, mistake))?;
        }
        let ready = Ready::new(&self.written).map(drop);
        ready.map_err(|error| (0, Mistake::new(error.to_string())))
    }

    fn ready(&self) -> Option<&Ready> {
        let ready = self.ready.get_or_init(|| Ready::new(&self.written).ok());
        ready.as_ref()
    }

    /// Whether any may match in `text`: never no where one does, and seldom yes where none does.
    /// Patterns that cannot be one may always.
    pub fn may_match(&self, text: &str) -> bool {
        if !may_leave(&self.traces, || self.parsed(), text) {
            return false;
        }
        let rough = self.rough.get_or_init(|| rough(self.parsed()?));
        rough.as_ref().is_none_or(|rough| rough.is_match(text))
    }

    fn parsed(&self) -> Option<Vec<Hir>> {
        let each = self.written.iter();
        each.map(|pattern| regex_syntax::parse(pattern).ok())
            .collect()
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

/// Whether a match of the `parsed` patterns may have left a trace in `text`.
fn may_leave(
    traces: &OnceLock<Option<Traces>>,
    parsed: impl Fn() -> Option<Vec<Hir>>,
    text: &str,
) -> bool {
    let traces = traces.get_or_init(|| Traces::of(&parsed()?));
    traces.as_ref().is_none_or(|traces| traces.any_in(text))
}

/// A class of more ranges than these is a property of Unicode: a script, or a category.
const FEW_RANGES: usize = 16;

/// Matches wherever any of the patterns does. To make `\p{Han}` ready takes as long as all else there
/// is to do with one post, and whether anything beyond ASCII is there is as good a question to
/// begin with.
fn rough(patterns: Vec<Hir>) -> Option<Regex> {
    let all = Hir::alternation(patterns.into_iter().map(widened).collect());
    Regex::new(&all.to_string()).ok()
}

/// The same with each class of many ranges made one that is exact in ASCII and holds all beyond it.
fn widened(pattern: Hir) -> Hir {
    match pattern.into_kind() {
        HirKind::Class(Class::Unicode(mut class)) => {
            if class.ranges().len() > FEW_RANGES {
                class.push(ClassUnicodeRange::new('\u{80}', char::MAX));
            }
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(repetition) => {
            let sub = widened(Hir::clone(&repetition.sub));
            // `(?:a+)?` would be written as `a+?`, which is another pattern.
            let is_repeated = matches!(sub.kind(), HirKind::Repetition(_));
            let sub = if is_repeated { grouped(sub) } else { sub };
            Hir::repetition(repetition.with(sub))
        }
        HirKind::Capture(group) => widened(*group.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(widened).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(widened).collect()),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Empty => Hir::empty(),
    }
}

fn grouped(pattern: Hir) -> Hir {
    Hir::capture(Capture {
        index: 1,
        name: None,
        sub: Box::new(pattern),
    })
}

impl Ready {
    fn new(written: &[String]) -> Result<Self, Error> {
        let named = written.iter().enumerate();
        let named = named.map(|(at, pattern)| format!("(?<{GROUP}{at}>{pattern})"));
        let all = Regex::new(&named.collect::<Vec<_>>().join("|"))?;
        let groups = all.capture_names().enumerate();
        let is_pattern = |name: Option<&str>| name.is_some_and(|name| name.starts_with(GROUP));
        let groups = groups.filter(|(_, name)| is_pattern(*name));
        let groups = groups.map(|(at, _)| at).collect();
        Ok(Self { all, groups })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(written: &[&str]) -> Patterns {
        Patterns::new(written.iter().map(|&text| text.to_owned()).collect())
    }

    #[test]
    fn what_matches_may_match() {
        let written = [
            r"\p{Han}(,)\p{Han}",
            r"(?:^|[^\p{Thai}\p{Lao}])(\u{200B}+)",
            r"\p{Ll}{3}(\.\.)(?:\s|$)",
            r"(?i)\bkärnten\b",
            "[äåæ]{2,}|ï¿½",
            r"(\d{4})?年前",
            r"(?:\s+)?foo",
            "(?:x{2}){3}y",
        ];
        let all = patterns(&written);
        let texts = [
            "中,文",
            "\u{200b}",
            "ä\u{200b}",
            "abc.. ",
            "去年前",
            "foo",
            "xxxxxxy",
            "äöü..",
            "in KÄRNTEN",
            "æå",
            "ï¿½",
        ];
        for text in texts {
            assert!(all.find(text, 0).is_some() && all.may_match(text), "{text}");
        }
        for text in ["a,b", "A.B.. ", "abc...", "中文，", "kärntens", "æ"] {
            assert!(all.find(text, 0).is_none(), "{text}");
            assert!(!all.may_match(text), "{text}");
        }
        // A character beyond ASCII is as good as any.
        assert!(all.may_match("“,”") && all.find("“,”", 0).is_none());
        assert!(patterns(&["("]).may_match("") && !patterns(&[]).may_match("a"));
    }
}
