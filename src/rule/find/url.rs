//! url: an address that stands for another, at every place where a URL stands.

use crate::decode::{self, Proxy, Take};
use crate::edit::{Change, Safety};
use crate::rule::hit::Hit;
use crate::site::{Kind, Site};
use crate::typed::{Mistake, Spanned};
use crate::written::Written;
use serde::Deserialize;

/// The values of a hit: the proxy's host, the origin as the proxy wrote it, the origin's host, and
/// the origin by HTTPS.
pub const VALUES: &[&str] = &["proxy", "origin", "host", "direct"];

/// Which URLs, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlSpec {
    /// What the URL is for.
    pub sites: Vec<Kind>,
    /// The proxies, and where each writes the address of the origin.
    pub unwrap: Vec<ProxySpec>,
}

/// One proxy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxySpec {
    /// The name it answers at, or several.
    pub host: Vec<Spanned<String>>,
    /// Where the address of the origin is.
    pub take: Take,
}

/// Which URLs.
#[derive(Debug)]
pub struct Url {
    sites: Vec<Kind>,
    proxies: Vec<Proxy>,
}

impl Url {
    pub(super) fn new(spec: &UrlSpec) -> Result<Self, Mistake> {
        let proxies = spec.unwrap.iter().map(|proxy| {
            if let Some(host) = proxy.host.iter().find(|host| !is_host(host)) {
                let message = format!("`{}` is no host name", host.value);
                let mut mistake = Mistake::new(host.span, message);
                mistake.help = Some("write it in lower case and alone: `cdn.example.org`".into());
                return Err(mistake);
            }
            Ok(Proxy {
                hosts: proxy.host.iter().map(|host| host.value.clone()).collect(),
                take: proxy.take.clone(),
            })
        });
        Ok(Self {
            sites: spec.sites.clone(),
            proxies: proxies.collect::<Result<_, _>>()?,
        })
    }

    /// What there is to say of the URL at `site`.
    pub fn find(&self, site: &Site<'_>) -> Option<Hit> {
        if !self.sites.contains(&site.kind) {
            return None;
        }
        let origin = decode::origin(&site.address, &self.proxies)?;
        let change = match site.written {
            Written::Scalar(_) => Change::FrontMatterValue,
            _ => Change::AttributeValue,
        };
        let mut hit = Hit::new(site.span)
            .with("proxy", &origin.proxy)
            .with("host", &origin.host)
            .at(site.span, site.written, change);
        // Browsers raise an `http` image on an `https` page; a link they follow as it is written.
        hit.most = match site.kind {
            Kind::Image | Kind::Field => Safety::Safe,
            Kind::Media | Kind::Link | Kind::Resource => Safety::Unsafe,
        };
        if let Some(direct) = origin.direct() {
            hit.values.set("direct", direct);
        }
        hit.values.set("origin", origin.address);
        Some(hit)
    }
}

fn is_host(host: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    host.contains('.') && !host.starts_with('.') && host.chars().all(is_part)
}
