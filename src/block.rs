//! Block: one stretch of prose as a reader sees it, with the way back to the bytes it is written as.

use crate::page::{Element, ElementId, End as ElementEnd, Event, Page};
use crate::reference;
use crate::span::Span;
use crate::tag::Tag;
use std::borrow::Cow;
use std::ops::Range;

/// One stretch of prose: a paragraph, a list item, a table cell, the text of a division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// The element that it is the text of; `None` for text that stands in none.
    pub element: Option<ElementId>,
    /// Its text with references read, and a newline for each `<br>`.
    pub text: String,
    /// What its last word stands in.
    pub last: Inside,
    /// What all of its words stand in, where that is one thing.
    pub whole: Option<Inside>,
    /// What its words stand in, each from this byte of the text on.
    runs: Vec<(u32, Inside)>,
    /// What stands before it.
    pub before: Neighbour,
    /// What stands after it.
    pub after: Neighbour,
    parts: Vec<Part>,
}

/// What a block is. What stands in a list, a table or a quotation is named after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A `<p>` in the flow of the text.
    Paragraph,
    /// `<h1>` to `<h6>`.
    Heading,
    /// A list item, a term, a description.
    Item,
    /// A table cell.
    Cell,
    /// A caption of a figure or a table, a legend, a summary.
    Caption,
    /// Anything in a quotation.
    Quotation,
    /// Anything beside the text: navigation, an address, a header, a footer, a button.
    Aside,
    /// A line between two `<br>`, where those make the paragraphs.
    Line,
    /// Text that stands in a division, a section or the body itself.
    Division,
}

impl Kind {
    /// Whether it is a stretch of the running text.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Paragraph | Self::Line | Self::Division)
    }
}

/// What a word stands in, the nearest of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Inside {
    /// Nothing but its block.
    Plain,
    /// A link.
    Link,
    /// Code, a sample, a key.
    Code,
    /// Emphasis of any kind.
    Emphasis,
    /// A raised or lowered mark: often that of a note.
    Mark,
    /// No word: an image, or something else that is embedded.
    Image,
}

/// What stands before or after a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Neighbour {
    /// Nothing: the post begins or ends, or the part that it stands in.
    Nothing,
    /// Another block of this kind.
    Block(Kind),
    /// A list.
    List,
    /// A table.
    Table,
    /// A quotation.
    Quotation,
    /// Preformatted text.
    Code,
    /// An image alone, or a figure.
    Image,
    /// A video, a frame, a form.
    Embedded,
    /// A rule across the page.
    Rule,
}

/// A piece of a block's text and the bytes that it was written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    /// Where it begins in the block's text.
    at: u32,
    span: Span,
    /// The bytes are the text.
    verbatim: bool,
}

impl Block {
    /// The bytes that a part of its text was written as.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.byte(range.start as u32, |part| part.span.start);
        if range.is_empty() {
            return Span::empty(start);
        }
        // The last byte asked for, and then the one after it: what follows may be elsewhere.
        let last = self.text.floor_char_boundary(range.end - 1);
        let part = self.part(last as u32);
        let within = range.end as u32 - part.at;
        let end = if part.verbatim {
            part.span.start + within
        } else {
            part.span.end
        };
        Span::new(start, end)
    }

    /// The bytes from its first word to its last.
    pub fn words(&self) -> Range<usize> {
        let end = self.text.trim_end_matches(is_blank).len();
        let start = self.text.len() - self.text.trim_start_matches(is_blank).len();
        start.min(end)..end
    }

    /// What the word at a byte of the text stands in.
    pub fn inside(&self, at: usize) -> Inside {
        let after = self.runs.partition_point(|(from, _)| *from as usize <= at);
        self.runs[after.saturating_sub(1)].1
    }

    fn part(&self, at: u32) -> Part {
        let after = self.parts.partition_point(|part| part.at <= at);
        self.parts[after.saturating_sub(1)]
    }

    fn byte(&self, at: u32, inside: impl Fn(Part) -> u32) -> u32 {
        let part = self.part(at);
        if part.verbatim {
            part.span.start + (at - part.at)
        } else {
            inside(part)
        }
    }
}

