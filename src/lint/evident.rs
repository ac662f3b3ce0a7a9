//! evident: fixes that hold whatever else is in the post, so that nothing is learnt by proving them.
//!
//! What they write can neither end what it is in nor begin anything: an address between quotes, a mark
//! between letters, white space behind the last text. `tests/promises.rs` holds this to the proof.

use crate::html::document::{Element, End, Event};
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::parse::{is_markdown, is_mdx};
use crate::text::byte_set::ByteSet;
use crate::text::edit::{Change, Edit, Fix};
use crate::text::source::Dialect;
use crate::text::span::Span;

/// Whether `fix` holds for sure, in a post that is not cut off.
pub(super) fn is_evident(post: &Post<'_>, fix: &Fix) -> bool {
    let [edit] = fix.edits.as_slice() else {
        return false;
    };
    let (text, range) = (post.text(), edit.span.range());
    let around = Around {
        before: &text[..range.start],
        after: &text[range.end..],
    };
    let is_said = || fix.says == edit.text;
    match fix.change {
        Change::AttributeValue => {
            let is_written = is_said() || fix.says == edit.text.replace("&amp;", "&");
            let is_inside = around.is_quoted() || (is_said() && around.is_destination());
            is_written
                && is_inside
                && is_address(edit.span.of(text))
                && is_address(&edit.text)
                && (is_said() || !is_mdx(post.source))
        }
        Change::FrontMatterValue => {
            is_said()
                && around.is_scalar()
                && is_address(edit.span.of(text))
                && is_address(&edit.text)
        }
        Change::AddedAttribute => {
            edit.span.is_empty() && around.is_behind_attribute() && are_attributes(&edit.text)
        }
        Change::AppendedText => {
            edit.span.is_empty()
                && is_said()
                && is_mark(&edit.text)
                && around.is_before_end()
                && (around.is_plain_behind_tag()
                    || (around.is_behind_word() && is_plain(post, edit.span)))
        }
        Change::Text => {
            let is_alone = around.is_in_word(edit, text)
                || (edit.text.is_empty() && around.is_invisible_beside_word(edit.span.of(text)));
            is_said() && is_alone && is_plain(post, edit.span)
        }
        Change::EmptyElement => edit.text.is_empty() && is_empty_behind_paragraph(post, edit.span),
        Change::WhiteSpace => {
            (around.after.is_empty() && !is_mdx(post.source) && ends_with_text(post))
                || is_before_front_matter(post, edit)
        }
        _ => false,
    }
}

/// What is before an edit, and what is after it.
struct Around<'t> {
    before: &'t str,
    after: &'t str,
}

impl Around<'_> {
    /// The whole value of an attribute, between quotes.
    fn is_quoted(&self) -> bool {
        let is_in = |quote: &str| {
            let before = self.before.strip_suffix(quote);
            before.is_some_and(|before| before.ends_with('=')) && self.after.starts_with(quote)
        };
        is_in("\"") || is_in("'")
    }

    /// The whole value of a key in front matter, between quotes or at the end of its line.
    fn is_scalar(&self) -> bool {
        let is_in = |quote: &str| {
            let before = self.before.strip_suffix(quote);
            let after = self.after.strip_prefix(quote);
            before.is_some_and(|before| before.ends_with(": "))
                && after.is_some_and(|after| after.starts_with(['\n', '\r']))
        };
        is_in("\"") || is_in("'") || is_in("")
    }

    /// Behind a letter and before a tag, and between that and the tag before it there is nothing that a mark
    /// could become a part of.
    fn is_plain_behind_tag(&self) -> bool {
        if !self.before.ends_with(char::is_alphabetic) {
            return false;
        }
        let Some((tag, behind)) = self.before.rsplit_once('>') else {
            return false;
        };
        let name = tag.rsplit_once('<').map(|(_, name)| name);
        let is_tag = name.is_some_and(|name| {
            name.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic())
                && !name.contains(['\n', '{'])
        });
        is_tag
            && self.after.starts_with('<')
            && !behind.contains(['\n', '\r'])
            && is_plain_text(behind)
    }

    /// The whole address of a link in Markdown, or of a definition; a title may be behind it.
    fn is_destination(&self) -> bool {
        let ends_line = self.after.is_empty() || self.after.starts_with(['\n', '\r', ' ']);
        (self.before.ends_with("](") && self.after.starts_with([')', ' ']))
            || (self.before.ends_with("]: ") && ends_line)
    }

    /// In a tag, behind an attribute in quotes.
    fn is_behind_attribute(&self) -> bool {
        self.before.ends_with(['"', '\'']) && self.after.starts_with(['>', ' ', '/'])
    }

    /// Behind what is neither a number that a list could begin with, nor the end of a reference.
    fn is_behind_word(&self) -> bool {
        self.before.ends_with(is_letter)
    }

    /// Before a tag or the end of a line, with nothing more of the text behind it.
    fn is_before_end(&self) -> bool {
        let rest = self.after.trim_start_matches([' ', '\n', '\r']);
        let is_tag = rest.starts_with("</p>") || rest.starts_with("<br");
        rest.is_empty() || is_tag
    }

    /// Between a space and a letter, and no reader sees it.
    fn is_invisible_beside_word(&self, old: &str) -> bool {
        let is_letter = char::is_alphabetic;
        let is_beside = (self.before.ends_with(' ') && self.after.starts_with(is_letter))
            || (self.before.ends_with(is_letter) && self.after.starts_with(' '));
        is_beside && old.chars().all(|c| matches!(c, '\u{200b}' | '\u{feff}'))
    }

    /// Between letters, one of which no mark of Markdown or HTML and no address is made of.
    fn is_in_word(&self, edit: &Edit, text: &str) -> bool {
        let old = edit.span.of(text);
        let is_plain = |c: char| !c.is_ascii() || matches!(c, ',' | '.' | '!' | '?');
        let is_wide = self.before.ends_with(is_letter) || self.after.starts_with(is_letter);
        self.before.ends_with(char::is_alphanumeric)
            && self.after.starts_with(char::is_alphanumeric)
            && is_wide
            && old.chars().all(is_plain)
            && edit
                .text
                .chars()
                .all(|c| !c.is_ascii() && !c.is_whitespace())
    }
}

