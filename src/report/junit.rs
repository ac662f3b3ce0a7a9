//! junit: the XML in which test runners report: a file is a suite, a finding a test that failed.

use super::limit::Kept;
use super::xml::escaped;
use super::{End, Form, Part, RulePages, Style, advice};
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::fmt::Write as _;

pub(super) struct Junit;

impl Form for Junit {
    fn word(&self) -> &'static str {
        "junit"
    }

    fn about(&self) -> &'static str {
        "The XML in which test runners report"
    }

    fn begin(&self) -> &'static str {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"copydesk\">\n"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        if findings.is_empty() {
            return Part::default();
        }
        let (name, count) = (escaped(source.name()), findings.len());
        let mut out = format!(
            "<testsuite name=\"{name}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">\n"
        );
        for finding in findings {
            let at = source.position(finding.span.start);
            // Readers take two tests of one name for one test, so the place is a part of it.
            let _ = writeln!(
                out,
                "<testcase name=\"{rule} at {}:{}\" classname=\"{name}\" file=\"{name}\" line=\"{}\">\
                 <failure type=\"{}\" message=\"{}\">{}</failure></testcase>",
                at.line,
                at.column,
                at.line,
                finding.severity.word(),
                escaped(&finding.message),
                escaped(&advice(finding)),
                rule = escaped(&finding.rule),
            );
        }
        out.push_str("</testsuite>\n");
        out.into()
    }

    /// Readers take a report without a test for one that went wrong.
    fn end(&self, end: &End<'_>, _: Kept) -> String {
        let passed = "<testsuite name=\"copydesk\" tests=\"1\" failures=\"0\" errors=\"0\">\n\
                      <testcase name=\"nothing to report\" classname=\"copydesk\"/>\n\
                      </testsuite>\n";
        let passed = if end.summary.findings() == 0 {
            passed
        } else {
            ""
        };
        format!("{passed}</testsuites>\n")
    }
}
