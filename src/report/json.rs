//! json: version 1 of the form that programs read.

use super::summary::{Summary, Tally};
use crate::edit::{Edit, Fix};
use crate::finding::Finding;
use crate::source::Source;
use serde_json::{Value, json};

const VERSION: u32 = 1;

pub(super) const BEGIN: &str = "{\"version\":1,\"findings\":[";
pub(super) const BETWEEN: &str = ",";

pub(super) fn file(source: &Source, findings: &[Finding], between: &str) -> String {
    let all: Vec<String> = findings
        .iter()
        .map(|f| finding(source, f).to_string())
        .collect();
    all.join(between)
}

pub(super) fn end(summary: &Summary) -> String {
    let (safe, not) = summary.fixable();
    let summary = json!({
        "files": summary.files,
        "findings": summary.findings(),
        "fixable": { "safe": safe, "unsafe": not },
    });
    format!("],\"summary\":{summary}}}\n")
}

pub(super) fn statistics(summary: &Summary) -> String {
    let rules: Vec<Value> = summary
        .rules
        .iter()
        .map(|(rule, tally)| statistic(rule, tally))
        .collect();
    format!(
        "{}\n",
        json!({ "version": VERSION, "files": summary.files, "statistics": rules })
    )
}

pub(super) fn statistics_lines(summary: &Summary) -> String {
    let lines = summary
        .rules
        .iter()
        .map(|(rule, tally)| format!("{}\n", statistic(rule, tally)));
    lines.collect()
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
    json!({
        "version": VERSION,
        "path": source.name(),
        "rule": &*finding.rule,
        "severity": finding.severity.word(),
        "message": finding.message,
        "help": finding.help,
        "start": place(finding.span.start),
        "end": place(finding.span.end),
        "fix": finding.fix.as_ref().map(fix),
    })
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
