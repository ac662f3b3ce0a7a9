//! git: as it is installed, asked about the work tree with its top at a folder.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What would have git answer another thing than what it is asked, or look elsewhere.
const NOT_HEARD: &[&str] = &[
    "GIT_DIFF_OPTS",
    "GIT_EXTERNAL_DIFF",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// What comes of a question makes no connection and runs no program of the user's: what a partial clone has
/// not is not fetched.
const QUESTION: &[&str] = &["-c", "protocol.allow=never", "-c", "core.fsmonitor=false"];

/// What git answers to the question `arguments`, with `input` to read. The error is what it says of its
/// failure.
pub fn ask(top: &Path, arguments: &[impl AsRef<OsStr>], input: &[u8]) -> Result<Vec<u8>, String> {
    answer(start(top, arguments), input)
}

/// What git says that has done what `arguments` tell it, as the user has set it up, hooks included.
pub fn act(top: &Path, arguments: &[impl AsRef<OsStr>]) -> Result<Vec<u8>, String> {
    answer(command(top).args(arguments).spawn(), &[])
}

fn answer(child: io::Result<Child>, input: &[u8]) -> Result<Vec<u8>, String> {
    let say = |error: io::Error| format!("git cannot be run: {error}");
    let mut child = child.map_err(say)?;
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

/// Git, begun with the question `arguments`, to be written to and read from.
pub fn start(top: &Path, arguments: &[impl AsRef<OsStr>]) -> io::Result<Child> {
    command(top).args(QUESTION).args(arguments).spawn()
}

fn command(top: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(top).arg("--literal-pathspecs");
    command.env("GIT_OPTIONAL_LOCKS", "0");
    for name in NOT_HEARD {
        command.env_remove(name);
    }
    // A hook's variables may begin in its folder, and git begins at the top. That of the index begins at the top
    // anyway, but where the repository is named without its work tree.
    let has_index =
        std::env::var_os("GIT_DIR").is_some() && std::env::var_os("GIT_WORK_TREE").is_none();
    let index = has_index.then_some("GIT_INDEX_FILE");
    for name in ["GIT_DIR", "GIT_WORK_TREE"].into_iter().chain(index) {
        let given = std::env::var_os(name);
        if let Some(whole) = given.and_then(|path| std::path::absolute(path).ok()) {
            command.env(name, whole);
        }
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Whether `bytes` are what Git LFS has in the place of a file that it keeps elsewhere: lines of a key and a value,
/// of which the first names the form.
pub fn is_pointer(bytes: &[u8]) -> bool {
    // The limit is that of the form.
    let text = (bytes.len() < 1024).then(|| str::from_utf8(bytes).ok());
    let Some(text) = text.flatten().and_then(|text| text.strip_suffix('\n')) else {
        return false;
    };
    let keys = text.split('\n').map(|line| Some(line.split_once(' ')?.0));
    let keys: Option<Vec<&str>> = keys.collect();
    text.starts_with("version https://git-lfs.github.com/spec/v1\n")
        && keys.is_some_and(|keys| ["oid", "size"].iter().all(|key| keys.contains(key)))
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
