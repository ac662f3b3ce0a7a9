//! plan: fixes → lines that a person can read and cut down, and back.

use crate::data::json::{self, JsonError};
use crate::lint::declared::{Declared, declared};
use crate::lint::verify::{Fate, Verified, verify};
use crate::lint::version::Versions;
use crate::post::parse::parse;
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::hash::sha256;
use crate::text::invisible::is_command;
use crate::text::source::Source;
use crate::text::span::Span;
use crate::url::parts::public_host;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

/// The form of a line.
const VERSION: u32 = 1;
/// How much of a line of the file is shown at either side of an edit, in bytes.
const CONTEXT: usize = 60;

/// One edit, as a line of a plan has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// The form of the line.
    pub version: u32,
    /// The file, as it was given, with `/`.
    pub path: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The number of the fix in its file, from 1.
    pub fix: usize,
    /// How many edits the fix has. It is applied whole or not at all.
    pub edits: usize,
    /// The id of the rule.
    pub rule: String,
    /// How far the fix may be trusted.
    pub safety: Safety,
    /// What it declares to change.
    pub change: Change,
    /// What it does.
    #[serde(default)]
    pub title: String,
    /// The host that the post points to afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// From 1.
    #[serde(default)]
    pub line: u32,
    /// What is replaced, in bytes of the file.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
    /// The bytes that stand there.
    pub before: String,
    /// Those that will.
    pub after: String,
    /// What a reader finds there afterwards, where that is not `after`: references and escapes read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// What is before it and behind it in its line.
    #[serde(default)]
    pub context: [String; 2],
    /// What a person thinks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

/// What a person thinks of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nobody has looked at it.
    Open,
    /// It is right.
    Accept,
    /// It is wrong, and is not applied.
    Reject,
}

/// The lines for one fix each, in the order of the file.
pub fn lines(source: &Source, findings: &[Finding]) -> Vec<Vec<Line>> {
    let hash = sha256(source.text().as_bytes());
    let fixes = findings.iter().filter_map(|finding| {
        let fix = finding.fix.as_ref()?;
        Some((finding, fix))
    });
    let fixes = fixes.enumerate().map(|(at, (finding, fix))| {
        let edits = fix.edits.as_slice();
        let line = |edit: &Edit| Line {
            version: VERSION,
            path: source.name().to_owned(),
            sha256: hash.clone(),
            fix: at + 1,
            edits: edits.len(),
            rule: finding.rule.to_string(),
            safety: fix.safety,
            change: fix.change,
            title: fix.title.clone(),
            host: public_host(&fix.says),
            line: source.position(edit.span.start).line,
            start: edit.span.start,
            end: edit.span.end,
            before: edit.span.of(source.text()).to_owned(),
            after: edit.text.clone(),
            says: (fix.says != edit.text).then(|| fix.says.clone()),
            context: context(source.text(), edit.span),
            verdict: None,
        };
        edits.iter().map(line).collect()
    });
    fixes.collect()
}

/// What is before a span and behind it in its line, as much as is near it.
pub fn context(text: &str, span: Span) -> [String; 2] {
    let (start, end) = (span.start as usize, span.end as usize);
    let from = text.ceil_char_boundary(start.saturating_sub(CONTEXT));
    let to = text.floor_char_boundary(text.len().min(end + CONTEXT));
    let before = text[from..start].rsplit('\n').next().unwrap_or_default();
    let behind = text[end..to].split('\n').next().unwrap_or_default();
    [before.to_owned(), behind.trim_end_matches('\r').to_owned()]
}

/// What a plan wants of all files, by path.
#[derive(Debug, Default)]
pub struct Plan {
    /// Each file once.
    pub files: Vec<Planned>,
    /// Fixes that are left out, because they were rejected, or a part of them is not there.
    pub left_out: usize,
    /// Fixes that are left out because nobody has decided on them, where that was done for any.
    pub undecided: usize,
}

/// What a plan wants of one file.
#[derive(Debug)]
pub struct Planned {
    /// The file, as it was given to `plan`.
    pub path: String,
    /// Its fixes, by position.
    pub fixes: Vec<PlannedFix>,
    sha256: String,
}

/// One fix, as it is in a plan.
#[derive(Debug)]
pub struct PlannedFix {
    /// The id of the rule that wants it.
    pub rule: String,
    fix: Fix,
    /// The bytes that each of its edits replaces.
    before: Vec<String>,
}

