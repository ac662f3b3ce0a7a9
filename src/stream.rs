//! stream: the HTML of a post → its page. The only file that knows lol_html.

use crate::markdown::{Mark, Markdown, What};
use crate::page::build::Builder;
use crate::page::{ElementId, Event, Page};
use crate::span::Span;
use crate::tag::Tag;
use lol_html::{
    DocumentContentHandlers, ElementContentHandlers, HtmlRewriter, Selector, Settings,
    errors::RewritingError, html_content::TextType,
};
use std::borrow::Cow;
use std::cell::RefCell;
use std::iter::Peekable;
use std::ops::Range;
use std::sync::LazyLock;

const BLANKS: [u8; 256] = [b' '; 256];

static EVERY_ELEMENT: LazyLock<Selector> =
    LazyLock::new(|| "*".parse().expect("`*` is a selector"));

/// Reads the bytes of `body` in `text`: as HTML, or as Markdown with HTML in it. What `raw` covers,
/// in order, is neither: no reader sees it as text.
///
/// lol_html tells start tags, text and comments with their places; what lies between two of them
/// is end tags. So every end tag is seen, those that close nothing included, and no handler for
/// them is made.
pub fn stream(text: &str, body: Span, raw: Vec<Span>, markdown: Option<Markdown>) -> Page<'_> {
    let mut blanks = raw.clone();
    let (html, marks) = match markdown {
        Some(markdown) => {
            blanks.extend(markdown.blanks);
            (markdown.html, markdown.marks)
        }
        None => (vec![body], Vec::new()),
    };
    let blanks = Span::union(blanks);
    let reader = RefCell::new(Reader {
        builder: Builder::new(text),
        text,
        html,
        piece: 0,
        raw,
        marks: marks.into_iter().peekable(),
        meant: Vec::new(),
        at: body.start,
        offset: body.start,
        told_from: body.start,
        again_from: None,
    });
    let mut from = body.start;
    let parsed = loop {
        let rest = blanks.partition_point(|blank| blank.start < from);
        let parsed = parse(&reader, Span::new(from, body.end), &blanks[rest..]);
        let again = reader.borrow_mut().again_from.take();
        match again {
            Some(again) => from = again,
            None => break parsed,
        }
    };
    let mut reader = reader.into_inner();
    // What lol_html cannot parse it ends with an error: the page then holds what came before.
    if parsed.is_ok() {
        reader.gap(body.end);
    } else {
        reader.tell_marks(body.end);
    }
    reader.builder.finish(body.end)
}

/// Has lol_html read `span`, which begins where the open elements of the page are open.
fn parse(reader: &RefCell<Reader<'_>>, span: Span, blanks: &[Span]) -> Result<(), RewritingError> {
    let text = reader.borrow().text;
    let foreign = reader.borrow_mut().begin(span.start);
    // The rewriter's own output is not used.
    let mut rewriter = HtmlRewriter::new(settings(reader), |_: &[u8]| {});
    rewriter.write(foreign.as_bytes())?;
    let mut at = span.start;
    for blank in blanks {
        rewriter.write(Span::new(at, blank.start).of(text).as_bytes())?;
        for piece in blank.of(text).as_bytes().chunks(BLANKS.len()) {
            rewriter.write(&BLANKS[..piece.len()])?;
        }
        at = blank.end;
    }
    rewriter.write(Span::new(at, span.end).of(text).as_bytes())?;
    rewriter.end()
}

