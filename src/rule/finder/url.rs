//! url: an address, wherever a post has one.

use super::malformed;
use super::options::added;
use super::parameters::Parameters;
use super::proxy::unwrap;
use super::query::{Finder, Query, Seen};
use super::url_spec::{Scheme, UrlOptions, UrlSpec, place, places, proxies};
use crate::data::typed::route::Mistake;
use crate::html::document::Element;
use crate::html::escape::Written;
use crate::rule::hit::Hit;
use crate::rule::policy::{Https, Policy};
use crate::text::edit::Change;
use crate::text::finding::Severity;
use crate::url::extract::{Kind, Site, is_filled_in};
use crate::url::parts::{Address, public_host};
use crate::url::pattern::Places;
use crate::url::percent::read_code;
use crate::url::proxy::Proxies;
use schemars::JsonSchema;
use schemars::{Schema, SchemaGenerator};

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

/// Which URLs.
#[derive(Clone, Debug)]
pub struct Url {
    sites: Vec<Kind>,
    /// Where a finding is only a note.
    note_at: Vec<Kind>,
    not_sponsored: bool,
    test: Test,
    /// Hosts that are left alone.
    except: Option<Places>,
}

#[derive(Clone, Debug)]
enum Test {
    Unwrap(Proxies),
    Schemes(Vec<Scheme>),
    Parameters(Parameters),
    Places(Places),
    Malformed,
    RunTogether,
}

impl Url {
    fn read(spec: &UrlSpec) -> Result<Self, Mistake> {
        let mut tests = Vec::new();
        if let Some(specs) = &spec.unwrap {
            tests.push(Test::Unwrap(Proxies::new(proxies(specs)?)));
        }
        if let Some(schemes) = &spec.schemes {
            tests.push(Test::Schemes(schemes.clone()));
        }
        if let Some(names) = &spec.parameters {
            tests.push(Test::Parameters(Parameters {
                names: names.clone(),
                except: spec.except_values.clone(),
                campaigns: spec.except_campaigns.clone(),
                with: spec.except_with.clone(),
            }));
        }
        if let Some(specs) = &spec.places {
            tests.push(Test::Places(Places::new(places(specs)?)));
        }
        if spec.malformed {
            tests.push(Test::Malformed);
        }
        if spec.run_together {
            tests.push(Test::RunTogether);
        }
        let (Some(test), None) = (tests.pop(), tests.pop()) else {
            let message = "one thing is to be looked for: \
                           unwrap, schemes, parameters, places, malformed or run-together";
            return Err(Mistake::new(message));
        };
        Ok(Self {
            sites: spec.sites.clone(),
            note_at: spec.note_at.clone(),
            not_sponsored: spec.not_sponsored,
            test,
            except: None,
        })
    }

    fn adding(&self, options: &UrlOptions) -> Result<Self, Mistake> {
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
                known.names.extend(options.parameters.iter().cloned());
                refused[1].1 = false;
            }
            Test::Places(known) => {
                *known = known.with(places(&options.places)?);
                refused[2].1 = false;
            }
            Test::Schemes(_) | Test::Malformed | Test::RunTogether => {}
        }
        if let Some((option, _)) = refused.iter().find(|(_, is_refused)| *is_refused) {
            let mistake = Mistake::new(format!("this rule has no `{option}`"));
            return Err(mistake.under(option).of_key());
        }
        if !options.except.is_empty() {
            let except = place(&options.except, "except", None)?;
            more.except = Some(Places::new(vec![except]));
        }
        Ok(more)
    }

    /// What there is to say of the URL at `site`; `address` is what it comes to, taken apart.
    pub fn hit(
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
        // What is no part of the address would be taken along.
        if malformed::swallowed(site).is_some() && !matches!(self.test, Test::Malformed) {
            return None;
        }
        // A fix that took two candidates for one address would drop the second.
        if site.together().is_some() && !matches!(self.test, Test::RunTogether) {
            return None;
        }
        let hit = match &self.test {
            Test::Parameters(_) if address?.query.is_none() => None,
            // What would be cut off, or taken out, may end within what a generator fills in.
            Test::Unwrap(_) | Test::Parameters(_) if is_filled_in(&site.address) => None,
            Test::Unwrap(proxies) => unwrap(proxies, site, address?, policy),
            Test::Schemes(schemes) => schemes
                .iter()
                .find_map(|scheme| with_scheme(*scheme, site, address, policy)),
            Test::Parameters(parameters) => parameters.find(site, address?),
            Test::Places(places) => {
                let address = address?;
                places
                    .hold(address)
                    .then(|| Hit::new(site.span).with("host", address.host()))
            }
            Test::Malformed => {
                let renderer = policy.readers.renderer();
                let bar_is_table = renderer.is_some_and(|renderer| renderer.bar_is_table);
                malformed::find(site, address, bar_is_table)
            }
            Test::RunTogether => run_together(site),
        };
        if hit.is_some() && self.not_sponsored && site.is_sponsored() {
            return None;
        }
        let is_note = self.note_at.contains(&site.kind) && !site.is_image;
        hit.map(|hit| {
            let hit = hit.with("address", &*site.address);
            if is_note {
                hit.so_bad(Severity::Note)
            } else {
                hit
            }
        })
    }

    /// The only places where it finds anything; `None` where that may be any.
    pub fn places(&self) -> Option<&Places> {
        match &self.test {
            Test::Unwrap(proxies) => Some(proxies.places()),
            Test::Places(places) => Some(places),
            Test::Schemes(_) | Test::Parameters(_) | Test::Malformed | Test::RunTogether => None,
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
        Scheme::Javascript | Scheme::JavascriptVoid => "javascript:",
        Scheme::Vbscript => "vbscript:",
        Scheme::DataHtml => "data:text/html",
    };
    // URL Standard, 4.4: control characters and spaces in front are no part of a URL.
    let text = text.trim_start_matches(|c: char| c <= ' ');
    let start = text.get(..name.len())?;
    if !start.eq_ignore_ascii_case(name) {
        return None;
    }
    let code = &text[name.len()..];
    let is_found = match scheme {
        Scheme::Javascript => !does_nothing(code) && !is_bookmarklet(code),
        Scheme::JavascriptVoid => does_nothing(code) && !site.element.is_some_and(takes_click),
        _ => true,
    };
    is_found.then(|| Hit::new(site.span).with("problem", name))
}

