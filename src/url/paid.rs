//! paid: which addresses a site is paid for.

use crate::html::document::Element;
use crate::html::tag::Tag;
use crate::url::extract::Site;
use crate::url::parts::Address;
use crate::url::sponsor::{begins_marked, ends_before_sponsor, is_marked, is_sponsor};
use memchr::memmem;

/// So many blocks below a heading of sponsors are theirs, and so long is the first line of an item.
const BELOW: usize = 32;
const LINE: usize = 512;

/// So far before a link and behind it another of its campaign is looked for, and no address is longer; in bytes.
const NEAR: usize = 32 * 1024;
const LONGEST: usize = 2048;

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

    /// Whether another address near it, of the same host or one below it, carries `value` in its parameter `name`.
    /// Who copies a link gets the campaign of one place; who writes one campaign into several was asked to.
    pub fn is_of_campaign(&self, address: &Address<'_>, name: &str, value: &str) -> bool {
        let Some(element) = self.element else {
            return false;
        };
        let (text, whole) = (element.page().text().as_bytes(), element.whole());
        let parameter = format!("{name}={value}");
        let is_another = |other: &str| {
            let other = other.replace("&amp;", "&");
            Address::new(&other).is_some_and(|other| {
                is_below(&other.host(), &address.host())
                    && other.rest() != address.rest()
                    && other.parameter(name) == Some(value)
            })
        };
        let before = whole.start as usize;
        let before = &text[before.saturating_sub(NEAR)..before];
        let behind = &text[whole.end as usize..];
        let behind = &behind[..behind.len().min(NEAR)];
        [before, behind].into_iter().any(|near| {
            let mut places = memmem::find_iter(near, parameter.as_bytes());
            places.any(|at| std::str::from_utf8(address_around(near, at)).is_ok_and(is_another))
        })
    }
}

/// Whether one of two hosts is the other, or below it.
fn is_below(one: &str, other: &str) -> bool {
    let (shorter, longer) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let before = longer.strip_suffix(shorter);
    before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The address in `text` that byte `at` is in.
fn address_around(text: &[u8], at: usize) -> &[u8] {
    let ends = |b: &u8| b.is_ascii_whitespace() || b"\"'<>()[]".contains(b);
    let before = &text[at.saturating_sub(LONGEST)..at];
    let start = before
        .iter()
        .rposition(ends)
        .map_or(before.len(), |end| before.len() - end - 1);
    let behind = &text[at..text.len().min(at + LONGEST)];
    let len = behind.iter().position(ends).unwrap_or(behind.len());
    &text[at - start..at + len]
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
