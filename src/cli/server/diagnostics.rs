//! diagnostics: findings and mistakes → what an editor underlines.

use super::encoding::{Encoding, Lines};
use super::workspace::Analysis;
use crate::config::load::{Kind, Wrong};
use crate::report::visible;
use crate::rule::index::Rules;
use crate::rule::{Rule, builtin};
use crate::text::edit::{Edit, Fix};
use crate::text::finding::{Finding, Severity};
use crate::text::problem::Problem;
use lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Uri,
};
use std::sync::Arc;

/// How what is wrong in a file is shown to the editor.
#[derive(Debug)]
pub(super) struct View<'t> {
    pub(super) lines: Lines<'t>,
    /// What the editor calls the file, where it shows the other place that a problem is about.
    pub(super) related_in: Option<Uri>,
}

impl View<'_> {
    /// What is underlined.
    pub(super) fn diagnostics(&self, analysis: &Analysis) -> Vec<Diagnostic> {
        match analysis {
            Analysis::Post { rules, findings } => {
                let about = About::of(rules);
                let findings = findings.iter();
                findings
                    .map(|finding| self.of_finding(finding, &about))
                    .collect()
            }
            Analysis::Own(kind, problems) => {
                let problems = problems.iter();
                problems
                    .map(|problem| of_problem(*kind, problem, &self.lines))
                    .collect()
            }
            Analysis::Nothing => Vec::new(),
        }
    }

    /// What is underlined for one finding.
    pub(super) fn of_finding(&self, finding: &Finding, about: &About) -> Diagnostic {
        let related = finding.related.as_ref().zip(self.related_in.as_ref());
        Diagnostic {
            range: self.lines.range(finding.span),
            severity: Some(match finding.severity {
                Severity::Error => DiagnosticSeverity::Error,
                Severity::Warning => DiagnosticSeverity::Warning,
                Severity::Note => DiagnosticSeverity::Information,
            }),
            code: Some(Code::String(finding.rule.to_string())),
            source: Some("copydesk".to_owned()),
            message: said(&finding.message, finding.help.as_deref()).into(),
            code_description: about.page_of(&finding.rule),
            tags: tags(finding, about),
            related_information: related.map(|(related, uri)| {
                let location = Location::new(uri.clone(), self.lines.range(related.span));
                vec![DiagnosticRelatedInformation::new(
                    location,
                    related.message.to_owned(),
                )]
            }),
            ..Diagnostic::default()
        }
    }
}

/// What an editor is told of rules beside their findings: looked up once, not for each of these.
#[derive(Debug)]
pub(super) struct About {
    /// The rules that say that something is out of date.
    deprecated: Vec<Arc<str>>,
    /// Where a rule is explained: the user's own in its file; what the binary carries in the book, if that is
    /// published anywhere.
    pages: Vec<(Arc<str>, Uri)>,
}

impl About {
    pub(super) fn of(rules: &Rules) -> Self {
        let uri = |rule: &Arc<Rule>| {
            let page = match &rule.file {
                Some(file) => Uri::from_file_path(std::path::absolute(file).ok()?).ok()?,
                None => Uri::parse(&builtin::page(&rule.id)?).ok()?,
            };
            Some((Arc::clone(&rule.id), page))
        };
        let deprecated = rules.iter().filter(|rule| rule.answers_to("deprecated"));
        Self {
            deprecated: deprecated.map(|rule| Arc::clone(&rule.id)).collect(),
            pages: rules.iter().filter_map(uri).collect(),
        }
    }

    fn page_of(&self, id: &Arc<str>) -> Option<CodeDescription> {
        let (_, page) = self.pages.iter().find(|(known, _)| known == id)?;
        Some(CodeDescription::new(page.clone()))
    }
}

/// What is underlined in a file that another one depends on.
pub(super) fn of_wrong(wrong: &Wrong, encoding: Encoding) -> Vec<Diagnostic> {
    let lines = encoding.lines(wrong.source.text());
    let mistakes = wrong.mistakes.iter();
    mistakes
        .map(|mistake| of_problem(wrong.kind, mistake, &lines))
        .collect()
}

fn of_problem(kind: Kind, problem: &Problem, lines: &Lines<'_>) -> Diagnostic {
    Diagnostic {
        range: lines.range(problem.span),
        severity: Some(DiagnosticSeverity::Error),
        code: Some(Code::String(kind.word().to_owned())),
        source: Some("copydesk".to_owned()),
        message: said(&problem.message, problem.help.as_deref()).into(),
        ..Diagnostic::default()
    }
}

/// What is wrong, and below it what to do.
fn said(message: &str, help: Option<&str>) -> String {
    let lines: Vec<_> = std::iter::once(message).chain(help).map(visible).collect();
    lines.join("\n")
}

/// How an editor shows the text: as something that is not needed, where the fix removes all of it and
/// writes nothing else; as something out of date, where the rule says that of its element.
fn tags(finding: &Finding, about: &About) -> Option<Vec<DiagnosticTag>> {
    let removes = |fix: &Fix| {
        let edits = fix.edits.as_slice();
        matches!(edits, [Edit { span, text }] if *span == finding.span && text.is_empty())
    };
    let mut tags = Vec::new();
    if finding.fix.as_ref().is_some_and(removes) {
        tags.push(DiagnosticTag::Unnecessary);
    }
    if about.deprecated.contains(&finding.rule) {
        tags.push(DiagnosticTag::Deprecated);
    }
    (!tags.is_empty()).then_some(tags)
}
