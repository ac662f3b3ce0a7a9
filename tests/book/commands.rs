//! commands: what the book tells to type without showing what comes of it can be typed.
//!
//! What is shown with its output is run by `tests/cli.rs`.

use super::{book, pages, read};
use std::process::Command;

/// The commands in the shell scripts and the workflows of a page.
fn commands(text: &str) -> Vec<String> {
    let mut fence = "";
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            fence = language;
        }
        let begins = line
            .find("copydesk ")
            .filter(|_| matches!(fence, "sh" | "yaml"));
        let words = begins.map(|at| &line[at..]).unwrap_or_default();
        let command = words.split(" #").next().unwrap_or_default();
        let command = command.split(" <").next().unwrap_or_default().trim();
        // In YAML the name alone is no command.
        let next = command.split(' ').nth(1).unwrap_or("help");
        let is_typed = next.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        if !command.is_empty() && is_typed {
            found.push(command.replace('"', ""));
        }
    }
    found
}

#[test]
fn what_is_told_to_type_can_be_typed() {
    let mut seen = 0;
    let readmes = ["README.md", "README.zh.md"];
    let readmes = readmes.map(|name| (name.to_owned(), read(&book().with_file_name(name))));
    for (page, text) in pages().into_iter().chain(readmes) {
        for command in commands(&text) {
            seen += 1;
            // With `--help` nothing is done, but what is before it is read.
            let typed = command.split(' ').skip(1).chain(["--help"]);
            let done = Command::new(env!("CARGO_BIN_EXE_copydesk"))
                .args(typed)
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(done.status.success(), "{page}: {command}: {said}");
        }
    }
    assert!(seen > 3, "{seen} commands");
}