/// White space as a reader sees it: nothing, whatever its width.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}

/// The prose of a page, in order.
pub fn blocks(page: &Page<'_>) -> Vec<Block> {
    let mut reader = Reader {
        page,
        things: Vec::new(),
        blocks: Vec::new(),
        containers: Vec::new(),
        inline: Vec::new(),
        hidden_in: None,
        open: None,
    };
    for event in page.events() {
        reader.tell(*event);
    }
    reader.flush();
    reader.finish()
}

/// What a page consists of, as far as a block's neighbours need to know.
#[derive(Clone, Copy)]
enum Thing {
    Block(usize),
    Other(Neighbour),
    /// Where a list item, a cell, a quotation begins or ends: what is beyond it is no neighbour.
    Edge,
}

struct Reader<'p> {
    page: &'p Page<'p>,
    things: Vec<Thing>,
    blocks: Vec<Block>,
    /// The block-level elements that are open.
    containers: Vec<ElementId>,
    /// The inline elements that are open and change how words are read.
    inline: Vec<(ElementId, Inside)>,
    /// The element whose text no reader sees.
    hidden_in: Option<ElementId>,
    open: Option<Open>,
}

/// A block that is being read.
#[derive(Default)]
struct Open {
    element: Option<ElementId>,
    text: String,
    parts: Vec<Part>,
    /// What its words stand in, each from this byte of the text on.
    runs: Vec<(u32, Inside)>,
    /// Where in the text each `<br>` stands.
    breaks: Vec<usize>,
}

impl Open {
    /// The lines between those `<br>` that make paragraphs, as bytes of the text; none where it is one.
    ///
    /// Where text stands in a division, each does. In a paragraph two in a row do; one alone may
    /// break a verse or an address.
    fn lines(&self, kind: Kind) -> Vec<Range<usize>> {
        let is_blank_between = |pair: &[usize]| self.text[pair[0]..pair[1]].chars().all(is_blank);
        let mut cuts: Vec<usize> = match kind {
            Kind::Division => self.breaks.clone(),
            Kind::Paragraph => {
                let pairs = self.breaks.windows(2).filter(|pair| is_blank_between(pair));
                pairs.flat_map(|pair| [pair[0], pair[1]]).collect()
            }
            _ => Vec::new(),
        };
        cuts.dedup();
        if cuts.is_empty() {
            return Vec::new();
        }
        let ends = cuts.iter().copied().chain([self.text.len()]);
        let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut + 1));
        let lines: Vec<_> = starts.zip(ends).map(|(from, to)| from..to).collect();
        // What ends in a `<br>` is not made of lines for that.
        let written = |range: &&Range<usize>| !self.text[(*range).clone()].chars().all(is_blank);
        let are_several = lines.iter().filter(written).count() > 1;
        if are_several { lines } else { Vec::new() }
    }

    /// What stands in `range` of its text.
    fn cut(&self, range: Range<usize>) -> Self {
        let (from, to) = (range.start as u32, range.end as u32);
        // An image has no text: it may stand where the line ends.
        let first = self.runs.partition_point(|(at, _)| *at < from);
        let behind = self.runs.partition_point(|(at, _)| *at <= to);
        let runs = self.runs[first..behind.max(first)].iter();
        // The part that the range begins in, and all that begin in it.
        let first = self
            .parts
            .partition_point(|part| part.at <= from)
            .saturating_sub(1);
        let behind = self.parts.partition_point(|part| part.at < to).max(first);
        let parts = self.parts[first..behind].iter();
        let moved = |part: &Part| {
            // A part that begins before the range is text as it is written.
            let skipped = from.saturating_sub(part.at);
            Part {
                at: part.at.max(from) - from,
                span: Span::new(part.span.start + skipped, part.span.end),
                verbatim: part.verbatim,
            }
        };
        Self {
            element: self.element,
            text: self.text[range].to_owned(),
            parts: parts.map(moved).collect(),
            runs: runs.map(|(at, inside)| (at - from, *inside)).collect(),
            breaks: Vec::new(),
        }
    }

    /// All of it as a block; `None` where no word stands in it.
    fn block(self, kind: Kind) -> Option<Block> {
        let (_, last) = *self.runs.last()?;
        let same = self.runs.iter().all(|(_, inside)| *inside == last);
        Some(Block {
            kind,
            element: self.element,
            text: self.text,
            last,
            whole: same.then_some(last),
            runs: self.runs,
            before: Neighbour::Nothing,
            after: Neighbour::Nothing,
            parts: self.parts,
        })
    }
}

