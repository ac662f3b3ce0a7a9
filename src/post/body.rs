//! stream: the HTML of a post → its page.

use crate::html::document::{ElementId, Event, Page};
use crate::html::stream::{self, Attribute, Reader, StartTag, Token};
use crate::html::tag::Tag;
use crate::html::tree_builder::Builder;
use crate::post::mark::{Mark, Markdown, What};
use crate::post::mask::Mask;
use crate::text::span::Span;

/// Reads a body: as HTML, or as Markdown with HTML in it. What of it is raw, is neither: no reader sees it
/// as text.
pub fn stream(mut mask: Mask<'_>, markdown: Option<Markdown>) -> Page<'_> {
    let body = mask.body;
    let markdown = markdown.unwrap_or_else(|| Markdown::of_html(body));
    let Markdown {
        html,
        blanks,
        mut marks,
        jsx,
        ..
    } = markdown;
    marks.reverse();
    let mut builder = Builder::new(mask.text);
    mask.blank(&blanks);
    if let Some(names) = jsx {
        builder = builder.for_jsx();
        mask.rename(&names);
    }
    let mut reader = BodyReader {
        builder,
        html,
        piece: 0,
        raw: &mask.raw,
        marks,
        meant: Vec::new(),
        at: body.start,
    };
    stream::read(mask.html(), body, &mut reader);
    reader.tell_marks(body.end);
    reader.builder.finish(body.end)
}

/// The markup of each `<noscript>`, read as who runs no scripts reads it, with the places of the raw
/// events that it consists of among those of `page`.
pub fn noscripts<'s>(page: &Page<'s>) -> Vec<(std::ops::Range<usize>, Page<'s>)> {
    let events = page.events();
    let is_noscript = |event: &Event| match event {
        Event::Open(id) => page.element(*id).tag() == Tag::Noscript,
        _ => false,
    };
    let opened = events
        .iter()
        .enumerate()
        .filter(|(_, event)| is_noscript(event));
    let markup = opened.filter_map(|(open, _)| {
        let raw = |event: &Event| match event {
            Event::Raw(span) => Some(*span),
            _ => None,
        };
        let pieces: Vec<Span> = events[open + 1..].iter().map_while(raw).collect();
        let span = Span::new(pieces.first()?.start, pieces.last()?.end);
        let is_whole = pieces.windows(2).all(|pair| pair[0].end == pair[1].start);
        let inside = is_whole.then(|| stream(Mask::new(page.text(), span, Vec::new()), None))?;
        Some((open + 1..open + 1 + pieces.len(), inside))
    });
    markup.collect()
}

/// The page so far.
struct BodyReader<'s, 'r> {
    builder: Builder<'s>,
    /// The bytes that are HTML, and the first of these spans that is not passed yet.
    html: Vec<Span>,
    piece: usize,
    /// The bytes that no reader sees as text.
    raw: &'r [Span],
    /// What Markdown means, and is not told yet, the next at the end.
    marks: Vec<Mark>,
    /// The elements that Markdown means and that it has not ended.
    meant: Vec<ElementId>,
    /// The first byte that nothing has been told of.
    at: u32,
}

impl Reader for BodyReader<'_, '_> {
    fn start_tag(&mut self, tag: StartTag, attributes: impl Iterator<Item = Attribute>) -> bool {
        self.tell_marks(tag.span.start);
        for attribute in attributes {
            self.builder.attribute(attribute.name, attribute.value);
        }
        self.at = self.at.max(tag.span.end);
        self.builder.open(tag)
    }

    fn token(&mut self, token: Token, span: Span) {
        match token {
            Token::EndTag { name } => {
                self.tell_marks(span.start);
                self.builder.close(span, name);
            }
            Token::Comment => {
                self.tell_marks(span.start);
                self.builder.event(Event::Comment(span));
            }
            Token::Text => self.tell(span, Event::Text),
            Token::Raw => self.tell(span, Event::Raw),
            Token::Other => self.tell(span, Event::Other),
        }
        self.at = self.at.max(span.end);
    }

    fn is_in_foreign(&self) -> bool {
        self.builder.is_in_foreign()
    }
}

impl BodyReader<'_, '_> {
    /// Tells of what is in `span`, as far as that is HTML.
    fn tell(&mut self, span: Span, event: fn(Span) -> Event) {
        self.at = self.at.max(span.start);
        while let Some(piece) = self.next_html(span.end) {
            self.tell_marks(piece.start);
            self.words(event(piece));
            self.at = piece.end;
        }
        self.tell_marks(span.end);
    }

