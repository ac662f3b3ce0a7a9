//! github: the workflow commands of GitHub Actions, which become annotations of the lines.

use super::{Form, Part, RulePages, Style, advice};
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;

pub(super) struct Github;

impl Form for Github {
    fn word(&self) -> &'static str {
        "github"
    }

    fn about(&self) -> &'static str {
        "Workflow commands of GitHub Actions, which annotate the lines"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        let lines = findings.iter().map(|finding| command(source, finding));
        lines.collect::<String>().into()
    }
}

fn command(source: &Source, finding: &Finding) -> String {
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let start = source.position(finding.span.start);
    let end = source.position(finding.span.end);
    // What ends with its line would be shown at the next one, which may not be there.
    let is_whole = end.column == 1 && end.line > start.line;
    let last = if is_whole { end.line - 1 } else { end.line };
    // The runner takes columns only where a finding begins and ends on one line.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    format!(
        "::{word} file={},line={},endLine={}{columns},title={}::{}\n",
        property(source.name()),
        start.line,
        last,
        property(&format!("copydesk ({})", finding.rule)),
        data(&advice(finding)),
    )
}

/// What is behind the last `::`, as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// What is before it, where a colon and a comma mean something.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
