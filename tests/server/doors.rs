//! doors: files, standard input, records and the language server say the same of a post, and fix it alike.

use super::applied;
use super::editor::{Editor, site, uri};
use copydesk::config::load;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// What the rules find, and what they leave alone.
static EXAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rules = load::builtin().expect("the built-in rules are valid");
    let examples = rules.iter().flat_map(|rule| rule.examples());
    examples.map(|one| one.post.clone()).collect()
});

fn post() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => (0..EXAMPLES.len()).prop_map(|at| EXAMPLES[at].clone()),
        1 => "[a-z甲。😀\\\\\"\u{2028}\t\r\n<>&*_ ]{0,12}",
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.join("\n\n"))
}

/// What `copydesk` writes to standard output.
fn run(folder: &Path, args: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.args(args).current_dir(folder);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut to = child.stdin.take().expect("its standard input");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || to.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads");
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{args:?}: {output:?}"
    );
    String::from_utf8(output.stdout).expect("a text")
}

/// Each finding in its own line, by the post that it is in.
fn by_path(lines: &str) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in lines.lines() {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        let path = finding["path"].as_str().expect("a path").to_owned();
        found.entry(path).or_default().push(finding);
    }
    found
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("JSON")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn every_door_says_the_same_and_fixes_alike(
        posts in prop::collection::vec((post(), "md|html|mdx"), 8),
    ) {
        let (_folder, path) = site();
        let names: Vec<String> = (0..).zip(&posts).map(|(at, (_, end))| format!("p{at}.{end}")).collect();
        let mut records = String::new();
        for (name, (text, _)) in names.iter().zip(&posts) {
            std::fs::write(path.join(name), text).expect("a post");
            records += &json!({ "text": text, "name": name, "id": name }).to_string();
            records.push('\n');
        }
        let all = by_path(&run(&path, &["check", "--format", "jsonl"], ""));
        let checked = lines(&run(&path, &["check", "--records"], &records));
        let fixed = lines(&run(&path, &["fix", "--records", "--threads", "3"], &records));
        prop_assert_eq!((checked.len(), fixed.len()), (posts.len(), posts.len()));
        let mut editor = Editor::start(&path, &json!({}));
        let mut by_stdin = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let text = &posts[at].0;
            let wanted = all.get(name).cloned().unwrap_or_default();
            let alone = run(&path, &["check", "--format", "jsonl", name], "");
            prop_assert_eq!(&alone.lines().count(), &wanted.len());
            let piped = ["check", "--format", "jsonl", "-", "--stdin-filename", name];
            let piped = by_path(&run(&path, &piped, text));
            prop_assert_eq!(piped.get(name).cloned().unwrap_or_default(), wanted.clone());
            prop_assert_eq!(&checked[at], &json!({ "id": name, "findings": wanted }));
            // The server: the rules, and what its formatting writes.
            let told = editor.open(&path.join(name), text);
            let rules = |list: &Value, key: &str| {
                let list = list.as_array().into_iter().flatten();
                let mut rules: Vec<String> = list.map(|one| one[key].as_str().unwrap_or_default().to_owned()).collect();
                rules.sort();
                rules
            };
            prop_assert_eq!(rules(&told, "code"), rules(&json!(wanted), "rule"));
            let document = json!({ "uri": uri(&path.join(name)) });
            let asked = json!({ "textDocument": document, "options": {} });
            let formatted = editor.ask("textDocument/formatting", &asked);
            let formatted = if formatted.is_null() { text.clone() } else { applied(text, &formatted) };
            let fix = ["fix", "-", "--stdin-filename", name];
            by_stdin.push(run(&path, &fix, text));
            prop_assert_eq!(&formatted, &by_stdin[at]);
        }
        prop_assert_eq!(editor.end(), 0);
        run(&path, &["fix", "--allow-dirty", "--quiet"], "");
        let left = by_path(&run(&path, &["check", "--format", "jsonl"], ""));
        for (at, name) in names.iter().enumerate() {
            let on_disk = std::fs::read_to_string(path.join(name)).expect("the post");
            prop_assert_eq!(&on_disk, &by_stdin[at]);
            prop_assert_eq!(&fixed[at]["id"], name);
            prop_assert_eq!(fixed[at]["text"].as_str(), Some(&*on_disk));
            let edits = fixed[at]["edits"].as_array().expect("edits");
            let mut text = posts[at].0.clone();
            for edit in edits.iter().rev() {
                let place = |key: &str| edit[key].as_u64().expect("an offset") as usize;
                text.replace_range(place("start")..place("end"), edit["text"].as_str().expect("a text"));
            }
            prop_assert_eq!(&text, &on_disk);
            let refused = fixed[at]["refused"].as_array().is_some_and(|refused| !refused.is_empty());
            let left = left.get(name).cloned().unwrap_or_default();
            if !refused {
                prop_assert_eq!(&fixed[at]["findings"], &json!(left));
            }
        }
    }
}
