//! ask: asks hosts for addresses that posts point to, politely, several hosts at once.

use super::gate::{Gate, wait};
use super::net::{Net, Request, Response};
use super::verdict::{Asked, Failure, Reply, Trial, verdict};
use crate::url::hosts::Host;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;
use url::Url;

/// So many hosts are asked at once.
const AT_ONCE: usize = 16;
/// So many redirects are followed.
const MOST_HOPS: usize = 5;
/// So often something is asked that may answer the next time.
const TRIES: u32 = 3;
/// Between two tries, times which one it was.
const PAUSE: Duration = Duration::from_secs(1);
/// No longer than this is waited for a host that says how long it wants to be left alone.
const PATIENCE: u64 = 60;
/// The page that a picture is said to be for: another site's, whatever site is asked.
const FOREIGN: &str = "https://www.example.com/";

/// How hosts are asked.
#[derive(Clone, Debug)]
pub struct Manner {
    /// How many requests a second one host gets at the most.
    pub rate: f64,
    /// How long one request may take.
    pub timeout: Duration,
    /// The ports beside 80 and 443 that may be asked.
    pub ports: Vec<u16>,
    /// The day, as a hosts file has it.
    pub today: String,
}

/// A host to be asked.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// Addresses of it, and whether each is shown as an image.
    pub samples: Vec<(String, bool)>,
    /// What the hosts file says of it.
    pub before: Option<Host>,
}

/// Asks each of them, and tells what was found as it comes, until told to `stop`.
pub fn ask(
    subjects: &[Subject],
    manner: &Manner,
    stop: &(dyn Fn() -> bool + Sync),
    tell: impl FnOnce(Receiver<(usize, Host)>),
) {
    let asker = Asker {
        net: Net::new(manner.timeout),
        gate: Gate::new(Duration::try_from_secs_f64(1.0 / manner.rate).unwrap_or_default()),
        manner,
        stop,
    };
    let (sender, receiver) = mpsc::channel();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(subjects.len()) {
            let (asker, next, sender) = (&asker, &next, sender.clone());
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(subject) = subjects.get(at) else {
                        return;
                    };
                    let Some(host) = asker.host(subject) else {
                        return;
                    };
                    if sender.send((at, host)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        tell(receiver);
    });
}

