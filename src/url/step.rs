//! step: one step from the address of a proxy towards the address that it loads.

use crate::text::encoding::{from_base64url, from_hex};
use crate::url::parts::Address;
use crate::url::percent::decoded;
use schemars::JsonSchema;
use serde::Deserialize;

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
    /// What follows the first occurrence of this text.
    After(String),
    /// What is before the first occurrence of this text, or all.
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
    /// The name of a file without what `PageSpeed` writes around it: `300x200xNAME.jpg.pagespeed.ic.HASH.jpg`.
    Pagespeed,
    /// The host that is written as one label in front of this name (`a--b-example.translate.goog`),
    /// with the path and the query.
    Label(String),
    /// The same path and query at this host: `cdn.example.org`; with `cdn.example.org/images`, below it.
    Host(String),
    /// With the decoded value of this parameter of the whole address as its query.
    WithQuery(String),
    /// Without the parameters whose names begin with this.
    WithoutParams(String),
    /// By HTTPS where it begins with this prefix, which is removed.
    HttpsIfPrefix(String),
    /// By HTTPS where the whole address has this parameter (`ssl=1`).
    HttpsIfParam(String),
    /// By HTTP where the whole address has this parameter.
    HttpIfParam(String),
}

impl Step {
    /// What comes of `text`; `whole` is the address that the first step began with.
    pub(super) fn apply(&self, text: &str, whole: &Address<'_>) -> Option<String> {
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
            Self::Hex => read(from_hex(text)?)?,
            Self::Base64 => {
                let plain = text
                    .trim_end_matches('=')
                    .replace('+', "-")
                    .replace('/', "_");
                read(from_base64url(&plain)?)?
            }
            Self::Base58 => read(bs58::decode(text).into_vec().ok()?)?,
            Self::Unquote => ["\"", "%22"]
                .iter()
                .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
                .unwrap_or(text)
                .to_owned(),
            Self::Pagespeed => without_pagespeed(text),
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
                Some(query) => format!("{text}?{}", decoded(query)),
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
            Self::After(mark) => format!("what follows `{mark}`"),
            Self::Until(mark) => format!("what is before `{mark}`"),
            Self::SkipSegment => "without the first part of the path".into(),
            Self::SkipOptions => "without the options behind the host".into(),
            Self::Url => "from `http` on".into(),
            Self::Hex => "read as hexadecimal digits".into(),
            Self::Base64 => "read as base64".into(),
            Self::Base58 => "read as base58".into(),
            Self::Unquote => "without the quotes".into(),
            Self::Pagespeed => "without what PageSpeed writes around a name".into(),
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
    if !query.split('&').any(|pair| name(&pair)) {
        return None;
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !name(pair)).collect();
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

/// A path with the name that `PageSpeed` found, where it is an image. `mod_pagespeed`, `ResourceNamer` and
/// `ImageUrlEncoder`: the size it is shown in and an `x` before the name of one that was made smaller.
fn without_pagespeed(text: &str) -> String {
    let (folders, name) = text.rsplit_once('/').unwrap_or(("", text));
    let Some((name, how)) = name.split_once(".pagespeed.") else {
        return text.to_owned();
    };
    let is_resized = how.starts_with("ic.");
    let size = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let sized = size.strip_prefix('x').map(|rest| {
        let height = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_height = height.len() < rest.len() && size.len() < name.len();
        height
            .strip_prefix('x')
            .filter(|_| has_height)
            .unwrap_or(rest)
    });
    let name = sized.filter(|_| is_resized).unwrap_or(name);
    format!("{folders}/{name}")
}

fn read(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}
