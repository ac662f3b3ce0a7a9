//! readme: README.zh.md says what README.md says: the same commands, links and numbers.

use super::{book, read};
use std::collections::BTreeSet;

fn readme(name: &str) -> String {
    read(&book().with_file_name(name))
}

/// The lines of its code, without what is said about them.
fn code(text: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            let line = line.split(" #").next().unwrap_or_default();
            found.insert(line.trim_end().to_owned());
        }
    }
    found
}

fn links(text: &str) -> BTreeSet<String> {
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// What is in the rows about other tools, but for the words.
fn numbers(text: &str) -> BTreeSet<[String; 4]> {
    let rows = text.lines().filter(|line| line.contains(" µs |"));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    cells
        .map(|row| [1, 3, 5, 6].map(|at| row[at].to_owned()))
        .collect()
}

/// The commands that stand in the text between backticks.
fn commands(text: &str) -> BTreeSet<String> {
    let inner = text.split('`').skip(1).step_by(2);
    let inner = inner.filter(|inner| inner.starts_with("copydesk ") && !inner.contains('\n'));
    inner.map(str::to_owned).collect()
}

#[test]
fn the_chinese_one_says_all_that_the_english_one_says() {
    let (english, chinese) = (readme("README.md"), readme("README.zh.md"));
    let missing = |part: fn(&str) -> BTreeSet<String>| -> Vec<String> {
        let known = part(&chinese);
        part(&english).difference(&known).cloned().collect()
    };
    assert_eq!(missing(code), [""; 0]);
    assert_eq!(missing(links), ["README.zh.md"]);
    assert_eq!(missing(commands), [""; 0]);
    assert_eq!(numbers(&english), numbers(&chinese));
    assert!(numbers(&english).len() > 5 && code(&english).len() > 15);
}
