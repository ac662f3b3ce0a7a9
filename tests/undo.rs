//! undo: whatever happens to a run, each file holds its old bytes or its new ones, and there is a
//! way back to the old.

#![expect(
    clippy::disallowed_methods,
    reason = "posts are made here, and looked at without copydesk"
)]

mod archive;

use archive::{
    FIX, before_and_after, command, make, posts, run, said, stopped, undo_all, written_down,
};
use std::fs;
use std::process::Stdio;

const POSTS: usize = 40;
/// The posts of a few batches: those of one take their places in a moment.
const BATCHES: usize = 300;
const KILLS: usize = 12;

#[test]
fn undo_gives_every_byte_back_and_undoing_that_brings_the_fixes_again() {
    let [before, after] = before_and_after(POSTS);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    run(folder.path(), &FIX);
    for wanted in [&before, &after, &before] {
        assert_eq!(run(folder.path(), &["undo"]).status.code(), Some(0));
        assert_eq!(posts(folder.path()), *wanted);
    }
    let runs = run(folder.path(), &["runs"]).stdout;
    assert_eq!(String::from_utf8_lossy(&runs).lines().count(), 4);
}

/// The names of the runs, the oldest first.
fn runs(folder: &std::path::Path) -> Vec<String> {
    let told = run(folder, &["runs"]).stdout;
    let told = String::from_utf8_lossy(&told);
    let name = |line: &str| line.split(' ').next().map(str::to_owned);
    told.lines().filter_map(name).collect()
}

#[test]
fn old_journals_are_removed_but_the_last_and_those_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let journals = folder.path().join(".copydesk/runs");
    let age = |name: &str, old: &str| {
        let place = |name: &str| journals.join(format!("{name}.jsonl"));
        fs::rename(place(name), place(old)).expect("a journal");
    };
    let fix = || {
        make(folder.path(), 2);
        run(folder.path(), &FIX)
    };
    fix();
    age(&runs(folder.path())[0], "20200101-000000");
    fs::write(journals.join("20190101-000000.jsonl"), "{}\n{}\n").expect("a journal");
    // The last one is kept, however old it is, and so is what another wrote.
    let first = fix();
    assert!(!said(&first).contains("removed"), "{}", said(&first));
    assert_eq!(runs(folder.path()).len(), 2);
    let second = fix();
    assert!(said(&second).contains("the journals of 1 old run were removed"));
    assert_eq!(runs(folder.path()).len(), 2);
    assert!(journals.join("20190101-000000.jsonl").exists());
    // Without any room the last one is left, and the run that follows it.
    make(folder.path(), 2);
    let mut small = command(folder.path(), &FIX);
    let small = small.env("COPYDESK_JOURNAL_MB", "0").output();
    assert!(said(&small.expect("it runs")).contains("1 old run"));
    assert_eq!(runs(folder.path()).len(), 2);
}

#[test]
fn an_old_run_can_be_undone_though_its_journal_is_to_go() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 2);
    let before = posts(folder.path());
    run(folder.path(), &FIX);
    let journals = folder.path().join(".copydesk/runs");
    let name = format!("{}.jsonl", runs(folder.path())[0]);
    fs::rename(journals.join(name), journals.join("20200101-000000.jsonl")).expect("a journal");
    fs::write(folder.path().join("new.md"), "<p>a   \n\n").expect("a post");
    run(folder.path(), &FIX);
    let undone = run(folder.path(), &["undo", "20200101-000000"]);
    assert_eq!(undone.status.code(), Some(0), "{}", said(&undone));
    let now = posts(folder.path());
    assert!(before.iter().all(|(name, bytes)| now[name] == *bytes));
}

#[test]
fn comments_that_suppress_are_taken_back_as_fixes_are() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    let before = posts(folder.path());
    let add = ["suppress", "proxied-url", "--allow-dirty", "--no-config"];
    assert_eq!(run(folder.path(), &add).status.code(), Some(0));
    let after = posts(folder.path());
    assert!(before.iter().all(|(name, bytes)| after[name] != *bytes));
    assert_eq!(run(folder.path(), &add).status.code(), Some(0));
    assert_eq!(posts(folder.path()), after);
    assert_eq!(run(folder.path(), &["undo"]).status.code(), Some(0));
    assert_eq!(posts(folder.path()), before);
}

#[test]
fn a_file_that_moved_on_is_left_and_named() {
    let [before, _] = before_and_after(POSTS);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    run(folder.path(), &FIX);
    fs::write(folder.path().join("3.md"), "mine").expect("a post");
    fs::remove_file(folder.path().join("4.md")).expect("it is there");
    let undone = run(folder.path(), &["undo"]);
    assert_eq!(undone.status.code(), Some(2));
    let why = said(&undone);
    assert!(
        why.contains("3.md was left alone: it has changed since"),
        "{why}"
    );
    assert!(why.contains("4.md was left alone"), "{why}");
    assert_eq!(why.lines().count(), 2, "{why}");
    let mut wanted = before;
    wanted.insert("3.md".into(), b"mine".to_vec());
    wanted.remove("4.md");
    assert_eq!(posts(folder.path()), wanted);
}

#[test]
fn killed_at_any_moment_each_file_is_the_old_one_or_the_new_one() {
    let [before, after] = before_and_after(BATCHES);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), BATCHES);
    let mut cut_short = 0;
    for kill in 0..KILLS {
        stopped(folder.path(), &FIX, "KILL", kill * 37 % BATCHES);
        let now = posts(folder.path());
        for (name, bytes) in &now {
            assert!(*bytes == before[name] || *bytes == after[name], "{name}");
        }
        cut_short += usize::from(now != before && now != after);
        // Every other time the way is forward, and then all of it back.
        if kill % 2 == 0 {
            run(folder.path(), &FIX);
            assert_eq!(posts(folder.path()), after);
        }
        undo_all(folder.path());
        assert_eq!(posts(folder.path()), before);
        fs::remove_dir_all(folder.path().join(".copydesk")).ok();
    }
    assert!(cut_short > 0, "no run was killed between two files");
}

