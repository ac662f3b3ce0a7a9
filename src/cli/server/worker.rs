//! worker: what waits in the queue is done, one thing after the other, beside the thread that listens.

use super::actions::{self, Asked, FIX_ALL, is_wanted};
use super::client::Client;
use super::diagnostics::of_wrong;
use super::document::Document;
use super::encoding::Encoding;
use super::queue::{Queue, Task};
use super::survey::Survey;
use super::workspace::{Analysis, Look, Workspace};
use super::{hover, lens, own_files};
use crate::config::load::Wrong;
use crate::config::one;
use crate::lint::portability::Matrix;
use crate::post::parse::parse;
use lsp_server::{ErrorCode, Request, RequestId};
use lsp_types::{
    CodeActionKind, CodeActionParams, CodeActionRequest, CodeLensRequest, CompletionParams,
    CompletionRequest, Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticRequest, DocumentFormattingRequest, FullDocumentDiagnosticReport, Hover,
    HoverParams, HoverRequest, MessageType, ProgressNotification, PublishDiagnosticsParams,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, Request as _,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticRequest,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Does what waits.
pub(super) struct Worker {
    pub(super) client: Client,
    pub(super) workspace: Workspace,
    /// What each generator makes of front matter.
    matrix: Matrix,
    /// The folders that are open.
    pub(super) folders: Vec<PathBuf>,
    /// What was seen last of each open file: its version, the generation of the configurations, and what
    /// is wrong with it.
    seen: HashMap<Uri, (i32, u32, Arc<Analysis>)>,
    /// The files beside the open ones whose mistakes are shown.
    elsewhere: HashSet<Uri>,
}

/// Why there is no answer.
type Refused = (ErrorCode, String);

impl Worker {
    pub(super) fn new(client: Client, workspace: Workspace, folders: Vec<PathBuf>) -> Self {
        Self {
            client,
            workspace,
            folders,
            matrix: Matrix::default(),
            seen: HashMap::new(),
            elsewhere: HashSet::new(),
        }
    }

    /// Does what is in `queue` until that is closed.
    pub(super) fn run(mut self, queue: &Queue) {
        while let Some(task) = queue.next() {
            match task {
                Task::Publish(document) => self.publish(&document),
                Task::Close(uri) => {
                    self.seen.remove(&uri);
                    self.show(uri, None, Vec::new());
                }
                Task::Folders { added, removed } => {
                    self.folders.retain(|folder| !removed.contains(folder));
                    self.folders.extend(added);
                }
                Task::Reload(documents) => {
                    self.workspace.reload();
                    for document in &documents {
                        self.publish(document);
                    }
                    self.client.refresh();
                }
                Task::Answer(request, _)
                    if request.method == WorkspaceDiagnosticRequest::METHOD.as_str() =>
                {
                    let id = request.id.clone();
                    match params(request) {
                        Ok(asked) => {
                            let survey = Survey::new(id, asked, &self.folders);
                            queue.go_on(Box::new(survey));
                        }
                        Err(refused) => self.give(queue, &id, Err(refused)),
                    }
                }
                Task::Answer(request, document) => {
                    let id = request.id.clone();
                    let answer = one::guarded(|| self.answer(request, document));
                    let answer = answer
                        .unwrap_or_else(|why| Err((ErrorCode::InternalError, why.to_owned())));
                    self.give(queue, &id, answer);
                }
                Task::Survey(mut survey) => {
                    let is_open = |uri: &Uri| self.seen.contains_key(uri);
                    let writer = self.client.writer();
                    let goes_on = survey.step(&self.workspace, writer, is_open);
                    if let Some(part) = survey.part() {
                        self.client.notify::<ProgressNotification>(part);
                    }
                    if goes_on {
                        queue.go_on(survey);
                    } else {
                        if let Some(said) = survey.pointers.said() {
                            self.client.log(MessageType::Info, &said);
                        }
                        let id = survey.id.clone();
                        self.give(queue, &id, json(survey.report()));
                    }
                }
            }
        }
    }

    /// Gives the answer to a request, unless that was cancelled.
    fn give(&self, queue: &Queue, id: &RequestId, answer: Result<String, Refused>) {
        if queue.may_answer() {
            match answer {
                Ok(result) => self.client.answer(id, &result),
                Err((code, message)) => self.client.refuse(id, code, &message),
            }
        }
    }

    fn encoding(&self) -> Encoding {
        self.client.encoding
    }

    /// Shows what is wrong in a file, where the editor does not ask for it itself.
    fn publish(&mut self, document: &Document) {
        let analysis = match one::guarded(|| self.look(document)) {
            Ok(analysis) => analysis,
            Err(why) => return self.client.log(MessageType::Error, why),
        };
        if !self.client.pulls() {
            let view = self.client.writer().view(&document.uri, &document.source);
            let found = view.diagnostics(&analysis);
            self.show(document.uri.clone(), Some(document.version), found);
        }
    }

    /// What is wrong in a file, looked at once for each state of it.
    fn look(&mut self, document: &Document) -> Arc<Analysis> {
        let state = (document.version, self.workspace.generation);
        if let Some((version, generation, analysis)) = self.seen.get(&document.uri)
            && (*version, *generation) == state
        {
            return Arc::clone(analysis);
        }
        let Look {
            analysis,
            elsewhere,
        } = self.workspace.look(document);
        let analysis = Arc::new(analysis);
        let seen = (state.0, state.1, Arc::clone(&analysis));
        self.seen.insert(document.uri.clone(), seen);
        self.show_elsewhere(&elsewhere);
        analysis
    }

    /// Shows what is wrong with the files that decide about others. Those that are open say it
    /// themselves, as they are in the editor.
    fn show_elsewhere(&mut self, wrong: &[Wrong]) {
        let mut shown = HashSet::new();
        for wrong in wrong {
            let path = std::path::absolute(wrong.source.name());
            let Some(uri) = path.ok().and_then(|path| Uri::from_file_path(path).ok()) else {
                continue;
            };
            if !self.seen.contains_key(&uri) {
                self.show(uri.clone(), None, of_wrong(wrong, self.encoding()));
                shown.insert(uri);
            }
        }
        let gone: Vec<Uri> = self.elsewhere.difference(&shown).cloned().collect();
        for uri in gone {
            if !self.seen.contains_key(&uri) {
                self.show(uri, None, Vec::new());
            }
        }
        self.elsewhere = shown;
    }

    fn show(&self, uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        self.client
            .notify::<lsp_types::PublishDiagnosticsNotification>(PublishDiagnosticsParams {
                uri,
                version,
                diagnostics,
            });
    }

    fn answer(&mut self, request: Request, document: Option<Document>) -> Result<String, Refused> {
        let method = request.method.as_str();
        let Some(document) = document else {
            let message = "the file is not open".to_owned();
            return Err((ErrorCode::InvalidParams, message));
        };
        match method {
            _ if method == DocumentDiagnosticRequest::METHOD.as_str() => {
                json(self.diagnostic(&document, &params(request)?))
            }
            _ if method == CodeActionRequest::METHOD.as_str() => {
                json(self.code_actions(&document, &params(request)?))
            }
            _ if method == DocumentFormattingRequest::METHOD.as_str() => {
                let edits = self.workspace.rules_for(&document.path, &document.source);
                let edits = edits.filter(|_| self.workspace.is_post(&document));
                let edits = edits.map(|(rules, source)| {
                    let fixes = actions::safe_fixes(&source, &rules);
                    self.client.writer().text_edits(&source, &fixes)
                });
                json(edits)
            }
            _ if method == HoverRequest::METHOD.as_str() => {
                json(self.hover(&document, &params(request)?))
            }
            _ if method == CodeLensRequest::METHOD.as_str() => {
                let is_post = self.workspace.is_post(&document);
                let lines = self.encoding().lines(document.source.text());
                json(is_post.then(|| lens::lenses(&self.matrix, &parse(&document.source), &lines)))
            }
            _ if method == CompletionRequest::METHOD.as_str() => {
                json(self.completions(&document, &params(request)?))
            }
            _ => {
                let message = format!("copydesk does not know `{method}`");
                Err((ErrorCode::MethodNotFound, message))
            }
        }
    }

    fn diagnostic(
        &mut self,
        document: &Document,
        asked: &DocumentDiagnosticParams,
    ) -> DocumentDiagnosticReport {
        let analysis = self.look(document);
        let id = format!("{}.{}", document.version, self.workspace.generation);
        if asked.previous_result_id.as_deref() == Some(&*id) {
            let unchanged_document_diagnostic_report =
                UnchangedDocumentDiagnosticReport { result_id: id };
            return RelatedUnchangedDocumentDiagnosticReport {
                unchanged_document_diagnostic_report,
                ..RelatedUnchangedDocumentDiagnosticReport::default()
            }
            .into();
        }
        let view = self.client.writer().view(&document.uri, &document.source);
        let full_document_diagnostic_report = FullDocumentDiagnosticReport {
            result_id: Some(id),
            items: view.diagnostics(&analysis),
        };
        RelatedFullDocumentDiagnosticReport {
            full_document_diagnostic_report,
            ..RelatedFullDocumentDiagnosticReport::default()
        }
        .into()
    }

    fn code_actions(
        &mut self,
        document: &Document,
        asked: &CodeActionParams,
    ) -> Vec<lsp_types::CodeAction> {
        let only = asked.context.only.as_deref();
        let lines = self.encoding().lines(document.source.text());
        let span = lines.span(asked.range);
        let analysis = self.look(document);
        let known = self.workspace.rules_for(&document.path, &document.source);
        let source = known.map_or_else(|| Arc::clone(&document.source), |(_, source)| source);
        let asked = Asked {
            document,
            source: &source,
            span,
            writer: self.client.writer(),
        };
        let mut actions = Vec::new();
        let wants_fixes = is_wanted(only, &CodeActionKind::QuickFix);
        match &*analysis {
            Analysis::Post { rules, findings } => {
                if wants_fixes {
                    actions = asked.fixes(rules, findings);
                    actions.extend(asked.suppressions(rules, findings));
                }
                if is_wanted(only, &FIX_ALL) {
                    actions.extend(asked.fix_all(rules));
                }
            }
            Analysis::Own(_, problems) if wants_fixes => actions = asked.suggestions(problems),
            Analysis::Own(..) | Analysis::Nothing => {}
        }
        actions
    }

    fn hover(&mut self, document: &Document, asked: &HoverParams) -> Option<Hover> {
        let lines = self.encoding().lines(document.source.text());
        let offset = lines.offset(asked.text_document_position_params.position);
        if let Some(schema) = self.schema(document) {
            let said = own_files::meaning(&schema, &document.source, offset)?;
            return Some(Hover {
                contents: hover::markdown(said).into(),
                range: None,
            });
        }
        let analysis = self.look(document);
        let Analysis::Post { rules, findings } = &*analysis else {
            return None;
        };
        let (_, source) = self.workspace.rules_for(&document.path, &document.source)?;
        let all = self.workspace.all_rules(&document.path);
        hover::hover(&parse(&source), (rules, findings), &all, offset, &lines)
    }

    fn completions(
        &self,
        document: &Document,
        asked: &CompletionParams,
    ) -> Option<Vec<lsp_types::CompletionItem>> {
        let schema = self.schema(document)?;
        let lines = self.encoding().lines(document.source.text());
        let offset = lines.offset(asked.text_document_position_params.position);
        Some(own_files::completions(&schema, &document.source, offset))
    }

    fn schema(&self, document: &Document) -> Option<serde_json::Value> {
        let path: &Path = &document.path;
        own_files::schema(&self.workspace, self.workspace.content(path), path)
    }
}

fn json(value: impl Serialize) -> Result<String, Refused> {
    serde_json::to_string(&value).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

fn params<P: DeserializeOwned>(request: Request) -> Result<P, Refused> {
    let read = serde_json::from_value(request.params);
    read.map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}
