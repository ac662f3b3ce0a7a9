//! commits: what `apply --commit` gives git, chunk by chunk.

#![expect(
    clippy::disallowed_methods,
    reason = "posts are made here, and looked at without copydesk"
)]

mod archive;

use archive::{before_and_after, make, posts, run, said, stopped, undo_all};
use std::fs;
use std::path::Path;
use std::process::Command;

const POSTS: usize = 24;

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@a.example"])
        .args(arguments);
    git.output().expect("there is git").status.success()
}

fn answer(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    let output = git.current_dir(folder).args(arguments).output();
    String::from_utf8_lossy(&output.expect("there is git").stdout).into_owned()
}

/// A repository in which all posts are committed, and a plan for them beside it.
fn committed(outer: &Path) -> std::path::PathBuf {
    let folder = outer.join("site");
    fs::create_dir(&folder).expect("a folder");
    for (name, value) in [("user.name", "a"), ("user.email", "a@a.example")] {
        assert!(git(&folder, &["init", "--quiet", "."]));
        assert!(git(&folder, &["config", name, value]));
    }
    assert!(git(&folder, &["config", "core.autocrlf", "false"]));
    make(&folder, POSTS);
    assert!(git(&folder, &["add", "."]) && git(&folder, &["commit", "--quiet", "-m", "posts"]));
    let plan = run(&folder, &["plan", "--no-config", "--out", "../plan.jsonl"]);
    assert_eq!(plan.status.code(), Some(1), "{}", said(&plan));
    folder
}

#[test]
fn each_chunk_is_a_commit_that_says_what_was_done() {
    let [before, after] = before_and_after(POSTS);
    let outer = tempfile::tempdir().expect("a folder");
    let folder = committed(outer.path());
    fs::write(folder.join("unrelated.txt"), "a").expect("a file");
    assert!(git(&folder, &["add", "unrelated.txt"]));
    let arguments = ["apply", "../plan.jsonl", "--chunk", "by-rule", "--commit"];
    let applied = run(&folder, &arguments);
    assert_eq!(applied.status.code(), Some(0), "{}", said(&applied));
    let log = answer(&folder, &["log", "--format=%s", "--reverse"]);
    assert_eq!(
        log.lines().collect::<Vec<_>>(),
        [
            "posts",
            "copydesk: front-matter-not-first",
            "copydesk: proxied-url",
            "copydesk: trailing-whitespace"
        ]
    );
    let message = answer(&folder, &["log", "-1", "--format=%B"]);
    let said = "24 edits in 24 files: 24 stretches of white space; nothing else changed.";
    assert!(message.contains(said), "{message}");
    // What stood in the index for another commit still does.
    assert_eq!(
        answer(&folder, &["status", "--porcelain"]),
        "A  unrelated.txt\n"
    );
    fs::remove_file(folder.join("unrelated.txt")).expect("it is there");
    assert_eq!(posts(&folder), after);
    undo_all(&folder);
    assert_eq!(posts(&folder), before);
}

#[test]
fn killed_between_change_and_commit_the_next_run_commits() {
    let [_, after] = before_and_after(POSTS);
    let outer = tempfile::tempdir().expect("a folder");
    let folder = committed(outer.path());
    let arguments = ["apply", "../plan.jsonl", "--chunk", "by-rule", "--commit"];
    let mut cut_short = 0;
    for kill in 1..7 {
        let stopped = stopped(&folder, &arguments, "KILL", kill * 9);
        cut_short += usize::from(stopped.status.code().is_none());
        // A kill leaves git's own lock behind, as it would for git.
        fs::remove_file(folder.join(".git/index.lock")).ok();
    }
    assert!(cut_short > 0, "no run was killed");
    let applied = run(&folder, &arguments);
    assert_eq!(applied.status.code(), Some(0), "{}", said(&applied));
    assert_eq!(posts(&folder), after);
    assert_eq!(answer(&folder, &["status", "--porcelain"]), "");
    assert_eq!(answer(&folder, &["log", "--format=%s"]).lines().count(), 4);
}
