//! diff: what a fix changes, as a unified diff that `git apply` and `patch` read.

use super::window::{Marked, Side, changed};
use super::{Style, visible};
use crate::lint::fix::Fixed;
use crate::text::diff::{Hunk, NO_END, unified, unified_by, written};
use crate::text::edit::Edits;
use crate::text::source::Source;
use std::fmt::Write as _;
use std::ops::Range;

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
    let mut head = String::new();
    if let Some(to) = to {
        let [from, to] = [source.name(), to].map(quoted);
        let _ = writeln!(
            head,
            "diff --git {old} {new}\nrename from {from}\nrename to {to}"
        );
    }
    let hunks = unified_by(source.text(), after, &fixed.changes);
    if !hunks.is_empty() {
        let _ = writeln!(head, "--- {old}\n+++ {new}");
    }
    if !style.is_seen {
        return head + &written(&hunks);
    }
    let mut out = String::new();
    for line in head.lines() {
        let _ = writeln!(out, "{}", painted(&visible(line), style));
    }
    let both = [source.text(), after.as_str()];
    out + &seen(&hunks, both, &marks(source.text(), &fixed.changes), style)
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
    let hunks = unified(before, after);
    seen(&hunks, [before, after], &Default::default(), style)
}

/// What differs, in bytes of a text and of what its edits make of it.
fn marks(before: &str, edits: &Edits) -> [Vec<Range<usize>>; 2] {
    let mut marks = [Vec::new(), Vec::new()];
    let mut longer = 0isize;
    for edit in edits.as_slice() {
        let (at, new) = (edit.span.start as usize, edit.text.as_str());
        let [was, is] = changed(edit.span.of(before), new);
        let there = at.strict_add_signed(longer);
        marks[0].push(at + was.start..at + was.end);
        marks[1].push(there + is.start..there + is.end);
        longer += new.len().cast_signed() - (edit.span.len() as usize).cast_signed();
    }
    marks
}

/// Hunks for a person: of a line that is very long what is around each change, and what differs is marked.
fn seen(
    hunks: &[Hunk<'_>],
    texts: [&str; 2],
    marks: &[Vec<Range<usize>>; 2],
    style: Style,
) -> String {
    let mut out = String::new();
    for hunk in hunks {
        let _ = writeln!(out, "{}", painted(&hunk.head, style));
        let mut lines = hunk.lines.as_slice();
        while let Some((sign, line)) = lines.first() {
            // One long line in the place of another: each change of it by itself.
            if let [('-', old), ('+', new), rest @ ..] = lines
                && !matches!(rest, [('+', _), ..])
                && let Some(pairs) = pairs([old, new], texts, marks, style)
            {
                for line in pairs.iter().flatten() {
                    let _ = writeln!(out, "{}", painted(line, style));
                }
                if !old.ends_with('\n') {
                    let _ = writeln!(out, "{NO_END}");
                }
                lines = rest;
                continue;
            }
            let part = Part::of(*sign, line, texts, marks);
            for line in part.shown(style) {
                let _ = writeln!(out, "{}", painted(&line, style));
            }
            if !line.ends_with('\n') {
                let _ = writeln!(out, "{NO_END}");
            }
            lines = &lines[1..];
        }
    }
    out
}

/// What is around each change of one long line in the place of another; `None` where they are no such lines.
fn pairs(
    [old, new]: [&str; 2],
    texts: [&str; 2],
    marks: &[Vec<Range<usize>>; 2],
    style: Style,
) -> Option<Vec<[String; 2]>> {
    let mut was = Part::of('-', old, texts, marks);
    let mut is = Part::of('+', new, texts, marks);
    if !was.line.is_long(style) || old.ends_with('\n') != new.ends_with('\n') {
        return None;
    }
    if was.line.marks.is_empty() && is.line.marks.is_empty() {
        let [from, to] = changed(was.line.text, is.line.text);
        (was.line.marks, is.line.marks) = (vec![from], vec![to]);
    }
    let [was, is] = [was, is].map(|part| part.windows(style));
    (was.len() == is.len()).then(|| was.into_iter().zip(is).map(<[_; 2]>::from).collect())
}

/// A line of a hunk.
struct Part<'t> {
    sign: char,
    line: Marked<'t>,
}

impl<'t> Part<'t> {
    fn of(sign: char, line: &'t str, texts: [&str; 2], marks: &[Vec<Range<usize>>; 2]) -> Self {
        let side = usize::from(sign == '+');
        let start = line.as_ptr() as usize - texts[side].as_ptr() as usize;
        let text = line.strip_suffix('\n').unwrap_or(line);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let end = start + text.len();
        let marks = if sign == ' ' { &[] } else { &*marks[side] };
        let first = marks.partition_point(|mark| mark.end < start);
        let marks = marks[first..].iter();
        let marks = marks.take_while(|mark| mark.start <= end);
        // One that ends where the line begins is one of the line before.
        let marks = marks.filter(|mark| mark.start >= start || mark.end > start);
        let inside = |at: usize| at.clamp(start, end) - start;
        let line = Marked {
            text,
            marks: marks
                .map(|mark| inside(mark.start)..inside(mark.end))
                .collect(),
            side: if sign == '+' { Side::New } else { Side::Old },
        };
        Self { sign, line }
    }

    /// The line as it is shown, its sign before each part of it.
    fn shown(&self, style: Style) -> Vec<String> {
        if !self.line.is_long(style) {
            return vec![format!("{}{}", self.sign, self.line.whole(style))];
        }
        if self.line.marks.is_empty() {
            let end = Marked {
                marks: std::iter::once(0..0).collect(),
                ..self.line
            };
            return end.windows(style.width - 1, style);
        }
        self.windows(style)
    }

    fn windows(&self, style: Style) -> Vec<String> {
        let windows = self.line.windows(style.width - 1, style).into_iter();
        windows
            .map(|window| format!("{}{window}", self.sign))
            .collect()
    }
}

/// A line of a diff in the colour of its sign.
fn painted(line: &str, style: Style) -> String {
    let line = line.to_owned();
    let color = match line.as_bytes().first() {
        Some(b'-') if style.color => "\u{1b}[31m",
        Some(b'+') if style.color => "\u{1b}[32m",
        Some(b'@') if style.color => "\u{1b}[36m",
        _ => return line,
    };
    format!("{color}{line}\u{1b}[0m")
}
