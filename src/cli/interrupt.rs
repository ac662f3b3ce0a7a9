//! interrupt: a run that writes ends between two files. The only file that knows `signal_hook`.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// What a shell reports of a process that an interrupt ended: 128, and the number of the signal.
pub(super) const EXIT: u8 = 130;

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From here on an interrupt (Ctrl-C), or being asked to end (SIGTERM), is noted, and the run ends by itself:
/// nothing of it is left lying about. A second one ends the process at once.
pub(super) fn watch() -> io::Result<()> {
    // Watched twice, the first interrupt would be taken for the second.
    if is_watched() {
        return Ok(());
    }
    let asked = Arc::clone(ASKED.get_or_init(Arc::default));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, i32::from(EXIT), Arc::clone(&asked))?;
        flag::register(signal, Arc::clone(&asked))?;
    }
    Ok(())
}

/// From here on an interrupt ends the process at once, as a run that changes nothing may end.
pub(super) fn ends() -> io::Result<()> {
    flag::register_conditional_shutdown(SIGINT, i32::from(EXIT), Arc::new(AtomicBool::new(true)))?;
    Ok(())
}

/// Whether the run is one that writes, and ends by itself.
pub(super) fn is_watched() -> bool {
    ASKED.get().is_some()
}

/// Whether the run was asked to end.
pub(super) fn asked() -> bool {
    ASKED
        .get()
        .is_some_and(|asked| asked.load(Ordering::Relaxed))
}
