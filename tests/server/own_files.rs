//! own files: what is wrong in files that a configuration names, as they are typed, and what may be written there.

use crate::editor::{Editor, site, uri};
use crate::{applied, code};
use serde_json::{Value, json};
use std::path::Path;

fn labels(editor: &mut Editor, file: &Path, line: u32, character: u32) -> Vec<String> {
    let asked = json!({ "textDocument": { "uri": uri(file) }, "position": { "line": line, "character": character } });
    let words = editor.ask("textDocument/completion", &asked);
    let words = words.as_array().expect("words").iter();
    words
        .map(|word| word["label"].as_str().expect("a word").to_owned())
        .collect()
}

fn hover(editor: &mut Editor, file: &Path, line: u32, character: u32) -> String {
    let asked = json!({ "textDocument": { "uri": uri(file) }, "position": { "line": line, "character": character } });
    let said = editor.ask("textDocument/hover", &asked);
    said["contents"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_hosts_file_is_checked_and_completed_as_it_is_typed() {
    let (_folder, path) = site();
    let file = path.join("known.yml");
    std::fs::write(path.join("copydesk.yml"), "hosts: known.yml\n").expect("a configuration");
    std::fs::write(&file, "a.example: { https: yes }\n").expect("a hosts file");
    let mut editor = Editor::start(&path, &json!({}));
    let text = "'*.a.example': { htps: yes }\nb.example:\n  hotlink: never\n";
    let found = editor.open(&file, text);
    let found = found.as_array().expect("a list");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(code(&found[0]), "hosts-file");
    assert_eq!(
        found[0]["range"]["start"],
        json!({ "line": 0, "character": 17 })
    );
    assert_eq!(
        found[1]["range"]["start"],
        json!({ "line": 2, "character": 11 })
    );
    let asked = json!({ "textDocument": { "uri": uri(&file) }, "range": found[0]["range"], "context": { "diagnostics": [] } });
    let actions: Value = editor.ask("textDocument/codeAction", &asked);
    let fixed = applied(text, &actions[0]["edit"]["changes"][uri(&file)]);
    assert!(
        fixed.starts_with("'*.a.example': { https: yes }\n"),
        "{fixed}"
    );
    // What is known of a host has keys, or is one word.
    let known = [
        "checked", "dead", "failed", "found", "hotlink", "https", "moved", "samples", "false",
        "no", "true", "yes",
    ];
    assert_eq!(labels(&mut editor, &file, 0, 17), known);
    assert_eq!(labels(&mut editor, &file, 2, 2), known);
    assert_eq!(
        labels(&mut editor, &file, 2, 11),
        ["false", "no", "true", "yes"]
    );
    assert!(hover(&mut editor, &file, 2, 4).starts_with("**hotlink**: "));
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_a_wrong_configuration_names_is_checked_too() {
    let (_folder, path) = site();
    std::fs::create_dir(path.join("rules")).expect("a folder");
    let (rule, hosts) = (path.join("rules/a.yml"), path.join("hosts.yml"));
    let config = "extends: base.yml\nrule-files: rules\nnothing: 1\n";
    std::fs::write(path.join("copydesk.yml"), config).expect("a configuration");
    std::fs::write(path.join("base.yml"), "hosts: hosts.yml\nrules: []\n").expect("another");
    let (bad_rule, bad_hosts) = ("sumary: x\n", "a: { https: yes }\n");
    std::fs::write(&rule, bad_rule).expect("a rule");
    std::fs::write(&hosts, bad_hosts).expect("a hosts file");
    let mut editor = Editor::start(&path, &json!({}));
    assert_eq!(code(&editor.open(&rule, bad_rule)[0]), "rule-file");
    assert_eq!(code(&editor.open(&hosts, bad_hosts)[0]), "hosts-file");
    let base = path.join("base.yml");
    assert_eq!(code(&editor.open(&base, "rules: []\n")[0]), "configuration");
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_finding_of_a_rule_of_the_users_own_names_its_file() {
    let (_folder, path) = site();
    let rule = path.join("rules/no-control.yml");
    std::fs::create_dir(path.join("rules")).expect("a folder");
    let text = "summary: a\nwhy: b\nfind: { file: control-character }\nexamples:\n  - good: a\n";
    std::fs::write(&rule, text).expect("a rule");
    std::fs::write(path.join("copydesk.yml"), "rule-files: rules\n").expect("a configuration");
    let mut editor = Editor::start(&path, &json!({}));
    let found = editor.open(&path.join("a.md"), "a\u{8}b\n");
    let found = found.as_array().expect("a list");
    let about = |id: &str| found.iter().find(|one| code(one) == id).expect("a finding");
    assert_eq!(about("no-control")["codeDescription"]["href"], uri(&rule));
    // What is built in has no address.
    assert!(about("control-character").get("codeDescription").is_none());
    assert_eq!(editor.end(), 0);
}
