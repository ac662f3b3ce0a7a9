//! Page: the events of one post in the order of its bytes, and the tree that they form.

use crate::reference::{self, Context};
use crate::span::Span;
use crate::tag::Tag;
use std::borrow::Cow;

/// Elements nested deeper than this are read as children of the last one, as browsers do.
/// 512 is where Chromium and WebKit stop.
const DEEPEST: usize = 512;

/// What a rule can see of a body, flat. Everything points into `text` with spans.
#[derive(Debug)]
pub struct Page<'s> {
    text: &'s str,
    events: Vec<Event>,
    elements: Vec<Node>,
    attributes: Vec<RawAttribute>,
    /// The first element that was too deep to be nested further.
    too_deep: Option<Span>,
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
pub struct ElementId(u32);

#[derive(Debug)]
struct Node {
    tag: Tag,
    span: Span,
    /// Length of the name in bytes; it begins one byte into the span.
    name: u32,
    attributes: (u32, u32),
    parent: Option<ElementId>,
    previous: Option<ElementId>,
    /// The first element after this one that is not inside it.
    after: u32,
    end: End,
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

#[derive(Clone, Copy, Debug)]
struct RawAttribute {
    name: Span,
    value: Option<Span>,
}

/// One element, lent by its page.
#[derive(Clone, Copy)]
pub struct Element<'p> {
    page: &'p Page<'p>,
    /// Its place.
    pub id: ElementId,
}

/// One attribute of an element.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'p> {
    /// The name as written.
    pub name: &'p str,
    /// Where the name stands.
    pub name_span: Span,
    /// The value as written, references and all, without its quotes; `None` where there is none.
    pub raw: Option<&'p str>,
    /// Where the value stands, without its quotes; behind the name where there is none.
    pub span: Span,
    /// The quote around the value.
    pub quote: Option<char>,
}

impl Attribute<'_> {
    /// Whether this is the attribute `name` (lower-case).
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value with its references read; empty where there is none.
    pub fn value(&self) -> Cow<'_, str> {
        reference::decode(self.raw.unwrap_or_default(), Context::Attribute)
    }
}

impl<'p> Page<'p> {
    /// The whole file's text.
    pub fn text(&self) -> &'p str {
        self.text
    }

    /// Everything in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The first element that was too deep to be nested further.
    pub fn too_deep(&self) -> Option<Span> {
        self.too_deep
    }

    /// Every element, in the order of their start tags.
    pub fn elements(&'p self) -> impl Iterator<Item = Element<'p>> {
        (0..self.elements.len() as u32).map(|at| self.element(ElementId(at)))
    }

    /// The first byte of an event.
    fn start_of(&self, event: &Event) -> u32 {
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

    /// One element.
    pub fn element(&'p self, id: ElementId) -> Element<'p> {
        Element { page: self, id }
    }
}

impl<'p> Element<'p> {
    fn node(self) -> &'p Node {
        &self.page.elements[self.id.0 as usize]
    }

    /// Something in memory that only this element has.
    pub fn identity(self) -> &'p impl Sized {
        self.node()
    }

    /// The page that it stands on.
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
        let start = node.span.start + 1;
        Span::new(start, start + node.name).of(self.page.text)
    }

    /// Its start tag.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// How it ends.
    pub fn end(self) -> End {
        self.node().end
    }

    /// The element that it stands in.
    pub fn parent(self) -> Option<Self> {
        self.node().parent.map(|id| self.page.element(id))
    }

    /// The elements that it stands in, the nearest first.
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

    /// Whether nothing stands in it but comments.
    pub fn has_no_content(self) -> bool {
        let page = self.page;
        // Events are in the order of their bytes.
        let inside = page
            .events
            .partition_point(|event| page.start_of(event) < self.span().end);
        page.events[inside..]
            .iter()
            .find(|event| !matches!(event, Event::Comment(_)))
            .is_none_or(|event| matches!(event, Event::Close(id, _) if *id == self.id))
            || self.end() == End::Void
    }

    /// Its attributes as written, doubles included.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'p>> {
        let (from, to) = self.node().attributes;
        let text = self.page.text;
        self.page.attributes[from as usize..to as usize]
            .iter()
            .map(move |attribute| attribute.lend(text))
    }

    /// The attribute `name` (lower-case); of doubles the first, as HTML reads it.
    pub fn attribute(self, name: &str) -> Option<Attribute<'p>> {
        self.attributes().find(|attribute| attribute.is(name))
    }
}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.span().of(self.page.text))
    }
}

impl RawAttribute {
    fn lend(self, text: &str) -> Attribute<'_> {
        let span = self.value.unwrap_or(Span::empty(self.name.end));
        let quote = self.value.and_then(|value| {
            let before = text[..value.start as usize].chars().next_back();
            before.filter(|c| matches!(c, '"' | '\''))
        });
        Attribute {
            name: self.name.of(text),
            name_span: self.name,
            raw: self.value.map(|value| value.of(text)),
            span,
            quote,
        }
    }
}

/// Builds a page from tags and text that are told in the order of their bytes.
///
/// It supplies the ends that HTML implies: of a paragraph before a block, of an item before the
/// next, of everything at the end.
#[derive(Debug)]
pub struct Builder<'s> {
    page: Page<'s>,
    open: Vec<ElementId>,
    /// The last child so far of each open element, the outermost first; the first is the page's.
    last_child: Vec<Option<ElementId>>,
}

impl<'s> Builder<'s> {
    /// A page over `text`, with nothing on it.
    pub fn new(text: &'s str) -> Self {
        Self {
            page: Page {
                text,
                events: Vec::new(),
                elements: Vec::new(),
                attributes: Vec::new(),
                too_deep: None,
            },
            open: Vec::new(),
            last_child: vec![None],
        }
    }

