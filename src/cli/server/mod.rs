//! server: a language server over standard input and output: the same check and the same fixes, on what
//! is open in an editor.
//!
//! Source: the Language Server Protocol 3.17.

mod encoding;
mod document;
mod yaml_place;
mod workspace;
mod diagnostics;
mod actions;
mod channel;
mod client;
mod survey;
mod queue;
mod lens;
mod hover;
mod own_files;
mod worker;

use super::args::ServerArgs;
use super::exit::{CliError, Exit};
use super::output::Pointers;
use crate::workspace::git::is_pointer;
use client::Client;
use crossbeam_channel::Sender;
use document::Document;
use encoding::Encoding;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::{
    CancelParams, CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, DidChangeTextDocumentParams, DidChangeWatchedFilesRegistrationOptions,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    FileSystemWatcher, Id, InitializeParams, MessageType, Registration, RegistrationParams,
    RegistrationRequest, SaveOptions, ServerCapabilities, TextDocumentSyncKind,
    TextDocumentSyncOptions, Uri, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use queue::{Queue, Task};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use worker::Worker;
use workspace::Workspace;

/// The files that decide about posts: when one of them changes on the disk, all is looked at again.
const WATCHED: &[&str] = &["**/*.yml", "**/*.yaml", "**/copydesk-baseline.json"];

/// Answers an editor until it says that this is the end.
pub(super) fn server(args: &ServerArgs) -> Result<Exit, CliError> {
    let workspace = Workspace::new(args.own.clone(), &args.trust)?;
    let (connection, texts, threads) = channel::open();
    let ended = serve(&connection, texts, workspace);
    drop(connection);
    threads.join()?;
    ended
}

/// Why the other end is not understood.
fn broken(error: impl std::error::Error) -> CliError {
    CliError::Io(io::Error::new(
        io::ErrorKind::InvalidData,
        error.to_string(),
    ))
}

fn serve(
    connection: &Connection,
    texts: Sender<String>,
    workspace: Workspace,
) -> Result<Exit, CliError> {
    let (id, params) = connection.initialize_start().map_err(broken)?;
    let params: InitializeParams = match serde_json::from_value(params) {
        Ok(params) => params,
        Err(error) => {
            let message = format!("`initialize`: {error}");
            let refusal = Response::new_err(id, ErrorCode::InvalidParams as i32, message);
            let _ = connection.sender.send(refusal.into());
            return Err(broken(error));
        }
    };
    let client = Client::new(texts, params.capabilities.clone());
    let about = json!({
        "capabilities": capabilities(client.encoding),
        "serverInfo": { "name": "copydesk", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, about).map_err(broken)?;
    if client.watches() {
        client.ask::<RegistrationRequest>(watching());
    }
    let queue = Queue::default();
    let worker = Worker::new(client.clone(), workspace, folders(&params));
    std::thread::scope(|scope| {
        scope.spawn(|| worker.run(&queue));
        let ended = listen(connection, &client, &queue);
        queue.close();
        ended
    })
}

/// What is offered.
fn capabilities(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(SaveOptions::default().into()),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        diagnostic_provider: Some(
            DiagnosticOptions {
                identifier: Some("copydesk".to_owned()),
                inter_file_dependencies: false,
                workspace_diagnostics: true,
                ..DiagnosticOptions::default()
            }
            .into(),
        ),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix, actions::FIX_ALL]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        document_formatting_provider: Some(true.into()),
        hover_provider: Some(true.into()),
        code_lens_provider: Some(CodeLensOptions::default()),
        completion_provider: Some(CompletionOptions::default()),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(true.into()),
            }),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

fn watching() -> RegistrationParams {
    let watcher = |glob: &&str| FileSystemWatcher::new((*glob).to_owned().into(), None);
    let options = DidChangeWatchedFilesRegistrationOptions {
        watchers: WATCHED.iter().map(watcher).collect(),
    };
    RegistrationParams {
        registrations: vec![Registration {
            id: "copydesk/watch".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        }],
    }
}

/// The folders that the editor has open.
#[expect(deprecated, reason = "older editors say their folder so, and only so")]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let given = &params.workspace_folders_initialize_params.workspace_folders;
    let given = serde_json::to_value(given).unwrap_or_default();
    let uris = given.as_array().into_iter().flatten();
    let uris = uris.filter_map(|folder| Uri::parse(folder["uri"].as_str()?).ok());
    let folders: Vec<PathBuf> = uris.filter_map(|uri| uri.to_file_path().ok()).collect();
    if !folders.is_empty() {
        return folders;
    }
    let root = serde_json::to_value(&params.root_uri).unwrap_or_default();
    let root = root.as_str().and_then(|root| Uri::parse(root).ok());
    root.and_then(|root| root.to_file_path().ok())
        .into_iter()
        .collect()
}

