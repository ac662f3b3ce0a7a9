//! literal: markup that readers see as it is written.

use super::query::Finder;
use crate::data::typed::route::Mistake;
use crate::data::value::{Node, ScalarStyle, Value};
use crate::generator::{Outcome, Quirk};
use crate::html::entity::{self, Context};
use crate::html::escape::Written;
use crate::post::Post;
use crate::post::parse::is_markdown;
use crate::post::prose::block::{Block, Inside};
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::Change;
use crate::text::invisible::is_blank;
use crate::text::span::Span;
use schemars::JsonSchema;
use serde::Deserialize;
use std::cell::OnceCell;
use std::ops::Range;

/// The values of a hit: what readers see, and what they were to see or what to write.
pub const VALUES: &[&str] = &["found", "better"];

/// Which markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Literal {
    /// Asterisks around words in Markdown, beside a mark that keeps them from being emphasis.
    Emphasis,
    /// A character reference that was escaped once too often.
    Entity,
}

impl Finder for Literal {
    type Spec = Self;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &Self) -> Result<Self, Mistake> {
        Ok(*spec)
    }

    fn in_post(&self, post: &Post<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        match self {
            // kramdown and Python-Markdown take it for emphasis.
            Self::Emphasis if !policy.readers.render(|renderer| renderer.by_flanking) => {}
            Self::Emphasis if is_markdown(post.source.name()) => {
                for block in post.prose.blocks() {
                    emphasis(post, &block, emit);
                }
            }
            Self::Emphasis => {}
            Self::Entity => {
                for block in post.prose.blocks() {
                    references(&block, emit);
                }
                let own = policy.readers.known();
                if own.is_some_and(|reader| reader.takes(Quirk::Reference) != Outcome::Read) {
                    return;
                }
                for key in FIELDS {
                    let value = post.fields.value.as_ref().and_then(|all| all.get(key));
                    for value in value.map(Value::items).unwrap_or_default() {
                        field(post, value, emit);
                    }
                }
            }
        }
    }
}

/// Emphasis is no longer than this, in bytes.
const LONGEST: usize = 600;

/// CommonMark, 6.2: `**` behind a mark closes nothing where a letter follows at once, and before a mark it
/// opens nothing behind a letter. pulldown-cmark has read the text: asterisks that are left in it are seen.
fn emphasis(post: &Post<'_>, block: &Block<'_>, emit: &mut dyn FnMut(Hit)) {
    let text = block.text;
    let mut at = 0;
    while let Some(open) = text[at..].find("**").map(|next| at + next) {
        let from = open + 2;
        at = from;
        let near = &text[from..text.floor_char_boundary(from + LONGEST)];
        let Some(inner) = near.find("**").map(|end| &near[..end]) else {
            continue;
        };
        let close = from + inner.len();
        let before = text[..open].chars().next_back();
        let after = text[close + 2..].chars().next();
        let (first, last) = (inner.chars().next(), inner.chars().next_back());
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_mark =
            |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric() && !is_blank(c) && c != '*');
        let is_meant = inner.contains(char::is_alphabetic)
            && !first.is_none_or(is_blank)
            && !last.is_none_or(is_blank)
            && ((is_mark(last) && is_letter(after)) || (is_mark(first) && is_letter(before)));
        let is_plain = |at: usize| block.inside(at) != Inside::Code;
        let written = |at: usize| block.span(at..at + 2);
        if !is_meant || !is_plain(open) || !is_plain(close) {
            continue;
        }
        // `\*\*`: who escapes them wants them seen.
        if written(open).of(post.text()) != "**" || written(close).of(post.text()) != "**" {
            continue;
        }
        let better = match last {
            Some(mark) if "，。、；：？！,.;:?!".contains(mark) && !is_mark(first) => {
                format!("**{}**{mark}", &inner[..inner.len() - mark.len_utf8()])
            }
            _ => format!("<strong>{inner}</strong>"),
        };
        at = close + 2;
        let found = &text[open..at];
        let span = block.span(open..at);
        let hit = Hit::new(span).with("found", found).with("better", better);
        // What is in one piece is written anew.
        emit(if span.of(post.text()) == found {
            hit.at(span, Written::Plainly, Change::Emphasis)
        } else {
            hit
        });
    }
}

