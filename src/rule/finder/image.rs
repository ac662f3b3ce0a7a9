//! image: what a browser needs to know of an image before it is loaded.

use super::query::{Finder, Query, Seen};
use crate::data::typed::route::Mistake;
use crate::html::document::Element;
use crate::html::escape::{Quote, Written};
use crate::html::tag::Tag;
use crate::rule::hit::{Hit, place_behind_attributes};
use crate::rule::policy::Policy;
use crate::text::edit::{Change, Safety};
use crate::url::extract;
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt::Write as _;

/// The values of a hit: the attributes that a fix adds, the attribute that holds the real address, and
/// that address.
pub const VALUES: &[&str] = &["attributes", "name", "address"];

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Image {
    /// Its `width` or its `height`.
    MissingDimensions,
    /// Its address in `src`: it stands where a script looks for it.
    LazySource,
}

impl Image {
    /// What there is to say of `element`.
    fn hit(self, element: Element<'_>) -> Option<Hit> {
        match self {
            Self::MissingDimensions => missing_dimensions(element),
            Self::LazySource => lazy_source(element),
        }
    }
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

/// Where lazy loaders put the address of the image until it is seen.
const LAZY: [&str; 4] = [
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
];

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
    let lazy = LAZY.iter().find_map(|name| element.attribute(name))?;
    let real = lazy.value();
    let is_address = real.starts_with("http://")
        || real.starts_with("https://")
        || real.starts_with('/')
        || extract::names_image(&real);
    if !is_address {
        return None;
    }
    let name = lazy.name.to_lowercase();
    let hit = |span| {
        Hit::new(span)
            .with("name", name.clone())
            .with("address", real.clone())
    };
    let Some(source) = element.attribute("src") else {
        return Some(hit(element.span()));
    };
    let shown = source.value();
    let lower = shown.to_ascii_lowercase();
    let is_stand_in = shown.trim().is_empty()
        || lower.starts_with("data:")
        || STAND_INS.iter().any(|word| lower.contains(word));
    if !is_stand_in || shown == real || source.raw.is_none() {
        return None;
    }
    let quote = Quote {
        mark: source.quote(),
        bare: false,
    };
    let mut hit = hit(source.span).at(
        source.span,
        Written::Attribute(quote),
        Change::AttributeValue,
    );
    hit.most = Safety::Unsafe;
    Some(hit)
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

    fn find(&self, seen: &mut Seen<'_>, _: &Policy, emit: &mut dyn FnMut(Hit)) {
        if let Seen::Element(element, _) = seen
            && let Some(hit) = self.hit(*element)
        {
            emit(hit);
        }
    }
}
