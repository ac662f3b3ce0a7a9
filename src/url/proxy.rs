//! decode: a proxied address → the steps to its origin.
//!
//! A proxy is data: where it answers, and the steps from an address of its own to the address it
//! fetches. The steps are a closed set; a rule file combines them. Forms and examples: the URLs that
//! Jetpack, weserv, camo, Cloudinary, the AMP cache and some thirty others are known to write.

use crate::url::parts::{Address, public_host};
use crate::url::pattern::{Place, Places};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;

/// A proxy behind a proxy is taken apart, this many deep.
const DEEPEST: usize = 5;

/// One step from the address of a proxy towards that of the origin. It begins with the whole
/// address; what it gives, the next step takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Everything after the first `?`, further `?` and `&` included.
    Query,
    /// The path and the query, without the first slash.
    Tail,
    /// The path without its first slash.
    Path,
    /// The last part of the path.
    LastSegment,
    /// The value of this parameter.
    Param(String),
    /// The value of this parameter and everything behind it: the proxy writes it last and raw.
    Rest(String),
    /// What stands behind the first occurrence of this text.
    After(String),
    /// What stands before the first occurrence of this text, or all.
    Until(String),
    /// Without the first part of a path.
    SkipSegment,
    /// Without the second part of a path, where that is `name=value`: options behind a host.
    SkipOptions,
    /// From the first `http:` or `https:` on, encoded or not.
    Url,
    /// Hexadecimal digits, read as text.
    Hex,
    /// base64 with `-` and `_` (or `+` and `/`), padded or not, read as text.
    Base64,
    /// base58 with Bitcoin's letters, read as text.
    Base58,
    /// Without the double quotes around it.
    Unquote,
    /// The host that is written as one label in front of this name (`a--b-example.translate.goog`),
    /// with the path and the query.
    Label(String),
    /// The same path and query at this host: `cdn.example.org`; with `cdn.example.org/images`, below it.
    Host(String),
    /// With the decoded value of this parameter of the whole address as its query.
    WithQuery(String),
    /// Without the parameters whose names begin with this.
    WithoutParams(String),
    /// By HTTPS where it begins with this prefix, which is taken away.
    HttpsIfPrefix(String),
    /// By HTTPS where the whole address has this parameter (`ssl=1`).
    HttpsIfParam(String),
    /// By HTTP where the whole address has this parameter.
    HttpIfParam(String),
}

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
    /// What an address without a scheme means; without this, there is none.
    pub bare: Option<Bare>,
    /// Why an address is to stay as it is though it could be decoded.
    pub keep: Option<String>,
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

    /// What `text` stands for, where a proxy answers there.
    pub fn decode(&self, text: &str) -> Option<Decoded<'_>> {
        self.watch(text, &mut |_| {})
    }

    /// The same, with each step shown to `see`.
    pub fn watch(&self, text: &str, see: &mut impl FnMut(Seen<'_>)) -> Option<Decoded<'_>> {
        let mut origin: Option<Origin> = None;
        for _ in 0..DEEPEST {
            let now = origin.as_ref().map_or(text, |origin| &origin.address);
            let Some(address) = Address::new(now) else {
                break;
            };
            let Some(next) = self.level(&address, see) else {
                break;
            };
            match next {
                Decoded::Kept(..) if origin.is_none() => return Some(next),
                Decoded::Kept(..) => break,
                Decoded::Origin(next) => {
                    origin = Some(match origin {
                        Some(outer) => Origin {
                            proxy: outer.proxy,
                            doubt: outer.doubt.or(next.doubt),
                            ..next
                        },
                        None => next,
                    });
                }
            }
        }
        origin.map(Decoded::Origin)
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
            let Some(found) = proxy.origin(address, see) else {
                continue;
            };
            match public_host(&found) {
                Some(origin) => {
                    see(Seen::Address(&found));
                    return Some(Decoded::Origin(Origin {
                        doubt: proxy.doubt(address),
                        address: found,
                        host: origin,
                        proxy: host.into_owned(),
                    }));
                }
                None => see(Seen::Refused(&found)),
            }
        }
        None
    }
}