/// What became of the text of a planned file.
#[derive(Debug)]
pub struct Applied {
    /// The text afterwards.
    pub text: String,
    /// The edits that make it of the text as it was before these fixes.
    pub changes: Edits,
    /// The fixes that were made, by their place in the plan.
    pub made: Vec<usize>,
    /// The rules of those that were not, and whether they were tried.
    pub dropped: Vec<(String, Fate)>,
}

/// Each line of a plan with its number, from 1, out of its bytes without line endings. Empty lines are passed over.
pub fn read<B: AsRef<[u8]>, E: Display>(
    lines: impl Iterator<Item = Result<B, E>>,
) -> impl Iterator<Item = Result<(usize, Line), String>> {
    let is_something = |bytes: &[u8]| !bytes.trim_ascii().is_empty();
    lines
        .enumerate()
        .filter_map(move |(at, bytes)| match bytes {
            Ok(bytes) => is_something(bytes.as_ref()).then(|| read_line(at + 1, bytes.as_ref())),
            Err(error) => Some(Err(error.to_string())),
        })
}

fn read_line(number: usize, bytes: &[u8]) -> Result<(usize, Line), String> {
    let line: Line = json::read(bytes).map_err(|error| {
        // The place that JSON knows is one in this line.
        let JsonError {
            message, column, ..
        } = error;
        format!("line {number}, column {column}: this is no line of a plan: {message}")
    })?;
    if line.version != VERSION {
        let version = line.version;
        return Err(format!(
            "line {number}: this is version {version} of a plan, and version {VERSION} is known"
        ));
    }
    if line.rule.contains(is_command) {
        return Err(format!("line {number}: no rule has a name like that"));
    }
    Ok((number, line))
}

/// What was decided on a fix with these lines: it is right where all of it is.
pub fn decided(fix: &[Line]) -> Option<Verdict> {
    let is = |wanted| move |line: &Line| line.verdict == Some(wanted);
    if fix.iter().any(is(Verdict::Reject)) {
        Some(Verdict::Reject)
    } else if fix.iter().all(is(Verdict::Accept)) {
        Some(Verdict::Accept)
    } else {
        None
    }
}

/// What is thought of a line that is there twice.
fn both(one: Option<Verdict>, other: Option<Verdict>) -> Option<Verdict> {
    match (one, other) {
        (_, Some(Verdict::Reject)) => other,
        _ => one.or(other),
    }
}

impl Plan {
    /// Puts the lines of a plan together. The error says which line is wrong.
    pub fn new(lines: impl Iterator<Item = Result<(usize, Line), String>>) -> Result<Self, String> {
        let mut by_path: BTreeMap<String, (String, BTreeMap<usize, Vec<Line>>)> = BTreeMap::new();
        let mut is_judged = false;
        for line in lines {
            let (number, line) = line?;
            let (hash, fixes) = by_path
                .entry(line.path.clone())
                .or_insert_with(|| (line.sha256.clone(), BTreeMap::new()));
            if *hash != line.sha256 {
                let path = &line.path;
                return Err(format!(
                    "line {number}: another line has another `sha256` for {path}: these are two plans"
                ));
            }
            let edits = fixes.entry(line.fix).or_default();
            // A line that is twice is one.
            let is_same = |other: &Line| {
                (other.start, other.end, &other.after) == (line.start, line.end, &line.after)
            };
            is_judged |= line.verdict.is_some();
            match edits.iter().position(is_same) {
                Some(at) => edits[at].verdict = both(edits[at].verdict, line.verdict),
                None => edits.push(line),
            }
        }
        let mut whole = Self::default();
        for (path, (sha256, fixes)) in by_path {
            let fixes = fixes.into_values().filter_map(|lines| {
                let decided = decided(&lines);
                let is_undecided = is_judged && decided.is_none();
                let fix = PlannedFix::new(lines).filter(|_| decided != Some(Verdict::Reject));
                whole.undecided += usize::from(fix.is_some() && is_undecided);
                whole.left_out += usize::from(fix.is_none());
                fix.filter(|_| !is_undecided)
            });
            let mut fixes: Vec<PlannedFix> = fixes.collect();
            fixes.sort_by(|a, b| a.fix.edits.as_slice().cmp(b.fix.edits.as_slice()));
            whole.files.push(Planned {
                path,
                fixes,
                sha256,
            });
        }
        Ok(whole)
    }
}

