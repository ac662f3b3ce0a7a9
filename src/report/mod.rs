//! report: findings → text, for a person or a program; one file a format.

pub mod summary;
pub mod diff;
pub mod groups;
mod concise;
mod human;
mod json;

use crate::finding::Finding;
use crate::source::Source;
use std::borrow::Cow;
use summary::Summary;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a person: the line, the place in it, the advice.
    Human,
    /// A line a finding: `path:line:column: severity[rule] message`.
    Concise,
    /// One JSON document.
    Json,
    /// A JSON document a line, one a finding.
    JsonLines,
}

/// What the place that is written to can show.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// In characters of single width.
    pub width: usize,
    /// Whether it has colours.
    pub color: bool,
}

impl Format {
    /// What stands before all findings.
    pub fn begin(self) -> &'static str {
        match self {
            Self::Json => json::BEGIN,
            Self::Human | Self::Concise | Self::JsonLines => "",
        }
    }

    /// The findings of one file; empty where there are none.
    pub fn file(self, source: &Source, findings: &[Finding], look: Look) -> String {
        match self {
            Self::Human => human::file(source, findings, look),
            Self::Concise => concise::file(source, findings),
            Self::Json => json::file(source, findings, json::BETWEEN),
            Self::JsonLines => json::file(source, findings, "\n"),
        }
    }

    /// What stands between the findings of two files.
    pub fn between(self) -> &'static str {
        match self {
            Self::Json => json::BETWEEN,
            Self::JsonLines => "\n",
            Self::Human | Self::Concise => "",
        }
    }

    /// What stands behind all findings. For a person the summary goes elsewhere.
    pub fn end(self, summary: &Summary) -> String {
        match self {
            Self::Json => json::end(summary),
            Self::JsonLines if summary.findings() > 0 => "\n".to_owned(),
            Self::Human | Self::Concise | Self::JsonLines => String::new(),
        }
    }

    /// How often each rule was broken, in the place of the findings.
    pub fn statistics(self, summary: &Summary) -> String {
        match self {
            Self::Human | Self::Concise => human::statistics(summary),
            Self::Json => json::statistics(summary),
            Self::JsonLines => json::statistics_lines(summary),
        }
    }
}

/// Text as it may be written on a terminal: what would move the cursor or change its colours is
/// written out.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    });
    Cow::Owned(shown.collect())
}
