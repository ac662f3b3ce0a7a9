//! blocks: the lines of an MDX body, its lists and quotations, and what is no Markdown between them.

use crate::post::mdx::Found;
use crate::post::mdx::inline::{Budget, Inline, Kind, comment, inline};
use crate::post::mdx::line::{
    Fence, Line, Marker, fence, is_blank, is_delimiter_row, is_heading, is_rule, is_underline,
    marker,
};
use crate::post::mdx::script::{Group, blank_line, group, module};
use crate::post::mdx::tag::tag;
use crate::text::placed::Placed;
use std::ops::Range;

/// What is in the place of a tag in a line with text: HTML of no meaning, which is not at the beginning of
/// any block.
const INLINE: &str = "<x>";

/// The same, of a block, which ends with its line and makes no list loose.
const BLOCK: &str = "<!---->";

/// What is in the place of the fence of a formula, `$$`.
const FORMULA: &str = "~~~~~~~";

/// How many lists and quotations may be in each other; what is deeper is text.
const DEEPEST: usize = 64;

/// A list item or a quotation that is open.
#[derive(Clone, Copy, Debug)]
enum Container {
    Quote,
    Item {
        /// How many columns its content is indented, behind that of what it is in.
        width: usize,
        /// How many it is indented in the Markdown that is made.
        made: usize,
        is_empty: bool,
    },
}

/// What a line begins with.
#[derive(Clone, Debug)]
enum Prefix {
    Copy(Range<usize>),
    Made(String, usize),
}

#[derive(Debug)]
struct Paragraph {
    /// What its first line begins with.
    prefix: Vec<Prefix>,
    /// Each with the end of the line.
    lines: Vec<Range<usize>>,
}

/// The containers that a line begins, and what they are written as.
#[derive(Clone, Debug, Default)]
struct Begun {
    containers: Vec<Container>,
    prefix: Vec<Prefix>,
}

/// Reads a body line by line.
#[derive(Debug)]
pub(super) struct Blocks<'t> {
    text: &'t str,
    /// The first byte of the next line.
    at: usize,
    open: Vec<Container>,
    paragraph: Option<Paragraph>,
    fence: Option<Fence>,
    found: Found,
    budget: Budget,
}

