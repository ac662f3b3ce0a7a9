//! net: one request over the network, and nothing that a server says can lead it elsewhere. The only file that
//! knows `ureq` and `rustls`.

use super::public::is_public;
use super::verdict::Failure;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read as _};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use ureq::config::{AutoHeaderValue, Config};
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Connector as _, NextTimeout, RustlsConnector, TcpConnector};

/// So many bytes of a body tell whether it is an image.
const FIRST: u64 = 512;
/// So many addresses of a name are tried, as `ureq` has room for.
const MOST_ADDRESSES: usize = 16;
/// A server may say no more than this before its body.
const MOST_HEADERS: usize = 64 << 10;

/// Who asks, and where to complain.
const AGENT: &str = concat!(
    "copydesk/",
    env!("CARGO_PKG_VERSION"),
    " (link check of a site's own posts; copydesk hosts --probe)"
);

/// Asks one address at a time.
#[derive(Debug)]
pub(super) struct Net(ureq::Agent);

/// One request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    /// By http or https, at a public name.
    pub(super) url: &'a str,
    /// Only what is above the body.
    pub(super) is_head: bool,
    /// The page that it is said to be for.
    pub(super) referer: Option<&'a str>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    /// How many seconds to wait.
    pub(super) retry_after: Option<u64>,
    pub(super) content_type: String,
    pub(super) first: Vec<u8>,
}

impl Net {
    /// A request may take so long, with its body.
    pub(super) fn new(timeout: Duration) -> Self {
        let (names, roots) = world();
        let tls = TlsConfig::builder().root_certs(roots).build();
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // Redirects are looked at one by one.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Whatever the environment says: through a proxy the address would be resolved elsewhere.
            .proxy(None)
            .tls_config(tls)
            .user_agent(AGENT)
            .accept(AutoHeaderValue::Provided(Arc::new("*/*".to_owned())))
            .accept_encoding(AutoHeaderValue::None)
            .max_response_header_size(MOST_HEADERS)
            .max_idle_connections(0)
            .timeout_global(Some(timeout))
            .build();
        let connector = ().chain(TcpConnector::default()).chain(RustlsConnector::default());
        Self(ureq::Agent::with_parts(config, connector, names))
    }

    /// Opens a connection, asks, and has closed it again.
    pub(super) fn ask(&self, request: Request<'_>) -> Result<Response, Failure> {
        let mut builder = if request.is_head {
            self.0.head(request.url)
        } else {
            let range = format!("bytes=0-{}", FIRST - 1);
            self.0.get(request.url).header("Range", range)
        };
        builder = builder.header("Connection", "close");
        if let Some(referer) = request.referer {
            builder = builder.header("Referer", referer);
        }
        let response = builder.call().map_err(|error| failure(&error))?;
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (status, location) = (response.status().as_u16(), header("location"));
        let retry_after = header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
        let content_type = header("content-type").unwrap_or_default();
        let mut first = Vec::new();
        if !request.is_head {
            let body = response.into_body().into_reader();
            // What is cut off is as good.
            let read = body.take(FIRST).read_to_end(&mut first);
            if first.is_empty()
                && let Err(error) = read
            {
                return Err(of_io(&error));
            }
        }
        Ok(Response {
            status,
            location,
            retry_after,
            content_type,
            first,
        })
    }
}

/// Names and the public addresses that they were resolved to, once: a name that leads elsewhere a moment later
/// leads nowhere.
struct Names {
    known: Mutex<HashMap<(String, bool), Found>>,
    look_up: Box<LookUp>,
}

type Found = Result<Vec<SocketAddr>, Failure>;
type LookUp =
    dyn Fn(&Uri, &Config, NextTimeout) -> Result<Vec<SocketAddr>, ureq::Error> + Send + Sync;

impl Names {
    fn new(look_up: Box<LookUp>) -> Self {
        Self {
            known: Mutex::default(),
            look_up,
        }
    }
}

/// Who says where a name is, and who may have signed a certificate.
#[cfg(not(feature = "probe-loopback"))]
fn world() -> (Names, RootCerts) {
    let resolver = ureq::unversioned::resolver::DefaultResolver::default();
    let names = Names::new(Box::new(move |uri, config, timeout| {
        let found = resolver.resolve(uri, config, timeout)?;
        Ok(found.iter().copied().collect())
    }));
    (names, RootCerts::WebPki)
}

