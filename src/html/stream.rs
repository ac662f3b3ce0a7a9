//! stream: the only file that names lol_html: HTML → its tags, text and comments, with their places.
//!
//! lol_html says where start tags, attributes, comments, doctypes and the ends of raw text are. What
//! lies between two of them is text, end tags and CDATA, which a scan of the gap finds. Nothing is
//! decoded and nothing is copied: a token is a place.
//!
//! How text is read depends on the elements that are open (HTML, 13.2.6 "Tree construction"). lol_html
//! keeps a stack of namespaces in place of a tree, and so takes HTML for SVG after an `<svg/>` that
//! closes itself, after an svg that is never closed, and in some that are nested. The [`Reader`] builds
//! the tree and knows better: where the two differ about how a byte is read, lol_html begins again
//! there, in the namespace that the reader says. So too behind `<script a=>`, where an attribute lacks its
//! value: lol_html 3.1 reads markup there instead of a script.
//!
//! The content of a `<noscript>` is raw text, as it is where scripts run. Whoever wants the tags in it
//! calls [`read`] again, with the span of that text.

use crate::html::tag::Tag;
use crate::text::span::Span;
use lol_html::errors::RewritingError;
use lol_html::html_content::{Comment, Doctype, Element, EndTag, SourceLocation};
use lol_html::{
    DocumentContentHandlers, ElementContentHandlers, HandlerResult, HtmlRewriter, MemorySettings,
    Selector, Settings,
};
use memchr::{memchr, memchr_iter, memmem};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::LazyLock;

/// What is read to find out that something has to be read again, in lengths of the whole: so reading
/// takes linear time, whatever a post holds.
const MOST_AGAIN: usize = 8;

/// What puts lol_html into foreign content.
const SVG: &[u8] = b"<svg>";
/// What ends a tag, in whatever part of it the text is cut off: so the end tag of raw text is told too.
/// A `=` makes another name of one that may go on, a name of raw text among them, and begins a value
/// behind any other: so quotes and `>` come twice.
const END_OF_ANY_TAG: &[u8] = b"=\"'>\"'>";
const HTML_NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

static EVERY_ELEMENT: LazyLock<Selector> = LazyLock::new(|| "*".parse().expect("a selector"));

/// Who is told of the tokens, in the order of their bytes.
pub trait Reader {
    /// A start tag with its attributes, doubles included. Returns whether its element is of HTML, and
    /// not of SVG or MathML.
    fn start_tag(&mut self, tag: StartTag, attributes: impl Iterator<Item = Attribute>) -> bool;

    /// Anything else.
    fn token(&mut self, token: Token, span: Span);

    /// Whether the innermost open element is of SVG or MathML: there CDATA is text.
    fn is_in_foreign(&self) -> bool;
}

/// `<p class="a">`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartTag {
    /// What its name means in HTML.
    pub tag: Tag,
    /// All of it.
    pub span: Span,
    /// Its name.
    pub name: Span,
    /// It ends with `/>`.
    pub self_closing: bool,
}

/// What is not a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// `</p>`.
    EndTag {
        /// Where its name is.
        name: Span,
    },
    /// Text, with references in it.
    Text,
    /// Text that is no prose: a script, a style sheet, CDATA.
    Raw,
    /// A comment with its marks, or what HTML takes for one: `<?php ?>`.
    Comment,
    /// What is dropped: a doctype, `</>`, a tag that the end of the text cuts off.
    Other,
}

/// An attribute as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Where its name is.
    pub name: Span,
    /// Where its value is, without quotes; `None` where none is written.
    pub value: Option<Span>,
}

/// Reads the bytes of `part` in `html`.
pub fn read(html: &[u8], part: Span, reader: &mut impl Reader) {
    let html = &html[..part.end as usize];
    let first = memchr(b'<', &html[part.start as usize..]);
    let mut start = Start {
        at: part.start + first.unwrap_or(0) as u32,
        ..Start::default()
    };
    let mut stream = Stream {
        html,
        reader,
        at: part.start,
        raw: None,
        end_tag: Rc::default(),
        start,
        has_foreign: false,
        again: 0,
    };
    if first.is_none() {
        stream.rest_is(Token::Text);
        return;
    }
    while let Err(next) = stream.run(start) {
        start = next;
    }
}

/// Where lol_html begins to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Start {
    at: u32,
    in_foreign: bool,
    /// The reader knows the start tag there.
    is_told: bool,
    /// What is there is the content of this element, whose name is written here.
    raw: Option<(Tag, Span)>,
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "begin again at byte {}", self.at)
    }
}

