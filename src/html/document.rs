//! document: the events of one post in the order of its bytes, and the tree that they form.

use crate::html::entity::{self, Context};
use crate::html::escape::Quote;
use crate::html::programs::Programs;
use crate::html::tag::Tag;
use crate::text::span::Span;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What a rule can see of a body, flat. Everything points into `text` with spans.
#[derive(Debug)]
pub struct Page<'s> {
    pub(super) text: &'s str,
    pub(super) events: Vec<Event>,
    pub(super) elements: Vec<Node>,
    pub(super) attributes: Vec<RawAttribute>,
    /// The first element that was too deep to be nested further.
    pub(super) too_deep: Option<Span>,
    /// Its tags are JSX.
    pub(super) is_jsx: bool,
    /// Where code begins that nothing ends, though it is written with an end: a fence, a template's tag.
    pub unclosed: Vec<Span>,
    /// The first element with each `id`, once it has been asked for.
    pub(super) ids: OnceLock<HashMap<String, ElementId>>,
    /// What programs in its text say, once that has been asked.
    pub(super) programs: OnceLock<Programs>,
}

/// One thing on the page. Every byte of a body belongs to one event at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A start tag.
    Open(ElementId),
    /// The end of an element: its end tag, or an empty span where HTML implies it.
    Close(ElementId, Span),
    /// An end tag that closes nothing.
    StrayEndTag(Span),
    /// Text between tags, with references still in it.
    Text(Span),
    /// Bytes that no reader sees as text: what is in a `<script>`, a `<style>`, a `<textarea>`.
    Raw(Span),
    /// A comment with its marks.
    Comment(Span),
    /// A doctype, a tag that the end of the file cuts off, and whatever else is no content.
    Other(Span),
}

/// An element's place in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub(super) u32);

/// Which language an element is of. HTML, 13.1.2 "Elements".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    Html,
    Svg,
    MathMl,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) tag: Tag,
    pub(super) namespace: Namespace,
    /// It is of SVG or MathML, and what is in it is of HTML. HTML, 13.2.6.5 "HTML integration point".
    pub(super) holds_html: bool,
    pub(super) span: Span,
    /// Length of the name in bytes, which begins one byte into the span; 0 where Markdown means the
    /// element and does not name it.
    pub(super) name: u32,
    pub(super) attributes: (u32, u32),
    /// Those of its attributes' names.
    pub(super) initials: Initials,
    pub(super) parent: Option<ElementId>,
    pub(super) previous: Option<ElementId>,
    /// The first element after this one that is not inside it.
    pub(super) after: u32,
    pub(super) end: End,
}

/// How an element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At its end tag.
    Tag(Span),
    /// Where HTML says so without an end tag, before this byte.
    Implied(u32),
    /// It cannot have content.
    Void,
    /// Another element's end tag closes it, before this byte, though HTML wants one of its own.
    Unclosed(u32),
}

/// The first letters of some names, whatever their case, and their lengths: most names that an element has
/// not begin as none of those that it has, or are as long as none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Initials(u64);

impl Initials {
    /// The half that the letters are in.
    const LETTERS: u64 = u32::MAX as u64;

    /// The first letter and the length of `name`; of the empty name, every letter.
    #[inline]
    pub fn of(name: &str) -> Self {
        let letter = |b: &u8| 1 << (b & 31);
        let letter = name.as_bytes().first().map_or(Self::LETTERS, letter);
        Self(letter | 1 << (32 + (name.len() & 31)))
    }

    /// What is in either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    fn share_letter(self, other: Self) -> bool {
        self.0 & other.0 & Self::LETTERS != 0
    }

    #[inline]
    fn may_share_name(self, other: Self) -> bool {
        let shared = self.0 & other.0;
        shared & Self::LETTERS != 0 && shared & !Self::LETTERS != 0
    }

    #[inline]
    fn hold(self, one: Self) -> bool {
        self.0 & one.0 == one.0
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct RawAttribute {
    pub(super) name: Name,
    pub(super) value: Option<Span>,
}

/// How an attribute comes to its name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name {
    /// It is written there.
    Written(Span),
    /// Markdown means it, by where the value is.
    Meant(Meant),
}

