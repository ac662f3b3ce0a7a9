//! `url_spec`: which addresses, as a rule's author and a configuration write it.

use crate::data::typed::Spanned;
use crate::url::extract::Kind;
use crate::url::proxy::{Bare, Step};
use schemars::JsonSchema;
use serde::Deserialize;

/// Which URLs, as a rule's author writes it: where, and one thing to look for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrlSpec {
    /// What the URL is for.
    pub sites: Vec<Kind>,
    /// Addresses of proxies, and where each writes the address of the origin.
    pub unwrap: Option<Vec<ProxySpec>>,
    /// Addresses with one of these schemes.
    pub schemes: Option<Vec<Scheme>>,
    /// Addresses with one of these parameters; `utm_*` is every name that begins so.
    pub parameters: Option<Vec<String>>,
    /// Addresses at one of these places.
    pub places: Option<Vec<PlaceSpec>>,
    /// Addresses that are none, or another one than was meant.
    #[serde(default)]
    pub malformed: bool,
}

/// What a configuration may add to a rule of this kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UrlOptions {
    /// More proxies.
    pub unwrap: Vec<ProxySpec>,
    /// More parameters.
    pub parameters: Vec<String>,
    /// More places.
    pub places: Vec<PlaceSpec>,
    /// Hosts whose addresses are left alone: `a.example`, or `*.a.example`.
    pub except: Vec<Spanned<String>>,
}

/// A place where an address may stand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceSpec {
    /// The names of the host: `a.example`, `*.a.example`, or `*` together with a path.
    pub host: Vec<Spanned<String>>,
    /// What the path begins with: `/image/`; or holds: `*/image/`.
    pub path: Option<Spanned<String>>,
}

/// One proxy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxySpec {
    /// The names it answers at.
    pub host: Vec<Spanned<String>>,
    /// What the path begins with, or holds.
    pub path: Option<Spanned<String>>,
    /// The steps to the address of the origin.
    #[serde(default)]
    pub take: Vec<Spanned<Step>>,
    /// What an address without a scheme means.
    pub bare: Option<Bare>,
    /// Why the address stays as it is.
    pub keep: Option<String>,
}

/// How an address begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// `http://` and a host that others can reach.
    Http,
    /// `//`: the scheme of the page.
    Relative,
    /// `javascript:`
    Javascript,
    /// `vbscript:`
    Vbscript,
    /// `data:text/html`
    DataHtml,
}
