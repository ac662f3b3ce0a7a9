//! tokenizer: HTML → its tags, text and comments, with their places and nothing else of them.
//!
//! It follows HTML, 13.2.5 "Tokenization". Nothing is decoded and nothing is copied: a token says
//! where something stands, and who wants to know what it says reads it there. What only the tree
//! knows, its owner tells: how the text behind a start tag is read, and whether a foreign element
//! is open.

use crate::text::span::Span;
use memchr::{memchr, memchr_iter, memchr2_iter, memmem};

/// What stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// `<p class="a">`. Its attributes are [`Tokenizer::attributes`] until the next token.
    StartTag {
        /// Where its name stands.
        name: Span,
        /// It ends with `/>`.
        self_closing: bool,
    },
    /// `</p>`.
    EndTag {
        /// Where its name stands.
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
    /// Where its name stands.
    pub name: Span,
    /// Where its value stands, without quotes; `None` where none is written.
    pub value: Option<Span>,
}

/// How the text behind a start tag is read. HTML, 13.2.5.1 to 13.2.5.5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// With tags in it.
    #[default]
    Data,
    /// Up to the end tag of the same name: text.
    RcData,
    /// Up to the end tag of the same name: no text.
    RawText,
    /// As raw text, but for the end tags in `<!--<script></script>-->`.
    ScriptData,
    /// To the end.
    PlainText,
}

/// Where a tag ends, and what else is known of it then.
struct Tag {
    name: Span,
    self_closing: bool,
}

/// Reads one text, token by token.
#[derive(Debug)]
pub struct Tokenizer<'h> {
    html: &'h [u8],
    /// The first byte that is in no token yet.
    at: usize,
    /// Those of the last tag.
    attributes: Vec<Attribute>,
    /// The name of the last start tag.
    name: Span,
    content: Content,
}

impl<'h> Tokenizer<'h> {
    /// Reads `html` from byte `from` on.
    pub fn new(html: &'h [u8], from: u32) -> Self {
        Self {
            html,
            at: from as usize,
            attributes: Vec::new(),
            name: Span::empty(from),
            content: Content::Data,
        }
    }

    /// Says how the text behind the start tag that was read last is read.
    pub fn expect(&mut self, content: Content) {
        self.content = content;
    }

    /// The attributes of the start tag that was read last, doubles included.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The next token, and where it stands. In `foreign` content, SVG or MathML, there is CDATA.
    pub fn next(&mut self, foreign: bool) -> Option<(Token, Span)> {
        let start = self.at;
        if start >= self.html.len() {
            return None;
        }
        let token = self.content().or_else(|| self.markup(foreign));
        let token = token.unwrap_or_else(|| {
            self.at = self.text_end();
            Token::Text
        });
        Some((token, Span::from(start..self.at)))
    }

    /// Text that is read in a manner of its own.
    fn content(&mut self) -> Option<Token> {
        let content = std::mem::take(&mut self.content);
        let end = match content {
            Content::Data => return None,
            Content::RcData | Content::RawText => self.raw_end(),
            Content::ScriptData => self.script_end(),
            Content::PlainText => None,
        };
        let end = end.unwrap_or(self.html.len());
        let is_text = content == Content::RcData;
        let token = if is_text { Token::Text } else { Token::Raw };
        let is_empty = end == self.at;
        self.at = end;
        (!is_empty).then_some(token)
    }

    /// What a `<` begins, if it begins anything.
    fn markup(&mut self, foreign: bool) -> Option<Token> {
        let rest = &self.html[self.at..];
        if !begins_markup(rest) {
            return None;
        }
        let (token, len) = match rest {
            [b'<', b'/', b'>', ..] => (Token::Other, Some(3)),
            [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                let tag = self.tag(self.at + 2);
                return Some(tag.map_or(Token::Other, |tag| Token::EndTag { name: tag.name }));
            }
            [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
                let Some(tag) = self.tag(self.at + 1) else {
                    return Some(Token::Other);
                };
                self.name = tag.name;
                return Some(Token::StartTag {
                    name: tag.name,
                    self_closing: tag.self_closing,
                });
            }
            [b'<', b'!', b'-', b'-', ..] => (Token::Comment, comment_len(rest)),
            [b'<', b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] if foreign => {
                let end = memmem::find(rest, b"]]>");
                (Token::Raw, end.map(|end| end + 3))
            }
            _ => {
                let is_doctype = |word: &[u8]| word.eq_ignore_ascii_case(b"<!doctype");
                let is_doctype = rest.get(..9).is_some_and(is_doctype);
                let token = if is_doctype {
                    Token::Other
                } else {
                    Token::Comment
                };
                (token, memchr(b'>', rest).map(|end| end + 1))
            }
        };
        self.at += len.unwrap_or(rest.len());
        Some(token)
    }

