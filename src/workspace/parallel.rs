//! run: every file at once, told in the order they come. The only file that knows rayon.

use rayon::prelude::*;
use std::ops::ControlFlow;

/// How many items are worked on before they are told: enough to keep every core busy, few enough
/// that memory does not grow with the number of files.
const AT_ONCE: usize = 256;

/// How many items are worked on before they are settled, where each may keep a file open: a process may
/// have 256 open on some systems.
pub(super) const AT_ONCE_OPEN: usize = 128;

/// More threads than this do no more at once on any machine, and each costs memory.
pub(super) const MOST_THREADS: usize = 256;

/// Does `work` on every item, on `threads` threads (0: one a core), and tells each outcome in the
/// order of the items, until told to stop.
pub fn run<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    work: impl Fn(T) -> R + Sync + Send,
    tell: impl FnMut(R) -> ControlFlow<()>,
) {
    in_batches(items, (threads, AT_ONCE), work, |_| {}, tell);
}

/// The same for `work` that prepares what is best done for many at once: before they are told, the outcomes
/// of a batch are handed to `settle`. A batch has at most `AT_ONCE_OPEN` items.
pub fn run_and_settle<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    work: impl Fn(T) -> R + Sync + Send,
    settle: impl FnMut(&mut [R]),
    tell: impl FnMut(R) -> ControlFlow<()>,
) {
    in_batches(items, (threads, AT_ONCE_OPEN), work, settle, tell);
}

fn in_batches<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    (threads, at_once): (usize, usize),
    work: impl Fn(T) -> R + Sync + Send,
    mut settle: impl FnMut(&mut [R]),
    mut tell: impl FnMut(R) -> ControlFlow<()>,
) {
    let mut items = items.fuse();
    let mut next = || items.by_ref().take(at_once).collect::<Vec<T>>();
    let mut batch = next();
    // One file is answered without starting a thread.
    let pool = if batch.len() > 1 && threads != 1 {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.min(MOST_THREADS))
            .build()
            .ok()
    } else {
        None
    };
    while !batch.is_empty() {
        let mut results: Vec<R>;
        (results, batch) = match &pool {
            // The next items are looked for while these are worked on.
            Some(pool) => {
                let all = || batch.into_par_iter().map(&work).collect();
                pool.install(|| rayon::join(all, &mut next))
            }
            None => (batch.into_iter().map(&work).collect(), next()),
        };
        settle(&mut results);
        for result in results {
            if tell(result).is_break() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_told_in_order_whatever_the_number_of_threads() {
        for threads in [0, 1, 2, 7, 100_000] {
            let mut told = Vec::new();
            run(
                0..1000,
                threads,
                |n| n * 2,
                |n| {
                    told.push(n);
                    if n == 1800 {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                },
            );
            assert_eq!(told, (0..=900).map(|n| n * 2).collect::<Vec<_>>());
        }
    }
}
