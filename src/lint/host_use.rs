//! host use: posts → the hosts that their addresses point to: how often, where in the post, behind which
//! proxies, and since when.

use crate::post::Post;
use crate::rule::finder::Find;
use crate::rule::index::Rules;
use crate::url::extract::{Kind, is_filled_in, sites};
use crate::url::hosts::{Host, Hosts};
use crate::url::parts::{Address, public_host};
use crate::url::proxy::{Decoded, Proxies};
use std::collections::BTreeMap;

/// So many addresses of a host are kept as samples.
const SAMPLES: usize = 3;

/// How the addresses of one host are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// As images, in the page.
    pub images: usize,
    /// As links.
    pub links: usize,
    /// In fields of front matter.
    pub fields: usize,
    /// As scripts, style sheets, frames, sound, video.
    pub others: usize,
    /// How many of all are behind which proxy: the outermost, where there are several.
    pub proxies: BTreeMap<String, usize>,
    /// The months of the first and the last post, `2022-05`; `None` where no post tells its month.
    pub months: Option<(String, String)>,
    /// The first ones, images before all others, as they are without a proxy.
    pub samples: Vec<Sample>,
    /// What the hosts file says of it.
    pub known: Host,
}

/// An address that shows what a host serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The address, without a proxy.
    pub address: String,
    /// It is shown as an image.
    pub is_image: bool,
}

/// The hosts that posts point to, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostUse(BTreeMap<String, Use>);

impl HostUse {
    /// What one post of the month `month` adds. Proxies are those that `rules` know.
    pub fn of(post: &Post<'_>, rules: &Rules, month: Option<&str>) -> Self {
        let known = rules.iter().filter_map(|rule| match &rule.find {
            Find::Url(find) => find.proxies(),
            _ => None,
        });
        let proxies: Vec<&Proxies> = known.collect();
        let policy = rules.policy();
        let mut found = Self::default();
        sites(post, &policy.url_fields, policy.bare(), &mut |site| {
            // What a template fills in may be any host.
            if is_filled_in(&site.address) {
                return;
            }
            let Some(address) = Address::new(&site.address) else {
                return;
            };
            let decoded = proxies.iter().find_map(|proxies| proxies.decode(&address));
            let (host, proxy, address) = match decoded {
                Some(Decoded::Origin(origin)) => (origin.host, Some(origin.proxy), origin.address),
                Some(Decoded::Kept(..)) | None => {
                    let host = public_host(&site.address);
                    let host = host.unwrap_or_else(|| address.host().into_owned());
                    (host, None, site.address.clone().into_owned())
                }
            };
            let known = policy.hosts.get(&host).clone();
            let seen = found.0.entry(host).or_insert_with(|| Use {
                known,
                ..Use::default()
            });
            *match site.kind {
                Kind::Image => &mut seen.images,
                Kind::Link => &mut seen.links,
                Kind::Field => &mut seen.fields,
                Kind::Media | Kind::Resource => &mut seen.others,
            } += 1;
            if let Some(proxy) = proxy {
                *seen.proxies.entry(proxy).or_default() += 1;
            }
            let is_image = site.is_image;
            seen.sample(Sample { address, is_image });
        });
        if let Some(month) = month {
            for seen in found.0.values_mut() {
                seen.months = Some((month.to_owned(), month.to_owned()));
            }
        }
        found
    }

    /// With what other posts add.
    pub fn add(&mut self, other: Self) {
        for (host, more) in other.0 {
            match self.0.get_mut(&host) {
                Some(known) => known.add(more),
                None => {
                    self.0.insert(host, more);
                }
            }
        }
    }

    /// Says of each what `hosts` say now.
    pub fn know(&mut self, hosts: &Hosts) {
        for (name, seen) in &mut self.0 {
            seen.known = hosts.get(name).clone();
        }
    }

    /// The hosts and how they are used, the most used first.
    pub fn by_count(&self) -> Vec<(&str, &Use)> {
        let mut all: Vec<_> = self
            .0
            .iter()
            .map(|(host, seen)| (host.as_str(), seen))
            .collect();
        // Of those that are used as often, the first by name.
        all.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.count()));
        all
    }
}

impl Use {
    /// How many addresses.
    pub fn count(&self) -> usize {
        self.images + self.links + self.fields + self.others
    }

    fn add(&mut self, other: Self) {
        self.images += other.images;
        self.links += other.links;
        self.fields += other.fields;
        self.others += other.others;
        for (proxy, count) in other.proxies {
            *self.proxies.entry(proxy).or_default() += count;
        }
        self.months = match (self.months.take(), other.months) {
            (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
            (one, other) => one.or(other),
        };
        for sample in other.samples {
            self.sample(sample);
        }
    }

    /// Keeps an address, if there is room for it.
    fn sample(&mut self, new: Sample) {
        let is_known = |known: &Sample| known.address == new.address;
        if self.samples.iter().any(is_known) {
            return;
        }
        let images = self
            .samples
            .iter()
            .take_while(|known| known.is_image)
            .count();
        let at = if new.is_image {
            images
        } else {
            self.samples.len()
        };
        if at < SAMPLES {
            self.samples.insert(at, new);
            self.samples.truncate(SAMPLES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::parse::parse;
    use crate::text::source::Source;

    fn of(text: &str, month: &str) -> HostUse {
        let source = Source::from_text("a.md", text);
        let rules = crate::rule::compile::builtin().expect("they are right");
        let rules = Rules::new(rules, crate::rule::policy::Policy::default());
        HostUse::of(&parse(&source), &rules, Some(month))
    }

    #[test]
    fn hosts_are_counted_by_where_they_are_and_without_their_proxies() {
        let mut all = of(
            "---\ncover: https://b.example/c.png\n---\n<a href=\"http://A.example/\">a</a>\n\n\
             ![x](https://wsrv.nl/?url=http%3A%2F%2Fa.example%2Fx.png)\n\n<a href=\"/b\">b</a>\n\n\
             <img alt=x src=\"https://{{ host }}/x.png\">\n",
            "2021-03",
        );
        all.add(of("![x](http://a.example/y.png)\n", "2020-01"));
        all.add(of("![x](http://a.example/y.png)\n", "2022-01"));
        let all = all.by_count();
        let names: Vec<_> = all
            .iter()
            .map(|(host, seen)| (*host, seen.count()))
            .collect();
        assert_eq!(names, [("a.example", 4), ("b.example", 1)]);
        let first = all[0].1;
        assert_eq!(
            (first.images, first.links, first.fields, first.others),
            (3, 1, 0, 0)
        );
        assert_eq!(first.proxies, BTreeMap::from([("wsrv.nl".to_owned(), 1)]));
        assert_eq!(
            first.months,
            Some(("2020-01".to_owned(), "2022-01".to_owned()))
        );
        let samples = first.samples.iter().map(|sample| sample.address.as_str());
        let samples: Vec<_> = samples.collect();
        // Images come first.
        assert_eq!(
            samples,
            [
                "http://a.example/x.png",
                "http://a.example/y.png",
                "http://A.example/"
            ]
        );
        assert_eq!(all[1].1.fields, 1);
    }
}
