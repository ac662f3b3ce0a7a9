//! clock: what time it is. The only file that asks.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in seconds since 1970 in UTC; 0 where the clock is set before that.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
