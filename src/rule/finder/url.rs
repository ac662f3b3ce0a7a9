//! url: an address, at every place where a URL stands.

use super::malformed;
use crate::data::typed::Spanned;
use crate::rule::hit::Hit;
use crate::rule::policy::{Https, Policy};
use crate::text::edit::Safety;
use crate::text::problem::Problem;
use crate::text::span::Span;
use crate::url::extract::{Kind, Site, is_filled_in};
use crate::url::hosts::{Answer, is_host};
use crate::url::parts::{Address, public_host};
use crate::url::pattern::{Place, Places};
use crate::url::percent::encoded;
use crate::url::proxy::{Bare, Decoded, Proxies, Proxy, Step, without};
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit.
///
/// `address`: the URL as it is read. `host`: its host; behind a proxy, that of the origin.
/// `proxy`: the host of the proxy. `origin`: the address of the origin as the proxy wrote it.
/// `direct`: the address to load instead. `parameters`: the names of those that are found.
/// `problem`, `reason`: what is wrong, and why it stays.
pub const VALUES: &[&str] = &[
    "address",
    "host",
    "proxy",
    "origin",
    "direct",
    "parameters",
    "problem",
    "reason",
];

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
    /// How often the proxy percent-decodes what the steps give. Without this, a parameter is decoded
    /// once, as every form is; of anything else it is not known, and a fix that depends on it is
    /// unsafe.
    #[schemars(range(max = 5))]
    pub decode: Option<u8>,
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

/// Which URLs.
#[derive(Clone, Debug)]
pub struct Url {
    sites: Vec<Kind>,
    test: Test,
    /// Hosts that are left alone.
    except: Option<Places>,
}

#[derive(Clone, Debug)]
enum Test {
    Unwrap(Proxies),
    Schemes(Vec<Scheme>),
    Parameters(Vec<String>),
    Places(Places),
    Malformed,
}

impl Url {
    pub(super) fn new(spec: &UrlSpec, span: Span) -> Result<Self, Problem> {
        let mut tests = Vec::new();
        if let Some(specs) = &spec.unwrap {
            tests.push(Test::Unwrap(Proxies::new(proxies(specs)?)));
        }
        if let Some(schemes) = &spec.schemes {
            tests.push(Test::Schemes(schemes.clone()));
        }
        if let Some(parameters) = &spec.parameters {
            tests.push(Test::Parameters(parameters.clone()));
        }
        if let Some(specs) = &spec.places {
            tests.push(Test::Places(Places::new(places(specs)?)));
        }
        if spec.malformed {
            tests.push(Test::Malformed);
        }
        let (Some(test), None) = (tests.pop(), tests.pop()) else {
            let message = "one thing is to be looked for: \
                           unwrap, schemes, parameters, places or malformed";
            return Err(Problem::new(span, message));
        };
        Ok(Self {
            sites: spec.sites.clone(),
            test,
            except: None,
        })
    }

    pub(super) fn with(&self, options: &UrlOptions, span: Span) -> Result<Self, Problem> {
        let mut more = self.clone();
        let mut refused = [
            ("unwrap", !options.unwrap.is_empty()),
            ("parameters", !options.parameters.is_empty()),
            ("places", !options.places.is_empty()),
        ];
        match &mut more.test {
            Test::Unwrap(known) => {
                *known = known.with(proxies(&options.unwrap)?);
                refused[0].1 = false;
            }
            Test::Parameters(known) => {
                known.extend(options.parameters.iter().cloned());
                refused[1].1 = false;
            }
            Test::Places(known) => {
                *known = known.with(places(&options.places)?);
                refused[2].1 = false;
            }
            Test::Schemes(_) | Test::Malformed => {}
        }
        if let Some((option, _)) = refused.iter().find(|(_, is_refused)| *is_refused) {
            return Err(Problem::new(span, format!("this rule has no `{option}`")));
        }
        if !options.except.is_empty() {
            more.except = Some(Places::new(vec![place(&options.except, None)?]));
        }
        Ok(more)
    }

    /// Whether its hits have a place that a fix can replace.
    pub(super) fn has_place(&self) -> bool {
        !matches!(self.test, Test::Places(_))
    }

