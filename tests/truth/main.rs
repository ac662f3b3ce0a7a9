//! How many of a rule's findings are true, on prose that is judged by people and no part of this project.
//!
//! `labels.jsonl` beside this file holds, a line each, the rule, the SHA-256 of the line of text (without
//! the blanks around it) that a finding begins in, and whether the finding is true. A label of a finding
//! that is missed is `true` too: it counts against recall. To measure, name a folder of repositories with prose:
//!
//! `PROSE=FOLDER cargo test --test truth -- --ignored --nocapture`
//!
//! `UPDATE=1 DAY=2026-11-28` before it writes `measured.json`, of which the pages of the rules tell.

use copydesk::config::load;
use copydesk::text::hash::sha256;
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::process::Command;

/// What a person said of a rule at a line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    rule: String,
    line: String,
    #[serde(rename = "true")]
    is_true: bool,
}

/// What a rule found, against the labels.
#[derive(Debug, Default, PartialEq, Eq)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
    /// Labelled as wrong, and not found any more.
    cured: usize,
    unlabelled: usize,
}

type Labels = HashMap<(String, String), bool>;

fn labels(text: &str) -> Labels {
    text.lines()
        .map(|line| {
            let label: Label = serde_json::from_str(line).expect("a label");
            ((label.rule, label.line), label.is_true)
        })
        .collect()
}

/// Scores what `found` holds, each a rule and the hash of a line, where the prose has the lines `read`.
fn score(
    labels: &Labels,
    found: &HashSet<(String, String)>,
    read: &HashSet<String>,
) -> BTreeMap<String, Score> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for key in found {
        let score = scores.entry(key.0.clone()).or_default();
        match labels.get(key) {
            Some(true) => score.right += 1,
            Some(false) => score.wrong += 1,
            None => score.unlabelled += 1,
        }
    }
    let gone = labels
        .iter()
        .filter(|(key, _)| read.contains(&key.1) && !found.contains(key));
    for (key, is_true) in gone {
        let score = scores.entry(key.0.clone()).or_default();
        if *is_true {
            score.missed += 1;
        } else {
            score.cured += 1;
        }
    }
    scores
}

fn percent(part: usize, all: usize) -> String {
    match all {
        0 => "-".to_owned(),
        all => format!("{}.{} %", part * 100 / all, part * 1000 / all % 10),
    }
}

/// A finding as `--format jsonl` gives it.
#[derive(Debug, Deserialize)]
struct Found {
    path: String,
    rule: String,
    start: Start,
}

#[derive(Debug, Deserialize)]
struct Start {
    offset: usize,
}

