//! changed lines: what `--since` and `--staged` report is what git calls new.

#![expect(
    clippy::disallowed_methods,
    reason = "posts are made here, and changed without copydesk"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@a.example",
            "-c",
            "core.autocrlf=false",
        ])
        .args(arguments);
    let done = git.output().expect("there is git");
    assert!(done.status.success(), "{arguments:?}: {done:?}");
}

/// The exit code and the places that are reported.
fn check(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    let flags = [
        "check",
        "--no-config",
        "--format",
        "concise",
        "--select",
        "missing-alt",
    ];
    let done = command
        .current_dir(folder)
        .args(flags)
        .args(arguments)
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    let places = told
        .lines()
        .filter_map(|line| Some(line.split_once(": ")?.0.to_owned()));
    (done.status.code(), places.collect())
}

const IMAGE: &str = "<img src=\"a.jpg\">\n";

/// Two posts with a fault in each, committed.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let posts = folder.path().join("posts");
    fs::create_dir(&posts).expect("a folder");
    for name in ["文 章.html", "b.html"] {
        fs::write(posts.join(name), format!("{IMAGE}<p>a</p>\n")).expect("a post");
    }
    git(folder.path(), &["init", "--quiet", "-b", "main", "."]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "posts"]);
    folder
}

#[test]
fn only_what_touches_a_changed_line_is_reported() {
    let folder = repository();
    let at = folder.path();
    assert_eq!(check(at, &["--since", "HEAD"]), (Some(0), vec![]));
    let post = at.join("posts/文 章.html");
    fs::write(&post, format!("<p>new</p>\n{IMAGE}<p>a</p>\n{IMAGE}")).expect("a post");
    fs::write(at.join("posts/new.html"), IMAGE).expect("a post");
    fs::write(at.join("posts/new.txt"), IMAGE).expect("no post");
    let new = ["posts/new.html:1:1", "posts/文 章.html:4:1"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(check(at, &["--since", "HEAD"]), (Some(1), new.clone()));
    git(at, &["checkout", "--quiet", "-b", "work"]);
    git(at, &["add", "."]);
    git(at, &["commit", "--quiet", "-m", "more"]);
    // What another branch got meanwhile is not ours.
    git(at, &["checkout", "--quiet", "main"]);
    fs::write(at.join("posts/b.html"), format!("{IMAGE}{IMAGE}")).expect("a post");
    git(at, &["commit", "--quiet", "-am", "theirs"]);
    git(at, &["checkout", "--quiet", "work"]);
    assert_eq!(check(at, &["--since", "main"]), (Some(1), new));
    let inside = check(&at.join("posts"), &["--since", "main", "new.html"]);
    assert_eq!(inside, (Some(1), vec!["new.html:1:1".to_owned()]));
    assert_eq!(check(at, &["--since", "no-such-thing"]).0, Some(2));
}

#[test]
fn what_is_staged_is_checked_as_it_is_staged() {
    let folder = repository();
    let at = folder.path();
    let post = at.join("posts/b.html");
    fs::write(&post, format!("{IMAGE}<p>a</p>\n{IMAGE}")).expect("a post");
    git(at, &["add", "."]);
    // What is done afterwards is not in the next commit.
    fs::write(&post, format!("<p>a</p>\n{IMAGE}{IMAGE}{IMAGE}")).expect("a post");
    fs::write(at.join("posts/文 章.html"), format!("{IMAGE}{IMAGE}")).expect("a post");
    let staged = vec!["posts/b.html:3:1".to_owned()];
    assert_eq!(check(at, &["--staged"]), (Some(1), staged.clone()));
    fs::remove_file(&post).expect("it is there");
    assert_eq!(check(at, &["--staged"]), (Some(1), staged));
    git(at, &["rm", "--quiet", "--cached", "posts/b.html"]);
    assert_eq!(check(at, &["--staged"]), (Some(0), vec![]));
}

#[test]
fn without_a_work_tree_it_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(check(folder.path(), &["--staged"]).0, Some(2));
}

#[test]
fn what_git_calls_binary_renamed_or_gone_is_seen_for_what_it_is() {
    let folder = repository();
    let at = folder.path();
    fs::write(at.join(".gitattributes"), "*.md -diff\n").expect("attributes");
    fs::create_dir(at.join("gone")).expect("a folder");
    fs::write(at.join("gone/a.md"), IMAGE).expect("a post");
    git(at, &["mv", "posts/b.html", "posts/c.html"]);
    git(at, &["add", "."]);
    fs::remove_dir_all(at.join("gone")).expect("it is there");
    assert_eq!(
        check(at, &["--staged"]),
        (Some(1), vec!["gone/a.md:1:1".to_owned()])
    );
    assert_eq!(check(at, &["--staged", ".."]).0, Some(2));
    assert_eq!(check(at, &["--staged", "-"]).0, Some(2));
}
