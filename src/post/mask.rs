//! mask: a post's text as readers of Markdown and of HTML are given it: of the same length, with fillers
//! where it is neither. It is copied once at most.

use crate::post::template::blank_line;
use crate::text::source::Dialect;
use crate::text::span::Span;
use memchr::memmem;
use std::borrow::Cow;

/// How many bytes before a template are looked at for what it is in, and how many `<` in them.
const NEAR: usize = 1024;
const MOST_ANGLES: usize = 4;

/// A text and what of it is masked so far.
#[derive(Debug)]
pub struct Mask<'t> {
    /// As it is written.
    pub text: &'t str,
    /// The bytes that are read.
    pub body: Span,
    /// The bytes of the body, in order, that are a template's or JavaScript: no reader sees them as text.
    pub raw: Vec<Span>,
    /// Those of them that are code with the tags around it, in order.
    code: Vec<Span>,
    masked: Cow<'t, [u8]>,
}

impl<'t> Mask<'t> {
    /// The bytes of `body` in `text`, with nothing masked.
    pub fn new(text: &'t str, body: Span, raw: Vec<Span>) -> Self {
        Self {
            text,
            body,
            raw,
            code: Vec::new(),
            masked: Cow::Borrowed(text.as_bytes()),
        }
    }

    /// The same where these, of what is raw, hold code.
    pub fn with_code(self, code: Vec<Span>) -> Self {
        Self { code, ..self }
    }

    /// What a reader of Markdown is given.
    pub fn for_markdown(&mut self, dialect: Dialect) -> &str {
        self.fill_in_tags(dialect);
        self.space_behind_fences();
        match &self.masked {
            Cow::Borrowed(_) => self.text,
            // Whole characters are filled with letters of one byte each.
            Cow::Owned(masked) => std::str::from_utf8(masked).unwrap_or(self.text),
        }
    }

    /// Makes it what a reader of HTML is given: white space for `blanks`, which Markdown takes for no HTML,
    /// and for what is raw, but a word where that is a value or an attribute.
    pub fn blank(&mut self, blanks: &[Span]) {
        if !(self.raw.is_empty() && blanks.is_empty()) {
            let html = self.masked.to_mut();
            // What it is filled with for Markdown says nothing of HTML.
            for raw in &self.raw {
                html[raw.range()].copy_from_slice(raw.of(self.text).as_bytes());
            }
            for blank in blanks {
                html[blank.range()].fill(b' ');
            }
            for raw in &self.raw {
                let (before, rest) = html.split_at(raw.start as usize);
                let behind = rest.get(raw.len() as usize);
                let ends_apart =
                    behind.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
                let is_alone = ends_apart && before.last().is_some_and(u8::is_ascii_whitespace);
                let is_word = is_alone || is_in_value(before);
                html[raw.range()].fill(if is_word { b'x' } else { b' ' });
            }
        }
    }

    /// Makes each name that begins at one of these bytes one that HTML does not know: in JSX a name says
    /// nothing of how its content is read. No element of HTML begins so.
    pub fn rename(&mut self, names: &[u32]) {
        for name in names {
            self.masked.to_mut()[*name as usize] = b'y';
        }
    }

    /// The bytes up to the end of the body, masked.
    pub fn html(&self) -> &[u8] {
        &self.masked[..self.body.end as usize]
    }

    /// Makes blanks of the tabs behind the marks that close code: pulldown-cmark 0.13.6 does not take a line
    /// with one for the end. CommonMark 0.31.2, 4.5: "may be followed only by spaces or tabs".
    fn space_behind_fences(&mut self) {
        let mut from = self.body.start as usize;
        let end = self.body.end as usize;
        while let Some(tab) = memchr::memchr(b'\t', &self.text.as_bytes()[from..end]) {
            let at = from + tab;
            from = at + 1;
            let start = memchr::memrchr(b'\n', &self.text.as_bytes()[..at]).map_or(0, |at| at + 1);
            let line = self.text[start..end].lines().next().unwrap_or_default();
            // It may be in a quotation or in a list.
            let marks = line.trim_start_matches(['>', ' ']).trim_ascii_end();
            let is_fence = marks.len() >= 3
                && ['`', '~']
                    .iter()
                    .any(|mark| marks.chars().all(|c| c == *mark));
            if is_fence {
                let written = line.trim_ascii_end().len();
                self.masked.to_mut()[start + written..start + line.len()].fill(b' ');
            }
            from = from.max(start + line.len());
        }
    }

