//! proxy: places and proxies as a rule file names them, and what their addresses become.

use crate::data::typed::Spanned;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::Safety;
use crate::text::problem::Problem;
use crate::url::extract::Site;
use crate::url::hosts::{Answer, is_host};
use crate::url::parts::Address;
use crate::url::pattern::Place;
use crate::url::percent::encoded;
use crate::url::proxy::{Bare, Decoded, Proxies, Proxy, Step};
use schemars::JsonSchema;
use serde::Deserialize;

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

pub(super) fn proxies(specs: &[ProxySpec]) -> Result<Vec<Proxy>, Problem> {
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

pub(super) fn places(specs: &[PlaceSpec]) -> Result<Vec<Place>, Problem> {
    let specs = specs.iter();
    specs
        .map(|spec| place(&spec.host, spec.path.as_ref()))
        .collect()
}

pub(super) fn place(
    hosts: &[Spanned<String>],
    path: Option<&Spanned<String>>,
) -> Result<Place, Problem> {
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

/// What there is to say of a proxied address.
pub(super) fn unwrap(proxies: &Proxies, site: &Site<'_>, policy: &Policy) -> Option<Hit> {
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
