//! Policy: what holds for a post besides its rules: which hosts are known, how far HTTPS is trusted,
//! which fields hold URLs.

use crate::data::date::Dates;
use crate::data::json_schema::{Schema, SchemaStore};
use crate::generator::{Bare, Readers};
use crate::post::Post;
use crate::post::prose::block::Block;
use crate::post::prose::language::Language;
use crate::post::suppression::Known;
use crate::rule::site::SiteSlot;
use crate::text::edit::Safety;
use crate::url::fields::UrlFields;
use crate::url::hosts::{Answer, Host, Hosts};
use crate::url::parts::Address;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Before an address that its host does not serve any more: the newest copy that is archived.
const ARCHIVE: &str = "https://web.archive.org/web/";

/// What holds for a post besides its rules.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// When an address may be written with `https`.
    pub https: Https,
    /// What is known of hosts.
    pub hosts: Hosts,
    /// The front matter fields that hold URLs; all, where it is `None`.
    pub url_fields: UrlFields,
    /// The language of text whose script does not tell it.
    pub language: Option<Language>,
    /// What front matter must fit, in the place of a rule's `default-schema`.
    pub schema: Option<Arc<Schema>>,
    /// The schemas that posts name themselves, in the place of that.
    pub shelf: Option<Arc<dyn SchemaStore>>,
    /// The generator that reads the post.
    pub readers: Readers,
    /// How dates are to be written, and the time zone that the site is for.
    pub dates: Dates,
    /// The site that the post is a part of, once that has been read.
    pub site: SiteSlot,
    /// What a post does not want to be told is judged by this.
    pub known: Known,
    /// Findings are counted and nobody reads them: they have no message, no help, and no title of a fix.
    pub is_counting: bool,
}

/// When an address may be written with `https`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Https {
    /// For what a browser loads, always: on a page by HTTPS it raises the scheme anyway. For links
    /// with evidence.
    #[default]
    Assume,
    /// With evidence only.
    Evidence,
    /// Never: an origin keeps the scheme that the proxy was given.
    Keep,
}

impl Https {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Assume => "assume",
            Self::Evidence => "evidence",
            Self::Keep => "keep",
        }
    }
}

/// An address by HTTPS, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Direct {
    /// What to write.
    pub address: String,
    /// The most that a fix which writes it may be trusted.
    pub most: Safety,
    /// What a person should know of it.
    pub note: Option<String>,
    /// Nobody has said whether the host answers there.
    pub is_unchecked: bool,
    /// What a fix that writes it is called, where it leads to another host.
    pub title: Option<String>,
}

impl Policy {
    /// Whether a line with a `|` in it may be a row of a table, as it is to kramdown.
    pub fn may_be_table(&self) -> bool {
        let renderer = self.readers.renderer();
        renderer.is_none_or(|renderer| renderer.bar_is_table)
    }

    /// Which addresses in the text of Markdown are links.
    pub fn bare(&self) -> Bare {
        let renderer = self.readers.renderer();
        renderer.map_or_else(Bare::default, |renderer| renderer.bare)
    }

    /// How `address` is written by HTTPS, and how far that may be trusted; `None` where it cannot be.
    ///
    /// `loaded` is true where a browser loads it for the page, `evidence` where the post itself
    /// has shown that the address is meant.
    pub fn direct(&self, address: &Address<'_>, loaded: bool, evidence: bool) -> Option<Direct> {
        let host = address.host();
        let known = self.hosts.get(&host);
        if let Some(elsewhere) = elsewhere(address, &host, known) {
            return Some(elsewhere);
        }
        let is_kept = self.https == Https::Keep;
        if is_kept || known.https == Some(Answer::No) {
            return Some(Direct {
                address: address.text.to_owned(),
                most: if is_kept && (loaded || evidence) {
                    Safety::Safe
                } else {
                    Safety::Unsafe
                },
                note: (!is_kept)
                    .then(|| format!("the hosts file says that `{host}` does not answer by HTTPS")),
                is_unchecked: is_kept && !evidence && known.is_unchecked(),
                title: None,
            });
        }
        let none_there = loaded && known.has_none();
        // Whatever anybody says: no certificate is made out for such a name.
        let cannot = address.certificate_problem();
        let is_known = evidence || known.https == Some(Answer::Yes);
        let is_safe = match self.https {
            _ if cannot.is_some() || none_there => false,
            Https::Assume => loaded || is_known,
            Https::Evidence | Https::Keep => is_known,
        };
        let note = match cannot {
            Some(why) => Some(why.to_owned()),
            None if none_there => Some(nothing_found(&host, known)),
            None => None,
        };
        Some(Direct {
            address: address.by_https()?,
            most: if is_safe {
                Safety::Safe
            } else {
                Safety::Unsafe
            },
            note,
            is_unchecked: !evidence && known.is_unchecked(),
            title: None,
        })
    }

