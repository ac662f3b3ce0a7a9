//! typing: what comes of a text edit by edit is what comes of it when it is opened.

use crate::editor::{Editor, site, uri};
use serde_json::json;

/// What random typing is made of: pieces that rules look for, and what makes places hard to count.
const PIECES: &[&str] = &[
    "<img src=\"http://a.example/x.jpg\">",
    "![](https://cors.zfour.workers.dev/?http://a.example/y.jpg)",
    "中文，没有句号",
    "😀",
    "\r\n",
    "\n\n",
    "\r",
    "---\ntitle: a: b\n---\n",
    "<p>",
    "</p>",
    "`code`",
    " ",
    "word. ",
];

/// Types at random, and compares what the server says with what it says of the same text when it is
/// opened anew.
fn typed_at_random(edits: i32, seed: u64) {
    let (_folder, path) = site();
    let (file, fresh) = (path.join("a.md"), path.join("b.md"));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut editor = Editor::start(&path, &json!({}));
    editor.open(&file, "");
    let mut text: Vec<u16> = Vec::new();
    for version in 2..edits + 2 {
        let place = |at: usize| {
            let before = &text[..at];
            let ends = |(at, unit): (usize, &u16)| match unit {
                10 => true,
                13 => text.get(at + 1) != Some(&10),
                _ => false,
            };
            let line = before.iter().enumerate().filter(|end| ends(*end)).count();
            let start = (0..at)
                .rev()
                .find(|at| ends((*at, &text[*at])))
                .map_or(0, |at| at + 1);
            json!({ "line": line, "character": at - start })
        };
        // An editor has no place inside of a character, or between the two marks of one line end.
        let is_place = |at: usize| {
            let inside = text
                .get(at)
                .is_some_and(|unit| (0xdc00..0xe000).contains(unit));
            let between = at > 0 && text[at - 1] == 13 && text.get(at) == Some(&10);
            !inside && !between
        };
        let mut pick = || {
            loop {
                let at = random.usize(..=text.len());
                if is_place(at) {
                    break at;
                }
            }
        };
        let (a, b) = (pick(), pick());
        let (start, end) = (a.min(b), if text.len() > 400 { a.max(b) } else { a.min(b) });
        let new = PIECES[random.usize(..PIECES.len())];
        let range = json!({ "start": place(start), "end": place(end) });
        let changes = json!([{ "range": range, "text": new }]);
        let document = json!({ "uri": uri(&file), "version": version });
        editor.tell(
            "textDocument/didChange",
            &json!({ "textDocument": document, "contentChanges": changes }),
        );
        text.splice(start..end, new.encode_utf16());
        let edited = editor.told(&file, version);
        let whole = String::from_utf16(&text).expect("a text");
        let wanted = editor.open(&fresh, &whole);
        editor.tell(
            "textDocument/didClose",
            &json!({ "textDocument": { "uri": uri(&fresh) } }),
        );
        assert_eq!(edited, wanted, "seed {seed}, version {version}: {whole:?}");
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_is_typed_edit_by_edit_is_what_is_opened() {
    typed_at_random(300, 1);
}

#[test]
#[ignore = "takes minutes: run by hand and at release"]
fn what_is_typed_in_ten_thousand_edits_is_what_is_opened() {
    for seed in 0..10 {
        typed_at_random(1000, seed);
    }
}
