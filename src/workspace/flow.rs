//! flow: items that come one by one, from a pipe perhaps, are worked on by many threads and told in their
//! order. A few are held at once, however many there are.

use crate::workspace::parallel::MOST_THREADS;
use crossbeam_channel::{select, unbounded};
use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// So many items are held at once: enough that no thread waits for one long post.
const MOST_ITEMS: usize = 1024;

/// So many bytes of items are held at once, and one item however large it is.
const MOST_BYTES: usize = 32 << 20;

/// What is held: how many items, of how many bytes.
#[derive(Debug, Default)]
struct Window {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    items: usize,
    bytes: usize,
    /// No more are wanted.
    is_closed: bool,
}

impl Window {
    fn change(&self, change: impl FnOnce(&mut Held)) {
        change(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits until there is room for an item; whether it is wanted.
    fn enter(&self, bytes: usize) -> bool {
        let is_full = |held: &mut Held| {
            let fits = held.items < MOST_ITEMS && held.bytes + bytes <= MOST_BYTES;
            !held.is_closed && held.items > 0 && !fits
        };
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.changed.wait_while(held, is_full);
        let mut held = held.unwrap_or_else(PoisonError::into_inner);
        held.items += 1;
        held.bytes += bytes;
        !held.is_closed
    }
}

/// Does `work` on every item, on `threads` threads (0: one a core), and tells each outcome in the order
/// of the items, until told to stop; with it whether another one is ready. `size` is how many bytes an item
/// holds. `work` must not panic.
///
/// Items are taken by a thread of their own, which is left alone where it waits for one that nobody wants
/// any more.
pub fn flow<T: Send + 'static, R: Send>(
    items: impl Iterator<Item = T> + Send + 'static,
    threads: usize,
    size: impl Fn(&T) -> usize + Send + 'static,
    work: impl Fn(T) -> R + Sync,
    mut tell: impl FnMut(R, bool) -> ControlFlow<()>,
) {
    let threads = match threads {
        0 => thread::available_parallelism().map_or(1, NonZero::get),
        threads => threads,
    };
    let window = Arc::new(Window::default());
    let (to_work, taken) = unbounded::<(usize, usize, T)>();
    let gate = Arc::clone(&window);
    thread::spawn(move || {
        for (number, item) in items.enumerate() {
            let bytes = size(&item);
            if !gate.enter(bytes) || to_work.send((number, bytes, item)).is_err() {
                break;
            }
        }
    });
    let (to_tell, done) = unbounded::<(usize, usize, R)>();
    let (go_on, stopped) = unbounded::<()>();
    let work = &work;
    thread::scope(|scope| {
        for _ in 0..threads.min(MOST_THREADS) {
            let (taken, stopped, to_tell) = (taken.clone(), stopped.clone(), to_tell.clone());
            scope.spawn(move || {
                loop {
                    let (number, bytes, item) = select! {
                        recv(taken) -> item => match item {
                            Ok(item) => item,
                            Err(_) => break,
                        },
                        recv(stopped) -> _ => break,
                    };
                    if to_tell.send((number, bytes, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(to_tell);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, bytes, outcome) in &done {
            waiting.insert(number, (bytes, outcome));
            while let Some((bytes, outcome)) = waiting.remove(&next) {
                next += 1;
                let is_more = waiting.contains_key(&next) || !done.is_empty();
                if tell(outcome, is_more).is_break() {
                    window.change(|held| held.is_closed = true);
                    drop(go_on);
                    return;
                }
                window.change(|held| {
                    held.items -= 1;
                    held.bytes -= bytes;
                });
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn outcomes_are_told_in_order_and_few_items_are_held() {
        static HELD: AtomicUsize = AtomicUsize::new(0);
        for threads in [0, 1, 2, 7] {
            let items = (0..5000_usize).inspect(|_| {
                let held = HELD.fetch_add(1, Ordering::SeqCst);
                assert!(held <= MOST_ITEMS + 1, "{held}");
            });
            let mut told = Vec::new();
            let tell = |n: usize, _| {
                HELD.fetch_sub(1, Ordering::SeqCst);
                told.push(n);
                ControlFlow::Continue(())
            };
            flow(items, threads, |_| 1, |n| n * 2, tell);
            assert_eq!(told, (0..5000).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn large_items_are_held_one_by_one() {
        let mut told = 0;
        let tell = |_: usize, _| {
            told += 1;
            ControlFlow::Continue(())
        };
        flow(0..20_usize, 2, |_| MOST_BYTES + 1, |n| n, tell);
        assert_eq!(told, 20);
    }

    /// As where who reads standard output closes it, and standard input gives nothing more.
    #[test]
    fn who_has_enough_does_not_wait_for_an_item_that_never_comes() {
        let (_never, waits) = unbounded::<usize>();
        let items = [1, 2, 3].into_iter().chain(waits);
        let mut told = Vec::new();
        let tell = |n: usize, _| {
            told.push(n);
            if n == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        flow(items, 2, |_| 1, |n| n, tell);
        assert_eq!(told, [1, 2]);
    }
}
