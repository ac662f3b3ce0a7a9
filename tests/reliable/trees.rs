//! Work trees as git knows them: submodules, linked and sparse ones, partial clones, and what a hook sets.

use super::{BAD, check, command, found, git, repository, run, said};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).unwrap_or_default();
    fs::write(path, before + text).expect("a post");
}

/// The posts of the last commit that it changed.
fn committed(folder: &Path) -> Vec<String> {
    let names = git(folder, &["show", "--name-only", "--format=", "HEAD"]);
    names.lines().map(str::to_owned).collect()
}

fn name_user(folder: &Path) {
    for (name, value) in [("user.name", "a"), ("user.email", "a@a.example")] {
        git(folder, &["config", name, value]);
    }
}

/// Plans and commits the fixes of a folder.
fn apply(folder: &Path) -> Output {
    name_user(folder);
    let outer = tempfile::tempdir().expect("a folder");
    let plan = outer.path().join("p.plan");
    let plan = plan.to_str().expect("a path");
    run(folder, &["plan", "--no-config", "--out", plan, "."]);
    run(folder, &["apply", plan, "--commit"])
}

const LOCAL: [&str; 2] = ["-c", "protocol.file.allow=always"];

fn clone(outer: &Path, more: &[&str], from: &Path) -> PathBuf {
    let from = format!("file://{}", from.display());
    let arguments = [&LOCAL, &["clone", "--quiet"][..], more, &[&from, "clone"]].concat();
    git(outer, &arguments);
    outer.join("clone")
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let sub = repository(&[("s.md", BAD)]);
    let top = repository(&[("t.md", BAD)]);
    let top = top.path();
    let from = sub.path().to_str().expect("a path");
    git(
        top,
        &[&LOCAL, &["submodule", "--quiet", "add", from, "inner"][..]].concat(),
    );
    git(top, &["commit", "--quiet", "-m", "inner"]);
    let inner = top.join("inner");
    append(&inner.join("s.md"), BAD);
    git(&inner, &["add", "."]);
    // Named from without, it is said where to go; from within, it is as any other.
    for more in [
        ["--staged", "inner"],
        ["--since=HEAD", "inner"],
        ["--staged", "inner/s.md"],
    ] {
        let done = check(top, &more).output().expect("it runs");
        assert_eq!(done.status.code(), Some(2), "{done:?}");
        assert!(
            said(&done).contains("is in a repository of its own"),
            "{done:?}"
        );
    }
    for more in ["--staged", "--since=HEAD"] {
        let done = check(&inner, &[more]).output().expect("it runs");
        assert_eq!(found(&done), ["s.md:2:23"], "{done:?}");
    }
    // What is not committed there is guarded.
    let done = run(top, &["fix", "--no-config"]);
    assert!(
        said(&done).contains("inner/s.md not changed: uncommitted changes"),
        "{done:?}"
    );
    assert!(
        !fs::read_to_string(top.join("t.md"))
            .expect("a post")
            .contains("cors")
    );
    run(top, &["undo"]);
    git(&inner, &["commit", "--quiet", "-m", "more"]);
    git(top, &["commit", "--quiet", "--all", "-m", "more"]);
    let done = apply(top);
    assert!(
        said(&done).contains("inner/s.md was left alone: it is in a repository"),
        "{done:?}"
    );
    assert_eq!(committed(top), ["t.md"]);
    assert_eq!(apply(&inner).status.code(), Some(0));
    assert_eq!(committed(&inner), ["s.md"]);
}

