//! decode: a proxied address → the steps to its origin.
//!
//! A proxy is data: where it answers, and the steps from an address of its own to the address it
//! fetches. The steps are a closed set; a rule file combines them. Forms and examples: the URLs that
//! Jetpack, weserv, camo, Cloudinary, the AMP cache and some thirty others are known to write.

use crate::url::parts::{Address, public_host};
use crate::url::pattern::{Place, Places};
use crate::url::percent::{decoded, decoded_times, encoded};
pub use crate::url::step::{Step, without};
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;

/// A proxy behind a proxy is taken apart, this many deep.
const DEEPEST: usize = 5;

/// What an address without a scheme means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bare {
    /// A host and a path, by HTTP.
    Http,
    /// A host and a path, by HTTPS.
    Https,
    /// A path on the proxy's own host.
    Here,
}

/// A proxy: where it answers, and where it writes the address of the origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Where it answers.
    pub place: Place,
    /// The steps to the address of the origin. Without any, the address does not hold it.
    pub take: Vec<Step>,
    /// How often it percent-decodes what the steps give; `None` where that is not known.
    pub decode: Option<u8>,
    /// What an address without a scheme means; without this, there is none.
    pub bare: Option<Bare>,
    /// Why an address is to stay as it is though it could be decoded.
    pub keep: Option<String>,
    /// It makes a page of its own, to which a link is meant to lead.
    pub is_page: bool,
}

/// Proxies by the hosts they answer at.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    all: Vec<Proxy>,
    /// Those of the proxies, in their order.
    places: Places,
}

/// What a proxied address stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The host of the outermost proxy.
    pub proxy: String,
    /// The address of the origin as the proxy wrote it.
    pub address: String,
    /// The host of the origin.
    pub host: String,
    /// Why something else may be meant.
    pub doubt: Option<&'static str>,
    /// The outermost proxy makes a page of its own.
    pub is_page: bool,
}

/// An address that a proxy answers at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<'p> {
    /// It stands for another.
    Origin(Origin),
    /// It is to stay as it is, at this proxy and for this reason.
    Kept(String, &'p str),
}

