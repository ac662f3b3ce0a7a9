//! `fix_id`: what a fix is known by, in whichever round it is made.

use crate::text::edit::{Edit, Fix};
use crate::text::finding::Finding;
use std::sync::Arc;

/// A fix, whichever others are made with it: its rule, and what it writes in which bytes of the post as
/// it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FixId {
    /// The rule that wants it.
    pub rule: Arc<str>,
    edits: Vec<(u32, u32, String)>,
}

impl FixId {
    /// The fix of a finding in a post as it is.
    pub fn of(finding: &Finding) -> Option<Self> {
        let fix = finding.fix.as_ref()?;
        Some(Places::default().id(&finding.rule, fix))
    }

    /// Where it begins in the post as it was.
    pub(super) fn start(&self) -> u32 {
        self.edits.first().map_or(0, |(start, ..)| *start)
    }
}

/// The edits of each round, by position: where, and how many bytes are there afterwards.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<Vec<(u32, u32, u32)>>);

impl Places {
    /// One round more.
    pub(super) fn push(&mut self, fixes: &[&Fix]) {
        let edits = fixes.iter().flat_map(|fix| fix.edits.as_slice());
        let edit = |edit: &Edit| (edit.span.start, edit.span.end, edit.text.len() as u32);
        let mut round: Vec<_> = edits.map(edit).collect();
        round.sort_unstable();
        self.0.push(round);
    }

    /// Where what is at byte `at` now was before the first round.
    fn back(&self, at: u32) -> u32 {
        let round = |at: u32, round: &Vec<(u32, u32, u32)>| {
            let (mut before, mut now) = (0, 0);
            for (start, end, len) in round {
                let here = now + (start - before);
                if at < here {
                    break;
                }
                if at < here + len {
                    return *start;
                }
                (before, now) = (*end, here + len);
            }
            before + (at - now)
        };
        self.0.iter().rev().fold(at, round)
    }

    /// What a fix of the round that comes next is known by.
    pub(super) fn id(&self, rule: &Arc<str>, fix: &Fix) -> FixId {
        let edits = fix.edits.as_slice().iter();
        let edit = |edit: &Edit| {
            let (start, end) = (self.back(edit.span.start), self.back(edit.span.end));
            (start, end, edit.text.clone())
        };
        FixId {
            rule: Arc::clone(rule),
            edits: edits.map(edit).collect(),
        }
    }
}