fn settings<'h>(reader: &'h RefCell<Reader<'_>>) -> Settings<'h, 'static> {
    let elements = ElementContentHandlers::default().element(
        |element: &mut lol_html::html_content::Element<'_, '_>| {
            let mut reader = reader.borrow_mut();
            let Some(span) = reader.place(element.source_location().bytes()) else {
                return Ok(());
            };
            reader.gap(span.start);
            reader.at = span.end;
            for attribute in element.attributes() {
                if let Some(name) = attribute.name_source_location() {
                    let value = attribute.value_source_location();
                    let value = value.and_then(|value| reader.place(value.bytes()));
                    if let Some(name) = reader.place(name.bytes()) {
                        reader.builder.attribute(name, value);
                    }
                }
            }
            // In HTML the slash of `<p/>` means nothing; in SVG and MathML it ends the element, and
            // who writes it behind the name of a component means that too.
            let foreign = element.namespace_uri() != "http://www.w3.org/1999/xhtml";
            let name = tag_name_len(span.of(reader.text), 1);
            let is_component = Tag::new(&span.of(reader.text)[1..=name as usize]) == Tag::Other;
            let empty = element.is_self_closing() && (foreign || is_component);
            reader.builder.open(span, name, empty);
            if empty && matches!(&*element.tag_name(), "svg" | "math") {
                reader.again_from = Some(span.end);
                return Err("lol_html takes what follows an empty <svg/> for a part of it".into());
            }
            Ok(())
        },
    );
    let rest = DocumentContentHandlers::default()
        .text(|chunk: &mut lol_html::html_content::TextChunk<'_>| {
            let mut reader = reader.borrow_mut();
            let span = reader.place(chunk.source_location().bytes());
            if let Some(span) = span.filter(|span| !span.is_empty()) {
                let is_text = matches!(chunk.text_type(), TextType::Data | TextType::RCData);
                reader.tell(span, if is_text { What::Text } else { What::Raw });
            }
            Ok(())
        })
        .comments(|comment: &mut lol_html::html_content::Comment<'_>| {
            let mut reader = reader.borrow_mut();
            if let Some(span) = reader.place(comment.source_location().bytes()) {
                reader.gap(span.start);
                reader.at = span.end;
                reader.builder.event(Event::Comment(span));
            }
            Ok(())
        });
    Settings::new()
        .with_strict(false)
        .append_element_content_handler((Cow::Borrowed(&*EVERY_ELEMENT), elements))
        .append_document_content_handler(rest)
}

/// The page so far.
struct Reader<'s> {
    builder: Builder<'s>,
    text: &'s str,
    /// The bytes that are HTML, and the first of these spans that is not passed yet.
    html: Vec<Span>,
    piece: usize,
    /// The bytes that no reader sees as text.
    raw: Vec<Span>,
    /// What Markdown means, and is not told yet.
    marks: Peekable<std::vec::IntoIter<Mark>>,
    /// The elements that Markdown means and that it has not ended.
    meant: Vec<ElementId>,
    /// The first byte that nothing has been told of.
    at: u32,
    /// Where in the file the byte stands that lol_html calls 0. Before the file's first, where
    /// lol_html reads something in front of it, so it wraps.
    offset: u32,
    /// What lol_html tells of bytes before this one is not in the file.
    told_from: u32,
    /// Where lol_html must begin again.
    again_from: Option<u32>,
}

