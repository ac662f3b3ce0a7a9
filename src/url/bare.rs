//! bare: addresses in the text of Markdown that are links without any mark, where the renderer makes links
//! of them. GitHub Flavored Markdown, 6.9 "Autolinks (extension)"; marked and remark-gfm do the same,
//! goldmark nearly.

use crate::generator::Bare;
use crate::html::document::{ElementId, End, Event, Page};
use crate::html::tag::Tag;
use crate::text::span::Span;

/// The elements in which no text becomes a link.
const NO_LINKS: [Tag; 7] = [
    Tag::A,
    Tag::Code,
    Tag::Pre,
    Tag::Script,
    Tag::Style,
    Tag::Textarea,
    Tag::Title,
];

/// The elements of Markdown in which a block of HTML may be.
const HOLDS_BLOCKS: [Tag; 5] = [Tag::Ul, Tag::Ol, Tag::Li, Tag::Blockquote, Tag::Footer];

/// An element that is open.
struct Open {
    id: ElementId,
    /// An address in its text is a link.
    links: bool,
    /// It is, or is in, a block of Markdown that holds no others.
    in_paragraph: bool,
}

/// Shows each bare address of a Markdown page to `see`, in its order.
pub(super) fn bare(page: &Page<'_>, how: Bare, see: &mut dyn FnMut(Span)) {
    if how == Bare::Text {
        return;
    }
    let text = page.text();
    let mut open: Vec<Open> = Vec::new();
    let mut run: Option<Span> = None;
    for event in page.events() {
        // No link begins in a template's tag, or in the code that it holds.
        let is_code = matches!(*event, Event::Raw(span) if span.of(text).contains("http"));
        if let Event::Text(span) | Event::Raw(span) = *event
            && !is_code
            && open.last().is_some_and(|last| last.links)
        {
            run = Some(match run {
                Some(before) if before.end == span.start => Span::new(before.start, span.end),
                Some(before) => {
                    in_run(text, before, how, see);
                    span
                }
                None => span,
            });
            continue;
        }
        run.take()
            .into_iter()
            .for_each(|run| in_run(text, run, how, see));
        match *event {
            Event::Open(id) if page.element(id).end() != End::Void => {
                let element = page.element(id);
                let around = open.last();
                let is_html = element.span().of(text).starts_with('<');
                let in_paragraph = around.is_some_and(|around| around.in_paragraph);
                // A block of HTML in a list item is no Markdown, a tag in a paragraph is.
                let links = match around {
                    _ if NO_LINKS.contains(&element.tag()) => false,
                    Some(around) if in_paragraph => around.links,
                    _ => !is_html,
                };
                open.push(Open {
                    id,
                    links,
                    in_paragraph: in_paragraph
                        || (!is_html && !HOLDS_BLOCKS.contains(&element.tag())),
                });
            }
            Event::Close(id, _) => {
                if let Some(at) = open.iter().rposition(|open| open.id == id) {
                    open.truncate(at);
                }
            }
            _ => {}
        }
    }
    if let Some(run) = run {
        in_run(text, run, how, see);
    }
}

/// The addresses in one stretch of text.
fn in_run(text: &str, run: Span, how: Bare, see: &mut dyn FnMut(Span)) {
    let words = run.of(text);
    let mut at = 0;
    while let Some(start) = words[at..].find("http").map(|start| at + start) {
        let rest = &words[start..];
        at = start + "http".len();
        let begins = ["http://", "https://"]
            .iter()
            .find(|scheme| rest.starts_with(**scheme));
        let before = words[..start].chars().next_back();
        let is_apart = before.is_none_or(|c| {
            let is_wide = how == Bare::ToSpace && !c.is_ascii();
            c.is_whitespace() || is_wide || matches!(c, '*' | '_' | '~' | '(')
        });
        let (Some(scheme), true) = (begins, is_apart) else {
            continue;
        };
        let end = rest
            .find(|c: char| {
                let is_wide = how == Bare::Ascii && !c.is_ascii();
                c.is_whitespace() || is_wide || c == '<'
            })
            .unwrap_or(rest.len());
        let address = trimmed(&rest[..end]);
        at = start + end.max(scheme.len());
        // What Markdown reads as something else may go on with the address: an escape, emphasis.
        let behind = text[run.start as usize + start + address.len()..]
            .chars()
            .next();
        let is_cut = end == rest.len() && matches!(behind, Some('\\' | '_' | '[' | '!' | '`'));
        let host = address[scheme.len()..].split(['/', '?', '#']).next();
        if host.is_some_and(|host| host.contains('.')) && !is_cut {
            see(Span::from(start..start + address.len()).shifted(run.start));
        }
    }
}

/// Without the marks that end a sentence, and brackets that nothing opened.
fn trimmed(mut address: &str) -> &str {
    loop {
        let bare =
            address.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', '"']);
        let count = |mark: char| bare.matches(mark).count();
        let is_open = !bare.ends_with(')') || count('(') >= count(')');
        let next = if is_open {
            bare
        } else {
            &bare[..bare.len() - 1]
        };
        if next == address {
            return address;
        }
        address = next;
    }
}