/// The front matter fields that are shown as text.
const FIELDS: [&str; 8] = [
    "title",
    "subtitle",
    "tags",
    "categories",
    "category",
    "keywords",
    "series",
    "author",
];

/// References that no one writes about, so that they are meant: but for those by number.
const NAMES: [&str; 19] = [
    "lt", "gt", "amp", "quot", "apos", "nbsp", "hellip", "mdash", "ndash", "rsquo", "lsquo",
    "rdquo", "ldquo", "raquo", "laquo", "middot", "copy", "times", "eacute",
];

/// Where `text` holds character references, and the characters that they stand for.
fn references_in(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('&') {
        let rest = &text[at..text.floor_char_boundary(at + 12)];
        let Some(end) = rest.find(';') else { continue };
        let name = &rest[1..end];
        let is_known = name.starts_with('#') || NAMES.contains(&name);
        let reference = &rest[..=end];
        let decoded = entity::decode(reference, Context::Text);
        if is_known && decoded != reference {
            found.push((at..at + end + 1, decoded.into_owned()));
        }
    }
    found
}

/// Words of who writes about a reference.
const ABOUT: [&str; 14] = [
    "html", "xml", "entit", "escap", "charact", "code", "write", "type", "use", "实体", "字符",
    "转义", "编码", "文字",
];

fn references(block: &Block<'_>, emit: &mut dyn FnMut(Hit)) {
    if memchr::memchr(b'&', block.text.as_bytes()).is_none() {
        return;
    }
    let text = block.text;
    let found = references_in(text);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let lower = OnceCell::new();
    let mut at = 0;
    while at < found.len() {
        // What is beside another reference is one with it.
        let meets = |pair: &[(Range<usize>, String)]| pair[0].0.end == pair[1].0.start;
        let count = 1 + found[at..]
            .windows(2)
            .take_while(|pair| meets(pair))
            .count();
        let run = &found[at..at + count];
        at += count;
        let whole = run[0].0.start..run[count - 1].0.end;
        // `“&#8217;”`: what is quoted is written about; and so is what is apart from words, `use &nbsp; for`,
        // but for what is apart from them by what it says, where nobody says that it is meant.
        let before = text[..whole.start].chars().next_back();
        let after = text[whole.end..].chars().next();
        let is_apart = |c: Option<char>| c.is_none_or(is_blank);
        let is_between = |c: Option<char>| is_apart(c) || is_word(c);
        let is_joined = is_word(before) || is_word(after);
        let is_and = run[0].1 == "&" && is_between(before) && is_between(after);
        let is_about = || {
            let lower = lower.get_or_init(|| text.to_lowercase());
            ABOUT.iter().any(|word| lower.contains(word))
        };
        let in_words = is_apart(before)
            && is_apart(after)
            && (text[..whole.start].contains(char::is_alphanumeric) || run[0].1 == "…")
            && text[whole.end..].contains(char::is_alphanumeric)
            && !is_about();
        if !(is_joined || is_and || in_words) || block.inside(whole.start) == Inside::Code {
            continue;
        }
        for (range, better) in run {
            let span = block.span(range.clone());
            let hit = Hit::new(span)
                .with("found", &text[range.clone()])
                .with("better", better);
            emit(hit.at(span, Written::Text, Change::Text));
        }
    }
}

/// A value is written anew as a whole: that way it is proved to say what it says.
fn field(post: &Post<'_>, value: &Value<'_>, emit: &mut dyn FnMut(Hit)) {
    let Node::Scalar(scalar) = &value.node else {
        return;
    };
    let references = references_in(&scalar.text);
    let Some((first, _)) = references.first() else {
        return;
    };
    let mut better = String::new();
    let mut at = 0;
    for (range, decoded) in &references {
        better.push_str(&scalar.text[at..range.start]);
        better.push_str(decoded);
        at = range.end;
    }
    better.push_str(&scalar.text[at..]);
    let mut span = value.span;
    if matches!(
        scalar.style,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
    ) {
        span = Span::new(span.start + 1, span.end - 1);
    }
    let hit = Hit::new(span)
        .with("found", &scalar.text[first.clone()])
        .with("better", better);
    // What is written over several lines is left to a person.
    if span.of(post.text()).contains('\n') {
        return emit(hit);
    }
    emit(hit.at(
        span,
        Written::Scalar(scalar.style),
        Change::FrontMatterValue,
    ));
}
