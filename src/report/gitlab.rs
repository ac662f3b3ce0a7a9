//! gitlab: the Code Quality report of GitLab, which a merge request shows.

use super::limit::Kept;
use super::{End, Form, Part, RulePages, Style};
use crate::lint::fingerprint::fingerprints;
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;
use serde_json::json;

pub(super) struct Gitlab;

impl Form for Gitlab {
    fn word(&self) -> &'static str {
        "gitlab"
    }

    fn about(&self) -> &'static str {
        "The Code Quality report of GitLab"
    }

    fn begin(&self) -> &'static str {
        "["
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        let known = fingerprints(source, findings);
        let issues: Vec<String> = findings
            .iter()
            .zip(known)
            .map(|(finding, fingerprint)| issue(source, finding, &fingerprint))
            .collect();
        issues.join(self.between()).into()
    }

    fn between(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, _: &End<'_>, _: Kept) -> String {
        "]\n".into()
    }
}

fn issue(source: &Source, finding: &Finding, fingerprint: &str) -> String {
    let severity = match finding.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let issue = json!({
        "description": finding.message,
        "check_name": &*finding.rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": source.name(),
            "lines": { "begin": source.position(finding.span.start).line },
        },
    });
    issue.to_string()
}
