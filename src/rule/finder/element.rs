//! element: an element that a CSS selector means.

use super::options::selector;
use super::query::{Finder, Query, Seen};
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

    /// What there is to say of `element`.
    fn hit(&self, element: document::Element<'_>, matcher: &mut Matcher) -> Option<Hit> {
        let excepted = |matcher: &mut _| {
            let unless = self.unless.as_ref();
            unless.is_some_and(|unless| unless.matches(element, matcher))
        };
        let meant = self.select.matches(element, matcher) && !excepted(matcher);
        meant.then(|| Hit::new(element.span()).with("tag", element.name().to_lowercase()))
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

    fn find(&self, seen: &mut Seen<'_>, _: &Policy, emit: &mut dyn FnMut(Hit)) {
        if let Seen::Element(element, matcher) = seen
            && let Some(hit) = self.hit(*element, matcher)
        {
            emit(hit);
        }
    }

    fn has_place(&self) -> bool {
        false
    }
}
