//! seeds: what a target begins with: the fixtures, and the examples of the rules.

use super::RULES;
use copydesk::config::load;
use copydesk::lint::fix::propose;
use copydesk::lint::plan;
use copydesk::post::parse::parse;
use copydesk::rule::builtin;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
use std::fs;
use std::path::{Path, PathBuf};

/// The bytes that `target` begins with.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "baseline" => vec![BASELINE.into(), "{\"version\":1,\"accepted\":{}}".into()],
        "decode" => addresses(),
        "plan" => posts().iter().map(|post| planned(post)).collect(),
        "rule" => builtin::sources()
            .into_iter()
            .map(|source| source.into_text().into_bytes())
            .collect(),
        "front_matter" | "mdx" | "split" | "template" => posts(),
        _ => written(),
    }
}

const BASELINE: &str = r#"{
  "version": 1,
  "accepted": {
    "posts/a.md": [
      {"rule":"missing-alt","text":"<img src=x>","id":"0123456789abcdef"},
      {"rule":"missing-alt","text":"","id":"","count":2}
    ]
  }
}
"#;

/// The posts with a first byte that says what they are written in. Each has one: the fuzzer changes
/// it soon enough.
fn written() -> Vec<Vec<u8>> {
    let kinds = [b'h', b'm', b'x'].into_iter().cycle();
    let each = posts().into_iter().zip(kinds);
    each.map(|(post, kind)| [&[kind], &*post].concat())
        .collect()
}

fn posts() -> Vec<Vec<u8>> {
    let rules = load::builtin().expect("the built-in rules are valid");
    let examples = rules.iter().flat_map(|rule| rule.examples());
    let mut posts: Vec<Vec<u8>> = examples.map(|one| one.post.clone().into_bytes()).collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
    if !folders[0].exists() {
        folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")];
    }
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else {
                posts.push(fs::read(path).expect("a fixture"));
            }
        }
    }
    posts.sort();
    posts.dedup();
    posts
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of fixtures");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// A post, and a plan for it.
fn planned(post: &[u8]) -> Vec<u8> {
    let source = Source::new("a.html", post.to_vec());
    let (proposed, _) = propose(&parse(&source), &RULES, Safety::Suggest);
    let mut bytes = [source.text().as_bytes(), b"\0"].concat();
    for line in plan::lines(&source, &proposed).iter().flatten() {
        bytes.extend(format!("{line}\n").into_bytes());
    }
    bytes
}

/// Every address in the posts.
fn addresses() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for post in posts() {
        let text = String::from_utf8_lossy(&post).into_owned();
        let words = text.split(|c: char| c.is_whitespace() || "\"'<>()`".contains(c));
        let addresses = words.filter(|word| word.contains("//"));
        found.extend(addresses.map(|address| address.as_bytes().to_vec()));
    }
    found.sort();
    found.dedup();
    found
}
