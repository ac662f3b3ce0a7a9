//! image: what a browser needs to know of an image before it is loaded.

use super::query::{Finder, Query};
use crate::data::typed::route::Mistake;
use crate::html::document::{Attribute, Element};
use crate::html::escape::{Quote, Written};
use crate::html::selector::Matcher;
use crate::html::tag::Tag;
use crate::rule::hit::{Hit, Place, place_behind_attributes};
use crate::rule::policy::Policy;
use crate::text::edit::{Change, Safety};
use crate::text::finding::Severity;
use crate::url::{extract, lazy};
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt::Write as _;

/// The values of a hit: the attributes that a fix adds, the attribute that holds the real address, that
/// address, and what a fix writes for it: the address, or a `src` with it.
pub const VALUES: &[&str] = &["attributes", "name", "address", "written"];

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Image {
    /// Its `width` or its `height`.
    MissingDimensions,
    /// Its address in `src`: it is where a script looks for it.
    LazySource,
    /// Words between the brackets of an image in Markdown.
    EmptyMarkdownAlt,
}

/// In a link, unnamed-link-image says what is wrong.
fn empty_markdown_alt(element: Element<'_>) -> Option<Hit> {
    let alt = element.attribute("alt").filter(|alt| alt.is_markdown)?;
    let is_empty = alt.value().trim().is_empty();
    let in_link = element.ancestors().any(|ancestor| ancestor.tag() == Tag::A);
    (is_empty && !in_link).then(|| Hit::new(element.span()))
}

fn missing_dimensions(element: Element<'_>) -> Option<Hit> {
    let is_markdown = element.attributes().any(|attribute| attribute.is_markdown);
    let has = |name: &str| element.attribute(name).is_some();
    if is_markdown || (has("width") && has("height")) {
        return None;
    }
    let hit = Hit::new(element.span());
    let Some((width, height)) = known(element) else {
        return Some(hit);
    };
    let mut added = String::new();
    for (name, value) in [("width", width), ("height", height)] {
        if !has(name) {
            let _ = write!(added, " {name}=\"{value}\"");
        }
    }
    let place = place_behind_attributes(element)?;
    Some(
        hit.with("attributes", added)
            .at(place, Written::Plainly, Change::AddedAttribute),
    )
}

/// The size that the author's tools left: `data-size="1080,720"`, `data-width` and `data-height`, or
/// pixels in the `style`.
fn known(element: Element<'_>) -> Option<(u32, u32)> {
    let number = |text: &str| {
        let text = text.trim().trim_end_matches("px");
        text.parse::<u32>()
            .ok()
            .filter(|number| (1..=20_000).contains(number))
    };
    let value = |name: &str| element.attribute(name).map(|attribute| attribute.value());
    if let Some(size) = value("data-size") {
        let (width, height) = size.split_once([',', 'x', 'X', '*'])?;
        return number(width).zip(number(height));
    }
    let styled = |property: &str| {
        let style = value("style")?.to_ascii_lowercase();
        let mut rules = style.split(';').filter_map(|rule| rule.split_once(':'));
        let found = rules.find(|(name, _)| name.trim() == property)?;
        found.1.trim().ends_with("px").then(|| number(found.1))?
    };
    let of = |name: &str| {
        let data = value(&format!("data-{name}")).and_then(|text| number(&text));
        let own = value(name).and_then(|text| number(&text));
        own.or(data).or_else(|| styled(name))
    };
    of("width").zip(of("height"))
}

/// What the addresses of stand-ins hold.
const STAND_INS: [&str; 12] = [
    "placeholder",
    "loading",
    "blank.",
    "lazy",
    "spacer",
    "grey.",
    "gray.",
    "transparent",
    "1x1",
    "pixel.",
    "s.gif",
    "load.gif",
];

