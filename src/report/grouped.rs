//! grouped: the path once, and its findings below it.

use super::summary::Summary;
use super::{Form, Part, RulePages, Style, human, painted, visible};
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::fmt::Write as _;

pub(super) struct Grouped;

impl Form for Grouped {
    fn word(&self) -> &'static str {
        "grouped"
    }

    fn about(&self) -> &'static str {
        "The path once, and its findings below it"
    }

    fn file(
        &self,
        source: &Source,
        findings: &[Finding],
        style: Style,
        pages: RulePages<'_>,
    ) -> Part {
        if findings.is_empty() {
            return Part::default();
        }
        lines(source, findings, style.color, pages).into()
    }

    fn between(&self) -> &'static str {
        "\n"
    }

    fn statistics(&self, summary: &Summary, color: bool, pages: RulePages<'_>) -> Option<String> {
        human::Human.statistics(summary, color, pages)
    }
}

fn lines(source: &Source, findings: &[Finding], color: bool, pages: RulePages<'_>) -> String {
    let places: Vec<String> = findings
        .iter()
        .map(|finding| {
            let at = source.position(finding.span.start);
            format!("{}:{}", at.line, at.column)
        })
        .collect();
    let width = places.iter().map(String::len).max().unwrap_or_default();
    let mut out = format!("{}\n", visible(source.name()));
    for (finding, place) in findings.iter().zip(places) {
        let fix = finding.fix.as_ref();
        let fix = fix.map_or(String::new(), |fix| format!(" [{} fix]", fix.safety.word()));
        let _ = writeln!(
            out,
            "  {place:>width$}  {}[{}] {}{fix}",
            painted(finding.severity, color),
            pages.named(&finding.rule, Some(finding.severity), color),
            visible(&finding.message),
        );
    }
    out
}
