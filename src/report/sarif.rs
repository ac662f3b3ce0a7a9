//! sarif: SARIF 2.1.0, which code scanning and many viewers read.

use super::limit::{Kept, Ranked};
use super::uri::uri;
use super::{End, Form, Part, RulePages, Style, advice};
use crate::lint::fingerprint::fingerprints;
use crate::rule::{Rule, builtin};
use crate::text::edit::{Edit, Fix};
use crate::text::finding::Finding;
use crate::text::source::Source;
use crate::text::span::Span;
use serde_json::{Value, json};
use std::sync::Arc;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The name of our fingerprint, and the form of it.
const FINGERPRINT: &str = "copydesk/v1";

pub(super) struct Sarif;

impl Form for Sarif {
    fn word(&self) -> &'static str {
        "sarif"
    }

    fn about(&self) -> &'static str {
        "SARIF 2.1.0, for code scanning; the 5,000 worst findings, some of each rule"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        let known = fingerprints(source, findings);
        let results = findings.iter().zip(known);
        let ranked = results.map(|(finding, fingerprint)| Ranked {
            brief: None,
            hush: None,
            rule: Arc::clone(&finding.rule),
            severity: finding.severity,
            text: result(source, finding, &fingerprint).to_string(),
        });
        Part {
            ranked: ranked.collect(),
            ..Part::default()
        }
    }

    fn end(&self, end: &End<'_>, kept: Kept) -> String {
        let names: Vec<&Arc<str>> = end.summary.rules.keys().collect();
        let rules: Vec<Value> = names
            .iter()
            .map(|name| described(name, end.rules))
            .collect();
        let driver = json!({
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        let mut invocation = json!({ "executionSuccessful": !end.failed });
        if let Some(left_out) = kept.left_out() {
            let notification = json!({ "level": "warning", "message": { "text": left_out } });
            invocation["toolExecutionNotifications"] = json!([notification]);
        }
        let results: Vec<String> = kept
            .into_order()
            .into_iter()
            .filter_map(|ranked| indexed(&ranked, &names, end.has_baseline))
            .collect();
        format!(
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\
             \"tool\":{{\"driver\":{driver}}},\n\
             \"invocations\":[{invocation}],\"columnKind\":\"unicodeCodePoints\",\"results\":[{}\n]}}]}}\n",
            results.join(",")
        )
    }
}

/// A rule, for those who see only its findings.
fn described(name: &str, rules: &[Arc<Rule>]) -> Value {
    let Some(rule) = rules.iter().find(|rule| *rule.id == *name) else {
        return json!({ "id": name });
    };
    let mut about = json!({
        "id": name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.why().trim_end() },
        "help": { "text": rule.why().trim_end() },
        "defaultConfiguration": { "enabled": rule.recommended, "level": rule.severity.word() },
        "properties": { "tags": rule.tags },
    });
    // A file of the user's own is no address for who reads this elsewhere.
    if let Some(page) = builtin::page(name).filter(|_| rule.file.is_none()) {
        about["helpUri"] = page.into();
    }
    about
}

/// Which rule a result is of is known as a number only when all results are; and what a baseline
/// accepts is no result.
fn indexed(ranked: &Ranked, names: &[&Arc<str>], has_baseline: bool) -> Option<String> {
    let state = if has_baseline {
        "\"baselineState\":\"new\","
    } else {
        ""
    };
    let index = names.binary_search(&&ranked.rule).ok()?;
    let rule = Value::from(&*ranked.rule);
    let rest = ranked.text.strip_prefix('{')?;
    Some(format!(
        "{{\"ruleId\":{rule},\"ruleIndex\":{index},{state}{rest}"
    ))
}

fn result(source: &Source, finding: &Finding, fingerprint: &str) -> Value {
    let file = json!({ "uri": uri(source.name()) });
    let mut result = json!({
        "level": finding.severity.word(),
        "message": { "text": advice(finding) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": file,
            "region": region(source, finding.span),
        }}],
        "partialFingerprints": { FINGERPRINT: fingerprint },
    });
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([replacements(source, fix, &file)]);
    }
    result
}

fn replacements(source: &Source, fix: &Fix, file: &Value) -> Value {
    let replacement = |edit: &Edit| {
        json!({
            "deletedRegion": region(source, edit.span),
            "insertedContent": { "text": edit.text },
        })
    };
    let replacements: Vec<Value> = fix.edits.as_slice().iter().map(replacement).collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": file, "replacements": replacements }],
        "properties": { "safety": fix.safety.word() },
    })
}

fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": span.start,
        "byteLength": span.len(),
    })
}
