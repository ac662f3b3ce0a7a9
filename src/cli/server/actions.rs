//! actions: what a person can have done to the open file: one fix, every safe fix. Each is proved
//! before it is offered.

use super::diagnostics::{About, View};
use super::document::Document;
use super::encoding::Encoding;
use crate::lint::fix::fix;
use crate::lint::selection::{FixId, select};
use crate::lint::suppress::{Words, suppress};
use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::edit::{Edit, Edits, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::problem::Problem;
use crate::text::source::Source;
use crate::text::span::Span;
use crate::text::suggest::nearest;
use lsp_types::{
    CodeAction, CodeActionKind, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The kind of the action that makes every safe fix, by which an editor runs it when a file is saved.
pub(super) const FIX_ALL: CodeActionKind =
    CodeActionKind::Custom(Cow::Borrowed("source.fixAll.copydesk"));

/// How places and changes of a document are told to the editor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    pub(super) encoding: Encoding,
    /// It shows the other place that a problem is about.
    pub(super) shows_related: bool,
    /// The editor refuses a change of a version that it has no more.
    pub(super) is_versioned: bool,
}

impl Writer {
    /// How what is wrong in `source`, which the editor calls `uri`, is shown to it.
    pub(super) fn view<'t>(self, uri: &Uri, source: &'t Source) -> View<'t> {
        View {
            lines: self.encoding.lines(source.text()),
            related_in: self.shows_related.then(|| uri.clone()),
        }
    }

    /// `edits` of `source`, for the editor.
    pub(super) fn text_edits(self, source: &Source, edits: &Edits) -> Vec<TextEdit> {
        let lines = self.encoding.lines(source.text());
        let edit = |edit: &Edit| TextEdit {
            range: lines.range(edit.span),
            new_text: edit.text.clone(),
        };
        edits.as_slice().iter().map(edit).collect()
    }

    fn workspace_edit(self, document: &Document, edits: &Edits) -> WorkspaceEdit {
        let edits = self.text_edits(&document.source, edits);
        if self.is_versioned {
            let text_document = OptionalVersionedTextDocumentIdentifier {
                version: Some(document.version),
                text_document_identifier: TextDocumentIdentifier::new(document.uri.clone()),
            };
            let edits = edits.into_iter().map(Into::into).collect();
            let edit = TextDocumentEdit {
                text_document,
                edits,
            };
            return WorkspaceEdit {
                document_changes: Some(vec![edit.into()]),
                ..WorkspaceEdit::default()
            };
        }
        WorkspaceEdit {
            changes: Some(HashMap::from([(document.uri.clone(), edits)])),
            ..WorkspaceEdit::default()
        }
    }
}

/// Whether an editor that asks for `only` wants actions of `kind`: a kind stands for all below it.
pub(super) fn is_wanted(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    let word = |kind: &CodeActionKind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned);
    let kind = word(kind).unwrap_or_default();
    only.is_none_or(|only| {
        only.iter().filter_map(word).any(|wanted| {
            let below = kind.strip_prefix(&wanted);
            wanted.is_empty()
                || below.is_some_and(|below| below.is_empty() || below.starts_with('.'))
        })
    })
}

/// What actions are asked for: a file as it is open, and a place in it.
pub(super) struct Asked<'d> {
    pub(super) document: &'d Document,
    /// Its text, read as the configuration says.
    pub(super) source: &'d Source,
    pub(super) span: Span,
    pub(super) writer: Writer,
}

