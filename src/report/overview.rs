//! overview: many findings on one screen: a few examples, a table by rule, and the commands that go on.

use super::limit::Ranked;
use super::painted;
use super::summary::{Summary, Tally, count, grouped};
use super::{RulePages, Style};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Up to so many findings are shown one by one.
pub(super) const FEW: usize = 20;
/// No more examples than this, and no more lines of one.
const EXAMPLES: usize = 3;
const EXAMPLE_LINES: usize = 6;
/// No more rules than this in the table.
const RULES: usize = 10;
/// A screen that is higher is not filled.
const HIGHEST: usize = 60;

/// The findings for a screen while they come in: all, as long as they are few; then the first of each
/// rule.
#[derive(Debug, Default)]
pub(super) struct Overview {
    few: Vec<String>,
    first: BTreeMap<Arc<str>, String>,
    seen: usize,
    /// How to suppress the first one that a comment suppresses.
    hush: Option<String>,
}

impl Overview {
    /// Adds a finding. `text` is how it is shown.
    pub(super) fn add(&mut self, ranked: Ranked) {
        self.seen += 1;
        if self.seen <= FEW {
            self.few.push(ranked.text.clone());
            self.hush = self.hush.take().or(ranked.hush);
        }
        if !ranked.text.is_empty() {
            let example = ranked.brief.unwrap_or(ranked.text);
            self.first.entry(ranked.rule).or_insert(example);
        }
    }

    /// What is shown of all, on the lines of a screen.
    pub(super) fn end(self, summary: &Summary, style: Style, pages: RulePages<'_>) -> String {
        let (rows, commands) = (style.screen.unwrap_or_default(), style.commands);
        if self.seen <= FEW {
            let hush = self.hush.map(|hush| format!("{hush}\n\n"));
            return self.few.concat() + &hush.unwrap_or_default();
        }
        let mut rules: Vec<_> = summary.rules.iter().filter(|(_, t)| t.count > 0).collect();
        rules.sort_by_key(|(rule, tally)| (Reverse(tally.severity), Reverse(tally.count), *rule));
        // Below the table: how many are shown, three lines of commands; then the sum and the next step, which the
        // command says of every run, in two lines or three, and the prompt.
        let below = 4 + 4;
        let rows = rows.min(HIGHEST).saturating_sub(below);
        // A line for the other rules, one for an example to be parted from the table, and the example itself, which
        // says more than the last rules of the table.
        let beside = if rows >= 2 * EXAMPLE_LINES {
            EXAMPLE_LINES + 3
        } else {
            1
        };
        let named = rules.len().min(RULES).min(rows.saturating_sub(beside));
        let table = named + usize::from(named < rules.len());
        let mut left = rows.saturating_sub(table + 1);
        let mut out = String::new();
        let mut shown = 0;
        for (rule, _) in rules.iter().take(EXAMPLES) {
            let Some(text) = self.first.get(*rule) else {
                continue;
            };
            let lines: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .take(EXAMPLE_LINES)
                .collect();
            if lines.len() + 1 > left {
                break;
            }
            left -= lines.len() + 1;
            shown += 1;
            out.push_str(&lines.join("\n"));
            out.push_str("\n\n");
        }
        let all = summary.findings();
        for (rule, tally) in &rules[..named] {
            out.push_str(&row(rule, tally, all, style, pages));
        }
        if named < rules.len() {
            let _ = writeln!(out, "{:>9}  more rules", rules.len() - named);
        }
        let _ = writeln!(
            out,
            "\n{} of {} shown. All of them: `{} --all`",
            grouped(shown),
            count(all, "finding"),
            commands.check,
        );
        if !commands.has_rules {
            return out;
        }
        let why = rules.first().map_or("RULE", |(rule, _)| rule);
        let _ = writeln!(
            out,
            "Why: `copydesk explain {why}`. Review fixes first: `copydesk plan`"
        );
        out.push_str("Suppress one: `copydesk suppress RULE FILE:LINE`\n");
        out
    }
}