#[test]
fn a_linked_work_tree_has_changes_and_runs_of_its_own() {
    let first = repository(&[("a.md", BAD)]);
    let outer = tempfile::tempdir().expect("a folder");
    let linked = outer.path().join("linked");
    let to = linked.to_str().expect("a path");
    git(
        first.path(),
        &["worktree", "add", "--quiet", to, "-b", "two"],
    );
    fs::write(linked.join("b.md"), BAD).expect("a post");
    git(&linked, &["add", "."]);
    for more in ["--staged", "--since=main"] {
        let done = check(&linked, &[more]).output().expect("it runs");
        assert_eq!(found(&done), ["b.md:1:23"], "{done:?}");
    }
    let done = run(&linked, &["fix", "--no-config", "a.md"]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let runs = run(first.path(), &["runs"]);
    assert_eq!(runs.stdout, b"", "{runs:?}");
    assert!(
        run(&linked, &["undo"])
            .stdout
            .starts_with(b"1 file restored")
    );
    assert_eq!(git(&linked, &["status", "--porcelain"]), "A  b.md\n");
    git(&linked, &["commit", "--quiet", "-m", "b"]);
    assert_eq!(apply(&linked).status.code(), Some(0));
    assert_eq!(committed(&linked), ["a.md", "b.md"]);
    assert_eq!(git(first.path(), &["status", "--porcelain"]), "");
}

#[test]
fn what_a_sparse_checkout_leaves_out_stays_as_it_is() {
    let whole = repository(&[("r.md", BAD)]);
    for folder in ["in", "out"] {
        fs::create_dir(whole.path().join(folder)).expect("a folder");
        fs::write(whole.path().join(folder).join("a.md"), BAD).expect("a post");
    }
    git(whole.path(), &["add", "."]);
    git(whole.path(), &["commit", "--quiet", "-m", "more"]);
    let outer = tempfile::tempdir().expect("a folder");
    let sparse = clone(outer.path(), &[], whole.path());
    for index in ["--no-sparse-index", "--sparse-index"] {
        git(&sparse, &["sparse-checkout", "set", "--cone", index, "in"]);
        assert!(!sparse.join("out").exists());
        let done = check(&sparse, &["--since=HEAD~1"])
            .output()
            .expect("it runs");
        assert_eq!(found(&done), ["in/a.md:1:23"], "{done:?}");
        append(&sparse.join("in/a.md"), BAD);
        git(&sparse, &["add", "."]);
        let done = check(&sparse, &["--staged"]).output().expect("it runs");
        assert_eq!(found(&done), ["in/a.md:2:23"], "{done:?}");
        git(&sparse, &["reset", "--quiet", "--hard"]);
        let before = git(&sparse, &["rev-parse", "HEAD:out"]);
        assert_eq!(apply(&sparse).status.code(), Some(0));
        assert_eq!(committed(&sparse), ["in/a.md", "r.md"]);
        assert_eq!(git(&sparse, &["rev-parse", "HEAD:out"]), before);
        assert_eq!(git(&sparse, &["status", "--porcelain"]), "");
        git(&sparse, &["reset", "--quiet", "--hard", "HEAD~1"]);
    }
}

#[test]
fn of_a_partial_clone_nothing_is_fetched() {
    let whole = repository(&[("a.md", "Old.\n")]);
    for (name, value) in [
        ("uploadpack.allowFilter", "true"),
        ("uploadpack.allowAnySHA1InWant", "true"),
    ] {
        git(whole.path(), &["config", name, value]);
    }
    fs::write(whole.path().join("a.md"), "New.\n").expect("a post");
    git(whole.path(), &["commit", "--quiet", "--all", "-m", "new"]);
    let outer = tempfile::tempdir().expect("a folder");
    let partial = clone(outer.path(), &["--filter=blob:none"], whole.path());
    let missing = || {
        let all = git(
            &partial,
            &["rev-list", "--objects", "--missing=print", "--all"],
        );
        all.lines().filter(|line| line.starts_with('?')).count()
    };
    assert_eq!(missing(), 1);
    let done = check(&partial, &["--since=HEAD~1"])
        .output()
        .expect("it runs");
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    assert!(
        said(&done).contains("`git diff HEAD~1` fetches what is missing"),
        "{done:?}"
    );
    append(&partial.join("a.md"), BAD);
    git(&partial, &["add", "."]);
    for more in ["--staged", "--since=HEAD"] {
        let done = check(&partial, &[more]).output().expect("it runs");
        assert_eq!(found(&done), ["a.md:2:23"], "{done:?}");
    }
    git(&partial, &["commit", "--quiet", "-m", "more"]);
    assert_eq!(apply(&partial).status.code(), Some(0));
    assert_eq!(committed(&partial), ["a.md"]);
    assert_eq!(missing(), 1);
}

#[test]
fn the_repository_may_be_named_from_a_subfolder() {
    let folder = repository(&[("a.md", BAD)]);
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).expect("a folder");
    fs::write(inner.join("b.md"), BAD).expect("a post");
    git(folder.path(), &["add", "."]);
    let named = [
        &[("GIT_DIR", "../.git")][..],
        &[("GIT_DIR", "../.git"), ("GIT_WORK_TREE", "..")],
        &[("GIT_DIR", "../.git"), ("GIT_INDEX_FILE", "../.git/index")],
        // As git has it: with a work tree the index begins at its top.
        &[
            ("GIT_DIR", "../.git"),
            ("GIT_WORK_TREE", ".."),
            ("GIT_INDEX_FILE", ".git/index"),
        ],
        &[("GIT_INDEX_FILE", ".git/index")],
    ];
    for variables in named {
        for more in ["--staged", "--since=HEAD"] {
            let mut check = check(&inner, &[more]);
            let done = check
                .envs(variables.iter().copied())
                .output()
                .expect("it runs");
            assert_eq!(found(&done), ["b.md:1:23"], "{variables:?}: {done:?}");
        }
        let mut fix = command(&inner, &["fix", "--no-config", "..", "--diff"]);
        assert!(
            fix.envs(variables.iter().copied())
                .output()
                .expect("it runs")
                .status
                .code()
                == Some(1)
        );
        let mut fix = command(&inner, &["fix", "--no-config", ".."]);
        let done = fix
            .envs(variables.iter().copied())
            .output()
            .expect("it runs");
        assert!(
            said(&done).contains("b.md not changed: uncommitted changes"),
            "{variables:?}: {done:?}"
        );
        assert!(
            run(&inner, &["undo"])
                .stdout
                .starts_with(b"1 file restored")
        );
    }
}

#[test]
fn a_lock_that_an_orphan_left_is_said_in_gits_words() {
    let folder = repository(&[("a.md", BAD)]);
    let lock = folder.path().join(".git/index.lock");
    fs::write(&lock, "").expect("a lock");
    let done = apply(folder.path());
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    let told = said(&done);
    assert!(
        told.contains("index.lock': File exists") && told.contains("goes on"),
        "{told}"
    );
    // What only asks needs no lock.
    append(&folder.path().join("a.md"), &format!("More: {BAD}"));
    let done = check(folder.path(), &["--since=HEAD"])
        .output()
        .expect("it runs");
    assert_eq!(found(&done).len(), 1, "{done:?}");
    assert!(lock.exists());
}
