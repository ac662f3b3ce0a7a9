//! survey: what is wrong in all posts is asked for while somebody types.

use crate::code;
use crate::editor::{Editor, site, uri};
use serde_json::{Value, json};
use std::path::Path;

const WRONG: &str = "<img src=\"/a.jpg\">\n";

/// So many posts that nobody is done with them before the next messages are there.
fn posts(folder: &Path) {
    for number in 0..400 {
        let text = WRONG.repeat(20);
        std::fs::write(folder.join(format!("{number}.md")), text).expect("a post");
    }
}

fn start(folder: &Path) -> Editor {
    Editor::start(folder, &json!({ "textDocument": { "diagnostic": {} } }))
}

/// The next answer to one of our requests, and its number.
fn next_answer(editor: &mut Editor) -> (i64, Value) {
    loop {
        let message = editor.read();
        if let (Some(id), None) = (message["id"].as_i64(), message.get("method")) {
            return (id, message);
        }
    }
}

fn everywhere(editor: &mut Editor, known: &[Value]) -> Vec<Value> {
    let known: Vec<Value> = known
        .iter()
        .filter(|item| item["resultId"].is_string())
        .map(|item| json!({ "uri": item["uri"], "value": item["resultId"] }))
        .collect();
    let answer = editor.ask(
        "workspace/diagnostic",
        &json!({ "previousResultIds": known }),
    );
    answer["items"].as_array().expect("files").clone()
}

#[test]
fn who_types_is_answered_before_all_posts_are_read() {
    let (_folder, path) = site();
    posts(&path);
    let mut editor = start(&path);
    let file = path.join("open.md");
    let all = editor.request("workspace/diagnostic", &json!({ "previousResultIds": [] }));
    let document =
        json!({ "uri": uri(&file), "languageId": "markdown", "version": 1, "text": WRONG });
    editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    let asked = json!({ "textDocument": { "uri": uri(&file) } });
    let one = editor.request("textDocument/diagnostic", &asked);
    let (first, answer) = next_answer(&mut editor);
    assert_eq!(first, i64::from(one), "{answer}");
    assert_eq!(code(&answer["result"]["items"][0]), "missing-alt");
    let (second, answer) = next_answer(&mut editor);
    assert_eq!(second, i64::from(all));
    let items = answer["result"]["items"].as_array().expect("files");
    assert_eq!(items.len(), 400);
    assert_eq!(editor.end(), 0);
}

#[test]
fn it_can_be_cancelled_on_the_way() {
    let (_folder, path) = site();
    posts(&path);
    let mut editor = start(&path);
    let all = editor.request("workspace/diagnostic", &json!({ "previousResultIds": [] }));
    editor.tell("$/cancelRequest", &json!({ "id": all }));
    let (id, answer) = next_answer(&mut editor);
    assert_eq!(
        (id, &answer["error"]["code"]),
        (i64::from(all), &json!(-32800))
    );
    // Nothing more is said of it: the answer to the next request is the next one.
    let file = path.join("open.md");
    let document =
        json!({ "uri": uri(&file), "languageId": "markdown", "version": 1, "text": WRONG });
    editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    let asked = json!({ "textDocument": { "uri": uri(&file) } });
    let one = editor.request("textDocument/diagnostic", &asked);
    assert_eq!(next_answer(&mut editor).0, i64::from(one));
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_post_that_is_as_it_was_is_not_told_again() {
    let (_folder, path) = site();
    for name in ["a.md", "b.md", "c.md"] {
        std::fs::write(path.join(name), WRONG).expect("a post");
    }
    let mut editor = start(&path);
    let first = everywhere(&mut editor, &[]);
    std::fs::write(path.join("b.md"), "Nothing wrong here.\n").expect("a post");
    std::fs::remove_file(path.join("c.md")).expect("it was there");
    let second = everywhere(&mut editor, &first);
    let said = |item: &Value| {
        let items = item["items"].as_array().map(Vec::len);
        let uri = item["uri"].as_str().expect("a file");
        let name = uri.rsplit('/').next().expect("a name").to_owned();
        (name, items)
    };
    let first: Vec<_> = first.iter().map(said).collect();
    let wanted = ["a.md", "b.md", "c.md"].map(|name| (name.to_owned(), Some(1)));
    assert_eq!(first, wanted);
    let second: Vec<_> = second.iter().map(said).collect();
    let wanted = [("a.md", None), ("b.md", Some(0)), ("c.md", Some(0))];
    assert_eq!(second, wanted.map(|(name, items)| (name.to_owned(), items)));
    assert_eq!(editor.end(), 0);
}

#[test]
fn who_takes_parts_is_told_each_when_it_is_there() {
    let (_folder, path) = site();
    for name in ["a.md", "b.md"] {
        std::fs::write(path.join(name), WRONG).expect("a post");
    }
    let mut editor = start(&path);
    let asked = json!({ "previousResultIds": [], "partialResultToken": "t" });
    editor.request("workspace/diagnostic", &asked);
    let mut parts = Vec::new();
    let answer = loop {
        let message = editor.read();
        if message["method"] == "$/progress" {
            assert_eq!(message["params"]["token"], "t");
            let items = message["params"]["value"]["items"].as_array();
            parts.extend(items.expect("files").iter().cloned());
        } else {
            break message;
        }
    };
    assert_eq!(answer["result"], json!({ "items": [] }));
    assert_eq!(parts.len(), 2);
    assert_eq!(editor.end(), 0);
}

const POINTER: &str = "version https://git-lfs.github.com/spec/v1\n\
                       oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

/// What is logged before the answer to `id`.
fn logged(editor: &mut Editor, id: i32) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let message = editor.read();
        if message["method"] == "window/logMessage" {
            lines.push(
                message["params"]["message"]
                    .as_str()
                    .expect("a line")
                    .to_owned(),
            );
        }
        if message["id"] == id {
            return lines;
        }
    }
}

#[test]
fn a_post_that_git_lfs_keeps_elsewhere_is_passed_over_and_named() {
    let (_folder, path) = site();
    let open = path.join("open.md");
    for name in ["open.md", "a.md", "b.md"] {
        std::fs::write(path.join(name), POINTER).expect("a post");
    }
    let mut editor = Editor::start(&path, &json!({}));
    let document =
        json!({ "uri": uri(&open), "languageId": "markdown", "version": 1, "text": POINTER });
    editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    let id = editor.request("textDocument/formatting", &json!({ "textDocument": { "uri": uri(&open) }, "options": { "tabSize": 4, "insertSpaces": true } }));
    let name = open.display();
    let how = "a Git LFS pointer, not the post; `git lfs pull` gets it";
    assert_eq!(
        logged(&mut editor, id),
        [format!("{name} not checked: it is {how}")]
    );
    let id = editor.request("workspace/diagnostic", &json!({ "previousResultIds": [] }));
    let first = path.join("a.md");
    let said = format!(
        "2 files not checked ({}, …): each is {how}",
        first.display()
    );
    assert_eq!(logged(&mut editor, id), [said]);
    let asked = json!({ "textDocument": { "uri": uri(&open) } });
    let found = editor.ask("textDocument/diagnostic", &asked);
    assert_eq!(found["items"], json!([]));
    assert_eq!(editor.end(), 0);
}
