//! ratios: what each step costs in floors, measured in turn so that the machine's moods cancel out.

use super::{command, corpus, floor, rules};
use copydesk::lint::check::check;
use copydesk::post::parse::parse;
use copydesk::text::source::{self, Source};
use copydesk::workspace::files;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How many posts are read from the disk in each pass.
const POSTS: usize = 2_000;
/// How often each pass is made. The median counts.
const ROUNDS: usize = 9;

/// One way to go over the posts: what it is called, and what it does with a file.
type Pass = (&'static str, Box<dyn Fn(&Path)>);

/// Prints a line a pass: how many floors it takes.
pub(crate) fn print() {
    let posts = tempfile::tempdir().expect("a folder");
    let paths = corpus::write(posts.path(), POSTS).expect("posts can be written");
    let passes = passes();
    let mut floors: Vec<Vec<f64>> = vec![Vec::new(); passes.len()];
    for _ in 0..ROUNDS {
        let seconds = passes.iter().map(|(_, pass)| over(&paths, pass));
        let seconds: Vec<f64> = seconds.collect();
        for (ratios, second) in floors.iter_mut().zip(&seconds) {
            ratios.push(second / seconds[0]);
        }
    }
    for ((name, _), ratios) in passes.iter().zip(floors) {
        say(name, median(ratios));
    }
    whole_runs();
}

fn passes() -> Vec<Pass> {
    let checked = |most: Option<usize>| {
        let rules = rules(most);
        move |path: &Path| {
            let source = Source::new("post.md", bytes(path));
            black_box(check(&parse(&source), &rules));
        }
    };
    vec![
        (
            "the floor: files read, and all of their HTML handed over",
            Box::new(|path| {
                black_box(floor::hand_over(&bytes(path)));
            }),
        ),
        (
            "files read, and nothing else",
            Box::new(|path| {
                black_box(bytes(path));
            }),
        ),
        (
            "posts read in full, without a rule",
            Box::new(|path| {
                let source = Source::new("post.md", bytes(path));
                black_box(parse(&source));
            }),
        ),
        ("checked with 1 rule", Box::new(checked(Some(1)))),
        ("checked with 10 rules", Box::new(checked(Some(10)))),
        ("checked with every rule", Box::new(checked(None))),
    ]
}

/// The command itself, with one thread and with two: it finds the files, and reports.
fn whole_runs() {
    let posts = tempfile::tempdir().expect("a folder");
    let paths = corpus::write(posts.path(), POSTS * 10).expect("posts can be written");
    let (_, floor) = &passes()[0];
    let timed = |threads: &str| {
        let since = Instant::now();
        let status = command(posts.path(), threads).status();
        assert_eq!(status.ok().and_then(|status| status.code()), Some(1));
        since.elapsed().as_secs_f64()
    };
    let mut floors = Vec::new();
    let mut speedup = Vec::new();
    for _ in 0..ROUNDS {
        let floor = over(&paths, floor);
        let (one, two) = (timed("1"), timed("2"));
        floors.push(one / floor);
        speedup.push(one / two);
    }
    say("the command on one thread, every rule", median(floors));
    say("the same, in runs on two threads", median(speedup));
}

fn bytes(path: &Path) -> Vec<u8> {
    files::read(path, source::MAX_BYTES).expect("a post")
}

/// How long a pass over all files takes, in seconds.
fn over(paths: &[PathBuf], pass: &dyn Fn(&Path)) -> f64 {
    let since = Instant::now();
    for path in paths {
        pass(path);
    }
    since.elapsed().as_secs_f64()
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn say(what: &str, ratio: f64) {
    writeln!(io::stdout(), "{ratio:6.2}  {what}").expect("standard output");
}