/// What happens on the way to an origin, for someone who wants to see it.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'p> {
    /// This host is a proxy's.
    Proxy(&'p str),
    /// A step was taken, and gave this.
    Step(&'p Step, &'p str),
    /// The address that came of the steps.
    Address(&'p str),
    /// What came of the steps is none that a post may be pointed to.
    Refused(&'p str),
}

impl Proxies {
    /// Sorts proxies by host. Of several that answer, the first whose steps lead somewhere counts.
    pub fn new(all: Vec<Proxy>) -> Self {
        let places = all.iter().map(|proxy| proxy.place.clone()).collect();
        Self {
            all,
            places: Places::new(places),
        }
    }

    /// With more of them.
    pub fn with(&self, more: Vec<Proxy>) -> Self {
        Self::new(more.into_iter().chain(self.all.iter().cloned()).collect())
    }

    /// Where they answer.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// What `address` stands for, where a proxy answers there.
    pub fn decode(&self, address: &Address<'_>) -> Option<Decoded<'_>> {
        self.watch(address, &mut |_| {})
    }

    /// The same, with each step shown to `see`.
    pub fn watch(
        &self,
        address: &Address<'_>,
        see: &mut impl FnMut(Seen<'_>),
    ) -> Option<Decoded<'_>> {
        let mut origin = match self.level(address, see)? {
            Decoded::Origin(origin) => origin,
            kept @ Decoded::Kept(..) => return Some(kept),
        };
        for _ in 1..DEEPEST {
            let inner = Address::new(&origin.address);
            let Some(Decoded::Origin(next)) = inner.and_then(|inner| self.level(&inner, see))
            else {
                break;
            };
            origin = Origin {
                proxy: origin.proxy,
                is_page: origin.is_page,
                doubt: origin.doubt.or(next.doubt),
                ..next
            };
        }
        Some(Decoded::Origin(origin))
    }

    /// One proxy taken away.
    fn level(&self, address: &Address<'_>, see: &mut impl FnMut(Seen<'_>)) -> Option<Decoded<'_>> {
        let host = address.host();
        for at in self.places.at(address) {
            let proxy = &self.all[at];
            see(Seen::Proxy(&host));
            if let Some(why) = &proxy.keep {
                return Some(Decoded::Kept(host.into_owned(), why));
            }
            let Some((found, doubt)) = proxy.origin(address, see) else {
                continue;
            };
            let found = encoded(&found);
            match public_host(&found) {
                Some(origin) => {
                    see(Seen::Address(&found));
                    return Some(Decoded::Origin(Origin {
                        doubt: doubt.or_else(|| proxy.doubt(address)),
                        address: found,
                        host: origin,
                        proxy: host.into_owned(),
                        is_page: proxy.is_page,
                    }));
                }
                None => see(Seen::Refused(&found)),
            }
        }
        None
    }
}

impl Proxy {
    /// The address that the proxy loads for `address`, and why it may load another.
    fn origin(
        &self,
        address: &Address<'_>,
        see: &mut impl FnMut(Seen<'_>),
    ) -> Option<(String, Option<&'static str>)> {
        let mut text = Cow::Borrowed(address.text);
        for step in &self.take {
            text = Cow::Owned(step.apply(&text, address)?);
            see(Seen::Step(step, &text));
        }
        let (text, doubt) = self.as_loaded(&text);
        Some((self.absolute(text, address)?, doubt))
    }

    /// What the steps gave, decoded as often as the proxy does.
    fn as_loaded(&self, text: &str) -> (String, Option<&'static str>) {
        if memchr::memchr(b'%', text.as_bytes()).is_none() {
            return (text.to_owned(), None);
        }
        let known = decoded_times(text, self.decode.unwrap_or(0));
        let (text, is_more) = settled(&known);
        let doubt = match self.decode {
            // Most of what is encoded means the same once more decoded.
            None if decoded(&text) != text => {
                Some("how often the proxy decodes the address is not known")
            }
            Some(_) if is_more => {
                Some("the address is encoded more often than the proxy decodes it")
            }
            _ => None,
        };
        (text, doubt)
    }

    /// `text` with the scheme and the host that it lacks.
    fn absolute(&self, text: String, address: &Address<'_>) -> Option<String> {
        if let Some(rest) = text.strip_prefix("//") {
            return Some(format!("https://{rest}"));
        }
        if Address::new(&text).is_some() {
            return Some(text);
        }
        // Some proxies squeeze the two slashes into one.
        for scheme in ["http", "https"] {
            let rest = text
                .strip_prefix(scheme)
                .and_then(|rest| rest.strip_prefix(":/"));
            if let Some(rest) = rest {
                return Some(format!("{scheme}://{rest}"));
            }
        }
        let has_scheme = text.split(['/', '?']).next().is_some_and(|first| {
            let scheme = first.split_once(':').map(|(scheme, _)| scheme);
            scheme.is_some_and(|s| !s.contains('.') && s.bytes().all(|b| b.is_ascii_alphabetic()))
        });
        match self.bare? {
            // `ssl:` is how weserv is asked for HTTPS.
            Bare::Http | Bare::Https if text.starts_with("ssl:") => {
                Some(format!("https://{}", &text["ssl:".len()..]))
            }
            _ if has_scheme => None,
            Bare::Http => Some(format!("http://{text}")),
            Bare::Https => Some(format!("https://{text}")),
            Bare::Here => Some(format!(
                "https://{}/{}",
                address.authority,
                text.strip_prefix('/').unwrap_or(&text)
            )),
        }
    }

    /// Why what `address` leads to may not be what is meant.
    fn doubt(&self, address: &Address<'_>) -> Option<&'static str> {
        if address.has_own_port() {
            return Some("it names a port, and what answers there may be something else");
        }
        if self.has_two_readings(address) {
            return Some("its parameters may be the origin's or the proxy's");
        }
        let Some(Step::Param(name)) = self.take.first() else {
            return None;
        };
        let value = address.parameter(name).unwrap_or_default();
        value
            .contains('+')
            .then_some("a `+` in it may mean a space")
    }

    /// `?url=http://a/?b=1&c=2`: whose parameter is `c`?
    fn has_two_readings(&self, address: &Address<'_>) -> bool {
        let Some(Step::Param(name)) = self.take.first() else {
            return false;
        };
        let value = address.parameter(name).unwrap_or_default();
        let behind = address.parameters().skip_while(|(known, _)| known != name);
        value.contains('?') && behind.count() > 1
    }
}

/// Decoded until it is encoded as a whole no more, and whether it was: what is raw may hold encoded
/// parts that must stay.
fn settled(text: &str) -> (String, bool) {
    let mut settled = text.to_owned();
    for _ in 0..DEEPEST {
        let lower = settled.to_ascii_lowercase();
        let is_whole = ["http%", "https%", "%2f"]
            .iter()
            .any(|start| lower.starts_with(start));
        if !is_whole && (settled.contains('/') || !lower.contains("%2f")) {
            break;
        }
        settled = decoded(&settled);
    }
    let is_more = settled != text;
    (settled, is_more)
}
