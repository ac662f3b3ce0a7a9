//! init: what it writes is read without a complaint, and what is there stays.

#![expect(
    clippy::disallowed_methods,
    reason = "repositories are made here, and what was written is looked at"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A copy of one of the repositories that `tests/cmd/init.md` shows.
fn copy(name: &str) -> TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/init.in");
    let folder = tempfile::tempdir().expect("a folder");
    let mut waiting: Vec<PathBuf> = vec![from.join(name)];
    while let Some(path) = waiting.pop() {
        let inner = path.strip_prefix(from.join(name)).expect("inside");
        if path.is_dir() {
            fs::create_dir_all(folder.path().join(inner)).expect("a folder");
            let entries = fs::read_dir(&path).expect("a folder").flatten();
            waiting.extend(entries.map(|entry| entry.path()));
        } else {
            fs::copy(&path, folder.path().join(inner)).expect("a file");
        }
    }
    folder
}

#[test]
fn what_is_written_is_a_configuration() {
    for name in ["hexo", "jekyll", "hugo", "astro", "none"] {
        let folder = copy(name);
        let printed = run(folder.path(), &["init", "--stdout"]);
        let made = run(folder.path(), &["init"]);
        let said = text(&made.stdout);
        assert_eq!(made.status.code(), Some(0), "{name}: {made:?}");
        assert!(said.contains("copydesk.yml is written"), "{name}: {said}");
        let written = fs::read_to_string(folder.path().join("copydesk.yml")).expect("a file");
        assert_eq!(written, text(&printed.stdout), "{name}");
        let checked = run(folder.path(), &["check", "--format", "concise"]);
        assert_ne!(checked.status.code(), Some(2), "{name}: {checked:?}");
        assert!(!text(&checked.stderr).contains("configuration"), "{name}");
        let findings = text(&checked.stdout);
        for over in [
            "public/",
            "themes/",
            "scaffolds/",
            "README",
            "_layouts",
            "node_modules",
        ] {
            assert!(!findings.contains(over), "{name}: {findings}");
        }
    }
}

