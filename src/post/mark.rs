//! mark: what Markdown means, as it is told to the builder of a page.

use crate::html::document::Meant;
use crate::html::tag::Tag;
use crate::text::span::Span;

/// A Markdown body as a page's builder is told of it.
#[derive(Debug, Default)]
pub struct Markdown {
    /// In the order of their places.
    pub marks: Vec<Mark>,
    /// The bytes that are HTML, in order.
    pub html: Vec<Span>,
    /// Each `<` that begins no HTML, and all code, in order.
    pub blanks: Vec<Span>,
    /// Its tags are JSX: where the name of each begins, in order.
    pub jsx: Option<Vec<u32>>,
    /// The fence of code that goes on to the end, because nothing closes it.
    pub open_fence: Option<Span>,
}

impl Markdown {
    /// A body in which all is HTML.
    pub fn of_html(body: Span) -> Self {
        Self {
            html: vec![body],
            ..Self::default()
        }
    }
}

/// Something that Markdown means.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// The byte of the file before which it is told.
    pub at: u32,
    /// What.
    pub what: What,
}

/// What a mark says.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// An element begins, with these bytes and attributes; a void one is complete.
    Open(Tag, Span, Vec<(Meant, Option<Span>)>),
    /// The last element that was begun, and is not void, ends.
    Close,
    /// Text, with references in it.
    Text(Span),
    /// Code on lines of its own.
    Raw(Span),
}
