//! `tree_builder`: tags, text and marks, told in the order of their bytes → a page.

use crate::html::document::{
    Element, ElementId, End, Event, Initials, Meant, Name, Namespace, Node, Page, RawAttribute,
};
use crate::html::stream::StartTag;
use crate::html::tag::Tag;
use crate::text::span::Span;
use std::sync::OnceLock;

/// Elements nested deeper than this are read as children of the last one, as browsers do.
/// 512 is where Chromium and WebKit stop.
pub const DEEPEST: usize = 512;

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
    /// How many `<p>` have been ended by blocks that Markdown means: their own end tags are to come.
    interrupted: u32,
}

impl<'s> Builder<'s> {
    /// A page over `text`, with nothing on it.
    pub fn new(text: &'s str) -> Self {
        // As many as most posts of this length have, or as there may be tags: what grows is copied, and that
        // takes three times the room for a moment.
        let angles = memchr::memchr_iter(b'<', text.as_bytes()).count();
        Self {
            page: Page {
                text,
                events: Vec::with_capacity((text.len() / 32).max(2 * angles)),
                elements: Vec::with_capacity((text.len() / 96).max(angles)),
                attributes: Vec::with_capacity(text.len() / 64),
                too_deep: None,
                is_jsx: false,
                unclosed: Vec::new(),
                ids: OnceLock::new(),
                programs: OnceLock::new(),
            },
            open: Vec::new(),
            last_child: vec![None],
            interrupted: 0,
        }
    }

    /// The same, of JSX: no end is implied, none is left out, and what closes itself is empty.
    #[must_use]
    pub fn for_jsx(mut self) -> Self {
        self.page.is_jsx = true;
        self
    }

    /// An attribute of the element that is opened next.
    pub fn attribute(&mut self, name: Span, value: Option<Span>) {
        let name = Name::Written(name);
        self.page.attributes.push(RawAttribute { name, value });
    }

    /// An attribute that Markdown means of the element that is opened next.
    pub fn meant_attribute(&mut self, name: Meant, value: Option<Span>) {
        let name = Name::Meant(name);
        self.page.attributes.push(RawAttribute { name, value });
    }

    /// A start tag, with the attributes told since the last one. Returns whether its element is of HTML.
    pub fn open(&mut self, start: StartTag) -> bool {
        let StartTag { span, name, .. } = start;
        let is_jsx = self.page.is_jsx;
        // In JSX what is read in the place of a name is none.
        let tag = if is_jsx {
            self.page.tag_of(name.of(self.page.text))
        } else {
            start.tag
        };
        let is_foreign = !is_jsx && self.namespace() != Namespace::Html;
        if is_foreign && (tag.is_not_foreign() || self.is_font_of_html(tag)) {
            self.leave_foreign(span.start);
        }
        let namespace = match tag {
            Tag::Svg => Namespace::Svg,
            Tag::Math => Namespace::MathMl,
            _ => self.namespace(),
        };
        let is_html = namespace == Namespace::Html;
        // In HTML the slash of `<p/>` means nothing; in SVG and MathML it ends the element, and who
        // writes it behind the name of a component means that too.
        let is_empty = start.self_closing && (is_jsx || !is_html || tag == Tag::Other);
        let is_void = is_empty || (is_html && tag.is_void());
        self.push(tag, namespace, span, name.len(), is_void);
        is_html && !is_jsx
    }

    /// An element that Markdown means; `span` is what it begins with.
    pub fn open_meant(&mut self, tag: Tag, span: Span) -> ElementId {
        self.push(tag, Namespace::Html, span, 0, tag.is_void())
    }

    /// Whether what comes next is in an element of SVG or MathML.
    pub fn is_in_foreign(&self) -> bool {
        let last = self.open.last().map(|id| self.node(*id).namespace);
        last.is_some_and(|namespace| namespace != Namespace::Html)
    }

    /// Which language an element is of that comes next.
    fn namespace(&self) -> Namespace {
        match self.open.last().map(|id| self.node(*id)) {
            Some(node) if !node.holds_html => node.namespace,
            _ => Namespace::Html,
        }
    }

    /// Whether the element that was opened last has HTML in it, though it is of `namespace`.
    fn holds_html(&self, namespace: Namespace, id: ElementId) -> bool {
        let element = self.page.element(id);
        let is = |name: &str| element.name().eq_ignore_ascii_case(name);
        match namespace {
            Namespace::Html => false,
            Namespace::Svg => ["foreignObject", "desc", "title"].into_iter().any(is),
            Namespace::MathMl => {
                let is_html = |value: &str| {
                    let known = ["text/html", "application/xhtml+xml"];
                    known.iter().any(|known| value.eq_ignore_ascii_case(known))
                };
                ["mi", "mo", "mn", "ms", "mtext"].into_iter().any(is)
                    || is("annotation-xml")
                        && (element.attribute("encoding")).is_some_and(|a| is_html(&a.value()))
            }
        }
    }

    /// Where the search for an open element ends. HTML, 13.2.4.2 "has an element in scope".
    fn bounds_scope(&self, id: ElementId) -> bool {
        let node = self.node(id);
        node.holds_html || (node.namespace == Namespace::Html && node.tag.bounds_scope())
    }

    fn node(&self, id: ElementId) -> &Node {
        &self.page.elements[id.0 as usize]
    }

    /// Whether a start tag with the attributes told last is HTML's, because of these attributes.
    fn is_font_of_html(&self, tag: Tag) -> bool {
        let told = self
            .page
            .elements
            .last()
            .map_or(0, |node| node.attributes.1);
        let names = self.page.attributes[told as usize..].iter();
        let mut names = names.map(|attribute| attribute.name(self.page.text));
        let is_of_html = |name: &str| {
            let of_html = ["color", "face", "size"];
            of_html.iter().any(|known| name.eq_ignore_ascii_case(known))
        };
        tag == Tag::Font && names.any(is_of_html)
    }