impl std::error::Error for Start {}

struct Stream<'h, R> {
    html: &'h [u8],
    reader: &'h mut R,
    /// The first byte that is in no token yet.
    at: u32,
    /// The open element whose content is raw text.
    raw: Option<(Tag, Span)>,
    /// The end tag of `raw`, once lol_html has come to it.
    end_tag: Rc<Cell<Option<Span>>>,
    start: Start,
    /// lol_html has come to an element of SVG or MathML since `start`.
    has_foreign: bool,
    /// Bytes that have been read in vain.
    again: usize,
}

impl<R: Reader> Stream<'_, R> {
    /// Reads from `start` to the end, or to what has to be read again from elsewhere.
    fn run(&mut self, start: Start) -> Result<(), Start> {
        self.start = start;
        self.has_foreign = start.in_foreign;
        let html = self.html;
        let before = match start.raw {
            Some((_, name)) => [b"<", &html[name.range()], b">"].concat(),
            None if start.in_foreign => SVG.to_vec(),
            None => Vec::new(),
        };
        let before_len = before.len();
        let place = move |location: SourceLocation| {
            let range = location.bytes();
            let first = range.start.checked_sub(before_len)?;
            Some(Span::from(first..range.end - before_len).shifted(start.at))
        };
        let stream = RefCell::new(&mut *self);
        let element = |element: &mut Element<'_, '_>| -> HandlerResult {
            stream.borrow_mut().element(element, place)
        };
        let comment = |comment: &mut Comment<'_>| -> HandlerResult {
            let span = place(comment.source_location());
            Ok(span.map_or(Ok(()), |span| stream.borrow_mut().comment(span))?)
        };
        let doctype = |doctype: &mut Doctype<'_>| -> HandlerResult {
            let span = place(doctype.source_location());
            let mut stream = stream.borrow_mut();
            Ok(span.map_or(Ok(()), |span| stream.told(Token::Other, span))?)
        };
        let elements = ElementContentHandlers::default().element(element);
        let documents = DocumentContentHandlers::default()
            .comments(comment)
            .doctype(doctype);
        // Nothing is kept between writes but what the end cuts off.
        let memory = MemorySettings::new().with_preallocated_parsing_buffer_size(0);
        let settings = Settings::new()
            .append_element_content_handler((Cow::Borrowed(&*EVERY_ELEMENT), elements))
            .append_document_content_handler(documents)
            .with_memory_settings(memory)
            .with_strict(false);
        let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
        let mut outcome = rewriter
            .write(&before)
            .and_then(|()| rewriter.write(&html[start.at as usize..]));
        if outcome.is_ok() && stream.borrow().is_in_raw() {
            outcome = rewriter.write(END_OF_ANY_TAG);
        }
        outcome = outcome.and_then(|()| rewriter.end());
        if let Err(RewritingError::ContentHandlerError(error)) = outcome
            && let Ok(next) = error.downcast::<Start>()
        {
            return Err(*next);
        }
        self.before(html.len() as u32)
    }

    fn element(
        &mut self,
        element: &mut Element<'_, '_>,
        place: impl Fn(SourceLocation) -> Option<Span> + 'static,
    ) -> HandlerResult {
        let Some(span) = place(element.source_location()) else {
            if let Some((tag, name)) = self.start.raw {
                self.begin_raw(tag, name, element, place);
            }
            return Ok(());
        };
        self.before(span.start)?;
        let name = self.name(span.start + 1);
        let tag = Tag::new(std::str::from_utf8(&self.html[name.range()]).unwrap_or_default());
        let is_told = self.start.is_told && self.start.at == span.start;
        let is_html = if is_told {
            !self.start.in_foreign
        } else {
            let self_closing = element.is_self_closing();
            let attributes = element.attributes().iter().filter_map(|attribute| {
                Some(Attribute {
                    name: place(attribute.name_source_location()?)?,
                    value: attribute.value_source_location().and_then(&place),
                })
            });
            let start_tag = StartTag {
                tag,
                span,
                name,
                self_closing,
            };
            self.reader.start_tag(start_tag, attributes)
        };
        self.at = span.end;
        let is_seen = element.namespace_uri() == HTML_NAMESPACE;
        self.has_foreign |= !is_seen;
        if !holds_raw_text(tag) {
            return Ok(());
        }
        // What is in the title of an svg is of HTML, and so lol_html says the same of the title.
        let differs = if tag == Tag::Title {
            is_html && self.has_foreign
        } else {
            is_html != is_seen
        };
        if differs && !is_told {
            return Err(Start {
                at: span.start,
                in_foreign: !is_html,
                is_told: true,
                raw: None,
            }
            .into());
        }
        if is_html {
            self.begin_raw(tag, name, element, place);
        }
        Ok(())
    }

    /// What follows is the content of this element.
    fn begin_raw(
        &mut self,
        tag: Tag,
        name: Span,
        element: &mut Element<'_, '_>,
        place: impl Fn(SourceLocation) -> Option<Span> + 'static,
    ) {
        self.raw = Some((tag, name));
        self.end_tag.take();
        let end_tag = Rc::clone(&self.end_tag);
        let ends = move |end: &mut EndTag<'_>| -> HandlerResult {
            end_tag.set(place(end.source_location()));
            Ok(())
        };
        if let Some(handlers) = element.end_tag_handlers() {
            handlers.push(Box::new(ends));
        }
    }

    fn comment(&mut self, span: Span) -> Result<(), Start> {
        self.before(span.start)?;
        let is_cdata = self.reader.is_in_foreign() && is_cdata(&self.html[span.range()]);
        if is_cdata && !(self.start.in_foreign && self.start.at == span.start) {
            return Err(Start {
                at: span.start,
                in_foreign: true,
                ..Start::default()
            });
        }
        self.tell(Token::Comment, span.end);
        Ok(())
    }

    /// What lol_html tells of, and what is before it.
    fn told(&mut self, token: Token, span: Span) -> Result<(), Start> {
        self.before(span.start)?;
        self.tell(token, span.end);
        Ok(())
    }

    /// Tells of what is before byte `to`, which begins something that lol_html tells of, or ends all.
    fn before(&mut self, to: u32) -> Result<(), Start> {
        if let Some((tag, name)) = self.raw.take() {
            let end = self.end_tag.take();
            let begins = Start {
                at: self.at,
                raw: Some((tag, name)),
                ..Start::default()
            };
            // There is nothing else to tell of before the end tag.
            if end.is_none() && to < self.end() && begins != self.start {
                return Err(begins);
            }
            let is_text = matches!(tag, Tag::Textarea | Tag::Title);
            let token = if is_text { Token::Text } else { Token::Raw };
            self.tell(token, end.map_or(self.end(), |end| end.start));
            if let Some(end) = end {
                let name = self.name(end.start + 2);
                if end.end > self.end() {
                    self.rest_is(Token::Other);
                } else {
                    self.tell(Token::EndTag { name }, end.end);
                }
            }
        }
        while self.at < to {
            self.gap(to)?;
        }
        Ok(())
    }

    /// Tells of the next text, end tag or CDATA before byte `to`.
    fn gap(&mut self, to: u32) -> Result<(), Start> {
        let rest = &self.html[self.at as usize..to as usize];
        let (token, len) = match rest {
            _ if !begins_markup(rest) => (Token::Text, text_len(rest)),
            [b'<', b'/', b'>', ..] => (Token::Other, 3),
            [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => match tag_len(rest) {
                Some(len) => (self.end_tag_here(), len),
                None => (Token::Other, rest.len()),
            },
            [b'<', b'!', ..] if is_cdata(rest) && self.reader.is_in_foreign() => {
                let end = memmem::find(rest, b"]]>");
                (Token::Raw, end.map_or(rest.len(), |end| end + 3))
            }
            [_, letter, ..] if letter.is_ascii_alphabetic() && tag_len(rest).is_none() => {
                (Token::Other, rest.len())
            }
            _ => {
                // lol_html has taken for raw text or CDATA what is neither.
                let start = Start {
                    at: self.at,
                    in_foreign: self.reader.is_in_foreign(),
                    ..Start::default()
                };
                self.again += rest.len();
                if start != self.start && self.again <= MOST_AGAIN * self.html.len() {
                    return Err(start);
                }
                (Token::Other, rest.len())
            }
        };
        self.tell(token, self.at + len as u32);
        Ok(())
    }

    /// Whether raw text goes on at the end of what lol_html has read.
    fn is_in_raw(&self) -> bool {
        self.raw.is_some() && self.end_tag.get().is_none()
    }

    fn end_tag_here(&self) -> Token {
        let name = self.name(self.at + 2);
        Token::EndTag { name }
    }

    /// Tells of what goes on up to byte `end`.
    fn tell(&mut self, token: Token, end: u32) {
        let span = Span::new(self.at, end);
        self.at = end;
        if !span.is_empty() {
            self.reader.token(token, span);
        }
    }

    fn rest_is(&mut self, token: Token) {
        self.tell(token, self.end());
    }

    fn end(&self) -> u32 {
        self.html.len() as u32
    }

    /// The name of a tag that begins at byte `at`.
    fn name(&self, at: u32) -> Span {
        let end = skip(self.html, at as usize, |b| !ends_name(b));
        Span::new(at, end as u32)
    }
}

