//! fix: what can be fixed is fixed, and what is left is told of as `check` tells of it.

use crate::lint::check::proved;
use crate::lint::echo::Written;
pub use crate::lint::rounds::{Endless, Fixed};
use crate::lint::rounds::{account, round, rounds};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::edit::Safety;
use crate::text::finding::Finding;
use std::collections::BTreeSet;

/// Applies the fixes of `rules` that are trusted at least as far as `least`. Those of rules that undo
/// each other's work, or find what they write, are left out, and the others are applied without them.
pub fn fix(post: &Post<'_>, rules: &Rules, least: Safety) -> Fixed {
    let found = rules.findings(post);
    let (mut fixed, _) = rounds(post, rules, &found, least);
    if fixed.unforeseen > 0 {
        fixed.unforeseen = unforeseen(&fixed, &proved(post, rules, found), least);
    }
    if fixed.findings.iter().any(|finding| finding.fix.is_some()) {
        let findings = std::mem::take(&mut fixed.findings);
        let after = fixed
            .text
            .as_ref()
            .map(|text| post.source.with_text(&**text));
        fixed.findings = match &after {
            Some(after) => proved(&parse(after), rules, findings),
            None => proved(post, rules, findings),
        };
    }
    fixed
}

/// How many more fixes were made than `check` names, where it names these `findings`.
fn unforeseen(fixed: &Fixed, findings: &[Finding], least: Safety) -> usize {
    let made = fixed.made.iter().map(|(rule, made)| {
        let named = findings.iter().filter(|finding| {
            let fix = finding.fix.as_ref();
            finding.rule == *rule && fix.is_some_and(|fix| fix.safety >= least)
        });
        made.saturating_sub(named.count())
    });
    made.sum()
}

/// The findings whose fixes `fix` would make first, in the post as it is, and how many more edits
/// it would make afterwards. All of them can be made together; one alone may need another, as a newline
/// behind a comment that never closes needs that to go.
pub fn propose(post: &Post<'_>, rules: &Rules, least: Safety) -> (Vec<Finding>, usize) {
    let found = rules.findings(post);
    let (fixed, _) = rounds(post, rules, &found, least);
    if fixed.text.is_none() {
        return (Vec::new(), 0);
    }
    let mut findings = fixed.endless.left_out(found);
    let versions = Versions::default();
    let round = round(post, &mut findings, least, &Written::default(), &versions);
    let made = round
        .ok()
        .flatten()
        .map_or_else(Vec::new, |round| round.made);
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