/// An attribute that Markdown means, and how its value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// With backslashes and references.
    Escaped(&'static str),
    /// As it is.
    Literal(&'static str),
}

/// One element, lent by its page.
#[derive(Clone, Copy)]
pub struct Element<'p> {
    pub(super) page: &'p Page<'p>,
    /// Its place.
    pub id: ElementId,
}

/// One attribute of an element.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'p> {
    /// The name as written.
    pub name: &'p str,
    /// Where the name is.
    pub name_span: Span,
    /// The value as written, references and all, without its quotes; `None` where there is none.
    pub raw: Option<&'p str>,
    /// Where the value is, without its quotes; behind the name where there is none.
    pub span: Span,
    /// The text that it is in.
    text: &'p str,
    /// Markdown means it: the value is written by its rules.
    pub is_markdown: bool,
    /// Nothing in the value is escaped.
    pub is_literal: bool,
}

impl<'p> Attribute<'p> {
    /// All that is written of it: its name, and its value with its quotes.
    pub fn whole(&self) -> Span {
        let end = self.span.end + u32::from(self.quote().is_some());
        Span::new(self.name_span.start, end)
    }

    /// Whether this is the attribute `name` (lower-case).
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether its value is code of MDX or of a template: `{a}`, without quotes.
    pub fn is_code(&self) -> bool {
        self.raw.is_some_and(|raw| raw.starts_with('{')) && self.quote().is_none()
    }

    /// The quote around the value.
    pub fn quote(&self) -> Option<char> {
        let start = self
            .raw
            .filter(|_| !self.is_markdown)
            .map(|_| self.span.start);
        let before = self.text.as_bytes()[..start? as usize].last();
        let quote = before.map(|b| char::from(*b));
        quote.filter(|c| matches!(c, '"' | '\''))
    }

    /// How the value is written in the tag.
    pub fn quoting(&self) -> Quote {
        let raw = self.raw.unwrap_or_default();
        let is_bare = |(span, says): (Span, Cow<'_, str>)| {
            let written = span.of(raw);
            written == says && written.contains('&')
        };
        Quote {
            mark: self.quote(),
            bare: !raw.contains("&amp;")
                && raw.contains('&')
                && entity::parts(raw, 0, Context::Attribute).any(is_bare),
        }
    }

    /// The value with its references read; empty where there is none.
    pub fn value(&self) -> Cow<'p, str> {
        let raw = self.raw.unwrap_or_default();
        if self.is_literal {
            Cow::Borrowed(raw)
        } else if self.is_markdown {
            entity::decode_markdown(raw)
        } else {
            entity::decode(raw, Context::Attribute)
        }
    }
}

