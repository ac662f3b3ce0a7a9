//! markup: a fault in how elements are put together.

use super::query::Finder;
use crate::data::typed::route::Mistake;
use crate::generator::OpenFence;
use crate::html::document::{Element, End, Event, Page};
use crate::html::entity::{self, Context};
use crate::html::escape::Written;
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::parse::is_mdx;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::Change;
use crate::text::span::Span;
use memchr::memmem;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The values of a hit: the name of the element, what is wrong with it, and what becomes of what is behind.
pub const VALUES: &[&str] = &["tag", "problem", "effect"];

/// Which fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Markup {
    /// An element that needs an end tag has none.
    Unclosed,
    /// An end tag that closes nothing.
    StrayEndTag,
    /// A tag or a comment that goes on to the end of the file.
    Unterminated,
    /// An `id` that another element has.
    DuplicateId,
    /// An attribute that the element has already.
    DuplicateAttribute,
    /// A heading more than one level below the one before it.
    SkippedHeading,
    /// A paragraph with nothing in it.
    EmptyParagraph,
}

/// Shows what `find` finds: one of two branches may open what a third place closes.
fn unless_branched(
    page: &Page<'_>,
    find: fn(&Page<'_>, &mut dyn FnMut(Hit)),
    emit: &mut dyn FnMut(Hit),
) {
    let mut has_branches = None;
    find(page, &mut |hit| {
        if !*has_branches.get_or_insert_with(|| self::has_branches(page.text())) {
            emit(hit);
        }
    });
}

/// Whether a template chooses between texts, or between one and none: in Liquid and Jinja, in Go's templates and Handlebars.
fn has_branches(text: &str) -> bool {
    ["{%", "{{"].into_iter().any(|open| {
        let mut tags = memmem::find_iter(text.as_bytes(), open);
        tags.any(|at| {
            let word = text[at + 2..].trim_start_matches(['-', '~']).trim_start();
            let words = [
                "els", "when ", "if ", "unless ", "with ", "range ", "for ", "#if ", "#unless ",
                "#each ",
            ];
            words.iter().any(|branch| word.starts_with(branch))
        })
    })
}

fn hit(element: Element<'_>, span: Span) -> Hit {
    Hit::new(span).with("tag", element.name().to_lowercase())
}

fn unclosed(page: &Page<'_>, emit: &mut dyn FnMut(Hit)) {
    // What is cut off at the limit of nesting is another fault.
    let limit = page.too_deep().map_or(u32::MAX, |span| span.start);
    for element in page.elements() {
        let End::Unclosed(end) = element.end() else {
            continue;
        };
        // A component is closed by the rules of its framework, and so is what closes itself.
        let start = element.span().of(page.text());
        // What Markdown means has no tag that could be left open.
        let is_html =
            element.tag() != Tag::Other && start.starts_with('<') && !start.ends_with("/>");
        if is_html && element.span().start < limit {
            let hit = hit(element, element.span());
            emit(match end_tag_at(page, end) {
                Some(tag) => {
                    hit.related(tag, "it ends here, by the end tag of an element around it")
                }
                None => hit,
            });
        }
    }
}

/// The end tag that begins at this byte, if one does. The events are in the order of the bytes.
fn end_tag_at(page: &Page<'_>, at: u32) -> Option<Span> {
    let start = |event: &Event| match *event {
        Event::Open(id) => page.element(id).span().start,
        Event::Close(_, span)
        | Event::StrayEndTag(span)
        | Event::Text(span)
        | Event::Raw(span)
        | Event::Comment(span)
        | Event::Other(span) => span.start,
    };
    let behind = page.events().partition_point(|event| start(event) <= at);
    match page.events()[..behind].last()? {
        Event::Close(_, span) if span.start == at && !span.is_empty() => Some(*span),
        _ => None,
    }
}

fn stray(page: &Page<'_>, emit: &mut dyn FnMut(Hit)) {
    for event in page.events() {
        if let Event::StrayEndTag(span) = *event {
            let name = span.of(page.text()).trim_start_matches("</");
            let end = name.find(|c: char| c.is_ascii_whitespace() || c == '>');
            let name = &name[..end.unwrap_or(name.len())];
            let rest = &page.text()[span.end as usize..];
            // The last part of a page, of which another file has the first one.
            let is_last = || rest.trim().is_empty() || rest.trim().eq_ignore_ascii_case("</html>");
            let is_part = ["body", "html"]
                .iter()
                .any(|part| name.eq_ignore_ascii_case(part));
            if page.tag_of(name) != Tag::Other && !(is_part && is_last()) {
                emit(Hit::new(span).with("tag", name.to_lowercase()));
            }
        }
    }
}

fn unterminated(page: &Page<'_>, emit: &mut dyn FnMut(Hit)) {
    for span in &page.unclosed {
        let problem = format!("`{}`", span.of(page.text()));
        emit(Hit::new(*span).with("problem", problem));
    }
    // The first one reaches to the end; what Markdown tells of behind it is in it too.
    let mut cut_off = page.events().iter().filter_map(|event| match *event {
        Event::Comment(span) => unterminated_comment(span.of(page.text())).map(|len| (span, len)),
        Event::Other(span) => unterminated_tag(span.of(page.text())).map(|len| (span, len)),
        _ => None,
    });
    if let Some((span, len)) = cut_off.next() {
        let mark = Span::new(span.start, span.start + len as u32);
        let problem = match *span.of(page.text()).as_bytes() {
            [b'<', b'!', b'-', ..] => "the comment".to_owned(),
            _ => format!("`{}`", mark.of(page.text())),
        };
        emit(Hit::new(mark).with("problem", problem));
    }
}

/// Length in bytes of the mark that a comment begins with which nothing ends.
fn unterminated_comment(written: &str) -> Option<usize> {
    let (mark, ends): (_, &[&str]) = if written.starts_with("<!--") {
        (4, &["-->", "--!>"])
    } else {
        (2, &[">"])
    };
    let is_ended = ends.iter().any(|end| written.ends_with(end));
    (!is_ended).then_some(mark)
}

/// Length in bytes of the beginning of a tag that the end of the file cuts off.
fn unterminated_tag(written: &str) -> Option<usize> {
    let name = written.trim_start_matches("</").trim_start_matches('<');
    let len = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    (len > 0).then_some(written.len() - name.len() + len)
}

fn duplicate_ids(page: &Page<'_>, emit: &mut dyn FnMut(Hit)) {
    let mut known = HashMap::new();
    for element in page.elements() {
        let Some(id) = element
            .attribute("id")
            .filter(|id| !id.is_code() && id.raw.is_some_and(|raw| !raw.is_empty()))
        else {
            continue;
        };
        match known.entry(id.value()) {
            Entry::Occupied(first) => {
                let hit = hit(element, id.span).with("problem", id.value());
                emit(hit.related(*first.get(), "the first element with this id"));
            }
            Entry::Vacant(entry) => {
                entry.insert(id.span);
            }
        }
    }
}

fn lowered(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// Whether no two of `names` are the same: told at a glance, as nearly always their lengths or their
/// first letters differ. No where it is not so.
fn all_differ<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let mut seen = 0u64;
    names.into_iter().all(|name| {
        let first = lowered(name).next().unwrap_or_default();
        let bit = 1 << ((usize::from(first) + 27 * name.len()) % 64);
        let is_new = seen & bit == 0;
        seen |= bit;
        is_new
    })
}

/// Whether what browsers read as a tag was meant as text: `<https://…/a/a/>`, whose steps are no attributes, and
/// code in which a `<` has something behind it.
fn is_text(element: Element<'_>) -> bool {
    let is_code = |name: &str| {
        name.contains(['"', '\'', '<', ';', ',', '+']) || !name.contains(char::is_alphanumeric)
    };
    element.name().ends_with(':') || element.attribute_names().any(is_code)
}

fn duplicate_attributes(page: &Page<'_>, emit: &mut dyn FnMut(Hit)) {
    let mut names = Vec::new();
    for element in page.elements() {
        if all_differ(element.attribute_names()) || is_text(element) {
            continue;
        }
        names.clear();
        let known = element.attributes();
        names.extend(known.map(|known| (known.name, known.name_span, known.whole().end)));
        // The sort is stable: of two that have one name, the later is the repeated one.
        names.sort_by(|(a, ..), (b, ..)| lowered(a).cmp(lowered(b)));
        for pair in names.windows(2) {
            let (name, span, end) = pair[1];
            if pair[0].0.eq_ignore_ascii_case(name) {
                let hit = hit(element, span).with("problem", name.to_ascii_lowercase());
                let hit = hit.related(pair[0].1, "the attribute is given here already");
                // With the white space that parts it from what is before it.
                let before = &page.text()[..span.start as usize];
                let start = before.trim_ascii_end().len() as u32;
                let whole = Span::new(start, end);
                emit(hit.at(whole, Written::Plainly, Change::RemovedAttribute));
            }
        }
    }
}

fn skipped(page: &Page<'_>, emit: &mut dyn FnMut(Hit)) {
    let mut last: Option<(u32, String, Span)> = None;
    // What is in a component (a note, a tab) has a level of its own, and breaks no order around it.
    let is_ours = |element: &Element<'_>| {
        element.tag().is_heading() && element.ancestors().all(|around| around.tag() != Tag::Other)
    };
    for element in page.elements().filter(is_ours) {
        let level = element
            .tag()
            .name()
            .as_bytes()
            .get(1)
            .map_or(1, |b| u32::from(b - b'0'));
        let is_markdown = element.span().is_empty();
        let span = if is_markdown {
            first_bytes(page, element)
        } else {
            element.span()
        };
        // As it is written: in Markdown there is no tag.
        let name = if is_markdown {
            "#".repeat(level as usize)
        } else {
            format!("<{}>", element.name().to_lowercase())
        };
        if let Some((_, before, place)) = last.filter(|(before, ..)| level > before + 1) {
            let hit = Hit::new(span).with("tag", name.clone());
            emit(
                hit.with("problem", before)
                    .related(place, "the heading before it"),
            );
        }
        last = Some((level, name, span));
    }
}

