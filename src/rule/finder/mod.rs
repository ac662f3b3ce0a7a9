//! find: the closed set of kinds of things that a rule can look for; one file a kind.

mod except;
pub mod attribute;
pub mod element;
pub mod ending;
pub mod file;
pub mod front_matter;
pub mod image;
mod malformed;
pub mod markup;
pub mod proxy;
pub mod suppression;
pub mod unnamed;
pub mod text;
pub mod url;

use crate::data::typed::{Spanned, typed};
use crate::data::value::Value;
use crate::post::Post;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::problem::Problem;
use attribute::{Attribute, AttributeSpec};
use element::{Element, ElementSpec};
use ending::{Ending, EndingOptions, EndingSpec};
use file::File;
use front_matter::{FrontMatter, FrontMatterSpec};
use image::Image;
use markup::Markup;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use suppression::Suppression;
use text::{Text, TextOptions, TextSpec};
use unnamed::{Unnamed, UnnamedOptions, UnnamedSpec};
use url::{Url, UrlOptions, UrlSpec};

/// What a rule looks for, as its author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spec {
    /// A URL, wherever it stands.
    Url(UrlSpec),
    /// An element.
    Element(ElementSpec),
    /// An element without a name.
    Unnamed(UnnamedSpec),
    /// An attribute.
    Attribute(AttributeSpec),
    /// How elements are put together.
    Markup(Markup),
    /// An image that lacks something.
    Image(Image),
    /// A block of prose by how it ends.
    Ending(EndingSpec),
    /// Patterns in prose.
    Text(TextSpec),
    /// The front matter as a whole.
    FrontMatter(FrontMatterSpec),
    /// The file as a whole.
    File(File),
    /// What a post says that it does not want to be told.
    Suppression(Suppression),
}

/// What a rule looks for, ready to look.
#[derive(Clone, Debug)]
pub enum Find {
    /// A URL, wherever it stands.
    Url(Url),
    /// An element.
    Element(Element),
    /// An element without a name.
    Unnamed(Unnamed),
    /// An attribute.
    Attribute(Attribute),
    /// How elements are put together.
    Markup(Markup),
    /// An image that lacks something.
    Image(Image),
    /// A block of prose by how it ends.
    Ending(Ending),
    /// Patterns in prose.
    Text(Text),
    /// The front matter as a whole.
    FrontMatter(FrontMatter),
    /// The file as a whole.
    File(File),
    /// What a post says that it does not want to be told.
    Suppression(Suppression),
}

impl Find {
    /// Checks what an author wrote.
    pub fn new(spec: &Spanned<Spec>) -> Result<Self, Problem> {
        Ok(match &spec.value {
            Spec::Url(url) => Self::Url(Url::new(url, spec.span)?),
            Spec::Element(spec) => Self::Element(Element::new(spec)?),
            Spec::Unnamed(spec) => Self::Unnamed(Unnamed::new(spec)?),
            Spec::Attribute(spec) => Self::Attribute(Attribute::new(spec)?),
            Spec::Markup(markup) => Self::Markup(*markup),
            Spec::Image(image) => Self::Image(*image),
            Spec::Ending(spec) => Self::Ending(Ending::new(spec)),
            Spec::Text(spec) => Self::Text(Text::new(spec)),
            Spec::FrontMatter(front) => Self::FrontMatter(FrontMatter::new(front, spec.span)?),
            Spec::File(file) => Self::File(*file),
            Spec::Suppression(suppression) => Self::Suppression(*suppression),
        })
    }

    /// The same with what a configuration adds to it.
    pub fn with(&self, options: &Value<'_>) -> Result<Self, Problem> {
        match self {
            Self::Url(find) => {
                let added: UrlOptions = typed(options)?;
                find.with(&added, options.span).map(Self::Url)
            }
            Self::Ending(find) => {
                let added: EndingOptions = typed(options)?;
                find.with(added, options.span).map(Self::Ending)
            }
            Self::Text(find) => find.with(&typed::<TextOptions>(options)?).map(Self::Text),
            Self::Unnamed(find) => {
                let options: UnnamedOptions = typed(options)?;
                Ok(Self::Unnamed(find.with(&options)))
            }
            Self::Element(_)
            | Self::Attribute(_)
            | Self::Markup(_)
            | Self::Image(_)
            | Self::FrontMatter(_)
            | Self::File(_)
            | Self::Suppression(_) => Err(Problem::new(options.span, "this rule has no options")),
        }
    }

    /// The JSON Schema of what a configuration may add to it, where that is anything.
    pub fn options(&self, generator: &mut SchemaGenerator) -> Option<Schema> {
        match self {
            Self::Url(_) => Some(UrlOptions::json_schema(generator)),
            Self::Ending(_) => Some(EndingOptions::json_schema(generator)),
            Self::Text(_) => Some(TextOptions::json_schema(generator)),
            Self::Unnamed(_) => Some(UnnamedOptions::json_schema(generator)),
            Self::Element(_)
            | Self::Attribute(_)
            | Self::Markup(_)
            | Self::Image(_)
            | Self::FrontMatter(_)
            | Self::File(_)
            | Self::Suppression(_) => None,
        }
    }

    /// Whether its patterns are regular expressions: those of a built-in rule are, and a run does not
    /// wait for them.
    pub fn check(&self) -> Result<(), Problem> {
        match self {
            Self::Text(find) => find.check(),
            Self::Attribute(find) => find.check(),
            _ => Ok(()),
        }
    }

    /// The word for the kind in a rule file.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Url(_) => "url",
            Self::Element(_) => "element",
            Self::Unnamed(_) => "unnamed",
            Self::Attribute(_) => "attribute",
            Self::Markup(_) => "markup",
            Self::Image(_) => "image",
            Self::Ending(_) => "ending",
            Self::Text(_) => "text",
            Self::FrontMatter(_) => "front-matter",
            Self::File(_) => "file",
            Self::Suppression(_) => "suppression",
        }
    }

    /// The names of the values that its hits have.
    pub fn values(&self) -> &'static [&'static str] {
        match self {
            Self::Url(_) => url::VALUES,
            Self::Element(_) => element::VALUES,
            Self::Unnamed(_) => unnamed::VALUES,
            Self::Attribute(_) => attribute::VALUES,
            Self::Markup(_) => markup::VALUES,
            Self::Image(_) => image::VALUES,
            Self::Ending(_) => ending::VALUES,
            Self::Text(_) => text::VALUES,
            Self::FrontMatter(_) => front_matter::VALUES,
            Self::File(_) => file::VALUES,
            Self::Suppression(_) => suppression::VALUES,
        }
    }

    /// Whether its hits have a place that a fix can replace.
    pub fn has_place(&self) -> bool {
        match self {
            Self::Url(find) => find.has_place(),
            Self::Ending(_)
            | Self::Text(_)
            | Self::FrontMatter(_)
            | Self::Image(_)
            | Self::Unnamed(_) => true,
            Self::Element(_) | Self::Attribute(_) => false,
            Self::Markup(markup) => markup.has_place(),
            Self::File(file) => file.has_place(),
            Self::Suppression(suppression) => suppression.has_place(),
        }
    }

    /// What it finds in a post that is looked at as a whole.
    pub fn in_post(&self, post: &Post<'_>, policy: &Policy, see: &mut impl FnMut(Hit)) {
        match self {
            Self::FrontMatter(find) => find.find(post, policy, see),
            Self::File(file) => file.find(post, see),
            Self::Markup(markup) => markup.find(&post.page, see),
            _ => {}
        }
    }
}
