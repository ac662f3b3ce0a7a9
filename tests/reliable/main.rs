//! reliable: what an attack found: runs that are killed or race each other, and git as others set it up.

#![expect(
    clippy::disallowed_methods,
    reason = "posts are made here, and looked at without copydesk"
)]

mod foreign;
mod odd;
mod told;
mod trees;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

const BAD: &str =
    "<p>x <img alt=\"\" src=\"https://cors.zfour.workers.dev/?http://a.example/x.jpg\"></p>\n";

const FIX: [&str; 3] = ["fix", "--allow-dirty", "--no-config"];

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.current_dir(folder).args(arguments);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("it runs")
}

/// What it said on standard error.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Posts with something to fix.
fn make(folder: &Path, posts: usize) {
    for number in 0..posts {
        fs::write(folder.join(format!("{number}.md")), BAD).expect("a post");
    }
}

/// The posts by their names.
fn posts(folder: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).expect("a folder").flatten();
    let posts = files.filter(|file| file.path().extension().is_some_and(|end| end == "md"));
    let text = |file: &fs::DirEntry| fs::read_to_string(file.path()).expect("a post");
    posts
        .map(|file| (file.file_name().to_string_lossy().into_owned(), text(&file)))
        .collect()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    let user = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@a.example",
        "-c",
        "commit.gpgsign=false",
    ];
    let done = git
        .current_dir(folder)
        .args(user)
        .args(arguments)
        .output()
        .expect("there is git");
    assert!(done.status.success(), "{arguments:?}: {done:?}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn repository(posts: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "--quiet", "-b", "main", "."]);
    for (name, text) in posts {
        fs::write(folder.path().join(name), text).expect("a post");
    }
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "posts"]);
    folder
}

/// A folder with a `git` that writes down each call, for `PATH`.
fn counting_git(folder: &Path) -> String {
    let real = Command::new("sh")
        .args(["-c", "command -v git"])
        .output()
        .expect("there is git");
    let real = String::from_utf8_lossy(&real.stdout).trim().to_owned();
    let tools = folder.join(".git/tools");
    fs::create_dir_all(&tools).expect("a folder");
    let script = format!(
        "#!/bin/sh\necho \"$*\" >> {}/calls\nexec {real} \"$@\"\n",
        tools.display()
    );
    fs::write(tools.join("git"), script).expect("a script");
    fs::set_permissions(tools.join("git"), fs::Permissions::from_mode(0o755)).expect("its mode");
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", tools.display())
}

fn calls(folder: &Path) -> Vec<String> {
    let path = folder.join(".git/tools/calls");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let _ = fs::remove_file(path);
    text.lines().map(str::to_owned).collect()
}

fn check(folder: &Path, more: &[&str]) -> Command {
    let flags = [
        "check",
        "--no-config",
        "--format",
        "concise",
        "--select",
        "proxied-url",
    ];
    let mut check = command(folder, &flags);
    check.args(more);
    check
}

fn found(output: &Output) -> Vec<String> {
    let told = String::from_utf8_lossy(&output.stdout);
    let places = told
        .lines()
        .filter_map(|line| Some(line.split_once(": ")?.0.to_owned()));
    places.collect()
}

/// Two posts, each changed at two places that are near each other, staged.
fn staged() -> tempfile::TempDir {
    let lines: Vec<_> = (0..30).map(|line| format!("Line {line}.\n\n")).collect();
    let lines = lines.concat();
    let folder = repository(&[("a.md", &lines), ("b.md", &lines)]);
    let near = lines
        .replace("Line 1.", "Line 1. New.")
        .replace("Line 3.", "Line 3. New.");
    fs::write(folder.path().join("a.md"), near).expect("a post");
    fs::write(
        folder.path().join("b.md"),
        lines.replacen("Line 1.\n", BAD, 1),
    )
    .expect("a post");
    git(folder.path(), &["add", "."]);
    folder
}

