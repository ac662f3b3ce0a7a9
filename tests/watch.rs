//! check --watch: what changes is checked again, and Ctrl-C ends it. No test asserts a time.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

const CLEAN: &str = "<p>A lift.</p>\n";
const BROKEN: &str = "<p>A lift.</p><img src=\"a.jpg\">\n";

/// A run that watches a folder.
struct Watching {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    /// What it says beside the findings: that it watches.
    said: std::io::Lines<BufReader<std::process::ChildStderr>>,
}

impl Watching {
    fn new(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        let command = command
            .current_dir(folder)
            .args(["check", "--watch", "--format", "concise"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("copydesk runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let said = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let mut new = Self { child, lines, said };
        new.until_it_watches();
        new
    }

    /// Everything that is said up to the next time that it waits for a change.
    fn until_it_watches(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            let line = self.said.next().expect("it goes on").expect("a line");
            if line == "copydesk: watching; Ctrl-C ends" {
                return said;
            }
            said.push(line);
        }
    }

    /// The next finding.
    fn finding(&mut self) -> String {
        self.lines.next().expect("it goes on").expect("a line")
    }

    /// Presses Ctrl-C.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }
}

/// Writes as editors do: to a file beside it that then gets its name.
#[expect(clippy::disallowed_methods, reason = "posts of this test's own")]
fn write(folder: &Path, name: &str, text: &str) {
    let new = folder.join("new.tmp");
    fs::write(&new, text).expect("a file");
    fs::rename(new, folder.join(name)).expect("its name");
}

#[test]
fn what_changes_is_checked_again_and_ctrl_c_ends_with_130() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir(folder.join("posts")).expect("a folder");
    write(folder, "posts/a.html", CLEAN);
    write(folder, "posts/b.html", BROKEN);
    let mut watching = Watching::new(folder, &["posts"]);
    assert!(watching.finding().starts_with("posts/b.html:1:15: "));
    // The other post has a finding still, and is not told again.
    write(
        folder,
        "posts/a.html",
        &BROKEN.replace("A lift", "The lift"),
    );
    assert!(watching.finding().starts_with("posts/a.html:1:17: "));
    let said = watching.until_it_watches();
    assert!(
        said.iter().any(|line| line.ends_with(" in 1 file")),
        "{said:?}"
    );
    // A folder that is moved there comes with its posts.
    fs::create_dir(folder.join("more")).expect("a folder");
    write(folder, "more/c.html", BROKEN);
    fs::rename(folder.join("more"), folder.join("posts/more")).expect("moved");
    assert!(watching.finding().starts_with("posts/more/c.html:1:15: "));
    assert_eq!(watching.interrupt(), Some(130));
}

#[test]
fn a_configuration_that_changes_holds_for_every_post() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "a.html", BROKEN);
    write(folder, "copydesk.yml", "rules: { missing-alt: note }\n");
    let mut watching = Watching::new(folder, &["a.html"]);
    assert!(watching.finding().contains(": note[missing-alt] "));
    // What is wrong with it is said, and it goes on.
    write(folder, "copydesk.yml", "rules: { missing-alts: note }\n");
    let said = watching.until_it_watches().join("\n");
    assert!(said.contains("unknown rule `missing-alts`"), "{said}");
    write(folder, "copydesk.yml", "rules: { missing-alt: warning }\n");
    assert!(watching.finding().contains(": warning[missing-alt] "));
    assert_eq!(watching.interrupt(), Some(130));
}

#[test]
fn nothing_is_cleared_where_no_terminal_is() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.html", BROKEN);
    let mut watching = Watching::new(folder.path(), &[]);
    assert!(watching.finding().starts_with("a.html:"));
    assert_eq!(watching.interrupt(), Some(130));
}
