//! gate: one connection a host at a time, and a pause between two.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// A wait looks so often whether it is still wanted.
const STEP: Duration = Duration::from_millis(50);

/// When a host may be asked again; whoever holds the lock asks it.
type Next = Arc<Mutex<Option<Instant>>>;

/// One connection a host at a time.
#[derive(Debug)]
pub(super) struct Gate {
    pause: Duration,
    hosts: Mutex<HashMap<String, Next>>,
}

impl Gate {
    /// With so long a pause between the beginnings of two connections to a host.
    pub(super) fn new(pause: Duration) -> Self {
        Self {
            pause,
            hosts: Mutex::default(),
        }
    }

    /// Does `work`, which asks `host`, when nobody else does and the pause is over; `None` where it was told
    /// to `stop` before.
    pub(super) fn pass<R>(
        &self,
        host: &str,
        stop: &dyn Fn() -> bool,
        work: impl FnOnce() -> R,
    ) -> Option<R> {
        let next = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(host.to_owned()).or_default())
        };
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = *next
            && !wait(at.saturating_duration_since(Instant::now()), stop)
        {
            return None;
        }
        if stop() {
            return None;
        }
        *next = Instant::now().checked_add(self.pause);
        Some(work())
    }
}

/// Waits so long; false where it was told to `stop` before.
pub(super) fn wait(long: Duration, stop: &dyn Fn() -> bool) -> bool {
    let end = Instant::now() + long;
    loop {
        if stop() {
            return false;
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        thread::sleep(left.min(STEP));
    }
}