/// A power cut may end the journal of a run anywhere behind what was on the disk: what is whole of it counts.
#[test]
fn a_journal_that_is_cut_off_anywhere_gives_back_what_it_holds() {
    const FEW: usize = 6;
    let [before, after] = before_and_after(FEW);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), FEW);
    run(folder.path(), &FIX);
    let runs = folder.path().join(".copydesk/runs");
    let journal = fs::read_dir(&runs).expect("a folder").flatten().next();
    let journal = journal.expect("a journal").path();
    let whole = fs::read(&journal).expect("a journal");
    let ends = whole.iter().enumerate().filter(|(_, b)| **b == b'\n');
    let ends: Vec<usize> = ends.map(|(at, _)| at + 1).collect();
    assert_eq!(ends.len(), 1 + FEW);
    for (record, end) in ends.iter().enumerate() {
        for cut in [*end, end - 1, end.saturating_sub(40)] {
            fs::remove_dir_all(&runs).expect("it is there");
            fs::create_dir(&runs).expect("a folder");
            fs::write(&journal, &whole[..cut]).expect("a journal");
            for (name, bytes) in &after {
                fs::write(folder.path().join(name), bytes).expect("a post");
            }
            let held = if cut == *end {
                record
            } else {
                record.saturating_sub(1)
            };
            let undone = run(folder.path(), &["undo"]);
            assert_eq!(
                undone.status.code(),
                Some(if held > 0 { 0 } else { 2 }),
                "{cut}"
            );
            let now = posts(folder.path());
            let restored = now.iter().filter(|(name, bytes)| before[*name] == **bytes);
            assert_eq!(restored.count(), held, "{cut}");
            let kept = now.iter().filter(|(name, bytes)| after[*name] == **bytes);
            assert_eq!(kept.count(), FEW - held, "{cut}");
        }
    }
}

#[test]
fn what_cannot_be_changed_is_not_written_down() {
    let folder = tempfile::tempdir().expect("a folder");
    let post = folder.path().join("a.md");
    fs::write(&post, "a\t").expect("a post");
    let mut permissions = fs::metadata(&post).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&post, permissions).expect("it is ours");
    let fixed = run(folder.path(), &FIX);
    assert_eq!(fixed.status.code(), Some(2));
    let why = said(&fixed);
    assert!(
        why.contains("a.md not changed: the file is read-only"),
        "{why}"
    );
    let linked = folder.path().join("b.md");
    fs::write(&linked, "b\t").expect("a post");
    fs::hard_link(&linked, folder.path().join("c.md")).expect("it has two names");
    if cfg!(unix) {
        let fixed = run(folder.path(), &FIX);
        let why = said(&fixed);
        assert!(
            why.contains("b.md not changed: it has another name"),
            "{why}"
        );
        assert_eq!(fs::read(&linked).expect("a post"), b"b\t");
    }
    assert_eq!(run(folder.path(), &["runs"]).stdout, b"");
}

#[test]
fn what_a_killed_run_left_unfinished_is_taken_away() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    let unfinished = folder.path().join(".copydesk-a1b2c3");
    run(folder.path(), &FIX);
    fs::write(&unfinished, "half a po").expect("a file");
    fs::write(folder.path().join("new.md"), "a\t").expect("a post");
    run(folder.path(), &FIX);
    assert!(!unfinished.exists());
}

#[test]
fn runs_that_write_at_once_wait_for_each_other() {
    let [before, after] = before_and_after(POSTS);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    let half = |odd: usize| {
        let names = (0..POSTS).filter(|number| number % 2 == odd);
        let names = names.map(|number| format!("{number}.md"));
        let mut command = command(folder.path(), &FIX);
        command
            .args(names)
            .stdout(Stdio::null())
            .spawn()
            .expect("it runs")
    };
    for mut child in [half(0), half(1)] {
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
    assert_eq!(posts(folder.path()), after);
    for _ in 0..2 {
        let names = run(folder.path(), &["runs"]).stdout;
        let names = String::from_utf8_lossy(&names).into_owned();
        let fixes = names.lines().filter(|line| line.contains("fix"));
        for line in fixes {
            let name = line.split_whitespace().next().expect("a name");
            assert_eq!(run(folder.path(), &["undo", name]).status.code(), Some(0));
        }
        assert_eq!(posts(folder.path()), before);
    }
}

/// An archive is not mended in one breath: killed a dozen times, it comes to the same bytes as in one
/// run, and all of it can be taken back.
#[test]
fn an_archive_of_thousands_survives_a_dozen_kills() {
    const MANY: usize = 4000;
    let [before, after] = before_and_after(MANY);
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), MANY);
    let mut cut_short = 0;
    for kill in 1..=12 {
        let lines = written_down(folder.path()) + kill * 40;
        let stopped = stopped(folder.path(), &FIX, "KILL", lines);
        cut_short += usize::from(stopped.status.code().is_none());
        for (name, bytes) in posts(folder.path()) {
            assert!(bytes == before[&name] || bytes == after[&name], "{name}");
        }
    }
    assert!(cut_short > 6, "only {cut_short} runs were killed");
    assert_eq!(run(folder.path(), &FIX).status.code(), Some(0));
    assert_eq!(posts(folder.path()), after);
    undo_all(folder.path());
    assert_eq!(posts(folder.path()), before);
}
