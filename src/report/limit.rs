//! ranked: what is kept of the findings where a reader takes only so many: the worst, and of those
//! some of each rule.

use super::posts::Post;
use super::summary::grouped;
use crate::text::finding::Severity;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Code scanning on GitHub shows this many of a run, and refuses one of more than five times as many.
const ROOM: usize = 5_000;

/// A finding as its format writes it, and what decides whether it is.
#[derive(Debug)]
pub struct Ranked {
    pub(super) rule: Arc<str>,
    pub(super) severity: Severity,
    pub(super) text: String,
    /// The same where a few lines of it must do, if it is not as it is there.
    pub(super) brief: Option<String>,
    /// What suppresses it, where a person sees each finding by itself.
    pub(super) hush: Option<String>,
}

/// The findings that there is room for, at any time.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The least severe first, none of them empty.
    groups: BTreeMap<(Severity, Arc<str>), Group>,
    held: usize,
    seen: usize,
    /// The posts of a format that compares them, all of them.
    pub(super) posts: Vec<Post>,
}

/// The findings of one rule and severity, each with how many came before it.
type Group = Vec<(usize, Ranked)>;

impl Kept {
    /// Adds one; where there is no room any more, the last of the fullest rule goes, among those of
    /// the least severity. What goes would go again, however many come: so it need not be held.
    pub(super) fn add(&mut self, ranked: Ranked) {
        let group = (ranked.severity, Arc::clone(&ranked.rule));
        let group = self.groups.entry(group).or_default();
        group.push((self.seen, ranked));
        self.seen += 1;
        self.held += 1;
        if self.held > ROOM {
            self.make_room();
        }
    }

    fn make_room(&mut self) {
        let Some(least) = self.groups.keys().next().map(|(severity, _)| *severity) else {
            return;
        };
        let leasts = self.groups.iter_mut();
        let leasts = leasts.take_while(|((severity, _), _)| *severity == least);
        let Some((name, fullest)) = leasts.max_by_key(|(_, group)| group.len()) else {
            return;
        };
        fullest.pop();
        self.held -= 1;
        if fullest.is_empty() {
            let name = name.clone();
            self.groups.remove(&name);
        }
    }

    /// How many came are not held, in a sentence.
    pub(super) fn left_out(&self) -> Option<String> {
        (self.held < self.seen).then(|| {
            format!(
                "{} of {} findings are written, the worst and some of each rule",
                grouped(self.held),
                grouped(self.seen)
            )
        })
    }

    /// Those that are held, in the order in which they came.
    pub(super) fn into_order(self) -> Vec<Ranked> {
        let mut all: Vec<(usize, Ranked)> = self.groups.into_values().flatten().collect();
        all.sort_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, ranked)| ranked).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(counts: &[(&str, Severity, usize)]) -> BTreeMap<(String, Severity), usize> {
        let mut kept = Kept::default();
        let most = counts.iter().map(|(_, _, count)| *count).max();
        for round in 0..most.unwrap_or_default() {
            for (rule, severity, _) in counts.iter().filter(|(_, _, count)| round < *count) {
                kept.add(Ranked {
                    rule: Arc::from(*rule),
                    severity: *severity,
                    text: String::new(),
                    brief: None,
                    hush: None,
                });
            }
        }
        let mut found = BTreeMap::new();
        for ranked in kept.into_order() {
            *found
                .entry((ranked.rule.to_string(), ranked.severity))
                .or_default() += 1;
        }
        found
    }

    #[test]
    fn the_worst_stay_and_a_noisy_rule_does_not_hide_the_others() {
        use Severity::{Error, Note, Warning};
        let found = kept(&[
            ("loud", Warning, 9_000),
            ("louder", Warning, 20_000),
            ("quiet", Warning, 3),
            ("grave", Error, 1_997),
            ("idle", Note, 10_000),
        ]);
        let of = |rule: &str, severity| (rule.to_owned(), severity);
        assert_eq!(found[&of("grave", Error)], 1_997);
        assert_eq!(found[&of("quiet", Warning)], 3);
        assert_eq!(found[&of("loud", Warning)], 1_500);
        assert_eq!(found[&of("louder", Warning)], 1_500);
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn all_stay_where_there_is_room() {
        let found = kept(&[("a", Severity::Note, 2_000), ("b", Severity::Error, 3_000)]);
        assert_eq!(found.values().sum::<usize>(), ROOM);
    }
}
