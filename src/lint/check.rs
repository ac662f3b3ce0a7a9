//! check: post × rules → findings, each with the fix that holds, or none.

use crate::lint::choice::{choose, drop_fix, refuse};
use crate::lint::evident::{is_cut_off, is_evident};
use crate::lint::fix_id::FixId;
use crate::lint::rounds::rounds;
use crate::lint::verify::{Fate, verify};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::edit::{Change, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::collections::{BTreeMap, HashSet};

/// Everything that `rules` find in `post`, by position. A fix is one that `fix` makes.
pub fn check(post: &Post<'_>, rules: &Rules) -> Vec<Finding> {
    proved(post, rules, rules.findings(post))
}

/// The findings without the fixes that do not hold, which say so.
///
/// What is evident is not proved, and what is in the front matter is proved without the body: a proof
/// reads a post once more, and that takes about as long as to check it.
pub(super) fn proved(post: &Post<'_>, rules: &Rules, mut findings: Vec<Finding>) -> Vec<Finding> {
    if !post.source.not_text().is_empty() {
        let why = "because a file that is not all UTF-8 is never changed";
        let fixable = findings.iter_mut().filter(|finding| finding.fix.is_some());
        fixable.for_each(|finding| drop_fix(finding, why));
        return findings;
    }
    let doubtful = doubtful(post, &findings);
    if !doubtful.contains(&true) {
        return findings;
    }
    let mut is_done = vec![false; findings.len()];
    // The findings as they were, and what `fix` makes of the post, where that has to be seen.
    let mut found: Option<Vec<Finding>> = None;
    let mut made: BTreeMap<Safety, HashSet<FixId>> = BTreeMap::new();
    loop {
        let chosen = choose(&findings, Safety::Suggest, |at| !is_done[at]);
        if chosen.is_empty() {
            return findings;
        }
        for at in &chosen {
            is_done[*at] = true;
        }
        let of = |safeties: &[Safety]| {
            let is_of = |at: &&usize| {
                let fix = findings[**at].fix.as_ref();
                fix.is_some_and(|fix| safeties.contains(&fix.safety))
            };
            chosen.iter().filter(is_of).copied().collect::<Vec<_>>()
        };
        // `fix` makes the safe ones alone, or with the unsafe ones; a suggestion is taken alone.
        let (safe, both) = (of(&[Safety::Safe]), of(&[Safety::Safe, Safety::Unsafe]));
        let mut refused: BTreeMap<usize, Fate> = BTreeMap::new();
        let suggested = of(&[Safety::Suggest]);
        if both.len() > safe.len() {
            refused.extend(self::refused(post, &findings, &both, &doubtful));
        }
        for some in [&safe, &suggested] {
            refused.extend(self::refused(post, &findings, some, &doubtful));
        }
        if !refused.is_empty() {
            // One that does not hold beside others may hold after them.
            // What is not safe is never made without `--unsafe`.
            let is_safe = refused.keys().any(|at| safe.contains(at));
            let levels = [Safety::Safe, Safety::Unsafe];
            let found = found.get_or_insert_with(|| findings.clone());
            for least in &levels[usize::from(!is_safe)..] {
                made.entry(*least).or_insert_with(|| {
                    let (_, made) = rounds(post, rules, found, *least);
                    made.into_iter().collect()
                });
            }
            for (at, fate) in refused {
                let id = FixId::of(&findings[at]);
                let makes = |least: &Safety| {
                    let made = made.get(least);
                    made.zip(id.as_ref())
                        .is_some_and(|(made, id)| made.contains(id))
                };
                let made = levels.into_iter().find(makes);
                match (made, &mut findings[at].fix) {
                    (Some(least), Some(fix)) => fix.safety = fix.safety.min(least),
                    _ => refuse(&mut findings[at], fate),
                }
            }
        }
    }
}

/// Which findings have a fix that is not evident.
fn doubtful(post: &Post<'_>, findings: &[Finding]) -> Vec<bool> {
    let fixes = || findings.iter().map(|finding| finding.fix.as_ref());
    let is_cut_off = fixes().any(|fix| fix.is_some()) && is_cut_off(post);
    let is_doubtful = |fix: &Fix| is_cut_off || !is_evident(post, fix);
    fixes().map(|fix| fix.is_some_and(is_doubtful)).collect()
}

/// Which fixes of these findings, which can be made together, do not hold.
fn refused(
    post: &Post<'_>,
    findings: &[Finding],
    chosen: &[usize],
    doubtful: &[bool],
) -> Vec<(usize, Fate)> {
    let fixes = chosen.iter().filter_map(|at| {
        let fix = findings[*at].fix.as_ref()?;
        Some((*at, fix))
    });
    let fixes: Vec<(usize, &Fix)> = fixes.collect();
    let open = fixes.iter().filter(|(at, _)| doubtful[*at]);
    let open: Vec<&Fix> = open.map(|(_, fix)| *fix).collect();
    if open.iter().all(|fix| is_in_front_matter(post, fix)) {
        let head = head(post);
        let versions = Versions::default();
        if open.is_empty() || verify(&parse(&head), &open, &versions).is_whole() {
            return Vec::new();
        }
    }
    // All of them, as `fix` does it.
    let all: Vec<&Fix> = fixes.iter().map(|(_, fix)| *fix).collect();
    let fates = verify(post, &all, &Versions::default()).fates;
    let fates = fixes.iter().map(|(at, _)| *at).zip(fates);
    fates.filter(|(_, fate)| *fate != Fate::Made).collect()
}

/// Where the front matter ends with its closing line; 0 where it has no end of its own.
fn end_of_front_matter(post: &Post<'_>) -> u32 {
    let closing = post.front_matter.and_then(|front| front.closing);
    closing.map_or(0, |closing| post.source.line_end(closing.end))
}

fn is_in_front_matter(post: &Post<'_>, fix: &Fix) -> bool {
    let end = end_of_front_matter(post);
    let mut edits = fix.edits.as_slice().iter();
    fix.change != Change::FrontMatterSyntax && edits.all(|edit| edit.span.end < end)
}

/// The post as far as its front matter goes.
fn head(post: &Post<'_>) -> Source {
    let end = end_of_front_matter(post) as usize;
    post.source.with_text(&post.text()[..end])
}
