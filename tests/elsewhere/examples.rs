//! examples: the sites in `examples/` have nothing to report, a fault in one is found, and their hooks and workflows are
//! read by what runs them. `.ci/generators examples` builds them.

use super::{program, root, said, text, venv, write, yaml};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

struct Site {
    name: &'static str,
    /// Where it is built.
    built: &'static str,
    post: &'static str,
    /// A link to what it does not have, and the rule that says so. Astro's pages may be made by a program, so only the
    /// parts of those that are there are judged.
    link: (&'static str, &'static str),
}

const SITES: [Site; 5] = [
    Site {
        name: "astro",
        built: "dist",
        post: "src/content/blog/chisel.md",
        link: ("/blog/wooden-chair/#glue-it", "broken-anchor"),
    },
    Site {
        name: "docusaurus",
        built: "build",
        post: "docs/tools.md",
        link: ("./glues.md", "broken-link"),
    },
    Site {
        name: "hexo",
        built: "public",
        post: "source/_posts/chisel.md",
        link: ("/2026/04/chisels/", "broken-link"),
    },
    Site {
        name: "hugo",
        built: "public",
        post: "content/posts/chisel.md",
        link: ("/2026/chisels/", "broken-link"),
    },
    Site {
        name: "jekyll",
        built: "_site",
        post: "_posts/2026-04-02-chisel.md",
        link: ("/2026/04/chisels/", "broken-link"),
    },
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else {
            found.push(path);
        }
    }
    found
}

/// The example where nothing above it says what holds.
fn copy(name: &str) -> TempDir {
    let from = root().join("examples").join(name);
    let folder = tempfile::tempdir().expect("a folder");
    for file in files(&from) {
        let to = folder
            .path()
            .join(file.strip_prefix(&from).expect("inside"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(&file, to).expect("a file");
    }
    folder
}

fn check(folder: &Path) -> Output {
    program(env!("CARGO_BIN_EXE_copydesk"), folder)
        .args(["check", "--format", "concise"])
        .output()
        .expect("it runs")
}

#[test]
fn an_example_has_nothing_to_report() {
    for Site { name, .. } in SITES {
        let folder = copy(name);
        let output = check(folder.path());
        let printed = said(&output);
        assert_eq!(output.status.code(), Some(0), "{name}: {printed}");
        assert!(printed.contains("nothing to report"), "{name}: {printed}");
    }
}

#[test]
fn a_fault_in_an_example_is_found() {
    for Site {
        name,
        built,
        post,
        link: (link, broken),
    } in SITES
    {
        let folder = copy(name);
        let path = folder.path().join(post);
        let good = fs::read_to_string(&path).expect("a post");
        let bad = format!("{good}\n<img src=\"http://a.example/x.png\"> [A page]({link}).\n");
        fs::write(&path, bad).expect("a post");
        // What is built is no post.
        write(
            folder.path(),
            &format!("{built}/x.html"),
            "<img src=\"x.png\">\n",
        );
        let output = check(folder.path());
        let printed = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{name}: {printed}");
        assert!(!printed.contains("x.html"), "{name}: {printed}");
        let line = good.lines().count() + 2;
        for rule in ["missing-alt", "insecure-url", broken] {
            let found = printed.lines().any(|finding| {
                finding.starts_with(&format!("{post}:{line}:"))
                    && finding.contains(&format!("[{rule}]"))
            });
            assert!(found, "{name}: {rule}: {printed}");
        }
    }
}

#[test]
fn hooks_and_workflows_of_examples_are_valid() {
    let offered = yaml(".pre-commit-hooks.yaml");
    let offered: Vec<_> = offered.as_array().into_iter().flatten().collect();
    let inputs = yaml("action.yml")["inputs"].clone();
    for Site { name, .. } in SITES {
        let hooks = format!("examples/{name}/.pre-commit-config.yaml");
        let workflow = format!("examples/{name}/.github/workflows/posts.yml");
        for hook in yaml(&hooks)["repos"][0]["hooks"].as_array().expect("hooks") {
            assert!(offered.iter().any(|one| one["id"] == hook["id"]), "{hook}");
        }
        let steps = yaml(&workflow)["jobs"]["copydesk"]["steps"].clone();
        let step = steps.as_array().and_then(|steps| steps.last()).cloned();
        let given = step.expect("a step")["with"].clone();
        for input in given.as_object().expect("inputs").keys() {
            assert!(inputs.get(input).is_some(), "{name}: {input}");
        }
        let judges = [
            ("pre-commit", vec!["validate-config", &hooks]),
            (
                "check-jsonschema",
                vec!["--builtin-schema", "vendor.github-workflows", &workflow],
            ),
        ];
        for (judge, arguments) in judges {
            let mut judge = program(venv::program(judge), root());
            let output = judge.args(arguments).output().expect("it runs");
            assert!(output.status.success(), "{name}: {}", said(&output));
        }
    }
}