    /// Fills what is raw and is in a tag or holds code with letters, as generators fill it before they read
    /// Markdown. Quotes and angles in it would break the tag, and what its code begins would go on behind
    /// it.
    fn fill_in_tags(&mut self, dialect: Dialect) {
        for span in &self.raw {
            let before = &self.masked[..span.start as usize];
            let written = span.of(self.text);
            let holds_code = self
                .code
                .binary_search_by_key(&span.start, |code| code.start)
                .is_ok();
            // Liquid has made HTML of its tags before kramdown sees a fence.
            let is_first = dialect == Dialect::Kramdown && written.starts_with("{%") && holds_code;
            if has_fence(written.as_bytes()) && !is_first
                || !(is_in_tag(before) || holds_code || written.starts_with("$$"))
            {
                continue;
            }
            // What is no part of a value is apart from the names beside it.
            let is_apart = !is_in_value(before);
            let behind = self.masked.get(span.end as usize);
            let is_before_name = behind.is_some_and(u8::is_ascii_alphanumeric);
            let inside = &mut self.masked.to_mut()[span.range()];
            let visible = inside.iter_mut().filter(|b| !b.is_ascii_whitespace());
            visible.for_each(|b| *b = b'x');
            if let [first, .., last] = inside
                && is_apart
            {
                *first = b' ';
                if is_before_name {
                    *last = b' ';
                }
            }
        }
    }
}

/// Whether `before` ends in a tag: a `<` in its paragraph begins one that has not ended. What is behind
/// a backtick may be code, and what has a colon behind its first word is an address.
fn is_in_tag(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(NEAR)..];
    let is_open = |open: usize| {
        let tag = &near[open + 1..];
        let tag = tag.strip_prefix(b"/").unwrap_or(tag);
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
        let rest = &tag[tag.iter().take_while(|b| is_name(b)).count()..];
        let is_tag = tag.first().is_some_and(u8::is_ascii_alphabetic)
            && (rest.first()).is_none_or(|b| b.is_ascii_whitespace() || *b == b'/');
        is_tag.then(|| !ends_tag(rest) && blank_line(tag).is_none())
    };
    // `title="1 < 2"`: an angle in a value begins nothing.
    let mut angles = memchr::memrchr_iter(b'<', near).take(MOST_ANGLES);
    angles.find_map(is_open).unwrap_or(false)
}

/// Whether a tag that goes on with `rest` ends in it, or is code.
fn ends_tag(rest: &[u8]) -> bool {
    let mut quote = None;
    let mut last = b' ';
    rest.iter().any(|&b| {
        match (quote, b) {
            (Some(mark), b) if mark == b => quote = None,
            (None, b'"' | b'\'') if last == b'=' => quote = Some(b),
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            last = b;
        }
        quote.is_none() && matches!(b, b'>' | b'`')
    })
}

/// Whether `before` ends in a value without quotes, if it ends in a tag: `src=`, `href=/a`.
fn is_in_value(before: &[u8]) -> bool {
    let near = before[before.len().saturating_sub(NEAR)..].iter().rev();
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'<' | b'>');
    near.take_while(|b| !ends(b)).any(|b| *b == b'=')
}

/// Whether code on lines of its own may begin or end in `text`.
fn has_fence(text: &[u8]) -> bool {
    [&b"```"[..], b"~~~"]
        .iter()
        .any(|fence| memmem::find(text, fence).is_some())
}
