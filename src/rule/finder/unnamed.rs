//! unnamed: an element without a name for those who do not see it.

use crate::data::typed::Spanned;
use crate::html::accessible_name::{
    is_decoration, is_hidden, is_named, is_named_by_figure, said_elsewhere,
};
use crate::html::document::Element;
use crate::html::entity::encode_attribute;
use crate::html::escape::Written;
use crate::html::selector::{Matcher, Selector};
use crate::html::tag::Tag;
use crate::rule::hit::{Hit, place_behind_attributes};
use crate::text::edit::Change;
use crate::text::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: the element's name in HTML; what its author wrote elsewhere that may name it, and
/// an `alt` that says so.
pub const VALUES: &[&str] = &["tag", "said", "alt"];

/// Which elements, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnnamedSpec {
    /// A CSS selector.
    pub select: Spanned<String>,
    /// What is in the element can name it, as in a link.
    #[serde(default)]
    pub content: bool,
}

/// What a configuration may say of a rule of this kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UnnamedOptions {
    /// How strict it is.
    pub level: Level,
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
    select: Selector,
    content: bool,
    level: Level,
}

impl Unnamed {
    pub(super) fn new(spec: &UnnamedSpec) -> Result<Self, Problem> {
        let wrong = |message| Problem::new(spec.select.span, message);
        Ok(Self {
            select: Selector::new(&spec.select).map_err(wrong)?,
            content: spec.content,
            level: Level::default(),
        })
    }

    pub(super) fn with(&self, options: &UnnamedOptions) -> Self {
        Self {
            level: options.level,
            ..self.clone()
        }
    }

    /// The tags that it can mean; `None` where any may be meant.
    pub fn tags(&self) -> Option<Vec<Tag>> {
        self.select.tags()
    }

    /// What there is to say of `element`.
    pub fn find(&self, element: Element<'_>, matcher: &mut Matcher) -> Option<Hit> {
        let meant = self.select.matches(element, matcher)
            && !element.has_unknown_attributes()
            && !is_named(element, self.content)
            && !is_decoration(element)
            && !is_hidden(element);
        let is_excused = || self.level == Level::Html && is_named_by_figure(element);
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