impl Reader<'_> {
    fn tell(&mut self, event: Event) {
        match event {
            Event::Close(id, _) if self.hidden_in == Some(id) => self.hidden_in = None,
            _ if self.hidden_in.is_some() => {}
            Event::Open(id) => self.start(id),
            Event::Close(id, _) => self.end(id),
            Event::Text(span) => self.text(span),
            // What a generator fills in stands among the words as code does.
            Event::Raw(_) => self.word(Inside::Code),
            Event::StrayEndTag(_) | Event::Comment(_) | Event::Other(_) => {}
        }
    }

    fn start(&mut self, id: ElementId) {
        let element = self.page.element(id);
        let tag = element.tag();
        if let Some(thing) = block_thing(tag) {
            self.flush();
            self.things.push(thing);
        } else if tag.is_block() {
            self.flush();
        }
        match tag {
            Tag::Br => self.line_break(element.span()),
            Tag::Img | Tag::Svg | Tag::Math | Tag::Picture | Tag::Canvas | Tag::Input => {
                self.word(Inside::Image);
            }
            _ => {}
        }
        if element.end() == ElementEnd::Void {
            return;
        }
        if tag.hides_text() || element.attribute("hidden").is_some() {
            self.hidden_in = Some(id);
        } else if tag.is_block() {
            self.containers.push(id);
        } else if let Some(inside) = inside(element) {
            self.inline.push((id, inside));
        }
    }

    fn end(&mut self, id: ElementId) {
        if self.containers.last() == Some(&id) {
            self.flush();
            self.containers.pop();
            let tag = self.page.element(id).tag();
            if let Some(thing) = block_thing(tag) {
                self.things.push(thing);
            }
        } else if self.inline.last().is_some_and(|(open, _)| *open == id) {
            self.inline.pop();
        }
    }

    fn open(&mut self) -> &mut Open {
        let element = self.containers.last().copied();
        self.open.get_or_insert_with(|| Open {
            element,
            ..Open::default()
        })
    }

    fn text(&mut self, span: Span) {
        let inside = self
            .inline
            .last()
            .map_or(Inside::Plain, |(_, inside)| *inside);
        let raw = span.of(self.page.text());
        let open = self.open();
        let from = open.text.len();
        for (span, piece) in reference::parts(raw, span.start) {
            open.parts.push(Part {
                at: open.text.len() as u32,
                span,
                verbatim: matches!(piece, Cow::Borrowed(_)),
            });
            open.text.push_str(&piece);
        }
        if !open.text[from..].chars().all(is_blank) {
            open.runs.push((from as u32, inside));
        }
    }

    fn line_break(&mut self, span: Span) {
        let open = self.open();
        open.breaks.push(open.text.len());
        open.parts.push(Part {
            at: open.text.len() as u32,
            span,
            verbatim: false,
        });
        open.text.push('\n');
    }

    /// Notes that something which is no blank stands here.
    fn word(&mut self, inside: Inside) {
        let open = self.open();
        open.runs.push((open.text.len() as u32, inside));
    }

    fn flush(&mut self) {
        let Some(open) = self.open.take() else { return };
        let Some((_, last)) = open.runs.last() else {
            return;
        };
        let element = open.element.map(|id| self.page.element(id));
        let kind = element.map_or(Kind::Division, kind);
        let alone = if *last == Inside::Code {
            Neighbour::Code
        } else {
            Neighbour::Image
        };
        let lines = open.lines(kind);
        for line in &lines {
            self.take(open.cut(line.clone()).block(Kind::Line), alone);
        }
        if lines.is_empty() {
            self.take(open.block(kind), alone);
        }
    }

    /// Takes a block that has been read; one without words is what stands `alone` in it.
    fn take(&mut self, block: Option<Block>, alone: Neighbour) {
        let Some(block) = block else { return };
        if block.text.chars().all(is_blank) {
            self.things.push(Thing::Other(alone));
        } else {
            self.things.push(Thing::Block(self.blocks.len()));
            self.blocks.push(block);
        }
    }

    fn finish(mut self) -> Vec<Block> {
        let neighbour = |thing: Option<&Thing>, blocks: &[Block]| match thing {
            // A paragraph of code alone is code to the words beside it.
            Some(Thing::Block(at)) if blocks[*at].whole == Some(Inside::Code) => Neighbour::Code,
            Some(Thing::Block(at)) => Neighbour::Block(blocks[*at].kind),
            Some(Thing::Other(neighbour)) => *neighbour,
            Some(Thing::Edge) | None => Neighbour::Nothing,
        };
        for (at, thing) in self.things.iter().enumerate() {
            if let Thing::Block(block) = *thing {
                let before = at.checked_sub(1).and_then(|at| self.things.get(at));
                self.blocks[block].before = neighbour(before, &self.blocks);
                self.blocks[block].after = neighbour(self.things.get(at + 1), &self.blocks);
            }
        }
        self.blocks
    }
}

