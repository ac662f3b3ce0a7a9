//! json: version 1 of the form that programs read.

use super::limit::Kept;
use super::summary::{Summary, Tally};
use super::{End, Form, Part, Style};
use crate::text::edit::{Edit, Fix};
use crate::text::finding::Finding;
use crate::text::source::Source;
use serde_json::{Value, json};

const VERSION: u32 = 1;

pub(super) struct Json;

impl Form for Json {
    fn word(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "One JSON document"
    }

    fn begin(&self) -> &'static str {
        "{\"version\":1,\"findings\":["
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style) -> Part {
        all(source, findings, self.between()).into()
    }

    fn between(&self) -> &'static str {
        ","
    }

    fn end(&self, end: &End<'_>, _: Kept) -> String {
        let (safe, not) = end.summary.fixable();
        let summary = json!({
            "files": end.summary.files,
            "findings": end.summary.findings(),
            "fixable": { "safe": safe, "unsafe": not },
        });
        format!("],\"summary\":{summary}}}\n")
    }

    fn statistics(&self, summary: &Summary) -> Option<String> {
        let rules: Vec<Value> = summary
            .rules
            .iter()
            .map(|(rule, tally)| statistic(rule, tally))
            .collect();
        let all = json!({ "version": VERSION, "files": summary.files, "statistics": rules });
        Some(format!("{all}\n"))
    }
}

pub(super) struct JsonLines;

impl Form for JsonLines {
    fn word(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "A JSON document a line, one a finding"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style) -> Part {
        all(source, findings, self.between()).into()
    }

    fn between(&self) -> &'static str {
        "\n"
    }

    fn end(&self, end: &End<'_>, _: Kept) -> String {
        if end.summary.findings() > 0 {
            "\n".to_owned()
        } else {
            String::new()
        }
    }

    fn statistics(&self, summary: &Summary) -> Option<String> {
        let lines = summary
            .rules
            .iter()
            .map(|(rule, tally)| format!("{}\n", statistic(rule, tally)));
        Some(lines.collect())
    }
}

fn all(source: &Source, findings: &[Finding], between: &str) -> String {
    let all: Vec<String> = findings
        .iter()
        .map(|f| finding(source, f).to_string())
        .collect();
    all.join(between)
}

fn statistic(rule: &str, tally: &Tally) -> Value {
    json!({
        "version": VERSION,
        "rule": rule,
        "severity": tally.severity.word(),
        "count": tally.count,
        "fixable": { "safe": tally.safe, "unsafe": tally.unsafe_ },
    })
}

fn finding(source: &Source, finding: &Finding) -> Value {
    let place = |offset: u32| {
        let at = source.position(offset);
        json!({ "offset": offset, "line": at.line, "column": at.column })
    };
    let mut all = json!({
        "version": VERSION,
        "path": source.name(),
        "rule": &*finding.rule,
        "severity": finding.severity.word(),
        "message": finding.message,
        "help": finding.help,
        "start": place(finding.span.start),
        "end": place(finding.span.end),
        "fix": finding.fix.as_ref().map(fix),
    });
    if let Some(related) = &finding.related {
        all["related"] = json!({
            "message": related.message,
            "start": place(related.span.start),
            "end": place(related.span.end),
        });
    }
    all
}

fn fix(fix: &Fix) -> Value {
    let edit =
        |edit: &Edit| json!({ "start": edit.span.start, "end": edit.span.end, "text": edit.text });
    json!({
        "safety": fix.safety.word(),
        "title": fix.title,
        "edits": fix.edits.as_slice().iter().map(edit).collect::<Vec<_>>(),
    })
}