impl Proxy {
    fn origin(&self, address: &Address<'_>, see: &mut impl FnMut(Seen<'_>)) -> Option<String> {
        let mut text = Cow::Borrowed(address.text);
        for step in &self.take {
            text = Cow::Owned(step.apply(&text, address)?);
            see(Seen::Step(step, &text));
        }
        let text = settled(&text)?;
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
        let has_two_readings = self.has_two_readings(address);
        has_two_readings.then_some("its parameters may be the origin's or the proxy's")
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

impl Step {
    /// What comes of `text`; `whole` is the address that the first step began with.
    fn apply(&self, text: &str, whole: &Address<'_>) -> Option<String> {
        let is_whole = text == whole.text;
        let tail = if is_whole { whole.tail() } else { text };
        let path = tail.split(['?', '#']).next().unwrap_or_default();
        Some(match self {
            Self::Query => text.split_once('?')?.1.to_owned(),
            Self::Tail => tail.to_owned(),
            Self::Path => path.to_owned(),
            Self::LastSegment => path.rsplit('/').next()?.to_owned(),
            Self::Param(name) => whole.parameter(name)?.to_owned(),
            Self::Rest(name) => {
                let query = text.split_once('?')?.1;
                let written = format!("{name}=");
                let rest = match query.strip_prefix(&written) {
                    Some(rest) => rest,
                    None => query.split_once(&format!("&{written}"))?.1,
                };
                // What is encoded as a whole has no bare `&` of its own.
                let scheme = rest.split(':').next().unwrap_or_default();
                let is_encoded = scheme.to_ascii_lowercase().contains("%3a");
                let end = rest.find('&').filter(|_| is_encoded);
                rest[..end.unwrap_or(rest.len())].to_owned()
            }
            Self::After(mark) => text.split_once(mark.as_str())?.1.to_owned(),
            Self::Until(mark) => text.split(mark.as_str()).next()?.to_owned(),
            Self::SkipSegment => text.split_once('/')?.1.to_owned(),
            Self::SkipOptions => {
                let (host, rest) = text.split_once('/')?;
                match rest.split_once('/') {
                    Some((options, rest)) if options.contains('=') => format!("{host}/{rest}"),
                    _ => text.to_owned(),
                }
            }
            Self::Url => tail[first_url(tail)?..].to_owned(),
            Self::Hex => read(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?)?,
            Self::Base64 => {
                let plain = text
                    .trim_end_matches('=')
                    .replace('+', "-")
                    .replace('/', "_");
                read(BASE64URL_NOPAD.decode(plain.as_bytes()).ok()?)?
            }
            Self::Base58 => read(bs58::decode(text).into_vec().ok()?)?,
            Self::Unquote => ["\"", "%22"]
                .iter()
                .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
                .unwrap_or(text)
                .to_owned(),
            Self::Label(name) => {
                let host = whole.host();
                let label = host.strip_suffix(name.as_str())?.strip_suffix('.')?;
                // Of two hyphens that stand for one, neither is a dot.
                let host = label
                    .replace("--", "\0")
                    .replace('-', ".")
                    .replace('\0', "-");
                format!("https://{host}/{tail}")
            }
            Self::Host(name) => format!("https://{name}/{tail}"),
            Self::WithQuery(name) => match whole.parameter(name) {
                Some(query) => format!("{text}?{}", decoded(query)?),
                None => text.to_owned(),
            },
            Self::WithoutParams(start) => without(text, |name| name.starts_with(start.as_str()))
                .unwrap_or_else(|| text.to_owned()),
            Self::HttpsIfPrefix(prefix) => match text.strip_prefix(prefix.as_str()) {
                Some(rest) => format!("https://{rest}"),
                None => text.to_owned(),
            },
            Self::HttpsIfParam(pair) if has(whole, pair) => with_scheme("https", text),
            Self::HttpIfParam(pair) if has(whole, pair) => with_scheme("http", text),
            Self::HttpsIfParam(_) | Self::HttpIfParam(_) => text.to_owned(),
        })
    }

    /// What it does, for a person.
    pub fn says(&self) -> String {
        match self {
            Self::Query => "the query".into(),
            Self::Tail => "the path and the query".into(),
            Self::Path => "the path".into(),
            Self::LastSegment => "the last part of the path".into(),
            Self::Param(name) => format!("the parameter `{name}`"),
            Self::Rest(name) => format!("the parameter `{name}` and everything behind it"),
            Self::After(mark) => format!("what stands behind `{mark}`"),
            Self::Until(mark) => format!("what stands before `{mark}`"),
            Self::SkipSegment => "without the first part of the path".into(),
            Self::SkipOptions => "without the options behind the host".into(),
            Self::Url => "from `http` on".into(),
            Self::Hex => "read as hexadecimal digits".into(),
            Self::Base64 => "read as base64".into(),
            Self::Base58 => "read as base58".into(),
            Self::Unquote => "without the quotes".into(),
            Self::Label(name) => format!("the label before `{name}`, read as a host"),
            Self::Host(name) => format!("at the host `{name}`"),
            Self::WithQuery(name) => format!("with the query in `{name}`"),
            Self::WithoutParams(start) => format!("without the parameters `{start}…`"),
            Self::HttpsIfPrefix(prefix) => format!("by HTTPS if it begins with `{prefix}`"),
            Self::HttpsIfParam(pair) => format!("by HTTPS if `{pair}` is given"),
            Self::HttpIfParam(pair) => format!("by HTTP if `{pair}` is given"),
        }
    }
}

/// `text` without the parameters that `unwanted` names, the others as they are written; `None`
/// where there are none.
pub fn without(text: &str, unwanted: impl Fn(&str) -> bool) -> Option<String> {
    let (rest, fragment) = match text.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (text, None),
    };
    let (path, query) = rest.split_once('?')?;
    let name = |pair: &&str| unwanted(pair.split_once('=').map_or(*pair, |(name, _)| name));
    let kept: Vec<&str> = query.split('&').filter(|pair| !name(pair)).collect();
    if kept.len() == query.split('&').count() {
        return None;
    }
    let mut out = path.to_owned();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
    Some(out)
}

