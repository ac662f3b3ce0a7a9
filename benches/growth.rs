//! growth: what each byte or post more costs: `cargo bench --bench growth`.
//!
//! A chart a shape: one line a size, each twice the one before, as long as each byte took in it. Where cost
//! grows linearly, all lines are of one length; that the system hands out fresh memory is in it, and takes
//! most where a post has a hundred megabytes. It takes about 4 GB of memory and 5 GB of disk; `-- SHARE` makes
//! all sizes so many times smaller.

use copydesk::config::load;
use copydesk::lint::check::check;
use copydesk::lint::fix::fix;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often the size is doubled.
const DOUBLINGS: u32 = 4;
/// How often each size is measured. The quickest counts: what else the machine does only adds.
const ROUNDS: usize = 3;
/// How wide the bar of the first size is.
const WIDTH: usize = 24;

/// What a post is made of, how many pieces the largest has, and the pieces themselves.
type Shape = (&'static str, usize, fn(usize) -> String);

const SHAPES: [Shape; 8] = [
    ("tags nested in each other", 10_000_000, |count| {
        "<div>".repeat(count) + &"</div>".repeat(count)
    }),
    ("tags side by side", 5_000_000, |count| {
        "<p>a</p>".repeat(count)
    }),
    ("tags that nothing closes", 5_000_000, |count| {
        "<b><i>".repeat(count)
    }),
    ("one paragraph", 10_000_000, |count| {
        format!("<p>{}</p>", "It is so. ".repeat(count))
    }),
    ("one paragraph in Chinese", 5_000_000, |count| {
        format!("<p>{}</p>", "他们都来了，没有人留下。".repeat(count))
    }),
    ("images", 1_000_000, |count| {
        "<img src=\"https://a.example/b.png\">\n".repeat(count)
    }),
    ("the mark `<`", 20_000_000, |count| "<".repeat(count)),
    ("fields of front matter", 200_000, |count| {
        let mut post = "---\n".to_owned();
        for at in 0..count {
            let _ = writeln!(post, "k{at}: v");
        }
        post + "---\n\nIt is so.\n"
    }),
];

/// How many posts the largest folder has.
const POSTS: usize = 1_000_000;
/// How many findings there are in one post at most, in a baseline, and how many lines in a plan.
const IN_ONE_POST: usize = 100_000;
const IN_A_BASELINE: usize = 500_000;
const IN_A_PLAN: usize = 1_000_000;
/// How many findings a post has where a folder has as many.
const IN_EACH: usize = 500;

fn main() -> io::Result<()> {
    let share = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let share: usize = share.unwrap_or(1).max(1);
    let mut rules = load::builtin().expect("the built-in rules are right");
    rules.retain(|rule| rule.recommended);
    let rules = Rules::new(rules, Policy::default());
    for (name, most, post) in SHAPES {
        chart(name, most / share, |count| {
            let source = Source::new("post.html", post(count).into_bytes());
            timed(|| drop(black_box(check(&parse(&source), &rules))))
        })?;
    }
    let most = IN_ONE_POST / share;
    chart("findings in one post, checked", most, |count| {
        let source = Source::new("post.html", faulty(count).into_bytes());
        timed(|| drop(black_box(check(&parse(&source), &rules))))
    })?;
    chart("findings in one post, fixed", most, |count| {
        let source = Source::new("post.html", faulty(count).into_bytes());
        timed(|| drop(black_box(fix(&parse(&source), &rules, Safety::Unsafe))))
    })?;
    chart(
        "findings in a baseline, checked",
        IN_A_BASELINE / share,
        |count| {
            let folder = faulty_folder(count / IN_EACH);
            run(folder.path(), &["baseline", "."]);
            timed(|| run(folder.path(), &["check", "--statistics", "."]))
        },
    )?;
    for (name, is_applied) in [
        ("lines of a plan, written", false),
        ("lines of a plan, applied", true),
    ] {
        chart(name, IN_A_PLAN / share, |count| {
            let folder = faulty_folder(count / IN_EACH);
            let plan = || run(folder.path(), &["plan", "--out", "../plan", "."]);
            if is_applied {
                plan();
                timed(|| run(folder.path(), &["apply", "--allow-dirty", "../plan"]))
            } else {
                timed(plan)
            }
        })?;
    }
    let folder = tempfile::tempdir()?;
    let mut written = 0;
    chart("posts in a folder", POSTS / share, |count| {
        for number in written..count {
            write(folder.path(), number).expect("posts can be written");
        }
        written = written.max(count);
        timed(|| {
            let status = command(folder.path()).status();
            assert!(status.is_ok_and(|status| status.success()));
        })
    })
}

fn timed(work: impl FnOnce()) -> Duration {
    let since = Instant::now();
    work();
    since.elapsed()
}

/// A post with so many findings, each with a safe fix.
fn faulty(count: usize) -> String {
    let mut post = String::new();
    for at in 0..count {
        let _ = writeln!(post, "<img src=\"http://a.example/{at}.png\" alt=\"a\">");
    }
    post
}

/// A folder of its own with so many of these posts below it.
#[expect(
    clippy::disallowed_methods,
    reason = "posts that are measured need no safe write"
)]
fn faulty_folder(count: usize) -> Posts {
    let whole = tempfile::tempdir().expect("a folder");
    let posts = whole.path().join("posts");
    fs::create_dir(&posts).expect("a folder");
    for number in 0..count.max(1) {
        let path = posts.join(format!("{number:06}.html"));
        fs::write(path, faulty(IN_EACH)).expect("posts can be written");
    }
    Posts {
        _whole: whole,
        posts,
    }
}

/// Posts in a folder that nothing else is in.
struct Posts {
    _whole: tempfile::TempDir,
    posts: PathBuf,
}

impl Posts {
    fn path(&self) -> &Path {
        &self.posts
    }
}

/// Runs the command in `folder`.
fn run(folder: &Path, words: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.args(words).current_dir(folder);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let code = status.ok().and_then(|status| status.code());
    assert!(matches!(code, Some(0 | 1)), "{words:?} ended with {code:?}");
}

/// Prints how long one piece takes among so many: the fewest first, at last `most`.
fn chart(name: &str, most: usize, mut time: impl FnMut(usize) -> Duration) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{name}")?;
    let least = most >> DOUBLINGS;
    let mut first = None;
    for count in (0..=DOUBLINGS).map(|doubling| least << doubling) {
        let quickest = (0..ROUNDS).map(|_| time(count)).min().unwrap_or_default();
        let nanos = quickest.as_nanos() as usize * least / count;
        let percent = nanos * 100 / *first.get_or_insert(nanos.max(1));
        let bar = "#".repeat(percent * WIDTH / 100);
        writeln!(
            out,
            "{count:>12}  {:>2}.{:02}  {bar}",
            percent / 100,
            percent % 100
        )?;
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "posts that are measured need no safe write"
)]
fn write(folder: &Path, number: usize) -> io::Result<()> {
    let folder = folder.join(format!("{:04}", number / 1000));
    if number.is_multiple_of(1000) {
        fs::create_dir_all(&folder)?;
    }
    let post = format!("---\ntitle: Post {number}\n---\n\n<p>It is so.</p>\n");
    fs::write(folder.join(format!("{number:06}.html")), post)
}

/// The command over all posts in `folder`.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command
        .args(["check", "--no-config", "--statistics", "--threads", "1"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}