/// Whether an empty paragraph is at `span`, right behind the end of another one in the same line. So it begins
/// no block of Markdown and closes nothing.
fn is_empty_behind_paragraph(post: &Post<'_>, span: Span) -> bool {
    let is_it = |element: &Element<'_>| element.tag() == Tag::P && element.whole() == span;
    let empty = post.page.element_at(span.start).filter(is_it);
    let before = empty.and_then(Element::previous);
    let is_behind = |before: Element<'_>| {
        let end = before.end();
        before.tag() == Tag::P && matches!(end, End::Tag(end) if end.end == span.start)
    };
    span.of(post.text()) == "<p></p>"
        && before.is_some_and(is_behind)
        && !is_mdx(post.source)
        && post.source.dialect() != Dialect::Kramdown
}

/// A letter that is not of ASCII.
fn is_letter(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic()
}

/// An address of its own, made of nothing that ends one anywhere.
fn is_address(text: &str) -> bool {
    let is_whole =
        text.starts_with("https://") || text.starts_with("http://") || text.starts_with("//");
    is_whole
        && text.bytes().all(|b| OF_ADDRESS.has(b))
        && (memchr::memchr(b'&', text.as_bytes()).is_none()
            || text.matches('&').count() == text.matches("&amp;").count())
}

static OF_ADDRESS: ByteSet = ByteSet::of(b"-._~:/?#@=&;%+").and_alphanumeric();

/// Attributes in quotes, each with a space before it.
fn are_attributes(text: &str) -> bool {
    let mut rest = text;
    while let Some(one) = rest.strip_prefix(' ') {
        let Some((name, value)) = one.split_once("=\"") else {
            return false;
        };
        let Some((value, behind)) = value.split_once('"') else {
            return false;
        };
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !is_name
            || !value
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ','))
        {
            return false;
        }
        rest = behind;
    }
    rest.is_empty() && !text.is_empty()
}

fn is_mark(text: &str) -> bool {
    matches!(text, "." | "。" | "！" | "？" | "．")
}

/// Whether the line has no address, no reference and no template, which a mark could become a part of.
fn is_plain(post: &Post<'_>, span: Span) -> bool {
    let source = post.source;
    let line = Span::new(source.line_start(span.start), source.line_end(span.start));
    let line = line.of(post.text());
    let marks = if is_markdown(source.name()) {
        &MARKS
    } else {
        &HTML_MARKS
    };
    !marks.is_in(line) && holds_no_address(line)
}

/// What begins something in Markdown or a template, and what does so in HTML.
static MARKS: ByteSet = ByteSet::of(b"&@{\\|`$[");
static HTML_MARKS: ByteSet = ByteSet::of(b"&{");
static MARKS_OR_EMPHASIS: ByteSet = ByteSet::of(b"&@{\\|`$[*_~");

fn is_plain_text(text: &str) -> bool {
    !MARKS_OR_EMPHASIS.is_in(text) && holds_no_address(text)
}

fn holds_no_address(text: &str) -> bool {
    !text.contains("://") && !text.contains("www.")
}

/// Whether no fix of the post is evident: its end cuts off what is no text, and anything may be in that.
pub(super) fn is_cut_off(post: &Post<'_>) -> bool {
    let end = post.text().trim_ascii_end().len() as u32;
    let is_last = |event: &Event| match event {
        Event::Comment(span) | Event::Raw(span) | Event::Other(span) => span.end >= end,
        _ => false,
    };
    !post.page.unclosed.is_empty() || post.page.events().iter().any(is_last)
}

/// Whether an edit takes the blank lines above front matter that is whole, and is read without them as
/// with them: a key is in it, and its lines end with LF.
fn is_before_front_matter(post: &Post<'_>, edit: &Edit) -> bool {
    let text = post.text();
    let is_read = post.front_matter.is_some_and(|front| {
        let behind = &text[front.opening.end as usize..];
        front.before == edit.span
            && front.closing.is_some()
            && !front.damage.is_any()
            && matches!(front.opening.of(text), "---" | "+++")
            && behind.starts_with(['\n', '\r'])
            && behind.trim_start_matches('\r').starts_with('\n')
    });
    let is_blank = |c: char| matches!(c, '\n' | '\r' | ' ' | '\t' | '\u{feff}');
    is_read && edit.text.is_empty() && edit.span.of(text).chars().all(is_blank)
}

/// Whether there is something on the page for white space to be behind.
fn ends_with_text(post: &Post<'_>) -> bool {
    let is_seen = |event: &&Event| !matches!(event, Event::Close(_, span) if span.is_empty());
    let last = post.page.events().iter().rfind(is_seen);
    matches!(last, Some(Event::Text(_) | Event::Close(..)))
}
