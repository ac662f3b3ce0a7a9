//! posts: findings as data, for a report that compares posts with each other.

use super::about::{About, excerpt};
use crate::lint::plan::context;
use crate::text::edit::{Edit, Fix};
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;
use crate::url::parts::public_host;
use serde::Serialize;
use std::sync::Arc;

/// How much of one text is shown, in bytes: a line may have a million characters.
const MOST: usize = 600;

/// A post with findings.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) path: String,
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    /// `2022-05`.
    pub(super) month: Option<String>,
    /// As HTML names it.
    pub(super) lang: Option<String>,
    pub(super) rows: Vec<Row>,
}

/// A finding.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) rule: Arc<str>,
    pub(super) severity: Severity,
    pub(super) host: Option<String>,
    pub(super) shown: Shown,
}

/// What a person sees of a finding.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    line: u32,
    column: u32,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// What is before it in its line, the finding, what is behind it; empty where a fix shows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<[String; 3]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fix: Option<ShownFix>,
}

/// What a person sees of a fix.
#[derive(Debug, Serialize)]
pub(super) struct ShownFix {
    pub(super) safety: &'static str,
    title: String,
    lines: Vec<ShownEdit>,
}

/// What a person sees of an edit.
#[derive(Debug, Serialize)]
struct ShownEdit {
    line: u32,
    before: String,
    after: String,
    context: [String; 2],
}

impl Post {
    pub(super) fn of(source: &Source, findings: &[Finding]) -> Self {
        let about = About::of(source);
        let text = source.text();
        let beginning = &text[..text.floor_char_boundary(4096)];
        Self {
            path: source.name().to_owned(),
            month: about.month(source.name()),
            lang: about.language(beginning),
            title: about.title,
            author: about.author,
            rows: findings.iter().map(|found| row(source, found)).collect(),
        }
    }
}

fn row(source: &Source, finding: &Finding) -> Row {
    let place = source.position(finding.span.start);
    let host = finding.host.as_ref().map(|host| host.name.clone());
    let host = host.or_else(|| public_host(finding.span.of(source.text())));
    let says = finding.fix.as_ref().map(|fix| fix.says.as_str());
    Row {
        rule: Arc::clone(&finding.rule),
        severity: finding.severity,
        host: host.or_else(|| public_host(says?)),
        shown: Shown {
            line: place.line,
            column: place.column,
            message: cut(&finding.message),
            help: finding.help.as_deref().map(cut),
            excerpt: finding.fix.is_none().then(|| excerpt(source, finding.span)),
            fix: finding.fix.as_ref().map(|fix| shown(source, fix)),
        },
    }
}

fn shown(source: &Source, fix: &Fix) -> ShownFix {
    let edit = |edit: &Edit| ShownEdit {
        line: source.position(edit.span.start).line,
        before: cut(edit.span.of(source.text())),
        after: cut(&edit.text),
        context: context(source.text(), edit.span),
    };
    ShownFix {
        safety: fix.safety.word(),
        title: fix.title.clone(),
        lines: fix.edits.as_slice().iter().map(edit).collect(),
    }
}

/// A text, as much of it as is shown.
fn cut(text: &str) -> String {
    let kept = &text[..text.floor_char_boundary(MOST)];
    let rest = text[kept.len()..].chars().count();
    match rest {
        0 => text.to_owned(),
        rest => format!("{kept} … ({rest} more characters)"),
    }
}
