//! A journal decides what `undo` writes: one that was not written here, for these posts, decides nothing.

use super::{BAD, FIX, command, git, journals, make, posts, repository, run, said};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Says that nothing is restored from a journal, changes nothing, and ends as what could not be done.
fn refuses(folder: &Path, mut undo: Command) {
    let before = posts(folder);
    let undone = undo.output().expect("it runs");
    let why = said(&undone);
    assert_eq!(undone.status.code(), Some(2), "{why}");
    assert!(
        why.contains("copydesk did not write this journal in this folder on this computer"),
        "{why}"
    );
    assert!(undone.stdout.is_empty(), "{undone:?}");
    assert_eq!(posts(folder), before);
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(copied.expect("there is cp").success());
}

/// A folder in which a post was fixed, in a folder of its own.
fn fixed() -> (tempfile::TempDir, PathBuf) {
    let outer = tempfile::tempdir().expect("a folder");
    let folder = outer.path().join("site");
    fs::create_dir(&folder).expect("a folder");
    make(&folder, 3);
    assert_eq!(run(&folder, &FIX).status.code(), Some(0));
    (outer, folder)
}

fn restores(done: &Output) {
    assert!(done.stdout.starts_with(b"3 files restored"), "{done:?}");
}

#[test]
fn a_journal_in_a_clone_restores_nothing() {
    let folder = repository(&[("a.md", BAD)]);
    run(folder.path(), &["fix", "--no-config"]);
    git(folder.path(), &["add", "--force", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "journals too"]);
    let outer = tempfile::tempdir().expect("a folder");
    let clone = outer.path().join("clone");
    let from = folder.path().to_str().expect("a path");
    git(outer.path(), &["clone", "--quiet", from, "clone"]);
    refuses(&clone, command(&clone, &["undo"]));
    // Another user's key, in the very folder.
    let state = tempfile::tempdir().expect("a folder");
    for path in [folder.path(), &clone] {
        let mut undo = command(path, &["undo"]);
        undo.env("XDG_STATE_HOME", state.path());
        refuses(path, undo);
    }
    // Nor does it say that a change is the last run's own.
    let a = clone.join("a.md");
    git(&clone, &["checkout", "--quiet", "HEAD~1", "--", "a.md"]);
    git(&clone, &["commit", "--quiet", "-m", "as it was"]);
    let after = fs::read_to_string(folder.path().join("a.md")).expect("a post");
    fs::write(&a, format!("{after}\t\n")).expect("a post");
    let forged = fs::read_dir(clone.join(".copydesk/runs"))
        .expect("runs")
        .flatten();
    assert_eq!(forged.count(), 1);
    let done = run(&clone, &["fix", "--no-config"]);
    assert!(said(&done).contains("uncommitted changes"), "{done:?}");
}

#[test]
fn a_journal_in_a_copy_is_for_the_first_folder_alone() {
    let (outer, folder) = fixed();
    let copied = outer.path().join("copy");
    copy(&folder, &copied);
    refuses(&copied, command(&copied, &["undo"]));
    let name = journals(&copied).remove(0);
    let name = name
        .file_stem()
        .and_then(|name| name.to_str())
        .expect("a name");
    refuses(&copied, command(&copied, &["undo", name]));
    restores(&run(&folder, &["undo"]));
    // What is run in the copy is its own, behind what came with it.
    fs::write(copied.join("0.md"), BAD).expect("a post");
    assert_eq!(run(&copied, &FIX).status.code(), Some(0));
    let undone = run(&copied, &["undo"]);
    assert!(undone.stdout.starts_with(b"1 file restored"), "{undone:?}");
}

#[test]
fn a_folder_that_was_moved_or_put_back_keeps_its_way_back() {
    let (outer, folder) = fixed();
    let moved = outer.path().join("moved");
    fs::rename(&folder, &moved).expect("it moves");
    restores(&run(&moved, &["undo"]));
    let (outer, folder) = fixed();
    let backup = outer.path().join("backup");
    copy(&folder, &backup);
    // The first one stays, so that the number of its folder is not given to the other.
    fs::rename(&folder, outer.path().join("old")).expect("it moves");
    fs::rename(&backup, &folder).expect("it moves");
    restores(&run(&folder, &["undo"]));
}

