//! declared: what fixes say that they change, as a page that is built of the post may have it.

use crate::html::document::Event;
use crate::html::entity::{self, Context};
use crate::post::parse::parse;
use crate::text::edit::{Change, Edit, Fix};
use crate::text::source::Source;
use crate::text::span::Span;
use crate::url::percent::decoded_whole;
use std::borrow::Cow;

/// How many letters and digits before a change in the text say that it is this one.
pub(super) const CONTEXT: usize = 6;
/// Text may be encoded once for each of these: HTML, JSON, a feed that quotes HTML, an address in another.
const DEEPEST: usize = 4;

/// Something that one or several fixes change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The fixes, by their numbers.
    pub fixes: Vec<usize>,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// One thing in the place of another, wherever it is written.
    Replaced { old: String, new: String },
    /// The same where these letters are before it.
    InText {
        before: String,
        old: String,
        new: String,
    },
    /// An attribute that a tag has more.
    Attribute { name: String, value: String },
    /// White space.
    Space,
}

/// What `made` (fixes that were applied together, with their numbers) change in `source`.
pub fn declared(source: &Source, made: &[(usize, &Fix)]) -> Vec<Declared> {
    let mut all = Vec::new();
    let (mut values, mut texts) = (Vec::new(), Vec::new());
    for (number, fix) in made {
        for edit in fix.edits.as_slice() {
            let mut push = |what| {
                all.push(Declared {
                    fixes: vec![*number],
                    what,
                });
            };
            match fix.change {
                Change::AttributeValue => values.push((*number, edit)),
                Change::FrontMatterValue => {
                    values.push((*number, edit));
                    let old = edit.span.of(source.text()).trim_matches(['"', '\'']);
                    if fix.edits.as_slice().len() == 1 && !old.is_empty() {
                        let (old, new) = (old.to_owned(), fix.says.clone());
                        push(What::Replaced { old, new });
                    }
                }
                Change::Text | Change::AppendedText | Change::Emphasis => {
                    texts.push((*number, edit));
                }
                Change::EmptyElement | Change::Comment => {
                    let old = edit.span.of(source.text()).trim().to_owned();
                    let new = edit.text.trim().to_owned();
                    push(What::Space);
                    push(What::Replaced { old, new });
                }
                Change::AddedAttribute => {
                    let attributes = attributes(&edit.text);
                    attributes.into_iter().for_each(push);
                }
                Change::Attributes | Change::Element => {
                    push(What::Space);
                    if fix.change == Change::Attributes {
                        attributes(&edit.text).into_iter().for_each(&mut push);
                    }
                    let old = edit.span.of(source.text()).trim().to_owned();
                    let new = edit.text.trim().to_owned();
                    push(What::Replaced { old, new });
                }
                Change::WhiteSpace => push(What::Space),
                // Another form of the same value changes nothing on a page; of two attributes with one name
                // a browser drops the second. Tags and names only a migration changes, whose pages are another
                // generator's.
                Change::FrontMatterForm
                | Change::FrontMatterField
                | Change::FrontMatterSyntax
                | Change::RemovedAttribute
                | Change::Tag
                | Change::Name => {}
            }
        }
    }
    values.sort_by_key(|(_, edit)| edit.span);
    texts.sort_by_key(|(_, edit)| edit.span);
    all.extend(replaced(source.text(), &values));
    all.extend(in_text(source, &texts));
    all
}

/// The attributes that an edit writes into a tag.
fn attributes(written: &str) -> Vec<What> {
    let tag = Source::new("a.html", format!("<i {written}>").into_bytes());
    let page = parse(&tag).page;
    let first = page.elements().next();
    let attributes = first.iter().flat_map(|element| element.attributes());
    let what = attributes.map(|attribute| What::Attribute {
        name: attribute.name.to_ascii_lowercase(),
        value: attribute.value().into_owned(),
    });
    what.collect()
}

/// What a value is written with that is no part of the address or the word around an edit.
fn is_around(c: char) -> bool {
    !(c.is_alphanumeric() || ":/._-~%+@#!$*".contains(c))
}

/// The edits, each with the word that it is in; two in one word are one.
fn replaced(text: &str, edits: &[(usize, &Edit)]) -> Vec<Declared> {
    let word = |span: Span| {
        let (start, end) = (span.start as usize, span.end as usize);
        let before = text[..start].rfind(is_around);
        let start = before.map_or(0, |at| text.ceil_char_boundary(at + 1));
        let behind = text[end..].find(is_around);
        start..behind.map_or(text.len(), |at| end + at)
    };
    let mut all = Vec::new();
    let mut rest = edits;
    while let Some((_, first)) = rest.first() {
        let mut whole = word(first.span);
        let mut count = 1;
        while let Some((_, next)) = rest.get(count)
            && (next.span.start as usize) < whole.end
        {
            whole.end = whole.end.max(word(next.span).end);
            count += 1;
        }
        let (here, behind) = rest.split_at(count);
        rest = behind;
        let (mut new, mut at) = (String::new(), whole.start);
        for (_, edit) in here {
            new.push_str(&text[at..edit.span.start as usize]);
            new.push_str(&edit.text);
            at = edit.span.end as usize;
        }
        new.push_str(&text[at..whole.end]);
        all.push(Declared {
            fixes: here.iter().map(|(fix, _)| *fix).collect(),
            what: What::Replaced {
                old: text[whole].to_owned(),
                new,
            },
        });
    }
    all
}