impl Reader<'_> {
    /// Begins at byte `from`. What is returned is to be read in front of it: the foreign elements
    /// that are open there.
    fn begin(&mut self, from: u32) -> String {
        let foreign: String = self
            .builder
            .open_tags()
            .filter_map(|tag| match tag {
                Tag::Svg => Some("<svg>"),
                Tag::Math => Some("<math>"),
                _ => None,
            })
            .collect();
        self.told_from = from;
        self.offset = from.wrapping_sub(foreign.len() as u32);
        foreign
    }

    /// Where in the file something stands; `None` where it does not.
    fn place(&self, told: Range<usize>) -> Option<Span> {
        let bytes = Span::from(told);
        let start = self.offset.wrapping_add(bytes.start);
        let is_in_file = self.told_from.wrapping_sub(self.offset) <= bytes.start;
        is_in_file.then(|| Span::new(start, start + bytes.len()))
    }

    /// Tells of what stands in `span`, as far as that is HTML.
    fn tell(&mut self, span: Span, what: fn(Span) -> What) {
        self.gap(span.start);
        while let Some(piece) = self.next_html(span.end) {
            self.tell_marks(piece.start);
            self.words(&what(piece));
            self.at = piece.end;
        }
        self.at = self.at.max(span.end);
    }

    /// Text, without what no reader sees as text.
    fn words(&mut self, what: &What) {
        let (What::Text(span) | What::Raw(span)) = *what else {
            return;
        };
        if matches!(what, What::Raw(_)) {
            return self.builder.event(Event::Raw(span));
        }
        let mut at = span.start;
        let first = self.raw.partition_point(|raw| raw.end <= span.start);
        for raw in self.raw[first..]
            .iter()
            .take_while(|raw| raw.start < span.end)
        {
            let (from, to) = (raw.start.max(at), raw.end.min(span.end));
            if at < from {
                self.builder.event(Event::Text(Span::new(at, from)));
            }
            self.builder.event(Event::Raw(Span::new(from, to)));
            at = to;
        }
        if at < span.end {
            self.builder.event(Event::Text(Span::new(at, span.end)));
        }
    }

    /// Tells the end tags between the last event and `end`, and what Markdown means there.
    fn gap(&mut self, end: u32) {
        while let Some(piece) = self.next_html(end) {
            self.tell_marks(piece.start);
            self.at = piece.start;
            while self.at < piece.end {
                self.end_tag(piece.end);
            }
        }
        self.at = self.at.max(end);
        self.tell_marks(end);
    }

    /// The next HTML before `end` that nothing has been told of.
    fn next_html(&mut self, end: u32) -> Option<Span> {
        while self.html.get(self.piece)?.end <= self.at {
            self.piece += 1;
        }
        let whole = self.html[self.piece];
        let piece = Span::new(whole.start.max(self.at), whole.end.min(end));
        (piece.start < piece.end).then_some(piece)
    }

    /// Tells the end tag that the next byte begins, or that up to `end` there is none.
    fn end_tag(&mut self, end: u32) {
        let rest = Span::new(self.at, end).of(self.text);
        let len = if rest.starts_with("</") {
            tag_len(rest)
        } else {
            rest.len()
        };
        let span = Span::new(self.at, self.at + len as u32);
        let name = tag_name_len(rest, 2);
        if rest.starts_with("</") && name > 0 && rest[..len].ends_with('>') {
            let start = span.start + 2;
            self.builder.close(span, Span::new(start, start + name));
        } else {
            self.builder.event(Event::Other(span));
        }
        self.at = span.end;
    }

    /// Tells what Markdown means up to byte `end`.
    fn tell_marks(&mut self, end: u32) {
        while let Some(mark) = self.marks.next_if(|mark| mark.at <= end) {
            match mark.what {
                What::Open(tag, span, attributes) => {
                    for (name, value) in attributes {
                        self.builder.meant_attribute(name, value);
                    }
                    let id = self.builder.open_meant(tag, span);
                    if !tag.is_void() {
                        self.meant.push(id);
                    }
                }
                What::Close => {
                    if let Some(id) = self.meant.pop() {
                        self.builder.close_meant(id, mark.at);
                    }
                }
                What::Text(_) | What::Raw(_) => self.words(&mark.what),
            }
        }
    }
}

/// Length in bytes of the name in `tag`, which begins `from` bytes into it.
fn tag_name_len(tag: &str, from: usize) -> u32 {
    let name = tag.as_bytes().iter().skip(from);
    name.take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>'))
        .count() as u32
}

