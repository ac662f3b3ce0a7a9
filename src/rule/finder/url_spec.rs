//! `url_spec`: which addresses, as a rule's author and a configuration write it.

use crate::data::typed::forms;
use crate::data::typed::route::Mistake;
use crate::url::extract::Kind;
use crate::url::hosts::is_host;
use crate::url::pattern::Place;
use crate::url::proxy::{Bare, Proxy, Step};
use schemars::JsonSchema;
use serde::Deserialize;

/// Which URLs, as a rule's author writes it: where, and one thing to look for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrlSpec {
    /// What the URL is for.
    #[serde(deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub sites: Vec<Kind>,
    /// Addresses of proxies, and where each writes the address of the origin.
    #[serde(default, deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub unwrap: Option<Vec<ProxySpec>>,
    /// Addresses with one of these schemes.
    #[serde(default, deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub schemes: Option<Vec<Scheme>>,
    /// Addresses with one of these parameters; `utm_*` is every name that begins so.
    #[serde(default, deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub parameters: Option<Vec<String>>,
    /// Nothing where a parameter that is found has one of these values, or one that begins with it as a word:
    /// `docs` is `docs-start` too.
    #[serde(default, rename = "except-values", deserialize_with = "forms::list")]
    pub except_values: Vec<String>,
    /// Nothing where another address near it, of the same host, has the same value of one of these parameters.
    #[serde(default, rename = "except-campaigns", deserialize_with = "forms::list")]
    pub except_campaigns: Vec<String>,
    /// Nothing in an address that has one of these parameters too.
    #[serde(default, rename = "except-with", deserialize_with = "forms::list")]
    pub except_with: Vec<String>,
    /// Addresses at one of these places.
    #[serde(default, deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub places: Option<Vec<PlaceSpec>>,
    /// Addresses that are none, or another one than was meant.
    #[serde(default)]
    pub malformed: bool,
    /// Where a finding is only a note; in front matter, but for the address of an image.
    #[serde(default, rename = "note-at", deserialize_with = "forms::list")]
    pub note_at: Vec<Kind>,
    /// Nothing that the site is paid for: a link with `rel="sponsored"`, what is in an element or a field that is
    /// named after a sponsor, and what the text says so of: `[x](…) (ad)`, `sponsored by [x](…)`.
    #[serde(default, rename = "not-sponsored")]
    pub not_sponsored: bool,
    /// Candidates of a `srcset` with no space behind the comma between them.
    #[serde(default, rename = "run-together")]
    pub run_together: bool,
}

/// What a configuration may add to a rule of this kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UrlOptions {
    /// More proxies.
    #[serde(deserialize_with = "forms::list")]
    pub unwrap: Vec<ProxySpec>,
    /// More parameters.
    #[serde(deserialize_with = "forms::list")]
    pub parameters: Vec<String>,
    /// More places.
    #[serde(deserialize_with = "forms::list")]
    pub places: Vec<PlaceSpec>,
    /// Hosts whose addresses are left alone: `a.example`, or `*.a.example`.
    #[serde(deserialize_with = "forms::list")]
    pub except: Vec<String>,
}

/// A place where an address may be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceSpec {
    /// The names of the host: `a.example`, `*.a.example`, or `*` together with a path.
    #[serde(deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub host: Vec<String>,
    /// What the path begins with: `/image/`; or holds: `*/image/`.
    pub path: Option<String>,
}

/// One proxy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxySpec {
    /// The names it answers at.
    #[serde(deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub host: Vec<String>,
    /// What the path begins with, or holds.
    pub path: Option<String>,
    /// The steps to the address of the origin.
    #[serde(default, deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub take: Vec<Step>,
    /// How often the proxy percent-decodes what the steps give. Without this, a parameter is decoded
    /// once, as every form is; of anything else it is not known, and a fix that depends on it is
    /// unsafe.
    #[schemars(range(max = 5))]
    pub decode: Option<u8>,
    /// What an address without a scheme means.
    pub bare: Option<Bare>,
    /// Why the address stays as it is.
    pub keep: Option<String>,
    /// It makes a page of its own, as a translator does: a link is meant to lead there.
    #[serde(default)]
    pub page: bool,
}

/// How an address begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// `http://` and a host that others can reach.
    Http,
    /// `//`: the scheme of the page.
    Relative,
    /// `javascript:`, but for bookmarklets, which are meant to be dragged to the browser, and for links
    /// that do nothing.
    Javascript,
    /// `javascript:void(0)` and its like: a link that does nothing, where no attribute gives the click to a script.
    JavascriptVoid,
    /// `vbscript:`
    Vbscript,
    /// `data:text/html`
    DataHtml,
}

/// Reads proxies, which are the value of `unwrap`.
pub(super) fn proxies(specs: &[ProxySpec]) -> Result<Vec<Proxy>, Mistake> {
    let proxy = |spec: &ProxySpec| {
        let steps = spec.take.iter().enumerate();
        let steps = steps.map(|(at, one)| step(one).map_err(|it| it.under(at).under("take")));
        // HTML, "URL-encoded form data": a parameter is decoded once.
        let is_param = matches!(spec.take.first(), Some(Step::Param(_)));
        Ok(Proxy {
            place: place(&spec.host, "host", spec.path.as_deref())?,
            decode: spec.decode.or(is_param.then_some(1)),
            take: steps.collect::<Result<_, _>>()?,
            bare: spec.bare,
            keep: spec.keep.clone(),
            is_page: spec.page,
        })
    };
    each(specs, "unwrap", proxy)
}

/// Reads each of the items of `key`.
fn each<T, U>(
    items: &[T],
    key: &str,
    read: impl Fn(&T) -> Result<U, Mistake>,
) -> Result<Vec<U>, Mistake> {
    let items = items.iter().enumerate();
    items
        .map(|(at, item)| read(item).map_err(|mistake| mistake.under(at).under(key)))
        .collect()
}

fn step(step: &Step) -> Result<Step, Mistake> {
    if let Step::Host(name) = step {
        let (host, _) = name.split_once('/').unwrap_or((name, ""));
        let (host, port) = host.split_once(':').unwrap_or((host, ""));
        if !is_host(host) || !port.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Mistake::new(format!("`{name}` is no host name")).helped(
                "write it in lower case, alone or with what the path begins with: \
                 `cdn.example.org`, `cdn.example.org/images`",
            ));
        }
    }
    Ok(step.clone())
}

/// Reads places, which are the value of `places`.
pub(super) fn places(specs: &[PlaceSpec]) -> Result<Vec<Place>, Mistake> {
    each(specs, "places", |spec| {
        place(&spec.host, "host", spec.path.as_deref())
    })
}

/// Reads the hosts that are the value of `key`, and the path beside them.
pub(super) fn place(hosts: &[String], key: &str, path: Option<&str>) -> Result<Place, Mistake> {
    for (at, host) in hosts.iter().enumerate() {
        let is_any = host == "*" && path.is_some();
        if !is_any && !is_host(host.strip_prefix("*.").unwrap_or(host)) {
            let mistake = Mistake::new(format!("`{host}` is no host name")).helped(
                "write it in lower case and alone: `cdn.example.org`; `*.example.org` for every \
                 name below it",
            );
            return Err(mistake.under(at).under(key));
        }
    }
    if let Some(path) = path.filter(|path| !path.starts_with('/') && !path.starts_with("*/")) {
        let mistake = Mistake::new(format!("`{path}` is no path"))
            .helped("begin it with a slash, or with `*/` where more may come before");
        return Err(mistake.under("path"));
    }
    Ok(Place {
        hosts: hosts.to_vec(),
        path: path.map(str::to_owned),
    })
}
