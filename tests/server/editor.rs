//! editor: a language server as an editor sees it: messages over its standard input and output.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub(crate) struct Editor {
    pub(crate) server: Child,
    pub(crate) to: ChildStdin,
    from: BufReader<ChildStdout>,
    next: i32,
}

impl Editor {
    pub(crate) fn start(folder: &Path, capabilities: &Value) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .arg("server")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let to = server.stdin.take().expect("its standard input");
        let from = BufReader::new(server.stdout.take().expect("its standard output"));
        let mut editor = Self {
            server,
            to,
            from,
            next: 0,
        };
        let folders = json!([{ "uri": uri(folder), "name": "site" }]);
        editor.ask(
            "initialize",
            &json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders }),
        );
        editor.tell("initialized", &json!({}));
        editor
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        self.to.flush().expect("it listens");
    }

    pub(crate) fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(
                self.from.read_line(&mut line).expect("it talks"),
                0,
                "it is gone"
            );
            if line.trim().is_empty() {
                break;
            }
            if let Some(said) = line.strip_prefix("Content-Length: ") {
                length = said.trim().parse().expect("a length");
            }
        }
        let mut text = vec![0; length];
        self.from.read_exact(&mut text).expect("all of a message");
        serde_json::from_slice(&text).expect("JSON")
    }

    pub(crate) fn tell(&mut self, method: &str, params: &Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Asks, and does not wait for the answer.
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> i32 {
        self.next += 1;
        let id = self.next;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    pub(crate) fn answer(&mut self, method: &str, params: &Value) -> Value {
        let id = self.request(method, params);
        loop {
            let message = self.read();
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    pub(crate) fn open(&mut self, file: &Path, text: &str) -> Value {
        let document =
            json!({ "uri": uri(file), "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
        self.told(file, 1)
    }

    /// What is told of a version of a file.
    pub(crate) fn told(&mut self, file: &Path, version: i32) -> Value {
        loop {
            let message = self.read();
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri(file)
                && params["version"] == version
            {
                return params["diagnostics"].clone();
            }
        }
    }

    pub(crate) fn end(mut self) -> i32 {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        self.server
            .wait()
            .expect("it ends")
            .code()
            .expect("by itself")
    }
}

pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

pub(crate) fn site() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().canonicalize().expect("its path");
    (folder, path)
}
