//! elsewhere: the hooks for pre-commit and the action for GitHub, judged by the programs that run or
//! read them.

#![expect(
    clippy::disallowed_methods,
    reason = "repositories are made here, and the project's own files are read"
)]

mod action;
mod examples;
mod hooks;
mod venv;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// All that a command printed, in order of its two ways out.
fn said(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// One of the project's own YAML files, as JSON.
fn yaml(name: &str) -> serde_json::Value {
    let text = fs::read_to_string(root().join(name)).expect("the file is there");
    let span = copydesk::text::span::Span::from(0..text.len());
    let fields = copydesk::data::yaml::parse(&text, span);
    fields.value.expect("valid YAML").to_json()
}

/// `PATH`, with the copydesk under test before all others.
fn path() -> OsString {
    let copydesk = Path::new(env!("CARGO_BIN_EXE_copydesk"));
    let mut folders: Vec<PathBuf> = vec![copydesk.parent().expect("a folder").to_owned()];
    let known = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&known));
    std::env::join_paths(folders).expect("a path")
}

/// A program that works in `folder`, and does not see the git that this test may run under.
fn program(program: impl AsRef<Path>, folder: &Path) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(folder).env("PATH", path());
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    command
}
