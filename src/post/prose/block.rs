//! Block: one stretch of prose as a reader sees it, with the way back to the bytes it is written as.

use crate::html::document::ElementId;
use crate::post::prose::language::Language;
use crate::text::invisible::is_blank;
use crate::text::span::Span;
use std::cell::OnceCell;
use std::ops::Range;

/// The prose of a page: its blocks in order. Whatever their number, it is a few pieces of memory.
#[derive(Debug, Default)]
pub struct Prose {
    /// What the blocks say, one behind the other.
    pub(super) text: String,
    pub(super) parts: Vec<TextPart>,
    pub(super) runs: Vec<TextRun>,
    pub(super) blocks: Vec<Stretch>,
    pub(super) language: OnceCell<Option<Language>>,
}

/// Where a block is in the prose, and what is known of it.
#[derive(Debug)]
pub(super) struct Stretch {
    pub(super) kind: BlockKind,
    pub(super) element: Option<ElementId>,
    pub(super) text: Span,
    pub(super) parts: Span,
    pub(super) runs: Span,
    pub(super) before: Neighbour,
    pub(super) after: Neighbour,
}

/// One stretch of prose: a paragraph, a list item, a table cell, the text of a division. It is lent by
/// the prose of its page.
#[derive(Clone, Copy, Debug)]
pub struct Block<'p> {
    /// Which of the blocks it is, from 0.
    pub at: usize,
    /// What it is.
    pub kind: BlockKind,
    /// The element that it is the text of; `None` for text that is in none.
    pub element: Option<ElementId>,
    /// Its text with references read, and a newline for each `<br>`.
    pub text: &'p str,
    /// What is before it.
    pub before: Neighbour,
    /// What is after it.
    pub after: Neighbour,
    /// Where its text begins in that of the prose.
    start: u32,
    parts: &'p [TextPart],
    runs: &'p [TextRun],
}

/// What a block is. What is in a list, a table or a quotation is named after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
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
    /// Text that is in a division, a section or the body itself.
    Division,
}

impl BlockKind {
    /// Whether it is a stretch of the running text.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Paragraph | Self::Line | Self::Division)
    }
}

/// What a word is in, the nearest of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Inside {
    /// Nothing but its block.
    Plain,
    /// A link.
    Link,
    /// Code, a sample, a key, a formula.
    Code,
    /// Emphasis of any kind.
    Emphasis,
    /// A raised or lowered mark: often that of a note.
    Mark,
    /// No word: an image, or something else that is embedded.
    Image,
}

/// What is before or after a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Neighbour {
    /// Nothing: the post begins or ends, or the part that it is in.
    Nothing,
    /// Another block of this kind.
    Block(BlockKind),
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

/// A piece of text and the bytes that it was written as.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextPart {
    /// Where it begins in the text of the prose.
    pub(super) at: u32,
    pub(super) span: Span,
    /// The bytes are the text.
    pub(super) verbatim: bool,
}

/// What the words stand in from a byte of the text of the prose on.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextRun {
    pub(super) at: u32,
    pub(super) inside: Inside,
}

impl Prose {
    /// The language that it is written in as a whole.
    pub fn language(&self) -> Option<Language> {
        *self.language.get_or_init(|| Language::of(&self.text))
    }

    /// Its blocks.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let blocks = self.blocks.iter().enumerate();
        blocks.map(|(at, stretch)| self.lend(at, stretch))
    }

    /// One of them, from 0.
    pub fn block(&self, at: usize) -> Option<Block<'_>> {
        self.blocks.get(at).map(|stretch| self.lend(at, stretch))
    }

    pub(super) fn lend(&self, at: usize, stretch: &Stretch) -> Block<'_> {
        Block {
            at,
            kind: stretch.kind,
            element: stretch.element,
            text: &self.text[stretch.text.range()],
            before: stretch.before,
            after: stretch.after,
            start: stretch.text.start,
            parts: &self.parts[stretch.parts.range()],
            runs: &self.runs[stretch.runs.range()],
        }
    }
}

