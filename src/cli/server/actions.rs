//! actions: what a person can have done to the open file: one fix, every safe fix. Each is proved
//! before it is offered.

use super::diagnostics::of_finding;
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
    TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The kind of the action that makes every safe fix, by which an editor runs it when a file is saved.
pub(super) const FIX_ALL: CodeActionKind =
    CodeActionKind::Custom(Cow::Borrowed("source.fixAll.copydesk"));

/// How a change of a document is told to the editor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    pub(super) encoding: Encoding,
    /// The editor refuses a change of a version that it has no more.
    pub(super) is_versioned: bool,
}

impl Writer {
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

/// The fixes of the findings that touch `span`.
pub(super) fn fixes(
    document: &Document,
    source: &Source,
    (rules, findings): (&Rules, &[Finding]),
    span: Span,
    writer: Writer,
) -> Vec<CodeAction> {
    let lines = writer.encoding.lines(source.text());
    let here = findings
        .iter()
        .filter(|finding| touches(finding.span, span));
    let action = |finding: &Finding| {
        let fix = finding.fix.as_ref()?;
        let edits = proved(source, rules, finding)?;
        Some(CodeAction {
            title: title(fix),
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![of_finding(finding, rules, &lines)]),
            is_preferred: (fix.safety == Safety::Safe).then_some(true),
            edit: Some(writer.workspace_edit(document, &edits)),
            ..CodeAction::default()
        })
    };
    here.filter_map(action).collect()
}

/// Comments that suppress the findings at `span`, one for each rule and line.
pub(super) fn suppressions(
    document: &Document,
    source: &Source,
    (rules, findings): (&Rules, &[Finding]),
    span: Span,
    writer: Writer,
) -> Vec<CodeAction> {
    let here = findings
        .iter()
        .filter(|finding| touches(finding.span, span));
    let here: BTreeSet<_> = here
        .map(|finding| (source.position(finding.span.start).line, &finding.rule))
        .collect();
    let action = |(line, id): (u32, &Arc<str>)| {
        let rule = rules.iter().find(|rule| rule.id == *id)?;
        let alone = Rules::new(vec![Arc::clone(rule)], rules.policy().clone());
        let words = Words {
            line: Some(line),
            ..Words::default()
        };
        let edits = suppress(&parse(source), &alone, &words).changes;
        (!edits.as_slice().is_empty()).then(|| CodeAction {
            title: format!("Suppress {id} here"),
            kind: Some(CodeActionKind::QuickFix),
            edit: Some(writer.workspace_edit(document, &edits)),
            ..CodeAction::default()
        })
    };
    here.into_iter().filter_map(action).collect()
}

/// What "did you mean" says of a mistake in a file of the user's own.
pub(super) fn suggestions(
    document: &Document,
    problems: &[Problem],
    span: Span,
    writer: Writer,
) -> Vec<CodeAction> {
    let here = problems
        .iter()
        .filter(|problem| touches(problem.span, span));
    let action = |problem: &Problem| {
        let suggestion = problem.suggestion.as_ref()?;
        // A word inside of a longer text has the place of all of that.
        let written = suggestion
            .span
            .of(document.source.text())
            .trim_matches(['"', '\'']);
        nearest(written, [suggestion.text.as_str()])?;
        let edit = Edit::replace(suggestion.span, suggestion.text.clone());
        Some(CodeAction {
            title: suggestion.action.to_owned(),
            kind: Some(CodeActionKind::QuickFix),
            edit: Some(writer.workspace_edit(document, &Edits::new(vec![edit])?)),
            ..CodeAction::default()
        })
    };
    here.filter_map(action).collect()
}

/// Every safe fix of the file, as one action; `None` where there is none.
pub(super) fn fix_all(
    document: &Document,
    source: &Source,
    rules: &Rules,
    writer: Writer,
) -> Option<CodeAction> {
    let edits = safe_fixes(source, rules);
    (!edits.as_slice().is_empty()).then(|| CodeAction {
        title: "Fix all safe problems in this file".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(writer.workspace_edit(document, &edits)),
        ..CodeAction::default()
    })
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