    /// An event; of text, what no reader sees as text is told apart.
    fn words(&mut self, event: Event) {
        let Event::Text(span) = event else {
            return self.builder.event(event);
        };
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

    /// The next HTML before `end` that nothing has been told of.
    fn next_html(&mut self, end: u32) -> Option<Span> {
        while self.html.get(self.piece)?.end <= self.at {
            self.piece += 1;
        }
        let whole = self.html[self.piece];
        let piece = Span::new(whole.start.max(self.at), whole.end.min(end));
        (piece.start < piece.end).then_some(piece)
    }

    /// Tells what Markdown means up to byte `end`.
    fn tell_marks(&mut self, end: u32) {
        while let Some(mark) = self.marks.pop_if(|mark| mark.at <= end) {
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
                What::Text(span) => self.words(Event::Text(span)),
                What::Raw(span) => self.builder.event(Event::Raw(span)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::document::{Element, End};
    use proptest::prelude::*;

    fn read(html: &str, raw: Vec<Span>) -> Page<'_> {
        stream(Mask::new(html, Span::from(0..html.len()), raw), None)
    }

    /// The page as a person would sketch it: `p("text" em())`, `!` before an end that is missing.
    fn sketch(html: &str) -> String {
        let page = read(html, Vec::new());
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
        assert_eq!(sketch("<svg/>a"), r#"svg "a" "#);
        assert_eq!(sketch("<p><svg/><svg/>a</p>b"), r#"p(svg svg "a" )"b" "#);
        let style = "<math/>a<style>b > <i></style></b>";
        assert_eq!(sketch(style), r#"math "a" style(raw"b > <i>" )stray</b> "#);
        assert_eq!(
            sketch("<svg/><title>a<b>c</i></title>d"),
            r#"svg title("a<b>c</i>" )"d" "#
        );
        assert_eq!(
            sketch("<svg/><title><!-- a</title>b-->"),
            r#"svg title("<!-- a" )"b-->" "#
        );
        assert_eq!(
            sketch(r#"<svg/><title>a</b c="</title>">d"#),
            r#"svg title("a</b c=\"" )"\">d" "#
        );
        assert_eq!(sketch("<svg/><title>a</b"), r#"svg title("a</b" !)"#);
        assert_eq!(
            sketch("<svg/><![CDATA[a<b>c]]></b>"),
            r#"svg #"c]]>" stray</b> "#
        );
        let twice = "<svg/><style><a></style>".repeat(2);
        assert_eq!(sketch(&twice), r#"svg style(raw"<a>" )"#.repeat(2));
    }

    #[test]
    fn the_tree_knows_what_is_svg_better_than_a_stack_of_namespaces() {
        assert_eq!(
            sketch("<div><svg></div><style><a></style>"),
            r#"div(svg(!))style(raw"<a>" )"#
        );
        assert_eq!(
            sketch("<svg><math></svg><style><a></style>"),
            r#"svg(math(!))style(raw"<a>" )"#
        );
        assert_eq!(
            sketch("<svg><desc><![CDATA[<a>]]></desc><style>b</style></svg>"),
            r#"svg(desc(raw"<![CDATA[<a>]]>" )style("b" ))"#
        );
        // lol_html takes the title for HTML's.
        let title = "<svg><desc><math></desc></math><title>a<b>c</b></title></svg>";
        assert_eq!(
            sketch(title),
            r#"svg(desc(math(!))stray</math> title("a" b("c" )))"#
        );
        let comment = "<svg><desc><math></desc></math><style><!--a--><b>";
        assert_eq!(
            sketch(comment),
            "svg(desc(math(!))stray</math> style(#!)!)b(!)"
        );
        assert_eq!(
            sketch("<svg><title>a</b>c</title></svg>"),
            r#"svg(title("a" stray</b> "c" ))"#
        );
    }

    #[test]
    fn raw_text_that_does_not_end_goes_to_the_end() {
        assert_eq!(sketch("<style>a<b>"), r#"style(raw"a<b>" !)"#);
        assert_eq!(
            sketch("<title>a</title b='"),
            r#"title("a" other"</title b='" !)"#
        );
        assert_eq!(
            sketch("<noscript><img></noscript>"),
            r#"noscript(raw"<img>" )"#
        );
        assert_eq!(
            sketch("<plaintext>a</plaintext>"),
            r#"plaintext(raw"a</plaintext>" !)"#
        );
    }

    #[test]
    fn html_in_svg_leaves_what_stands_around_it() {
        let inner = "<p>a<svg><foreignObject><div>b<p>c</div></foreignObject></svg>d</p>";
        let sketched = r#"p("a" svg(foreignobject(div("b" p("c" ))))"d" )"#;
        assert_eq!(sketch(inner), sketched);
        assert_eq!(
            sketch("<p><math><mtext><p>a</p></mtext></math>b</p>"),
            r#"p(math(mtext(p("a" )))"b" )"#
        );
        assert_eq!(
            sketch("<svg><title><![CDATA[<p>]]></title></svg>"),
            r#"svg(title(raw"<![CDATA[<p>]]>" ))"#
        );
        assert_eq!(sketch("<svg><p>a</svg>"), r#"svg(!)p("a" stray</svg> )"#);
    }

    #[test]
    fn code_is_no_html() {
        let html = "a `<b>` <i>`</i>`</i>";
        let code = [Span::new(2, 7), Span::new(11, 17)];
        let page = read(html, code.to_vec());
        let names: Vec<&str> = page.elements().map(Element::name).collect();
        assert_eq!(names, ["i"]);
        let element = page.elements().next().expect("one");
        assert_eq!(element.end(), End::Tag(Span::new(17, 21)));
    }

    #[test]
    fn nesting_past_the_limit_is_flat_and_said() {
        let html = "<div>".repeat(600);
        let page = read(&html, Vec::new());
        assert_eq!(page.elements().count(), 600);
        assert_eq!(page.too_deep(), Some(Span::new(512 * 5, 513 * 5)));
        assert!(page.elements().all(|e| e.ancestors().count() < 512));
    }

    proptest! {
        #[test]
        fn every_byte_belongs_to_one_event_at_the_most(
            html in "(<p>|</p>|<b|>|</|<!--|-->| |=|\"|'|a|中|<svg>|<script>|</script>|&amp;|<td x=1>|</table>){0,20}"
        ) {
            let page = read(&html, Vec::new());
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
