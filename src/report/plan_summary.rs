//! groups: what a plan comes to, by rule, host and folder, with a few of each to look at.

use super::summary::{count, fixes, grouped};
use super::window::{Side, changed, marks_of};
use super::{Style, visible};
use crate::lint::plan::Line;
use crate::lint::sample::{Few, Numbers};
use crate::text::source::folder;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use unicode_width::UnicodeWidthChar as _;

/// How many of a group are shown.
const SHOWN: usize = 3;
/// How many groups of a kind are shown: the largest.
const MOST_GROUPS: usize = 10;
/// How far in an edit is shown, with its sign.
const INDENT: usize = 8;

/// The fixes of a plan, grouped.
#[derive(Debug)]
pub struct Groups {
    numbers: Numbers,
    rules: BTreeMap<String, Group>,
    hosts: BTreeMap<String, Group>,
    folders: BTreeMap<String, Group>,
}

#[derive(Debug)]
struct Group {
    few: Few<Vec<Line>>,
    /// By rank of safety, so that a person sees what is only probably right.
    safeties: BTreeSet<&'static str>,
}

impl Groups {
    /// The same `seed` shows the same few.
    pub fn new(seed: u64) -> Self {
        Self {
            numbers: Numbers::new(seed),
            rules: BTreeMap::new(),
            hosts: BTreeMap::new(),
            folders: BTreeMap::new(),
        }
    }

    /// One fix more, by its lines.
    pub fn see(&mut self, fix: &[Line]) {
        let Some(first) = fix.first() else { return };
        let folder = folder(&first.path);
        let mut see = |groups: &mut BTreeMap<String, Group>, name: &str| {
            if !groups.contains_key(name) {
                let new = Group {
                    few: Few::new(SHOWN),
                    safeties: BTreeSet::new(),
                };
                groups.insert(name.to_owned(), new);
            }
            if let Some(group) = groups.get_mut(name) {
                group.few.see(&mut self.numbers, || fix.to_vec());
                group.safeties.insert(first.safety.word());
            }
        };
        see(&mut self.rules, &first.rule);
        see(&mut self.folders, folder);
        if let Some(host) = &first.host {
            see(&mut self.hosts, host);
        }
    }

    /// What is printed of them, and whether a screen had no room for a part; empty where there are none.
    pub fn shown(self, style: Style) -> (String, bool) {
        let kinds = [
            ("by rule", self.rules),
            ("by host, as the posts point to it afterwards", self.hosts),
            ("by folder", self.folders),
        ];
        let kinds = kinds.map(|(title, groups)| (title, largest_first(groups)));
        let all = kinds.iter().map(|(_, groups)| groups.len()).max();
        let full = |(groups, examples): &(usize, usize)| {
            *groups >= all.unwrap_or_default().min(MOST_GROUPS) && *examples == SHOWN
        };
        let rows = style.screen.map(|rows| rows.saturating_sub(BELOW));
        let mut last = String::new();
        for room in ROOMS {
            last = written(&kinds, *room, style);
            if rows.is_none_or(|rows| rows_of(&last, style) <= rows) {
                return (last, !full(room));
            }
        }
        (last, true)
    }
}

/// So many groups of a kind are shown, with so many fixes of each: the most that a screen has room for.
const ROOMS: &[(usize, usize)] = &[
    (MOST_GROUPS, SHOWN),
    (MOST_GROUPS, 2),
    (MOST_GROUPS, 1),
    (5, 1),
    (3, 1),
    (MOST_GROUPS, 0),
    (5, 0),
    (3, 0),
    (2, 0),
    (1, 0),
];
/// As many lines of a screen are below the groups: what is said of the plan as a whole, and the prompt.
const BELOW: usize = 8;

fn largest_first(groups: BTreeMap<String, Group>) -> Vec<ShownGroup> {
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|a, b| {
        let seen = b.1.few.seen().cmp(&a.1.few.seen());
        seen.then_with(|| a.0.cmp(&b.0))
    });
    let shown = groups.into_iter().map(|(name, group)| ShownGroup {
        name,
        seen: group.few.seen(),
        safeties: group.safeties.into_iter().collect(),
        few: group.few.into_kept(),
    });
    shown.collect()
}

/// A group as it is shown.
struct ShownGroup {
    name: String,
    seen: usize,
    safeties: Vec<&'static str>,
    few: Vec<Vec<Line>>,
}

/// The first groups of each kind, with some fixes of each.
fn written(kinds: &[(&str, Vec<ShownGroup>)], (most, few): (usize, usize), style: Style) -> String {
    let mut out = String::new();
    for (title, groups) in kinds.iter().filter(|(_, groups)| !groups.is_empty()) {
        let _ = writeln!(out, "{title}");
        for group in groups.iter().take(most) {
            let (name, safeties) = (visible(&group.name), group.safeties.join(" and "));
            let _ = writeln!(out, "  {name}: {}, {safeties}", fixes(group.seen));
            for line in group.few.iter().take(few).flatten() {
                let _ = writeln!(out, "    {}:{}", visible(&line.path), line.line);
                show_edit(line, style, &mut out);
            }
        }
        let more: usize = groups.iter().skip(most).map(|group| group.seen).sum();
        if more > 0 {
            let others = count(groups.len() - most, "other");
            let _ = writeln!(out, "  {others}: {}", grouped(more));
        }
        out.push('\n');
    }
    out
}

