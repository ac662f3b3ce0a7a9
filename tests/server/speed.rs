//! speed: what a keystroke costs the server, beside what `check` costs in this process, and whether its memory grows.
//! Each prints what it measures, and asserts no time.

#![expect(clippy::print_stdout, reason = "what is measured is for a person")]

use crate::editor::{Editor, site, uri};
use copydesk::config::cache::{Search, Settings};
use copydesk::config::load;
use copydesk::config::resolve::Overrides;
use copydesk::lint::check::check;
use copydesk::post::parse::parse;
use copydesk::text::source::Source;
use serde_json::json;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

/// A number that the kernel tells of a process, by what is before it in one of its files.
fn told(process: u32, file: &str, key: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/{file}")).expect("it runs");
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

/// How many milliseconds the threads of a process have run. Those that have ended do not count.
fn run_time(process: u32) -> f64 {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("it runs");
    let threads = threads.map(|thread| thread.expect("a thread").file_name());
    let each = threads.map(|thread| {
        let file = format!("task/{}/schedstat", thread.to_string_lossy());
        told(process, &file, "")
    });
    Duration::from_nanos(each.sum()).as_secs_f64() * 1000.0
}

/// A post of 100 KB: the body of a real one, again and again.
fn long_post() -> String {
    let seed = include_str!("../../fixtures/seed/before/post.md");
    let body = seed.splitn(3, "---\n").nth(2).expect("a body");
    seed.to_owned() + &body.repeat(100_000 / body.len())
}

fn type_at_the_end(
    editor: &mut Editor,
    file: &Path,
    version: i32,
    lines: usize,
) -> serde_json::Value {
    let at = json!({ "line": lines, "character": 0 });
    // A letter, and the way back.
    let (end, text) = if version % 2 == 0 {
        (at.clone(), "x")
    } else {
        (json!({ "line": lines, "character": 1 }), "")
    };
    editor.tell(
        "textDocument/didChange",
        &json!({ "textDocument": { "uri": uri(file), "version": version },
                "contentChanges": [{ "range": { "start": at, "end": end }, "text": text }] }),
    );
    editor.told(file, version)
}

#[test]
#[ignore = "measures: cargo test --release --test server keystroke -- --ignored --nocapture"]
fn what_a_keystroke_costs_is_printed() {
    const TIMES: i32 = 40;
    let (_folder, path) = site();
    let file = path.join("a.md");
    let text = long_post();
    let lines = text.matches('\n').count();
    let mut editor = Editor::start(&path, &json!({}));
    let first = editor.open(&file, &text);
    let findings = first.as_array().expect("a list").len();
    let server = editor.server.id();
    let mut version = 1;
    let mut measured = |times: i32| {
        let before = run_time(server);
        for _ in 0..times {
            version += 1;
            type_at_the_end(&mut editor, &file, version, lines);
        }
        (run_time(server) - before) / f64::from(times)
    };
    measured(4);
    let keystroke = measured(TIMES);
    assert_eq!(editor.end(), 0);

    let rules = load::builtin().expect("the built-in rules");
    let settings = Settings::new(rules, Overrides::default(), Search::Nowhere);
    let config = settings.at(&file).expect("no configuration");
    let rules = config.rules_for(&file);
    let look = |times: i32| {
        let before = run_time(std::process::id());
        for _ in 0..times {
            let source = Source::new(file.display().to_string(), text.clone().into_bytes());
            black_box(check(&parse(&source), &rules));
        }
        (run_time(std::process::id()) - before) / f64::from(times)
    };
    look(4);
    let alone = look(TIMES);
    println!(
        "a post of {} bytes, {findings} findings: {keystroke:.2} ms a keystroke, {alone:.2} ms `check`, ratio {:.2}",
        text.len(),
        keystroke / alone
    );
}

#[test]
#[ignore = "takes minutes: cargo test --release --test server memory -- --ignored --nocapture"]
fn what_memory_it_has_is_printed() {
    let (_folder, path) = site();
    let file = path.join("a.md");
    let text = "<img src=\"http://a.example/x.jpg\">\n\n中文没有句号\n".repeat(10);
    let lines = text.matches('\n').count();
    let mut editor = Editor::start(&path, &json!({}));
    editor.open(&file, &text);
    let edits = std::env::var("EDITS")
        .ok()
        .and_then(|edits| edits.parse().ok());
    let edits: i32 = edits.unwrap_or(100_000);
    for edit in 0..=edits {
        if edit % (edits / 10) == 0 {
            let kilobytes = told(editor.server.id(), "status", "VmRSS:");
            println!("{edit} edits: {kilobytes} kB");
        }
        type_at_the_end(&mut editor, &file, edit + 2, lines);
    }
    assert_eq!(editor.end(), 0);
}