struct Asker<'a> {
    net: Net,
    gate: Gate,
    manner: &'a Manner,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl Asker<'_> {
    /// What there is to say of a host; `None` where it was told to stop before.
    fn host(&self, subject: &Subject) -> Option<Host> {
        let mut trials = Vec::new();
        for (address, wants_image) in &subject.samples {
            let Some(url) = self.plain(address) else {
                continue;
            };
            let trial = self.trial(&url, *wants_image)?;
            // One that cannot be reached is not asked again.
            let is_lost = matches!(trial.https, Some(Err(_)));
            trials.push(trial);
            if is_lost {
                break;
            }
        }
        if trials.is_empty() {
            return Some(Host {
                checked: Some(self.manner.today.clone()),
                failed: Some("no address that may be asked".to_owned()),
                ..Host::default()
            });
        }
        let today = &self.manner.today;
        Some(verdict(&trials, today, subject.before.as_ref()))
    }

    fn trial(&self, url: &Url, wants_image: bool) -> Option<Trial> {
        let by = |scheme: &str| {
            let mut url = url.clone();
            let is_set = url.set_port(None).is_ok() && url.set_scheme(scheme).is_ok();
            is_set.then_some(url)
        };
        let mut trial = Trial {
            wants_image,
            https: None,
            http: None,
            foreign: None,
        };
        let https = by("https")?;
        trial.https = Some(self.follow(&https, wants_image, None)?);
        if trial.is_served(trial.https.as_ref()) {
            if wants_image {
                trial.foreign = Some(self.follow(&https, true, Some(FOREIGN))?);
            }
            return Some(trial);
        }
        let is_nowhere = [Err(Failure::NoName), Err(Failure::NotPublic)];
        if trial
            .https
            .as_ref()
            .is_none_or(|asked| !is_nowhere.contains(asked))
        {
            trial.http = Some(self.follow(&by("http")?, wants_image, None)?);
        }
        Some(trial)
    }

    /// Asks for `first`, and for where it leads.
    fn follow(&self, first: &Url, wants_image: bool, referer: Option<&str>) -> Option<Asked> {
        let mut url = first.clone();
        let mut is_for_good = true;
        for _ in 0..=MOST_HOPS {
            let response = match self.patiently(&url, wants_image, referer)? {
                Ok(response) => response,
                Err(why) => return Some(Err(why)),
            };
            let next = response
                .location
                .as_ref()
                .filter(|_| (300..400).contains(&response.status));
            let Some(next) = next else {
                let moved = (is_for_good && url.host() != first.host() && url.scheme() == "https")
                    .then(|| url.host_str().unwrap_or_default().to_owned());
                let is_image = is_image(&response);
                let status = response.status;
                return Some(Ok(Reply {
                    status,
                    is_image,
                    moved,
                    first: response.first,
                }));
            };
            let Some(next) = url
                .join(next)
                .ok()
                .and_then(|next| self.plain(next.as_str()))
            else {
                return Some(Err(Failure::Redirect));
            };
            if first.scheme() == "https" && next.scheme() == "http" {
                return Some(Err(Failure::Downgrade));
            }
            is_for_good &= matches!(response.status, 301 | 308)
                && (next.path(), next.query()) == (url.path(), url.query());
            url = next;
        }
        Some(Err(Failure::Redirect))
    }

    /// Asks until there is an answer, or until it would be a burden.
    fn patiently(
        &self,
        url: &Url,
        wants_image: bool,
        referer: Option<&str>,
    ) -> Option<Result<Response, Failure>> {
        let mut tried = 0;
        loop {
            tried += 1;
            let last = match self.once(url, wants_image, referer)? {
                Ok(response) => match response.status {
                    429 | 500..=599 => {
                        let pause = response.retry_after.map(Duration::from_secs);
                        (Failure::Later(response.status), pause)
                    }
                    _ => return Some(Ok(response)),
                },
                Err(why @ (Failure::NoName | Failure::Timeout | Failure::Broken)) => (why, None),
                Err(why) => return Some(Err(why)),
            };
            let (why, pause) = last;
            let pause = pause.unwrap_or(PAUSE * tried);
            if tried == TRIES || pause.as_secs() > PATIENCE {
                return Some(Err(why));
            }
            if !wait(pause, self.stop) {
                return None;
            }
        }
    }

    /// Asks what is above the content, and where that does not say enough for its first bytes.
    fn once(
        &self,
        url: &Url,
        wants_image: bool,
        referer: Option<&str>,
    ) -> Option<Result<Response, Failure>> {
        let host = url.host_str().unwrap_or_default();
        let ask = |is_head| {
            let request = Request {
                url: url.as_str(),
                is_head,
                referer,
            };
            self.gate.pass(host, self.stop, || self.net.ask(request))
        };
        let head = ask(true)?;
        let is_enough = match &head {
            Ok(response) => match response.status {
                200..300 => !wants_image,
                300..400 | 429 => true,
                _ => false,
            },
            Err(_) => true,
        };
        if is_enough { Some(head) } else { ask(false) }
    }

    /// `address` as it may be asked for: by http or https, at a name, at a port that is allowed, and without
    /// a user.
    fn plain(&self, address: &str) -> Option<Url> {
        let absolute = if address.starts_with("//") {
            format!("https:{address}")
        } else {
            address.to_owned()
        };
        let mut url = Url::parse(&absolute).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let has_user = !url.username().is_empty() || url.password().is_some();
        let is_port = |port| port == 80 || port == 443 || self.manner.ports.contains(&port);
        let is_name = url
            .domain()
            .is_some_and(|name| name.parse::<IpAddr>().is_err());
        if !is_web || has_user || !is_name || !url.port_or_known_default().is_some_and(is_port) {
            return None;
        }
        url.set_fragment(None);
        Some(url)
    }
}

/// Whether the content is an image: it says so, and begins like one.
fn is_image(response: &Response) -> bool {
    let says = response.content_type.trim_start().to_ascii_lowercase();
    if says.starts_with("text/html") {
        return false;
    }
    let first = &response.first;
    let starts = |bytes: &[u8]| first.starts_with(bytes);
    let is_raster = starts(b"\x89PNG\r\n")
        || starts(b"\xff\xd8\xff")
        || starts(b"GIF8")
        || starts(b"BM")
        || starts(b"\0\0\x01\0")
        || (starts(b"RIFF") && first.get(8..12) == Some(b"WEBP"))
        || (first.get(4..8) == Some(b"ftyp") && says.starts_with("image/"));
    let is_drawn = says.starts_with("image/svg")
        && first
            .windows(4)
            .any(|four| four.eq_ignore_ascii_case(b"<svg"));
    is_raster || is_drawn
}