    /// Ends the foreign elements in which nothing of HTML can stand. HTML, 13.2.6.5.
    fn leave_foreign(&mut self, at: u32) {
        while self.namespace() != Namespace::Html {
            self.pop(|tag| implied_or_unclosed(tag, at), Span::empty(at));
        }
    }

    /// The end of an element that Markdown means, and of what HTML left open in it.
    pub fn close_meant(&mut self, id: ElementId, at: u32) {
        if let Some(depth) = self.open.iter().rposition(|open| *open == id) {
            self.pop_to(depth + 1, at);
            self.pop(|_| End::Implied(at), Span::empty(at));
        }
    }

    fn push(
        &mut self,
        tag: Tag,
        namespace: Namespace,
        span: Span,
        name: u32,
        is_void: bool,
    ) -> ElementId {
        if namespace == Namespace::Html && !self.page.is_jsx {
            let is_meant = name == 0;
            self.close_before(tag, span.start, is_meant);
        }
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
        let names = self.page.attributes[first as usize..].iter();
        let initials = names
            .map(|attribute| Initials::of(attribute.name(self.page.text)))
            .fold(Initials::default(), Initials::and);
        let parent = self.open.last().copied();
        let previous = self.last_child.last_mut().and_then(|last| last.replace(id));
        self.page.elements.push(Node {
            tag,
            namespace,
            holds_html: false,
            span,
            name,
            attributes: (first, self.page.attributes.len() as u32),
            initials,
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
        let holds_html = self.holds_html(namespace, id);
        self.page.elements[id.0 as usize].holds_html = holds_html;
        if !is_void {
            self.open.push(id);
            self.last_child.push(None);
        }
        id
    }

    /// An end tag.
    pub fn close(&mut self, span: Span, name: Span) {
        if self.page.is_jsx {
            return self.close_by_name(span, name);
        }
        let tag = Tag::new(name.of(self.page.text));
        if matches!(tag, Tag::P | Tag::Br) {
            self.leave_foreign(span.start);
        }
        let Some(depth) = self.depth_of(tag, name) else {
            // kramdown keeps what is between `<p>` and `</p>` together.
            if tag == Tag::P && self.interrupted > 0 {
                self.interrupted -= 1;
                return;
            }
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

    /// An end tag of JSX. What Markdown means has no name to be closed by.
    fn close_by_name(&mut self, span: Span, name: Span) {
        let name = name.of(self.page.text);
        let page = &self.page;
        let is_closed = |id: &ElementId| {
            let element = Element { page, id: *id };
            page.elements[id.0 as usize].name > 0 && element.name() == name
        };
        if let Some(depth) = self.open.iter().rposition(is_closed) {
            self.pop_to(depth + 1, span.start);
            self.pop(|_| End::Tag(span), span);
        } else if !self.page.tag_of(name).is_void() {
            // Of `<br></br>` the start tag has ended it already.
            self.page.events.push(Event::StrayEndTag(span));
        }
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

    /// Closes what is open before byte `at`, and gives the page.
    pub fn finish(mut self, at: u32) -> Page<'s> {
        while !self.open.is_empty() {
            self.pop(|tag| implied_or_unclosed(tag, at), Span::empty(at));
        }
        self.page
    }

    fn tag(&self, id: ElementId) -> Tag {
        self.node(id).tag
    }

    /// Ends what HTML ends before the start tag of `next`.
    fn close_before(&mut self, next: Tag, at: u32, is_meant: bool) {
        if next.closes_paragraph() {
            let paragraph = self
                .open
                .iter()
                .rposition(|&id| self.tag(id) == Tag::P || self.bounds_scope(id));
            if let Some(depth) = paragraph.filter(|&depth| self.tag(self.open[depth]) == Tag::P) {
                let is_written = self.node(self.open[depth]).name > 0;
                self.interrupted += u32::from(is_meant && is_written);
                self.pop_to(depth, at);
            }
        }
        let mut ends = None;
        for (depth, &id) in self.open.iter().enumerate().rev() {
            if self.node(id).holds_html {
                break;
            }
            match self.tag(id).ends_before(next) {
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

    /// Where the element that an end tag closes is among the open ones.
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
            // HTML, 13.2.4.2: scope of list items, of buttons and of tables. The end of a row ends its cell.
            match (tag, open) {
                (Tag::Li, Tag::Ul | Tag::Ol) | (Tag::P, Tag::Button) => return None,
                (Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot, Tag::Td | Tag::Th) => continue,
                _ => {}
            }
            // `</b>` cannot close what is outside the cell that it is written in, and cannot
            // close a division around it.
            if open.bounds_scope() && tag != Tag::Table && !matches!(tag, Tag::Body | Tag::Html) {
                return None;
            }
            let is_choice = matches!(open, Tag::Option | Tag::Optgroup);
            let is_inside = is_choice || tag.bounds_scope() || tag.is_block() || tag == Tag::Other;
            if open.is_block() && !is_inside {
                return None;
            }
        }
        None
    }

    fn same_name(&self, id: ElementId, name: Span) -> bool {
        let page = &self.page;
        let element = Element { page, id };
        element.name().eq_ignore_ascii_case(name.of(page.text))
    }
}

fn implied_or_unclosed(tag: Tag, at: u32) -> End {
    if tag.end_tag_is_optional() {
        End::Implied(at)
    } else {
        End::Unclosed(at)
    }
}