/// The same where tests ask servers on loopback.
#[cfg(feature = "probe-loopback")]
fn world() -> (Names, RootCerts) {
    let known = super::loopback::Loopback::read();
    let root = known
        .as_ref()
        .and_then(|known| ureq::tls::Certificate::from_pem(known.root.as_bytes()).ok());
    let roots = root.map_or(RootCerts::WebPki, |root| RootCerts::new_with_certs(&[root]));
    let names = Names::new(Box::new(move |uri, _, _| {
        let by_https = uri.scheme_str() == Some("https");
        let host = uri.host().unwrap_or_default();
        let known = known.as_ref();
        let known = known.and_then(|known| known.address(host, by_https));
        known.map(|at| vec![at]).ok_or(ureq::Error::HostNotFound)
    }));
    (names, roots)
}

/// Whether a connection to `ip` may be opened.
fn may_be_asked(ip: IpAddr) -> bool {
    is_public(ip) || (cfg!(feature = "probe-loopback") && ip.is_loopback())
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let name = uri.authority().map_or("", |authority| authority.as_str());
        // What is opened is one of these, by its number.
        let key = (name.to_owned(), uri.scheme_str() == Some("https"));
        let known = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(&key).cloned()
        };
        let found = if let Some(found) = known {
            found
        } else {
            let found = match (self.look_up)(uri, config, timeout) {
                Ok(found) => {
                    let found = found.into_iter().filter(|at| may_be_asked(at.ip()));
                    let found: Vec<SocketAddr> = found.collect();
                    Some(found)
                        .filter(|found| !found.is_empty())
                        .ok_or(Failure::NotPublic)
                }
                // It may be found the next time.
                Err(error @ ureq::Error::Timeout(_)) => return Err(error),
                Err(_) => return Err(ureq::Error::HostNotFound),
            };
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(key).or_insert(found).clone()
        };
        let found = found.map_err(|why| ureq::Error::Other(Box::new(Said(why))))?;
        let mut all = self.empty();
        // No more than fit.
        for at in found.into_iter().take(MOST_ADDRESSES) {
            all.push(at);
        }
        Ok(all)
    }
}

/// A failure of ours on its way through `ureq`.
#[derive(Debug)]
struct Said(Failure);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.words())
    }
}

impl std::error::Error for Said {}

fn failure(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::HostNotFound => Failure::NoName,
        ureq::Error::Timeout(_) => Failure::Timeout,
        ureq::Error::Rustls(error) => of_tls(error),
        ureq::Error::Tls(_) => Failure::Tls,
        ureq::Error::Io(error) => of_io(error),
        ureq::Error::Other(other) => match other.downcast_ref::<Said>() {
            Some(Said(why)) => *why,
            None => Failure::Broken,
        },
        _ => Failure::Broken,
    }
}

fn of_io(error: &io::Error) -> Failure {
    let inner = error.get_ref();
    if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return of_tls(tls);
    }
    if let Some(inner) = inner.and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
        return failure(inner);
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Failure::Refused,
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Failure::Timeout,
        _ => Failure::Broken,
    }
}

fn of_tls(error: &rustls::Error) -> Failure {
    use rustls::CertificateError as Of;
    let rustls::Error::InvalidCertificate(error) = error else {
        return Failure::Tls;
    };
    Failure::Certificate(match error {
        Of::Expired | Of::ExpiredContext { .. } => "expired",
        Of::NotValidYet | Of::NotValidYetContext { .. } => "not valid yet",
        Of::NotValidForName | Of::NotValidForNameContext { .. } => "for another name",
        Of::UnknownIssuer => "by an unknown issuer",
        Of::Revoked => "revoked",
        _ => "not valid",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn resolved(names: &Names, url: &str) -> Result<Vec<SocketAddr>, Failure> {
        let uri: Uri = url.parse().expect("a URL");
        let found = names.resolve(&uri, &Config::default(), NextTimeout::default());
        found
            .map(|found| found.iter().copied().collect())
            .map_err(|error| failure(&error))
    }

    #[test]
    fn a_name_is_resolved_once_and_to_public_addresses_alone() {
        let asked = AtomicUsize::new(0);
        let names = Names::new(Box::new(move |uri, _, _| {
            let inside: SocketAddr = "10.0.0.1:443".parse().expect("an address");
            let outside: SocketAddr = "9.9.9.9:443".parse().expect("an address");
            let is_first = asked.fetch_add(1, Ordering::Relaxed) == 0;
            Ok(match uri.host() {
                Some("within.example") => vec![inside],
                _ if is_first => vec![inside, outside],
                _ => vec![inside],
            })
        }));
        let outside: SocketAddr = "9.9.9.9:443".parse().expect("an address");
        // The name leads inside the second time, and nobody asks.
        assert_eq!(resolved(&names, "https://a.example/x"), Ok(vec![outside]));
        assert_eq!(resolved(&names, "https://a.example/y"), Ok(vec![outside]));
        let within = resolved(&names, "https://within.example/");
        assert_eq!(within, Err(Failure::NotPublic));
    }
}
