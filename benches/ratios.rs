//! ratios: what each step costs in floors, measured in turn so that the machine's moods cancel out.

use super::corpus::Corpus;
use super::{command, floor, folder, rules};
use copydesk::lint::check::check;
use copydesk::post::parse::parse;
use copydesk::text::source::{self, Source};
use copydesk::workspace::files;
use std::fs;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many posts are read from the disk in each pass.
const POSTS: usize = 2_000;
/// How many posts a run of the command takes.
const IN_A_RUN: usize = 20_000;
/// How often each pass is made. The median counts.
const ROUNDS: usize = 9;

/// One way to go over the posts: what it is called, and what it does with a file.
type Pass = (&'static str, Box<dyn Fn(&Path)>);

/// Prints a line a figure, for both corpora.
pub(crate) fn print() {
    for (name, corpus) in [
        ("posts of which one in eight has a fault", Corpus::Clean),
        ("posts with some sixteen findings each", Corpus::Faulty),
    ] {
        writeln!(io::stdout(), "{name}").expect("standard output");
        steps(corpus);
        whole_runs(corpus);
        written(corpus);
    }
}

/// What each step costs in floors.
fn steps(corpus: Corpus) {
    let posts = folder(corpus, POSTS);
    let paths = below(posts.path());
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

/// The command itself: it finds the files, and reports.
fn whole_runs(corpus: Corpus) {
    let posts = folder(corpus, IN_A_RUN);
    let paths = below(posts.path());
    let (_, floor) = &passes()[0];
    let check = |words: &[&str]| {
        let all = [&["check", "--no-config"], words].concat();
        timed(&mut command(posts.path(), &all))
    };
    let figures = [
        "the command on one thread, every rule",
        "times as fast on two threads",
        "times as long where findings are JSON lines",
        "times as long where they are for people",
    ];
    let mut ratios: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        let floor = over(&paths, floor);
        let one = check(&["--statistics", "--threads", "1"]);
        let two = check(&["--statistics", "--threads", "2"]);
        let lines = check(&["--format", "jsonl", "--threads", "1"]);
        let human = check(&["--threads", "1"]);
        let now = [one / floor, one / two, lines / one, human / one];
        for (all, ratio) in ratios.iter_mut().zip(now) {
            all.push(ratio);
        }
    }
    for (name, ratios) in figures.iter().zip(ratios) {
        say(name, median(ratios));
    }
    for count in [IN_A_RUN / 10, IN_A_RUN] {
        let posts = folder(corpus, count);
        let words = ["check", "--no-config", "--statistics", "--threads", "1"];
        let peak = peak(&mut command(posts.path(), &words));
        say(&format!("MB of memory for {count} posts"), peak);
    }
}

/// `fix` and `undo` beside a tool that rewrites each file in place and promises nothing.
fn written(corpus: Corpus) {
    if !is_there("perl") {
        return;
    }
    let (mut fix, mut undo) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS / 2 {
        let (posts, others) = (folder(corpus, POSTS), folder(corpus, POSTS));
        let others = below(others.path());
        let mut perl = Command::new("perl");
        let perl = timed(perl.args(["-pi", "-e", "s/wsrv/wsrv/"]).args(&others));
        let words = ["fix", "--unsafe", "--allow-dirty", "--no-config", "-q"];
        // The journal is where the command runs, and there it is looked for.
        let mut there = command(posts.path(), &words);
        fix.push(timed(there.current_dir(posts.path())) / perl);
        let mut back = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        back.arg("undo").current_dir(posts.path());
        undo.push(timed(&mut back) / perl);
    }
    say(
        "`fix --unsafe`, times the wall time of `perl -pi`",
        median(fix),
    );
    say("`undo`, the same", median(undo));
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    let status = command.arg("-v").stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// How long a command takes that does its job.
fn timed(command: &mut Command) -> f64 {
    let since = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let code = status.ok().and_then(|status| status.code());
    assert!(
        matches!(code, Some(0 | 1)),
        "{command:?} ended with {code:?}"
    );
    since.elapsed().as_secs_f64()
}

/// How much memory a command takes at most, in MB, as far as Linux tells; 0 elsewhere.
#[expect(
    clippy::disallowed_methods,
    reason = "what the system tells of a process is no post"
)]
fn peak(command: &mut Command) -> f64 {
    let mut child = command.spawn().expect("the command");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().is_ok_and(|ended| ended.is_none()) {
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        most = most.max(kilobytes.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    }
    f64::from(most) / 1024.0
}

/// The posts in a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let found = copydesk::workspace::discover::discover(&[folder.to_owned()]);
    found.map(|path| path.expect("a post")).collect()
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
    writeln!(io::stdout(), "{ratio:8.2}  {what}").expect("standard output");
}
