//! element: an element that a CSS selector means.

use crate::data::typed::Spanned;
use crate::html::document;
use crate::html::selector::{Matcher, Selector};
use crate::html::tag::Tag;
use crate::rule::hit::Hit;
use crate::text::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: the element's name.
pub const VALUES: &[&str] = &["tag"];

/// Which elements, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ElementSpec {
    /// A CSS selector.
    pub select: Spanned<String>,
    /// A CSS selector of those that are not meant after all.
    pub unless: Option<Spanned<String>>,
}

/// Which elements.
#[derive(Clone, Debug)]
pub struct Element {
    select: Selector,
    unless: Option<Selector>,
}

impl Element {
    pub(super) fn new(spec: &ElementSpec) -> Result<Self, Problem> {
        let read = |text: &Spanned<String>| {
            Selector::new(text).map_err(|message| Problem::new(text.span, message))
        };
        Ok(Self {
            select: read(&spec.select)?,
            unless: spec.unless.as_ref().map(read).transpose()?,
        })
    }

    /// The tags that it can mean; `None` where any may be meant.
    pub fn tags(&self) -> Option<Vec<Tag>> {
        self.select.tags()
    }

    /// What there is to say of `element`.
    pub fn find(&self, element: document::Element<'_>, matcher: &mut Matcher) -> Option<Hit> {
        let excepted = |matcher: &mut _| {
            let unless = self.unless.as_ref();
            unless.is_some_and(|unless| unless.matches(element, matcher))
        };
        let meant = self.select.matches(element, matcher) && !excepted(matcher);
        meant.then(|| Hit::new(element.span()).with("tag", element.name().to_lowercase()))
    }
}