    /// Where the text ends that goes on at the next byte.
    fn text_end(&self) -> usize {
        let from = self.at + 1;
        memchr_iter(b'<', &self.html[from..])
            .map(|at| from + at)
            .find(|&at| begins_markup(&self.html[at..]))
            .unwrap_or(self.html.len())
    }

    /// Reads a tag whose name begins at `from`. `None` where the text ends before it does.
    fn tag(&mut self, from: usize) -> Option<Tag> {
        self.attributes.clear();
        self.at = self.html.len();
        let name_end = self.skip(from, |b| !ends_name(b));
        let mut at = name_end;
        let self_closing = loop {
            at = self.skip(at, is_space);
            match *self.html.get(at)? {
                b'>' => break false,
                b'/' if self.html.get(at + 1) == Some(&b'>') => {
                    at += 1;
                    break true;
                }
                b'/' => at += 1,
                _ => at = self.attribute(at)?,
            }
        };
        self.at = at + 1;
        Some(Tag {
            name: Span::from(from..name_end),
            self_closing,
        })
    }

    /// Reads an attribute, and gives the byte behind it.
    fn attribute(&mut self, from: usize) -> Option<usize> {
        // A `=` that comes first is a part of the name.
        let name_end = self.skip(from + 1, |b| b != b'=' && !ends_name(b));
        let name = Span::from(from..name_end);
        let sign = self.skip(name_end, is_space);
        let (value, end) = if self.html.get(sign) == Some(&b'=') {
            let start = self.skip(sign + 1, is_space);
            match *self.html.get(start)? {
                b'>' => (None, start),
                quote @ (b'"' | b'\'') => {
                    let start = start + 1;
                    let end = start + memchr(quote, &self.html[start..])?;
                    (Some(start..end), end + 1)
                }
                _ => {
                    let end = self.skip(start, |b| b != b'>' && !is_space(b));
                    (Some(start..end), end)
                }
            }
        } else {
            (None, name_end)
        };
        let value = value.map(Span::from);
        self.attributes.push(Attribute { name, value });
        Some(end)
    }

    /// The first byte from `at` on that is not `one`'s, or the end.
    fn skip(&self, at: usize, one: impl Fn(u8) -> bool) -> usize {
        let rest = self.html.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|b| one(**b)).count()
    }

    /// Where the end tag begins that has the name of the last start tag.
    fn raw_end(&self) -> Option<usize> {
        let mut angles = memchr_iter(b'<', &self.html[self.at..]).map(|at| self.at + at);
        angles.find(|at| self.html.get(at + 1) == Some(&b'/') && self.is_name(at + 2))
    }

    /// Whether the name of the last start tag stands at byte `at`.
    fn is_name(&self, at: usize) -> bool {
        let name = &self.html[self.name.start as usize..self.name.end as usize];
        let end = at + name.len();
        let same = self.html.get(at..end);
        let ends = self.html.get(end).is_some_and(|b| ends_name(*b));
        ends && same.is_some_and(|same| same.eq_ignore_ascii_case(name))
    }

    /// Where a script's end tag begins. HTML, 13.2.5.15 to 13.2.5.31: a script in a comment in the
    /// script has an end tag of its own.
    fn script_end(&self) -> Option<usize> {
        let mut comment = None;
        let mut is_inner = false;
        for at in memchr2_iter(b'<', b'>', &self.html[self.at..]).map(|at| self.at + at) {
            let rest = &self.html[at..];
            if rest.starts_with(b">") {
                // The dashes that begin a comment may end it too.
                if comment.is_some_and(|dashes| self.html[dashes..at].ends_with(b"--")) {
                    comment = None;
                    is_inner = false;
                }
            } else if comment.is_none() && rest.starts_with(b"<!--") {
                comment = Some(at + 2);
            } else {
                let is_end = rest.get(1) == Some(&b'/');
                if self.is_name(at + 1 + usize::from(is_end)) {
                    if is_end && !is_inner {
                        return Some(at);
                    }
                    is_inner = comment.is_some() && !is_end;
                }
            }
        }
        None
    }
}

/// Whether the `<` that `rest` begins with is more than text.
fn begins_markup(rest: &[u8]) -> bool {
    match rest {
        [b'<', b'/', _, ..] | [b'<', b'!' | b'?', ..] => true,
        [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Length in bytes of the comment that `rest` begins with; `None` where nothing ends it.
fn comment_len(rest: &[u8]) -> Option<usize> {
    let inside = &rest[4..];
    let ends = |at: &usize| {
        let said = &inside[..*at];
        matches!(said, b"" | b"-") || said.ends_with(b"--") || said.ends_with(b"--!")
    };
    let end = memchr_iter(b'>', inside).find(ends)?;
    Some(4 + end + 1)
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

fn ends_name(b: u8) -> bool {
    is_space(b) || matches!(b, b'/' | b'>')
}
