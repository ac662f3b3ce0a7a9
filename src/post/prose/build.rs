//! build: a page → its prose.

use crate::html::document::{Element, ElementId, End, Event, Page};
use crate::html::entity::{self, Context};
use crate::html::tag::Tag;
use crate::post::prose::block::{
    BlockKind, Inside, Neighbour, Prose, Stretch, TextPart, TextRun, is_all_blank,
};
use crate::post::prose::formula::formulas;
use crate::text::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// Reads the prose of `page`.
pub fn prose(page: &Page<'_>) -> Prose {
    let events = page.events();
    let mut reader = BlockBuilder {
        page,
        things: Vec::with_capacity(events.len() / 4),
        // As much as most posts of this length have.
        prose: Prose {
            text: String::with_capacity(page.text().len() / 2),
            parts: Vec::with_capacity(events.len() / 4),
            runs: Vec::with_capacity(events.len() / 4),
            blocks: Vec::with_capacity(events.len() / 8),
            ..Prose::default()
        },
        containers: Vec::new(),
        inline: Vec::new(),
        hidden_in: None,
        open: None,
        breaks: Vec::new(),
    };
    for event in events {
        reader.tell(*event);
    }
    reader.flush();
    reader.finish()
}

/// What a page consists of, as far as a block's neighbours need to know.
#[derive(Clone, Copy)]
enum Thing {
    Block(u32),
    Other(Neighbour),
    /// Where a list item, a cell, a quotation begins or ends: what is beyond it is no neighbour.
    Edge,
}

struct BlockBuilder<'p> {
    page: &'p Page<'p>,
    things: Vec<Thing>,
    prose: Prose,
    /// The block-level elements that are open.
    containers: Vec<ElementId>,
    /// The inline elements that are open and change how words are read.
    inline: Vec<(ElementId, Inside)>,
    /// The element whose text no reader sees.
    hidden_in: Option<ElementId>,
    open: Option<Open>,
    /// Where in the text each `<br>` of the block that is being read is.
    breaks: Vec<usize>,
}

/// Where in the prose a block begins that is being read.
#[derive(Clone, Copy)]
struct Open {
    element: Option<ElementId>,
    text: usize,
    parts: usize,
    runs: usize,
}

