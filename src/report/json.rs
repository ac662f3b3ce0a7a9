//! json: version 1 of the form that programs read.

use super::limit::Kept;
use super::summary::{Summary, Tally};
use super::{End, Form, Part, Style};
use crate::post::parse::fields;
use crate::text::edit::{Edit, Fix};
use crate::text::finding::Finding;
use crate::text::source::Source;
use crate::text::span::Span;
use crate::url::parts::public_host;
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
        let fixable = fixable(safe, not, end.summary.suggested());
        let summary = json!({
            "files": end.summary.files,
            "findings": end.summary.findings(),
            "fixable": fixable,
        });
        format!("],\"summary\":{summary}}}\n")
    }

    fn statistics(&self, summary: &Summary, _: bool) -> Option<String> {
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

    fn statistics(&self, summary: &Summary, _: bool) -> Option<String> {
        let lines = summary
            .rules
            .iter()
            .map(|(rule, tally)| format!("{}\n", statistic(rule, tally)));
        Some(lines.collect())
    }
}

fn all(source: &Source, findings: &[Finding], between: &str) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let about = About::of(source);
    let all: Vec<String> = findings
        .iter()
        .map(|f| finding(source, f, &about).to_string())
        .collect();
    all.join(between)
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

fn finding(source: &Source, finding: &Finding, about: &About) -> Value {
    let place = |offset: u32| {
        let at = source.position(offset);
        json!({ "offset": offset, "line": at.line, "column": at.column })
    };
    let mut value = json!({
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
        value["related"] = json!({
            "message": related.message,
            "start": place(related.span.start),
            "end": place(related.span.end),
        });
    }
    let host = public_host(finding.span.of(source.text()));
    let more = [
        ("host", host.as_ref()),
        ("title", about.title.as_ref()),
        ("date", about.date.as_ref()),
        ("excerpt", excerpt(source, finding.span).as_ref()),
    ]
    .map(|(key, text)| text.map(|text| (key, text.clone())));
    for (key, text) in more.into_iter().flatten() {
        value[key] = json!(text);
    }
    value
}

/// What a report that is made elsewhere, without the posts, says of one.
struct About {
    title: Option<String>,
    date: Option<String>,
}

impl About {
    fn of(source: &Source) -> Self {
        let fields = fields(source);
        let said = |key: &str| {
            let value = fields.value.as_ref()?.get(key)?;
            let text = value.as_str().map(str::to_owned);
            text.filter(|text| !text.is_empty())
        };
        Self {
            title: said("title"),
            date: said("date"),
        }
    }
}

/// How much of a line is shown at either side of a finding, and how much of the finding, in bytes.
const EXCERPT: usize = 60;

/// The line that a finding begins in, as much as is near it; `None` where it is empty.
fn excerpt(source: &Source, span: Span) -> Option<String> {
    let text = source.text();
    let start = (span.start as usize).min(text.len());
    let end = (span.end as usize).clamp(start, text.len().min(start + EXCERPT));
    let from = text.ceil_char_boundary(start.saturating_sub(EXCERPT));
    let to = text.floor_char_boundary(text.len().min(end + EXCERPT));
    let before = text[from..start].rsplit('\n').next().unwrap_or_default();
    let behind = text[start..to].split('\n').next().unwrap_or_default();
    let line = format!("{before}{behind}");
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
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