fn has(address: &Address<'_>, pair: &str) -> bool {
    let written = address.query.unwrap_or_default();
    written.split('&').any(|known| known == pair)
}

fn with_scheme(scheme: &str, text: &str) -> String {
    let written = ["http://", "https://", "//"];
    let rest = written
        .iter()
        .find_map(|written| text.strip_prefix(written));
    format!("{scheme}://{}", rest.unwrap_or(text))
}

/// Where the first `http:` or `https:` begins, encoded or not.
fn first_url(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    ["http:", "https:", "http%3a", "https%3a"]
        .iter()
        .filter_map(|start| lower.find(start))
        .min()
}

/// Decoded until it is encoded as a whole no more: a proxy may take its address encoded or raw, and
/// what is raw may hold encoded parts that must stay.
fn settled(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..DEEPEST {
        let lower = text.get(..10).unwrap_or(&text).to_ascii_lowercase();
        let is_encoded = lower.starts_with("http%")
            || lower.starts_with("https%")
            || lower.starts_with("%2f")
            || (!text.contains('/') && text.to_ascii_lowercase().contains("%2f"));
        if !is_encoded {
            return Some(text);
        }
        text = decoded(&text)?;
    }
    Some(text)
}

/// Percent-decoded once; `None` where that is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    // Who encodes once what should be encoded twice leaves spaces; a browser encodes them again.
    Some(decoded.replace(' ', "%20"))
}

/// Percent-decoded once; as it is where that is not UTF-8.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.unwrap_or(Cow::Borrowed(text))
}

fn read(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}