/// Checks each folder in `folder`, a repository, by the command: so the generator's own configuration counts.
#[expect(clippy::disallowed_methods, reason = "prose is no post of a run")]
fn measure(folder: &Path, labels: &Labels) -> BTreeMap<String, Score> {
    let rules: BTreeSet<&str> = labels.keys().map(|(rule, _)| rule.as_str()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let (mut found, mut read) = (HashSet::new(), HashSet::new());
    for repository in std::fs::read_dir(folder).expect("a folder of repositories") {
        let repository = repository.expect("a repository").path();
        let files = ignore::WalkBuilder::new(&repository).build();
        for file in files.filter_map(Result::ok) {
            let name = file.path().to_string_lossy().into_owned();
            let is_post = [".md", ".markdown", ".mdx", ".html"]
                .iter()
                .any(|end| name.ends_with(end));
            let bytes = is_post.then(|| std::fs::read(file.path()).ok()).flatten();
            let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
            read.extend(text.lines().map(|line| sha256(line.trim().as_bytes())));
        }
        let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args([
                "check",
                ".",
                "--format",
                "jsonl",
                "--select",
                &rules.join(","),
            ])
            .current_dir(&repository)
            .output()
            .expect("it runs");
        let is_done = matches!(output.status.code(), Some(0 | 1));
        assert!(is_done, "{}", repository.display());
        for finding in String::from_utf8_lossy(&output.stdout).lines() {
            let finding: Found = serde_json::from_str(finding).expect("a finding");
            let bytes = std::fs::read(repository.join(&finding.path)).expect("a post");
            // An offset counts the bytes of the file, a byte-order mark too.
            let before = &bytes[..finding.start.offset.min(bytes.len())];
            let start = before.iter().rposition(|byte| *byte == b'\n');
            let line = String::from_utf8_lossy(&bytes[start.map_or(0, |at| at + 1)..]).into_owned();
            let line = line.lines().next().unwrap_or_default().trim();
            found.insert((finding.rule, sha256(line.as_bytes())));
        }
    }
    score(labels, &found, &read)
}

const LABELS: &str = include_str!("labels.jsonl");

#[test]
#[ignore = "measures prose that is no part of the project: PROSE names its folder of repositories"]
#[expect(clippy::print_stdout, reason = "the table is what it is run for")]
#[expect(clippy::disallowed_methods, reason = "what was measured is no post")]
fn precision_and_recall_by_rule() {
    let folder = std::env::var("PROSE").expect("PROSE names a folder of repositories");
    println!(
        "{:28} {:>9} {:>9} {:>6} {:>6} {:>7} {:>11}",
        "rule", "precision", "recall", "true", "false", "missed", "unlabelled"
    );
    let mut rules = serde_json::Map::new();
    for (rule, score) in measure(Path::new(&folder), &labels(LABELS)) {
        let Score {
            right,
            wrong,
            missed,
            cured,
            unlabelled,
        } = score;
        println!(
            "{rule:28} {:>9} {:>9} {right:>6} {wrong:>6} {missed:>7} {unlabelled:>11}",
            percent(right, right + wrong),
            percent(right, right + missed),
        );
        if right + wrong + missed + cured > 0 {
            let counts =
                json!({ "right": right, "wrong": wrong, "missed": missed, "cured": cured });
            rules.insert(rule, counts);
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        let day = std::env::var("DAY").expect("DAY is the day of the measurement");
        let measured = json!({ "day": day, "rules": rules });
        let text = serde_json::to_string_pretty(&measured).expect("JSON");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/truth/measured.json");
        std::fs::write(path, text + "\n").expect("a file");
    }
}

const MEASURED: &str = include_str!("measured.json");

#[test]
fn what_was_measured_fits_the_labels() {
    let measured: serde_json::Value = serde_json::from_str(MEASURED).expect("JSON");
    let labels = labels(LABELS);
    let rules = measured["rules"].as_object().expect("rules");
    assert!(rules.len() > 20);
    for (rule, counts) in rules {
        let count = |word: &str| {
            let count = counts[word].as_u64().expect("a count");
            usize::try_from(count).expect("a count")
        };
        let of_rule = || labels.iter().filter(|(key, _)| key.0 == *rule);
        let right = of_rule().filter(|(_, is_true)| **is_true).count();
        assert!(count("right") + count("missed") <= right, "{rule}");
        assert!(
            count("wrong") + count("cured") <= of_rule().count() - right,
            "{rule}"
        );
    }
}

#[test]
fn every_label_names_a_rule_and_a_hash_once() {
    let rules = load::builtin().expect("the built-in rules are valid");
    let ids: HashSet<String> = rules.iter().map(|rule| rule.id.to_string()).collect();
    let labels = labels(LABELS);
    assert_eq!(labels.len(), LABELS.lines().count());
    for (rule, line) in labels.keys() {
        assert!(ids.contains(rule), "{rule}");
        assert!(
            line.len() == 64 && line.bytes().all(|b| b.is_ascii_hexdigit()),
            "{line}"
        );
    }
}

#[test]
fn what_is_found_is_scored_by_its_label() {
    let key = |line: &str| ("missing-closing-period".to_owned(), sha256(line.as_bytes()));
    let labels: Labels = [
        (key("a"), true),
        (key("b"), false),
        (key("c"), true),
        (key("d"), true),
        (key("f"), false),
        (key("g"), false),
    ]
    .into();
    let found = [key("a"), key("b"), key("e")].into();
    let read = ["a", "b", "c", "e", "f"]
        .map(|line| sha256(line.as_bytes()))
        .into();
    let expected = Score {
        right: 1,
        wrong: 1,
        missed: 1,
        cured: 1,
        unlabelled: 1,
    };
    let scores = score(&labels, &found, &read);
    assert_eq!(scores["missing-closing-period"], expected);
}