    /// The language that a block is written in: by its script, and where that leaves a doubt by the
    /// nearest `lang`, the front matter's, or the configuration. `None` where it is none that is known.
    pub fn language_of(&self, post: &Post<'_>, block: &Block<'_>) -> Option<Language> {
        let script = Language::of(block.text)?;
        let element = block.element.map(|id| post.page.element(id));
        let mut around = element
            .into_iter()
            .flat_map(|element| std::iter::once(element).chain(element.ancestors()));
        if let Some(lang) = around.find_map(|element| element.attribute("lang")) {
            return script.agreed(lang.value());
        }
        let fields = post.fields.value.as_ref();
        let field = ["lang", "language"]
            .iter()
            .find_map(|key| fields?.get(key)?.as_str());
        if let Some(lang) = field {
            return script.agreed(lang);
        }
        // A fragment in Han characters is in the language of the post around it.
        let hint = match script {
            Language::Zh => self.language.or_else(|| post.prose.language()),
            _ => None,
        };
        Some(hint.map_or(script, |hint| script.or_japanese(hint)))
    }
}

/// The address that `address` is to be found at now, where its host has moved or is dead.
fn elsewhere(address: &Address<'_>, host: &str, known: &Host) -> Option<Direct> {
    let (written, most, title, note) = if let Some(dead) = &known.dead {
        let archived = format!("{ARCHIVE}{}", address.text);
        let note = format!("the hosts file says that `{host}` is dead {dead}; it may be archived");
        let title = "load the copy that web.archive.org may have".to_owned();
        (archived, Safety::Suggest, title, note)
    } else {
        let moved = known.moved.as_ref().filter(|_| !address.has_own_port())?;
        let written = format!("https://{moved}{}", address.rest());
        let note = format!("the hosts file says that `{host}` has moved to `{moved}`");
        let title = format!("load it from `{moved}`, where `{host}` sends everyone");
        (written, Safety::Unsafe, title, note)
    };
    Some(Direct {
        address: written,
        most,
        note: Some(note),
        is_unchecked: false,
        title: Some(title),
    })
}

