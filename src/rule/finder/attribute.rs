//! attribute: an attribute by its name and its value.

use super::options::selector;
use super::query::{Finder, Part, Query};
use crate::data::typed::forms;
use crate::data::typed::route::Mistake;
use crate::html::document::{self, Element, Initials};
use crate::html::escape::Written;
use crate::html::selector::{Matcher, Selector};
use crate::html::tag::Tag;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::regex::Pattern;
use crate::text::edit::Change;
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: the name of the attribute, its value, and the element's name.
pub const VALUES: &[&str] = &["name", "value", "tag"];

/// Which attributes, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeSpec {
    /// Its name in lower case, or several; `onkey*` is every name that begins so.
    #[serde(deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub name: Vec<String>,
    /// A CSS selector of the elements that are meant.
    pub on: Option<String>,
    /// A CSS selector of those that are not meant after all.
    pub unless: Option<String>,
    /// A regular expression for its value.
    pub value: Option<String>,
    /// A value that calls nothing but functions of a script in the same file is not meant.
    #[serde(default, rename = "unless-called")]
    pub unless_called: bool,
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
    unless_called: bool,
}

impl Attribute {
    fn read(spec: &AttributeSpec) -> Result<Self, Mistake> {
        let read =
            |text: &Option<String>, key| text.as_ref().map(|text| selector(text, key)).transpose();
        Ok(Self {
            names: spec.name.clone(),
            initials: spec.name.iter().fold(Initials::default(), |all, name| {
                all.and(Initials::of(name.trim_end_matches('*')))
            }),
            on: read(&spec.on, "on")?,
            unless: read(&spec.unless, "unless")?,
            value: spec.value.as_deref().map(Pattern::new),
            unless_called: spec.unless_called,
        })
    }

    /// Whether its pattern is one.
    fn check_patterns(&self) -> Result<(), Mistake> {
        let checked = self.value.as_ref().map_or(Ok(()), Pattern::check);
        checked.map_err(|mistake| mistake.under("value"))
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
}

/// What was found: the value, or the name where there is none.
fn hit(element: Element<'_>, attribute: &document::Attribute<'_>) -> Hit {
    let span = if attribute.span.is_empty() {
        attribute.name_span
    } else {
        attribute.span
    };
    let hit = Hit::new(span)
        .with("name", attribute.name.to_lowercase())
        .with("value", attribute.value())
        .with("tag", element.name().to_lowercase());
    // In Markdown there is no tag, and code is no value.
    if attribute.is_markdown || attribute.is_code() {
        return hit;
    }
    let hit = hit.in_tag(element.id, Some(attribute.name_span));
    match attribute.raw {
        Some(_) => {
            let written = Written::Attribute(attribute.quoting());
            hit.at(attribute.span, written, Change::AttributeValue)
        }
        None => hit,
    }
}

fn begins_with(name: &str, start: &str) -> bool {
    let head = name.get(..start.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(start))
}

impl Finder for Attribute {
    type Spec = AttributeSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &AttributeSpec) -> Result<Self, Mistake> {
        Self::read(spec)
    }

    fn query(&self) -> Query<'_> {
        Query::Elements(self.tags())
    }

    fn in_element(
        &self,
        element: Element<'_>,
        matcher: &mut Matcher,
        _: &Policy,
        emit: &mut dyn FnMut(Hit),
    ) {
        if !element.has_initial(self.initials) {
            return;
        }
        for attribute in element.attributes_named(|name| self.names(name)) {
            let value = attribute.value();
            let mut is = |selector: &Option<Selector>| {
                selector
                    .as_ref()
                    .map(|selector| selector.matches(element, matcher))
            };
            let pattern = self.value.as_ref();
            let is_meant = pattern.is_none_or(|pattern| pattern.is_match(&value))
                && is(&self.on) != Some(false)
                && is(&self.unless) != Some(true)
                && !(self.unless_called && element.page().programs().define_all(&value));
            if is_meant {
                emit(hit(element, &attribute));
            }
        }
    }

    fn part(&self) -> Option<Part> {
        Some(Part::Attribute)
    }

    fn check(&self) -> Result<(), Mistake> {
        self.check_patterns()
    }
}
