//! faults: a full disk, an interrupt, a folder that goes away: what was not done is said, and what
//! was done can be gone on with and taken back.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "posts are made here, and looked at without copydesk"
)]

mod archive;

use archive::{
    FIX, before_and_after, command, make, posts, run, said, stopped, undo_all, written_down,
};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const POSTS: usize = 60;

/// Runs `script` in a shell, with the command of a fix as its arguments.
fn in_shell(folder: &Path, script: &str) -> Output {
    let fix = command(folder, &FIX);
    let mut shell = Command::new("sh");
    shell.current_dir(folder).args(["-c", script, "sh"]);
    shell.arg(fix.get_program()).args(fix.get_args());
    shell.output().expect("there is a shell")
}

/// What is left in a folder that no post is.
fn leftovers(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names
        .filter(|name| name.starts_with(".copydesk-"))
        .collect()
}

#[test]
fn where_no_more_can_be_written_each_file_is_whole_and_the_next_run_goes_on() {
    let [before, after] = before_and_after(POSTS);
    // How large a file may get, in blocks: the journal gets larger than that, and then the posts are.
    for (limit, reason) in [
        ("2", "the journal in .copydesk cannot be written"),
        ("0", ""),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        make(folder.path(), POSTS);
        let full = in_shell(
            folder.path(),
            &format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\""),
        );
        assert_eq!(full.status.code(), Some(2), "{}", said(&full));
        assert!(said(&full).contains(reason), "{}", said(&full));
        let now = posts(folder.path());
        let changed: BTreeSet<_> = now
            .iter()
            .filter(|(name, bytes)| **bytes != before[*name])
            .collect();
        assert!(changed.iter().all(|(name, bytes)| **bytes == after[*name]));
        // A few are named for each reason, the others are counted.
        let said = said(&full);
        let left = said.lines().filter(|line| line.contains(" not changed: "));
        let left = left.map(|line| {
            let word = line.trim_start_matches("copydesk: ").split(' ').next();
            let more = line.contains(" more file");
            let counted = word.and_then(|word| word.parse().ok());
            if more { counted.expect("a number") } else { 1 }
        });
        assert_eq!(left.sum::<usize>(), POSTS - changed.len(), "{said}");
        assert!(leftovers(folder.path()).is_empty());
        // What the journal holds is what was changed.
        if !changed.is_empty() {
            assert_eq!(run(folder.path(), &["undo"]).status.code(), Some(0));
            assert_eq!(posts(folder.path()), before);
        }
        assert_eq!(run(folder.path(), &FIX).status.code(), Some(0));
        assert_eq!(posts(folder.path()), after);
    }
}

#[test]
fn an_interrupt_ends_the_run_between_two_files_and_says_how_to_go_on() {
    let [before, after] = before_and_after(POSTS);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    let mut cut_short = 0;
    for more in [3, 7, 1, 5] {
        let lines = written_down(folder.path()) + more;
        let ended = stopped(folder.path(), &FIX, "INT", lines);
        if ended.status.code() == Some(130) {
            cut_short += 1;
            let why = said(&ended);
            assert!(
                why.contains("interrupted; the same command again goes on"),
                "{why}"
            );
        } else {
            assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
        }
        for (name, bytes) in posts(folder.path()) {
            assert!(bytes == before[&name] || bytes == after[&name], "{name}");
        }
        assert!(leftovers(folder.path()).is_empty());
    }
    assert!(cut_short > 0, "no run was interrupted");
    assert_eq!(run(folder.path(), &FIX).status.code(), Some(0));
    assert_eq!(posts(folder.path()), after);
    undo_all(folder.path());
    assert_eq!(posts(folder.path()), before);
}

#[test]
fn an_interrupt_ends_the_waiting_for_another_run() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 2);
    fs::create_dir(folder.path().join(".copydesk")).expect("a folder");
    let lock = fs::File::create(folder.path().join(".copydesk/lock")).expect("a lock");
    lock.lock().expect("nobody has it");
    let before = posts(folder.path());
    let mut waiting = command(folder.path(), &FIX);
    let mut child = waiting
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut told = String::new();
    let mut from = BufReader::new(child.stderr.take().expect("what it says"));
    from.read_line(&mut told).expect("it says something");
    let mut kill = Command::new("kill");
    kill.args(["-s", "INT", &child.id().to_string()]);
    assert!(kill.status().expect("there is `kill`").success());
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(130), "{told}");
    assert!(told.contains("waiting for another run to end"), "{told}");
    assert_eq!(posts(folder.path()), before);
}

