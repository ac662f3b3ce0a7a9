//! progress: a bar on the terminal while a run takes long. The only file that knows indicatif.

use crate::workspace::discover::discover;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A run that is shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run has come.
pub(super) struct Progress {
    files: Files,
    since: Instant,
    done: u64,
    bar: Option<ProgressBar>,
    is_seen: bool,
}

/// How many files a run has.
#[derive(Clone)]
enum Files {
    /// As many as there are under these paths.
    Under(Vec<PathBuf>),
    Known(u64),
}

impl Progress {
    /// Of a run over all files under `paths`; `is_wanted` where a bar may be shown, if there is a
    /// terminal.
    pub(super) fn new(paths: &[PathBuf], is_wanted: bool) -> Self {
        Self::over(Files::Under(paths.to_vec()), is_wanted)
    }

    /// Of a run over so many files.
    pub(super) fn of(files: usize) -> Self {
        Self::over(Files::Known(files as u64), true)
    }

    fn over(files: Files, is_wanted: bool) -> Self {
        Self {
            files,
            since: Instant::now(),
            done: 0,
            bar: None,
            is_seen: is_wanted && io::stderr().is_terminal(),
        }
    }

    /// One file more is done.
    pub(super) fn step(&mut self) {
        self.done += 1;
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        } else if self.is_seen && self.since.elapsed() > PATIENCE {
            self.bar = Some(self.show());
        }
    }

    /// Does `print` with the bar out of the way.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    fn show(&self) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let form = "{pos} of {len} files {wide_bar} {eta} left";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_position(self.done);
        match self.files.clone() {
            Files::Known(files) => bar.set_length(files),
            // How many there are is counted beside the run, and only when someone is waiting.
            Files::Under(paths) => {
                let told = bar.clone();
                std::thread::spawn(move || told.set_length(discover(&paths).count() as u64));
            }
        }
        bar
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
