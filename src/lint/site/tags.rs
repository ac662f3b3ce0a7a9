//! tags: what the tags of a template in a body lead to.

use super::setup::Setup;
use crate::html::tag::Tag as Name;
use crate::post::Post;
use crate::text::span::Span;

/// A tag that leads to a file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'p> {
    /// All of it.
    pub span: Span,
    /// What it leads to.
    pub kind: Kind,
    /// What it names.
    pub target: &'p str,
}

/// What a tag leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A post, by its name.
    Post,
    /// A file beside the post.
    Asset,
    /// A file, by its path from the top.
    File,
    /// A page, by its path or the end of that.
    Page,
}

/// What the tags of these names lead to.
fn kind(setup: &Setup, name: &str) -> Option<Kind> {
    match (setup.generator?.name, name) {
        ("hexo", "post_link" | "post_path") | ("jekyll", "post_url") => Some(Kind::Post),
        ("hexo", "asset_img" | "asset_path" | "asset_link") => Some(Kind::Asset),
        ("jekyll", "link") => Some(Kind::File),
        ("hugo", "ref" | "relref") => Some(Kind::Page),
        _ => None,
    }
}

/// The tags of a post that lead to files.
pub(super) fn tags<'p>(setup: &Setup, post: &'p Post<'_>) -> Vec<Tag<'p>> {
    let text = post.text();
    let is_hugo = setup.is("hugo");
    let marks: &[(&str, &str)] = if is_hugo {
        &[("{{<", ">}}"), ("{{%", "%}}")]
    } else {
        &[("{%", "%}")]
    };
    let body = post.front_matter.and_then(|front| front.closing);
    let mut at = body.map_or(0, |closing| closing.end as usize);
    let mut found = Vec::new();
    while let Some(next) = text[at..].find('{') {
        let start = at + next;
        at = start + 1;
        let rest = &text[start..];
        let Some((open, close)) = marks.iter().find(|(open, _)| rest.starts_with(open)) else {
            continue;
        };
        let Some(length) = rest[open.len()..].find(close) else {
            continue;
        };
        let inner = &rest[open.len()..open.len() + length];
        let end = start + open.len() + length + close.len();
        let inner = inner.trim_matches('-').trim();
        at = end;
        if inner == "raw" {
            at = text[end..]
                .find("endraw")
                .map_or(text.len(), |next| end + next);
            continue;
        }
        let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let Some(kind) = kind(setup, name) else {
            continue;
        };
        // What is in code is said of; but Jekyll and Hugo fill it in there too, and stop.
        let around = post.page.element_at(start as u32);
        let is_code = around.is_some_and(|element| {
            let mut all = std::iter::once(element).chain(element.ancestors());
            all.any(|element| matches!(element.tag(), Name::Code | Name::Pre))
        });
        if is_code && setup.is("hexo") {
            continue;
        }
        if let Some(target) = target(rest, kind) {
            found.push(Tag {
                span: Span::from(start..end),
                kind,
                target,
            });
        }
    }
    found
}

/// The target in what is behind the name of a tag; `None` where it is filled in, or not told apart.
fn target(rest: &str, kind: Kind) -> Option<&str> {
    let rest = rest.trim();
    if rest.contains(['{', '}', '$', '|', '`']) {
        return None;
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let first = match quote {
        Some(quote) => rest[1..].split_once(quote)?.0,
        None => rest.split_whitespace().next()?,
    };
    match kind {
        // What is before it are names of classes.
        Kind::Asset => rest
            .split_whitespace()
            .map(|word| word.trim_matches(['"', '\'']))
            .find(|word| word.contains('.')),
        Kind::Page if quote.is_none() && first.contains('=') => None,
        _ => Some(first),
    }
}