/// A Markdown heading has no tag: its marks stand for it.
fn first_bytes(page: &Page<'_>, element: Element<'_>) -> Span {
    let start = element.span().start;
    let rest = &page.text()[start as usize..];
    let marks = rest.len() - rest.trim_start_matches('#').len();
    Span::new(start, start + marks.max(1).min(rest.len()) as u32)
}

fn empty(page: &Page<'_>, emit: &mut dyn FnMut(Hit)) {
    let events = page.events();
    for (at, event) in events.iter().enumerate() {
        let Event::Open(id) = *event else { continue };
        let element = page.element(id);
        // Who gives it a name or a style fills it in from elsewhere.
        if element.tag() != Tag::P || element.attributes().next().is_some() {
            continue;
        }
        let is_blank = |event: &&Event| match event {
            Event::Text(span) => entity::decode(span.of(page.text()), Context::Text)
                .trim()
                .is_empty(),
            _ => false,
        };
        let next = events[at + 1..].iter().find(|event| !is_blank(event));
        if let (End::Tag(end), Some(Event::Close(closed, _))) = (element.end(), next)
            && *closed == id
        {
            let span = Span::new(element.span().start, end.end);
            emit(hit(element, span).at(span, Written::Plainly, Change::EmptyElement));
        }
    }
}