impl Plan {
    /// Takes these fixes, each with its file, out of the plan.
    pub fn leave_out(&mut self, fixes: &BTreeSet<(usize, usize)>) {
        for (file, planned) in self.files.iter_mut().enumerate() {
            let mut at = 0..;
            planned
                .fixes
                .retain(|_| at.next().is_some_and(|at| !fixes.contains(&(file, at))));
        }
    }
}

impl PlannedFix {
    /// `None` where the fix is not whole.
    fn new(mut lines: Vec<Line>) -> Option<Self> {
        lines.sort_by_key(|line| (line.start, line.end));
        let first = lines.first()?;
        if lines.len() != first.edits {
            return None;
        }
        let edit = |line: &Line| {
            // What ends before it begins is taken for what it is: a mistake.
            let span = Span::new(line.start, line.end.max(line.start));
            Edit::replace(span, line.after.clone())
        };
        Some(Self {
            rule: first.rule.clone(),
            fix: Fix {
                title: first.title.clone(),
                safety: first.safety,
                change: first.change,
                says: first.says.clone().unwrap_or_else(|| first.after.clone()),
                edits: Edits::new(lines.iter().map(edit).collect())?,
            },
            before: lines.into_iter().map(|line| line.before).collect(),
        })
    }
}

impl Planned {
    /// The text of the file as it was planned, where `now` is that with the fixes of `made` applied;
    /// `None` where it is not.
    pub fn original(&self, now: &str, made: &[usize]) -> Option<String> {
        let edits = made.iter().flat_map(|at| {
            let PlannedFix { fix, before, .. } = &self.fixes[*at];
            fix.edits.as_slice().iter().zip(before)
        });
        // Those of two fixes may take turns.
        let mut edits: Vec<(&Edit, &String)> = edits.collect();
        edits.sort();
        let (mut original, mut rest) = (String::with_capacity(now.len()), now);
        for (edit, before) in edits {
            let len = (edit.span.start as usize).checked_sub(original.len())?;
            let (same, behind) = rest.split_at_checked(len)?;
            rest = behind.strip_prefix(edit.text.as_str())?;
            original += same;
            original += before;
        }
        original += rest;
        (sha256(original.as_bytes()) == self.sha256).then_some(original)
    }

    /// The text of the file as it was planned, and which of its fixes `now` has, as far as they can be
    /// told from what is in their places; `None` where `now` is not that.
    pub fn found_out(&self, now: &str) -> Option<(String, Vec<usize>)> {
        let (mut added, mut removed) = (0usize, 0usize);
        let has = |fix: &PlannedFix| {
            let (mut more, mut less) = (added, removed);
            let mut edits = fix.fix.edits.as_slice().iter().zip(&fix.before);
            let is_made = edits.all(|(edit, before)| {
                let at = (edit.span.start as usize + more).checked_sub(less);
                let rest = at.and_then(|at| now.get(at..));
                let is_there = |text: &str| rest.is_some_and(|rest| rest.starts_with(text));
                more += edit.text.len();
                less += before.len();
                let is_old = is_there(before) && before.len() > edit.text.len();
                is_there(&edit.text) && !is_old
            });
            if is_made {
                (added, removed) = (more, less);
            }
            is_made
        };
        let made: Vec<bool> = self.fixes.iter().map(has).collect();
        let made = made.iter().enumerate().filter(|(_, is_made)| **is_made);
        let made: Vec<usize> = made.map(|(at, _)| at).collect();
        Some((self.original(now, &made)?, made))
    }

