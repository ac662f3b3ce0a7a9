//! markdown: a Markdown body → the elements that it means, and where HTML is in it. The only file
//! that knows pulldown-cmark.

use crate::html::document::Meant;
use crate::html::entity::{self, Context, decode_markdown};
use crate::html::tag::Tag;
use crate::post::kramdown::{self, Blocks};
use crate::post::lines::{ends_html, heading_attributes, open_fence};
use crate::post::link::{destination, sought, text_end};
use crate::post::mark::{Mark, Markdown, What};
use crate::post::nesting::shallow;
use crate::text::placed::Placed;
use crate::text::source::Dialect;
use crate::text::span::Span;
use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser,
    Tag as Block, TagEnd,
};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What CommonMark has, and what the Markdown of Hexo, Hugo, Jekyll and Astro has beside it.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
}

/// Reads the bytes of `body` in `text` as Markdown.
pub fn markdown(text: &str, body: Span, dialect: Dialect) -> Markdown {
    let content = &*shallow(body.of(text));
    match dialect {
        Dialect::Kramdown => {
            let blocks = kramdown::blocks(content);
            let masked = blocks.masked(content);
            read(&masked, body.start, None, &blocks)
        }
        Dialect::Named | Dialect::Mdx => read(content, body.start, None, &Blocks::default()),
    }
}

/// Reads Markdown whose bytes come from those of a body that begins at byte `offset`. What of it is HTML is
/// not told.
pub fn placed(markdown: &Placed, offset: u32) -> Markdown {
    read(markdown.text(), offset, Some(markdown), &Blocks::default())
}

fn read(content: &str, offset: u32, place: Option<&Placed>, blocks: &Blocks) -> Markdown {
    let mut reader = MarkdownReader {
        content,
        offset,
        place,
        read: Markdown::default(),
        definitions: HashMap::new(),
        used: HashSet::new(),
        image: 0,
        in_code: false,
        is_html_in_code: false,
        attributes: None,
        at: 0,
        open: blocks.open().collect(),
    };
    if blocks.html.is_empty() {
        let parser = Parser::new_ext(content, options());
        reader.define(&parser, 0);
        reader.tell_all(parser, 0);
    } else {
        let pieces = blocks.pieces(content.len());
        for piece in &pieces {
            let parser = Parser::new_ext(&content[piece.clone()], options());
            reader.define(&parser, piece.start);
        }
        // What defines a label may be in another piece.
        let known = reader.definitions.clone();
        let mut html = blocks.html.iter().peekable();
        for piece in pieces {
            while let Some(html) = html.next_if(|html| html.end <= piece.start) {
                reader.html(html.clone());
            }
            let defined = |link: BrokenLink<'_>| {
                let place = known.get(&sought(&link.reference))?.clone();
                let address = decode_markdown(&content[place]).into_owned();
                Some((address.into(), "".into()))
            };
            let text = &content[piece.clone()];
            let parser = Parser::new_with_broken_link_callback(text, options(), Some(defined));
            reader.tell_all(parser, piece.start);
        }
        html.for_each(|html| reader.html(html.clone()));
    }
    reader.angles(content.len());
    if let Some(marks) = reader.open.first() {
        reader.read.open_fence = Some(reader.span(marks.clone()));
    }
    reader.read
}

struct MarkdownReader<'t> {
    content: &'t str,
    /// Where the body begins in the file.
    offset: u32,
    /// Where each byte comes from, if it is not the body's.
    place: Option<&'t Placed>,
    read: Markdown,
    definitions: HashMap<String, Range<usize>>,
    /// The definitions whose address has been told.
    used: HashSet<String>,
    /// How many images are open: what is in them is their alternative text.
    image: usize,
    in_code: bool,
    /// What is open is code by its indentation, and is read as the HTML that it is to its author.
    is_html_in_code: bool,
    /// Where the attributes of the heading that is open begin: they are no text.
    attributes: Option<usize>,
    /// The first byte that is not known to be HTML, code or neither.
    at: usize,
    /// The marks that would begin a fence if one ended it, and are in no code so far.
    open: Vec<Range<usize>>,
}

