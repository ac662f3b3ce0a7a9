//! concise: a line a finding, as editors and `grep` know it.

use super::summary::Summary;
use super::{Form, Part, Style, human, painted, visible};
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

    fn file(&self, source: &Source, findings: &[Finding], style: Style) -> Part {
        lines(source, findings, style.color).into()
    }

    fn statistics(&self, summary: &Summary, color: bool) -> Option<String> {
        human::Human.statistics(summary, color)
    }
}

fn lines(source: &Source, findings: &[Finding], color: bool) -> String {
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
            finding.rule,
            visible(&finding.message),
        );
    }
    out
}
