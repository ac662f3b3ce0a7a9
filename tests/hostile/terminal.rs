//! terminal: what each command prints for people commands no terminal. `script` of util-linux lends one.

use super::{folder, run, said};
use std::path::Path;
use std::process::{Command, Stdio};

/// C0, DEL, C1, and what sets the direction of text: an override, an isolate.
const COMMANDS: [&str; 6] = [
    "\u{1b}]0;t\u{7}",
    "\u{7f}",
    "\u{9b}31m",
    "\u{202e}",
    "\u{2066}",
    "\u{8}",
];

/// What a command writes to a terminal, after `answers`.
fn on_terminal(folder: &Path, arguments: &[&str], answers: &str) -> String {
    let quoted = |word: &&str| format!("'{}'", word.replace('\'', "'\\''"));
    let words: Vec<String> = [env!("CARGO_BIN_EXE_copydesk")]
        .iter()
        .chain(arguments)
        .map(quoted)
        .collect();
    let mut command = Command::new("script");
    command.args(["-qec", &words.join(" "), "/dev/null"]);
    command
        .current_dir(folder)
        .env("TERM", "dumb")
        .env("NO_COLOR", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("util-linux");
    let mut keys = child.stdin.take().expect("it is piped");
    std::io::Write::write_all(&mut keys, answers.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn no_command_lets_a_post_command_the_terminal() {
    let odd = COMMANDS.concat();
    let name = format!("posts{odd}/a{odd}.md");
    let front = "---\ntitle: a\nauthor: \"\\e[31mx\\u202Ey\"\ncategories: \"\\u009bz\"\ndate: 2021-1-3\n---\n\n";
    let post = format!(
        "{front}<p>Words {odd} that recur in a post <img src=\"http://a.example/{odd}x.jpg\"></p>\n\n<b onclick=\"{odd}\">x {odd}\t\n"
    );
    let rule = "summary: 'a'\nwhy: b\nfind: { text: { patterns: [{ find: 'Words' }] } }\nexamples: [{ good: Words }]\n";
    let rule = rule
        .replace("'a'", "\"a \\e[2J \\u202E\"")
        .replace("good: Words", "good: \"Words \\u202E \\e[2J\"");
    let other = format!("other{odd}/b.md");
    let files = [
        (&*name, &*post),
        (&other, &*post.replace("title: a", "title: : b")),
        ("copydesk.yml", "rules: { missing-alt: error }\n"),
        ("own.yml", &*rule),
    ];
    let folder = folder(&files);
    let here = folder.path();
    for arguments in [
        &["init", "-q"][..],
        &["add", "-A"],
        &[
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@a.example",
            "commit",
            "-qm",
            "x",
        ],
    ] {
        let status = Command::new("git")
            .current_dir(here)
            .args(arguments)
            .status();
        assert!(status.expect("git").success());
    }
    // A program gets the bytes.
    let diff = said(&run(here, &["fix", "--unsafe", "--diff", "."]));
    assert!(diff.contains(&odd), "{diff}");
    let plan = here.join("plan.jsonl").display().to_string();
    let url = format!("http://cors.zfour.workers.dev/?http://a.example/{odd}");
    let commands: &[(&[&str], &str)] = &[
        (&["check", "."], ""),
        (&["check", ".", "--all"], ""),
        (&["check", ".", "--format", "concise"], ""),
        (&["check", ".", "--format", "grouped"], ""),
        (&["check", ".", "--statistics"], ""),
        (&["check", ".", "--generators"], ""),
        (&["check", "nowhere\u{202e}"], ""),
        (&["config", &name], ""),
        (&["profile", "."], ""),
        (&["init", "--stdout", "."], ""),
        (&["explain-url", &url], ""),
        (&["explain", "missing-alt"], ""),
        (&["rules"], ""),
        (&["test", "own.yml"], ""),
        (&["plan", "."], ""),
        (&["plan", "--out", &plan, "."], ""),
        (&["fix", "--diff", "."], ""),
        (&["fix", "--unsafe", "--diff", "."], ""),
        (&["suppress", "missing-alt", "--diff", "."], ""),
        (
            &["fix", "--unsafe", "--interactive", "."],
            "n\nn\nn\nn\nn\nq\n",
        ),
        (&["baseline", "."], ""),
        (&["apply", &plan], ""),
        (&["fix", "--unsafe", "."], ""),
        (&["runs"], ""),
        (&["undo"], ""),
        (&["suppress", "missing-alt", ".", "--allow-dirty"], ""),
    ];
    let mut words = 0;
    for (arguments, answers) in commands {
        let shown = on_terminal(here, arguments, answers);
        let raw = shown.chars().find(|c| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(raw, None, "{arguments:?}: {shown:?}");
        assert!(!shown.contains("unexpected argument"), "{shown}");
        words += usize::from(shown.contains("\\u{202e}"));
    }
    assert!(words > 10, "they are shown as text, not left out: {words}");
}