fn lazy_source(element: Element<'_>) -> Option<Hit> {
    let values = lazy::SOURCES
        .iter()
        .filter_map(|name| element.attribute(name));
    let lazy = { values }.find(|attribute| is_address(&attribute.value()))?;
    let real = lazy.value();
    let name = lazy.name.to_lowercase();
    let hit = |span| {
        Hit::new(span)
            .with("name", name.clone())
            .with("address", real.clone())
    };
    let Some(source) = element.attribute("src") else {
        let hit = hit(element.span()).so_bad(Severity::Error);
        let quoted = Quote {
            mark: Some('"'),
            bare: false,
        };
        let value = Written::Attribute(quoted).encode(&real);
        let added = value.zip(place_behind_attributes(element));
        return Some(match added {
            Some((value, place)) => hit.with("written", format!(" src=\"{value}\"")).at(
                place,
                Written::Plainly,
                Change::AddedAttribute,
            ),
            None => hit,
        });
    };
    let shown = source.value();
    if !is_stand_in(&shown) || shown == real || source.raw.is_none() {
        return None;
    }
    let mut hit = replaced(hit(source.span).with("written", real.clone()), &source);
    // A browser takes the `srcset` before the `src`.
    let set = element
        .attribute("srcset")
        .filter(|set| is_stand_in(&set.value()));
    if let Some(set) = set.filter(|set| set.raw.is_some() && lazy_set(element).is_none()) {
        hit.again.push(Place {
            span: set.span,
            written: Written::Candidate(set.quoting()),
            change: Change::AttributeValue,
        });
    }
    Some(hit)
}

/// Candidates that only a script finds, where the `srcset` is a stand-in or empty.
fn lazy_set(element: Element<'_>) -> Option<Hit> {
    let lazy = lazy::SETS.iter().find_map(|name| element.attribute(name))?;
    let real = lazy.value();
    let first = real.split_ascii_whitespace().next().unwrap_or_default();
    if !is_address(first) {
        return None;
    }
    let set = element
        .attribute("srcset")
        .filter(|set| set.raw.is_some())?;
    let shown = set.value();
    let hit = Hit::new(set.span)
        .with("name", lazy.name.to_lowercase())
        .with("address", real.clone())
        .with("written", real.clone());
    (is_stand_in(&shown) && shown != real).then(|| replaced(hit, &set))
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://")
        || text.starts_with("https://")
        || text.starts_with('/')
        || extract::names_image(text)
}

/// Whether an image at this address only keeps the place.
fn is_stand_in(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    address.trim().is_empty()
        || lower.starts_with("data:")
        || STAND_INS.iter().any(|word| lower.contains(word))
}

/// The hit with the value of `attribute` as what a fix replaces.
fn replaced(hit: Hit, attribute: &Attribute<'_>) -> Hit {
    let written = Written::Attribute(attribute.quoting());
    let mut hit = hit.at(attribute.span, written, Change::AttributeValue);
    hit.most = Safety::Unsafe;
    hit
}

impl Finder for Image {
    type Spec = Self;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &Self) -> Result<Self, Mistake> {
        Ok(*spec)
    }

    fn query(&self) -> Query<'_> {
        Query::Elements(Some(vec![Tag::Img]))
    }

    fn in_element(
        &self,
        element: Element<'_>,
        _: &mut Matcher,
        policy: &Policy,
        emit: &mut dyn FnMut(Hit),
    ) {
        // Where no `alt` comes of it, missing-alt says what is wrong.
        let renderer = policy.readers.renderer();
        let is_said = renderer.is_some_and(|renderer| !renderer.writes_empty_alt);
        match self {
            Self::MissingDimensions => missing_dimensions(element).into_iter().for_each(emit),
            Self::LazySource => {
                let found = lazy_source(element).into_iter().chain(lazy_set(element));
                found.for_each(emit);
            }
            Self::EmptyMarkdownAlt if is_said => {}
            Self::EmptyMarkdownAlt => empty_markdown_alt(element).into_iter().for_each(emit),
        }
    }
}
