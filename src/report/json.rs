//! json: version 1 of the form that programs read.

use super::about::{About, excerpt};
use super::limit::Kept;
use super::summary::{Summary, Tally};
use super::{End, Form, Part, RulePages, Style};
use crate::text::edit::{Edit, Edits, Fix};
use crate::text::finding::Finding;
use crate::text::source::Source;
use crate::text::span::Span;
use crate::url::parts::public_host;
use serde::Serialize;
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

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        all(source, findings, self.between()).into()
    }

    fn between(&self) -> &'static str {
        ","
    }

    fn end(&self, end: &End<'_>, _: Kept) -> String {
        let (safe, not) = end.summary.fixable();
        let fixable = fixable(safe, not, end.summary.suggested());
        let summary = json!({
            "files": end.summary.files,
            "findings": end.summary.findings(),
            "fixable": fixable,
        });
        format!("],\"summary\":{summary}}}\n")
    }

    fn statistics(&self, summary: &Summary, _: bool, _: RulePages<'_>) -> Option<String> {
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

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
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

    fn statistics(&self, summary: &Summary, _: bool, _: RulePages<'_>) -> Option<String> {
        let lines = summary
            .rules
            .iter()
            .map(|(rule, tally)| format!("{}\n", statistic(rule, tally)));
        Some(lines.collect())
    }
}

/// The findings of one post as a JSON list.
pub fn list(source: &Source, findings: &[Finding]) -> String {
    format!("[{}]", all(source, findings, ","))
}

/// Hands over the findings of one post in order, in this form but not yet as JSON.
pub fn each(source: &Source, findings: &[Finding], mut to: impl FnMut(&Row<'_>)) {
    if findings.is_empty() {
        return;
    }
    let about = About::of(source);
    for finding in findings {
        to(&Row::of(source, finding, &about));
    }
}

/// Edits as a JSON list.
pub fn edits(edits: &Edits) -> String {
    let edits: Vec<EditRow<'_>> = edits.as_slice().iter().map(EditRow::of).collect();
    serde_json::to_string(&edits).unwrap_or_default()
}

/// What had a fix that does not hold, as a JSON list: the rule, where it is, and why.
pub fn refused(source: &Source, findings: &[Finding]) -> String {
    let refused = findings.iter().filter_map(|finding| {
        Some(RefusedRow {
            rule: &finding.rule,
            start: Place::of(source, finding.span.start),
            reason: finding.refused.as_deref()?,
        })
    });
    serde_json::to_string(&refused.collect::<Vec<_>>()).unwrap_or_default()
}

/// A text in JSON.
pub fn text(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn all(source: &Source, findings: &[Finding], between: &str) -> String {
    let mut out = Vec::new();
    each(source, findings, |row| {
        if !out.is_empty() {
            out.extend_from_slice(between.as_bytes());
        }
        // To memory, and of nothing that JSON has not: that does not fail.
        let written = serde_json::to_writer(&mut out, row);
        debug_assert!(written.is_ok());
    });
    String::from_utf8(out).unwrap_or_default()
}

/// How many findings have a fix, by how far it may be trusted. Suggestions are there if there are any.
fn fixable(safe: usize, not: usize, suggested: usize) -> Value {
    let mut fixable = json!({ "safe": safe, "unsafe": not });
    if suggested > 0 {
        fixable["suggest"] = json!(suggested);
    }
    fixable
}

fn statistic(rule: &str, tally: &Tally) -> Value {
    json!({
        "version": VERSION,
        "rule": rule,
        "severity": tally.severity.word(),
        "count": tally.count,
        "fixable": fixable(tally.safe, tally.unsafe_, tally.suggested),
    })
}

/// A finding as it is written, in the order of its keys.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the form")]
pub struct Row<'r> {
    pub version: u32,
    pub path: &'r str,
    pub rule: &'r str,
    pub severity: &'static str,
    pub message: &'r str,
    pub help: Option<&'r str>,
    pub start: Place,
    pub end: Place,
    pub fix: Option<FixRow<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<RelatedRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

/// Where something is: bytes from 0, line and column from 1.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the form")]
pub struct Place {
    pub offset: u32,
    pub line: u32,
    pub column: u32,
}

impl Place {
    /// Where the byte is.
    pub fn of(source: &Source, offset: u32) -> Self {
        let at = source.position(offset);
        Self {
            offset,
            line: at.line,
            column: at.column,
        }
    }
}

/// What would fix a finding.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the form")]
pub struct FixRow<'r> {
    pub safety: &'static str,
    pub title: &'r str,
    pub edits: Vec<EditRow<'r>>,
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    pub moves: Option<&'r str>,
}

/// The bytes from `start` to `end` become `text`.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the form")]
pub struct EditRow<'r> {
    pub start: u32,
    pub end: u32,
    pub text: &'r str,
}

impl<'r> EditRow<'r> {
    /// The edit in this form.
    pub fn of(edit: &'r Edit) -> Self {
        Self {
            start: edit.span.start,
            end: edit.span.end,
            text: &edit.text,
        }
    }
}

#[derive(Debug, Serialize)]
struct RefusedRow<'r> {
    rule: &'r str,
    start: Place,
    reason: &'r str,
}

/// Another place that has to do with a finding.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the form")]
pub struct RelatedRow {
    pub message: &'static str,
    pub start: Place,
    pub end: Place,
}

impl<'r> Row<'r> {
    fn of(source: &'r Source, finding: &'r Finding, about: &'r About) -> Self {
        let place = |offset: u32| Place::of(source, offset);
        let related = finding.related.as_ref().map(|related| RelatedRow {
            message: related.message,
            start: place(related.span.start),
            end: place(related.span.end),
        });
        Self {
            version: VERSION,
            path: source.name(),
            rule: &finding.rule,
            severity: finding.severity.word(),
            message: &finding.message,
            help: finding.help.as_deref(),
            start: place(finding.span.start),
            end: place(finding.span.end),
            fix: (finding.fix.as_ref()).map(|fix| FixRow::of(fix, finding.moves.as_deref())),
            related,
            host: public_host(finding.span.of(source.text())),
            title: about.title.as_deref(),
            date: about.date.as_deref(),
            excerpt: line(source, finding.span),
        }
    }
}

impl<'r> FixRow<'r> {
    fn of(fix: &'r Fix, moves: Option<&'r str>) -> Self {
        Self {
            safety: fix.safety.word(),
            title: &fix.title,
            edits: fix.edits.as_slice().iter().map(EditRow::of).collect(),
            moves,
        }
    }
}

/// The line that a finding begins in, as much as is near it; `None` where it is empty.
fn line(source: &Source, span: Span) -> Option<String> {
    let line = excerpt(source, span).concat();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}
