//! sample: a few of many, drawn so that they speak for all. The only file that knows `fastrand` and
//! `statrs`.

use fastrand::Rng;
use statrs::distribution::{Beta, ContinuousCDF as _};
use std::collections::BTreeMap;

/// Numbers as if by chance, the same ones for the same seed.
#[derive(Clone, Debug)]
pub struct Numbers(Rng);

impl Numbers {
    /// Begins with `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }
}

/// A few of what was seen, each as likely as any other (Vitter 1985, algorithm R).
#[derive(Clone, Debug)]
pub struct Few<T> {
    most: usize,
    seen: usize,
    kept: Vec<(usize, T)>,
}

impl<T> Few<T> {
    /// At most `most`.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            seen: 0,
            kept: Vec::new(),
        }
    }

    /// One more was seen.
    pub fn see(&mut self, numbers: &mut Numbers, item: impl FnOnce() -> T) {
        self.seen += 1;
        if self.kept.len() < self.most {
            self.kept.push((self.seen, item()));
        } else if let Some(kept) = self.kept.get_mut(numbers.0.usize(..self.seen)) {
            *kept = (self.seen, item());
        }
    }

    /// How many were seen.
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// Those that were kept, in the order in which they were seen.
    pub fn into_kept(mut self) -> Vec<T> {
        self.kept.sort_by_key(|(at, _)| *at);
        self.kept.into_iter().map(|(_, item)| item).collect()
    }
}

/// A sample of `size` out of all, from each stratum in proportion to its size, so that each item is
/// as likely as any other. Memory holds `size` items a stratum.
#[derive(Debug)]
pub struct Sample<T> {
    size: usize,
    numbers: Numbers,
    seen: usize,
    strata: BTreeMap<String, Few<(usize, T)>>,
}

impl<T> Sample<T> {
    /// The same `seed` draws the same sample of the same items.
    pub fn new(size: usize, seed: u64) -> Self {
        Self {
            size,
            numbers: Numbers::new(seed),
            seen: 0,
            strata: BTreeMap::new(),
        }
    }

    /// One more was seen, in `stratum`.
    pub fn see(&mut self, stratum: &str, item: impl FnOnce() -> T) {
        self.seen += 1;
        if !self.strata.contains_key(stratum) {
            self.strata.insert(stratum.to_owned(), Few::new(self.size));
        }
        let at = self.seen;
        if let Some(few) = self.strata.get_mut(stratum) {
            few.see(&mut self.numbers, || (at, item()));
        }
    }

    /// The sample, in the order in which its items were seen.
    pub fn draw(mut self) -> Vec<T> {
        let mut drawn = Vec::new();
        // A share is seldom whole. Where the strata lie end to end and every so many items one is
        // taken, from a random start, each stratum gets its share, rounded up or down.
        let (all, size) = (self.seen.max(1), self.size.min(self.seen));
        let (mut from, start) = (0, self.numbers.0.usize(..all));
        let taken = |items: usize| (items * size + start) / all;
        for few in self.strata.into_values() {
            let until = from + few.seen();
            let (count, mut kept) = (taken(until) - taken(from), few.into_kept());
            // Any of those that were kept is as likely as any other, so any few of them are.
            self.numbers.0.shuffle(&mut kept);
            drawn.extend(kept.into_iter().take(count));
            from = until;
        }
        drawn.sort_by_key(|(at, _)| *at);
        drawn.into_iter().map(|(_, item)| item).collect()
    }
}

/// The largest rate of errors at which `wrong` or fewer of `judged` still come up with a chance of
/// `1 - confidence` (Clopper and Pearson 1934, one-sided).
pub fn most_errors(wrong: u32, judged: u32, confidence: f64) -> f64 {
    if wrong >= judged {
        return 1.0;
    }
    let beta = Beta::new(f64::from(wrong) + 1.0, f64::from(judged - wrong));
    beta.map_or(1.0, |beta| beta.inverse_cdf(confidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draw(size: usize, seed: u64, strata: &[usize]) -> Vec<(usize, usize)> {
        let mut sample = Sample::new(size, seed);
        for (stratum, items) in strata.iter().enumerate() {
            for item in 0..*items {
                sample.see(&stratum.to_string(), || (stratum, item));
            }
        }
        sample.draw()
    }

    proptest! {
        #[test]
        fn each_stratum_has_its_share(
            size in 0usize..40, seed: u64, strata in prop::collection::vec(0usize..60, 1..9),
        ) {
            let all: usize = strata.iter().sum();
            let drawn = draw(size, seed, &strata);
            prop_assert_eq!(drawn.len(), size.min(all));
            for (stratum, items) in strata.iter().enumerate() {
                let share = size.min(all) * items / all.max(1);
                let of_it: Vec<_> = drawn.iter().filter(|(of, _)| *of == stratum).collect();
                prop_assert!((share..=share + 1).contains(&of_it.len()));
                prop_assert!(of_it.windows(2).all(|pair| pair[0] < pair[1]));
            }
            prop_assert_eq!(&drawn, &draw(size, seed, &strata));
        }
    }

    #[test]
    fn each_item_is_as_likely_as_any_other() {
        let mut often = [0usize; 60];
        for seed in 0..6000 {
            for (stratum, item) in draw(7, seed, &[3, 7, 50]) {
                often[[0, 3, 10][stratum] + item] += 1;
            }
        }
        // 700 are expected; five standard deviations are 124.
        assert!(
            often.iter().all(|times| (576..824).contains(times)),
            "{often:?}"
        );
    }

    #[test]
    fn the_bound_is_that_of_the_tables() {
        let per_mille = |wrong, judged| (most_errors(wrong, judged, 0.95) * 1000.0).round();
        // 1 - 0.05^(1/n) for no error; the others from tables of Clopper and Pearson.
        assert_eq!(per_mille(0, 10).to_string(), "259");
        assert_eq!(per_mille(0, 300).to_string(), "10");
        assert_eq!(per_mille(1, 10).to_string(), "394");
        assert_eq!(per_mille(10, 10).to_string(), "1000");
        assert_eq!(per_mille(0, 0).to_string(), "1000");
    }
}
