//! Place: where an address may stand, by host and path, and many of them looked up at once.

use crate::url::parts::Address;
use rustc_hash::FxHashMap;

/// Where something answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Names in lower case: `a.example`, `*.a.example` for any name that ends so, `*` for any.
    pub hosts: Vec<String>,
    /// What the path and the query begin with, from the slash on; `*/x/` where they contain `/x/`.
    pub path: Option<String>,
}

impl Place {
    fn holds(&self, address: &Address<'_>, host: &str) -> bool {
        let is_host = self
            .hosts
            .iter()
            .any(|known| match known.strip_prefix('*') {
                Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
                None => known == host,
            });
        is_host && self.has_path(address)
    }

    fn has_path(&self, address: &Address<'_>) -> bool {
        self.path
            .as_ref()
            .is_none_or(|path| match path.strip_prefix('*') {
                Some(part) => address.rest().contains(part),
                None => address.rest().starts_with(path),
            })
    }
}

/// Places by their hosts: whatever their number, an address is looked up a few times.
#[derive(Clone, Debug, Default)]
pub struct Places {
    all: Vec<Place>,
    /// By exact name, and by name behind `*.`.
    by_host: FxHashMap<String, Vec<usize>>,
    /// Those at `*`.
    anywhere: Vec<usize>,
}

impl Places {
    /// Sorts places by host.
    pub fn new(all: Vec<Place>) -> Self {
        let mut by_host: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut anywhere = Vec::new();
        for (at, place) in all.iter().enumerate() {
            for host in &place.hosts {
                if host == "*" {
                    anywhere.push(at);
                } else {
                    let name = host.strip_prefix("*.").unwrap_or(host);
                    by_host.entry(name.to_owned()).or_default().push(at);
                }
            }
        }
        Self {
            all,
            by_host,
            anywhere,
        }
    }

    /// All of `several`.
    pub fn joined<'p>(several: impl Iterator<Item = &'p Self>) -> Self {
        Self::new(several.flat_map(|one| one.all.iter().cloned()).collect())
    }

    /// With more of them, which come first.
    pub fn with(&self, more: Vec<Place>) -> Self {
        Self::new(more.into_iter().chain(self.all.iter().cloned()).collect())
    }

    /// Whether `address` is in any of them.
    pub fn hold(&self, address: &Address<'_>) -> bool {
        let mut is_held = false;
        self.each(address, &address.host(), &mut |_| is_held = true);
        is_held
    }

    /// The numbers of those in which `address` is, in their order.
    pub fn at(&self, address: &Address<'_>) -> Vec<usize> {
        let mut found = Vec::new();
        self.each(address, &address.host(), &mut |at| found.push(at));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Tells `see` the numbers of those in which `address` is, which is at `host`; some of them twice.
    fn each(&self, address: &Address<'_>, host: &str, see: &mut impl FnMut(usize)) {
        // A host has a dot, so the last name above it is none. It is too short to be searched by words.
        let last = host.bytes().rposition(|b| b == b'.').unwrap_or(0);
        let starts = if last > 0 { 0..last + 1 } else { 0..0 };
        for start in starts {
            if start > 0 && host.as_bytes()[start - 1] != b'.' {
                continue;
            }
            for at in self.by_host.get(&host[start..]).into_iter().flatten() {
                if self.all[*at].holds(address, host) {
                    see(*at);
                }
            }
        }
        for at in &self.anywhere {
            if self.all[*at].has_path(address) {
                see(*at);
            }
        }
    }
}
