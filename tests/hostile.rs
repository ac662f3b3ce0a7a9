//! hostile: posts, rule files, configurations, plans and checkouts that are made to do harm. Each
//! claim of SECURITY.md that no other test shows is shown here.
#![expect(
    clippy::disallowed_methods,
    reason = "what is hostile is made here, and looked at without copydesk"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// How often what nests is nested.
const DEEP: usize = 100_000;
const FIX: [&str; 4] = ["fix", ".", "--allow-dirty", "--unsafe"];

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        write(&folder.path().join(name), text);
    }
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.current_dir(folder).args(arguments);
    command.output().expect("it runs")
}

/// All that it said.
fn said(output: &Output) -> String {
    let bytes = [&output.stdout[..], &output.stderr].concat();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs `check` on what is in the folder: it ends with `code`, and says `wanted`.
fn checks(files: &[(&str, &str)], code: i32, wanted: &str) {
    let folder = folder(files);
    let output = run(folder.path(), &["check", ".", "--format", "concise"]);
    let said = said(&output);
    let start: String = said.chars().take(2000).collect();
    assert_eq!(output.status.code(), Some(code), "{start}");
    assert!(said.contains(wanted), "{wanted}: {start}");
}

fn rule(pattern: &str) -> String {
    let find = format!("find: {{ text: {{ patterns: [{{ find: '{pattern}' }}] }} }}");
    format!("summary: a\nwhy: b\n{find}\nexamples: [{{ good: a }}]\n")
}

const CONFIG: &str = "rule-files: [bomb.yml]\n";

#[test]
fn a_pattern_ends_whatever_it_is() {
    let large = rule("((a{100}){100}){100}");
    let files = [
        ("copydesk.yml", CONFIG),
        ("bomb.yml", &large),
        ("a.md", "a\n"),
    ];
    checks(&files, 2, "this is no regular expression");
    let (slow, post) = (rule("(a+)+$"), format!("<p>{}b.</p>\n", "a".repeat(DEEP)));
    let files = [
        ("copydesk.yml", CONFIG),
        ("bomb.yml", &slow),
        ("a.md", &post),
    ];
    checks(&files, 0, "nothing to report");
    for nothing in ["", "b*", "$", "(b?)a?", r"\b"] {
        let nothing = rule(nothing);
        let files = [
            ("copydesk.yml", CONFIG),
            ("bomb.yml", &nothing),
            ("a.md", "中a中\n"),
        ];
        checks(&files, 0, "nothing to report");
    }
}

#[test]
fn a_configuration_that_extends_itself_is_told() {
    let files = [("copydesk.yml", "extends: copydesk.yml\n"), ("a.md", "a\n")];
    checks(&files, 2, "extend each other more than 8 deep");
}

#[test]
fn a_configuration_shows_nothing_of_a_file_that_is_not_ours() {
    for key in ["extends: secret", "rule-files: [secret]", "hosts: secret"] {
        let config = format!("{key}\n");
        let files = [
            ("copydesk.yml", &*config),
            ("secret", "hunter2: [\n"),
            ("a.md", "a\n"),
        ];
        let folder = folder(&files);
        let output = run(folder.path(), &["check", "."]);
        assert_eq!(output.status.code(), Some(2));
        let said = said(&output);
        assert!(said.contains("is not read: its name must end in"), "{said}");
        assert!(!said.contains("hunter"), "{said}");
    }
}

#[test]
fn a_word_without_end_is_shown_in_part() {
    let word = "a".repeat(DEEP);
    let config = format!("https: {word}\nrules:\n  missing-alt: {word}\n");
    let folder = folder(&[("copydesk.yml", &*config), ("a.md", "a\n")]);
    let said = said(&run(folder.path(), &["check", "."]));
    assert!(said.len() < 4000, "{} bytes", said.len());
}

#[test]
fn a_comment_in_a_frame_suppresses_nothing() {
    for frame in ["iframe", "noembed", "noframes", "title", "xmp"] {
        let post = format!(
            "<{frame}><!-- copydesk-disable-file missing-alt --></{frame}>\n\n<img src=\"/x.jpg\">\n"
        );
        for name in ["a.md", "a.html"] {
            checks(&[(name, &post)], 1, "missing-alt");
        }
    }
}

#[test]
fn threads_without_end_are_no_more_than_a_machine_has_use_for() {
    let posts: Vec<String> = (0..40).map(|at| format!("{at}.md")).collect();
    let files: Vec<(&str, &str)> = posts.iter().map(|name| (&**name, "a\n")).collect();
    let folder = folder(&files);
    let output = run(folder.path(), &["check", ".", "--threads", "100000"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_rule_file_and_a_configuration_have_a_largest_size() {
    let large = format!("# {}\n", "a".repeat(1 << 20));
    let post = ("a.md", "a\n");
    checks(&[("copydesk.yml", &large), post], 2, "the limit is 1048576");
    let files = [("copydesk.yml", CONFIG), ("bomb.yml", &large), post];
    checks(&files, 2, "the limit is 1048576");
}

#[test]
fn what_nests_without_end_is_read_to_its_end() {
    checks(&[("a.html", &"<div>".repeat(DEEP))], 1, "nested-too-deep");
    for part in [
        "> ",
        "- ",
        "[",
        "![",
        "*",
        "**a",
        "<b>",
        "</b>",
        "`",
        "<!--",
        "{{<",
        "|",
        "&",
        "](",
        "<a href=",
        "<svg/><style></style>",
        "<svg/><![CDATA[>",
        "<svg><desc><![CDATA[",
        "<svg/><title><b></title>",
        "<svg><desc><math></desc></math><title>",
    ] {
        let post = part.repeat(DEEP / 5);
        let folder = folder(&[("a.md", &post), ("a.mdx", &post), ("a.html", &post)]);
        let code = run(folder.path(), &["check", "."]).status.code();
        assert!(matches!(code, Some(0 | 1)), "{part}: {code:?}");
    }
}

#[test]
fn front_matter_can_neither_nest_nor_multiply_without_end() {
    let mut aliases = "a: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for depth in 1..30 {
        let before = [&*format!("*a{}", depth - 1); 8].join(", ");
        writeln!(aliases, "a{depth}: &a{depth} [{before}]").expect("memory");
    }
    let post = format!("---\n{aliases}---\n");
    checks(&[("a.md", &post)], 1, "aliases expand to more than");
    checks(
        &[("copydesk.yml", &aliases), ("a.md", "a\n")],
        2,
        "aliases expand to more than",
    );
    let deep = "[".repeat(DEEP);
    let posts = [
        format!("---\na: {deep}\n---\n"),
        format!("+++\na = {deep}\n+++\n"),
        format!("{{\"a\": {deep}\n\n<p>b"),
    ];
    for post in posts {
        checks(&[("a.md", &post)], 1, "front-matter-syntax");
    }
    checks(
        &[("copydesk.yml", &deep), ("a.md", "a\n")],
        2,
        "recursion limit exceeded",
    );
}

#[test]
fn a_report_does_not_command_the_terminal() {
    let post =
        "---\ntitle: a\n---\n<p>\u{1b}]0;b\u{7}\u{1b}[2J<img src=\"\u{1b}[31m\"><c\u{1b}[1m></p>\n";
    let folder = folder(&[("a.md", post)]);
    for format in ["human", "concise", "github"] {
        let output = run(folder.path(), &["check", ".", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let said = said(&output);
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{format}: {said:?}");
    }
}

/// What is not there cannot be reached for: only the folder of `hosts --probe` opens connections, by what only
/// it names, and no other module than that command's uses it.
#[test]
fn nothing_but_a_probe_of_hosts_knows_a_network() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock = read(&root.join("Cargo.lock"));
    for name in ["reqwest", "hyper", "curl", "tokio", "native-tls", "socket2"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}");
    }
    let probe = root.join("src/workspace/probe");
    let command = root.join("src/cli/probe.rs");
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path == probe {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = read(&path);
                let opens = [
                    "TcpStream",
                    "TcpListener",
                    "UdpSocket",
                    "ToSocketAddrs",
                    "ureq::",
                    "rustls::",
                ];
                let asks = text.contains("probe::ask") && path != command;
                assert!(
                    !asks && !opens.iter().any(|word| text.contains(word)),
                    "{}",
                    path.display()
                );
            }
        }
    }
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    const POST: &str = "a\t";

    /// A checkout, and beside it a folder with a post that is none of its business.
    fn beside() -> (TempDir, std::path::PathBuf) {
        let outer = folder(&[("site/a.md", POST), ("outside/b.md", POST)]);
        let site = outer.path().join("site");
        (outer, site)
    }

    #[test]
    fn what_lies_behind_a_link_in_a_folder_is_left_alone() {
        let (outer, site) = beside();
        symlink("../outside/b.md", site.join("b.md")).expect("a link");
        symlink("../outside", site.join("posts")).expect("a link");
        let fixed = run(&site, &FIX);
        assert_eq!(fixed.status.code(), Some(0), "{}", said(&fixed));
        assert_eq!(read(&site.join("a.md")), "a\n");
        assert_eq!(read(&outer.path().join("outside/b.md")), POST);
    }

    #[test]
    fn a_plan_leads_neither_through_a_link_nor_to_the_journals() {
        let (outer, site) = beside();
        write(&site.join(".copydesk/b.md"), POST);
        let plan = ["plan", "--no-config", "--out", "plan.jsonl", "a.md"];
        assert_eq!(run(&site, &plan).status.code(), Some(1));
        symlink("../outside", site.join("posts")).expect("a link");
        let lines = read(&site.join("plan.jsonl"));
        for path in [
            "posts/b.md",
            "../outside/b.md",
            "posts/../../outside/b.md",
            ".copydesk/b.md",
        ] {
            write(
                &site.join("plan.jsonl"),
                &lines.replace("\"a.md\"", &format!("\"{path}\"")),
            );
            let applied = run(&site, &["apply", "plan.jsonl", "--allow-dirty"]);
            assert_eq!(applied.status.code(), Some(2), "{path}");
            assert!(!said(&applied).contains("1 edit in"), "{}", said(&applied));
            assert_eq!(read(&outer.path().join("outside/b.md")), POST, "{path}");
            assert_eq!(read(&site.join(".copydesk/b.md")), POST, "{path}");
        }
    }

    /// A checkout may bring a `.copydesk` of its own.
    #[test]
    fn the_journal_does_not_lead_through_a_link() {
        for link in [
            ".copydesk",
            ".copydesk/runs",
            ".copydesk/lock",
            ".copydesk/.gitignore",
        ] {
            let (outer, site) = beside();
            let path = site.join(link);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let is_folder = !link.ends_with("lock") && !link.ends_with("ignore");
            let target = outer
                .path()
                .join(if is_folder { "outside" } else { "outside/b.md" });
            symlink(target, path).expect("a link");
            let fixed = run(&site, &FIX);
            assert_eq!(fixed.status.code(), Some(2), "{link}: {}", said(&fixed));
            assert!(said(&fixed).contains("is a link"), "{}", said(&fixed));
            assert_eq!(read(&site.join("a.md")), POST, "{link}");
            assert_eq!(read(&outer.path().join("outside/b.md")), POST, "{link}");
            let left = fs::read_dir(outer.path().join("outside")).expect("a folder");
            assert_eq!(left.count(), 1, "{link}");
        }
    }
}

#[path = "hostile/schemas.rs"]
mod schemas;

#[cfg(target_os = "linux")]
#[path = "hostile/terminal.rs"]
mod terminal;
