//! diff: what a fix changes, as a unified diff that `git apply` and `patch` read.

use super::{Style, visible, visible_lines};
use crate::lint::fix::Fixed;
use crate::text::diff::{unified, unified_by};
use crate::text::source::Source;
use std::fmt::Write as _;

/// What a fix changes of `source`; empty where that is nothing.
pub fn diff(source: &Source, fixed: &Fixed, style: Style) -> String {
    moved(source, fixed, None, style)
}

/// The same of a file that gets the name `to` as well.
pub fn moved(source: &Source, fixed: &Fixed, to: Option<&str>, style: Style) -> String {
    let Some(after) = &fixed.text else {
        return String::new();
    };
    let names = [("a", source.name()), ("b", to.unwrap_or(source.name()))];
    let [old, new] = names.map(|(side, name)| quoted(&format!("{side}/{name}")));
    let mut plain = String::new();
    if let Some(to) = to {
        let [from, to] = [source.name(), to].map(quoted);
        let _ = writeln!(
            plain,
            "diff --git {old} {new}\nrename from {from}\nrename to {to}"
        );
    }
    let hunks = unified_by(source.text(), after, &fixed.changes);
    if !hunks.is_empty() {
        let _ = write!(plain, "--- {old}\n+++ {new}\n{hunks}");
    }
    if style.is_seen {
        seen(&visible_lines(&plain), style)
    } else {
        plain
    }
}

/// A name as git and patch read it in a head: in quotes, as in C, where it would end too early, or is no
/// line; with a tab behind it where a date could stand.
fn quoted(name: &str) -> String {
    let is_odd = |c: char| c.is_control() || matches!(c, '"' | '\\');
    if !name.contains(is_odd) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{name}{end}");
    }
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "\\{byte:03o}");
                }
            }
            c => out.push(c),
        }
    }
    out + "\""
}

/// The lines that differ, with a few around them, for a person alone: nothing in them reaches the
/// terminal but what can be seen.
pub fn lines(before: &str, after: &str, style: Style) -> String {
    let plain = unified(before, after);
    let shown = plain.lines().map(|line| format!("{}\n", visible(line)));
    seen(&shown.collect::<String>(), style)
}

fn seen(diff: &str, style: Style) -> String {
    if style.color {
        colored(diff)
    } else {
        diff.to_owned()
    }
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
