//! decode: a proxied address → the steps to its origin. The only file that knows the `url` crate.

use serde::Deserialize;
use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Where a proxy writes the address of the origin.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Take {
    /// Everything after the first `?`, further `?` and `&` included.
    Query,
}

/// A proxy: the hosts it answers at, and where it writes the address of the origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Exact names, in lower case.
    pub hosts: Vec<String>,
    /// Where the origin's address is.
    pub take: Take,
}

/// What a proxied address stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The host of the proxy.
    pub proxy: String,
    /// The address of the origin as the proxy wrote it.
    pub address: String,
    /// The host of the origin.
    pub host: String,
}

impl Origin {
    /// The same address by HTTPS; `None` where it names a port that HTTPS does not use.
    pub fn direct(&self) -> Option<String> {
        let rest = self.address.split_once("://")?.1;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        match authority.rsplit_once(':') {
            Some((host, "80" | "443")) => Some(format!("https://{host}{path}")),
            Some(_) => None,
            None => Some(format!("https://{rest}")),
        }
    }
}

/// The origin behind `address`, where one of `proxies` answers at its host.
pub fn origin<'r>(address: &str, proxies: impl IntoIterator<Item = &'r Proxy>) -> Option<Origin> {
    let url = Url::parse(&absolute(address)).ok()?;
    let Some(Host::Domain(proxy)) = url.host() else {
        return None;
    };
    let proxies = proxies.into_iter();
    let taken = proxies
        .filter(|known| known.hosts.iter().any(|host| host == proxy))
        .find_map(|known| known.take.from(address))?;
    Some(Origin {
        host: accepted_host(&taken)?,
        address: taken,
        proxy: proxy.to_owned(),
    })
}

/// A protocol-relative address is one by HTTPS.
fn absolute(address: &str) -> Cow<'_, str> {
    if address.starts_with("//") {
        Cow::Owned(format!("https:{address}"))
    } else {
        Cow::Borrowed(address)
    }
}

impl Take {
    fn from(&self, address: &str) -> Option<String> {
        match self {
            Self::Query => address.split_once('?').map(|(_, query)| query.to_owned()),
        }
    }
}

/// The host of `address`, if it is one that a post may be pointed to: http or https, a public name
/// with a dot, no user, nothing that cannot stand in a URL.
fn accepted_host(address: &str) -> Option<String> {
    if address.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let url = Url::parse(address).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && address[url.scheme().len()..].starts_with("://")
        && url.username().is_empty()
        && url.password().is_none();
    let public = match url.host()? {
        Host::Domain(name) => {
            name.trim_end_matches('.').contains('.') && !name.ends_with(".localhost")
        }
        Host::Ipv4(address) => is_public(address),
        Host::Ipv6(address) => is_public_v6(address),
    };
    (plain && public).then(|| url.host_str().unwrap_or_default().to_owned())
}

fn is_public(address: Ipv4Addr) -> bool {
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public(mapped);
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(address: &str) -> Option<String> {
        let proxy = Proxy {
            hosts: vec!["p.example".to_owned()],
            take: Take::Query,
        };
        origin(address, [&proxy]).map(|origin| origin.address)
    }

    #[test]
    fn the_query_is_the_origin_whatever_it_holds() {
        let is = |address, origin: &str| assert_eq!(decoded(address).as_deref(), Some(origin));
        is(
            "https://p.example/?http://a.example/x?y=1&z",
            "http://a.example/x?y=1&z",
        );
        is("//P.example/?https://a.example/?b", "https://a.example/?b");
        is(
            "https://p.example/?http://图.example/x",
            "http://图.example/x",
        );
    }

    #[test]
    fn what_no_post_should_point_to_is_refused() {
        for origin in [
            "ftp://a.example/",
            "javascript:alert(1)",
            "http://localhost/",
            "http://127.0.0.1/",
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://u:p@a.example/",
            "http://u@a.example/",
            "http:/a.example",
            "a.example/x",
            "",
            "http://a.example/a b",
            "http://2130706433/",
            "http://x.localhost/",
        ] {
            assert_eq!(
                decoded(&format!("https://p.example/?{origin}")),
                None,
                "{origin}"
            );
        }
        assert_eq!(decoded("https://q.example/?http://a.example/"), None);
        assert_eq!(
            decoded("https://q.example/?x=p.example/?http://a.example/"),
            None
        );
    }

    #[test]
    fn the_direct_address_is_by_https() {
        let direct = |address: &str| {
            let origin = origin(
                &format!("https://p.example/?{address}"),
                [&Proxy {
                    hosts: vec!["p.example".to_owned()],
                    take: Take::Query,
                }],
            );
            origin.expect("proxied").direct()
        };
        assert_eq!(
            direct("http://a.example/x").as_deref(),
            Some("https://a.example/x")
        );
        assert_eq!(
            direct("http://a.example:80?x").as_deref(),
            Some("https://a.example?x")
        );
        assert_eq!(
            direct("HTTP://a.example").as_deref(),
            Some("https://a.example")
        );
        assert_eq!(direct("http://a.example:8080/x"), None);
    }
}
