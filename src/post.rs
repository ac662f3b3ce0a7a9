//! Post: one file as rules see it.

use crate::block::Prose;
use crate::data::fields::Fields;
use crate::html::document::Page;
use crate::text::source::Source;
use crate::text::span::Span;

/// A source read in full: its front matter, its page, its prose.
#[derive(Debug)]
pub struct Post<'s> {
    /// The file.
    pub source: &'s Source,
    /// The part that programs read, where there is any.
    pub front_matter: Option<FrontMatter>,
    /// What the front matter holds, and what is wrong with it.
    pub fields: Fields<'s>,
    /// The body's elements, text and comments.
    pub page: Page<'s>,
    /// What a reader of the body reads.
    pub prose: Prose,
}

impl<'s> Post<'s> {
    /// The whole file's text.
    pub fn text(&self) -> &'s str {
        self.source.text()
    }
}

/// Where front matter and its delimiters stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// What language it is in.
    pub format: Format,
    /// What stands before the opening delimiter: a byte-order mark, blank lines.
    pub before: Span,
    /// The opening delimiter without its line ending; empty where there is none: braces belong to
    /// the content, and Hexo reads keys without one.
    pub opening: Span,
    /// The lines between the delimiters.
    pub content: Span,
    /// The closing delimiter without its line ending; `None` where it never closes.
    pub closing: Option<Span>,
}

impl FrontMatter {
    /// What stands for it as a whole: the line that opens it, or its first character.
    pub fn beginning(&self) -> Span {
        if self.opening.is_empty() {
            let start = self.content.start;
            Span::new(start, (start + 1).min(self.content.end))
        } else {
            self.opening
        }
    }
}

/// The language of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Between `---` and `---` (or `...`).
    Yaml,
    /// Between `+++` and `+++`.
    Toml,
    /// In braces at the top of the file, or above `;;;`.
    Json,
}
