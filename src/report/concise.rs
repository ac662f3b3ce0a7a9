//! concise: a line a finding, as editors and `grep` know it.

use super::summary::Summary;
use super::{Form, Part, RulePages, Style, human, painted, visible};
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::fmt::Write as _;

pub(super) struct Concise;

impl Form for Concise {
    fn word(&self) -> &'static str {
        "concise"
    }

    fn about(&self) -> &'static str {
        "A line a finding"
    }

    fn file(
        &self,
        source: &Source,
        findings: &[Finding],
        style: Style,
        pages: RulePages<'_>,
    ) -> Part {
        lines(source, findings, style.color, pages).into()
    }

    fn statistics(&self, summary: &Summary, color: bool, pages: RulePages<'_>) -> Option<String> {
        human::Human.statistics(summary, color, pages)
    }
}

fn lines(source: &Source, findings: &[Finding], color: bool, pages: RulePages<'_>) -> String {
    let mut out = String::new();
    for finding in findings {
        let at = source.position(finding.span.start);
        let fix = finding.fix.as_ref();
        let fix = fix.map_or(String::new(), |fix| format!(" [{} fix]", fix.safety.word()));
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}] {}{fix}",
            visible(source.name()),
            at.line,
            at.column,
            painted(finding.severity, color),
            pages.named(&finding.rule, Some(finding.severity), color),
            visible(&finding.message),
        );
    }
    out
}
