//! verdict: what a host answered when it was asked for addresses → what a hosts file says of it.

use crate::url::hosts::{Answer, Host};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Its name leads nowhere.
    NoName,
    /// It is of a network that nobody else sees.
    NotPublic,
    /// It takes no connection.
    Refused,
    /// It is too slow.
    Timeout,
    /// It ends the connection without an answer.
    Broken,
    /// It speaks no TLS that we know.
    Tls,
    /// What is wrong with its certificate.
    Certificate(&'static str),
    /// It asks to come again later than we wait, or is out of order: its status.
    Later(u16),
    /// It sends on to what may not be asked, or in a circle.
    Redirect,
    /// By HTTPS it sends on to http.
    Downgrade,
    /// Somebody else asked, and does not say why.
    Unsaid,
}

impl Failure {
    /// In words, without a mark that YAML would read.
    pub fn words(self) -> String {
        let words = match self {
            Self::NoName => "no such host",
            Self::NotPublic => "no public address",
            Self::Refused => "connection refused",
            Self::Timeout => "timed out",
            Self::Broken => "connection broken",
            Self::Tls => "no TLS",
            Self::Certificate(what) => return format!("certificate {what}"),
            Self::Later(status) => return format!("answers {status}"),
            Self::Redirect => "redirects to where no answer is",
            Self::Downgrade => "redirects to http",
            Self::Unsaid => "not reached",
        };
        words.to_owned()
    }

    /// Whether it may be another thing in an hour.
    const fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Timeout | Self::Broken | Self::Later(_) | Self::Unsaid
        )
    }
}

/// An answer, at the end of all redirects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its content is an image, by its type and its first bytes.
    pub is_image: bool,
    /// The other host that gave it, where every redirect is for good and keeps the path.
    pub moved: Option<String>,
    /// The first bytes, where they were read.
    pub first: Vec<u8>,
}

/// How it went.
pub type Asked = Result<Reply, Failure>;

/// One address that a host was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// It is shown as an image.
    pub wants_image: bool,
    /// By HTTPS; `None` where nobody asked.
    pub https: Option<Asked>,
    /// By http, where it was not found by HTTPS.
    pub http: Option<Asked>,
    /// By HTTPS for a page of another site.
    pub foreign: Option<Asked>,
}

impl Trial {
    /// Whether it answered with what is wanted.
    pub fn is_served(&self, asked: Option<&Asked>) -> bool {
        self.served(asked).is_some()
    }

    fn served<'a>(&self, asked: Option<&'a Asked>) -> Option<&'a Reply> {
        let reply = asked?.as_ref().ok()?;
        let is_right = reply.is_image || !self.wants_image;
        ((200..300).contains(&reply.status) && is_right).then_some(reply)
    }

    /// Whether it may be served to pages of other sites; `None` where that is not known.
    fn hotlink(&self) -> Option<Answer> {
        let foreign = self.foreign.as_ref()?;
        if !self.wants_image {
            return None;
        }
        let own = self.served(self.https.as_ref())?;
        match foreign {
            Err(why) if why.is_passing() => None,
            // Another picture is what some show in the place of one that they do not lend.
            _ => Some(match self.served(Some(foreign)) {
                Some(reply) if reply.first == own.first => Answer::Yes,
                _ => Answer::No,
            }),
        }
    }
}

/// What a hosts file says of a host that answered so on the day `today`; `before` is what it said.
pub fn verdict(trials: &[Trial], today: &str, before: Option<&Host>) -> Host {
    let found = |trial: &&Trial| {
        trial.is_served(trial.https.as_ref()) || trial.is_served(trial.http.as_ref())
    };
    let found = trials.iter().filter(found).count();
    let mut host = Host {
        checked: Some(today.to_owned()),
        samples: Some(trials.len() as u32),
        found: Some(found as u32),
        moved: moved(trials),
        hotlink: hotlink(trials),
        ..Host::default()
    };
    let by_https = || trials.iter().filter_map(|trial| trial.https.as_ref());
    let by_http = || trials.iter().filter_map(|trial| trial.http.as_ref());
    if trials
        .iter()
        .any(|trial| trial.is_served(trial.https.as_ref()))
    {
        host.https = Some(Answer::Yes);
        return host;
    }
    let refused = by_https().find_map(|asked| asked.as_ref().err()).copied();
    let missing = by_https().find_map(|asked| asked.as_ref().ok());
    let is_served_by_http = trials
        .iter()
        .any(|trial| trial.is_served(trial.http.as_ref()));
    let said = refused.map(Failure::words);
    let said = said.or_else(|| missing.map(|reply| format!("answers {}", reply.status)));
    if is_served_by_http && by_https().next().is_some() {
        // What it serves by http it does not serve by HTTPS, for whatever reason.
        host.https = Some(Answer::No);
        host.failed = said;
        return host;
    }
    if missing.is_some() {
        host.https = Some(Answer::Yes);
        host.failed = said;
        return host;
    }
    host.failed = said.or_else(|| {
        let http = by_http().find_map(|asked| asked.as_ref().err());
        http.map(|why| why.words())
    });
    match refused {
        Some(Failure::Certificate(_) | Failure::Tls | Failure::Downgrade) => {
            host.https = Some(Answer::No);
        }
        Some(Failure::Refused) if by_http().any(Result::is_ok) => host.https = Some(Answer::No),
        Some(Failure::NoName) => host.dead = Some(since(today, before)),
        Some(Failure::Refused) if by_http().all(|asked| *asked == Err(Failure::Refused)) => {
            host.dead = Some(since(today, before));
        }
        _ => {}
    }
    if host.moved.is_some() {
        host.dead = None;
    }
    host
}

