//! What is where a post or a configuration should be, and is none: nothing waits for it, nothing passes in
//! silence.

use super::{BAD, FIX, check, command, found, git, make, posts, repository, run, said};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// What a run says that must end by itself.
fn ended(mut command: Command) -> Output {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let begun = Instant::now();
    while child.try_wait().expect("its state").is_none() {
        if begun.elapsed() > Duration::from_secs(30) {
            let _ = child.kill();
            panic!("it waits: {command:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().expect("it ended")
}

fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("there is mkfifo").success());
}

#[test]
fn nothing_waits_for_who_writes_to_a_pipe() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 1);
    let named = folder.path().join("pipe.md");
    pipe(&named);
    symlink("pipe.md", folder.path().join("link.md")).expect("a link");
    let _socket = UnixListener::bind(folder.path().join("socket.md")).expect("a socket");
    // In a folder it is passed over, and so is a link.
    let done = ended(check(folder.path(), &[]));
    assert_eq!(found(&done), ["0.md:1:23"], "{}", said(&done));
    for name in ["pipe.md", "link.md", "socket.md"] {
        for flags in [
            &["check", "--no-config"][..],
            &FIX,
            &["suppress", "missing-alt"],
        ] {
            let mut command = command(folder.path(), flags);
            command.arg(name);
            let done = ended(command);
            let told = String::from_utf8_lossy(&done.stdout).into_owned() + &said(&done);
            let why = "it is a named pipe, a socket or a device";
            assert!(flags[0] == "fix" || told.contains(why), "{name}: {told}");
            assert_ne!(done.status.code(), Some(0), "{name} {flags:?}: {told}");
        }
    }
    // Nor where a configuration, accepted findings or a journal should be.
    for (name, flags) in [
        ("copydesk.yml", &["check", "0.md"][..]),
        ("copydesk-baseline.json", &["check", "--no-config", "0.md"]),
        (".copydesk/runs/20300101-000000.jsonl", &["undo"]),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        pipe(&path);
        let done = ended(command(folder.path(), flags));
        assert_eq!(done.status.code(), Some(2), "{name}: {done:?}");
        assert!(
            said(&done).contains("it is a named pipe"),
            "{name}: {done:?}"
        );
        fs::remove_file(path).expect("a pipe");
    }
}

#[test]
fn what_a_shell_hands_over_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 1);
    let script = "cat 0.md | \"$0\" check --no-config --format concise --select proxied-url /dev/stdin; \
                  \"$0\" check --no-config --format concise --select proxied-url <(cat 0.md)";
    let mut shell = Command::new("bash");
    shell
        .current_dir(folder.path())
        .args(["-c", script, env!("CARGO_BIN_EXE_copydesk")]);
    let done = ended(shell);
    assert_eq!(found(&done).len(), 2, "{done:?}");
}

#[test]
fn a_configuration_that_cannot_be_read_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 1);
    let below = folder.path().join("posts");
    fs::create_dir(&below).expect("a folder");
    make(&below, 1);
    let config = folder.path().join("copydesk.yml");
    symlink("nowhere.yml", &config).expect("a link");
    let refuses = |problem: &str| {
        for folder in [folder.path(), &below] {
            let done = run(folder, &["check", "."]);
            assert_eq!(done.status.code(), Some(2), "{done:?}");
            let told = said(&done);
            assert!(
                told.contains("copydesk.yml") && told.contains(problem),
                "{told}"
            );
        }
    };
    refuses("it is a link that leads nowhere");
    fs::remove_file(&config).expect("a link");
    fs::create_dir(&config).expect("a folder");
    refuses("it is a folder");
    let done = run(folder.path(), &["init"]);
    assert!(said(&done).contains("exists, not overwritten"), "{done:?}");
}