/// Hears what the editor says, and hands on what takes time.
fn listen(connection: &Connection, client: &Client, queue: &Queue) -> Result<Exit, CliError> {
    let mut open: HashMap<Uri, Document> = HashMap::new();
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request).map_err(broken)? {
                    return Ok(Exit::Clean);
                }
                let document = uri_of(&request).and_then(|uri| open.get(&uri).cloned());
                queue.push(Task::Answer(request, document));
            }
            Message::Notification(told) => match told.method.as_str() {
                "$/cancelRequest" => {
                    if let Some(id) = cancelled(told)
                        && queue.cancel(&id)
                    {
                        client.refuse(&id, ErrorCode::RequestCanceled, "cancelled");
                    }
                }
                _ => notified(told, client, queue, &mut open),
            },
            // What was asked of the editor it may answer as it likes.
            Message::Response(_) => {}
        }
    }
    // It is gone, without a word.
    Ok(Exit::Failed)
}

/// What the editor tells of its files.
fn notified(told: Notification, client: &Client, queue: &Queue, open: &mut HashMap<Uri, Document>) {
    let method = told.method.clone();
    let done = match method.as_str() {
        "textDocument/didOpen" => params(told).map(|params: DidOpenTextDocumentParams| {
            let item = params.text_document;
            let language = serde_json::to_value(&item.language_id).unwrap_or_default();
            let language = language.as_str().unwrap_or_default().to_owned();
            let document = Document::open(item.uri, item.version, &language, item.text);
            if is_pointer(document.source.text().as_bytes()) {
                let mut pointers = Pointers::default();
                pointers.see(document.source.name().to_owned());
                client.log(MessageType::Info, &pointers.said().unwrap_or_default());
            }
            open.insert(document.uri.clone(), document.clone());
            queue.push(Task::Publish(document));
        }),
        "textDocument/didChange" => params(told).and_then(|params: DidChangeTextDocumentParams| {
            let about = params.text_document;
            let uri = about.text_document_identifier.uri;
            let Some(before) = open.get(&uri) else {
                return Err(format!("`{uri}` was changed, and is not open"));
            };
            let document = before.changed(about.version, params.content_changes, client.encoding);
            open.insert(uri, document.clone());
            queue.push(Task::Publish(document));
            Ok(())
        }),
        "textDocument/didClose" => params(told).map(|params: DidCloseTextDocumentParams| {
            open.remove(&params.text_document.uri);
            queue.push(Task::Close(params.text_document.uri));
        }),
        "textDocument/didSave" => {
            // Not every editor tells of files that change on the disk.
            let uri = told.params["textDocument"]["uri"]
                .as_str()
                .unwrap_or_default();
            if [".yml", ".yaml", ".json"]
                .iter()
                .any(|end| uri.ends_with(end))
            {
                queue.push(Task::Reload(open.values().cloned().collect()));
            }
            Ok(())
        }
        "workspace/didChangeWatchedFiles" => {
            queue.push(Task::Reload(open.values().cloned().collect()));
            Ok(())
        }
        "workspace/didChangeWorkspaceFolders" => {
            params(told).map(|params: DidChangeWorkspaceFoldersParams| {
                let paths = |folders: Vec<lsp_types::WorkspaceFolder>| {
                    let folders = folders.into_iter();
                    folders
                        .filter_map(|folder| folder.uri.to_file_path().ok())
                        .collect()
                };
                queue.push(Task::Folders {
                    added: paths(params.event.added),
                    removed: paths(params.event.removed),
                });
            })
        }
        // What is not known may be passed over.
        _ => Ok(()),
    };
    if let Err(why) = done {
        client.log(MessageType::Error, &format!("`{method}`: {why}"));
    }
}

/// The file that a request is about.
fn uri_of(request: &Request) -> Option<Uri> {
    Uri::parse(request.params["textDocument"]["uri"].as_str()?).ok()
}

fn cancelled(told: Notification) -> Option<lsp_server::RequestId> {
    match params::<CancelParams>(told).ok()?.id {
        Id::Int(id) => Some(id.into()),
        Id::String(id) => Some(id.into()),
    }
}

fn params<P: DeserializeOwned>(told: Notification) -> Result<P, String> {
    let value: Value = told.params;
    serde_json::from_value(value).map_err(|error| error.to_string())
}