fn nothing_found(host: &str, known: &Host) -> String {
    let day = known.checked.as_deref();
    let day = day.map_or_else(String::new, |day| format!(" on {day}"));
    format!("`{host}` had none of the addresses that it was asked for{day}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::hosts::{HostSpec, HostsSpec};

    fn policy(https: Https, known: &[(&str, Option<Answer>)]) -> Policy {
        let hosts = known.iter().map(|(name, https)| {
            let host = Host {
                https: *https,
                ..Host::default()
            };
            ((*name).to_owned(), HostSpec(host))
        });
        Policy {
            https,
            hosts: Hosts::new(HostsSpec(hosts.collect())).expect("host names"),
            ..Policy::default()
        }
    }

    fn direct(policy: &Policy, text: &str, loaded: bool) -> Option<(String, Safety)> {
        let address = Address::new(text).expect("a URL");
        let direct = policy.direct(&address, loaded, false);
        direct.map(|direct| (direct.address, direct.most))
    }

    #[test]
    fn an_image_may_be_raised_and_a_link_wants_evidence() {
        let known = policy(Https::Assume, &[("b.example", Some(Answer::Yes))]);
        let https = |host: &str| format!("https://{host}/x");
        assert_eq!(
            direct(&known, "http://a.example/x", true),
            Some((https("a.example"), Safety::Safe))
        );
        assert_eq!(
            direct(&known, "http://a.example/x", false),
            Some((https("a.example"), Safety::Unsafe))
        );
        assert_eq!(
            direct(&known, "http://b.example/x", false),
            Some((https("b.example"), Safety::Safe))
        );
        assert_eq!(direct(&known, "http://a.example:81/x", true), None);
        let strict = policy(Https::Evidence, &[]);
        assert_eq!(
            direct(&strict, "http://a.example/x", true),
            Some((https("a.example"), Safety::Unsafe))
        );
    }

    #[test]
    fn a_host_that_can_have_no_certificate_is_not_raised_safely() {
        let known = policy(
            Https::Assume,
            &[("a.b.s3.amazonaws.com", Some(Answer::Yes))],
        );
        let safety =
            |host: &str| direct(&known, &format!("http://{host}/x"), true).map(|(_, most)| most);
        for host in [
            "media.shop.example.s3.amazonaws.com",
            "media.shop.s3.eu-central-1.amazonaws.com",
            "media.shop.s3-eu-west-1.amazonaws.com",
            "a.s3-website.eu-central-1.amazonaws.com",
            "a.s3-website-us-east-1.amazonaws.com",
            "1.2.3.4",
            "[2001:db8::1]",
            "nas.local",
            "x.lan",
            "a.b.internal",
            "a.home.arpa",
            "intranet",
            "a.b.s3.amazonaws.com",
            "a.b.cloudfront.net",
            "www.a.github.io",
        ] {
            assert_eq!(safety(host), Some(Safety::Unsafe), "{host}");
        }
        for host in [
            "bucket.s3.amazonaws.com",
            "bucket.s3.eu-central-1.amazonaws.com",
            "bucket.s3.dualstack.us-west-2.amazonaws.com",
            "s3.amazonaws.com",
            "a.cloudfront.net",
            "a.b.example.net",
        ] {
            assert_eq!(safety(host), Some(Safety::Safe), "{host}");
        }
    }

    #[test]
    fn a_host_without_https_keeps_its_scheme() {
        let known = policy(
            Https::Assume,
            &[("*.a.example", Some(Answer::No)), ("c.a.example", None)],
        );
        let kept = Some(("http://b.a.example/x".to_owned(), Safety::Unsafe));
        assert_eq!(direct(&known, "http://b.a.example/x", true), kept);
        assert_eq!(*known.hosts.get("a.example"), Host::default());
        assert_eq!(*known.hosts.get("c.a.example"), Host::default());
    }

    #[test]
    fn what_was_found_of_a_host_decides_where_to_and_how_far_it_is_trusted() {
        let said = |host: &Host| {
            let known = [("a.example".to_owned(), HostSpec(host.clone()))];
            let policy = Policy {
                hosts: Hosts::new(HostsSpec(known.into())).expect("a host name"),
                ..Policy::default()
            };
            let address = Address::new("http://a.example/x?y").expect("a URL");
            let direct = policy.direct(&address, true, false).expect("it is known");
            (direct.address, direct.most, direct.is_unchecked)
        };
        let raised = "https://a.example/x?y".to_owned();
        let yes = Some(Answer::Yes);
        let host = Host::default();
        assert_eq!(said(&host), (raised.clone(), Safety::Safe, true));
        let host = Host {
            https: yes,
            ..Host::default()
        };
        assert_eq!(said(&host), (raised.clone(), Safety::Safe, false));
        let host = Host {
            https: yes,
            samples: Some(3),
            found: Some(0),
            ..Host::default()
        };
        assert_eq!(said(&host), (raised, Safety::Unsafe, false));
        let host = Host {
            https: Some(Answer::No),
            moved: Some("b.example".to_owned()),
            ..Host::default()
        };
        let moved = "https://b.example/x?y".to_owned();
        assert_eq!(said(&host), (moved, Safety::Unsafe, false));
        let host = Host {
            dead: Some("since 2026-11-28".to_owned()),
            ..Host::default()
        };
        let archived = "https://web.archive.org/web/http://a.example/x?y".to_owned();
        assert_eq!(said(&host), (archived, Safety::Suggest, false));
    }
}
