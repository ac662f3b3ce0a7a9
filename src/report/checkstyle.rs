//! checkstyle: the XML of Checkstyle. It says where a finding begins, not where it ends.

use super::limit::Kept;
use super::xml::escaped;
use super::{End, Form, Part, RulePages, Style};
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;
use std::fmt::Write as _;

pub(super) struct Checkstyle;

impl Form for Checkstyle {
    fn word(&self) -> &'static str {
        "checkstyle"
    }

    fn about(&self) -> &'static str {
        "The XML of Checkstyle"
    }

    fn begin(&self) -> &'static str {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        if findings.is_empty() {
            return Part::default();
        }
        let mut out = format!("<file name=\"{}\">\n", escaped(source.name()));
        for finding in findings {
            let at = source.position(finding.span.start);
            let _ = writeln!(
                out,
                "<error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"copydesk.{}\"/>",
                at.line,
                at.column,
                word(finding.severity),
                escaped(&finding.message),
                escaped(&finding.rule),
            );
        }
        out.push_str("</file>\n");
        out.into()
    }

    fn end(&self, _: &End<'_>, _: Kept) -> String {
        "</checkstyle>\n".into()
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "info",
    }
}