impl Finder for Markup {
    type Spec = Self;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &Self) -> Result<Self, Mistake> {
        Ok(*spec)
    }

    fn in_post(&self, post: &Post<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        let page = &post.page;
        match self {
            Self::Unclosed => unless_branched(page, unclosed, emit),
            Self::StrayEndTag => unless_branched(page, stray, emit),
            Self::Unterminated => {
                let own = policy.readers.known();
                let is_text =
                    own.is_some_and(|own| own.generator.renderer.open_fence == OpenFence::Text);
                unless_branched(page, unterminated, &mut |hit| {
                    let mark = hit.span.of(page.text());
                    let is_shown = is_text && mark.starts_with('`');
                    let effect = if is_shown {
                        "readers see it as text"
                    } else {
                        "the rest of the post becomes part of it"
                    };
                    // A row of `~` across the page.
                    if !is_text || !mark.starts_with('~') {
                        emit(hit.with("effect", effect));
                    }
                });
            }
            Self::DuplicateId => unless_branched(page, duplicate_ids, emit),
            Self::DuplicateAttribute => {
                // In JSX it is the last one that counts.
                let keeps_last = is_mdx(post.source);
                unless_branched(page, duplicate_attributes, &mut |hit| {
                    emit(Hit {
                        place: hit.place.filter(|_| !keeps_last),
                        ..hit
                    });
                });
            }
            Self::SkippedHeading => skipped(page, emit),
            Self::EmptyParagraph => empty(page, emit),
        }
    }

    fn has_place(&self) -> bool {
        matches!(self, Self::EmptyParagraph | Self::DuplicateAttribute)
    }
}
