//! choice: which fixes are made together, and what a finding says whose fix is left out.

use crate::lint::verify::Fate;
use crate::text::edit::{Change, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::span::Span;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The findings whose fixes are applied together, by position: trusted far enough, none touching
/// another. The safer one wins, then the first by position, then the worse one; the other waits for the
/// next round.
pub(super) fn choose(
    findings: &[Finding],
    least: Safety,
    is_open: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let fixes = findings.iter().enumerate().filter_map(|(at, finding)| {
        let fix = finding.fix.as_ref().filter(|fix| fix.safety >= least)?;
        is_open(at).then_some((at, fix))
    });
    let mut fixes: Vec<(usize, &Fix)> = fixes.collect();
    fixes.sort_by_key(|(_, fix)| Reverse(fix.safety));
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    let mut chosen = Vec::new();
    for (at, fix) in fixes {
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
    chosen.sort_unstable();
    chosen
}

/// Leaves the fix of a finding out, which then says so.
pub(super) fn drop_fix(finding: &mut Finding, why: &str) {
    finding.fix = None;
    finding.refused = Some(why.to_owned());
    let said = format!("its fix is left out, {why}");
    finding.help = Some(match finding.help.take() {
        Some(help) => format!("{help}; {said}"),
        None => said,
    });
}

/// Leaves the fix of a finding out that the proof refused.
pub(super) fn refuse(finding: &mut Finding, fate: Fate) {
    let change = finding.fix.as_ref().map(|fix| fix.change);
    let why = match fate {
        Fate::Untried => {
            "and was not tried, because too many others in this file could not be proved"
        }
        _ if change == Some(Change::FrontMatterSyntax) => {
            "because the front matter could not be read after it either: there is another fault"
        }
        _ => "because it would change more than it declares",
    };
    drop_fix(finding, why);
}
