//! How many of a rule's findings are true, on prose that is judged by people and no part of this project.
//!
//! `labels.jsonl` beside this file holds, a line each, the rule, the SHA-256 of the line of text (without
//! the blanks around it) that a finding begins in, and whether the finding is true. A label of a finding
//! that is missed is `true` too: it counts against recall. To measure, name a folder of prose:
//!
//! `PROSE=FOLDER cargo test --test truth -- --ignored --nocapture`

use copydesk::config::load;
use copydesk::lint::check::check;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::hash::sha256;
use copydesk::text::source::Source;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

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
    let missed = labels
        .iter()
        .filter(|(key, is_true)| **is_true && read.contains(&key.1) && !found.contains(key));
    for (key, _) in missed {
        scores.entry(key.0.clone()).or_default().missed += 1;
    }
    scores
}

fn percent(part: usize, all: usize) -> String {
    match all {
        0 => "-".to_owned(),
        all => format!("{}.{} %", part * 100 / all, part * 1000 / all % 10),
    }
}

fn line_around(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or_default().trim()
}

#[expect(clippy::disallowed_methods, reason = "prose is no post of a run")]
fn measure(folder: &Path, labels: &Labels) -> BTreeMap<String, Score> {
    let rules = load::builtin().expect("the built-in rules are valid");
    let rules = Rules::new(rules, Policy::default());
    let (mut found, mut read) = (HashSet::new(), HashSet::new());
    let files = ignore::WalkBuilder::new(folder).build();
    for file in files.filter_map(Result::ok) {
        let name = file.path().to_string_lossy().into_owned();
        let is_post = [".md", ".markdown", ".mdx", ".html"]
            .iter()
            .any(|end| name.ends_with(end));
        let Some(bytes) = is_post.then(|| std::fs::read(file.path()).ok()).flatten() else {
            continue;
        };
        let source = Source::new(&name, bytes);
        let lines = source.text().lines();
        read.extend(lines.map(|line| sha256(line.trim().as_bytes())));
        for finding in check(&parse(&source), &rules) {
            let line = line_around(source.text(), finding.span.start as usize);
            found.insert((finding.rule.to_string(), sha256(line.as_bytes())));
        }
    }
    score(labels, &found, &read)
}

const LABELS: &str = include_str!("labels.jsonl");

#[test]
#[ignore = "measures prose that is no part of the project: PROSE names its folder"]
#[expect(clippy::print_stdout, reason = "the table is what it is run for")]
fn precision_and_recall_by_rule() {
    let folder = std::env::var("PROSE").expect("PROSE names a folder of prose");
    println!(
        "{:28} {:>9} {:>9} {:>6} {:>6} {:>7} {:>11}",
        "rule", "precision", "recall", "true", "false", "missed", "unlabelled"
    );
    for (rule, score) in measure(Path::new(&folder), &labels(LABELS)) {
        let Score {
            right,
            wrong,
            missed,
            unlabelled,
        } = score;
        println!(
            "{rule:28} {:>9} {:>9} {right:>6} {wrong:>6} {missed:>7} {unlabelled:>11}",
            percent(right, right + wrong),
            percent(right, right + missed),
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
    ]
    .into();
    let found = [key("a"), key("b"), key("e")].into();
    let read = ["a", "b", "c", "e"]
        .map(|line| sha256(line.as_bytes()))
        .into();
    let expected = Score {
        right: 1,
        wrong: 1,
        missed: 1,
        unlabelled: 1,
    };
    let scores = score(&labels, &found, &read);
    assert_eq!(scores["missing-closing-period"], expected);
}