/// How many lines of the terminal the text fills. An edit is made to fit one.
fn rows_of(text: &str, style: Style) -> usize {
    let rows = |line: &str| {
        let columns = line.chars().map(columns).sum::<usize>();
        let is_edit = line.starts_with(&" ".repeat(INDENT - 2));
        if is_edit {
            1
        } else {
            columns.div_ceil(style.width).max(1)
        }
    };
    text.lines().map(rows).sum()
}

/// An edit: what is there, and what will, as much of it as fits.
pub fn edit(line: &Line, style: Style) -> String {
    let mut out = String::new();
    show_edit(line, style, &mut out);
    out
}

fn show_edit(line: &Line, style: Style, out: &mut String) {
    let (minus, plus, plain) = if style.color {
        ("\u{1b}[31m", "\u{1b}[32m", "\u{1b}[0m")
    } else {
        ("", "", "")
    };
    let width = style.width.saturating_sub(INDENT);
    let [was, is] = changed(&line.before, &line.after);
    for (color, side, text, mark) in [
        (minus, Side::Old, &line.before, was),
        (plus, Side::New, &line.after, is),
    ] {
        let sign = if side == Side::Old { '-' } else { '+' };
        let text = in_context(text, &mark, &line.context, width, marks_of(side, style));
        let _ = writeln!(out, "      {color}{sign} {text}{plain}");
    }
}

/// The text with what is around it, in `width` columns, and what differs between `marks`. White space at
/// its end can be seen, and the ends of its lines.
fn in_context(
    text: &str,
    changed: &Range<usize>,
    [before, behind]: &[String; 2],
    width: usize,
    [open, close]: [&str; 2],
) -> String {
    let kept = text.trim_end_matches(' ').len();
    let shown = |range: Range<usize>| {
        let (solid, blank) = (
            range.start.min(kept)..range.end.min(kept),
            range.end.max(kept),
        );
        let text = text[solid].replace("\r\n", "⏎").replace('\n', "⏎");
        let blank = "·".repeat(blank - range.start.max(kept).min(blank));
        format!("{}{blank}", visible(&text))
    };
    let lead = visible(before).into_owned() + &shown(0..changed.start);
    let lead = from_right(&lead, width / 3);
    let rest = shown(changed.end..text.len()) + &visible(behind);
    let mark = shown(changed.clone());
    let lead_columns = lead.chars().map(columns).sum::<usize>();
    if mark.is_empty() || open.is_empty() {
        return from_left(&format!("{lead}{mark}{rest}"), width);
    }
    let room = width.saturating_sub(lead_columns);
    let mark_columns = mark.chars().map(columns).sum::<usize>();
    let rest = match room.checked_sub(mark_columns) {
        Some(room) => from_left(&rest, room),
        None => String::new(),
    };
    format!("{lead}{open}{}{close}{rest}", from_left(&mark, room))
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// What of `text` fits into `width` columns, from its beginning.
fn from_left(text: &str, width: usize) -> String {
    if text.chars().map(columns).sum::<usize>() <= width {
        return text.trim_end().to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = text.chars().take_while(|c| {
        let fits = columns(*c) <= left;
        left = left.saturating_sub(columns(*c));
        fits
    });
    format!("{}…", fits.collect::<String>())
}

/// What of `text` fits into `width` columns, at its end.
fn from_right(text: &str, width: usize) -> String {
    let reversed: String = text.chars().rev().collect();
    let fits = from_left(&reversed, width);
    if text.chars().map(columns).sum::<usize>() <= width {
        return text.to_owned();
    }
    fits.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn groups(rules: usize) -> Groups {
        let mut groups = Groups::new(1);
        for at in 0..40 * rules {
            let line = json!({
                "version": 1, "path": format!("posts/{}/{at}.md", at % 7), "sha256": "", "fix": 1, "edits": 1,
                "rule": format!("rule-{}", at % rules), "safety": "safe", "change": "attribute-value",
                "host": format!("{}.example", at % 5), "start": 0, "end": 4, "before": "http", "after": "https",
            });
            groups.see(&[serde_json::from_value(line).expect("a line")]);
        }
        groups
    }

    #[test]
    fn a_plan_fits_the_screen_and_elsewhere_all_is_shown() {
        let on = |screen| Style {
            screen,
            ..Style::FILE
        };
        for rules in [1, 4, 30] {
            let (all, is_cut) = groups(rules).shown(on(None));
            assert!(!is_cut && all.lines().count() > 60);
            for rows in [24, 30, 50] {
                let (shown, is_cut) = groups(rules).shown(on(Some(rows)));
                let lines = shown.lines().count();
                assert!(is_cut && lines + BELOW <= rows, "{rows}:\n{shown}");
                assert!(shown.starts_with("by rule\n  rule-0: "), "{shown}");
            }
        }
    }
}
