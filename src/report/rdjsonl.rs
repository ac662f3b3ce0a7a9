//! rdjsonl: the Reviewdog Diagnostic Format, a line a finding. Columns count bytes, from 1.

use super::{Form, Part, RulePages, Style, advice};
use crate::text::edit::Fix;
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;
use crate::text::span::Span;
use serde_json::{Value, json};

pub(super) struct Rdjsonl;

impl Form for Rdjsonl {
    fn word(&self) -> &'static str {
        "rdjsonl"
    }

    fn about(&self) -> &'static str {
        "The Reviewdog Diagnostic Format, a line a finding"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        let lines = findings
            .iter()
            .map(|finding| format!("{}\n", diagnostic(source, finding)));
        lines.collect::<String>().into()
    }
}

fn diagnostic(source: &Source, finding: &Finding) -> Value {
    let severity = match finding.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Note => "INFO",
    };
    let fix = finding.fix.as_ref();
    json!({
        "message": advice(finding),
        "location": { "path": source.name(), "range": range(source, finding.span) },
        "severity": severity,
        "source": { "name": "copydesk" },
        "code": { "value": &*finding.rule },
        "suggestions": fix.and_then(|fix| suggestion(source, fix)).into_iter().collect::<Vec<_>>(),
    })
}

/// Each suggestion is offered by itself, so the edits of a fix are one, with what is between
/// them.
fn suggestion(source: &Source, fix: &Fix) -> Option<Value> {
    let edits = fix.edits.as_slice();
    let whole = Span::new(edits.first()?.span.start, edits.last()?.span.end);
    let mut text = String::new();
    let mut at = whole.start;
    for edit in edits {
        text.push_str(Span::new(at, edit.span.start).of(source.text()));
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    Some(json!({ "range": range(source, whole), "text": text }))
}

fn range(source: &Source, span: Span) -> Value {
    let place = |offset: u32| {
        let line = source.position(offset).line;
        let column = offset - source.line_span(line).start + 1;
        json!({ "line": line, "column": column })
    };
    json!({ "start": place(span.start), "end": place(span.end) })
}