impl<'p> Page<'p> {
    /// The whole file's text.
    pub fn text(&self) -> &'p str {
        self.text
    }

    /// What programs in its text say.
    pub fn programs(&self) -> &Programs {
        self.programs.get_or_init(|| Programs::of(self.text))
    }

    /// Everything in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Whether its tags are JSX, which is no HTML: names differ by case, and each element is closed by name.
    pub fn is_jsx(&self) -> bool {
        self.is_jsx
    }

    /// What a tag with this name is: of JSX, `<Image>` is a component and no `<image>`.
    pub fn tag_of(&self, name: &str) -> Tag {
        if self.is_jsx && is_component(name) {
            Tag::Other
        } else {
            Tag::new(name)
        }
    }

    /// The first element that was too deep to be nested further.
    pub fn too_deep(&self) -> Option<Span> {
        self.too_deep
    }

    /// Every element, in the order of their start tags.
    pub fn elements(&'p self) -> impl Iterator<Item = Element<'p>> {
        (0..self.elements.len() as u32).map(|at| self.element(ElementId(at)))
    }

    /// The first element whose `id` is `id`.
    pub fn element_by_id(&'p self, id: &str) -> Option<Element<'p>> {
        let ids = self.ids.get_or_init(|| {
            let mut ids = HashMap::new();
            for element in self.elements() {
                if let Some(id) = element.attribute("id") {
                    ids.entry(id.value().into_owned()).or_insert(element.id);
                }
            }
            ids
        });
        ids.get(id).map(|id| self.element(*id))
    }

    /// The first byte of an event.
    pub fn start_of(&self, event: &Event) -> u32 {
        match *event {
            Event::Open(id) => self.elements[id.0 as usize].span.start,
            Event::Close(_, span)
            | Event::StrayEndTag(span)
            | Event::Text(span)
            | Event::Raw(span)
            | Event::Comment(span)
            | Event::Other(span) => span.start,
        }
    }

    /// The innermost element that byte `at` is in.
    pub fn element_at(&'p self, at: u32) -> Option<Element<'p>> {
        // What is around a byte is the last element that begins before it, or is around that one.
        let before = self.elements.partition_point(|node| node.span.start <= at);
        let last = self.element(ElementId(before.checked_sub(1)? as u32));
        let mut around = std::iter::once(last).chain(last.ancestors());
        around.find(|element| at < element.whole().end)
    }

    /// One element.
    pub fn element(&'p self, id: ElementId) -> Element<'p> {
        Element { page: self, id }
    }
}

/// Whether JSX takes `name` for a component's: it has a capital letter or a dot.
fn is_component(name: &str) -> bool {
    name.starts_with(|c: char| !c.is_ascii_lowercase()) || name.contains('.')
}

impl<'p> Element<'p> {
    fn node(self) -> &'p Node {
        &self.page.elements[self.id.0 as usize]
    }

    /// Something in memory that only this element has.
    pub fn identity(self) -> &'p impl Sized {
        self.node()
    }

    /// The page that it is on.
    pub fn page(self) -> &'p Page<'p> {
        self.page
    }

    /// What it is.
    pub fn tag(self) -> Tag {
        self.node().tag
    }

    /// Its name as written.
    pub fn name(self) -> &'p str {
        let node = self.node();
        if node.name == 0 {
            return node.tag.name();
        }
        let start = node.span.start + 1;
        Span::new(start, start + node.name).of(self.page.text)
    }

    /// Whether it is a component of JSX.
    pub fn is_component(self) -> bool {
        self.page.is_jsx && is_component(self.name())
    }

    /// Its start tag; in Markdown the marks that it begins with, or all of an image.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// How it ends.
    pub fn end(self) -> End {
        self.node().end
    }

    /// All of it, its end tag included.
    pub fn whole(self) -> Span {
        let span = self.span();
        let end = match self.end() {
            End::Tag(end) => end.end,
            End::Implied(at) | End::Unclosed(at) => at,
            End::Void => span.end,
        };
        Span::new(span.start, end.max(span.start))
    }

    /// Where its name is written in its start tag; `None` where Markdown means it, and there is no tag.
    pub fn name_span(self) -> Option<Span> {
        let node = self.node();
        let start = node.span.start + 1;
        (node.name > 0).then(|| Span::new(start, start + node.name))
    }

    /// The element that it is in.
    pub fn parent(self) -> Option<Self> {
        self.node().parent.map(|id| self.page.element(id))
    }

    /// The elements that it is in, the nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |element| element.parent())
    }

    /// The element before it in the same parent.
    pub fn previous(self) -> Option<Self> {
        self.node().previous.map(|id| self.page.element(id))
    }

    /// The element after it in the same parent.
    pub fn next(self) -> Option<Self> {
        let after = self.node().after;
        let next = self.page.elements.get(after as usize)?;
        (next.parent == self.node().parent).then(|| self.page.element(ElementId(after)))
    }

    /// The first element in it.
    pub fn first_child(self) -> Option<Self> {
        let inner = self.id.0 + 1;
        (inner < self.node().after).then(|| self.page.element(ElementId(inner)))
    }

    /// What is in it, in order.
    pub fn content(self) -> &'p [Event] {
        if self.end() == End::Void {
            return &[];
        }
        let page = self.page;
        // Events are in the order of their bytes; an element that Markdown means has none of its own.
        let start = self.span().start;
        let near = page
            .events
            .partition_point(|event| page.start_of(event) < start);
        let is_open = |event: &Event| *event == Event::Open(self.id);
        let is_close = |event: &Event| matches!(event, Event::Close(id, _) if *id == self.id);
        let Some(open) = page.events[near..].iter().position(is_open) else {
            return &[];
        };
        let inside = &page.events[near + open + 1..];
        let close = inside.iter().position(is_close).unwrap_or(inside.len());
        &inside[..close]
    }

    /// Whether nothing is in it but comments.
    pub fn has_no_content(self) -> bool {
        let first = self
            .content()
            .iter()
            .find(|event| !matches!(event, Event::Comment(_)));
        first.is_none()
    }

    /// Its attributes as written, doubles included.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'p>> {
        let text = self.page.text;
        let raw = self.raw_attributes().iter();
        raw.map(move |attribute| attribute.lend(text))
    }

    /// The names of its attributes as written, doubles included.
    pub fn attribute_names(self) -> impl Iterator<Item = &'p str> {
        let text = self.page.text;
        self.raw_attributes()
            .iter()
            .map(move |attribute| attribute.name(text))
    }

    /// Those of its attributes whose name `is` meant.
    pub fn attributes_named(
        self,
        is: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = Attribute<'p>> {
        let text = self.page.text;
        let meant = self.raw_attributes().iter();
        let meant = meant.filter(move |attribute| is(attribute.name(text)));
        meant.map(move |attribute| attribute.lend(text))
    }

    /// Whether one of its attributes begins with one of these letters.
    pub fn has_initial(self, initials: Initials) -> bool {
        self.node().initials.share_letter(initials)
    }

    /// Whether one of its attributes may have one of the names that begin so and are so long.
    pub fn may_have(self, names: Initials) -> bool {
        self.node().initials.may_share_name(names)
    }

    fn raw_attributes(self) -> &'p [RawAttribute] {
        let (from, to) = self.node().attributes;
        &self.page.attributes[from as usize..to as usize]
    }

    /// Whether code of MDX or of a template is among its attributes, and may write any.
    pub fn has_unknown_attributes(self) -> bool {
        let mut raw = self.raw_attributes().iter();
        self.has_initial(Initials::of("{"))
            && raw.any(|attribute| attribute.name(self.page.text).starts_with('{'))
    }

    /// The attribute `name` (lower-case); of doubles the first, as HTML reads it.
    pub fn attribute(self, name: &str) -> Option<Attribute<'p>> {
        if !self.node().initials.hold(Initials::of(name)) {
            return None;
        }
        let text = self.page.text;
        let mut raw = self.raw_attributes().iter();
        let found = raw.find(|attribute| attribute.is(text, name));
        found.map(|attribute| attribute.lend(text))
    }
}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.span().of(self.page.text))
    }
}

impl RawAttribute {
    pub(super) fn name(self, text: &str) -> &str {
        match self.name {
            Name::Written(span) => span.of(text),
            Name::Meant(Meant::Escaped(name) | Meant::Literal(name)) => name,
        }
    }

    fn is(self, text: &str, name: &str) -> bool {
        match self.name {
            // Most names differ in their lengths, and are not looked at.
            Name::Written(span) => {
                span.len() as usize == name.len() && span.of(text).eq_ignore_ascii_case(name)
            }
            Name::Meant(Meant::Escaped(known) | Meant::Literal(known)) => known == name,
        }
    }

    fn lend(self, text: &str) -> Attribute<'_> {
        let raw = self.value.map(|value| value.of(text));
        let name_span = match self.name {
            Name::Written(span) => span,
            Name::Meant(_) => Span::empty(self.value.map_or(0, |value| value.start)),
        };
        let is_markdown = matches!(self.name, Name::Meant(_));
        let is_literal = matches!(self.name, Name::Meant(Meant::Literal(_)));
        Attribute {
            name: self.name(text),
            name_span,
            raw,
            span: self.value.unwrap_or(Span::empty(name_span.end)),
            text,
            is_markdown,
            is_literal,
        }
    }
}