    /// What there is to say of the URL at `site`; `address` is what it comes to, taken apart.
    pub fn find(
        &self,
        site: &Site<'_>,
        address: Option<&Address<'_>>,
        policy: &Policy,
    ) -> Option<Hit> {
        if !self.sites.contains(&site.kind) {
            return None;
        }
        if let Some(except) = &self.except
            && address.is_some_and(|address| except.hold(address))
        {
            return None;
        }
        let hit = match &self.test {
            Test::Parameters(_) if address?.query.is_none() => None,
            // What would be cut off, or taken out, may end within what a generator fills in.
            Test::Unwrap(_) | Test::Parameters(_) if is_filled_in(&site.address) => None,
            Test::Unwrap(proxies) => unwrap(proxies, site, policy),
            Test::Schemes(schemes) => schemes
                .iter()
                .find_map(|scheme| with_scheme(*scheme, site, address, policy)),
            Test::Parameters(names) => with_parameters(names, site, address?),
            Test::Places(places) => {
                let address = address?;
                places
                    .hold(address)
                    .then(|| Hit::new(site.span).with("host", address.host()))
            }
            Test::Malformed => malformed::find(site, address),
        };
        hit.map(|hit| hit.with("address", &*site.address))
    }

    /// The only places where it finds anything; `None` where that may be any.
    pub fn places(&self) -> Option<&Places> {
        match &self.test {
            Test::Unwrap(proxies) => Some(proxies.places()),
            Test::Places(places) => Some(places),
            Test::Schemes(_) | Test::Parameters(_) | Test::Malformed => None,
        }
    }

    /// The proxies that it knows.
    pub fn proxies(&self) -> Option<&Proxies> {
        match &self.test {
            Test::Unwrap(proxies) => Some(proxies),
            _ => None,
        }
    }
}

fn proxies(specs: &[ProxySpec]) -> Result<Vec<Proxy>, Problem> {
    let proxy = |spec: &ProxySpec| {
        let take: Vec<Step> = spec.take.iter().map(step).collect::<Result<_, _>>()?;
        // HTML, "URL-encoded form data": a parameter is decoded once.
        let is_param = matches!(take.first(), Some(Step::Param(_)));
        Ok(Proxy {
            place: place(&spec.host, spec.path.as_ref())?,
            decode: spec.decode.or(is_param.then_some(1)),
            take,
            bare: spec.bare,
            keep: spec.keep.clone(),
        })
    };
    specs.iter().map(proxy).collect()
}

fn step(step: &Spanned<Step>) -> Result<Step, Problem> {
    if let Step::Host(name) = &step.value {
        let (host, _) = name.split_once('/').unwrap_or((name, ""));
        let (host, port) = host.split_once(':').unwrap_or((host, ""));
        if !is_host(host) || !port.bytes().all(|b| b.is_ascii_digit()) {
            let mut mistake = Problem::new(step.span, format!("`{name}` is no host name"));
            mistake.help = Some(
                "write it in lower case, alone or with what the path begins with: \
                 `cdn.example.org`, `cdn.example.org/images`"
                    .into(),
            );
            return Err(mistake);
        }
    }
    Ok(step.value.clone())
}

fn places(specs: &[PlaceSpec]) -> Result<Vec<Place>, Problem> {
    let specs = specs.iter();
    specs
        .map(|spec| place(&spec.host, spec.path.as_ref()))
        .collect()
}

fn place(hosts: &[Spanned<String>], path: Option<&Spanned<String>>) -> Result<Place, Problem> {
    for host in hosts {
        let is_any = host.value == "*" && path.is_some();
        if !is_any && !is_host(host.strip_prefix("*.").unwrap_or(host)) {
            let message = format!("`{}` is no host name", host.value);
            let mut mistake = Problem::new(host.span, message);
            mistake.help = Some(
                "write it in lower case and alone: `cdn.example.org`; `*.example.org` for every \
                 name below it"
                    .into(),
            );
            return Err(mistake);
        }
    }
    if let Some(path) = path.filter(|path| !path.starts_with('/') && !path.starts_with("*/")) {
        let mut mistake = Problem::new(path.span, format!("`{}` is no path", path.value));
        mistake.help =
            Some("begin it with a slash, or with `*/` where more may stand before".into());
        return Err(mistake);
    }
    Ok(Place {
        hosts: hosts.iter().map(|host| host.value.clone()).collect(),
        path: path.map(|path| path.value.clone()),
    })
}