#[test]
fn in_a_folder_that_is_gone_nothing_is_clean() {
    let outer = tempfile::tempdir().expect("a folder");
    for command in [
        "check",
        "check .",
        "fix",
        "plan --out ../p.plan",
        "baseline",
        "test",
        "runs",
        "undo",
        "init",
        "rules",
        "sentence-style",
    ] {
        let gone = outer.path().join("gone");
        fs::create_dir(&gone).expect("a folder");
        let script = format!("rmdir ../gone && exec \"$0\" {command}");
        let mut shell = Command::new("sh");
        shell
            .current_dir(&gone)
            .args(["-c", &script, env!("CARGO_BIN_EXE_copydesk")]);
        let done = ended(shell);
        assert_eq!(done.status.code(), Some(2), "{command}: {done:?}");
        assert!(
            said(&done).contains("the current folder cannot be found"),
            "{command}: {done:?}"
        );
    }
}

const POINTER: &str = "version https://git-lfs.github.com/spec/v1\n\
     oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

#[test]
fn what_git_lfs_keeps_elsewhere_is_named() {
    let folder = repository(&[("a.md", BAD)]);
    fs::write(folder.path().join("kept.md"), POINTER).expect("a post");
    git(folder.path(), &["add", "."]);
    for more in [&["."][..], &["kept.md"], &["--staged"]] {
        let done = check(folder.path(), more).output().expect("it runs");
        let told = said(&done);
        assert!(
            told.contains(
                "kept.md not checked: it is a Git LFS pointer, not the post; `git lfs pull`"
            ),
            "{more:?}: {told}"
        );
        let wanted = if more == ["."] {
            (1, Some(1))
        } else {
            (0, Some(0))
        };
        assert_eq!((found(&done).len(), done.status.code()), wanted);
    }
    // It stays as it is, and so does what only begins like one.
    let before = posts(folder.path());
    run(
        folder.path(),
        &["fix", "--no-config", "--unsafe", "--allow-dirty", "kept.md"],
    );
    assert_eq!(posts(folder.path()), before);
    fs::write(folder.path().join("kept.md"), format!("{POINTER}\n{BAD}")).expect("a post");
    fs::write(folder.path().join("more.md"), POINTER).expect("a post");
    fs::write(folder.path().join("most.md"), POINTER).expect("a post");
    let done = check(folder.path(), &[]).output().expect("it runs");
    assert!(
        said(&done).contains("2 files not checked (more.md, …): each is a Git LFS pointer"),
        "{done:?}"
    );
}

#[test]
fn a_file_that_a_plan_names_twice_is_changed_once() {
    for name in ["./a.md", "sub/../a.md", "link.md", "hard.md"] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let text = format!("{BAD}\n<p></p>\n\n{BAD}");
        fs::write(path("a.md"), &text).expect("a post");
        run(
            folder.path(),
            &["plan", "--no-config", "--unsafe", "--out", "p.plan", "a.md"],
        );
        fs::create_dir(path("sub")).expect("a folder");
        symlink("a.md", path("link.md")).expect("a link");
        fs::hard_link(path("a.md"), path("hard.md")).expect("a second name");
        if name != "hard.md" {
            fs::remove_file(path("hard.md")).expect("a name");
        }
        let plan = fs::read_to_string(path("p.plan")).expect("a plan");
        assert!(plan.lines().count() > 2, "{plan}");
        let lines = plan.lines().enumerate().map(|(at, line)| match at % 2 {
            0 => format!("{line}\n"),
            _ => format!("{}\n", line.replace("\"a.md\"", &format!("\"{name}\""))),
        });
        fs::write(path("p.plan"), lines.collect::<String>()).expect("a plan");
        let done = run(
            folder.path(),
            &["apply", "p.plan", "--allow-dirty", "--threads", "2"],
        );
        assert_eq!(done.status.code(), Some(2), "{name}: {done:?}");
        let after = fs::read_to_string(path("a.md")).expect("a post");
        if name == "hard.md" {
            assert!(said(&done).contains("another name"), "{name}: {done:?}");
            assert_eq!(after, text);
            continue;
        }
        assert!(
            said(&done).contains("it is one file with"),
            "{name}: {done:?}"
        );
        run(folder.path(), &["undo"]);
        assert_eq!(
            fs::read_to_string(path("a.md")).expect("a post"),
            text,
            "{name}"
        );
    }
}