fn since(today: &str, before: Option<&Host>) -> String {
    let before = before.and_then(|host| host.dead.clone());
    before.unwrap_or_else(|| format!("since {today}"))
}

/// The host that all answers came from, where that is another one.
fn moved(trials: &[Trial]) -> Option<String> {
    let mut replies = trials.iter().filter_map(|trial| {
        let https = trial.served(trial.https.as_ref());
        https.or_else(|| trial.served(trial.http.as_ref()))
    });
    let first = replies.next()?.moved.clone()?;
    replies
        .all(|reply| reply.moved.as_ref() == Some(&first))
        .then_some(first)
}

/// No where it is no for one image.
fn hotlink(trials: &[Trial]) -> Option<Answer> {
    let mut said = trials.iter().filter_map(Trial::hotlink);
    let first = said.next()?;
    let is_no = first == Answer::No || said.any(|answer| answer == Answer::No);
    Some(if is_no { Answer::No } else { first })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "as a trial has it")]
    fn reply(status: u16, is_image: bool) -> Option<Asked> {
        Some(Ok(Reply {
            status,
            is_image,
            moved: None,
            first: Vec::new(),
        }))
    }

    fn image(https: Option<Asked>, http: Option<Asked>, foreign: Option<Asked>) -> Trial {
        Trial {
            wants_image: true,
            https,
            http,
            foreign,
        }
    }

    fn says(trials: &[Trial]) -> String {
        let host = verdict(trials, "2026-11-28", None);
        let said = host.says().into_iter();
        let said = said.filter(|(key, _)| !["checked", "samples"].contains(key));
        let said = said.map(|(key, said)| format!("{key}: {said}"));
        said.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_is_served_by_https_is_evidence_for_it() {
        let ok = reply(206, true);
        let all = image(ok.clone(), None, ok.clone());
        let guarded = image(ok.clone(), None, reply(403, false));
        let gone = image(reply(404, false), reply(404, false), None);
        assert_eq!(
            says(std::slice::from_ref(&all)),
            "https: yes, hotlink: yes, found: 1"
        );
        assert_eq!(says(&[all, guarded]), "https: yes, hotlink: no, found: 2");
        assert_eq!(says(&[gone]), "https: yes, found: 0, failed: answers 404");
        // A page that says that the image is gone, and a name that was sold.
        let page = image(reply(200, false), reply(200, false), None);
        assert_eq!(says(&[page]), "https: yes, found: 0, failed: answers 200");
    }

    #[test]
    fn what_is_served_by_http_alone_is_evidence_against() {
        let expired = Some(Err(Failure::Certificate("expired")));
        let plain = reply(200, true);
        assert_eq!(
            says(&[image(expired.clone(), plain.clone(), None)]),
            "https: no, found: 1, failed: certificate expired"
        );
        assert_eq!(
            says(&[image(expired, Some(Err(Failure::Refused)), None)]),
            "https: no, found: 0, failed: certificate expired"
        );
        assert_eq!(
            says(&[image(reply(404, false), plain.clone(), None)]),
            "https: no, found: 1, failed: answers 404"
        );
        assert_eq!(
            says(&[image(Some(Err(Failure::Timeout)), plain, None)]),
            "https: no, found: 1, failed: timed out"
        );
    }

    #[test]
    fn what_nobody_can_reach_is_dead_and_what_is_slow_is_not() {
        let failed = |why| Some(Err(why));
        let gone = image(failed(Failure::NoName), None, None);
        assert_eq!(
            says(std::slice::from_ref(&gone)),
            "dead: since 2026-11-28, found: 0, failed: no such host"
        );
        let known = Host {
            dead: Some("since 2020-01-01".to_owned()),
            ..Host::default()
        };
        let again = verdict(&[gone], "2026-11-28", Some(&known));
        assert_eq!(again.dead, known.dead);
        let refused = image(failed(Failure::Refused), failed(Failure::Refused), None);
        assert!(says(&[refused]).starts_with("dead: since"));
        let slow = image(failed(Failure::Timeout), failed(Failure::Timeout), None);
        assert_eq!(says(&[slow]), "found: 0, failed: timed out");
        let busy = image(failed(Failure::Later(429)), None, None);
        assert_eq!(says(&[busy]), "found: 0, failed: answers 429");
    }
}
