//! query: what a kind of rule asks to be shown, and what it makes of it. One file a kind implements this.

use crate::data::typed::route::Mistake;
use crate::html::document::Element;
use crate::html::selector::Matcher;
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::prose::Block;
use crate::post::suppression::Suppressions;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::regex::Patterns;
use crate::rule::site::Fault;
use crate::url::extract::Site;
use crate::url::parts::Address;
use crate::url::pattern::Places;
use schemars::{Schema, SchemaGenerator};

/// One kind of thing that a rule can look for.
pub trait Finder: Sized {
    /// What a rule's author writes.
    type Spec: Clone;
    /// The names of the values that its hits have.
    const VALUES: &'static [&'static str];

    /// Checks what an author wrote.
    fn new(spec: &Self::Spec) -> Result<Self, Mistake>;

    /// What it wants to be shown of each post.
    fn query(&self) -> Query<'_> {
        Query::Post
    }

    /// What there is to say of what it is shown, which is what it asked for. A kind that asks for posts
    /// or elements writes `in_post` or `in_element` instead.
    fn find(&self, seen: &mut Seen<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        match seen {
            Seen::Post(post) => self.in_post(post, policy, emit),
            Seen::Element(element, matcher) => self.in_element(*element, matcher, policy, emit),
            _ => {}
        }
    }

    /// What there is to say of a post.
    fn in_post(&self, _: &Post<'_>, _: &Policy, _: &mut dyn FnMut(Hit)) {}

    /// What there is to say of an element.
    fn in_element(&self, _: Element<'_>, _: &mut Matcher, _: &Policy, _: &mut dyn FnMut(Hit)) {}

    /// Whether its hits have a place that a fix can replace.
    fn has_place(&self) -> bool {
        true
    }

    /// What of a tag it finds, where a fix may write the tag anew.
    fn part(&self) -> Option<Part> {
        None
    }

    /// Whether its fix replaces all of what it is shown, so that another fix there has nothing to do.
    fn replaces(&self) -> bool {
        false
    }

    /// Whether it has nothing to say where such a fix is offered.
    fn yields(&self) -> bool {
        false
    }

    /// Checks what a run does not wait for with a built-in rule: its regular expressions.
    fn check(&self) -> Result<(), Mistake> {
        Ok(())
    }

    /// The same with what a configuration adds to it.
    fn with(&self, _: &serde_json::Value) -> Result<Self, Vec<Mistake>> {
        Err(vec![Mistake::new("this rule has no options")])
    }

    /// The JSON Schema of what a configuration may add to it, where that is anything.
    fn options(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

/// What of a tag a kind of rule finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// An element.
    Element,
    /// An attribute.
    Attribute,
}

/// What a kind of rule wants to be shown. Rules are sorted by it, so that a post is gone through once.
#[derive(Debug)]
pub enum Query<'f> {
    /// Every URL, or only those at one of these places.
    Urls(Option<&'f Places>),
    /// The elements with these tags; every one, where it is `None`.
    Elements(Option<Vec<Tag>>),
    /// Each block of prose in which one of these may match.
    Prose(&'f Patterns),
    /// The post as a whole.
    Post,
    /// What the post suppresses, once that has been applied.
    Suppressions,
    /// That the file could not be read.
    Unreadable,
    /// What the site as a whole shows, where that is known.
    Site(Fault),
}

/// What a kind of rule is shown.
#[expect(
    missing_debug_implementations,
    reason = "what selectors remember has no form to show"
)]
pub enum Seen<'a> {
    /// A URL where it is written, and what it comes to, taken apart.
    Url(&'a Site<'a>, Option<&'a Address<'a>>),
    /// An element, and what selectors remember of the page.
    Element(Element<'a>, &'a mut Matcher),
    /// A block of prose in its post, and what selectors remember of the page.
    Block(&'a Post<'a>, &'a Block<'a>, &'a mut Matcher),
    /// All of a post.
    Post(&'a Post<'a>),
    /// What a post suppresses, the text of the post, and whether a rule or tag has looked at it.
    Suppressions(&'a str, &'a Suppressions, &'a dyn Fn(&str) -> bool),
    /// Why a file could not be read.
    Unreadable(&'a str),
}
