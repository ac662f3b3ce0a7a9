//! The language server, asked as an editor asks it: by messages over its standard input and output.

#![expect(clippy::disallowed_methods, reason = "a test makes its own files")]

mod doors;
mod editor;
mod own_files;
mod speed;
mod survey;
mod typing;

use editor::{Editor, site, uri};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Command, Stdio};

fn code(diagnostic: &Value) -> &str {
    diagnostic["code"].as_str().expect("a rule")
}

const PROXIED: &str =
    "中😀 <img alt=\"a\" src=\"https://cors.zfour.workers.dev/?http://a.example/x.jpg\">\n";

/// The edits of an action or an answer, made in `text`, whose columns count UTF-16.
fn applied(text: &str, edits: &Value) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    // A line ends with `\n`, `\r\n`, or a `\r` alone.
    let ends = |at: &usize| units[*at] == 10 || units[*at] == 13 && units.get(at + 1) != Some(&10);
    let lines = (0..units.len()).filter(ends).map(|at| at + 1);
    let starts: Vec<usize> = std::iter::once(0).chain(lines).collect();
    let at = |place: &Value| {
        let line = place["line"].as_u64().expect("a line") as usize;
        starts[line] + place["character"].as_u64().expect("a column") as usize
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (
                at(&range["start"]),
                at(&range["end"]),
                edit["newText"].as_str().expect("a text"),
            )
        })
        .collect();
    edits.sort_unstable();
    for (start, end, new) in edits.into_iter().rev() {
        units.splice(start..end, new.encode_utf16());
    }
    String::from_utf16(&units).expect("a text")
}

#[test]
fn a_finding_is_underlined_at_its_column_and_its_fix_is_that_of_the_command() {
    let (_folder, path) = site();
    let file = path.join("a.md");
    std::fs::write(&file, PROXIED).expect("a post");
    let mut editor = Editor::start(&path, &json!({}));
    let found = editor.open(&file, PROXIED);
    let proxied = found
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| code(one) == "proxied-url");
    let proxied = proxied.expect("the finding");
    // The character beyond U+FFFF counts two.
    assert_eq!(
        proxied["range"]["start"],
        json!({ "line": 0, "character": 22 })
    );
    let document = json!({ "uri": uri(&file) });
    let asked = json!({ "textDocument": document, "range": proxied["range"], "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", &asked);
    let actions = actions.as_array().expect("actions");
    let fix = actions
        .iter()
        .find(|action| action["kind"] == "quickfix")
        .expect("a fix");
    assert!(
        fix["title"]
            .as_str()
            .is_some_and(|title| title.ends_with("(safe)")),
        "{fix}"
    );
    let by_action = applied(PROXIED, &fix["edit"]["changes"][uri(&file)]);
    let formatted = editor.ask(
        "textDocument/formatting",
        &json!({ "textDocument": document, "options": {} }),
    );
    let by_formatting = applied(PROXIED, &formatted);
    assert_eq!(editor.end(), 0);
    let fixed = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["fix", "--quiet", "--allow-dirty", "a.md"])
        .current_dir(&path)
        .output()
        .expect("it runs");
    assert!(fixed.status.code() != Some(2), "{fixed:?}");
    let by_command = std::fs::read_to_string(&file).expect("the post");
    assert_eq!((&by_action, &by_formatting), (&by_command, &by_command));
}

