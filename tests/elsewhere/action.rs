//! action: `action.yml` and the workflow, read by two linters; the step that checks, run by a shell.

use super::{program, root, said, venv, write, yaml};
use std::fs;
use std::path::Path;
use std::process::Output;

#[test]
fn linters_have_nothing_to_say() {
    let schema = |name| vec!["check-jsonschema", "--builtin-schema", name];
    let workflow = ".github/workflows/ci.yml";
    let linters = [
        [schema("vendor.github-actions"), vec!["action.yml"]],
        [schema("vendor.github-workflows"), vec![workflow]],
        [
            vec!["zizmor", "--offline", "--no-progress"],
            vec!["action.yml", workflow],
        ],
    ];
    for linter in linters {
        let [[name, flags @ ..], files] = [&linter[0][..], &linter[1][..]] else {
            unreachable!("a linter has a name");
        };
        let mut linter = program(venv::program(name), root());
        let output = linter.args(flags).args(files).output().expect("it runs");
        assert!(output.status.success(), "{name}: {}", said(&output));
    }
}

/// Runs the step that checks in `folder`, as a runner does; what it printed, and the summary.
fn step(folder: &Path, inputs: [(&str, &str); 3]) -> (Output, String) {
    let action = yaml("action.yml");
    let mut steps = action["runs"]["steps"].as_array().into_iter().flatten();
    let check = steps.find(|step| step["id"] == "check").expect("a step");
    let outside = tempfile::tempdir().expect("a folder");
    let script = check["run"].as_str().expect("a script");
    write(outside.path(), "step.sh", script);
    let summary = outside.path().join("summary.md");
    let mut bash = program("bash", folder);
    bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail"])
        .arg(outside.path().join("step.sh"))
        .env("ROOT", outside.path())
        .env("GITHUB_STEP_SUMMARY", &summary);
    for (name, _) in check["env"].as_object().into_iter().flatten() {
        let given = inputs.iter().find(|(input, _)| input == name);
        let default = name.to_lowercase().replace('_', "-");
        let default = action["inputs"][&default]["default"].as_str();
        if let Some(value) = given.map(|(_, value)| *value).or(default) {
            bash.env(name, value);
        }
    }
    let output = bash.output().expect("bash is needed");
    (output, fs::read_to_string(summary).unwrap_or_default())
}

#[test]
fn the_step_annotates_and_sums_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "a b/one.html", "<p><img src=\"x.jpg\"></p>\n");
    write(
        folder,
        "$(touch here)/two.html",
        "<p><a href=\"http://a.example/\">a</a></p>\n",
    );
    write(folder, "three.html", "<p><img src=\"x.jpg\"></p>\n");
    let all = "a b\n$(touch here)\n";
    let (output, summary) = step(
        folder,
        [("PATHS", all), ("ARGS", ""), ("FAIL_ON", "warning")],
    );
    let printed = said(&output);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(
        printed.contains("::error file=a b/one.html,line=1"),
        "{printed}"
    );
    assert!(
        printed.contains("::notice file=$(touch here)/two.html"),
        "{printed}"
    );
    assert!(!printed.contains("three.html"), "{printed}");
    assert!(
        summary.contains("missing-alt") && summary.contains("in 2 files"),
        "{summary}"
    );
    assert!(!folder.join("here").exists());
    let inputs = [
        ("PATHS", all),
        ("ARGS", "--ignore *-alt;exit"),
        ("FAIL_ON", "error"),
    ];
    let (output, _) = step(folder, inputs);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let inputs = [
        ("PATHS", "."),
        ("ARGS", "--ignore missing-alt\n--quiet"),
        ("FAIL_ON", "error"),
    ];
    let (output, _) = step(folder, inputs);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
