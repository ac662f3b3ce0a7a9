//! speed: what each step costs, and how many floors: `cargo bench --bench speed`.
//!
//! The times are the machine's; the ratios to the floor, at the end, are copydesk's.

mod corpus;
mod floor;
mod ratios;

use copydesk::config::load;
use copydesk::lint::check::check;
use copydesk::lint::fix::fix;
use copydesk::post::front_matter::split;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
use corpus::Corpus;
use divan::{Bencher, counter::BytesCount};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// How many posts a bench of one step takes in turn.
const POSTS: usize = 256;

fn main() {
    divan::main();
    // Who asks for one bench does not wait for the others.
    if std::env::args().skip(1).all(|word| word == "--bench") {
        ratios::print();
    }
}

/// So many rules, those that most archives need first; all that are on, where it is `None`.
pub(crate) fn rules(most: Option<usize>) -> Rules {
    let first = [
        "missing-alt",
        "proxied-url",
        "missing-closing-period",
        "front-matter-syntax",
        "front-matter-schema",
        "insecure-url",
        "unclosed-element",
        "repeated-punctuation",
        "trailing-whitespace",
        "duplicate-id",
    ];
    let wanted = most.map(|most| &first[..most]);
    let mut rules = load::builtin().expect("the built-in rules are right");
    rules.retain(|rule| match wanted {
        Some(wanted) => wanted.contains(&&*rule.id),
        None => rule.recommended,
    });
    Rules::new(rules, Policy::default())
}

/// The command itself with these words, over all posts in `folder`.
pub(crate) fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command
        .args(words)
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A folder of so many posts, which goes with the value.
pub(crate) fn folder(corpus: Corpus, count: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    corpus::write(folder.path(), corpus, count).expect("posts can be written");
    folder
}

/// One post after the other, so that no post is always in the cache.
fn each(bencher: Bencher<'_, '_>, step: impl Fn(&Source) + Sync) {
    let posts = (0..POSTS)
        .map(|number| Source::new("post.md", corpus::post(Corpus::Clean, number).into_bytes()));
    let posts: Vec<Source> = posts.collect();
    let bytes: usize = posts.iter().map(|post| post.text().len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| posts.iter().for_each(&step));
}

#[divan::bench]
fn step_0_floor(bencher: Bencher<'_, '_>) {
    each(bencher, |post| {
        divan::black_box(floor::hand_over(post.text().as_bytes()));
    });
}

#[divan::bench]
fn step_1_split(bencher: Bencher<'_, '_>) {
    each(bencher, |post| {
        divan::black_box(split(post.text()));
    });
}

#[divan::bench]
fn step_2_read(bencher: Bencher<'_, '_>) {
    each(bencher, |post| drop(divan::black_box(parse(post))));
}

#[divan::bench(args = [Some(1), Some(10), None])]
fn step_3_check(bencher: Bencher<'_, '_>, most: Option<usize>) {
    let rules = rules(most);
    each(bencher, |post| {
        drop(divan::black_box(check(&parse(post), &rules)));
    });
}

#[divan::bench]
fn step_4_fix(bencher: Bencher<'_, '_>) {
    let rules = rules(None);
    each(bencher, |post| {
        divan::black_box(fix(&parse(post), &rules, Safety::Unsafe));
    });
}

#[divan::bench(args = [(2_000, "1"), (2_000, "2"), (20_000, "1"), (20_000, "2")], sample_count = 5, sample_size = 1)]
fn whole_run(bencher: Bencher<'_, '_>, (count, threads): (usize, &str)) {
    let folder = folder(Corpus::Clean, count);
    let words = ["check", "--no-config", "--statistics", "--threads", threads];
    bencher.bench(|| command(folder.path(), &words).status());
}
