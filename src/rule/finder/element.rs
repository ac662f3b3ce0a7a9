//! element: an element that a CSS selector means.

use super::options::selector;
use super::query::{Finder, Part, Query};
use crate::data::typed::route::Mistake;
use crate::html::document;
use crate::html::selector::{Matcher, Selector};
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: the element's name.
pub const VALUES: &[&str] = &["tag"];

/// Which elements, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ElementSpec {
    /// A CSS selector.
    pub select: String,
    /// A CSS selector of those that are not meant after all.
    pub unless: Option<String>,
}

/// Which elements.
#[derive(Clone, Debug)]
pub struct Element {
    select: Selector,
    unless: Option<Selector>,
}

impl Element {
    fn read(spec: &ElementSpec) -> Result<Self, Mistake> {
        let unless = spec.unless.as_ref();
        Ok(Self {
            select: selector(&spec.select, "select")?,
            unless: unless.map(|text| selector(text, "unless")).transpose()?,
        })
    }
}

impl Finder for Element {
    type Spec = ElementSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &ElementSpec) -> Result<Self, Mistake> {
        Self::read(spec)
    }

    fn query(&self) -> Query<'_> {
        Query::Elements(self.select.tags())
    }

    fn in_element(
        &self,
        element: document::Element<'_>,
        matcher: &mut Matcher,
        _: &Policy,
        emit: &mut dyn FnMut(Hit),
    ) {
        let mut means = |selector: &Selector| selector.matches(element, matcher);
        if means(&self.select) && !self.unless.as_ref().is_some_and(means) {
            let hit = Hit::new(element.span()).with("tag", element.name().to_lowercase());
            emit(hit.in_tag(element.id, None));
        }
    }

    fn has_place(&self) -> bool {
        false
    }

    fn part(&self) -> Option<Part> {
        Some(Part::Element)
    }
}