impl<'t> Blocks<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            open: Vec::new(),
            paragraph: None,
            fence: None,
            found: Found::default(),
            budget: Budget::of(text.len()),
        }
    }

    pub(super) fn read(mut self) -> Found {
        while self.at < self.text.len() {
            let end = memchr::memchr(b'\n', &self.text.as_bytes()[self.at..]);
            let end = end.map_or(self.text.len(), |end| self.at + end + 1);
            let line = Line::new(self.text, self.at, end);
            self.at = end;
            self.line(line);
        }
        self.end_paragraph();
        self.found
    }

    fn line(&mut self, mut line: Line<'t>) {
        let matched = self.matched(&mut line);
        if let Some(fence) = &self.fence {
            if matched == self.open.len() {
                let fence = *fence;
                return self.fenced(fence, line);
            }
            self.fence = None;
        }
        if is_blank(line.rest()) {
            return self.blank(matched, &line);
        }
        let begun = self.begun(matched, &mut line);
        line.skip_spaces();
        if self.leaf(matched, &begun, &line) {
            return;
        }
        // Text goes on, even where its lines do not repeat what it is in.
        if let Some(paragraph) = &mut self.paragraph
            && begun.containers.is_empty()
        {
            paragraph.lines.push(line.range());
            let ends = matched == self.open.len() && is_underline(line.rest());
            if ends {
                self.end_paragraph();
            }
            return;
        }
        let prefix = self.enter(matched, begun);
        let lines = vec![line.range()];
        self.paragraph = Some(Paragraph { prefix, lines });
    }

    /// How many of the open containers go on in `line`, which is read behind their marks.
    fn matched(&mut self, line: &mut Line<'t>) -> usize {
        let is_blank = is_blank(line.rest());
        let mut matched = 0;
        for container in &mut self.open {
            match container {
                Container::Quote if !line.take_quote() => break,
                Container::Quote => {}
                Container::Item { .. } if is_blank => {}
                Container::Item {
                    width, is_empty, ..
                } => {
                    if line.indent() < *width {
                        break;
                    }
                    line.take_columns(*width);
                    *is_empty = false;
                }
            }
            matched += 1;
        }
        matched
    }

    /// The containers that begin in `line`.
    fn begun(&self, matched: usize, line: &mut Line<'t>) -> Begun {
        let mut begun = Begun::default();
        while matched + begun.containers.len() < DEEPEST {
            let in_paragraph = self.paragraph.is_some()
                && begun.containers.is_empty()
                && matched == self.open.len();
            let rest = line.rest().trim_start_matches([' ', '\t']);
            if rest.starts_with('>') {
                let at = line.skip_spaces();
                line.take_quote();
                begun.containers.push(Container::Quote);
                begun.prefix.push(Prefix::Copy(at..at + 1));
                begun.prefix.push(Prefix::Made(" ".into(), at + 1));
                continue;
            }
            if is_rule(rest) {
                return begun;
            }
            let Some(found) = marker(rest) else {
                return begun;
            };
            let Marker {
                len,
                content,
                interrupts,
            } = found;
            if in_paragraph && !interrupts {
                return begun;
            }
            let indent = line.indent();
            let at = line.skip_spaces();
            let width = line.take_marker(len, content) + indent;
            let made = if content == Some(4) { 4 } else { len + 1 };
            let is_empty = is_blank(line.rest());
            begun.containers.push(Container::Item {
                width,
                made,
                is_empty,
            });
            begun.prefix.push(Prefix::Copy(at..at + len));
            if !is_empty {
                begun.prefix.push(Prefix::Made(" ".into(), at + len));
            }
            if is_empty {
                break;
            }
        }
        begun
    }

    /// Reads what is more than text in `line`, if it is.
    fn leaf(&mut self, matched: usize, begun: &Begun, line: &Line<'t>) -> bool {
        let rest = line.rest();
        if is_blank(rest) {
            // An item that begins with a blank line.
            let prefix = self.enter(matched, begun.clone());
            self.write(&prefix);
            self.found.markdown.copy(self.text, line.range());
            return true;
        }
        if let Some(fence) = fence(rest, line.indent_before()) {
            let prefix = self.enter(matched, begun.clone());
            self.write(&prefix);
            self.write_fence(fence, line.range());
            self.fence = Some(fence);
            return true;
        }
        if is_heading(rest) {
            let prefix = self.enter(matched, begun.clone());
            let lines = vec![line.range()];
            self.paragraph = Some(Paragraph { prefix, lines });
            self.end_paragraph();
            return true;
        }
        let goes_on = self.paragraph.is_some() && begun.containers.is_empty();
        let is_setext = goes_on && matched == self.open.len() && is_underline(rest);
        if is_rule(rest) && !is_setext {
            let prefix = self.enter(matched, begun.clone());
            self.write(&prefix);
            self.found.markdown.copy(self.text, line.range());
            return true;
        }
        let is_top = matched == 0 && begun.containers.is_empty() && line.is_at_start();
        if is_top && !goes_on && (rest.starts_with("import ") || rest.starts_with("export ")) {
            self.module(line);
            return true;
        }
        self.flow(matched, begun, line)
    }

    fn module(&mut self, line: &Line<'t>) {
        self.enter(0, Begun::default());
        let bytes = &self.text.as_bytes()[line.range().start..];
        let read = self.budget.read(bytes, module);
        let module = read.unwrap_or_else(|| Group::up_to(blank_line(bytes).unwrap_or(bytes.len())));
        let start = line.range().start;
        self.found.module(self.text, start, &module);
        self.jump(start, start + module.len);
    }

    /// Tags and expressions with nothing else in their lines.
    fn flow(&mut self, matched: usize, begun: &Begun, line: &Line<'t>) -> bool {
        let start = line.range().start;
        let bytes = self.text.as_bytes();
        let mut found = Vec::new();
        let mut at = start;
        let end = loop {
            at += bytes[at..]
                .iter()
                .take_while(|b| matches!(b, b' ' | b'\t' | b'\r'))
                .count();
            let rest = &bytes[at..];
            let read = match rest.first() {
                None | Some(b'\n') => break at,
                Some(b'{') => self
                    .budget
                    .read(rest, group)
                    .map(|group| (group.len, Kind::Expression(group))),
                Some(b'<') if rest.starts_with(b"<!--") => self
                    .budget
                    .read(rest, comment)
                    .map(|len| (len, Kind::Comment)),
                Some(b'<') => self
                    .budget
                    .read(rest, tag)
                    .map(|tag| (tag.len, Kind::Tag(tag))),
                Some(_) => None,
            };
            let Some((len, kind)) = read else {
                self.budget.spend(at - start);
                return false;
            };
            let range = at - start..at - start + len;
            at += len;
            found.push(Inline { range, kind });
        };
        let is_quoted =
            |containers: &[Container]| containers.iter().any(|one| matches!(one, Container::Quote));
        let is_in_quote = is_quoted(&self.open[..matched]) || is_quoted(&begun.containers);
        if found.is_empty() || (is_in_quote && end > line.range().end) {
            return false;
        }
        let prefix = self.enter(matched, begun.clone());
        self.write(&prefix);
        let mut whole = Placed::default();
        whole.copy(self.text, start..end);
        for one in &found {
            self.found.inline(&self.text[start..end], one, &whole);
        }
        self.jump(start, end);
        true
    }

    /// Goes on behind the line that holds byte `end`, with a block in the place of what begins at `start`.
    fn jump(&mut self, start: usize, end: usize) {
        let next = memchr::memchr(b'\n', &self.text.as_bytes()[end..]);
        let next = next.map_or(self.text.len(), |next| end + next + 1);
        self.found.markdown.make(BLOCK, start..end);
        self.found.markdown.copy(self.text, end..next);
        self.at = next;
    }

    /// A line of code.
    fn fenced(&mut self, fence: Fence, mut line: Line<'t>) {
        let prefix = self.prefix(self.open.len(), line.range().start);
        let mut closing = line.clone();
        closing.skip_spaces();
        self.write(&prefix);
        if fence.is_closed_by(closing.rest()) {
            self.write_fence(fence, closing.range());
            self.fence = None;
        } else {
            line.take_columns(fence.indent.min(line.indent()));
            self.found.markdown.copy(self.text, line.range());
        }
    }

    fn write_fence(&mut self, fence: Fence, line: Range<usize>) {
        if fence.mark == b'$' {
            let end = line.start + self.text[line.clone()].trim_end().len();
            self.found.markdown.make(FORMULA, line.start..end);
            self.found.markdown.copy(self.text, end..line.end);
        } else {
            self.found.markdown.copy(self.text, line);
        }
    }

    fn blank(&mut self, matched: usize, line: &Line<'t>) {
        self.end_paragraph();
        let is_quote = |one: &Container| matches!(one, Container::Quote);
        if self.open[matched..].iter().any(is_quote) {
            self.open.truncate(matched);
        }
        if let Some(Container::Item { is_empty: true, .. }) = self.open.last() {
            self.open.pop();
        }
        let quotes = self
            .open
            .iter()
            .rposition(is_quote)
            .map_or(0, |last| last + 1);
        let prefix = self.prefix(quotes, line.range().start);
        self.write(&prefix);
        self.found.markdown.copy(self.text, line.range());
    }

    /// Ends what does not go on, begins what begins, and gives what the line begins with.
    fn enter(&mut self, matched: usize, begun: Begun) -> Vec<Prefix> {
        self.end_paragraph();
        self.open.truncate(matched);
        let at = match begun.prefix.first() {
            Some(Prefix::Copy(range)) => range.start,
            _ => self.at,
        };
        let mut prefix = self.prefix(matched, at);
        prefix.extend(begun.prefix);
        self.open.extend(begun.containers);
        prefix
    }

    /// What a line in the first `count` of the open containers begins with, before byte `at`.
    fn prefix(&self, count: usize, at: usize) -> Vec<Prefix> {
        let prefix = |container: &Container| match container {
            Container::Quote => Prefix::Made("> ".into(), at),
            Container::Item { made, .. } => Prefix::Made(" ".repeat(*made), at),
        };
        self.open[..count].iter().map(prefix).collect()
    }

    fn write(&mut self, prefix: &[Prefix]) {
        for part in prefix {
            match part {
                Prefix::Copy(range) => self.found.markdown.copy(self.text, range.clone()),
                Prefix::Made(made, at) => self.found.markdown.make(made, *at..*at),
            }
        }
    }

    /// Writes the paragraph that is open.
    fn end_paragraph(&mut self) {
        let Some(Paragraph { prefix, lines }) = self.paragraph.take() else {
            return;
        };
        self.write(&prefix);
        let is_table =
            (lines.get(1)).is_some_and(|line| is_delimiter_row(&self.text[line.clone()]));
        let chunks: Vec<&[Range<usize>]> = if is_table {
            lines.chunks(1).collect()
        } else {
            vec![&lines]
        };
        for (number, chunk) in chunks.into_iter().enumerate() {
            if number > 0 {
                let prefix = self.prefix(self.open.len(), chunk[0].start);
                self.write(&prefix);
            }
            self.write_text(chunk);
        }
    }

    /// Writes lines of text that belong together.
    fn write_text(&mut self, lines: &[Range<usize>]) {
        let mut text = Placed::default();
        for line in lines {
            text.copy(self.text, line.clone());
        }
        let mut at = 0;
        for one in inline(text.text(), &mut self.budget) {
            self.write_lines(&text, at..one.range.start);
            let from = text.start(one.range.start)..text.end(one.range.end);
            match one.kind {
                Kind::Angle => {
                    self.found.markdown.make("\\", from.start..from.start);
                    self.found.markdown.copy(self.text, from);
                }
                _ => self.found.markdown.make(INLINE, from),
            }
            self.found.inline(text.text(), &one, &text);
            at = one.range.end;
        }
        self.write_lines(&text, at..text.text().len());
    }

    /// Writes the bytes `range` of `text`, each line but the first behind what it is in.
    fn write_lines(&mut self, text: &Placed, range: Range<usize>) {
        let mut at = range.start;
        for line in text.text()[range.clone()].split_inclusive('\n') {
            let from = text.start(at)..text.end(at + line.len());
            let is_first = at == 0 || !text.text()[..at].ends_with('\n');
            if !is_first {
                let prefix = self.prefix(self.open.len(), from.start);
                self.write(&prefix);
            }
            self.found.markdown.copy(self.text, from);
            at += line.len();
        }
    }
}