/// Whether an element of HTML with this name has no markup in it. HTML, 13.2.6.4.
fn holds_raw_text(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Iframe
            | Tag::Noembed
            | Tag::Noframes
            | Tag::Noscript
            | Tag::Plaintext
            | Tag::Script
            | Tag::Style
            | Tag::Textarea
            | Tag::Title
            | Tag::Xmp
    )
}

/// Whether the `<` that `rest` begins with is more than text.
fn begins_markup(rest: &[u8]) -> bool {
    match rest {
        [b'<', b'/', _, ..] | [b'<', b'!' | b'?', ..] => true,
        [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

fn is_cdata(rest: &[u8]) -> bool {
    rest.starts_with(b"<![CDATA[")
}

/// Length of the text that `rest` begins with.
fn text_len(rest: &[u8]) -> usize {
    let mut angles = memchr_iter(b'<', &rest[1..]).map(|at| at + 1);
    let end = angles.find(|&at| begins_markup(&rest[at..]));
    end.unwrap_or(rest.len())
}

/// Length of the tag that `rest` begins with: a quote in it hides a `>`. `None` where the end of the
/// text cuts it off. HTML, 13.2.5.8 to 13.2.5.40.
fn tag_len(rest: &[u8]) -> Option<usize> {
    let mut at = skip(rest, 2, |b| !ends_name(b));
    loop {
        at = skip(rest, at, |b| is_space(b) || b == b'/');
        if *rest.get(at)? == b'>' {
            return Some(at + 1);
        }
        // A `=` that comes first is a part of the name.
        at = skip(rest, at + 1, |b| b != b'=' && !ends_name(b));
        let sign = skip(rest, at, is_space);
        if rest.get(sign) == Some(&b'=') {
            at = skip(rest, sign + 1, is_space);
            at = match *rest.get(at)? {
                quote @ (b'"' | b'\'') => at + 2 + memchr(quote, &rest[at + 1..])?,
                _ => skip(rest, at, |b| b != b'>' && !is_space(b)),
            };
        }
    }
}

/// The first byte from `at` on that is not `one`'s, or the end.
fn skip(text: &[u8], at: usize, one: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| one(**b)).count()
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

fn ends_name(b: u8) -> bool {
    is_space(b) || matches!(b, b'/' | b'>')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags that are told of, as they are written.
    struct Tags<'h>(&'h str, Vec<&'h str>);

    impl Reader for Tags<'_> {
        fn start_tag(&mut self, tag: StartTag, _: impl Iterator<Item = Attribute>) -> bool {
            self.1.push(tag.span.of(self.0));
            true
        }

        fn token(&mut self, token: Token, span: Span) {
            if matches!(token, Token::EndTag { .. }) {
                self.1.push(span.of(self.0));
            }
        }

        fn is_in_foreign(&self) -> bool {
            false
        }
    }

    fn tags(html: &str, part: Span) -> Vec<&str> {
        let mut tags = Tags(html, Vec::new());
        read(html.as_bytes(), part, &mut tags);
        tags.1
    }

    #[test]
    fn the_tags_in_a_noscript_can_be_read_by_themselves() {
        let html = "<noscript>a<img src=b></i></noscript>";
        let all = Span::from(0..html.len());
        assert_eq!(tags(html, all), ["<noscript>", "</noscript>"]);
        let inner = Span::new(10, all.end - 11);
        assert_eq!(tags(html, inner), ["<img src=b>", "</i>"]);
    }

    #[test]
    fn a_tag_ends_where_no_quote_hides_it() {
        assert_eq!(tag_len(b"</p>a>"), Some(4));
        assert_eq!(tag_len(b"</p a='>' b=\">\"c>d>"), Some(17));
        assert_eq!(tag_len(b"<a/b=/ ='>"), Some(10));
        assert_eq!(tag_len(b"<a b=>"), Some(6));
        assert_eq!(tag_len(b"<a b='>"), None);
        assert_eq!(tag_len(b"<a"), None);
        assert_eq!(tag_len(b"<a b= "), None);
    }
}