/// What the edges of a block-level element are to the blocks beside them.
fn block_thing(tag: Tag) -> Option<Thing> {
    Some(match tag {
        Tag::Ul | Tag::Ol | Tag::Dl | Tag::Menu | Tag::Dir => Thing::Other(Neighbour::List),
        Tag::Table => Thing::Other(Neighbour::Table),
        Tag::Blockquote => Thing::Other(Neighbour::Quotation),
        Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => Thing::Other(Neighbour::Code),
        Tag::Figure => Thing::Other(Neighbour::Image),
        Tag::Hr => Thing::Other(Neighbour::Rule),
        Tag::Video | Tag::Audio | Tag::Iframe | Tag::Object | Tag::Embed | Tag::Form => {
            Thing::Other(Neighbour::Embedded)
        }
        Tag::Li | Tag::Dd | Tag::Dt | Tag::Td | Tag::Th => Thing::Edge,
        _ => return None,
    })
}

fn inside(element: Element<'_>) -> Option<Inside> {
    Some(match element.tag() {
        Tag::A if element.attribute("href").is_some() => Inside::Link,
        Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt | Tag::Var => Inside::Code,
        Tag::Strong | Tag::B | Tag::Em | Tag::I | Tag::U | Tag::Mark | Tag::Big | Tag::Small => {
            Inside::Emphasis
        }
        Tag::Sup | Tag::Sub => Inside::Mark,
        _ => return None,
    })
}

fn kind(element: Element<'_>) -> Kind {
    let tag = element.tag();
    if tag.is_heading() {
        return Kind::Heading;
    }
    let mut around = std::iter::once(element).chain(element.ancestors());
    let named = around.find_map(|element| {
        Some(match element.tag() {
            Tag::Li | Tag::Dd | Tag::Dt | Tag::Option => Kind::Item,
            Tag::Td | Tag::Th => Kind::Cell,
            Tag::Figcaption | Tag::Caption | Tag::Legend | Tag::Summary | Tag::Figure => {
                Kind::Caption
            }
            // A component that has an `alt` shows an image, and what is in it is the caption.
            Tag::Other if element.attribute("alt").is_some() => Kind::Caption,
            Tag::Blockquote => Kind::Quotation,
            Tag::Nav | Tag::Address | Tag::Header | Tag::Footer | Tag::Hgroup => Kind::Aside,
            _ => return None,
        })
    });
    named.unwrap_or(if tag == Tag::P {
        Kind::Paragraph
    } else {
        Kind::Division
    })
}

#[cfg(test)]
mod tests {
    use super::Inside::*;
    use super::*;
    use crate::stream::stream;
    use proptest::prelude::*;

    fn read(html: &str) -> Vec<Block> {
        blocks(&stream(html, Span::from(0..html.len()), Vec::new(), None))
    }

    fn kinds(html: &str) -> Vec<(Kind, String)> {
        let blocks = read(html).into_iter();
        blocks
            .map(|block| (block.kind, block.text[block.words()].to_owned()))
            .collect()
    }

