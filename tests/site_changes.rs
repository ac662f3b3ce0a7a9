//! site changes: what a change breaks elsewhere, and the addresses that it leaves.

#![expect(
    clippy::disallowed_methods,
    reason = "sites are made here, and changed without copydesk"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    let own = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@a.example",
        "-c",
        "core.autocrlf=false",
    ];
    git.current_dir(folder).args(own).args(arguments);
    let done = git.output().expect("there is git");
    assert!(done.status.success(), "{arguments:?}: {done:?}");
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

/// A site of Hugo, committed.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    write(
        at,
        &[
            ("hugo.toml", "[permalinks.page]\nposts = '/:year/:slug/'\n"),
            (
                "content/posts/lift.md",
                "---\ntitle: Lift\ndate: 2021-03-04\n---\n[up](/2021/stairs/#up-there) [old](/2021/none/)\n",
            ),
            (
                "content/posts/stairs.md",
                "---\ntitle: Stairs\ndate: 2021-03-05\n---\n## Up there\n\n[in](/2021/lift/) ![b](/b.png)\n",
            ),
            (
                "content/posts/door.md",
                "---\ntitle: Door\ndate: 2020-01-01\n---\n",
            ),
            ("static/b.png", "b"),
        ],
    );
    git(at, &["init", "--quiet", "-b", "main", "."]);
    git(at, &["add", "."]);
    git(at, &["commit", "--quiet", "-m", "posts"]);
    folder
}

/// What is reported of the site.
fn run(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    let done = command
        .current_dir(folder)
        .args(arguments)
        .args(["--format", "concise", "--select", "site"])
        .output()
        .expect("it runs");
    assert!(matches!(done.status.code(), Some(0 | 1)), "{done:?}");
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    told.lines().map(str::to_owned).collect()
}

fn since(folder: &Path) -> Vec<String> {
    run(folder, &["check", "--since", "main"])
}

fn staged(folder: &Path) -> Vec<String> {
    git(folder, &["add", "--all"]);
    run(folder, &["check", "--staged"])
}

const BROKEN: &str =
    "content/posts/lift.md:5:6: error[broken-link] no page `/2021/stairs/#up-there` on the site";

#[test]
fn nothing_is_said_of_what_was_broken_before() {
    let folder = site();
    let at = folder.path();
    assert_eq!(run(at, &["check"]).len(), 1);
    assert_eq!(since(at), Vec::<String>::new());
    write(
        at,
        &[(
            "content/posts/door.md",
            "---\ntitle: Door\ndate: 2020-01-01\n---\nNew.\n",
        )],
    );
    assert_eq!(since(at), Vec::<String>::new());
}

#[test]
fn a_post_that_is_gone_breaks_links_elsewhere() {
    let folder = site();
    let at = folder.path();
    fs::remove_file(at.join("content/posts/stairs.md")).expect("a post");
    let gone = |since: &str| {
        format!(
            "content/posts/stairs.md:1:1: warning[changed-permalink] `/2021/stairs/` was published \
             at {since} and is gone"
        )
    };
    assert_eq!(since(at), [BROKEN.to_owned(), gone("`main`")]);
    assert_eq!(staged(at), [BROKEN.to_owned(), gone("the last commit")]);
}

#[test]
fn a_post_that_has_moved_can_redirect_from_its_old_address() {
    let folder = site();
    let at = folder.path();
    let old = at.join("content/posts/stairs.md");
    let text = fs::read_to_string(&old).expect("a post");
    for name in ["steps.md", "moved/steps.md"] {
        // What git knows nothing of yet is found by its title.
        let new = at.join("content/posts").join(name);
        fs::create_dir_all(new.parent().expect("a folder")).expect("a folder");
        fs::remove_file(&old).ok();
        fs::write(&new, text.replace("title:", "slug: steps\ntitle:")).expect("a post");
        let moved = format!(
            "content/posts/{name}:1:1: warning[changed-permalink] `/2021/stairs/` was published at \
             `main` and is gone: it is at `/2021/steps/` now [unsafe fix]"
        );
        let mut told = since(at);
        told.sort();
        assert_eq!(told, [BROKEN.to_owned(), moved]);
        run(at, &["fix", "--since", "main", "--unsafe", "--allow-dirty"]);
        let fixed = fs::read_to_string(&new).expect("a post");
        assert!(
            fixed.contains("\naliases: [\"/2021/stairs/\"]\n---\n"),
            "{fixed}"
        );
        assert_eq!(since(at), Vec::<String>::new());
        fs::remove_file(&new).expect("a post");
    }
}