/// Whether an attribute gives a click on `element` to a script: `onclick`, `@click`, `ng-click`, `data-toggle`.
fn takes_click(element: Element<'_>) -> bool {
    element.attribute_names().any(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("click")
            || name.starts_with("hx-")
            || matches!(&*name, "data-toggle" | "data-bs-toggle" | "onmousedown")
    })
}

/// Whether the code of a `javascript:` address does nothing: `void(0)`, `;`, nothing at all.
fn does_nothing(code: &str) -> bool {
    let code: String = code.split_whitespace().collect::<String>();
    let code = code.trim_end_matches(';').to_ascii_lowercase();
    matches!(
        code.as_str(),
        "" | "void"
            | "void0"
            | "void(0)"
            | "void(null)"
            | "void()"
            | "//"
            | "#"
            | "0"
            | "false"
            | "undefined"
    )
}

/// Whether the code of a `javascript:` address is a function that is called in place, as those who write
/// a bookmarklet wrap it, or goes to another page with the address of this one.
fn is_bookmarklet(code: &str) -> bool {
    let code = read_code(code);
    // A label of JavaScript: it does nothing.
    let code = code.trim_start().trim_start_matches("javascript:");
    let code = code.trim_start().trim_start_matches("void").trim_start();
    let goes = ["location", "window.location", "document.location"];
    let goes = goes.iter().find_map(|start| code.strip_prefix(start));
    let takes_this = ["escape(", "encodeURI"]
        .iter()
        .any(|call| code.contains(call));
    if goes.is_some_and(|rest| {
        rest.trim_start_matches(".href")
            .trim_start()
            .starts_with('=')
    }) {
        return takes_this;
    }
    let inner = code.trim_start_matches(['(', '!', '+', '~', ' ']);
    let inner = inner.strip_prefix("async").map_or(inner, str::trim_start);
    let is_arrow = code.starts_with('(') && code.contains("=>");
    let is_called = code.trim_end_matches([';', ' ']).ends_with(')');
    (inner.starts_with("function") || is_arrow) && is_called
}

fn direct(scheme: Scheme, site: &Site<'_>, address: &Address<'_>, policy: &Policy) -> Option<Hit> {
    let wanted = if scheme == Scheme::Http { "http" } else { "" };
    if !address.scheme.eq_ignore_ascii_case(wanted) {
        return None;
    }
    let absolute = format!("http://{}{}", address.authority, address.rest());
    public_host(&absolute)?;
    if address.has_no_https() {
        return None;
    }
    let mut hit = Hit::new(site.span).with("host", address.host());
    let beside = site.beside();
    let evidence = beside.lazy.iter().chain(&beside.near).any(|text| {
        let other = Address::new(text);
        other.is_some_and(|other| other.scheme == "https" && other.is_same_place(address))
    });
    let direct = policy.direct(address, site.is_image, evidence);
    match direct {
        // Who keeps schemes has decided that they stay.
        _ if policy.https == Https::Keep => None,
        Some(direct) if direct.address != address.text => {
            hit.most = direct.most;
            hit.is_unchecked = direct.is_unchecked;
            hit.title = direct.title;
            hit.note = direct.note;
            Some(hit.with("direct", direct.address).written_at(site))
        }
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

/// Candidates that a browser takes for one, and how they are told apart.
fn run_together(site: &Site<'_>) -> Option<Hit> {
    let Written::Candidate(quote) = site.written else {
        return None;
    };
    let apart = site.together()?;
    let hit = Hit::new(site.span).with("direct", apart);
    Some(hit.at(site.span, Written::Attribute(quote), Change::AttributeValue))
}

impl Finder for Url {
    type Spec = UrlSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &UrlSpec) -> Result<Self, Mistake> {
        Self::read(spec)
    }

    fn query(&self) -> Query<'_> {
        Query::Urls(self.places())
    }

    fn find(&self, seen: &mut Seen<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        if let Seen::Url(site, address) = seen
            && let Some(hit) = self.hit(site, *address, policy)
        {
            emit(hit);
        }
    }

    fn replaces(&self) -> bool {
        self.proxies().is_some()
    }

    /// It judges the scheme that a browser would load an address by: that of the origin counts.
    fn yields(&self) -> bool {
        let by_scheme = |scheme: &Scheme| matches!(scheme, Scheme::Http | Scheme::Relative);
        matches!(&self.test, Test::Schemes(schemes) if schemes.iter().all(by_scheme))
    }

    fn has_place(&self) -> bool {
        !matches!(self.test, Test::Places(_))
    }

    fn with(&self, options: &serde_json::Value) -> Result<Self, Vec<Mistake>> {
        self.adding(&added(options)?)
            .map_err(|mistake| vec![mistake])
    }

    fn options(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(UrlOptions::json_schema(generator))
    }
}