impl Block<'_> {
    /// What its last word is in.
    pub fn last(&self) -> Inside {
        self.runs.last().map_or(Inside::Plain, |run| run.inside)
    }

    /// What all of its words stand in, where that is one thing.
    pub fn whole(&self) -> Option<Inside> {
        let last = self.last();
        self.runs
            .iter()
            .all(|run| run.inside == last)
            .then_some(last)
    }

    /// The bytes that a part of its text was written as.
    pub fn span(&self, range: Range<usize>) -> Span {
        let first = self.part(range.start);
        let start = first.span.start;
        let start = if first.verbatim {
            start + self.start + range.start as u32 - first.at
        } else {
            start
        };
        if range.is_empty() {
            return Span::empty(start);
        }
        // The last byte asked for, and then the one after it: what follows may be elsewhere.
        let part = self.part(self.text.floor_char_boundary(range.end - 1));
        let end = if part.verbatim {
            part.span.start + self.start + range.end as u32 - part.at
        } else {
            part.span.end
        };
        Span::new(start, end)
    }

    /// Whether an image, code or a formula, which have no text here, is between two characters of a
    /// part of its text.
    pub fn is_broken(&self, range: Range<usize>) -> bool {
        let from = self
            .runs
            .partition_point(|run| run.at <= self.start + range.start as u32);
        let inner = self.runs[from..].iter();
        let mut inner = inner.take_while(|run| run.at < self.start + range.end as u32);
        inner.any(|run| matches!(run.inside, Inside::Image | Inside::Code))
    }

    /// Whether its first line is an image: its words are what is said below it.
    pub fn begins_with_image(&self) -> bool {
        self.runs
            .first()
            .is_some_and(|run| run.inside == Inside::Image)
    }

    /// Whether it begins with what it is about: a word in emphasis with a colon (`**Name:** text`), or a
    /// link whose text is a number (`SR-1`, `#2`).
    pub fn is_labelled(&self) -> bool {
        let words = self.words();
        let text = &self.text[words.clone()];
        let first = self.inside(words.start);
        let mut chars = text.char_indices();
        let end = chars.find(|(at, _)| self.inside(words.start + at) != first);
        let Some((end, _)) = end else { return false };
        let (label, rest) = text.split_at(end);
        let label = label.trim_end_matches(is_blank);
        match first {
            Inside::Emphasis => label.ends_with([':', '：']) || rest.starts_with([':', '：']),
            Inside::Link => {
                label.contains(|c: char| c.is_ascii_digit()) && !label.contains(is_blank)
            }
            _ => false,
        }
    }

    /// What is behind its first line, where that is emphasised from end to end: a heading in disguise, and a
    /// question of a form.
    pub fn below_heading(&self) -> Option<&str> {
        let words = self.words();
        let (line, rest) = self.text[words.clone()].split_once('\n')?;
        let mut letters = line.char_indices().filter(|(_, c)| !is_blank(*c));
        let is_whole = letters.all(|(at, _)| self.inside(words.start + at) == Inside::Emphasis);
        is_whole.then_some(rest)
    }

    /// The bytes from its first word to its last.
    pub fn words(&self) -> Range<usize> {
        let end = self.text.trim_end_matches(is_blank).len();
        let start = self.text.len() - self.text.trim_start_matches(is_blank).len();
        start.min(end)..end
    }

    /// What the word at a byte of the text is in.
    pub fn inside(&self, at: usize) -> Inside {
        let at = self.start + at as u32;
        let after = self.runs.partition_point(|run| run.at <= at);
        self.runs[after.saturating_sub(1)].inside
    }

    /// What a byte of the text is in.
    fn part(&self, at: usize) -> TextPart {
        let at = self.start + at as u32;
        let after = self.parts.partition_point(|part| part.at <= at);
        self.parts[after.saturating_sub(1)]
    }
}

pub(super) fn is_all_blank(text: &str) -> bool {
    text.chars().all(is_blank)
}
