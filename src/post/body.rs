//! stream: the HTML of a post → its page.

use crate::html::document::{ElementId, Event, Page};
use crate::html::stream::{Content, Token, Tokenizer};
use crate::html::tag::Tag;
use crate::html::tree_builder::Builder;
use crate::post::mark::{Mark, Markdown, What};
use crate::post::template;
use crate::text::span::Span;
use std::borrow::Cow;

/// Reads the bytes of `body` in `text`: as HTML, or as Markdown with HTML in it. What `raw` covers,
/// in order, is neither: no reader sees it as text.
pub fn stream(text: &str, body: Span, raw: Vec<Span>, markdown: Option<Markdown>) -> Page<'_> {
    let markdown = markdown.unwrap_or_else(|| Markdown::of_html(body));
    let Markdown {
        html,
        blanks,
        mut marks,
        jsx,
        ..
    } = markdown;
    marks.reverse();
    let mut bytes = blanked(text.as_bytes(), body, &raw, &blanks);
    let mut builder = Builder::new(text);
    if let Some(names) = jsx {
        builder = builder.for_jsx();
        // In JSX a name says nothing of how its content is read: no element of HTML begins so.
        for name in names {
            bytes.to_mut()[name as usize] = b'y';
        }
    }
    let mut tokens = Tokenizer::new(&bytes, body.start);
    let mut reader = BodyReader {
        builder,
        html,
        piece: 0,
        raw,
        marks,
        meant: Vec::new(),
        at: body.start,
    };
    while let Some((token, span)) = tokens.next(reader.builder.is_in_foreign()) {
        match token {
            Token::StartTag { name, self_closing } => {
                reader.tell_marks(span.start);
                for attribute in tokens.attributes() {
                    reader.builder.attribute(attribute.name, attribute.value);
                }
                let tag = reader.builder.open(span, name, self_closing);
                tokens.expect(tag.map_or(Content::Data, content_of));
            }
            Token::EndTag { name } => {
                reader.tell_marks(span.start);
                reader.builder.close(span, name);
            }
            Token::Comment => {
                reader.tell_marks(span.start);
                reader.builder.event(Event::Comment(span));
            }
            Token::Text => reader.tell(span, Event::Text),
            Token::Raw => reader.tell(span, Event::Raw),
            Token::Other => reader.tell(span, Event::Other),
        }
        reader.at = reader.at.max(span.end);
    }
    reader.tell_marks(body.end);
    reader.builder.finish(body.end)
}

/// What is read in place of `text` up to the end of `body`: the same, but for white space where
/// something is no HTML, and a word where what is `raw` is a value or an attribute.
fn blanked<'t>(text: &'t [u8], body: Span, raw: &[Span], blanks: &[Span]) -> Cow<'t, [u8]> {
    let text = &text[..body.end as usize];
    if raw.is_empty() && blanks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut html = text.to_owned();
    for blank in blanks {
        html[blank.range()].fill(b' ');
    }
    for span in raw {
        let (before, rest) = html.split_at(span.start as usize);
        let behind = rest.get(span.len() as usize);
        let ends_apart = behind.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        let is_alone = ends_apart && before.last().is_some_and(u8::is_ascii_whitespace);
        let is_word = is_alone || template::is_in_value(before);
        html[span.range()].fill(if is_word { b'x' } else { b' ' });
    }
    Cow::Owned(html)
}

/// How the text in an element of HTML is read. HTML, 13.2.6.4; what is in a `<noscript>` is for
/// those who run no scripts, as most readers do.
fn content_of(tag: Tag) -> Content {
    match tag {
        Tag::Textarea | Tag::Title => Content::RcData,
        Tag::Iframe | Tag::Noembed | Tag::Noframes | Tag::Noscript | Tag::Style | Tag::Xmp => {
            Content::RawText
        }
        Tag::Script => Content::ScriptData,
        Tag::Plaintext => Content::PlainText,
        _ => Content::Data,
    }
}

/// The page so far.
struct BodyReader<'s> {
    builder: Builder<'s>,
    /// The bytes that are HTML, and the first of these spans that is not passed yet.
    html: Vec<Span>,
    piece: usize,
    /// The bytes that no reader sees as text.
    raw: Vec<Span>,
    /// What Markdown means, and is not told yet, the next at the end.
    marks: Vec<Mark>,
    /// The elements that Markdown means and that it has not ended.
    meant: Vec<ElementId>,
    /// The first byte that nothing has been told of.
    at: u32,
}

impl BodyReader<'_> {
    /// Tells of what stands in `span`, as far as that is HTML.
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