    /// An attribute of the element that is opened next.
    pub fn attribute(&mut self, name: Span, value: Option<Span>) {
        self.page.attributes.push(RawAttribute { name, value });
    }

    /// A start tag with a name of `name` bytes, and the attributes told since the last one.
    /// `empty` where it has no content because of how it is written (`<path/>` in SVG).
    pub fn open(&mut self, span: Span, name: u32, empty: bool) {
        let tag = Tag::new(Span::new(span.start + 1, span.start + 1 + name).of(self.page.text));
        self.close_before(tag, span.start);
        let is_void = empty || tag.is_void();
        if self.open.len() == DEEPEST && !is_void {
            self.page.too_deep.get_or_insert(span);
            self.pop(|_| End::Unclosed(span.start), Span::empty(span.start));
        }
        let id = ElementId(self.page.elements.len() as u32);
        let first = self
            .page
            .elements
            .last()
            .map_or(0, |node| node.attributes.1);
        let parent = self.open.last().copied();
        let previous = self.last_child.last_mut().and_then(|last| last.replace(id));
        self.page.elements.push(Node {
            tag,
            span,
            name,
            attributes: (first, self.page.attributes.len() as u32),
            parent,
            previous,
            after: id.0 + 1,
            end: if is_void {
                End::Void
            } else {
                End::Unclosed(span.end)
            },
        });
        self.page.events.push(Event::Open(id));
        if !is_void {
            self.open.push(id);
            self.last_child.push(None);
        }
    }

    /// An end tag.
    pub fn close(&mut self, span: Span, name: Span) {
        let tag = Tag::new(name.of(self.page.text));
        let Some(depth) = self.depth_of(tag, name) else {
            self.page.events.push(Event::StrayEndTag(span));
            return;
        };
        while self.open.len() > depth + 1 {
            self.pop(
                |tag| implied_or_unclosed(tag, span.start),
                Span::empty(span.start),
            );
        }
        self.pop(|_| End::Tag(span), span);
    }

    /// Anything that is no tag. Text that comes in pieces becomes one event.
    pub fn event(&mut self, event: Event) {
        match (self.page.events.last_mut(), event) {
            (Some(Event::Text(last)), Event::Text(more))
            | (Some(Event::Raw(last)), Event::Raw(more))
                if last.end == more.start =>
            {
                last.end = more.end;
            }
            _ => self.page.events.push(event),
        }
    }

    /// What is open, the outermost first.
    pub fn open_tags(&self) -> impl Iterator<Item = Tag> {
        self.open.iter().map(|id| self.tag(*id))
    }

    /// Closes what is open before byte `at`, and gives the page.
    pub fn finish(mut self, at: u32) -> Page<'s> {
        while !self.open.is_empty() {
            self.pop(|tag| implied_or_unclosed(tag, at), Span::empty(at));
        }
        self.page
    }

    fn tag(&self, id: ElementId) -> Tag {
        self.page.elements[id.0 as usize].tag
    }

    /// Ends what HTML ends before the start tag of `next`.
    fn close_before(&mut self, next: Tag, at: u32) {
        if next.closes_paragraph() {
            let paragraph = self
                .open
                .iter()
                .rposition(|&id| self.tag(id) == Tag::P || self.tag(id).bounds_scope());
            if let Some(depth) = paragraph.filter(|&depth| self.tag(self.open[depth]) == Tag::P) {
                self.pop_to(depth, at);
            }
        }
        let mut ends = None;
        for depth in (0..self.open.len()).rev() {
            match self.tag(self.open[depth]).ends_before(next) {
                Some(true) => ends = Some(depth),
                Some(false) => {}
                None => break,
            }
        }
        if let Some(depth) = ends {
            self.pop_to(depth, at);
        }
    }

    /// Ends every open element from `depth` inwards.
    fn pop_to(&mut self, depth: usize, at: u32) {
        while self.open.len() > depth {
            self.pop(|tag| implied_or_unclosed(tag, at), Span::empty(at));
        }
    }

    fn pop(&mut self, end: impl Fn(Tag) -> End, span: Span) {
        let Some(id) = self.open.pop() else { return };
        self.last_child.pop();
        let after = self.page.elements.len() as u32;
        let node = &mut self.page.elements[id.0 as usize];
        node.end = end(node.tag);
        node.after = after;
        self.page.events.push(Event::Close(id, span));
    }

    /// Where the element that an end tag closes stands among the open ones.
    fn depth_of(&self, tag: Tag, name: Span) -> Option<usize> {
        for (depth, &id) in self.open.iter().enumerate().rev() {
            let open = self.tag(id);
            let same = if tag == Tag::Other {
                open == Tag::Other && self.same_name(id, name)
            } else {
                open == tag || (tag.is_heading() && open.is_heading())
            };
            if same {
                return Some(depth);
            }
            // `</b>` cannot close what stands outside the cell that it is written in, and cannot
            // close a division around it.
            if open.bounds_scope() && tag != Tag::Table && !matches!(tag, Tag::Body | Tag::Html) {
                return None;
            }
            if open.is_block() && !tag.is_block() && tag != Tag::Other {
                return None;
            }
        }
        None
    }

    fn same_name(&self, id: ElementId, name: Span) -> bool {
        let text = self.page.text;
        let node = &self.page.elements[id.0 as usize];
        let start = node.span.start + 1;
        Span::new(start, start + node.name)
            .of(text)
            .eq_ignore_ascii_case(name.of(text))
    }
}

fn implied_or_unclosed(tag: Tag, at: u32) -> End {
    if tag.end_tag_is_optional() {
        End::Implied(at)
    } else {
        End::Unclosed(at)
    }
}
