//! finder: the closed set of kinds of things that a rule can look for; one file a kind.

mod except;
mod options;
pub mod query;
mod lines;
mod refused;
mod marks;
mod fences;
mod dates;
mod values;
pub mod attribute;
pub mod element;
pub mod house;
mod credits;
pub mod ending;
pub mod file;
pub mod front_matter;
pub mod image;
pub mod literal;
mod malformed;
mod parameters;
pub mod markup;
mod proxy;
pub mod suppression;
pub mod site;
pub mod unnamed;
pub mod text;
pub mod url_spec;
pub mod url;

use crate::data::typed::route::Mistake;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use query::{Finder, Part, Query, Seen};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

/// Each kind: its word in a rule file, and the type that looks.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $word:literal => $kind:ident($finder:ty);)*) => {
        /// What a rule looks for, as its author writes it.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        pub enum Spec {
            $($(#[doc = $doc])* #[serde(rename = $word)] $kind(<$finder as Finder>::Spec),)*
        }

        /// What a rule looks for, ready to look.
        #[derive(Clone, Debug)]
        pub enum Find {
            $($(#[doc = $doc])* $kind($finder),)*
        }

        impl Find {
            /// Checks what an author wrote.
            pub fn new(spec: &Spec) -> Result<Self, Mistake> {
                match spec {
                    $(Spec::$kind(spec) => {
                        let find = <$finder as Finder>::new(spec).map(Self::$kind);
                        find.map_err(|mistake| mistake.under($word))
                    })*
                }
            }

            /// The same with what a configuration adds to it.
            pub fn with(&self, options: &serde_json::Value) -> Result<Self, Vec<Mistake>> {
                match self {
                    $(Self::$kind(find) => find.with(options).map(Self::$kind),)*
                }
            }

            /// The JSON Schema of what a configuration may add to it, where that is anything.
            pub fn options(&self, generator: &mut SchemaGenerator) -> Option<Schema> {
                match self {
                    $(Self::$kind(_) => <$finder as Finder>::options(generator),)*
                }
            }

            /// Whether its patterns are regular expressions: those of a built-in rule are, and a run
            /// does not wait for them.
            pub fn check(&self) -> Result<(), Mistake> {
                match self {
                    $(Self::$kind(find) => {
                        find.check().map_err(|mistake| mistake.under($word))
                    })*
                }
            }

            /// The word for the kind in a rule file.
            pub fn word(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $word,)*
                }
            }

            /// The names of the values that its hits have.
            pub fn values(&self) -> &'static [&'static str] {
                match self {
                    $(Self::$kind(_) => <$finder as Finder>::VALUES,)*
                }
            }

            /// Whether its hits have a place that a fix can replace.
            pub fn has_place(&self) -> bool {
                match self {
                    $(Self::$kind(find) => find.has_place(),)*
                }
            }

            /// What of a tag it finds, where a fix may write the tag anew.
            pub fn part(&self) -> Option<Part> {
                match self {
                    $(Self::$kind(find) => find.part(),)*
                }
            }

            /// Whether its fix replaces all of what it is shown.
            pub fn replaces(&self) -> bool {
                match self {
                    $(Self::$kind(find) => find.replaces(),)*
                }
            }

            /// Whether it has nothing to say where such a fix is offered.
            pub fn yields(&self) -> bool {
                match self {
                    $(Self::$kind(find) => find.yields(),)*
                }
            }

            /// What it wants to be shown of each post.
            pub fn query(&self) -> Query<'_> {
                match self {
                    $(Self::$kind(find) => find.query(),)*
                }
            }

            /// What there is to say of what it is shown.
            pub fn find(&self, seen: &mut Seen<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
                match self {
                    $(Self::$kind(find) => Finder::find(find, seen, policy, emit),)*
                }
            }
        }
    };
}

kinds! {
    /// A URL, wherever it is.
    "url" => Url(url::Url);
    /// An element.
    "element" => Element(element::Element);
    /// An element without a name.
    "unnamed" => Unnamed(unnamed::Unnamed);
    /// An attribute.
    "attribute" => Attribute(attribute::Attribute);
    /// How elements are put together.
    "markup" => Markup(markup::Markup);
    /// An image that lacks something.
    "image" => Image(image::Image);
    /// Markup that readers see as it is written.
    "literal" => Literal(literal::Literal);
    /// A block of prose by how it ends.
    "ending" => Ending(ending::Ending);
    /// Patterns in prose.
    "text" => Text(text::Text);
    /// The front matter as a whole.
    "front-matter" => FrontMatter(front_matter::FrontMatter);
    /// The file as a whole.
    "file" => File(file::File);
    /// What a post says that it does not want to be told.
    "suppression" => Suppression(suppression::Suppression);
    /// A fault that only the site as a whole shows.
    "site" => Site(site::Site);
}