impl BlockBuilder<'_> {
    fn tell(&mut self, event: Event) {
        match event {
            Event::Close(id, _) if self.hidden_in == Some(id) => self.hidden_in = None,
            _ if self.hidden_in.is_some() => {}
            Event::Open(id) => self.start(id),
            Event::Close(id, _) => self.end(id),
            Event::Text(span) => self.text(span),
            // What a generator fills in is among the words as code does.
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
        } else if is_embedded(element) && !self.has_words() {
            self.things.push(Thing::Other(Neighbour::Embedded));
        }
        match tag {
            Tag::Br => self.line_break(element.span()),
            Tag::Img | Tag::Svg | Tag::Math | Tag::Picture | Tag::Canvas | Tag::Input => {
                self.word(Inside::Image);
            }
            _ => {}
        }
        if element.end() == End::Void {
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

    /// Whether the block that is being read has any words yet.
    fn has_words(&self) -> bool {
        self.open
            .is_some_and(|open| open.runs < self.prose.runs.len())
    }

    /// The prose so far, to which a block is added.
    fn open(&mut self) -> &mut Prose {
        let element = self.containers.last().copied();
        self.open.get_or_insert(Open {
            element,
            text: self.prose.text.len(),
            parts: self.prose.parts.len(),
            runs: self.prose.runs.len(),
        });
        &mut self.prose
    }

    fn text(&mut self, span: Span) {
        let inside = self
            .inline
            .last()
            .map_or(Inside::Plain, |(_, inside)| *inside);
        let raw = span.of(self.page.text());
        let prose = self.open();
        let at = prose.text.len();
        for (span, piece) in entity::parts(raw, span.start, Context::Text) {
            prose.parts.push(TextPart {
                at: prose.text.len() as u32,
                span,
                verbatim: matches!(piece, Cow::Borrowed(_)),
            });
            prose.text.push_str(&piece);
        }
        if !is_all_blank(&prose.text[at..]) {
            let at = at as u32;
            prose.runs.push(TextRun { at, inside });
        }
    }

    fn line_break(&mut self, span: Span) {
        let prose = self.open();
        let at = prose.text.len();
        prose.parts.push(TextPart {
            at: at as u32,
            span,
            verbatim: false,
        });
        prose.text.push('\n');
        self.breaks.push(at);
    }

    /// Notes that something which is no blank is here.
    fn word(&mut self, inside: Inside) {
        let prose = self.open();
        let at = prose.text.len() as u32;
        prose.runs.push(TextRun { at, inside });
    }

    fn flush(&mut self) {
        let Some(open) = self.open.take() else { return };
        if self.prose.runs.len() == open.runs {
            self.prose.text.truncate(open.text);
            self.prose.parts.truncate(open.parts);
            self.breaks.clear();
            return;
        }
        let element = open.element.map(|id| self.page.element(id));
        let kind = element.map_or(BlockKind::Division, kind);
        self.formulas(open);
        let lines = self.lines(open, kind);
        self.breaks.clear();
        for line in &lines {
            self.take(open, BlockKind::Line, line.clone());
        }
        if lines.is_empty() {
            self.take(open, kind, open.text..self.prose.text.len());
        }
    }

    /// Notes of each formula in the block that it is none of its words.
    fn formulas(&mut self, open: Open) {
        let Prose { text, runs, .. } = &mut self.prose;
        let found = formulas(&text[open.text..]);
        if found.is_empty() {
            return;
        }
        let starts = found
            .iter()
            .skip(1)
            .map(|formula| open.text + formula.start);
        let starts: Vec<usize> = starts.chain([text.len()]).collect();
        let mut rest = runs.split_off(open.runs).into_iter().peekable();
        let mut inside = Inside::Plain;
        for (formula, following) in found.into_iter().zip(starts) {
            let (at, end) = (open.text + formula.start, open.text + formula.end);
            let (at, behind) = (at as u32, end as u32);
            while let Some(run) = rest.next_if(|run| run.at < at) {
                inside = run.inside;
                runs.push(run);
            }
            runs.push(TextRun {
                at,
                inside: Inside::Code,
            });
            while let Some(run) = rest.next_if(|run| run.at < behind) {
                inside = run.inside;
            }
            let next = rest
                .peek()
                .map_or(following, |run| following.min(run.at as usize));
            if !is_all_blank(&text[end..next]) {
                runs.push(TextRun { at: behind, inside });
            }
        }
        runs.extend(rest);
    }

    /// The lines between those `<br>` that make paragraphs, as bytes of the text; none where it is one.
    ///
    /// Where text is in a division, each does. In a paragraph two in a row do; one alone may
    /// break a verse or an address.
    fn lines(&self, open: Open, kind: BlockKind) -> Vec<Range<usize>> {
        if self.breaks.is_empty() {
            return Vec::new();
        }
        let text = &self.prose.text;
        let mut cuts: Vec<usize> = match kind {
            BlockKind::Division => self.breaks.clone(),
            BlockKind::Paragraph => {
                let pairs = self.breaks.windows(2);
                let pairs = pairs.filter(|pair| is_all_blank(&text[pair[0]..pair[1]]));
                pairs.flat_map(|pair| [pair[0], pair[1]]).collect()
            }
            _ => Vec::new(),
        };
        cuts.dedup();
        if cuts.is_empty() {
            return Vec::new();
        }
        let ends = cuts.iter().copied().chain([text.len()]);
        let starts = std::iter::once(open.text).chain(cuts.iter().map(|cut| cut + 1));
        let lines: Vec<_> = starts.zip(ends).map(|(from, to)| from..to).collect();
        // What ends in a `<br>` is not made of lines for that.
        let written = |range: &&Range<usize>| !is_all_blank(&text[(*range).clone()]);
        let are_several = lines.iter().filter(written).count() > 1;
        if are_several { lines } else { Vec::new() }
    }

    /// Takes a block that has been read, or a line of one; what has no words is what else is there.
    fn take(&mut self, open: Open, kind: BlockKind, text: Range<usize>) {
        let runs = &self.prose.runs[open.runs..];
        let alone = runs.last().map(|run| run.inside);
        // An image has no text: it may stand where the line ends.
        let first = runs.partition_point(|run| (run.at as usize) < text.start);
        let behind = runs.partition_point(|run| run.at as usize <= text.end);
        let runs = open.runs + first..open.runs + behind.max(first);
        if runs.is_empty() {
            return;
        }
        if is_all_blank(&self.prose.text[text.clone()]) {
            self.things.push(Thing::Other(match alone {
                Some(Inside::Code) => Neighbour::Code,
                _ => Neighbour::Image,
            }));
            return;
        }
        // The part that the range begins in, and all that begin in it.
        let parts = &self.prose.parts[open.parts..];
        let first = parts.partition_point(|part| part.at as usize <= text.start);
        let behind = parts.partition_point(|part| (part.at as usize) < text.end);
        self.things
            .push(Thing::Block(self.prose.blocks.len() as u32));
        self.prose.blocks.push(Stretch {
            kind,
            element: open.element,
            text: Span::from(text),
            parts: Span::from(open.parts + first.saturating_sub(1)..open.parts + behind),
            runs: Span::from(runs),
            before: Neighbour::Nothing,
            after: Neighbour::Nothing,
        });
    }

    fn finish(mut self) -> Prose {
        let neighbour = |thing: Option<&Thing>, prose: &Prose| match thing {
            Some(Thing::Block(at)) => {
                let at = *at as usize;
                let block = prose.lend(at, &prose.blocks[at]);
                // A paragraph of code alone is code to the words beside it.
                if block.whole() == Some(Inside::Code) {
                    Neighbour::Code
                } else {
                    Neighbour::Block(block.kind)
                }
            }
            Some(Thing::Other(neighbour)) => *neighbour,
            Some(Thing::Edge) | None => Neighbour::Nothing,
        };
        for (at, thing) in self.things.iter().enumerate() {
            if let Thing::Block(block) = *thing {
                let before = at.checked_sub(1).and_then(|at| self.things.get(at));
                let before = neighbour(before, &self.prose);
                let after = neighbour(self.things.get(at + 1), &self.prose);
                let stretch = &mut self.prose.blocks[block as usize];
                (stretch.before, stretch.after) = (before, after);
            }
        }
        self.prose
    }
}

/// Whether it may write a sample of code or a form where it is: a script, or a component that is named so.
fn is_embedded(element: Element<'_>) -> bool {
    let is_script = element.tag() == Tag::Script && element.attribute("src").is_some();
    let in_line = || {
        element
            .parent()
            .is_some_and(|around| around.tag() == Tag::P)
    };
    let is_code = || {
        let name = element.name();
        let is_so = |word: &&str| name.contains(word);
        ["Code", "Command", "Snippet"].iter().any(is_so) && element.has_no_content()
    };
    is_script || element.is_component() && is_code() && !in_line()
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

fn kind(element: Element<'_>) -> BlockKind {
    let tag = element.tag();
    if tag.is_heading() {
        return BlockKind::Heading;
    }
    let mut around = std::iter::once(element).chain(element.ancestors());
    let named = around.find_map(|element| {
        Some(match element.tag() {
            Tag::Li | Tag::Dd | Tag::Dt | Tag::Option => BlockKind::Item,
            _ if is_field(element) => BlockKind::Item,
            Tag::Td | Tag::Th => BlockKind::Cell,
            Tag::Figcaption | Tag::Caption | Tag::Legend | Tag::Summary | Tag::Figure => {
                BlockKind::Caption
            }
            // A component that has an `alt` shows an image, and what is in it is the caption.
            Tag::Other if element.attribute("alt").is_some() => BlockKind::Caption,
            _ if is_card(element) || is_subtitle(element) => BlockKind::Caption,
            Tag::Blockquote => BlockKind::Quotation,
            Tag::Nav | Tag::Address | Tag::Header | Tag::Footer | Tag::Hgroup => BlockKind::Aside,
            _ => return None,
        })
    });
    named.unwrap_or(if tag == Tag::P {
        BlockKind::Paragraph
    } else {
        BlockKind::Division
    })
}

/// Whether it is a component that describes one of many fields, as a `<dd>` does. Mintlify and Fern,
/// "`ParamField`", "`ResponseField`".
fn is_field(element: Element<'_>) -> bool {
    element.is_component() && element.name().ends_with("Field")
}

/// Whether it is a card, or its text: what is in it says where the card leads, as a caption does. Components
/// are called so; elements have the classes of Bootstrap.
fn is_card(element: Element<'_>) -> bool {
    if element.is_component() {
        let name = element.name();
        return name.ends_with("Card") || name.ends_with("Tile");
    }
    let class = element.attribute("class");
    class.is_some_and(|class| {
        let of_card = ["card-text", "card-title", "card-subtitle"];
        let value = class.value();
        value.split_whitespace().any(|word| of_card.contains(&word))
    })
}

/// Whether its class calls it what is below a title or an image: no sentence need be in it.
fn is_subtitle(element: Element<'_>) -> bool {
    let classes = ["class", "className"].map(|name| element.attribute(name));
    classes.into_iter().flatten().any(|class| {
        let value = class.value();
        let known = [
            "subtitle",
            "sub-title",
            "subheading",
            "caption",
            "tagline",
            "byline",
        ];
        value.split_whitespace().any(|word| known.contains(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::body::stream;
    use crate::post::mask::Mask;
    use crate::post::prose::block::Block;
    use crate::post::prose::block::Inside::*;
    use proptest::prelude::*;

    fn read(html: &str) -> Prose {
        prose(&stream(
            Mask::new(html, Span::from(0..html.len()), Vec::new()),
            None,
        ))
    }

    fn kinds(html: &str) -> Vec<(BlockKind, String)> {
        let prose = read(html);
        let blocks = prose.blocks();
        blocks
            .map(|block| (block.kind, block.text[block.words()].to_owned()))
            .collect()
    }

    #[test]
    fn each_stretch_of_prose_is_one_block() {
        use BlockKind::*;
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
        let prose = read(html);
        let blocks: Vec<_> = prose.blocks().collect();
        let ends: Vec<_> = blocks.iter().map(Block::last).collect();
        assert_eq!(ends, [Plain, Link, Plain, Image, Emphasis]);
        assert_eq!(blocks[4].whole(), Some(Emphasis));
        assert_eq!(blocks[1].whole(), None);
        assert_eq!(blocks[0].before, Neighbour::Nothing);
        assert_eq!(blocks[0].after, Neighbour::Block(BlockKind::Paragraph));
        assert_eq!(blocks[1].after, Neighbour::List);
        assert_eq!(blocks[2].before, Neighbour::Nothing);
        assert_eq!(blocks[3].after, Neighbour::Image);
    }

    #[test]
    fn lines_between_breaks_are_paragraphs_where_there_are_no_others() {
        use BlockKind::*;
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
        let prose = read(html);
        let blocks: Vec<_> = prose.blocks().collect();
        assert_eq!(blocks[1].span(0..5).of(html), "b &amp;<b> c");
        assert_eq!((blocks[1].last(), blocks[1].whole()), (Emphasis, None));
        assert_eq!(blocks[1].inside(0), Plain);
        assert_eq!(blocks[1].after, Neighbour::Image);
        assert_eq!(blocks[2].span(0..1).of(html), "d");
    }

    #[test]
    fn a_place_in_the_text_is_a_place_in_the_file() {
        let html = "<p>&nbsp;A&amp;B<br>中<b>文</b> &#12290;</p>";
        let prose = read(html);
        let block = prose.block(0).expect("a paragraph");
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
            for block in read(&html).blocks() {
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