#[test]
fn a_folder_that_goes_away_takes_nothing_with_it() {
    let [before, after] = before_and_after(POSTS);
    for lines in [1, 4, 16] {
        let folder = tempfile::tempdir().expect("a folder");
        let (here, there) = (folder.path().join("posts"), folder.path().join("moved"));
        fs::create_dir(&here).expect("a folder");
        make(&here, POSTS);
        let mut fix = command(folder.path(), &FIX);
        let mut child = fix
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("it runs");
        while written_down(folder.path()) < lines
            && child.try_wait().expect("it can be asked").is_none()
        {
            std::thread::yield_now();
        }
        fs::rename(&here, &there).expect("a move");
        let code = child.wait().expect("it ends").code();
        assert!(!here.exists(), "nothing is written where the folder was");
        let now = posts(&there);
        for (name, bytes) in &now {
            assert!(*bytes == before[name] || *bytes == after[name], "{name}");
        }
        // What could not be read any more is a finding, what could not be written a failure.
        assert!(
            now == after || code == Some(1) || code == Some(2),
            "{code:?}"
        );
        fs::rename(&there, &here).expect("a move");
        run(folder.path(), &FIX);
        assert_eq!(posts(&here), after);
        undo_all(folder.path());
        assert_eq!(posts(&here), before);
        assert!(leftovers(&here).is_empty());
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let posts = folder.path().join("posts");
    fs::create_dir(&posts).expect("a folder");
    fs::write(posts.join("a.md"), "a\t").expect("a post");
    fs::set_permissions(&posts, fs::Permissions::from_mode(0o555)).expect("it is ours");
    // Whom the system refuses nothing can write there all the same.
    let is_refused = fs::write(posts.join("probe"), "").is_err();
    let fixed = run(folder.path(), &FIX);
    let now = fs::read(posts.join("a.md")).expect("a post");
    if is_refused {
        assert_eq!(fixed.status.code(), Some(2));
        let why = said(&fixed);
        assert!(
            why.contains("posts/a.md not changed: Permission denied"),
            "{why}"
        );
        assert_eq!(now, b"a\t");
    } else {
        assert_eq!(fixed.status.code(), Some(0), "{}", said(&fixed));
        assert_eq!(now, b"a\n");
    }
    fs::set_permissions(&posts, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

#[test]
fn what_else_is_known_of_a_file_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let post = folder.path().join("a.md");
    fs::write(&post, "a\t").expect("a post");
    // A group and an owner that only root may give.
    let _ = std::os::unix::fs::chown(&post, Some(12345), Some(23456));
    fs::set_permissions(&post, fs::Permissions::from_mode(0o6754)).expect("it is ours");
    let known = |path: &Path| {
        let known = fs::metadata(path).expect("it is there");
        (known.mode(), known.uid(), known.gid())
    };
    let before = known(&post);
    assert_eq!(run(folder.path(), &FIX).status.code(), Some(0));
    assert_eq!(fs::read(&post).expect("a post"), b"a\n");
    assert_eq!(known(&post), before);
}

#[test]
fn what_writes_goes_on_where_nobody_reads() {
    let [_, after] = before_and_after(POSTS);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    let ended = in_shell(folder.path(), "\"$@\" | true");
    assert!(ended.status.success(), "{}", said(&ended));
    assert_eq!(posts(folder.path()), after);
}

/// More findings than a pipe holds, so that the program writes after its reader is gone.
#[test]
fn a_closed_pipe_is_no_clean_end_and_files_are_still_written() {
    let folder = tempfile::tempdir().expect("a folder");
    for at in 0..400 {
        let post = "<p><img src=\"http://a.example/x.jpg\"></p>\n".repeat(20);
        fs::write(folder.path().join(format!("{at:03}.html")), post).expect("a post");
    }
    for (output, formats) in [
        ("", "human"),
        ("", "jsonl"),
        ("--output csv=all.csv", "concise"),
    ] {
        let program = env!("CARGO_BIN_EXE_copydesk");
        let script = format!(
            "set -o pipefail; {program} check --no-config --format {formats} {output} | head -n 1"
        );
        let mut shell = Command::new("bash");
        shell.args(["-c", &script]).current_dir(folder.path());
        let ended = shell.output().expect("bash");
        assert_eq!(
            ended.status.code(),
            Some(141),
            "{formats}: {}",
            said(&ended)
        );
    }
    let rows = fs::read_to_string(folder.path().join("all.csv")).expect("a report");
    assert!(rows.lines().count() > 8_000);
}

#[test]
fn a_help_that_nobody_reads_is_no_clean_end() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["check", "--help"],
        &["help", "fix"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut program = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        let ended = program.args(arguments).stdout(writer).status();
        assert_eq!(ended.expect("it runs").code(), Some(141), "{arguments:?}");
    }
}

#[test]
fn no_report_and_no_plan_is_written_over_what_people_tell_copydesk() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.md"), "A post.\n").expect("a post");
    for name in ["copydesk.yml", "rules.yaml", "copydesk-baseline.json"] {
        let there = folder.path().join(name);
        let output = format!("json={name}");
        for arguments in [
            ["check", "--no-config", "--output", &output, "a.md"],
            ["plan", "--no-config", "--out", name, "a.md"],
        ] {
            fs::write(&there, "its bytes\n").expect("a file");
            let refused = run(folder.path(), &arguments);
            assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
            assert!(said(&refused).contains(name), "{}", said(&refused));
            assert_eq!(fs::read(&there).expect("a file"), b"its bytes\n");
            // Where nothing is, nothing is lost.
            fs::remove_file(&there).expect("a file");
            let written = run(folder.path(), &arguments);
            assert!(there.exists(), "{}", said(&written));
            fs::remove_file(&there).expect("a report");
        }
    }
}
