//! paid: which addresses a site is paid for.

use crate::html::document::Element;
use crate::html::tag::Tag;
use crate::url::extract::Site;
use crate::url::sponsor::{begins_marked, ends_before_sponsor, is_marked, is_sponsor};

/// So many blocks below a heading of sponsors are theirs, and so long is the first line of an item.
const BELOW: usize = 32;
const LINE: usize = 512;

impl Site<'_> {
    /// Whether the site is paid for it: a link with `rel="sponsored"`, what is in an element or a field that is
    /// named after a sponsor, and what the text beside it or the heading above it says so of.
    pub fn is_sponsored(&self) -> bool {
        let around = || std::iter::successors(self.element, |element| element.parent());
        self.is_in_sponsor
            || around().any(is_named)
            || self.element.is_some_and(is_said)
            || around().any(|element| element.tag() == Tag::Li && is_marked(first_line(element)))
            || around().last().is_some_and(is_below_sponsors)
    }
}

fn is_named(element: Element<'_>) -> bool {
    let is_so = |name: &&str| {
        let attribute = element.attribute(name);
        attribute.is_some_and(|attribute| is_sponsor(&attribute.value()))
    };
    (element.is_component() && is_sponsor(element.name()))
        || ["rel", "class", "id"].iter().any(is_so)
}

/// Whether the words before `link` or behind it say that it is paid for.
fn is_said(link: Element<'_>) -> bool {
    let (text, whole) = (link.page().text(), link.whole());
    begins_marked(&text[whole.end as usize..]) || ends_before_sponsor(&text[..whole.start as usize])
}

fn first_line(element: Element<'_>) -> &str {
    let text = element.whole().of(element.page().text());
    let line = text.lines().next().unwrap_or_default();
    &line[..line.floor_char_boundary(LINE)]
}

/// Whether the nearest heading above `block` names sponsors.
fn is_below_sponsors(block: Element<'_>) -> bool {
    let mut above = std::iter::successors(block.previous(), |element| element.previous());
    let heading = above
        .by_ref()
        .take(BELOW)
        .find(|element| element.tag().is_heading());
    heading.is_some_and(|heading| is_sponsor(first_line(heading)))
}
