//! probe: asks hosts, or takes what another tool found of them, and keeps the hosts file as it goes.

use super::args::ProbeArgs;
use super::exit::{CliError, Exit};
use super::output::unwritable;
use super::terminal;
use crate::config::schemas::LARGEST;
use crate::data::date::Day;
use crate::lint::host_use::HostUse;
use crate::report::summary::{count, grouped};
use crate::url::hosts::{Answer, Host, is_host};
use crate::url::parts::Address;
use crate::workspace::clock;
use crate::workspace::files::{self, ReadError, Unfinished};
use crate::workspace::probe::import;
use crate::workspace::probe::record::Record;
use crate::workspace::probe::verdict::verdict;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

/// What was asked, and what came of it.
#[derive(Debug, Default)]
struct Tally {
    by_https: usize,
    not_by_https: usize,
    dead: usize,
    unknown: usize,
}

impl Tally {
    fn add(&mut self, found: &Host) {
        let place = match found.https {
            Some(Answer::Yes) => &mut self.by_https,
            Some(Answer::No) => &mut self.not_by_https,
            None if found.dead.is_some() => &mut self.dead,
            None => &mut self.unknown,
        };
        *place += 1;
    }

    fn said(&self) -> String {
        let all = self.by_https + self.not_by_https + self.dead + self.unknown;
        format!(
            "{} checked: {} by HTTPS, {} not by HTTPS, {} dead, {} without an answer",
            count(all, "host"),
            grouped(self.by_https),
            grouped(self.not_by_https),
            grouped(self.dead),
            grouped(self.unknown),
        )
    }
}

/// The hosts file, and what is to be written to it.
struct Keeper<'a> {
    path: &'a Path,
    pending: Vec<(String, Host)>,
    /// Dead ones, until another host has answered: a machine without a network finds all of them dead.
    doubtful: Vec<(String, Host)>,
    has_answer: bool,
    tally: Tally,
}

impl<'a> Keeper<'a> {
    fn new(path: &'a Path) -> Self {
        Self {
            path,
            pending: Vec::new(),
            doubtful: Vec::new(),
            has_answer: false,
            tally: Tally::default(),
        }
    }

    fn add(&mut self, name: &str, found: Host) {
        let found = (name.to_owned(), found);
        if found.1.dead.is_some() && !self.has_answer {
            self.doubtful.push(found);
            return;
        }
        self.has_answer |= found.1.https.is_some() || found.1.moved.is_some();
        self.pending.push(found);
        if self.has_answer {
            self.pending.append(&mut self.doubtful);
        }
    }

    /// Writes what has come since, into the file as it is now.
    fn write(&mut self) -> Result<(), CliError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let path = self.path;
        let wrong = |why: String| CliError::said(format!("{}: {why}", path.display()));
        let mut record = Record::read(&text_of(path)?).map_err(wrong)?;
        for (name, found) in self.pending.drain(..) {
            self.tally.add(&found);
            record.set(&name, &found);
        }
        let text = record.text().map_err(wrong)?;
        let file = Unfinished::new(path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.finish()
        });
        file.map_err(|error| unwritable(path, &error))
    }

    /// Says what came of it.
    fn conclude(mut self, skipped: usize) -> Result<Exit, CliError> {
        self.write()?;
        let mut said = format!("{}: {}", self.path.display(), self.tally.said());
        if skipped > 0 {
            let _ = write!(said, "; {} checked before", grouped(skipped));
        }
        terminal::say(&said);
        if !self.doubtful.is_empty() {
            terminal::say(&format!(
                "no host answered: is there a network? {} not written as dead",
                count(self.doubtful.len(), "host")
            ));
            return Ok(Exit::Failed);
        }
        Ok(Exit::Clean)
    }
}

/// Whether a host is one that can be asked: a name, for which a certificate could be made out.
fn may_be_asked(name: &str) -> bool {
    let address = format!("https://{name}/");
    let address = Address::new(&address);
    is_host(name) && address.is_some_and(|address| address.certificate_problem().is_none())
}

