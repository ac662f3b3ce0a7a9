//! attribute: an attribute by its name and its value.

use super::query::{Finder, Query, Seen};
use crate::data::typed::Spanned;
use crate::html::document::{Element, Initials};
use crate::html::selector::{Matcher, Selector};
use crate::html::tag::Tag;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::regex::Pattern;
use crate::text::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: the name of the attribute, its value, and the element's name.
pub const VALUES: &[&str] = &["name", "value", "tag"];

/// Which attributes, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeSpec {
    /// Its name in lower case, or several; `onkey*` is every name that begins so.
    pub name: Vec<String>,
    /// A CSS selector of the elements that are meant.
    pub on: Option<Spanned<String>>,
    /// A CSS selector of those that are not meant after all.
    pub unless: Option<Spanned<String>>,
    /// A regular expression for its value.
    pub value: Option<Spanned<String>>,
}

/// Which attributes.
#[derive(Clone, Debug)]
pub struct Attribute {
    names: Vec<String>,
    /// What names can begin with: most elements are told by that.
    initials: Initials,
    on: Option<Selector>,
    unless: Option<Selector>,
    value: Option<Pattern>,
}

impl Attribute {
    fn read(spec: &AttributeSpec) -> Result<Self, Problem> {
        let selector = |text: &Spanned<String>| {
            Selector::new(text).map_err(|message| Problem::new(text.span, message))
        };
        Ok(Self {
            names: spec.name.clone(),
            initials: spec.name.iter().fold(Initials::default(), |all, name| {
                all.and(Initials::of(name.trim_end_matches('*')))
            }),
            on: spec.on.as_ref().map(selector).transpose()?,
            unless: spec.unless.as_ref().map(selector).transpose()?,
            value: spec.value.as_ref().map(Pattern::new),
        })
    }

    /// Whether its pattern is one.
    fn check_patterns(&self) -> Result<(), Problem> {
        self.value.as_ref().map_or(Ok(()), Pattern::check)
    }

    /// The tags that it can stand on; `None` where that may be any.
    fn tags(&self) -> Option<Vec<Tag>> {
        self.on.as_ref()?.tags()
    }

    /// Whether the attribute `name` is one of those.
    fn names(&self, name: &str) -> bool {
        self.names
            .iter()
            .any(|known| match known.strip_suffix('*') {
                Some(start) => begins_with(name, start),
                None => name.eq_ignore_ascii_case(known),
            })
    }

    /// Shows what there is to say of the attributes of `element` to `emit`.
    fn in_element(&self, element: Element<'_>, matcher: &mut Matcher, emit: &mut dyn FnMut(Hit)) {
        if !element.has_initial(self.initials) {
            return;
        }
        for attribute in element.attributes() {
            if !self.names(attribute.name) {
                continue;
            }
            let value = attribute.value();
            let mut is = |selector: &Option<Selector>| {
                selector
                    .as_ref()
                    .map(|selector| selector.matches(element, matcher))
            };
            let pattern = self.value.as_ref();
            let is_meant = pattern.is_none_or(|pattern| pattern.is_match(&value))
                && is(&self.on) != Some(false)
                && is(&self.unless) != Some(true);
            if is_meant {
                let span = if attribute.span.is_empty() {
                    attribute.name_span
                } else {
                    attribute.span
                };
                emit(
                    Hit::new(span)
                        .with("name", attribute.name.to_lowercase())
                        .with("value", value)
                        .with("tag", element.name().to_lowercase()),
                );
            }
        }
    }
}

fn begins_with(name: &str, start: &str) -> bool {
    let head = name.get(..start.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(start))
}

impl Finder for Attribute {
    type Spec = AttributeSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &Spanned<AttributeSpec>) -> Result<Self, Problem> {
        Self::read(&spec.value)
    }

    fn query(&self) -> Query<'_> {
        Query::Elements(self.tags())
    }

    fn find(&self, seen: &mut Seen<'_>, _: &Policy, emit: &mut dyn FnMut(Hit)) {
        if let Seen::Element(element, matcher) = seen {
            self.in_element(*element, matcher, emit);
        }
    }

    fn has_place(&self) -> bool {
        false
    }

    fn check(&self) -> Result<(), Problem> {
        self.check_patterns()
    }
}
