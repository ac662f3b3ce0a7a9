//! unnamed: an element without a name for those who do not see it.

use super::options::{added, selector};
use super::query::{Finder, Query};
use crate::data::typed::forms;
use crate::data::typed::route::Mistake;
use crate::html::accessible_name::{
    is_decoration, is_hidden, is_named, is_named_by_figure, said_elsewhere,
};
use crate::html::document::Element;
use crate::html::entity::encode_attribute;
use crate::html::escape::Written;
use crate::html::selector::{Matcher, Selector};
use crate::html::tag::Tag;
use crate::rule::hit::{Hit, place_behind_attributes};
use crate::rule::policy::Policy;
use crate::text::edit::Change;
use schemars::JsonSchema;
use schemars::{Schema, SchemaGenerator};
use serde::Deserialize;
use std::fmt::Write as _;

/// The values of a hit: the element's name in HTML; what its author wrote elsewhere that may name it, and
/// an `alt` that says so.
pub const VALUES: &[&str] = &["tag", "said", "alt"];

/// Which elements, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnnamedSpec {
    /// A CSS selector.
    pub select: String,
    /// What is in the element can name it, as in a link.
    #[serde(default)]
    pub content: bool,
    /// An image of Markdown whose empty text the site's renderer does not write is meant as well.
    #[serde(default, rename = "unwritten-alt")]
    pub unwritten_alt: bool,
}

/// What a configuration may say of a rule of this kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnnamedOptions {
    /// How strict it is.
    pub level: Level,
    /// The names of components of MDX that need a name too.
    #[serde(deserialize_with = "forms::list")]
    pub components: Vec<String>,
}

/// How strict a rule for names is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// As the ACT rules are.
    #[default]
    Act,
    /// As the HTML standard is: the caption of a figure may name its image.
    Html,
}

/// Which elements.
#[derive(Clone, Debug)]
pub struct Unnamed {
    written: String,
    select: Selector,
    content: bool,
    unwritten_alt: bool,
    level: Level,
}

impl Unnamed {
    fn read(spec: &UnnamedSpec) -> Result<Self, Mistake> {
        Ok(Self {
            written: spec.select.clone(),
            select: selector(&spec.select, "select")?,
            content: spec.content,
            unwritten_alt: spec.unwritten_alt,
            level: Level::default(),
        })
    }

    fn adding(&self, options: &UnnamedOptions) -> Result<Self, Mistake> {
        let mut written = self.written.clone();
        for (at, name) in options.components.iter().enumerate() {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
            if !name.starts_with(char::is_alphabetic) || !name.chars().all(is_part) {
                let mistake = Mistake::new("the name of a component is meant, as in `<Figure>`");
                return Err(mistake.under(at).under("components"));
            }
            let has_none = if self.content { "" } else { ":not([alt])" };
            let _ = write!(written, ", {}{has_none}", name.replace('.', "\\."));
        }
        Ok(Self {
            level: options.level,
            select: selector(&written, "components")?,
            ..self.clone()
        })
    }

    /// What there is to say of an image of Markdown with nothing between its brackets, where no `alt`
    /// comes of that. In a link, unnamed-link-image says what is wrong.
    fn unwritten(&self, element: Element<'_>, policy: &Policy) -> Option<Hit> {
        if !self.unwritten_alt || element.tag() != Tag::Img {
            return None;
        }
        let renderer = policy.readers.renderer();
        let renderer = renderer.filter(|renderer| !renderer.writes_empty_alt)?;
        let alt = element.attribute("alt")?;
        let is_empty = alt.is_markdown && alt.value().is_empty();
        let in_link = element.ancestors().any(|around| around.tag() == Tag::A);
        (is_empty && !in_link).then(|| {
            let mut hit = Hit::new(element.span()).with("tag", "img");
            hit.note = Some(format!(
                "{} writes no `alt` for empty brackets",
                renderer.name
            ));
            hit
        })
    }

    /// What there is to say of `element`.
    fn hit(&self, element: Element<'_>, matcher: &mut Matcher) -> Option<Hit> {
        // Nearly all have a name, and to see that costs less than `:has`.
        let meant = self.select.may_mean(element)
            && !element.has_unknown_attributes()
            && !is_named(element, self.content)
            && !is_decoration(element)
            && !is_hidden(element)
            && !is_behind_label(element)
            && self.select.matches(element, matcher);
        let is_excused = || {
            (self.level == Level::Html && is_named_by_figure(element))
                || (self.content && is_filled_by_script(element))
        };
        (meant && !is_excused()).then(|| {
            let hit = Hit::new(element.span()).with("tag", element.name().to_lowercase());
            let said = (element.tag() == Tag::Img)
                .then(|| said_elsewhere(element))
                .flatten();
            match (said, place_behind_attributes(element)) {
                (Some(said), Some(place)) if element.attribute("alt").is_none() => {
                    let alt = format!(" alt=\"{}\"", encode_attribute(&said, Some('"')));
                    hit.with("alt", alt).with("said", said).at(
                        place,
                        Written::Plainly,
                        Change::AddedAttribute,
                    )
                }
                _ => hit,
            }
        })
    }
}

/// Whether `[](x)` may be `[]` of a reference, `[label][]`, which an include defines, and words in brackets.
fn is_behind_label(element: Element<'_>) -> bool {
    let text = element.page().text();
    let is_markdown = || element.attribute("href").is_some_and(|it| it.is_markdown);
    let is_behind = text[..element.span().start as usize].ends_with(']');
    is_behind && is_markdown() && element.page().programs().has_tag
}

/// Whether a script of the post asks for `element` by its id, and so may write what is in it.
fn is_filled_by_script(element: Element<'_>) -> bool {
    let id = element.attribute("id");
    id.is_some_and(|id| element.page().programs().ask_for(&id.value()))
}

impl Finder for Unnamed {
    type Spec = UnnamedSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &UnnamedSpec) -> Result<Self, Mistake> {
        Self::read(spec)
    }

    fn query(&self) -> Query<'_> {
        Query::Elements(self.select.tags())
    }

    fn in_element(
        &self,
        element: Element<'_>,
        matcher: &mut Matcher,
        policy: &Policy,
        emit: &mut dyn FnMut(Hit),
    ) {
        let hit = self.hit(element, matcher);
        let hit = hit.or_else(|| self.unwritten(element, policy));
        hit.into_iter().for_each(emit);
    }

    fn with(&self, options: &serde_json::Value) -> Result<Self, Vec<Mistake>> {
        self.adding(&added(options)?)
            .map_err(|mistake| vec![mistake])
    }

    fn options(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(UnnamedOptions::json_schema(generator))
    }
}
