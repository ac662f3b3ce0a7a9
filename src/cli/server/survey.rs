//! survey: what is wrong in every post of the open folders, as they are on the disk, step by step: who
//! types waits for the look at one post at the most. Editors ask again and again, so a post that is as it
//! was is not read again.

use super::actions::Writer;
use super::workspace::{Workspace, posts_below};
use crate::cli::output::Pointers;
use crate::config::load::name;
use crate::config::one;
use crate::text::source::Source;
use crate::workspace::files;
use crate::workspace::git::is_pointer;
use lsp_server::RequestId;
use lsp_types::{
    FullDocumentDiagnosticReport, ProgressParams, ProgressToken, UnchangedDocumentDiagnosticReport,
    Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportPartialResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// The largest post that is looked at, in bytes: as for `check`.
const LARGEST: u64 = 16 << 20;
/// So many posts that are as they were are one step.
const STEP: usize = 64;

/// A request for what is wrong everywhere, and how far the answer is.
pub(super) struct Survey {
    pub(super) id: RequestId,
    posts: Box<dyn Iterator<Item = PathBuf> + Send>,
    /// In which state the editor knows each file.
    known: HashMap<Uri, String>,
    /// What the editor calls the parts of the answer, where it takes parts.
    token: Option<ProgressToken>,
    found: Vec<WorkspaceDocumentDiagnosticReport>,
    /// Posts that Git LFS keeps elsewhere.
    pub(super) pointers: Pointers,
}

impl Survey {
    pub(super) fn new(
        id: RequestId,
        asked: WorkspaceDiagnosticParams,
        folders: &[PathBuf],
    ) -> Self {
        let known = asked.previous_result_ids.into_iter();
        Self {
            id,
            posts: Box::new(posts_below(folders)),
            known: known.map(|known| (known.uri, known.value)).collect(),
            token: asked.partial_result_params.partial_result_token,
            found: Vec::new(),
            pointers: Pointers::default(),
        }
    }

    /// Looks at the next post. Says whether there may be more.
    pub(super) fn step(
        &mut self,
        workspace: &Workspace,
        writer: Writer,
        is_open: impl Fn(&Uri) -> bool,
    ) -> bool {
        for _ in 0..STEP {
            let Some(path) = self.posts.next() else {
                let gone = self.gone(is_open);
                self.found.extend(gone);
                return false;
            };
            let whole = std::path::absolute(&path).ok();
            let Some(uri) = whole.and_then(|whole| Uri::from_file_path(whole).ok()) else {
                continue;
            };
            let known = self.known.remove(&uri);
            // What is open is asked for by itself.
            if is_open(&uri) {
                continue;
            }
            let state = state(&path, workspace.generation);
            if let Some(state) = known.filter(|known| state.as_ref() == Some(known)) {
                self.found.push(unchanged(uri, state));
                continue;
            }
            let Ok(bytes) = files::read(&path, LARGEST) else {
                return true;
            };
            let source = Arc::new(Source::new(name(&path), bytes));
            if is_pointer(source.text().as_bytes()) && !workspace.ignores(&path) {
                self.pointers.see(source.name().to_owned());
            }
            self.found
                .extend(look(workspace, writer, &path, &source, uri, state));
            return true;
        }
        true
    }

    /// The part of the answer that is there, for an editor that takes parts.
    pub(super) fn part(&mut self) -> Option<ProgressParams> {
        let token = self.token.as_ref().filter(|_| !self.found.is_empty())?;
        let part = WorkspaceDiagnosticReportPartialResult::new(std::mem::take(&mut self.found));
        let part = serde_json::to_value(part).ok()?;
        Some(ProgressParams::new(token.clone(), part))
    }

    /// The answer, or what is left of it.
    pub(super) fn report(self) -> WorkspaceDiagnosticReport {
        WorkspaceDiagnosticReport { items: self.found }
    }

    /// Nothing is wrong any more in files that are not there any more.
    fn gone(&mut self, is_open: impl Fn(&Uri) -> bool) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let is_gone = |uri: &Uri| {
            let path = uri.to_file_path();
            !is_open(uri) && path.is_ok_and(|path| !path.exists())
        };
        let known = self.known.drain().map(|(uri, _)| uri);
        let gone = known.filter(is_gone);
        gone.map(|uri| full(uri, None, Vec::new())).collect()
    }
}

impl fmt::Debug for Survey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Survey");
        shown.field("id", &self.id).finish_non_exhaustive()
    }
}

/// What is wrong in one post; `None` where it stops copydesk.
fn look(
    workspace: &Workspace,
    writer: Writer,
    path: &Path,
    source: &Arc<Source>,
    uri: Uri,
    state: Option<String>,
) -> Option<WorkspaceDocumentDiagnosticReport> {
    let looked = one::guarded(|| workspace.look_at_post(path, source));
    let items = writer
        .view(&uri, source)
        .diagnostics(&looked.ok()?.analysis);
    Some(full(uri, state, items))
}

/// What tells whether a file would be found the same: by this server, with this configuration.
fn state(path: &Path, generation: u32) -> Option<String> {
    let about = path.metadata().ok()?;
    let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let (server, nanos, len) = (std::process::id(), changed.as_nanos(), about.len());
    Some(format!("{server}.{generation}.{nanos}.{len}"))
}

fn full(
    uri: Uri,
    result_id: Option<String>,
    items: Vec<lsp_types::Diagnostic>,
) -> WorkspaceDocumentDiagnosticReport {
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report,
    }
    .into()
}

fn unchanged(uri: Uri, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
    WorkspaceUnchangedDocumentDiagnosticReport {
        uri,
        version: None,
        unchanged_document_diagnostic_report,
    }
    .into()
}
