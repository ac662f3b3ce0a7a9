//! What a run says of what it did, did not do and did again; and what it keeps.

use super::{BAD, FIX, command, make, repository, run, said};
use std::fs;

#[test]
fn what_the_system_keeps_beside_a_post_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 1);
    let post = folder.path().join("0.md");
    if xattr::set(&post, "user.author", b"me").is_err() {
        // A file system without them has nothing to keep.
        return;
    }
    run(folder.path(), &FIX);
    assert_eq!(
        xattr::get(&post, "user.author").expect("a value"),
        Some(b"me".to_vec())
    );
}

#[test]
fn a_refusal_is_one_block_that_says_how_to_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 405);
    let refused = run(folder.path(), &["fix", "--no-config"]);
    assert_eq!(refused.status.code(), Some(2));
    let why = said(&refused);
    assert!(why.lines().count() <= 10, "{why}");
    assert!(
        why.contains("405 files: not in git")
            && why.contains("`copydesk fix --no-config --allow-dirty`"),
        "{why}"
    );
    // The findings are those of before: they are counted, and not told again.
    let told = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(told.lines().count() <= 24 - why.lines().count(), "{told}");
}

#[test]
fn what_the_last_run_wrote_is_no_change_of_the_users() {
    let folder = repository(&[
        ("a.md", &format!("{BAD}\n<p></p>\n\nText.\n")),
        ("b.md", BAD),
    ]);
    run(folder.path(), &["fix", "--no-config"]);
    // The next step of the migration needs no commit in between, and is not told to overlook changes.
    fs::write(folder.path().join("b.md"), format!("{BAD}\nMine.\n")).expect("a post");
    let again = run(folder.path(), &["fix", "--no-config", "--unsafe"]);
    assert!(
        said(&again).contains("b.md not changed: uncommitted changes"),
        "{again:?}"
    );
    let text = fs::read_to_string(folder.path().join("a.md")).expect("a post");
    assert!(!text.contains("<p></p>"), "{text}");
}

#[test]
fn an_undo_that_is_undone_says_that_the_fix_is_there_again() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 3);
    run(folder.path(), &FIX);
    let undone = run(folder.path(), &["undo"]).stdout;
    assert_eq!(
        undone,
        b"3 files restored: `fix --allow-dirty --no-config`\n"
    );
    let again = run(folder.path(), &["undo"]).stdout;
    let told = "redone: `fix --allow-dirty --no-config` is applied again in 3 files (you undid the undo)\n";
    assert_eq!(String::from_utf8_lossy(&again), told);
    // Whatever was undone how often, what is said is what is there now.
    let third = run(folder.path(), &["undo"]).stdout;
    assert_eq!(third, undone);
    assert_eq!(run(folder.path(), &["undo"]).stdout, again);
}

#[test]
fn what_a_living_run_is_writing_is_not_swept() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 2);
    run(folder.path(), &FIX);
    let [living, left] =
        [".copydesk-living", ".copydesk-left"].map(|name| folder.path().join(name));
    let held = fs::File::create(&living).expect("a file");
    held.lock().expect("a lock");
    fs::write(&left, "half").expect("a file");
    fs::write(folder.path().join("0.md"), BAD).expect("a post");
    run(folder.path(), &FIX);
    assert!(living.exists() && !left.exists());
    // A report sweeps its own folder.
    fs::write(&left, "half").expect("a file");
    run(
        folder.path(),
        &["check", "--no-config", "--output", "json=r.json", "0.md"],
    );
    assert!(living.exists() && !left.exists());
}

#[test]
fn a_rule_that_feeds_itself_is_named_by_test_and_by_fix() {
    let folder = tempfile::tempdir().expect("a folder");
    let rule = "summary: a\nwhy: b\nfind: { text: { patterns: [{ find: 'Acme', write: 'Acme Corp (once Acme Ltd)' }] } }\n\
                fix: { replace: '{better}', safety: safe, title: write it out }\n\
                examples:\n  - bad: <p>We are Acme.</p>\n    fixed: <p>We are Acme Corp (once Acme Ltd).</p>\n";
    fs::write(folder.path().join("acme.yml"), rule).expect("a rule");
    let done = run(folder.path(), &["test", "acme.yml"]);
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(told.contains("the fix of acme is left out"), "{told}");
    let post = folder.path().join("a.html");
    fs::write(&post, "<p>We are Acme.</p>\n").expect("a post");
    let done = command(folder.path(), &FIX)
        .args(["--rule-files", "acme.yml", "a.html"])
        .output()
        .expect("it runs");
    assert!(
        said(&done).contains("warning: in some posts the fixes of acme are left out"),
        "{done:?}"
    );
    assert_eq!(
        fs::read_to_string(post).expect("a post"),
        "<p>We are Acme.</p>\n"
    );
    // An example that does not hold is another matter.
    let other = rule.replace("write: 'Acme Corp (once Acme Ltd)'", "write: 'We'");
    fs::write(folder.path().join("acme.yml"), other).expect("a rule");
    let done = run(folder.path(), &["test", "acme.yml"]);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
}
