//! Build of a site: the command that builds a site, run in a copy of it.

use crate::workspace::site_copy::SiteCopy;
use crate::workspace::system;
use std::io::{self, PipeReader, Read as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How much of what a build prints is kept, in bytes: its end.
const KEPT: usize = 64 << 10;
/// How long to sleep before a build is asked again whether it has ended.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// How long after the end of a build its last output may come.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A command that builds the site that it is run in.
#[derive(Debug)]
pub struct SiteBuild {
    /// What a shell is given.
    pub command: String,
    /// The folder that it writes pages to, from the top of the site.
    pub built: PathBuf,
}

/// How a build ended.
#[derive(Debug)]
pub enum Ended {
    /// It said that it is done.
    Well,
    /// How it ended, and the last that it printed.
    Badly(String, String),
    /// It was asked to end.
    Asked,
}

impl SiteBuild {
    /// The build by `command`. The error says why `built` cannot be where it writes pages.
    pub fn new(command: String, built: &Path) -> Result<Self, String> {
        let is_kept = |part: &Component<'_>| *part != Component::CurDir;
        let inner: PathBuf = built.components().filter(is_kept).collect();
        let is_name = |part: Component<'_>| matches!(part, Component::Normal(_));
        if inner.as_os_str().is_empty() || !inner.components().all(is_name) {
            return Err(format!(
                "`--built {}` is not a folder inside this one: name the folder that the build writes, \
                 `public`",
                built.display()
            ));
        }
        Ok(Self {
            command,
            built: inner,
        })
    }

    /// Builds the copy. While it runs, `is_asked` says whether it is to end at once, with all that it has
    /// begun.
    pub fn run(&self, copy: &SiteCopy, is_asked: &dyn Fn() -> bool) -> io::Result<Ended> {
        let (reader, writer) = io::pipe()?;
        let mut shell = shell(&self.command);
        shell
            .current_dir(copy.folder())
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer);
        let child = shell.spawn();
        // The command has the other end: when it is gone, there is nothing more to read.
        drop(shell);
        let output = Output::of(reader);
        let mut child = child?;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if is_asked() {
                break None;
            }
            thread::sleep(BETWEEN_LOOKS);
        };
        // What it left in the background would write into the next build.
        end(&mut child);
        Ok(match status {
            None => Ended::Asked,
            Some(status) if status.success() => Ended::Well,
            Some(status) => Ended::Badly(status.to_string(), output.last()),
        })
    }
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut shell = Command::new("sh");
    // A group of its own can be ended as a whole.
    shell.arg("-c").arg(command).process_group(0);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    use std::os::windows::process::CommandExt as _;
    let mut shell = Command::new("cmd");
    // What `cmd` is given is not quoted as other programs want it.
    shell.arg("/C").raw_arg(command);
    shell
}

/// Ends the command and what it has begun.
fn end(child: &mut Child) {
    system::end_group(child);
    let _ = child.wait();
}

/// What a build prints, read while it runs: a pipe that nobody reads stops who writes.
struct Output {
    kept: Arc<Mutex<Vec<u8>>>,
    reading: thread::JoinHandle<()>,
}

impl Output {
    fn of(mut pipe: PipeReader) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let more = Arc::clone(&kept);
        let reading = thread::spawn(move || {
            let mut part = [0; 8 << 10];
            while let Ok(len @ 1..) = pipe.read(&mut part) {
                let mut kept = more.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&part[..len]);
                if kept.len() > 2 * KEPT {
                    let old = kept.len() - KEPT;
                    kept.drain(..old);
                }
            }
        });
        Self { kept, reading }
    }

    /// The last that was printed.
    fn last(self) -> String {
        let mut waited = Duration::ZERO;
        while !self.reading.is_finished() && waited < LAST_WORDS {
            thread::sleep(BETWEEN_LOOKS);
            waited += BETWEEN_LOOKS;
        }
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept[kept.len().saturating_sub(KEPT)..]).into_owned()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::workspace::site_pages::pages;
    use std::collections::BTreeSet;
    use std::time::Instant;

    fn built(command: &str, is_asked: &dyn Fn() -> bool) -> io::Result<(Ended, BTreeSet<PathBuf>)> {
        let site = tempfile::tempdir()?;
        let copy = SiteCopy::new(site.path(), Path::new("public"), &|| false)?;
        let build = SiteBuild {
            command: command.to_owned(),
            built: PathBuf::from("public"),
        };
        let ended = build.run(&copy, is_asked)?;
        let pages = pages(&copy.folder().join("public")).unwrap_or_default();
        Ok((ended, pages))
    }

    #[test]
    fn a_build_makes_pages_or_says_why_not() -> io::Result<()> {
        let (ended, pages) = built(
            "mkdir -p public/a && touch public/a/b.HTML public/c.css",
            &|| false,
        )?;
        assert!(matches!(ended, Ended::Well));
        assert_eq!(pages, BTreeSet::from([PathBuf::from("a/b.HTML")]));
        let (ended, _) = built("yes | head -c 300000; echo >&2 'the end'; exit 3", &|| {
            false
        })?;
        let Ended::Badly(how, said) = ended else {
            panic!("it ended well")
        };
        assert!(how.contains('3') && said.ends_with("y\nthe end\n") && said.len() <= KEPT);
        // Nobody answers.
        assert!(matches!(built("read x", &|| false)?.0, Ended::Badly(..)));
        Ok(())
    }

    #[test]
    fn a_build_ends_with_all_that_it_began() -> io::Result<()> {
        let begun = Instant::now();
        let is_late = || begun.elapsed() > Duration::from_millis(200);
        let (ended, _) = built("sleep 600 & sleep 600; true", &is_late)?;
        assert!(matches!(ended, Ended::Asked));
        let (ended, _) = built("sleep 600 & exit 1", &|| false)?;
        assert!(matches!(ended, Ended::Badly(..)));
        Ok(())
    }
}