    /// The text of the file with the fixes of `made`, which were applied before, and of `more`, as
    /// far as they can be proved. The error says what is wrong with the plan.
    pub fn apply(
        &self,
        original: &Source,
        made: &[usize],
        more: &[usize],
    ) -> Result<Applied, String> {
        let all: Vec<usize> = made.iter().chain(more).copied().collect();
        for at in &all {
            self.fixes[*at].fits(original)?;
        }
        let fixes: Vec<&Fix> = all.iter().map(|at| &self.fixes[*at].fix).collect();
        let edits = fixes.iter().flat_map(|fix| fix.edits.as_slice());
        if Edits::new(edits.cloned().collect()).is_none() {
            return Err("two edits of the plan overlap".into());
        }
        let versions = Versions::default();
        let Verified { edits, fates, .. } = verify(&parse(original), &fixes, &versions);
        let before = made.iter().map(|at| &self.fixes[*at].fix);
        let before = before.flat_map(|fix| fix.edits.as_slice()).cloned();
        let before = Edits::new(before.collect()).unwrap_or_default();
        let mut applied = Applied {
            text: edits.apply(original.text()),
            changes: before.inverse(original.text()).then(&edits),
            made: Vec::new(),
            dropped: Vec::new(),
        };
        for ((place, at), fate) in all.iter().enumerate().zip(fates) {
            let (fix, is_new) = (&self.fixes[*at], place >= made.len());
            match fate {
                Fate::Made if is_new => applied.made.push(*at),
                Fate::Made => {}
                fate if is_new => applied.dropped.push((fix.rule.clone(), fate)),
                _ => return Err("the fixes of the plan cannot be proved together".into()),
            }
        }
        Ok(applied)
    }
}

impl Planned {
    /// What some of its fixes change in the file as it was planned, by their places in `fixes`.
    pub fn declared(&self, original: &Source, fixes: &[usize]) -> Vec<Declared> {
        let fixes = fixes.iter().map(|at| &self.fixes[*at].fix).enumerate();
        declared(original, &fixes.collect::<Vec<_>>())
    }
}

impl PlannedFix {
    /// The line of the file, as it was planned, that it begins in.
    pub fn line(&self, original: &Source) -> u32 {
        let first = self.fix.edits.as_slice().first();
        let end = original.text().len() as u32;
        original
            .position(first.map_or(0, |edit| edit.span.start.min(end)))
            .line
    }

    /// What it declares to change, and in how many places.
    pub fn edits(&self) -> (Change, usize) {
        (self.fix.change, self.fix.edits.as_slice().len())
    }

    /// Whether the bytes that it replaces are those that the file has.
    fn fits(&self, source: &Source) -> Result<(), String> {
        let text = source.text();
        for (edit, before) in self.fix.edits.as_slice().iter().zip(&self.before) {
            let (start, end) = (edit.span.start, edit.span.end);
            match text.get(start as usize..end as usize) {
                Some(found) if found == before => {}
                Some(_) => {
                    return Err(format!(
                        "bytes {start} to {end} are not what the plan says that they are"
                    ));
                }
                None if end as usize > text.len() => {
                    return Err(format!("the plan has an edit past its end, at byte {end}"));
                }
                None => {
                    return Err(format!(
                        "the plan cuts a character at byte {start} or {end}"
                    ));
                }
            }
        }
        Ok(())
    }
}

impl Display for Line {
    /// As it is written in a plan, without the line ending.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A plan of fixes, each with its edits: where one begins, what it takes away, what it writes.
    fn planned(text: &str, fixes: &[&[(usize, &str, &str)]]) -> Plan {
        let mut lines = Vec::new();
        for (number, edits) in fixes.iter().enumerate() {
            for (start, before, after) in *edits {
                let line = json!({
                    "version": 1, "path": "a.html", "sha256": sha256(text.as_bytes()),
                    "fix": number, "edits": edits.len(), "rule": "a", "safety": "safe",
                    "change": "text", "start": start, "end": start + before.len(),
                    "before": before, "after": after,
                });
                lines.extend(line.to_string().into_bytes());
                lines.push(b'\n');
            }
        }
        Plan::new(read(lines.split(|b| *b == b'\n').map(Ok::<_, String>))).expect("a plan")
    }

    #[test]
    fn what_was_applied_is_taken_back() {
        for (fixes, now) in [
            // Where both are gone, they were at one place.
            (&[&[(1, "b", "")][..], &[(2, "c", "")]][..], "ade"),
            (
                &[&[(0, "a", "12"), (4, "e", "")], &[(2, "c", "345")]],
                "12b345d",
            ),
        ] {
            let plan = planned("abcde", fixes);
            let back = plan.files[0].original(now, &[0, 1]);
            assert_eq!(back.as_deref(), Some("abcde"), "{now}");
            assert_eq!(plan.files[0].original("abcd", &[0, 1]), None);
        }
    }
}