    #[test]
    fn each_stretch_of_prose_is_one_block() {
        use Kind::*;
        let found = kinds("<div>a<p>b <b>c</b></div><ul><li>d<p>e</ul><h2>f</h2><td>g</td>h");
        let words = [
            (Division, "a"),
            (Paragraph, "b c"),
            (Item, "d"),
            (Item, "e"),
            (Heading, "f"),
            (Cell, "g"),
            (Division, "h"),
        ];
        assert_eq!(found, words.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn what_no_reader_sees_is_no_prose() {
        let html = "<script>a</script><style>b</style><pre>c</pre><template>d</template><!-- e --><textarea>f</textarea>";
        assert_eq!(kinds(html), []);
    }

    #[test]
    fn a_block_knows_how_it_ends_and_what_stands_beside_it() {
        let html =
            "<p>a<p>b <a href=x>c</a><ul><li>d</ul><p>e <img></p><p><img></p><p><b>f</b> </p>";
        let blocks = read(html);
        let ends: Vec<_> = blocks.iter().map(|block| block.last).collect();
        assert_eq!(ends, [Plain, Link, Plain, Image, Emphasis]);
        assert_eq!(blocks[4].whole, Some(Emphasis));
        assert_eq!(blocks[1].whole, None);
        assert_eq!(blocks[0].before, Neighbour::Nothing);
        assert_eq!(blocks[0].after, Neighbour::Block(Kind::Paragraph));
        assert_eq!(blocks[1].after, Neighbour::List);
        assert_eq!(blocks[2].before, Neighbour::Nothing);
        assert_eq!(blocks[3].after, Neighbour::Image);
    }

    #[test]
    fn lines_between_breaks_are_paragraphs_where_there_are_no_others() {
        use Kind::*;
        let found = kinds(
            "<div>a<br>b &amp;<b> c</b><br><br><img><br>d<br></div><p>e<br>f</p><p>g<br> <br>h</p><p>i<br></p>",
        );
        let words = [
            (Line, "a"),
            (Line, "b & c"),
            (Line, "d"),
            (Paragraph, "e\nf"),
            (Line, "g"),
            (Line, "h"),
            (Paragraph, "i"),
        ];
        assert_eq!(found, words.map(|(kind, text)| (kind, text.to_owned())));
        let html = "<div>a<br>b &amp;<b> c</b><br><img><br>d</div>";
        let blocks = read(html);
        assert_eq!(blocks[1].span(0..5).of(html), "b &amp;<b> c");
        assert_eq!((blocks[1].last, blocks[1].whole), (Emphasis, None));
        assert_eq!(blocks[1].inside(0), Plain);
        assert_eq!(blocks[1].after, Neighbour::Image);
        assert_eq!(blocks[2].span(0..1).of(html), "d");
    }

    #[test]
    fn a_place_in_the_text_is_a_place_in_the_file() {
        let html = "<p>&nbsp;A&amp;B<br>中<b>文</b> &#12290;</p>";
        let block = read(html).remove(0);
        assert_eq!(block.text, "\u{a0}A&B\n中文 。");
        let written = |word: &str| {
            let at = block.text.find(word).expect("it is there");
            block.span(at..at + word.len()).of(html)
        };
        assert_eq!(written("A&B"), "A&amp;B");
        assert_eq!(written("中文"), "中<b>文");
        assert_eq!(written("。"), "&#12290;");
        assert_eq!(
            block.span(block.words()).of(html),
            "A&amp;B<br>中<b>文</b> &#12290;"
        );
    }

    proptest! {
        #[test]
        fn every_character_has_bytes_of_its_own(
            html in "(<p>|</p>|<br>|<b>|</b>|<li>|a|中|&amp;|&nbsp;| |<img>|&lt|<pre>|</pre>){0,20}"
        ) {
            for block in read(&html) {
                let mut last = Span::default();
                for (at, c) in block.text.char_indices() {
                    let span = block.span(at..at + c.len_utf8());
                    prop_assert!(span.start < span.end);
                    // The text of one reference may be two characters.
                    prop_assert!(last.end <= span.start || last == span);
                    prop_assert!(html.get(span.range()).is_some());
                    last = span;
                }
            }
        }
    }
}
