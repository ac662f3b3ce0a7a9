//! test --update: what is written, what is left, and the way back.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const RULE: &str = "\
summary: an image is asked from our old host
why: It is switched off.
find:
  url:
    sites: [image]
    unwrap:
      - { host: img.old.example, take: { host: img.new.example } }
fix: { title: 'load it from `{host}`', replace: '{direct}', safety: safe }
examples:
";

fn rule(folder: &Path, examples: &str) -> String {
    let text = format!("{RULE}{examples}");
    let mut file = File::create_new(folder.join("old-host.yml")).expect("a new file");
    file.write_all(text.as_bytes()).expect("written");
    text
}

fn now(folder: &Path) -> String {
    let mut text = String::new();
    let mut file = File::open(folder.join("old-host.yml")).expect("a file");
    file.read_to_string(&mut text).expect("text");
    text
}

fn copydesk(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    let command = command.current_dir(folder).args(arguments);
    command
        .stdin(Stdio::null())
        .output()
        .expect("copydesk runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

#[test]
fn what_is_written_holds_and_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let examples = "  - bad: <img src=https://img.old.example/a.jpg> # why\n    fixed: ''\n";
    let before = rule(folder, examples);
    // Named twice, it is one file.
    let named = ["old-host.yml", "./old-host.yml", "--update", "--yes"];
    let updated = copydesk(folder, &[&["test"], &named[..]].concat());
    assert_eq!(updated.status.code(), Some(0), "{}", said(&updated));
    let wanted = before.replace("''", "'<img src=https://img.new.example/a.jpg>'");
    assert_eq!(now(folder), wanted);
    let again = copydesk(folder, &["test", "old-host.yml", "--update", "--yes"]);
    assert_eq!(said(&again), "1 rule, 1 example: all hold\n");
    let undone = copydesk(folder, &["undo"]);
    assert_eq!(undone.status.code(), Some(0), "{}", said(&undone));
    assert_eq!(now(folder), before);
}

#[test]
fn where_nobody_answers_nothing_is_written_and_nothing_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let before = rule(
        folder,
        "  - bad: <img src=https://img.old.example/a.jpg>\n    at: [x]\n",
    );
    let updated = copydesk(folder, &["test", "old-host.yml", "--update"]);
    assert_eq!(updated.status.code(), Some(1), "{}", said(&updated));
    assert_eq!(now(folder), before);
}

#[test]
fn what_a_person_must_judge_is_left() {
    for examples in [
        // Noisy: it would be silent about a false alarm.
        "  - good: <img src=https://img.old.example/a.jpg>\n",
        // Missing.
        "  - bad: <img src=https://a.example/a.jpg>\n    at: [x]\n    fixed: y\n",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let before = rule(folder, examples);
        let updated = copydesk(folder, &["test", ".", "--update", "--yes"]);
        assert_eq!(updated.status.code(), Some(1), "{}", said(&updated));
        let why = "1 example for you to judge: `--update` writes `at` and `fixed` alone";
        assert!(said(&updated).contains(why), "{}", said(&updated));
        assert_eq!(now(folder), before);
    }
}

#[test]
fn what_cannot_be_written_alone_is_left_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let examples = "  - bad: &bad <img src=https://img.old.example/a.jpg>\n    fixed: *bad\n";
    let before = rule(folder, examples);
    let updated = copydesk(folder, &["test", ".", "--update", "--yes"]);
    assert_eq!(updated.status.code(), Some(1), "{}", said(&updated));
    let why = "old-host.yml:10: the example stays as it is, because the value is there by an \
               alias; write it yourself";
    assert!(said(&updated).contains(why), "{}", said(&updated));
    assert_eq!(now(folder), before);
}

#[test]
fn a_file_that_may_not_be_written_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let before = rule(
        folder,
        "  - bad: <img src=https://img.old.example/a.jpg>\n    at: [x]\n",
    );
    let path = folder.join("old-host.yml");
    let mut mode = path.metadata().expect("a file").permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(&path, mode).expect("a mode");
    let updated = copydesk(folder, &["test", ".", "--update", "--yes"]);
    assert_eq!(updated.status.code(), Some(2), "{}", said(&updated));
    let why = "old-host.yml was not changed: the file is read-only";
    assert!(said(&updated).contains(why), "{}", said(&updated));
    assert_eq!(now(folder), before);
}
