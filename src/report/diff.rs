//! diff: what a fix changes, as a unified diff that `git apply` and `patch` read.

use super::{Style, visible};
use crate::text::diff::unified;
use crate::text::source::Source;

/// The changes from `source` to `after`; empty where there are none.
pub fn diff(source: &Source, after: Option<&str>, style: Style) -> String {
    let Some(after) = after else {
        return String::new();
    };
    let name = source.name();
    let names = (&*format!("a/{name}"), &*format!("b/{name}"));
    let plain = unified(source.text(), after, Some(names));
    if style.color { colored(&plain) } else { plain }
}

/// The lines that differ, with a few around them, for a person alone: nothing in them reaches the
/// terminal but what can be seen.
pub fn lines(before: &str, after: &str, style: Style) -> String {
    let plain = unified(before, after, None);
    let seen = plain.lines().map(|line| format!("{}\n", visible(line)));
    let seen: String = seen.collect();
    if style.color { colored(&seen) } else { seen }
}

fn colored(diff: &str) -> String {
    let lines = diff.split_inclusive('\n').map(|line| {
        let color = match line.as_bytes().first() {
            Some(b'-') => "\u{1b}[31m",
            Some(b'+') => "\u{1b}[32m",
            Some(b'@') => "\u{1b}[36m",
            _ => return line.to_owned(),
        };
        format!("{color}{}\u{1b}[0m\n", line.trim_end_matches('\n'))
    });
    lines.collect()
}