#[test]
fn what_is_staged_does_not_depend_on_how_git_is_set_up() {
    let folder = staged();
    let settings = [
        ("diff.interHunkContext", "5"),
        ("diff.context", "9"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.relative", "true"),
        ("diff.renames", "false"),
        ("diff.orderFile", "/nowhere"),
        ("diff.algorithm", "patience"),
        ("diff.external", "false"),
        ("diff.suppressBlankEmpty", "true"),
        ("diff.colorMoved", "zebra"),
        ("diff.submodule", "log"),
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.quotePath", "false"),
        ("core.pager", "false"),
        ("core.abbrev", "4"),
        ("status.branch", "true"),
        ("status.showStash", "true"),
        ("status.relativePaths", "false"),
        ("status.showUntrackedFiles", "no"),
    ];
    for (key, value) in settings {
        git(folder.path(), &["config", key, value]);
        let done = check(folder.path(), &["--staged"])
            .output()
            .expect("it runs");
        assert_eq!(
            (done.status.code(), found(&done)),
            (Some(1), vec!["b.md:3:23".to_owned()]),
            "{key}: {}",
            said(&done)
        );
        git(folder.path(), &["config", "--unset", key]);
    }
    for (name, value) in [
        ("GIT_DIFF_OPTS", "-u3"),
        ("GIT_EXTERNAL_DIFF", "false"),
        ("GIT_ICASE_PATHSPECS", "1"),
    ] {
        let done = check(folder.path(), &["--staged"])
            .env(name, value)
            .output()
            .expect("it runs");
        assert_eq!(
            (done.status.code(), found(&done)),
            (Some(1), vec!["b.md:3:23".to_owned()]),
            "{name}: {}",
            said(&done)
        );
    }
}

#[test]
fn a_hook_in_a_subfolder_may_name_the_repository_from_there() {
    let folder = staged();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).expect("a folder");
    let done = check(&inner, &["--staged", ".."])
        .env("GIT_DIR", "../.git")
        .output()
        .expect("it runs");
    assert_eq!(found(&done), ["../b.md:3:23"], "{}", said(&done));
}

#[test]
fn git_is_asked_as_often_for_one_post_as_for_many() {
    let count = |posts: usize| {
        let folder = repository(&[("a.md", "A.\n")]);
        let path = counting_git(folder.path());
        for number in 0..posts {
            fs::write(folder.path().join(format!("{number}.md")), BAD).expect("a post");
        }
        git(folder.path(), &["add", "."]);
        let done = check(folder.path(), &["--staged"])
            .env("PATH", path)
            .output()
            .expect("it runs");
        assert_eq!(found(&done).len(), posts, "{}", said(&done));
        calls(folder.path()).len()
    };
    assert_eq!(count(1), count(30));
}

#[test]
fn a_commit_holds_the_posts_and_nothing_that_was_staged() {
    let folder = repository(&[("p1.md", BAD), ("p2.md", BAD), ("mine.txt", "x\n")]);
    let outer = tempfile::tempdir().expect("a folder");
    let plan = outer.path().join("p.plan");
    let plan = plan.to_str().expect("a path");
    run(folder.path(), &["plan", "--no-config", "--out", plan, "."]);
    fs::write(folder.path().join("mine.txt"), "staged by the user\n").expect("a file");
    git(folder.path(), &["add", "mine.txt"]);
    let path = counting_git(folder.path());
    for (name, value) in [("user.name", "a"), ("user.email", "a@a.example")] {
        git(folder.path(), &["config", name, value]);
    }
    let done = command(folder.path(), &["apply", plan, "--commit"])
        .env("PATH", path)
        .output()
        .expect("it runs");
    assert!(done.status.success(), "{done:?}");
    let names = git(folder.path(), &["show", "--name-only", "--format=", "HEAD"]);
    assert_eq!(names, "p1.md\np2.md\n");
    // Of a list that is cut off while it is written git would commit a part, or all that is staged.
    let calls = calls(folder.path());
    let commit = calls
        .iter()
        .find(|call| call.contains(" commit "))
        .expect("a commit");
    assert!(
        commit.contains(" --only ") && !commit.contains("--pathspec-from-file=- "),
        "{commit}"
    );
}

#[test]
fn what_git_refuses_is_said_in_its_words() {
    let folder = staged();
    let other = |mut command: Command| {
        let done = command
            .env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
            .output()
            .expect("it runs");
        (done.status.code(), said(&done))
    };
    let (code, why) = other(check(folder.path(), &["--staged"]));
    assert!(code == Some(2) && why.contains("safe.directory"), "{why}");
    git(folder.path(), &["commit", "--quiet", "-m", "more"]);
    let (_, why) = other(command(folder.path(), &["fix", "--no-config"]));
    assert!(why.contains("dubious ownership"), "{why}");
}