fn unwrap(proxies: &Proxies, site: &Site<'_>, policy: &Policy) -> Option<Hit> {
    let hit = Hit::new(site.span);
    let origin = match proxies.decode(&site.address)? {
        Decoded::Kept(proxy, why) => return Some(hit.with("proxy", proxy).with("reason", why)),
        Decoded::Origin(origin) => origin,
    };
    let mut hit = hit
        .with("proxy", &origin.proxy)
        .with("host", &origin.host)
        .with("origin", &origin.address);
    let address = Address::new(&origin.address)?;
    if policy.hosts.get(&address.host()).hotlink == Some(Answer::No) {
        hit.note = Some(format!(
            "the hosts file says that `{}` refuses images to other sites",
            origin.host
        ));
        return Some(hit);
    }
    let twin = twin(site, &address, proxies);
    let Some(direct) = policy.direct(&address, site.is_image, twin == Some(Twin::Agrees)) else {
        hit.note = Some(format!(
            "`{}` answers at a port of its own, so its address by HTTPS is not known",
            address.authority
        ));
        return Some(hit);
    };
    hit.most = direct.most;
    hit.note = direct.note;
    match twin {
        Some(Twin::Differs(other)) => {
            hit.most = Safety::Unsafe;
            hit.note = Some(format!("beside it stands another address: {other}"));
        }
        Some(Twin::Agrees) => {}
        None => {
            if let Some(doubt) = origin.doubt {
                hit.most = hit.most.min(Safety::Unsafe);
                hit.note = Some(doubt.into());
            }
        }
    }
    Some(hit.with("direct", direct.address).written_at(site))
}

/// What stands beside an address, compared with its origin.
#[derive(Debug, PartialEq, Eq)]
enum Twin {
    Agrees,
    Differs(String),
}

/// A lazy loader's address is the same image; any other is a twin only if it names the same file.
fn twin(site: &Site<'_>, origin: &Address<'_>, proxies: &Proxies) -> Option<Twin> {
    let beside = site.beside();
    let mut differs = None;
    let lazy = beside.lazy.iter().map(|text| (true, text));
    for (is_lazy, text) in lazy.chain(beside.near.iter().map(|text| (false, text))) {
        let decoded = match proxies.decode(text) {
            Some(Decoded::Origin(origin)) => origin.address,
            _ => encoded(text),
        };
        let Some(address) = Address::new(&decoded) else {
            continue;
        };
        if address.is_same_place(origin) {
            return Some(Twin::Agrees);
        }
        let name = address.file_name();
        if is_lazy || (!name.is_empty() && name == origin.file_name()) {
            differs.get_or_insert(decoded);
        }
    }
    differs.map(Twin::Differs)
}

fn with_scheme(
    scheme: Scheme,
    site: &Site<'_>,
    address: Option<&Address<'_>>,
    policy: &Policy,
) -> Option<Hit> {
    let text = &*site.address;
    let name = match scheme {
        Scheme::Http | Scheme::Relative => return direct(scheme, site, address?, policy),
        // Its scheme is another one.
        _ if address.is_some() => return None,
        Scheme::Javascript => "javascript:",
        Scheme::Vbscript => "vbscript:",
        Scheme::DataHtml => "data:text/html",
    };
    // URL Standard, 4.4: control characters and spaces in front are no part of a URL.
    let text = text.trim_start_matches(|c: char| c <= ' ');
    let start = text.get(..name.len())?;
    start
        .eq_ignore_ascii_case(name)
        .then(|| Hit::new(site.span).with("problem", name))
}

fn direct(scheme: Scheme, site: &Site<'_>, address: &Address<'_>, policy: &Policy) -> Option<Hit> {
    let wanted = if scheme == Scheme::Http { "http" } else { "" };
    if !address.scheme.eq_ignore_ascii_case(wanted) {
        return None;
    }
    let absolute = format!("http://{}{}", address.authority, address.rest());
    public_host(&absolute)?;
    let mut hit = Hit::new(site.span).with("host", address.host());
    let beside = site.beside();
    let evidence = beside.lazy.iter().chain(&beside.near).any(|text| {
        let other = Address::new(text);
        other.is_some_and(|other| other.scheme == "https" && other.is_same_place(address))
    });
    let direct = policy.direct(address, site.is_image, evidence);
    match direct {
        Some(direct) if direct.address != address.text => {
            hit.most = direct.most;
            Some(hit.with("direct", direct.address).written_at(site))
        }
        // Who keeps schemes has decided that they stay.
        _ if policy.https == Https::Keep => None,
        Some(direct) => {
            hit.note = direct.note;
            Some(hit)
        }
        None => {
            hit.note = Some(format!(
                "`{}` answers at a port of its own, so its address by HTTPS is not known",
                address.authority
            ));
            Some(hit)
        }
    }
}

fn with_parameters(names: &[String], site: &Site<'_>, address: &Address<'_>) -> Option<Hit> {
    let is_known = |name: &str| {
        names.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == known,
        })
    };
    let rest = without(&site.address, is_known)?;
    let mut found: Vec<&str> = address.parameters().map(|(name, _)| name).collect();
    found.retain(|name| is_known(name));
    Some(
        Hit::new(site.span)
            .with("host", address.host())
            .with("parameters", format!("`{}`", found.join("`, `")))
            .with("direct", rest)
            .written_at(site),
    )
}
