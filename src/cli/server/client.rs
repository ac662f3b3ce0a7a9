//! client: what the editor can do, and the way to it.

use super::actions::Writer;
use super::encoding::Encoding;
use crossbeam_channel::Sender;
use lsp_server::{ErrorCode, RequestId};
use lsp_types::{
    ClientCapabilities, DiagnosticRefreshRequest, LogMessageNotification, LogMessageParams,
    MessageType, Notification as IsNotification, Request as IsRequest, WorkspaceClientCapabilities,
};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

/// A request, or without an id what is told.
#[derive(Serialize)]
struct Call<'m, P> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    method: &'m str,
    /// What there is nothing of is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<P>,
}

impl<'m, P> Call<'m, P> {
    fn new(id: Option<String>, method: &'m str, params: P) -> Self {
        Self {
            jsonrpc: "2.0",
            id,
            method,
            params: (size_of::<P>() > 0).then_some(params),
        }
    }
}

/// The editor at the other end.
#[derive(Clone, Debug)]
pub(super) struct Client {
    sender: Sender<String>,
    /// The id of the next request to it.
    next: Arc<AtomicI32>,
    pub(super) encoding: Encoding,
    can: Arc<ClientCapabilities>,
}

impl Client {
    /// What `can` says of the editor behind `sender`.
    pub(super) fn new(sender: Sender<String>, can: ClientCapabilities) -> Self {
        let general = can.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        Self {
            sender,
            next: Arc::default(),
            encoding: Encoding::chosen(offered.unwrap_or_default()),
            can: Arc::new(can),
        }
    }

    fn can(&self, able: impl FnOnce(&WorkspaceClientCapabilities) -> Option<bool>) -> bool {
        self.can
            .workspace
            .as_ref()
            .and_then(able)
            .unwrap_or_default()
    }

    /// Whether it asks for what is wrong in a file when it wants to know.
    pub(super) fn pulls(&self) -> bool {
        let text = self.can.text_document.as_ref();
        text.is_some_and(|can| can.diagnostic.is_some())
    }

    /// Whether it shows the other place that a problem is about. What it says of what it is told holds for
    /// what it asks for too.
    pub(super) fn shows_related(&self) -> bool {
        let text = self.can.text_document.as_ref();
        let pushed = text.and_then(|can| can.publish_diagnostics.as_ref());
        let pulled = text.and_then(|can| can.diagnostic.as_ref());
        let pushed = pushed.map(|can| &can.diagnostics_capabilities);
        let pulled = pulled.map(|can| &can.diagnostics_capabilities);
        let mut said = pushed.into_iter().chain(pulled);
        said.any(|can| can.related_information == Some(true))
    }

    /// Whether it tells of files that changed on the disk, where it is asked to.
    pub(super) fn watches(&self) -> bool {
        self.can(|can| can.did_change_watched_files.as_ref()?.dynamic_registration)
    }

    /// How changes are told to it.
    pub(super) fn writer(&self) -> Writer {
        Writer {
            encoding: self.encoding,
            shows_related: self.shows_related(),
            is_versioned: self.can(|can| can.workspace_edit.as_ref()?.document_changes),
        }
    }

    /// Sends a message. One that is gone is told nothing: the listening thread sees that it is.
    fn send(&self, message: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(message) {
            let _ = self.sender.send(text);
        }
    }

    /// Answers a request with `result`, which is JSON.
    pub(super) fn answer(&self, id: &RequestId, result: &str) {
        let id = serde_json::to_string(id).unwrap_or_default();
        let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#);
        let _ = self.sender.send(text);
    }

    /// Says why a request has no answer.
    pub(super) fn refuse(&self, id: &RequestId, code: ErrorCode, message: &str) {
        let error = json!({ "code": code as i32, "message": message });
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
    }

    /// Tells it something.
    pub(super) fn notify<N: IsNotification>(&self, params: N::Params) {
        self.send(&Call::new(None, &N::METHOD.to_string(), params));
    }

    /// Asks it for something, whose answer is not waited for.
    pub(super) fn ask<R: IsRequest>(&self, params: R::Params) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let id = Some(format!("copydesk/{id}"));
        self.send(&Call::new(id, &R::METHOD.to_string(), params));
    }

    /// Has it ask again what is wrong in its files.
    pub(super) fn refresh(&self) {
        if self.pulls() && self.can(|can| can.diagnostics.as_ref()?.refresh_support) {
            self.ask::<DiagnosticRefreshRequest>(());
        }
    }

    /// A line in the editor's log.
    pub(super) fn log(&self, kind: MessageType, message: &str) {
        self.notify::<LogMessageNotification>(LogMessageParams {
            kind,
            message: message.to_owned(),
        });
    }
}