/// The edits, each with the letters that a reader reads before it.
fn in_text(source: &Source, edits: &[(usize, &Edit)]) -> Vec<Declared> {
    if edits.is_empty() {
        return Vec::new();
    }
    let text = source.text();
    let page = parse(source).page;
    // What is before a block on a page need not be what is before it in the post.
    let mut begins = true;
    let mut stretches = page.events().iter().filter_map(|event| match event {
        Event::Text(span) => Some((*span, std::mem::take(&mut begins))),
        Event::Open(id) | Event::Close(id, _) => {
            begins |= page.element(*id).tag().is_block();
            None
        }
        _ => None,
    });
    let mut next = stretches.next();
    let mut read = String::new();
    let mut all = Vec::new();
    for (fix, edit) in edits {
        let at = edit.span.start;
        let is_before =
            |(span, begins): &(Span, bool)| span.start < at || (*begins && span.start == at);
        while let Some((span, begins)) = next.filter(is_before) {
            if begins {
                read.clear();
            }
            let end = span.end.min(at);
            letters(&canonical(Span::new(span.start, end).of(text)), &mut read);
            next = if end < span.end {
                Some((Span::new(end, span.end), false))
            } else {
                stretches.next()
            };
        }
        let old = canonical(edit.span.of(text)).into_owned();
        let new = canonical(&edit.text).into_owned();
        let same = same_start(&old, &new);
        let mut before = read.clone();
        letters(&old[..same], &mut before);
        all.push(Declared {
            fixes: vec![*fix],
            what: What::InText {
                before: last(&before, CONTEXT).to_owned(),
                old: old[same..].to_owned(),
                new: new[same..].to_owned(),
            },
        });
        let kept = read.len() - last(&read, CONTEXT).len();
        read.drain(..kept);
    }
    all
}

fn letters(text: &str, read: &mut String) {
    read.extend(text.chars().filter(|c| c.is_alphanumeric()));
}

/// The last characters of `text`.
pub(super) fn last(text: &str, count: usize) -> &str {
    let mut places = text.char_indices().rev();
    let first = places.nth(count.saturating_sub(1)).filter(|_| count > 0);
    first.map_or(if count == 0 { "" } else { text }, |(at, _)| &text[at..])
}

/// The first characters of `text`.
pub(super) fn first(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count);
    end.map_or(text, |(at, _)| &text[..at])
}

/// How many bytes two texts begin with that are the same, whole characters.
pub(super) fn same_start(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let same = a.floor_char_boundary(same);
    b.floor_char_boundary(same)
}

/// What `text` says where it may be encoded for HTML, for an address, for JSON, or for several of them.
pub(super) fn canonical(text: &str) -> Cow<'_, str> {
    let is_plain = |text: &str| !text.contains(['&', '%', '\\']);
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut now = text.to_owned();
    for _ in 0..DEEPEST {
        let read = entity::decode(&now, Context::Attribute);
        let next = without_escapes(&decoded_whole(&read));
        if next == now {
            break;
        }
        now = next;
    }
    Cow::Owned(now)
}

/// `\/`, `\"` and `\u0026` as JSON means them, and a mark of Markdown without its backslash.
fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let code = rest.strip_prefix('u').and_then(|rest| rest.get(..4));
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        if let Some(c) = code.and_then(char::from_u32) {
            out.push(c);
            rest = &rest[5..];
        } else if !rest.starts_with(|c: char| c.is_ascii_punctuation()) {
            out.push('\\');
        } else if let Some(c) = rest.chars().next() {
            out.push(c);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// What ends a word of a page.
pub(super) fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>')
}

/// Adds what comes of a declaration of an earlier round where one of a later round changes that again.
pub fn compose(earlier: &mut Vec<Declared>, later: Vec<Declared>) {
    let mut both = Vec::new();
    for next in &later {
        let What::Replaced {
            old: middle,
            new: last,
        } = &next.what
        else {
            continue;
        };
        for known in earlier.iter() {
            let What::Replaced { old: first, new } = &known.what else {
                continue;
            };
            let what = if new.contains(&**middle) {
                let new = new.replacen(&**middle, last, 1);
                What::Replaced {
                    old: first.clone(),
                    new,
                }
            } else if !new.is_empty() && middle.contains(&**new) {
                What::Replaced {
                    old: middle.replacen(&**new, first, 1),
                    new: last.clone(),
                }
            } else {
                continue;
            };
            let fixes = known.fixes.iter().chain(&next.fixes).copied().collect();
            both.push(Declared { fixes, what });
        }
    }
    earlier.extend(both);
    earlier.extend(later);
}

impl Declared {
    /// The same with the fixes numbered otherwise.
    #[must_use]
    pub fn numbered(mut self, number: impl Fn(usize) -> usize) -> Self {
        for fix in &mut self.fixes {
            *fix = number(*fix);
        }
        self
    }
}
