//! concise: a line a finding, as editors and `grep` know it.

use super::visible;
use crate::finding::Finding;
use crate::source::Source;
use std::fmt::Write as _;

pub(super) fn file(source: &Source, findings: &[Finding]) -> String {
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
            finding.severity.word(),
            finding.rule,
            visible(&finding.message),
        );
    }
    out
}
