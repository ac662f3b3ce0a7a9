//! results: what Python sees of findings and fixes.

use copydesk::config::one::{Act, Outcome};
use copydesk::report::json;
use copydesk::text::edit::{self, Edits};
use copydesk::text::finding;
use copydesk::text::source::Source;
use pyo3::prelude::*;

/// A place in a text.
#[pyclass(frozen, get_all, eq, hash, module = "copydesk")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Position {
    /// In bytes of UTF-8.
    offset: u32,
    line: u32,
    column: u32,
}

/// The bytes from `start` to `end` become `text`.
#[pyclass(frozen, get_all, eq, hash, module = "copydesk")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Edit {
    start: u32,
    end: u32,
    text: String,
}

/// What would fix a finding.
#[pyclass(frozen, get_all, eq, hash, module = "copydesk")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Fix {
    safety: &'static str,
    title: String,
    edits: Vec<Edit>,
}

/// One thing that is wrong at one place.
#[pyclass(frozen, get_all, eq, hash, module = "copydesk")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Finding {
    path: String,
    rule: String,
    severity: &'static str,
    message: String,
    help: Option<String>,
    start: Position,
    end: Position,
    fix: Option<Fix>,
    refused: Option<String>,
    json: String,
}

/// What fixes made of a text.
#[pyclass(frozen, get_all, eq, hash, module = "copydesk")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Fixed {
    text: String,
    changed: bool,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
    json: String,
}

fn position(source: &Source, offset: u32) -> Position {
    let at = source.position(offset);
    Position {
        offset,
        line: at.line,
        column: at.column,
    }
}

fn edits(edits: &Edits) -> Vec<Edit> {
    let edit = |edit: &edit::Edit| Edit {
        start: edit.span.start,
        end: edit.span.end,
        text: edit.text.clone(),
    };
    edits.as_slice().iter().map(edit).collect()
}

/// What there is to report.
pub(crate) fn findings(outcome: &Outcome) -> Vec<Finding> {
    let source = &outcome.after;
    let finding = |finding: &finding::Finding| {
        let json = json::list(source, std::slice::from_ref(finding));
        Finding {
            path: source.name().to_owned(),
            rule: finding.rule.to_string(),
            severity: finding.severity.word(),
            message: finding.message.clone(),
            help: finding.help.clone(),
            start: position(source, finding.span.start),
            end: position(source, finding.span.end),
            fix: finding.fix.as_ref().map(|fix| Fix {
                safety: fix.safety.word(),
                title: fix.title.clone(),
                edits: edits(&fix.edits),
            }),
            refused: finding.refused.clone(),
            json: json[1..json.len() - 1].to_owned(),
        }
    };
    outcome.findings.iter().map(finding).collect()
}

/// What became of a text.
pub(crate) fn fixed(outcome: &Outcome, act: Act) -> Fixed {
    let edits = edits(&outcome.edits);
    Fixed {
        text: outcome.after.text().to_owned(),
        changed: !edits.is_empty(),
        edits,
        findings: findings(outcome),
        json: format!("{{{}}}", outcome.json(act)),
    }
}

#[pymethods]
impl Position {
    fn __repr__(&self) -> String {
        let Self {
            offset,
            line,
            column,
        } = self;
        format!("Position(offset={offset}, line={line}, column={column})")
    }
}

#[pymethods]
impl Edit {
    fn __repr__(&self) -> String {
        let Self { start, end, text } = self;
        format!("Edit(start={start}, end={end}, text={text:?})")
    }
}

#[pymethods]
impl Fix {
    fn __repr__(&self) -> String {
        let Self { safety, title, .. } = self;
        format!("Fix(safety={safety:?}, title={title:?})")
    }
}

#[pymethods]
impl Finding {
    fn __repr__(&self) -> String {
        let (
            Self {
                path,
                rule,
                severity,
                message,
                ..
            },
            at,
        ) = (self, &self.start);
        format!(
            "<Finding {path}:{}:{} {severity}[{rule}] {message}>",
            at.line, at.column
        )
    }
}

#[pymethods]
impl Fixed {
    fn __repr__(&self) -> String {
        let (edits, left) = (self.edits.len(), self.findings.len());
        format!("<Fixed: {edits} edits, {left} findings left>")
    }
}
