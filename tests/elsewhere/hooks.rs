//! hooks: `.pre-commit-hooks.yaml`, run by pre-commit at a real commit.

use super::{program, root, said, text, venv, write, yaml};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

/// A repository where pre-commit runs the hook `id`: as the project offers it, but with the copydesk
/// under test in the place of one that pre-commit would build.
fn repository(id: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let hooks = yaml(".pre-commit-hooks.yaml");
    let offered = hooks.as_array().into_iter().flatten();
    let mut hook = offered
        .clone()
        .find(|hook| hook["id"] == id)
        .unwrap_or_else(|| panic!("no hook {id}"))
        .clone();
    assert_eq!(hook["language"], "python");
    hook["language"] = json!("system");
    let config = json!({ "repos": [{ "repo": "local", "hooks": [hook] }] });
    write(
        folder.path(),
        ".pre-commit-config.yaml",
        &config.to_string(),
    );
    write(folder.path(), "copydesk.yml", "ignore: [drafts]\n");
    git(folder.path(), &["init", "--quiet"]);
    let mut install = program(venv::program("pre-commit"), folder.path());
    let installed = install.arg("install").output().expect("it runs");
    assert!(installed.status.success(), "{}", said(&installed));
    folder
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    program("git", folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@a.example"])
        .args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("PRE_COMMIT_HOME", folder.join(".git/pre-commit"))
        .output()
        .expect("git runs")
}

/// Commits all there is; whether the hook let it, and what it said.
fn commit(folder: &Path) -> (bool, String) {
    let added = git(folder, &["add", "--all"]);
    assert!(added.status.success(), "{}", said(&added));
    let output = git(folder, &["commit", "--message", "a"]);
    (output.status.success(), said(&output))
}

const GOOD: &str = "---\ntitle: a\n---\n\n<p>It opened.</p>\n";
const PROXIED: &str = "---\ntitle: a\n---\n\n\
    <p><img alt=\"A lift\" src=\"https://wsrv.nl/?url=https://a.example/x.jpg\"></p>\n";

#[test]
fn the_list_of_hooks_is_valid() {
    let mut validate = program(venv::program("pre-commit"), root());
    validate.args(["validate-manifest", ".pre-commit-hooks.yaml"]);
    let output = validate.output().expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_commit_with_a_finding_is_stopped() {
    let folder = repository("copydesk");
    let folder = folder.path();
    write(folder, "posts/a b.md", PROXIED);
    write(folder, "posts/c.html", "<p><img src=\"x.jpg\"></p>\n");
    write(folder, "drafts/d.md", PROXIED);
    let (is_made, said) = commit(folder);
    assert!(!is_made, "{said}");
    assert!(
        said.contains("posts/a b.md:5:27: error[proxied-url]"),
        "{said}"
    );
    assert!(
        said.contains("posts/c.html:1:4: error[missing-alt]"),
        "{said}"
    );
    assert!(!said.contains("drafts/"), "{said}");
    let kept = fs::read_to_string(folder.join("posts/a b.md")).expect("a file");
    assert_eq!(kept, PROXIED);
    write(folder, "posts/a b.md", GOOD);
    write(
        folder,
        "posts/c.html",
        "<p><img alt=\"\" src=\"x.jpg\"></p>\n",
    );
    let (is_made, said) = commit(folder);
    assert!(is_made && said.contains("Passed"), "{said}");
    // What is no post is none of its business; nor is a commit of drafts alone.
    write(folder, "a.txt", PROXIED);
    let (is_made, said) = commit(folder);
    assert!(is_made && said.contains("no files to check"), "{said}");
    write(folder, "drafts/e.md", PROXIED);
    let (is_made, said) = commit(folder);
    assert!(is_made && said.contains("Passed"), "{said}");
}

#[test]
fn a_fix_is_committed_at_the_second_try() {
    let folder = repository("copydesk-fix");
    let folder = folder.path();
    write(folder, "posts/a.md", PROXIED);
    write(folder, "drafts/d.md", PROXIED);
    let (is_made, said) = commit(folder);
    assert!(!is_made, "{said}");
    assert!(said.contains("files were modified by this hook"), "{said}");
    let mended = fs::read_to_string(folder.join("posts/a.md")).expect("a file");
    assert!(
        mended.contains("src=\"https://a.example/x.jpg\""),
        "{mended}"
    );
    let draft = fs::read_to_string(folder.join("drafts/d.md")).expect("a file");
    assert_eq!(draft, PROXIED);
    let (is_made, said) = commit(folder);
    assert!(is_made && said.contains("Passed"), "{said}");
    let committed = git(folder, &["show", "HEAD:posts/a.md"]);
    assert_eq!(text(&committed.stdout), mended);
    // What only a person can fix is left, and named.
    write(folder, "posts/b.html", "<p><img src=\"x.jpg\"></p>\n");
    let (is_made, said) = commit(folder);
    assert!(!is_made && said.contains("error[missing-alt]"), "{said}");
    // The way back is not a part of the repository.
    let names = git(folder, &["ls-files"]);
    assert!(!text(&names.stdout).contains(".copydesk"), "{names:?}");
}
