//! fix: check, apply, prove, look again until still.

use crate::lint::check::check;
use crate::lint::verify::{Verified, verify};
use crate::rule::index::Rules;
use crate::text::edit::{Change, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::source::Source;
use crate::text::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A fix may make room for another; more rounds than this mean that rules fight.
const MOST_ROUNDS: usize = 10;
/// A cure of front matter brings the next fault to light: rounds that make one are counted by
/// themselves.
const MOST_CURES: usize = 100;

/// What `fix` made of a source.
#[derive(Debug)]
pub struct Fixed {
    /// The text afterwards; `None` where it is as before.
    pub text: Option<String>,
    /// How many edits of each kind were made.
    pub edits: BTreeMap<Change, usize>,
    /// What there is to report of the text as it is now.
    pub findings: Vec<Finding>,
    /// Rules that undo each other's work: none of their fixes was applied.
    pub fighting: BTreeSet<Arc<str>>,
}

/// Applies the fixes of `rules` that are trusted at least as far as `least`. Those of rules that undo
/// each other's work are left out, and the others are applied without them.
pub fn fix(source: &Source, rules: &Rules, least: Safety) -> Fixed {
    let mut fighting = BTreeSet::new();
    loop {
        match without(source, rules, least, &fighting) {
            Ok(fixed) => return fixed,
            Err(more) => fighting.extend(more),
        }
    }
}

/// The same without the fixes of some rules. The error names rules that fight.
fn without(
    source: &Source,
    rules: &Rules,
    least: Safety,
    fighting: &BTreeSet<Arc<str>>,
) -> Result<Fixed, BTreeSet<Arc<str>>> {
    // The versions that came of the source, in order.
    let mut history: Vec<Source> = Vec::new();
    let mut done: Vec<Vec<(Arc<str>, Change, usize)>> = Vec::new();
    let mut findings = peaceful(check(source, rules), fighting);
    // A file that is not all UTF-8 is never rewritten.
    while source.not_text().is_empty() {
        let Some(round) = round(history.last().unwrap_or(source), &mut findings, least) else {
            break;
        };
        done.push(
            round
                .made
                .iter()
                .filter_map(|at| account(&findings[*at]))
                .collect(),
        );
        let mut versions = std::iter::once(source).chain(&history);
        let again = versions.position(|version| version.text() == round.text);
        let is_cure = |round: &&Vec<(_, Change, _)>| {
            let mut made = round.iter();
            made.any(|(_, change, _)| *change == Change::FrontMatterSyntax)
        };
        let cures = done.iter().filter(is_cure).count();
        if again.is_some() || done.len() - cures == MOST_ROUNDS || cures == MOST_CURES {
            let since = again.unwrap_or(done.len() - 2);
            let rules = done[since..].iter().flatten();
            return Err(rules.map(|(rule, ..)| Arc::clone(rule)).collect());
        }
        let after = source.with_bytes(round.text.into_bytes());
        findings = peaceful(check(&after, rules), fighting);
        history.push(after);
    }
    let mut edits = BTreeMap::new();
    for (_, change, count) in done.iter().flatten() {
        *edits.entry(*change).or_default() += count;
    }
    Ok(Fixed {
        text: history.pop().map(Source::into_text),
        edits,
        findings,
        fighting: fighting.clone(),
    })
}

/// What one look at a source comes to.
struct Round {
    text: String,
    /// The findings whose fixes were made, by their place.
    made: Vec<usize>,
}

/// Makes the fixes that can be made together; `None` where none can. Where all that were chosen are
/// dropped, the findings say so.
fn round(source: &Source, findings: &mut [Finding], least: Safety) -> Option<Round> {
    let mut chosen = choose(findings, least);
    let fixes: Vec<&Fix> = chosen
        .iter()
        .filter_map(|at| findings[*at].fix.as_ref())
        .collect();
    if fixes.is_empty() {
        return None;
    }
    let Verified { text, dropped } = verify(source, &fixes);
    if dropped.len() < chosen.len() {
        let mut at = 0..;
        chosen.retain(|_| at.next().is_some_and(|at| !dropped.contains(&at)));
        return Some(Round { text, made: chosen });
    }
    for at in chosen {
        let is_cure = findings[at]
            .fix
            .as_ref()
            .is_some_and(|fix| fix.change == Change::FrontMatterSyntax);
        let why = if is_cure {
            "because the front matter could not be read after it either: there is another fault"
        } else {
            "because it would change more than it declares"
        };
        drop_fix(&mut findings[at], why);
    }
    None
}

/// The findings whose fixes `fix` would make first, in the source as it is, and how many more edits
/// it would make afterwards. All of them can be made together; one alone may need another, as a newline
/// behind a comment that never closes needs that to go.
pub fn propose(source: &Source, rules: &Rules, least: Safety) -> (Vec<Finding>, usize) {
    let fixed = fix(source, rules, least);
    if fixed.text.is_none() {
        return (Vec::new(), 0);
    }
    let mut findings = peaceful(check(source, rules), &fixed.fighting);
    let made = round(source, &mut findings, least).map_or_else(Vec::new, |round| round.made);
    let made: BTreeSet<usize> = made.into_iter().collect();
    let mut at = 0..;
    findings.retain(|_| at.next().is_some_and(|at| made.contains(&at)));
    let edits = findings.iter().filter_map(account).map(|(.., count)| count);
    let waiting = fixed
        .edits
        .values()
        .sum::<usize>()
        .saturating_sub(edits.sum());
    (findings, waiting)
}

fn account(finding: &Finding) -> Option<(Arc<str>, Change, usize)> {
    let fix = finding.fix.as_ref()?;
    Some((
        Arc::clone(&finding.rule),
        fix.change,
        fix.edits.as_slice().len(),
    ))
}

/// The findings whose fixes are applied together: trusted far enough, none touching another. The
/// first by position wins, then the worse one; the other waits for the next round.
fn choose(findings: &[Finding], least: Safety) -> Vec<usize> {
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    let mut chosen = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safety >= least) else {
            continue;
        };
        let spans = || fix.edits.as_slice().iter().map(|edit| edit.span);
        let is_free = |span: Span| {
            let before = taken.range(..=span).next_back();
            let after = taken.range(span..).next();
            before.is_none_or(|before| before.end <= span.start && *before != span)
                && after.is_none_or(|after| span.end <= after.start && *after != span)
        };
        if spans().all(is_free) {
            taken.extend(spans());
            chosen.push(at);
        }
    }
    chosen
}

fn drop_fix(finding: &mut Finding, why: &str) {
    finding.fix = None;
    let said = format!("its fix is left out, {why}");
    finding.help = Some(match finding.help.take() {
        Some(help) => format!("{help}; {said}"),
        None => said,
    });
}

/// The findings, with the fixes of rules that fight left out.
fn peaceful(mut findings: Vec<Finding>, fighting: &BTreeSet<Arc<str>>) -> Vec<Finding> {
    if fighting.is_empty() {
        return findings;
    }
    let names: Vec<&str> = fighting.iter().map(|rule| &**rule).collect();
    let why = match names.as_slice() {
        [_] => "because it undoes its own work".to_owned(),
        _ => format!(
            "because these rules undo each other's work: {}",
            names.join(", ")
        ),
    };
    for finding in &mut findings {
        if fighting.contains(&finding.rule) && finding.fix.is_some() {
            drop_fix(finding, &why);
        }
    }
    findings
}
