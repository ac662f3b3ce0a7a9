//! Name: what an element is called for a reader who does not see it, and whether it is there at all.
//!
//! Accessible Name and Description Computation 1.2, as far as a post can tell without its style
//! sheets; ACT rules 23a2a8 (images), 59796f (image buttons), 7d6734 (SVG), c487ae (links), cae760
//! (frames).

use crate::html::document::{Element, Event};
use crate::html::entity::{self, Context};
use crate::html::tag::Tag;

/// Whether `element` has a name. `whole` is true where its content can give one.
pub fn is_named(element: Element<'_>, whole: bool) -> bool {
    let labelled = element.attribute("aria-labelledby").is_some_and(|ids| {
        let value = ids.value();
        let mut ids = value.split_ascii_whitespace();
        ids.any(|id| by_id(element, id).is_some_and(has_text))
    });
    let has = |name: &str| {
        element
            .attribute(name)
            .is_some_and(|value| is_word(&value.value()))
    };
    let own = match element.tag() {
        Tag::Img | Tag::Area | Tag::Input => has("alt"),
        // SVG 2, 5.5: the first child `title` names what it is in.
        Tag::Svg | Tag::Other => element
            .first_child()
            .is_some_and(|child| child.tag() == Tag::Title && has_text(child)),
        _ => false,
    };
    labelled || has("aria-label") || own || has("title") || (whole && has_text(element))
}

/// Whether something in `element` can be read out: text that is not hidden, or the name of an image.
pub fn has_text(element: Element<'_>) -> bool {
    let mut hidden_in = None;
    for event in element.content() {
        match *event {
            Event::Close(id, _) if hidden_in == Some(id) => hidden_in = None,
            _ if hidden_in.is_some() => {}
            Event::Open(id) => {
                let inner = element.page().element(id);
                // What a component shows is not known: it may be a name.
                if inner.tag() == Tag::Other && !hides(inner) {
                    return true;
                }
                if hides(inner) || inner.tag().hides_text() && inner.tag() != Tag::Svg {
                    hidden_in = Some(id);
                } else if inner.tag() != Tag::Title && is_named(inner, false) {
                    return true;
                }
            }
            Event::Text(span) => {
                let text = entity::decode(span.of(element.page().text()), Context::Text);
                if is_word(&text) {
                    return true;
                }
            }
            // What a template fills in.
            Event::Raw(span) if !span.is_empty() => return true,
            _ => {}
        }
    }
    false
}

/// Whether no one meets `element`: it or what it is in is hidden.
pub fn is_hidden(element: Element<'_>) -> bool {
    std::iter::once(element)
        .chain(element.ancestors())
        .any(|element| hides(element) || matches!(element.tag(), Tag::Template | Tag::Noscript))
}

/// HTML, "The hidden attribute"; ARIA, `aria-hidden`; what a `style` says.
fn hides(element: Element<'_>) -> bool {
    let is = |name: &str, value: &str| {
        element
            .attribute(name)
            .is_some_and(|attribute| attribute.value().eq_ignore_ascii_case(value))
    };
    let styled = element.attribute("style").is_some_and(|style| {
        let style = style
            .value()
            .to_ascii_lowercase()
            .replace(char::is_whitespace, "");
        style.contains("display:none") || style.contains("visibility:hidden")
    });
    let until_found = is("hidden", "until-found");
    (element.attribute("hidden").is_some() && !until_found) || is("aria-hidden", "true") || styled
}

/// Whether `element` is declared to be decoration. The first role that is known counts; what can be
/// reached with the keyboard is none, and neither is what has a name of its own.
pub fn is_decoration(element: Element<'_>) -> bool {
    let role = element
        .attribute("role")
        .map(|role| role.value().to_ascii_lowercase());
    let role = role.as_deref().unwrap_or_default();
    let declared = role.split_ascii_whitespace().find(|role| {
        matches!(
            *role,
            "none" | "presentation" | "img" | "image" | "button" | "link"
        )
    });
    let focusable = element.attribute("tabindex").is_some()
        || element.tag() == Tag::Input
        || (element.tag() == Tag::A && element.attribute("href").is_some());
    matches!(declared, Some("none" | "presentation")) && !focusable
}

/// HTML, 4.8.4.4.13: a figure with a caption and nothing else to read may name its image.
pub fn is_named_by_figure(element: Element<'_>) -> bool {
    let mut ancestors = element.ancestors();
    let Some(figure) = ancestors.find(|ancestor| ancestor.tag() == Tag::Figure) else {
        return false;
    };
    let mut caption = None;
    let mut inside = None;
    let mut images = 0;
    for event in figure.content() {
        match *event {
            Event::Close(id, _) if inside == Some(id) => inside = None,
            Event::Open(id) => {
                let inner = figure.page().element(id);
                if inner.tag() == Tag::Figcaption {
                    caption = Some(inner);
                    inside = Some(id);
                }
                images += usize::from(
                    inside.is_none() && matches!(inner.tag(), Tag::Img | Tag::Svg | Tag::Video),
                );
            }
            Event::Text(span) if inside.is_none() && is_word(span.of(figure.page().text())) => {
                return false;
            }
            _ => {}
        }
    }
    images == 1 && caption.is_some_and(has_text)
}

/// What the author wrote elsewhere that may be meant as the alternative text of an image: the caption
/// of its figure, or what another program keeps in `data-alt`.
pub fn said_elsewhere(element: Element<'_>) -> Option<String> {
    let kept = element
        .attribute("data-alt")
        .map(|value| value.value().into_owned());
    let caption = || {
        let mut ancestors = element.ancestors();
        let figure = ancestors.find(|ancestor| ancestor.tag() == Tag::Figure)?;
        let inside = figure.content().iter().filter_map(|event| match event {
            Event::Open(id) => Some(figure.page().element(*id)),
            _ => None,
        });
        let caption = inside
            .into_iter()
            .find(|inner| inner.tag() == Tag::Figcaption)?;
        let texts = caption.content().iter().filter_map(|event| match event {
            Event::Text(span) => Some(entity::decode(span.of(figure.page().text()), Context::Text)),
            _ => None,
        });
        Some(texts.collect::<String>())
    };
    let text = kept.filter(|text| is_word(text)).or_else(caption)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn by_id<'p>(element: Element<'p>, id: &str) -> Option<Element<'p>> {
    element.page().element_by_id(id)
}

fn is_word(text: &str) -> bool {
    !text
        .trim_matches(crate::text::invisible::is_blank)
        .is_empty()
}
