//! archive: a folder of posts, and runs over it, for the tests of whole runs.

#![expect(
    clippy::disallowed_methods,
    reason = "posts are made here, and looked at without copydesk"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// The bytes of posts by their names.
pub(crate) type Posts = BTreeMap<String, Vec<u8>>;

pub(crate) const FIX: [&str; 3] = ["fix", "--allow-dirty", "--no-config"];

/// Posts that a fix changes at both ends, some with as many lines afterwards and some with fewer.
pub(crate) fn make(folder: &Path, posts: usize) {
    for number in 0..posts {
        let blank = if number % 2 == 0 { "\n" } else { "" };
        let ending = if number % 3 == 0 { "\r\n" } else { "\n" };
        let lines = [
            "---".to_owned(),
            format!("title: 文章 {number}"),
            "---".into(),
            format!(
                "<p><img src=\"https://wsrv.nl/?url=https://a.example/{number}.jpg\" alt=\"b\"></p>"
            ),
            "<p>c</p>\t".into(),
        ];
        let text = format!("{blank}{}", lines.join(ending));
        fs::write(folder.join(format!("{number}.md")), text).expect("a post");
    }
}

pub(crate) fn posts(folder: &Path) -> Posts {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let posts = entries.filter(|entry| entry.path().is_file());
    posts
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a post"))
        })
        .filter(|(name, _)| !name.starts_with('.'))
        .collect()
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.current_dir(folder).args(arguments);
    command
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("it runs")
}

/// What it said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The posts before a fix and after it.
pub(crate) fn before_and_after(number: usize) -> [Posts; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), number);
    let before = posts(folder.path());
    assert_eq!(run(folder.path(), &FIX).status.code(), Some(0));
    let after = posts(folder.path());
    assert!(before.iter().all(|(name, bytes)| after[name] != *bytes));
    [before, after]
}

/// How many lines the journals have so far.
pub(crate) fn written_down(folder: &Path) -> usize {
    let journals = fs::read_dir(folder.join(".copydesk/runs"));
    let journals = journals.into_iter().flatten().flatten();
    let bytes = journals.map(|entry| fs::read(entry.path()).unwrap_or_default());
    bytes.flatten().filter(|b| *b == b'\n').count()
}

/// Begins a run, and sends it `signal` when so many lines are written down, or it has ended.
pub(crate) fn stopped(folder: &Path, arguments: &[&str], signal: &str, lines: usize) -> Output {
    let mut child = command(folder, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    while written_down(folder) < lines && child.try_wait().expect("it can be asked").is_none() {
        std::thread::sleep(Duration::from_micros(100));
    }
    if child.try_wait().expect("it can be asked").is_none() {
        let id = child.id().to_string();
        let mut kill = Command::new("kill");
        kill.args(["-s", signal, &id]).stderr(Stdio::null());
        // It may have ended meanwhile.
        kill.status().expect("there is `kill`");
    }
    child.wait_with_output().expect("it ends")
}

/// Takes every run back, the last one first.
pub(crate) fn undo_all(folder: &Path) {
    let names = run(folder, &["runs"]).stdout;
    let names = String::from_utf8_lossy(&names).into_owned();
    for line in names.lines().rev() {
        let name = line.split_whitespace().next().expect("a name");
        assert_eq!(run(folder, &["undo", name]).status.code(), Some(0));
    }
}
