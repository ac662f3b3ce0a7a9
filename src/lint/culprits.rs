//! culprits: which of many fixes make a build fail that holds without them, by few builds.

/// A build that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// What is wrong, for a person.
    pub why: String,
    /// The fixes that are most likely to blame, the likeliest first. It may name any.
    pub suspects: Vec<usize>,
}

/// The culprits, each with what is wrong with it, and the others.
pub type Found = (Vec<(usize, String)>, Vec<usize>);

/// The fixes out of `0..count` that must be left out for `build` to hold, each with what is wrong with
/// it, and the others. `build` tries the fixes that it is given, sorted; it holds with none.
///
/// One culprit costs at most 2 log₂ `count` builds, and one says whether there is another. Where the first
/// suspect is it, it costs one.
pub fn culprits<E>(
    count: usize,
    mut build: impl FnMut(&[usize]) -> Result<Option<Failed>, E>,
) -> Result<Found, E> {
    let (mut held, mut rest): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..count).collect());
    let mut found = Vec::new();
    let mut with = |held: &[usize], more: &[usize]| {
        let mut fixes = [held, more].concat();
        fixes.sort_unstable();
        build(&fixes)
    };
    while !rest.is_empty() {
        let Some(failed) = with(&held, &rest)? else {
            held.append(&mut rest);
            break;
        };
        by_suspicion(&mut rest, &failed.suspects);
        // With the first `low` it holds, with the first `high` it does not.
        let (mut low, mut high, mut why) = (0, rest.len(), failed.why);
        let mut is_near = true;
        while high - low > 1 {
            let middle = if is_near {
                (2 * low).max(1)
            } else {
                usize::midpoint(low, high)
            };
            if middle >= high {
                is_near = false;
                continue;
            }
            match with(&held, &rest[..middle])? {
                None => low = middle,
                Some(failed) => {
                    (high, why, is_near) = (middle, failed.why, false);
                }
            }
        }
        held.extend_from_slice(&rest[..low]);
        found.push((rest[low], why));
        rest.drain(..high);
        rest.sort_unstable();
    }
    held.sort_unstable();
    found.sort_unstable();
    Ok((found, held))
}

/// The suspects first, in their order; the others as they are.
fn by_suspicion(rest: &mut [usize], suspects: &[usize]) {
    let mut order = std::collections::HashMap::new();
    for (at, suspect) in suspects.iter().enumerate() {
        order.entry(*suspect).or_insert(at);
    }
    rest.sort_by_key(|fix| (order.get(fix).copied().unwrap_or(usize::MAX), *fix));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// What is found where `bad` are to blame, and how many builds that took.
    fn search(count: usize, bad: &BTreeSet<usize>, suspects: &[usize]) -> (Vec<usize>, usize) {
        let mut builds = 0;
        let (found, held) = culprits(count, |fixes| {
            builds += 1;
            let is_bad = fixes.iter().any(|fix| bad.contains(fix));
            Ok::<_, ()>(is_bad.then(|| Failed {
                why: String::new(),
                suspects: suspects.to_vec(),
            }))
        })
        .expect("no build is refused");
        assert_eq!(found.len() + held.len(), count);
        (found.into_iter().map(|(fix, _)| fix).collect(), builds)
    }

    proptest! {
        #[test]
        fn all_culprits_are_found_and_no_other(
            count in 1usize..500,
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
            suspects in prop::collection::vec(0usize..600, 0..9),
        ) {
            let bad: BTreeSet<usize> = picks.iter().map(|pick| pick.index(count)).collect();
            let (found, builds) = search(count, &bad, &suspects);
            prop_assert_eq!(&found, &bad.iter().copied().collect::<Vec<_>>());
            let each = 2 * (count.ilog2() as usize + 1);
            prop_assert!(builds <= bad.len() * each + 1, "{} builds", builds);
        }
    }

    #[test]
    fn a_first_suspect_that_is_to_blame_costs_one_build() {
        // All, the suspect alone, all others.
        assert_eq!(
            search(1000, &BTreeSet::from([700]), &[700, 3]),
            (vec![700], 3)
        );
    }

    #[test]
    fn one_that_only_fails_beside_another_is_found() {
        let (found, held) = culprits(8, |fixes| {
            let is_bad = fixes.contains(&2) && fixes.contains(&6);
            Ok::<_, ()>(is_bad.then(|| Failed {
                why: "w".into(),
                suspects: vec![],
            }))
        })
        .expect("no build is refused");
        assert_eq!(
            (found, held),
            (vec![(6, "w".to_owned())], vec![0, 1, 2, 3, 4, 5, 7])
        );
    }
}
