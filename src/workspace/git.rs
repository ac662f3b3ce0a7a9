//! git: as it is installed, asked about the work tree with its top at a folder.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// What git answers to `arguments`, with `input` to read. The error is what it says of its failure.
pub fn ask(top: &Path, arguments: &[impl AsRef<OsStr>], input: &[u8]) -> Result<Vec<u8>, String> {
    let say = |error: io::Error| format!("git cannot be run: {error}");
    let mut child = Command::new("git")
        .arg("-C")
        .arg(top)
        .arg("--literal-pathspecs")
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(say)?;
    if let Some(mut stdin) = child.stdin.take() {
        // Where git does not read to the end, its exit says why.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(say)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    // What a hook has to say may stand in either.
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let said = [text(&output.stderr), text(&output.stdout)].join("\n");
    Err(said.trim().to_owned())
}

/// The same for an answer of one line.
pub fn line(top: &Path, arguments: &[&str]) -> Result<String, String> {
    let answer = ask(top, arguments, &[])?;
    Ok(String::from_utf8_lossy(&answer).trim().to_owned())
}

/// The top of the work tree that `path`, a whole one, lies in.
pub fn top(path: &Path) -> Option<&Path> {
    path.ancestors().find(|up| up.join(".git").exists())
}