#[test]
fn a_heading_and_an_image_that_are_gone_break_what_leads_to_them() {
    let folder = site();
    let at = folder.path();
    write(
        at,
        &[(
            "content/posts/stairs.md",
            "---\ntitle: Stairs\ndate: 2021-03-05\n---\n## Below\n\n[in](/2021/lift/) ![b](/b.png)\n",
        )],
    );
    fs::remove_file(at.join("static/b.png")).expect("an image");
    for told in [since(at), staged(at)] {
        assert_eq!(
            told,
            [
                "content/posts/lift.md:5:6: warning[broken-anchor] no `#up-there` in \
                 `content/posts/stairs.md`",
                "content/posts/stairs.md:7:24: error[missing-image-file] no image `/b.png` on the site",
            ]
        );
    }
}

#[test]
fn another_permalink_leaves_all_addresses() {
    let folder = site();
    let at = folder.path();
    write(
        at,
        &[("hugo.toml", "[permalinks.page]\nposts = '/:slug/'\n")],
    );
    for told in [since(at), staged(at)] {
        let left: Vec<&str> = told
            .iter()
            .filter(|line| line.contains("changed-permalink"))
            .map(|line| line.split(':').next().unwrap_or_default())
            .collect();
        let posts = ["door", "lift", "stairs"].map(|name| format!("content/posts/{name}.md"));
        assert_eq!(left, posts, "{told:?}");
        let links = told.iter().filter(|line| line.contains("broken-link"));
        assert_eq!(links.count(), 2, "{told:?}");
    }
}

#[test]
fn a_redirect_is_an_address() {
    let folder = site();
    let at = folder.path();
    fs::remove_file(at.join("content/posts/door.md")).expect("a post");
    write(at, &[("static/_redirects", "/2020/door/ /2021/lift/\n")]);
    assert_eq!(since(at), Vec::<String>::new());
}

#[test]
fn links_that_a_template_makes_may_mean_other_things() {
    let folder = site();
    let at = folder.path();
    let link = "[a](lifft) [b](/2020/dor/)\n";
    let post = format!("---\ntitle: Door\ndate: 2020-01-01\n---\n{link}");
    write(at, &[("content/posts/door.md", &*post)]);
    let links = |told: Vec<String>| -> Vec<String> {
        let own = told
            .into_iter()
            .filter(|line| line.contains("door.md") && line.contains("broken-link"));
        own.map(|line| line.split('`').nth(1).unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(links(run(at, &["check"])), ["lifft", "/2020/dor/"]);
    write(at, &[("layouts/_markup/render-link.html", "{{ .Text }}")]);
    assert_eq!(links(run(at, &["check"])), ["/2020/dor/"]);
}

#[test]
fn starlight_shows_what_is_not_translated_in_the_first_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let links = "---\ntitle: Lift\n---\n[a](/de/guides/stairs/) [b](/de/guides/stairz/)\n";
    let packages = r#"{"dependencies": {"astro": "5", "@astrojs/starlight": "1"}}"#;
    write(
        at,
        &[
            ("package.json", packages),
            ("astro.config.mjs", "export default {}"),
            (
                "src/content/docs/guides/stairs.md",
                "---\ntitle: Stairs\n---\n",
            ),
            ("src/content/docs/de/guides/lift.md", links),
        ],
    );
    let told = run(at, &["check"]);
    let [one] = &told[..] else { panic!("{told:?}") };
    assert!(one.contains("no page `/de/guides/stairz/`"), "{one}");
}
