//! new-rule: for every kind a file whose examples hold, and none that takes the place of another.

use copydesk::rule::builtin;
use copydesk::rule::compile::compile;
use copydesk::text::source::Source;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

fn copydesk(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    let command = command.current_dir(folder).args(arguments);
    command.output().expect("copydesk runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

#[test]
fn every_kind_has_a_file_to_begin_with_and_its_examples_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, text) in builtin::templates() {
        assert!(text.starts_with(&format!("# {kind}: ")), "{kind}");
        let name = format!("my-{kind}");
        let written = copydesk(folder.path(), &["new-rule", &name, "--kind", kind]);
        assert!(written.status.success(), "{}", said(&written));
        let tested = copydesk(folder.path(), &["test", &format!("rules/{name}.yml")]);
        assert!(tested.status.success(), "{kind}: {}", said(&tested));
        let rule = compile(&name, &Source::new("rule", text.into())).expect("valid");
        assert_eq!(rule.find.word(), kind);
        let both = rule.examples().iter().map(|example| example.bad.is_some());
        assert_eq!(
            both.collect::<BTreeSet<_>>().len(),
            2,
            "{kind}: bad and good"
        );
    }
}

#[test]
fn no_kind_is_left_out() {
    let nothing = "summary: a\nwhy: b\nfind: nothing\nexamples: []\n";
    let mistakes = compile("a", &Source::new("a", nothing.into())).expect_err("no kind");
    let help = mistakes[0].help.as_deref().unwrap_or_default();
    let known: BTreeSet<&str> = help
        .strip_prefix("there are: ")
        .expect("every kind")
        .split(", ")
        .collect();
    let begun: BTreeSet<&str> = builtin::templates().map(|(kind, _)| kind).collect();
    assert_eq!(begun, known);
}

#[test]
fn a_file_that_is_there_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.yml");
    let new = ["new-rule", "mine", "--kind", "text", "--folder", "."];
    assert!(copydesk(folder.path(), &new).status.success());
    let first = std::fs::metadata(&path).expect("a file").len();
    let other = ["new-rule", "mine", "--kind", "url", "--folder", "."];
    let refused = copydesk(folder.path(), &other);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("is there already"),
        "{}",
        said(&refused)
    );
    assert_eq!(std::fs::metadata(&path).expect("a file").len(), first);
}

#[test]
fn what_takes_the_place_of_a_built_in_rule_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = said(&copydesk(
        folder.path(),
        &["new-rule", "missing-alt", "--kind", "text"],
    ));
    let place = "in the place of the built-in `missing-alt`";
    assert!(written.contains(place), "{written}");
}

#[test]
fn a_folder_of_rules_may_have_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    for (inner, name) in [("rules", "a"), ("rules/deep", "b"), ("rules/.hidden", "c")] {
        let new = ["new-rule", name, "--kind", "text", "--folder", inner];
        let written = copydesk(folder.path(), &new);
        assert!(written.status.success(), "{}", said(&written));
    }
    let tested = said(&copydesk(folder.path(), &["test", "rules"]));
    assert!(tested.starts_with("2 rules, "), "{tested}");
}