impl Asked<'_> {
    /// Those of `all` that touch the place.
    fn here<'f, T>(&self, all: &'f [T], place: fn(&T) -> Span) -> impl Iterator<Item = &'f T> {
        let span = self.span;
        all.iter().filter(move |one| touches(place(one), span))
    }

    /// An action that makes `edits`.
    fn action(&self, title: String, kind: CodeActionKind, edits: &Edits) -> CodeAction {
        CodeAction {
            title,
            kind: Some(kind),
            edit: Some(self.writer.workspace_edit(self.document, edits)),
            ..CodeAction::default()
        }
    }

    /// The fixes of the findings here.
    pub(super) fn fixes(&self, rules: &Rules, findings: &[Finding]) -> Vec<CodeAction> {
        let view = self.writer.view(&self.document.uri, self.source);
        let about = About::of(rules);
        let action = |finding: &Finding| {
            let fix = finding.fix.as_ref()?;
            let edits = proved(self.source, rules, finding)?;
            Some(CodeAction {
                diagnostics: Some(vec![view.of_finding(finding, &about)]),
                is_preferred: (fix.safety == Safety::Safe).then_some(true),
                ..self.action(title(fix), CodeActionKind::QuickFix, &edits)
            })
        };
        let here = self.here(findings, |finding| finding.span);
        here.filter_map(action).collect()
    }

    /// Comments that suppress the findings here, one for each rule and line.
    pub(super) fn suppressions(&self, rules: &Rules, findings: &[Finding]) -> Vec<CodeAction> {
        let here = self.here(findings, |finding| finding.span);
        let here: BTreeSet<_> = here
            .map(|finding| (self.source.position(finding.span.start).line, &finding.rule))
            .collect();
        let action = |(line, id): (u32, &Arc<str>)| {
            let rule = rules.iter().find(|rule| rule.id == *id)?;
            let alone = Rules::new(vec![Arc::clone(rule)], rules.policy().clone());
            let words = Words {
                line: Some(line),
                ..Words::default()
            };
            let edits = suppress(&parse(self.source), &alone, &words).changes;
            let title = format!("Suppress {id} here");
            (!edits.as_slice().is_empty())
                .then(|| self.action(title, CodeActionKind::QuickFix, &edits))
        };
        here.into_iter().filter_map(action).collect()
    }

    /// What "did you mean" says of the mistakes here, in a file of the user's own.
    pub(super) fn suggestions(&self, problems: &[Problem]) -> Vec<CodeAction> {
        let action = |problem: &Problem| {
            let suggestion = problem.suggestion.as_ref()?;
            // A word inside of a longer text has the place of all of that.
            let written = suggestion.span.of(self.source.text());
            nearest(
                written.trim_matches(['"', '\'']),
                [suggestion.text.as_str()],
            )?;
            let edit = Edit::replace(suggestion.span, suggestion.text.clone());
            let edits = Edits::new(vec![edit])?;
            Some(self.action(
                suggestion.action.to_owned(),
                CodeActionKind::QuickFix,
                &edits,
            ))
        };
        let here = self.here(problems, |problem| problem.span);
        here.filter_map(action).collect()
    }

    /// Every safe fix of the file, as one action; `None` where there is none.
    pub(super) fn fix_all(&self, rules: &Rules) -> Option<CodeAction> {
        let edits = safe_fixes(self.source, rules);
        let title = "Fix all safe problems in this file".to_owned();
        (!edits.as_slice().is_empty()).then(|| self.action(title, FIX_ALL, &edits))
    }
}

/// What `copydesk fix` would do to the file.
pub(super) fn safe_fixes(source: &Source, rules: &Rules) -> Edits {
    fix(&parse(source), rules, Safety::Safe).changes
}

/// The edits of one fix, where it can be made and changes nothing but what it declares.
fn proved(source: &Source, rules: &Rules, finding: &Finding) -> Option<Edits> {
    let (fix, id) = (finding.fix.as_ref()?, FixId::of(finding)?);
    let selected = select(source, rules, fix.safety, |wanted| *wanted == id);
    selected.text.is_some().then_some(selected.changes)
}

fn title(fix: &Fix) -> String {
    let safety = match fix.safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
        Safety::Suggest => "suggestion",
    };
    format!("{} ({safety})", fix.title)
}

fn touches(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}