/// All that is proposed is in one file: the settings of the generator and those of a house.
#[test]
fn a_generator_is_named_by_itself_or_by_its_schema() {
    for (sign, says, generator) in [
        ("eleventy.config.js", "", "eleventy"),
        (".vitepress/config.mts", "", "vitepress"),
        ("docusaurus.config.ts", "", "docusaurus"),
        ("pelicanconf.py", "", "pelican"),
        ("mkdocs.yml", "site_name: a\n", "mkdocs"),
        ("conf.py", "BLOG_TITLE = 'a'\n", "nikola"),
        // Sphinx has a file of that name.
        ("conf.py", "project = 'a'\n", "none"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let sign = folder.path().join(sign);
        fs::create_dir_all(sign.parent().expect("a folder")).expect("a folder");
        fs::write(sign, says).expect("a file");
        let post = "---\ntitle: a\ndate: 2022-05-06\n---\n\nWords.\n";
        fs::write(folder.path().join("a.md"), post).expect("a file");
        let printed = text(&run(folder.path(), &["init", "--stdout"]).stdout);
        let names = |key| printed.contains(&format!("\n  {key}: {generator}\n"));
        let is_named = names("generator") || names("schema");
        assert_eq!(is_named, generator != "none", "{printed}");
        fs::write(folder.path().join("copydesk.yml"), &printed).expect("a file");
        let checked = run(folder.path(), &["config", "a.md"]);
        assert_eq!(checked.status.code(), Some(0), "{checked:?}");
        let effective = text(&checked.stdout);
        assert_eq!(
            effective.contains(generator),
            generator != "none",
            "{effective}"
        );
    }
}

#[test]
fn habits_stand_beside_the_generator() {
    let folder = copy("hexo");
    let habit = copy("habit");
    let captions = folder.path().join("source/_posts/captions.html");
    fs::copy(habit.path().join("captions.html"), captions).expect("a file");
    run(folder.path(), &["init"]);
    let written = fs::read_to_string(folder.path().join("copydesk.yml")).expect("a file");
    for line in ["schema: hexo", "missing-closing-period: off"] {
        assert!(written.contains(line), "{written}");
    }
    let checked = run(
        folder.path(),
        &["check", "--select", "missing-closing-period"],
    );
    assert_ne!(checked.status.code(), Some(2), "{checked:?}\n{written}");
}

/// What `init` writes for posts with these paragraphs, one post a list.
fn written_for(posts: &[Vec<String>]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (at, paragraphs) in posts.iter().enumerate() {
        let text = format!("# Post {at}\n\n{}\n", paragraphs.join("\n\n"));
        fs::write(folder.path().join(format!("{at}.md")), text).expect("a file");
    }
    text(&run(folder.path(), &["init", "--stdout"]).stdout)
}

#[test]
fn a_house_that_ends_no_paragraph_is_asked_for_nothing() {
    let unmarked =
        |at: usize| format!("The {at} boats came early. They left again by noon with the tide");
    let posts: Vec<Vec<String>> = (0..6)
        .map(|post| (0..4).map(|at| unmarked(post * 4 + at)).collect())
        .collect();
    let written = written_for(&posts);
    assert!(
        written.contains("\nrules:\n  missing-closing-period: off\n"),
        "{written}"
    );
}

#[test]
fn what_was_copied_is_no_exception() {
    let copied =
        "The lift is new. It was built in a year, and the neighbours are glad of it".to_owned();
    let line = "他们说这是多年来小区里最好的一件事".to_owned();
    let marked =
        |at: usize| format!("The {at} boats came early. They left again by noon with the tide.");
    let han = |at: usize| format!("居民们很高兴，他们说这是{at}年来小区里最好的一件事。");
    let posts: Vec<Vec<String>> = (0..6)
        .map(|post| {
            let mut all: Vec<String> = (0..4).map(|at| marked(post * 4 + at)).collect();
            all.extend((0..4).map(|at| han(post * 4 + at + 2)));
            all.push(copied.clone());
            all.push(line.clone());
            all
        })
        .collect();
    let written = written_for(&posts);
    assert!(!written.contains("The lift is new"), "{written}");
    assert!(written.contains(&line), "{written}");
    // One post, six times.
    let written = written_for(&vec![posts[0].clone(); 6]);
    assert!(!written.contains(&line), "{written}");
}

#[test]
fn a_configuration_that_is_there_stays() {
    let folder = copy("none");
    let path = folder.path().join("copydesk.yml");
    fs::write(&path, "ignore: [drafts]\n").expect("a file");
    let made = run(folder.path(), &["init"]);
    assert_eq!(made.status.code(), Some(2));
    assert!(
        text(&made.stderr).contains("copydesk.yml exists, not overwritten"),
        "{made:?}"
    );
    let kept = fs::read_to_string(&path).expect("a file");
    assert_eq!(kept, "ignore: [drafts]\n");
    // One further up is covered by a new one, and that is said.
    let made = run(folder.path(), &["init", "notes"]);
    assert_eq!(made.status.code(), Some(0));
    assert!(
        text(&made.stderr).contains("no longer holds here"),
        "{made:?}"
    );
}

/// What is written is read as that text again, whatever is in it.
#[test]
fn what_recurs_is_an_exception_that_fits() {
    let odd = [
        "\0", "\u{b}", "\u{1b}", "\u{7f}", "\u{85}", "\u{a0}", "\u{200b}", "\u{2028}", "\u{feff}",
        "\u{ffff}", "'", "\"", "\\", ": ", " #", "{{",
    ];
    for odd in odd {
        let folder = tempfile::tempdir().expect("a folder");
        for at in 0..8 {
            let marked = format!("<p>The {at} boats came.</p>\n<p>They left at {at}.</p>\n");
            let text = format!("{marked}<p>This is a {odd} sentence with no end at all here</p>\n");
            fs::write(folder.path().join(format!("{at}.html")), text).expect("a file");
        }
        let made = run(folder.path(), &["init"]);
        assert_eq!(made.status.code(), Some(0), "{odd:?}: {made:?}");
        let written = fs::read_to_string(folder.path().join("copydesk.yml")).expect("a file");
        assert!(
            written.contains("    except:\n      - "),
            "{odd:?}: {written}"
        );
        let checked = run(
            folder.path(),
            &["check", "--select", "missing-closing-period"],
        );
        assert_eq!(
            checked.status.code(),
            Some(0),
            "{odd:?}: {checked:?}\n{written}"
        );
    }
}

#[test]
fn a_post_that_git_lfs_keeps_elsewhere_is_named_and_not_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n";
    fs::write(folder.path().join("kept.md"), pointer).expect("a post");
    fs::write(folder.path().join("a.md"), "A post.\n").expect("a post");
    let made = run(folder.path(), &["init"]);
    let (said, warned) = (text(&made.stdout), text(&made.stderr));
    assert!(said.contains("1 post\n"), "{said}");
    assert!(
        warned.contains("kept.md not checked: it is a Git LFS pointer"),
        "{warned}"
    );
}
