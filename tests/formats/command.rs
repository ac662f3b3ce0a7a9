//! command: reports as the command writes them, to files and to standard output.

#![expect(
    clippy::disallowed_methods,
    reason = "posts are made here, and reports are looked at"
)]

use super::expected::lines;
use copydesk::report::Format;
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(folder: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("an input");
    input.write_all(typed.as_bytes()).expect("it is read");
    drop(input);
    child.wait_with_output().expect("it ends")
}

fn folder(posts: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in posts {
        fs::write(folder.path().join(name), text).expect("a post");
    }
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().expect("a folder").flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

const POST: &str = "<p>中<img src=\"https://wsrv.nl/?url=https://a.example/x.jpg\"></p>\t\n";

#[test]
fn a_file_holds_what_standard_output_would() {
    let folder = folder(&[("a.html", POST), ("b.html", "<p>b.</p>\n"), ("c.md", POST)]);
    let outputs: Vec<String> = Format::ALL
        .iter()
        .map(|format| format!("--output={0}=report.{0}", format.word()))
        .collect();
    let mut arguments = vec!["check", ".", "--no-config", "--format=jsonl"];
    arguments.extend(outputs.iter().map(String::as_str));
    assert_eq!(run(folder.path(), &arguments, "").status.code(), Some(1));
    for format in Format::ALL {
        let word = format.word();
        let path = folder.path().join(format!("report.{word}"));
        let file = fs::read_to_string(&path).expect("a report");
        fs::remove_file(path).expect("it was there");
        let arguments = ["check", ".", "--no-config", "--format", word, "--quiet"];
        let shown = run(folder.path(), &arguments, "").stdout;
        assert_eq!(file, String::from_utf8(shown).expect("text"), "{word}");
    }
    assert_eq!(names(folder.path()), ["a.html", "b.html", "c.md"]);
}

#[test]
fn a_report_of_a_fix_says_what_is_left() {
    let folder = folder(&[("a.html", POST)]);
    let arguments = ["fix", "--no-config", "--allow-dirty", "--output=jsonl=left"];
    run(folder.path(), &arguments, "");
    let left = lines(&fs::read_to_string(folder.path().join("left")).expect("a report"));
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["rule"], "missing-alt");
    let arguments = ["fix", "-", "--no-config", "--output=jsonl=left"];
    let output = run(folder.path(), &arguments, POST);
    assert!(output.stdout.starts_with("<p>中".as_bytes()));
    assert_eq!(output.status.code(), Some(1));
    let left = lines(&fs::read_to_string(folder.path().join("left")).expect("a report"));
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["path"], "-");
}

#[test]
fn a_run_that_stops_leaves_no_report() {
    let folder = folder(&[("a.html", POST), ("copydesk.yml", "rulse: {}\n")]);
    let output = run(folder.path(), &["check", "--output=sarif=report"], "");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(folder.path()), ["a.html", "copydesk.yml"]);
}

#[test]
fn sarif_keeps_the_worst_and_says_how_many_there_were() {
    let images = "<p><img src=\"a.jpg\" alt=\"a.jpg\"><img src=\"b.jpg\"></p>\n".repeat(2_600);
    let folder = folder(&[("a.html", &images), ("b.html", "<p><font>b.</font></p>\n")]);
    let arguments = ["check", "--no-config", "--format=sarif"];
    let output = run(folder.path(), &arguments, "");
    let said = String::from_utf8(output.stderr).expect("text");
    let told = "5,000 of 5,201 findings are written, the worst and some of each rule";
    assert_eq!(said, format!("copydesk: {told}\n"));
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    let count = |rule: &str| {
        let of = results.iter().filter(|result| result["ruleId"] == rule);
        of.count()
    };
    assert_eq!(count("missing-alt"), 2_600);
    assert_eq!(count("file-name-alt"), 2_400);
    assert_eq!(count("deprecated-element"), 0);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), 3);
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notifications[0]["message"]["text"], told);
}