/// Length in bytes of the tag that `text` begins with; a `>` in a quoted value does not end it.
fn tag_len(text: &str) -> usize {
    let mut quote = None;
    let mut before_value = false;
    for (at, b) in text.bytes().enumerate() {
        match (quote, b) {
            (Some(open), b) if open == b => quote = None,
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') if before_value => quote = Some(b),
            _ => {}
        }
        before_value = b == b'=' || (before_value && b.is_ascii_whitespace());
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Element, End};
    use proptest::prelude::*;

    /// The page as a person would sketch it: `p("text" em())`, `!` before an end that is missing.
    fn sketch(html: &str) -> String {
        let page = stream(html, Span::from(0..html.len()), Vec::new(), None);
        let parts = page.events().iter().map(|event| match *event {
            Event::Open(id) => {
                let element = page.element(id);
                let name = element.name().to_lowercase();
                let inside = if element.end() == End::Void { " " } else { "(" };
                name + inside
            }
            Event::Close(id, _) => match page.element(id).end() {
                End::Unclosed(_) => "!)".to_owned(),
                _ => ")".to_owned(),
            },
            Event::StrayEndTag(span) => format!("stray{} ", span.of(html)),
            Event::Text(span) => format!("{:?} ", span.of(html)),
            Event::Raw(span) => format!("raw{:?} ", span.of(html)),
            Event::Comment(_) => "#".to_owned(),
            Event::Other(span) => format!("other{:?} ", span.of(html)),
        });
        parts.collect()
    }

    #[test]
    fn ends_that_html_implies_are_supplied() {
        assert_eq!(sketch("<p>a<p>b"), r#"p("a" )p("b" )"#);
        assert_eq!(sketch("<p>a<div>b</div>"), r#"p("a" )div("b" )"#);
        assert_eq!(
            sketch("<ul><li>a<ul><li>b</ul><li>c</ul>"),
            r#"ul(li("a" ul(li("b" )))li("c" ))"#
        );
        assert_eq!(
            sketch("<table><tr><td>a<td>b<tr><td>c</table>"),
            r#"table(tr(td("a" )td("b" ))tr(td("c" )))"#
        );
        assert_eq!(sketch("<div><p>a<img></div>b"), r#"div(p("a" img ))"b" "#);
    }

    #[test]
    fn what_needs_an_end_tag_and_has_none_is_known() {
        assert_eq!(sketch("<div><b>a</div>"), r#"div(b("a" !))"#);
        assert_eq!(sketch("a</b></div>"), r#""a" stray</b> stray</div> "#);
        assert_eq!(sketch("<p>a</b >b</p x='>'>"), r#"p("a" stray</b > "b" )"#);
        assert_eq!(
            sketch("<td>a<b>b</td></b>"),
            r#"td("a" b("b" !))stray</b> "#
        );
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(sketch("<script>a<p></script>"), r#"script(raw"a<p>" )"#);
        assert_eq!(
            sketch("<!doctype html><!-- a -->"),
            r#"other"<!doctype html>" #"#
        );
        assert_eq!(sketch("a<p class="), r#""a" other"<p class=" "#);
        assert_eq!(sketch("<svg><path d=''/><g></g></svg>"), "svg(path g())");
        assert_eq!(sketch("<Image src=a /><p/>a"), r#"image p("a" )"#);
    }

    #[test]
    fn an_empty_svg_ends_where_it_begins() {
        let script = r#"script(raw"<p>" )"#;
        let sketched = sketch("<p><svg/><script><p></script>");
        assert_eq!(sketched, format!("p(svg {script})"));
        let sketched = sketch("<svg><math/><g/><svg/><a/></svg><script><p></script>");
        assert_eq!(sketched, format!("svg(math g svg a ){script}"));
    }

    #[test]
    fn code_is_no_html() {
        let html = "a `<b>` <i>`</i>`</i>";
        let code = [Span::new(2, 7), Span::new(11, 17)];
        let page = stream(html, Span::from(0..html.len()), code.to_vec(), None);
        let names: Vec<&str> = page.elements().map(Element::name).collect();
        assert_eq!(names, ["i"]);
        let element = page.elements().next().expect("one");
        assert_eq!(element.end(), End::Tag(Span::new(17, 21)));
    }

    #[test]
    fn nesting_past_the_limit_is_flat_and_said() {
        let html = "<div>".repeat(600);
        let page = stream(&html, Span::from(0..html.len()), Vec::new(), None);
        assert_eq!(page.elements().count(), 600);
        assert_eq!(page.too_deep(), Some(Span::new(512 * 5, 513 * 5)));
        assert!(page.elements().all(|e| e.ancestors().count() < 512));
    }

    proptest! {
        #[test]
        fn every_byte_belongs_to_one_event_at_the_most(
            html in "(<p>|</p>|<b|>|</|<!--|-->| |=|\"|'|a|中|<svg>|<script>|</script>|&amp;|<td x=1>|</table>){0,20}"
        ) {
            let page = stream(&html, Span::from(0..html.len()), Vec::new(), None);
            let mut at = 0;
            let mut depth = 0i32;
            for event in page.events() {
                let span = match *event {
                    Event::Open(id) => {
                        depth += i32::from(page.element(id).end() != End::Void);
                        page.element(id).span()
                    }
                    Event::Close(_, span) => { depth -= 1; span }
                    Event::StrayEndTag(span) | Event::Text(span) | Event::Raw(span)
                    | Event::Comment(span) | Event::Other(span) => span,
                };
                prop_assert!(at <= span.start && span.end as usize <= html.len());
                prop_assert!(html.is_char_boundary(span.start as usize));
                prop_assert!(html.is_char_boundary(span.end as usize));
                at = span.end;
            }
            prop_assert_eq!(depth, 0);
        }
    }
}
