//! csv: a table that spreadsheets open, a row a finding. The only file that knows the crate `csv`.

use super::{Form, Part, RulePages, Style};
use crate::text::finding::Finding;
use crate::text::source::Source;

pub(super) struct Csv;

impl Form for Csv {
    fn word(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "A table with a row for each finding"
    }

    fn begin(&self) -> &'static str {
        "path,line,column,end_line,end_column,rule,severity,message,help,fix\n"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        rows(source, findings).unwrap_or_default().into()
    }
}

/// Rows without a head. `None` never comes of it: memory takes all that is written.
fn rows(source: &Source, findings: &[Finding]) -> Option<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    for finding in findings {
        let (start, end) = (
            source.position(finding.span.start),
            source.position(finding.span.end),
        );
        let row = [
            source.name(),
            &start.line.to_string(),
            &start.column.to_string(),
            &end.line.to_string(),
            &end.column.to_string(),
            &*finding.rule,
            finding.severity.word(),
            &cell(&finding.message),
            &cell(finding.help.as_deref().unwrap_or_default()),
            finding.fix.as_ref().map_or("", |fix| fix.safety.word()),
        ];
        out.write_record(row).ok()?;
    }
    String::from_utf8(out.into_inner().ok()?).ok()
}

/// A table of rows, the first of which says what is in each column.
pub(super) fn table(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Memory takes all that is written.
        let _ = out.write_record(row.iter().map(|text| cell(text)));
    }
    let out = out.into_inner().unwrap_or_default();
    String::from_utf8(out).unwrap_or_default()
}

/// A spreadsheet takes a cell that begins so for a formula: an apostrophe before it says that it is
/// text. OWASP, "CSV Injection".
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
