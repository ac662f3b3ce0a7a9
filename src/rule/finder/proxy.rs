//! proxy: what there is to say of an address that is loaded through a proxy, and what it becomes.

use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::Safety;
use crate::url::extract::{Kind, Site, holds_another};
use crate::url::hosts::Answer;
use crate::url::parts::Address;
use crate::url::percent::encoded;
use crate::url::proxy::{Decoded, Proxies};

/// What there is to say of a proxied address.
pub(super) fn unwrap(
    proxies: &Proxies,
    site: &Site<'_>,
    address: &Address<'_>,
    policy: &Policy,
) -> Option<Hit> {
    let decoded = proxies.decode(address)?;
    let hit = Hit::new(site.span);
    let origin = match decoded {
        Decoded::Kept(proxy, why) => return Some(hit.with("proxy", proxy).with("reason", why)),
        Decoded::Origin(origin) if origin.is_page && site.kind == Kind::Link => return None,
        Decoded::Origin(origin) => origin,
    };
    let mut hit = hit
        .with("proxy", &origin.proxy)
        .with("host", &origin.host)
        .with("origin", &origin.address);
    let address = Address::new(&origin.address)?;
    let known = policy.hosts.get(&address.host());
    if known.hotlink == Some(Answer::No) && known.dead.is_none() {
        hit.note = Some(format!(
            "the hosts file says that `{}` refuses images to other sites",
            origin.host
        ));
        return Some(hit.with("direct", &origin.address));
    }
    let twin = twin(site, &address, proxies);
    let Some(direct) = policy.direct(&address, site.is_image, twin == Some(Twin::Agrees)) else {
        hit.note = Some(format!(
            "`{}` answers at a port of its own, so its address by HTTPS is not known",
            address.authority
        ));
        return Some(hit.with("direct", &origin.address));
    };
    hit.most = direct.most;
    hit.note = direct.note;
    hit.is_unchecked = direct.is_unchecked;
    hit.title = direct.title;
    match twin {
        Some(Twin::Differs(other)) => {
            hit.most = hit.most.min(Safety::Unsafe);
            hit.note = Some(format!("beside it is another address: {other}"));
        }
        Some(Twin::Agrees) => {}
        None => {
            if let Some(doubt) = origin.doubt {
                hit.most = hit.most.min(Safety::Unsafe);
                hit.note = Some(doubt.into());
            }
        }
    }
    if holds_another(&site.address) && !holds_another(&origin.address) {
        hit.most = Safety::Suggest;
        hit.note = Some("another address is behind it, which would be lost".into());
    }
    Some(hit.with("direct", direct.address).written_at(site))
}

/// What is beside an address, compared with its origin.
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
        let decoded = match Address::new(text).and_then(|beside| proxies.decode(&beside)) {
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