#[test]
fn a_finding_is_suppressed_where_it_is() {
    let (_folder, path) = site();
    let file = path.join("a.md");
    let text = "# A\n\n<img src=\"/a.jpg\">\n\n<img src=\"/b.jpg\">\n";
    let mut editor = Editor::start(&path, &json!({}));
    editor.open(&file, text);
    let at = json!({ "line": 4, "character": 2 });
    let asked = json!({ "textDocument": { "uri": uri(&file) }, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", &asked);
    let mut actions = actions.as_array().expect("actions").iter();
    let suppress = actions
        .find(|action| action["title"] == "Suppress missing-alt here")
        .expect("the action");
    let after = applied(text, &suppress["edit"]["changes"][uri(&file)]);
    let lines: Vec<&str> = after.lines().collect();
    assert!(
        lines[2] == "<img src=\"/a.jpg\">"
            && lines[4].contains("copydesk-disable-next missing-alt"),
        "{after}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn the_buffer_counts_and_not_the_file() {
    let (_folder, path) = site();
    let file = path.join("a.md");
    std::fs::write(&file, PROXIED).expect("a post");
    let mut editor = Editor::start(&path, &json!({}));
    assert_eq!(editor.open(&file, "Nothing wrong here.\n"), json!([]));
    let at = json!({ "line": 0, "character": 0 });
    editor.tell(
        "textDocument/didChange",
        &json!({ "textDocument": { "uri": uri(&file), "version": 2 },
                "contentChanges": [{ "range": { "start": at, "end": at }, "text": "<img src=\"/a.jpg\">\n\n" }] }),
    );
    let found = editor.told(&file, 2);
    assert!(
        found
            .as_array()
            .expect("a list")
            .iter()
            .any(|one| code(one) == "missing-alt"),
        "{found}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_configuration_is_checked_and_completed_as_it_is_typed() {
    let (_folder, path) = site();
    let file = path.join("copydesk.yml");
    let text = "rules:\n  mising-alt: off\n";
    let mut editor = Editor::start(&path, &json!({}));
    let found = editor.open(&file, text);
    assert_eq!(
        found[0]["range"]["start"],
        json!({ "line": 1, "character": 2 }),
        "{found}"
    );
    let document = json!({ "uri": uri(&file) });
    let asked = json!({ "textDocument": document, "range": found[0]["range"], "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", &asked);
    let fixed = applied(text, &actions[0]["edit"]["changes"][uri(&file)]);
    assert_eq!(fixed, "rules:\n  missing-alt: off\n");
    let at = json!({ "line": 1, "character": 2 });
    let words = editor.ask(
        "textDocument/completion",
        &json!({ "textDocument": document, "position": at }),
    );
    let words = words.as_array().expect("words").iter();
    assert!(words.clone().any(|word| word["label"] == "missing-alt"));
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_mistake_in_the_configuration_of_a_post_is_shown_there() {
    let (_folder, path) = site();
    let config = path.join("copydesk.yml");
    std::fs::write(&config, "rules:\n  mising-alt: off\n").expect("a configuration");
    let mut editor = Editor::start(&path, &json!({}));
    let file = path.join("a.md");
    let document =
        json!({ "uri": uri(&file), "languageId": "markdown", "version": 1, "text": "A.\n" });
    editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    let shown = loop {
        let message = editor.read();
        if message["params"]["uri"] == uri(&config) {
            break message["params"]["diagnostics"].clone();
        }
    };
    assert_eq!(shown[0]["code"], "configuration");
    // Once it is right, it says so.
    std::fs::write(&config, "rules:\n  missing-alt: off\n").expect("a configuration");
    let changes = json!([{ "uri": uri(&config), "type": 2 }]);
    editor.tell(
        "workspace/didChangeWatchedFiles",
        &json!({ "changes": changes }),
    );
    loop {
        let message = editor.read();
        if message["params"]["uri"] == uri(&config) {
            assert_eq!(message["params"]["diagnostics"], json!([]));
            break;
        }
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_address_is_explained_where_it_is_pointed_at() {
    let (_folder, path) = site();
    let file = path.join("a.md");
    let mut editor = Editor::start(&path, &json!({}));
    editor.open(&file, PROXIED);
    let asked = json!({ "textDocument": { "uri": uri(&file) }, "position": { "line": 0, "character": 40 } });
    let told = editor.ask("textDocument/hover", &asked);
    let told = told["contents"]["value"].as_str().expect("a text");
    assert!(
        told.contains("proxied-url") && told.contains("`cors.zfour.workers.dev` is a proxy"),
        "{told}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn who_asks_for_what_is_wrong_is_not_told_twice() {
    let (_folder, path) = site();
    std::fs::write(path.join("b.md"), "<img src=\"/b.jpg\">\n").expect("a post");
    let file = path.join("a.md");
    let mut editor = Editor::start(&path, &json!({ "textDocument": { "diagnostic": {} } }));
    let document = json!({ "uri": uri(&file), "languageId": "markdown", "version": 1, "text": "<img src=\"/a.jpg\">\n" });
    editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    let asked = json!({ "textDocument": { "uri": uri(&file) } });
    let first = editor.ask("textDocument/diagnostic", &asked);
    assert_eq!(
        (&first["kind"], code(&first["items"][0])),
        (&json!("full"), "missing-alt")
    );
    let again =
        json!({ "textDocument": { "uri": uri(&file) }, "previousResultId": first["resultId"] });
    assert_eq!(
        editor.ask("textDocument/diagnostic", &again)["kind"],
        "unchanged"
    );
    let everywhere = editor.ask("workspace/diagnostic", &json!({ "previousResultIds": [] }));
    let items = everywhere["items"].as_array().expect("files");
    assert_eq!(
        items.iter().map(|item| &item["uri"]).collect::<Vec<_>>(),
        [&uri(&path.join("b.md"))]
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_is_not_understood_is_refused_and_the_rest_goes_on() {
    let (_folder, path) = site();
    let file = path.join("a.md");
    let mut editor = Editor::start(&path, &json!({}));
    editor.open(&file, "A.\n");
    let document = json!({ "uri": uri(&file) });
    for (method, params) in [
        ("textDocument/nothing", json!({ "textDocument": document })),
        (
            "textDocument/hover",
            json!({ "textDocument": document, "position": "here" }),
        ),
        (
            "textDocument/hover",
            json!({ "textDocument": { "uri": "file:///not/open.md" } }),
        ),
        ("textDocument/hover", json!([])),
    ] {
        let answer = editor.answer(method, &params);
        assert!(answer["error"]["code"].is_i64(), "{answer}");
    }
    // Of edits out of range the nearest place is meant.
    let far = json!({ "line": 99, "character": 99 });
    editor.tell(
        "textDocument/didChange",
        &json!({ "textDocument": { "uri": uri(&file), "version": 2 },
                "contentChanges": [{ "range": { "start": far, "end": far }, "text": "<img src=\"/a.jpg\">\n" }] }),
    );
    assert_eq!(code(&editor.told(&file, 2)[0]), "missing-alt");
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_editor_that_dies_or_writes_no_json_ends_the_server() {
    let (_folder, path) = site();
    for last in ["", "Content-Length: 3\r\n\r\n{{{", "nonsense\r\n\r\n"] {
        let mut editor = Editor::start(&path, &json!({}));
        editor.to.write_all(last.as_bytes()).expect("it listens");
        let Editor { mut server, to, .. } = editor;
        drop(to);
        assert_eq!(server.wait().expect("it ends").code(), Some(2), "{last:?}");
    }
}

/// It is told what is wrong, and the server ends though nobody has closed its input.
#[test]
fn an_editor_that_begins_wrong_is_not_waited_for() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    server.arg("server").stdin(Stdio::piped());
    let server = server.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut server = server.expect("the server starts");
    let mut to = server.stdin.take().expect("its standard input");
    let text = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":5}}"#;
    write!(to, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
    to.flush().expect("it listens");
    let ended = server.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("`initialize`: "), "{said}");
    drop(to);
}

#[test]
fn the_other_place_of_a_problem_is_shown_to_who_can_show_it() {
    let (_folder, path) = site();
    let file = path.join("a.md");
    let text = "中<p id=\"a\">b</p>\n\n<p id=\"a\" id=\"b\">c</p>\n\n<div><b>d</div>\n";
    let places = |can: &Value| -> Vec<(String, Value)> {
        let mut editor = Editor::start(&path, can);
        let found = editor.open(&file, text);
        assert_eq!(editor.end(), 0);
        let related = |one: &Value| {
            let related = &one["relatedInformation"][0];
            assert!(related.is_null() || related["location"]["uri"] == uri(&file));
            (
                code(one).to_owned(),
                related["location"]["range"]["start"].clone(),
            )
        };
        let found = found.as_array().expect("a list").iter().map(related);
        found.filter(|(_, place)| !place.is_null()).collect()
    };
    assert_eq!(places(&json!({})), []);
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    let can = json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
    assert_eq!(
        places(&can),
        [
            ("duplicate-id".to_owned(), at(0, 8)),
            ("duplicate-attribute".to_owned(), at(2, 3)),
            ("unclosed-element".to_owned(), at(4, 9)),
        ]
    );
}