/// One rule: how often, which part of all that is, how bad, how many a fix cures.
fn row(rule: &str, tally: &Tally, all: usize, style: Style, pages: RulePages<'_>) -> String {
    let percent = tally.count * 100 / all.max(1);
    let counts = [
        (tally.safe, "fixable"),
        (tally.unsafe_, "unsafe"),
        (tally.suggested, "suggested"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, word)| format!("{} {word}", grouped(*count)));
    let fixable = counts.collect::<Vec<_>>().join(", ");
    let line = format!(
        "{:>9}  {percent:>3} %  {:<7}  {rule:<24}  {fixable}",
        grouped(tally.count),
        tally.severity.word(),
    );
    let line: String = line.trim_end().chars().take(style.width).collect();
    let word = painted(tally.severity, style.color);
    let line = line.replacen(tally.severity.word(), &word, 1);
    // One that is cut off is no link.
    let cell = format!("  {rule}");
    let name = pages.named(rule, Some(tally.severity), style.color);
    line.replacen(&cell, &format!("  {name}"), 1) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::finding::{Finding, Severity};
    use crate::text::span::Span;

    fn on(rows: usize, width: usize) -> Style {
        Style {
            screen: Some(rows),
            width,
            ..Style::FILE
        }
    }

    fn findings(rules: &[(&str, Severity, usize)]) -> (Overview, Summary) {
        let (mut overview, mut all) = (Overview::default(), Vec::new());
        for (rule, severity, times) in rules {
            for at in 0..*times {
                let finding = Finding {
                    rule: (*rule).into(),
                    severity: *severity,
                    span: Span::default(),
                    message: String::new(),
                    help: None,
                    fix: None,
                    moves: None,
                    host: None,
                    refused: None,
                    related: None,
                };
                overview.add(Ranked {
                    rule: finding.rule.clone(),
                    severity: *severity,
                    text: format!("{rule} {at}\nline\n\n"),
                    brief: None,
                    hush: Some(format!("{rule} {at} goes")),
                });
                all.push(finding);
            }
        }
        (overview, Summary::of(&all))
    }

    #[test]
    fn a_few_are_shown_one_by_one() {
        let (overview, summary) = findings(&[("a", Severity::Note, 2)]);
        assert_eq!(
            overview.end(&summary, on(24, 80), RulePages::NONE),
            "a 0\nline\n\na 1\nline\n\na 0 goes\n\n"
        );
    }

    #[test]
    fn many_fit_on_any_screen_the_worst_first() {
        let rules: Vec<(String, usize)> = (0..14)
            .map(|at| (format!("rule-{at:02}"), 10 + at))
            .collect();
        let mut all: Vec<(&str, Severity, usize)> = Vec::new();
        for (rule, times) in &rules {
            all.push((rule, Severity::Warning, *times));
        }
        all.push(("worst", Severity::Error, 1));
        for rows in [8, 10, 24, 40, 100] {
            let (overview, summary) = findings(&all);
            let shown = overview.end(&summary, on(rows, 60), RulePages::NONE);
            assert!(
                shown.lines().count() + 3 <= rows.clamp(8, 60),
                "{rows}:\n{shown}"
            );
            assert!(shown.lines().all(|line| line.chars().count() <= 80));
            if rows >= 24 {
                let worst = shown.find("worst").expect("it is named");
                assert!(
                    worst < shown.find("rule-13").expect("it is named"),
                    "{shown}"
                );
                let more = if rows == 24 { 8 } else { 5 };
                assert!(
                    shown.contains(&format!("{more}  more rules")),
                    "{rows}:\n{shown}"
                );
                assert!(shown.starts_with("worst 0\nline\n\n"), "{rows}:\n{shown}");
            }
            assert!(shown.contains("`copydesk check --all`"));
        }
    }
}