impl MarkdownReader<'_> {
    /// Where each definition in a piece of the content writes its address, for the first link or image that
    /// uses it.
    fn define(&mut self, parser: &Parser<'_>, base: usize) {
        for (name, definition) in parser.reference_definitions().iter() {
            let start = definition.span.start + base;
            let written = &self.content[start..definition.span.end + base];
            // The label may hold a bracket and a colon too: the address says which is meant.
            let mut places = written.match_indices("]:").filter_map(|(at, _)| {
                let inner = destination(&written[at + 2..])?;
                let start = start + at + 2;
                Some(start + inner.start..start + inner.end)
            });
            let is_meant = |place: &Range<usize>| {
                decode_markdown(&self.content[place.clone()]) == *definition.dest
            };
            if let Some(place) = places.find(is_meant) {
                self.definitions.entry(sought(name)).or_insert(place);
            }
        }
    }

    /// Tells what a piece of the content means that begins at byte `base`.
    fn tell_all<'p, F: BrokenLinkCallback<'p>>(&mut self, parser: Parser<'p, F>, base: usize) {
        for (event, range) in parser.into_offset_iter() {
            self.tell(event, range.start + base..range.end + base);
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        let range = match self.place {
            Some(place) if range.is_empty() => {
                let at = place.start(range.start);
                at..at
            }
            Some(place) => {
                let start = place.start(range.start);
                start..place.end(range.end).max(start)
            }
            None => range,
        };
        Span::from(range).shifted(self.offset)
    }

    fn mark(&mut self, at: usize, what: What) {
        // A block ends behind what is in it, blank lines of code included.
        let last = self.read.marks.last().map_or(0, |mark| mark.at);
        let at = self.place.map_or(at, |place| place.start(at));
        let at = (self.offset + at as u32).max(last);
        self.read.marks.push(Mark { at, what });
    }

    fn open(&mut self, tag: Tag, at: usize) {
        let span = self.span(at..at);
        self.mark(at, What::Open(tag, span, Vec::new()));
    }

    fn tell(&mut self, event: Event<'_>, mut range: Range<usize>) {
        if let Event::Start(Block::Heading { .. }) = event {
            let attributes = heading_attributes(&self.content[range.clone()]);
            self.attributes = attributes.map(|len| range.start + len);
        } else if let Event::End(TagEnd::Heading(_)) = event {
            self.attributes = None;
        } else if let Some(at) = self.attributes {
            if range.start >= at {
                return;
            }
            if matches!(event, Event::Text(_)) {
                range.end = range.end.min(at);
            }
        }
        match event {
            Event::Html(_) | Event::InlineHtml(_) if self.place.is_some() => {}
            Event::Html(_) | Event::InlineHtml(_) if self.image == 0 => {
                self.html(range);
            }
            Event::Start(tag) => self.start(&tag, range),
            Event::End(TagEnd::CodeBlock) if self.is_html_in_code => self.is_html_in_code = false,
            Event::Text(_) if self.is_html_in_code => {}
            Event::End(tag) => self.end(tag, range),
            _ if self.image > 0 => {}
            Event::Code(_) => {
                let before = |at: usize| self.open.partition_point(|marks| marks.start < at);
                let inside = before(range.start)..before(range.end);
                self.open.drain(inside);
                self.blank(range.clone());
                self.open(Tag::Code, range.start);
                let ticks = self.content[range.clone()].len()
                    - self.content[range.clone()].trim_start_matches('`').len();
                let inner = self.span(range.start + ticks..range.end - ticks);
                self.mark(range.start + ticks, What::Text(inner));
                self.mark(range.end, What::Close);
            }
            Event::Text(_) if self.in_code => {
                let span = self.span(range.clone());
                self.mark(range.start, What::Raw(span));
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.blank(range.clone());
                self.open(Tag::Code, range.start);
                let span = self.span(range.clone());
                self.mark(range.start, What::Raw(span));
                self.mark(range.end, What::Close);
            }
            Event::Text(said) => self.text(&said, range),
            Event::SoftBreak => {
                let span = self.span(range.clone());
                self.mark(range.start, What::Text(span));
            }
            Event::HardBreak => self.void(Tag::Br, range, Vec::new()),
            Event::Rule => self.void(Tag::Hr, range, Vec::new()),
            Event::FootnoteReference(_) => {
                self.open(Tag::Sup, range.start);
                let span = self.span(range.clone());
                self.mark(range.start, What::Text(span));
                self.mark(range.end, What::Close);
            }
            _ => {}
        }
    }

    fn html(&mut self, range: Range<usize>) {
        self.angles(range.start);
        self.at = self.at.max(range.end);
        let span = self.span(range);
        self.read.html.push(span);
    }

    /// Text, in which what Markdown says is no reference is none: `\&amp;`.
    fn text(&mut self, said: &str, range: Range<usize>) {
        let written = &self.content[range.clone()];
        let is_literal = written == said && entity::decode(written, Context::Text) != said;
        if !is_literal {
            let span = self.span(range.clone());
            return self.mark(range.start, What::Text(span));
        }
        let mut at = 0;
        for mark in memchr::memchr_iter(b'&', written.as_bytes()).chain([written.len()]) {
            if at < mark {
                let span = self.span(range.start + at..range.start + mark);
                self.mark(range.start + at, What::Text(span));
            }
            if mark < written.len() {
                let span = self.span(range.start + mark..range.start + mark + 1);
                self.mark(range.start + mark, What::Raw(span));
            }
            at = mark + 1;
        }
    }

    fn start(&mut self, block: &Block<'_>, range: Range<usize>) {
        if self.image > 0 {
            self.image += usize::from(matches!(block, Block::Image { .. }));
            return;
        }
        match block {
            Block::Image {
                link_type,
                dest_url,
                id,
                ..
            } => {
                self.image = 1;
                let label = range.start + text_end(&self.content[range.clone()]);
                let alt = (range.start + 2).min(label)..label;
                let source = self.address(*link_type, dest_url, id, &range, label);
                let attributes = vec![
                    (Meant::Escaped("src"), source.map(|range| self.span(range))),
                    (Meant::Escaped("alt"), Some(self.span(alt))),
                ];
                self.void(Tag::Img, range, attributes);
            }
            Block::Link {
                link_type,
                dest_url,
                id,
                ..
            } => {
                let label = range.start + text_end(&self.content[range.clone()]);
                let target = self.address(*link_type, dest_url, id, &range, label);
                let name = match link_type {
                    LinkType::Autolink => Meant::Literal("href"),
                    _ => Meant::Escaped("href"),
                };
                let attributes = vec![(name, target.map(|range| self.span(range)))];
                let span = self.span(range.start..range.start + 1);
                self.mark(range.start, What::Open(Tag::A, span, attributes));
            }
            Block::CodeBlock(CodeBlockKind::Indented)
                if self.place.is_none() && ends_html(&self.content[range.clone()]) =>
            {
                self.html(range);
                self.is_html_in_code = true;
            }
            Block::CodeBlock(kind) => {
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    let open = open_fence(&self.content[range.start..], range.len());
                    self.read.open_fence =
                        open.map(|len| self.span(range.start..range.start + len));
                }
                self.blank(range.clone());
                self.in_code = true;
                self.open(Tag::Pre, range.start);
            }
            _ => {
                if let Some(tag) = element(block) {
                    self.open(tag, range.start);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Image => self.image = self.image.saturating_sub(1),
            _ if self.image > 0 => {}
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
            _ => {
                self.in_code &= tag != TagEnd::CodeBlock;
                // A table row, and a list, may be followed by blank lines that are counted in.
                let written = self.content[range.clone()].trim_end().len();
                self.mark(range.start + written, What::Close);
            }
        }
    }

    fn void(&mut self, tag: Tag, range: Range<usize>, attributes: Vec<(Meant, Option<Span>)>) {
        let span = self.span(range.clone());
        self.mark(range.start, What::Open(tag, span, attributes));
    }

    /// Where the address of a link or an image is written, if this is the place to tell of it.
    fn address(
        &mut self,
        kind: LinkType,
        address: &str,
        id: &str,
        range: &Range<usize>,
        label: usize,
    ) -> Option<Range<usize>> {
        match kind {
            LinkType::Inline => {
                // What is taken for the end of the text must be it: the address says so.
                let behind = label + 1;
                let rest = self.content.get(behind..range.end)?.strip_prefix('(')?;
                let inner = destination(rest)?;
                let found = behind + 1 + inner.start..behind + 1 + inner.end;
                let says = decode_markdown(&self.content[found.clone()]);
                (says == address).then_some(found)
            }
            LinkType::Autolink => Some(range.start + 1..range.end - 1),
            LinkType::Reference
            | LinkType::Collapsed
            | LinkType::Shortcut
            | LinkType::ReferenceUnknown
            | LinkType::CollapsedUnknown
            | LinkType::ShortcutUnknown => {
                let id = sought(id);
                let found = self.definitions.get(&id)?.clone();
                self.used.insert(id).then_some(found)
            }
            _ => None,
        }
    }

    /// No HTML in here, whatever it looks like.
    fn blank(&mut self, range: Range<usize>) {
        if self.place.is_some() {
            return;
        }
        self.angles(range.start);
        self.at = self.at.max(range.end);
        let span = self.span(range);
        self.read.blanks.push(span);
    }

    /// Each `<` up to byte `to` that is no HTML.
    fn angles(&mut self, to: usize) {
        if self.at < to && self.place.is_none() {
            let from = self.at;
            let between = memchr::memchr_iter(b'<', &self.content.as_bytes()[from..to]);
            let spans = between.map(|at| Span::from(from + at..from + at + 1).shifted(self.offset));
            self.read.blanks.extend(spans);
            self.at = to;
        }
    }
}

/// The element that a block or an inline means.
fn element(block: &Block<'_>) -> Option<Tag> {
    Some(match block {
        Block::Paragraph => Tag::P,
        Block::Heading { level, .. } => match level {
            HeadingLevel::H1 => Tag::H1,
            HeadingLevel::H2 => Tag::H2,
            HeadingLevel::H3 => Tag::H3,
            HeadingLevel::H4 => Tag::H4,
            HeadingLevel::H5 => Tag::H5,
            HeadingLevel::H6 => Tag::H6,
        },
        Block::BlockQuote(_) => Tag::Blockquote,
        Block::List(None) => Tag::Ul,
        Block::List(Some(_)) => Tag::Ol,
        Block::Item => Tag::Li,
        Block::FootnoteDefinition(_) => Tag::Footer,
        Block::Table(_) => Tag::Table,
        Block::TableHead | Block::TableRow => Tag::Tr,
        Block::TableCell => Tag::Td,
        Block::Emphasis => Tag::Em,
        Block::Strong => Tag::Strong,
        Block::Strikethrough => Tag::Del,
        Block::Superscript => Tag::Sup,
        Block::Subscript => Tag::Sub,
        Block::Link { .. }
        | Block::Image { .. }
        | Block::CodeBlock(_)
        | Block::HtmlBlock
        | Block::MetadataBlock(_)
        // The places of definition lists are not in order, so they are not asked for.
        | Block::DefinitionList
        | Block::DefinitionListTitle
        | Block::DefinitionListDefinition => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Markdown {
        markdown(text, Span::from(0..text.len()), Dialect::Named)
    }

    /// The marks as a person would sketch them: `p("text" em("x"))`.
    fn sketch(text: &str) -> String {
        sketch_of(text, read(text))
    }

    fn sketch_of(text: &str, markdown: Markdown) -> String {
        let marks = markdown.marks.into_iter().map(|mark| match mark.what {
            What::Open(tag, _, attributes) => {
                let value = |(name, value): (Meant, Option<Span>)| {
                    let (Meant::Escaped(name) | Meant::Literal(name)) = name;
                    let value = value.map_or("?", |span| span.of(text));
                    format!(" {name}={value}")
                };
                let attributes: String = attributes.into_iter().map(value).collect();
                let inside = if tag.is_void() { "; " } else { "(" };
                format!("{}{attributes}{inside}", tag.name())
            }
            What::Close => ")".to_owned(),
            What::Text(span) => format!("{:?}", span.of(text)),
            What::Raw(span) => format!("raw{:?}", span.of(text)),
        });
        marks.collect()
    }

    #[test]
    fn what_markdown_means_is_told_with_its_places() {
        assert_eq!(
            sketch("# a *b*\n\nc  \nd"),
            r#"h1("a "em("b"))p("c"br; "d")"#
        );
        assert_eq!(
            sketch("- a\n- b\n\n> c\n"),
            r#"ul(li("a")li("b"))blockquote(p("c"))"#
        );
        assert_eq!(
            sketch("`a` ```` `b` ````"),
            "p(code(\"a\")\" \"code(\" `b` \"))"
        );
        assert_eq!(sketch("```\na\n```\n"), "pre(raw\"a\\n\")");
        assert_eq!(
            sketch("|a|\n|-|\n|b|\n"),
            r#"table(tr(td("a"))tr(td("b")))"#
        );
        assert_eq!(
            sketch("a \\&amp; b $x,y$"),
            r#"p("a "raw"&""amp; b "code(raw"$x,y$"))"#
        );
        assert_eq!(
            sketch("a\\*b &amp; c[^1]\n\n[^1]: d\n"),
            "p(\"a\"\"*b \"\"&amp;\"\" c\"sup(\"[^1]\"))footer(p(\"d\"))"
        );
    }

    #[test]
    fn a_page_has_no_more_levels_than_it_shows() {
        let text = "> ".repeat(5000) + "a";
        let read = read(&text);
        let is_level = |mark: &&Mark| matches!(mark.what, What::Open(Tag::Blockquote, ..));
        assert_eq!(read.marks.iter().filter(is_level).count(), 512);
    }

    #[test]
    fn an_address_is_where_it_is_written() {
        assert_eq!(sketch("[a](b \"c\")"), r#"p(a href=b("a"))"#);
        assert_eq!(sketch("[a](<b c>)"), r#"p(a href=b c("a"))"#);
        assert_eq!(
            sketch("[a [b]](c(d)e)"),
            r#"p(a href=c(d)e("a ""[""b""]"))"#
        );
        assert_eq!(sketch("![a *b*](c)"), "p(img src=c alt=a *b*; )");
        assert_eq!(sketch("[![a](b)](c)"), "p(a href=c(img src=b alt=a; ))");
        assert_eq!(
            sketch("<https://a.b>"),
            r#"p(a href=https://a.b("https://a.b"))"#
        );
        assert_eq!(sketch("[a`]`](b)"), r#"p(a href=b("a"code("]")))"#);
        // A bracket in a formula is not seen to be hidden: no address is taken for the link's.
        assert_eq!(sketch("[$[$](b)"), r#"p(a href=?(code(raw"$[$")))"#);
        let both = sketch("[a][x] ![b][X]\n\n[x]: <c> 'd'\n");
        assert_eq!(both, r#"p(a href=c("a")" "img src=? alt=b; )"#);
    }

    #[test]
    fn html_is_told_apart() {
        let html = |text| {
            let spans = read(text).html.into_iter();
            spans
                .map(|span| span.of(text).to_owned())
                .collect::<String>()
        };
        let blanks = |text| {
            read(text)
                .blanks
                .into_iter()
                .map(|span| span.of(text).to_owned())
                .collect::<Vec<_>>()
        };
        let text = "# a\n`<b>` and ``x` ``\n\n```html\n<img>\n```\n\n    <p>\n\n<div>\n    <em>`x`</em>\n</div>\n";
        assert_eq!(html(text), "<div>\n    <em>`x`</em>\n</div>\n");
        assert_eq!(
            blanks(text),
            ["`<b>`", "``x` ``", "```html\n<img>\n```", "<p>\n"]
        );
        assert_eq!(
            html("a <b>c</b> <!-- d --> <br/>"),
            "<b></b><!-- d --><br/>"
        );
        for text in [
            "<https://a.b> c",
            "\\<img src=a> b",
            "[a](b \"<img>\") c",
            "![<b>](c)",
            "a < b",
            "List<String,",
        ] {
            assert_eq!(html(text), "", "{text}");
            assert!(blanks(text).iter().all(|blank| blank == "<"), "{text}");
        }
    }

    #[test]
    fn kramdown_ends_html_with_its_end_tag() {
        let sketch = |text: &str| {
            sketch_of(
                text,
                markdown(text, Span::from(0..text.len()), Dialect::Kramdown),
            )
        };
        assert_eq!(
            sketch("<p>a</p>\n```\nb\n```\nc\n"),
            "pre(raw\"b\\n\")p(\"c\")"
        );
        assert_eq!(sketch("<p>a</p> *b*\n"), "p(em(\"b\"))");
        // A label is known in all of the body.
        assert_eq!(
            sketch("[a] [b][C]\n\n<hr>\n[a]: d\n[c]: e\n"),
            "p(a href=d(\"a\")\" \"a href=e(\"b\"))"
        );
        assert_eq!(
            sketch("a ```php\nb\n``` c\n"),
            "p(\"a \"code(\"php\\nb\\n\")\" c\")"
        );
    }

    #[test]
    fn attributes_of_a_heading_are_no_text() {
        assert_eq!(sketch("- :\n   {}\n  -"), r#"ul(li(h2(":""\n""{}")))"#);
        assert_eq!(sketch("# a {#b}"), r#"h1("a")"#);
        assert_eq!(sketch("# *a*b? {/*c*/}\nd"), r#"h1(em("a")"b?")p("d")"#);
        assert_eq!(sketch("# a{b}"), r#"h1("a{b}")"#);
        assert_eq!(sketch("# ` {b`}"), r#"h1(code(" {b"))"#);
    }

    proptest! {
        #[test]
        fn everything_is_in_order_and_inside(
            text in "(<b>|</b>|<|`|```\n|    |\n|\n\n|> |- |# |中|\\[a\\]\\(b\\)|\\[|\\]|\\(|!|\\)|\\\\|<!--|-->|\\||<div>\n|\\*|_|~~|:|\\[\\^1\\]|&amp;|\\$|:\n|\\{\\}|   \\{\\}\n|  -| \\{|\\}\n|# ){0,24}"
        ) {
            for dialect in [Dialect::Named, Dialect::Kramdown] {
            let read = markdown(&text, Span::from(0..text.len()), dialect);
            let mut at = 0;
            let mut depth = 0;
            for mark in &read.marks {
                // What is told in its order is told at its own place.
                if let What::Open(_, span, _) | What::Text(span) | What::Raw(span) = &mark.what {
                    prop_assert!(at <= mark.at && span.start <= mark.at, "{:?}", read.marks);
                }
                at = mark.at;
                let spans = match &mark.what {
                    What::Open(tag, span, attributes) => {
                        depth += i32::from(!tag.is_void());
                        let values = attributes.iter().filter_map(|(_, value)| *value);
                        values.chain([*span]).collect()
                    }
                    What::Close => { depth -= 1; Vec::new() }
                    What::Text(span) | What::Raw(span) => vec![*span],
                };
                prop_assert!(depth >= 0);
                prop_assert!(spans.iter().all(|span| text.get(span.range()).is_some()));
            }
            prop_assert_eq!(depth, 0);
            for spans in [&read.html, &read.blanks] {
                prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{spans:?}");
            }
            }
        }
    }
}