#[test]
fn a_journal_that_was_changed_restores_nothing() {
    let (_outer, folder) = fixed();
    let path = journals(&folder).remove(0);
    let written = fs::read_to_string(&path).expect("a journal");
    for (old, new) in [
        ("http", "hxxp"),
        ("\"1.md\"", "\"2.md\""),
        ("\"fix ", "\"fox "),
    ] {
        let changed = written.replacen(old, new, 1);
        assert_ne!(changed, written, "{old}");
        fs::write(&path, changed).expect("a journal");
        refuses(&folder, command(&folder, &["undo"]));
    }
    // A line of another journal of the same folder.
    fs::write(folder.join("0.md"), BAD).expect("a post");
    run(&folder, &FIX);
    // The second of one second is before the first by name.
    let mut others = journals(&folder).into_iter();
    let other = others.find(|other| *other != path).expect("another");
    let other = fs::read_to_string(other).expect("a journal");
    let line = other.lines().nth(1).expect("a line");
    fs::write(&path, format!("{written}{line}\n")).expect("a journal");
    let name = path
        .file_stem()
        .and_then(|name| name.to_str())
        .expect("a name");
    refuses(&folder, command(&folder, &["undo", name]));
}

#[test]
fn what_is_called_otherwise_is_no_journal() {
    let (_outer, folder) = fixed();
    for name in [
        "zzz",
        "99999999-999999-0",
        "99999999-999999-01",
        "99999999+999999",
    ] {
        let path = folder.join(format!(".copydesk/runs/{name}.jsonl"));
        fs::write(path, "{}\n{}\n").expect("a file");
    }
    restores(&run(&folder, &["undo"]));
}

#[test]
fn what_could_not_be_restored_is_not_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 1);
    let before = posts(folder.path());
    let mut fix = command(folder.path(), &FIX);
    fix.env_remove("XDG_STATE_HOME").env_remove("HOME");
    let fixed = fix.output().expect("it runs");
    assert_eq!(fixed.status.code(), Some(2));
    assert!(
        said(&fixed).contains("set HOME or XDG_STATE_HOME"),
        "{fixed:?}"
    );
    let mut fix = command(folder.path(), &FIX);
    fix.env("XDG_STATE_HOME", folder.path().join("0.md"));
    let fixed = fix.output().expect("it runs");
    assert!(
        said(&fixed).contains("set XDG_STATE_HOME to a folder"),
        "{fixed:?}"
    );
    assert_eq!(posts(folder.path()), before);
}

#[test]
fn the_key_is_for_its_user_alone_and_the_same_for_runs_that_begin_at_once() {
    use std::os::unix::fs::PermissionsExt as _;
    let state = tempfile::tempdir().expect("a folder");
    let folders: Vec<_> = (0..8)
        .map(|_| tempfile::tempdir().expect("a folder"))
        .collect();
    let begun: Vec<_> = folders
        .iter()
        .map(|folder| {
            make(folder.path(), 3);
            let mut fix = command(folder.path(), &FIX);
            fix.env("XDG_STATE_HOME", state.path());
            fix.stdout(std::process::Stdio::null());
            fix.spawn().expect("it runs")
        })
        .collect();
    for mut run in begun {
        assert!(run.wait().expect("it ends").success());
    }
    for folder in &folders {
        let mut undo = command(folder.path(), &["undo"]);
        undo.env("XDG_STATE_HOME", state.path());
        restores(&undo.output().expect("it runs"));
    }
    let kept = fs::read_dir(state.path().join("copydesk"))
        .expect("a folder")
        .flatten();
    let modes: Vec<u32> = kept
        .map(|file| file.metadata().expect("a file").permissions().mode() & 0o777)
        .collect();
    assert_eq!(modes, [0o600]);
}