/// What is in the hosts file; nothing where there is none.
pub(super) fn text_of(path: &Path) -> Result<String, CliError> {
    match files::read(path, LARGEST) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| CliError::said(format!("{}: it is not UTF-8", path.display()))),
        Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(CliError::said(format!("{}: {error}", path.display()))),
    }
}

/// Takes what another tool found.
pub(super) fn import(file: &Path, path: &Path, all: &HostUse) -> Result<Exit, CliError> {
    let bytes = files::read(file, LARGEST * 64)
        .map_err(|error| CliError::said(format!("{}: {error}", file.display())))?;
    let found = import::read(&String::from_utf8_lossy(&bytes))
        .map_err(|why| CliError::said(format!("{}: {why}", file.display())))?;
    let today = Day::of(clock::now()).to_string();
    let record = Record::read(&text_of(path)?)
        .map_err(|why| CliError::said(format!("{}: {why}", path.display())))?;
    let mut keeper = Keeper::new(path);
    for (name, _) in all.by_count() {
        if let Some(trials) = found.get(name).filter(|_| may_be_asked(name)) {
            let before = record.found(name);
            keeper.add(name, verdict(trials, &today, before.as_ref()));
        }
    }
    keeper.conclude(0)
}

#[cfg(not(feature = "probe"))]
pub(super) fn probe(_: &ProbeArgs, _: &Path, _: &HostUse) -> Result<Exit, CliError> {
    let said = "this copydesk was built without the network (the feature `probe`): use `--import`";
    Err(CliError::said(said))
}

/// Asks each host of which the hosts file has no answer that is new enough.
#[cfg(feature = "probe")]
pub(super) fn probe(args: &ProbeArgs, path: &Path, all: &HostUse) -> Result<Exit, CliError> {
    use super::interrupt;
    use crate::workspace::probe::ask::{Manner, Subject, ask};
    use std::sync::mpsc::RecvTimeoutError;
    use std::time::{Duration, Instant};

    /// The file is not written more often than this.
    const OFTEN: Duration = Duration::from_millis(500);

    interrupt::watch()?;
    let record = Record::read(&text_of(path)?)
        .map_err(|why| CliError::said(format!("{}: {why}", path.display())))?;
    let today = Day::of(clock::now());
    let (mut subjects, mut skipped) = (Vec::new(), 0);
    for (name, seen) in all.by_count() {
        if !may_be_asked(name) {
            continue;
        }
        let before = record.found(name);
        let day = before
            .as_ref()
            .and_then(|host| Day::read(host.checked.as_deref()?));
        if day.is_some_and(|day| i64::from(today.since(day)) < i64::from(args.max_age)) {
            skipped += 1;
            continue;
        }
        let samples = seen.samples.iter().take(args.samples.into());
        subjects.push(Subject {
            name: name.to_owned(),
            samples: samples
                .map(|sample| (sample.address.clone(), sample.is_image))
                .collect(),
            before,
        });
    }
    let manner = Manner {
        rate: args.rate,
        timeout: Duration::from_secs(args.timeout),
        ports: args.allow_port.clone(),
        today: today.to_string(),
    };
    let mut keeper = Keeper::new(path);
    let mut written = Ok(());
    let mut last = Instant::now();
    ask(&subjects, &manner, &interrupt::asked, |receiver| {
        loop {
            let is_over = match receiver.recv_timeout(OFTEN) {
                Ok((at, found)) => {
                    keeper.add(&subjects[at].name, found);
                    false
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => true,
            };
            if is_over || last.elapsed() >= OFTEN {
                last = Instant::now();
                written = keeper.write();
            }
            // Who is not listened to any more stops asking.
            if is_over || written.is_err() {
                return;
            }
        }
    });
    written?;
    if interrupt::asked() {
        keeper.write()?;
        terminal::say("interrupted; the same command again goes on");
        return Ok(Exit::Interrupted);
    }
    keeper.conclude(skipped)
}