#[test]
fn a_file_whose_changes_git_does_not_look_at_is_left() {
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let folder = repository(&[("a.md", BAD)]);
        git(folder.path(), &["update-index", flag, "a.md"]);
        let mine = format!("{BAD}\nMine.\n");
        fs::write(folder.path().join("a.md"), &mine).expect("a post");
        let done = run(folder.path(), &["fix", "--no-config"]);
        assert!(said(&done).contains("assume-unchanged"), "{}", said(&done));
        assert_eq!(
            fs::read_to_string(folder.path().join("a.md")).expect("the post"),
            mine
        );
    }
}

/// The journals of a folder, the last one last.
fn journals(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder.join(".copydesk/runs"))
        .expect("journals")
        .flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[test]
fn undo_waits_for_a_run_that_writes_and_takes_all_of_it_back() {
    const POSTS: usize = 300;
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    let before = posts(folder.path());
    let mut fix = command(folder.path(), &FIX)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it runs");
    let signal = |name: &str, id: u32| {
        let done = Command::new("kill")
            .args([format!("-{name}"), id.to_string()])
            .status();
        assert!(done.expect("there is kill").success());
    };
    let some = |folder: &Path| {
        let runs = fs::read_dir(folder.join(".copydesk/runs"))
            .into_iter()
            .flatten()
            .flatten();
        runs.map(|run| fs::metadata(run.path()).map_or(0, |known| known.len()))
            .sum::<u64>()
            > 1000
    };
    while !some(folder.path()) {
        assert!(
            fix.try_wait().expect("its state").is_none(),
            "it ended too early"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    signal("STOP", fix.id());
    let undo = command(folder.path(), &["undo"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    std::thread::sleep(Duration::from_millis(200));
    signal("CONT", fix.id());
    fix.wait().expect("it ends");
    let undone = undo.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&undone.stdout).into_owned();
    assert!(
        told.starts_with(&format!("{POSTS} files restored")),
        "{told}"
    );
    assert_eq!(posts(folder.path()), before);
}

#[test]
fn a_run_that_changed_nothing_is_no_run() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 3);
    let before = posts(folder.path());
    run(folder.path(), &FIX);
    // Killed right behind the first line, and before that.
    let runs = folder.path().join(".copydesk/runs");
    fs::write(
        runs.join("20990101-000000.jsonl"),
        "{\"version\":1,\"command\":\"fix\"}\n",
    )
    .expect("a journal");
    fs::write(runs.join("20990101-000001.jsonl"), "{\"ver").expect("a journal");
    let listed = run(folder.path(), &["runs"]).stdout;
    assert_eq!(String::from_utf8_lossy(&listed).lines().count(), 1);
    let undone = run(folder.path(), &["undo"]);
    assert!(undone.stdout.starts_with(b"3 files restored"), "{undone:?}");
    assert_eq!(posts(folder.path()), before);
    // The next run has removed what they left.
    assert_eq!(journals(folder.path()).len(), 2);
}

#[test]
fn the_order_of_runs_is_not_that_of_the_clock() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 1);
    run(folder.path(), &FIX);
    let first = journals(folder.path()).remove(0);
    fs::rename(&first, first.with_file_name("20990101-000000.jsonl")).expect("a journal");
    let post = folder.path().join("late.md");
    fs::write(&post, BAD).expect("a post");
    run(
        folder.path(),
        &["fix", "--allow-dirty", "--no-config", "late.md"],
    );
    assert_ne!(fs::read_to_string(&post).expect("the post"), BAD);
    run(folder.path(), &["undo"]);
    assert_eq!(fs::read_to_string(&post).expect("the post"), BAD);
}

#[test]
fn journals_stay_out_of_git_and_of_other_users_hands() {
    let folder = repository(&[("a.md", BAD)]);
    fs::create_dir(folder.path().join(".copydesk")).expect("a folder");
    // A kill at the wrong moment.
    fs::write(folder.path().join(".copydesk/.gitignore"), "").expect("a file");
    run(folder.path(), &["fix", "--no-config"]);
    assert_eq!(
        git(folder.path(), &["status", "--porcelain", "--", ".copydesk"]),
        ""
    );
    let mode = fs::metadata(journals(folder.path()).remove(0))
        .expect("a journal")
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0);
}
