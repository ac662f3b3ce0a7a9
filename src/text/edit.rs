//! Edits on bytes, and the fix that carries them: data, applied by one pure function.

use crate::text::span::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One replacement: the bytes of `span` become `text`. Empty text deletes, an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced, in bytes of the file before any edit.
    pub span: Span,
    /// What is there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }

    /// Puts `text` before byte `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::empty(at), text)
    }

    /// Takes the bytes of `span` away.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// Edits in the order of the file, none of which touches a byte of another.
///
/// Two insertions at one place count as an overlap, because their order would be a guess.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Sorts `edits`; `None` where two of them overlap.
    pub fn new(mut edits: Vec<Edit>) -> Option<Self> {
        edits.sort();
        let disjoint = edits.windows(2).all(|pair| {
            let (a, b) = (pair[0].span, pair[1].span);
            a.end <= b.start && a != b
        });
        disjoint.then_some(Self(edits))
    }

    /// The edits, by position.
    pub fn as_slice(&self) -> &[Edit] {
        &self.0
    }

    /// Both, or `None` where they overlap.
    pub fn merged(&self, other: &Self) -> Option<Self> {
        Self::new(self.0.iter().chain(&other.0).cloned().collect())
    }

    /// The one edit that makes `after` of `before`: what is between the bytes that both begin with
    /// and those that both end with.
    pub fn between(before: &str, after: &str) -> Self {
        let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
            let same = pairs.take_while(|(a, b)| a == b);
            same.map(|(a, _)| a.len_utf8()).sum()
        };
        let start = same(&mut before.chars().zip(after.chars()));
        let (old, new) = (&before[start..], &after[start..]);
        if old == new {
            return Self::default();
        }
        let tail = same(&mut old.chars().rev().zip(new.chars().rev()));
        let span = Span::from(start..before.len() - tail);
        Self(vec![Edit::replace(span, &new[..new.len() - tail])])
    }

    /// What both come to, one after the other: `next` are edits of the text after these.
    pub fn then(&self, next: &Self) -> Self {
        let mut cursor = Cursor {
            pieces: self.pieces().into_iter(),
            rest: None,
            at: 0,
        };
        let mut pieces = Vec::new();
        for edit in &next.0 {
            cursor.pass(edit.span.start, |piece| pieces.push(piece));
            cursor.pass(edit.span.end, drop);
            pieces.push(Piece::New(&edit.text));
        }
        cursor.pass(u32::MAX, |piece| pieces.push(piece));
        Self::of(pieces)
    }

    /// What makes `text` again of the text after these edits of it.
    pub fn inverse(&self, text: &str) -> Self {
        let mut back: Vec<Edit> = Vec::with_capacity(self.0.len());
        let (mut added, mut removed) = (0, 0);
        for edit in &self.0 {
            let start = edit.span.start + added - removed;
            let old = edit.span.of(text);
            added += edit.text.len() as u32;
            removed += edit.span.len();
            let end = start + edit.text.len() as u32;
            match back.last_mut().filter(|last| last.span.end == start) {
                Some(last) => {
                    last.span.end = end;
                    last.text.push_str(old);
                }
                None => back.push(Edit::replace(Span::new(start, end), old)),
            }
        }
        Self(back)
    }

    /// The text after the edits, piece by piece; the last one reaches as far as there is text.
    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::with_capacity(2 * self.0.len() + 1);
        let mut at = 0;
        for edit in &self.0 {
            pieces.push(Piece::Old(Span::new(at, edit.span.start)));
            pieces.push(Piece::New(&edit.text));
            at = edit.span.end;
        }
        pieces.push(Piece::Old(Span::new(at, u32::MAX)));
        pieces
    }

    fn of(pieces: Vec<Piece<'_>>) -> Self {
        let mut edits = Vec::new();
        let mut text = String::new();
        let mut end = 0;
        for piece in pieces {
            match piece {
                Piece::New(new) => text.push_str(new),
                Piece::Old(span) if span.is_empty() => {}
                Piece::Old(span) => {
                    if end < span.start || !text.is_empty() {
                        let gap = Span::new(end, span.start);
                        edits.push(Edit::replace(gap, std::mem::take(&mut text)));
                    }
                    end = span.end;
                }
            }
        }
        Self(edits)
    }

    /// The text after the edits. One pass, linear in the text.
    pub fn apply(&self, text: &str) -> String {
        let grown: usize = self.0.iter().map(|edit| edit.text.len()).sum();
        let mut out = String::with_capacity(text.len() + grown);
        let mut at = 0;
        for edit in &self.0 {
            let range = edit.span.range();
            out.push_str(&text[at..range.start]);
            out.push_str(&edit.text);
            at = range.end;
        }
        out.push_str(&text[at..]);
        out
    }
}

/// A part of a text after edits.
#[derive(Clone, Copy, Debug)]
enum Piece<'e> {
    /// What was there before, in bytes of the text before.
    Old(Span),
    /// What an edit wrote.
    New(&'e str),
}

impl Piece<'_> {
    fn len(self) -> u32 {
        match self {
            Self::Old(span) => span.len(),
            Self::New(text) => text.len() as u32,
        }
    }

    /// Its first `len` bytes, and what is left.
    fn split(self, len: u32) -> (Self, Self) {
        match self {
            Self::Old(span) => {
                let at = span.start + len;
                let (head, tail) = (Span::new(span.start, at), Span::new(at, span.end));
                (Self::Old(head), Self::Old(tail))
            }
            Self::New(text) => {
                let (head, tail) = text.split_at(len as usize);
                (Self::New(head), Self::New(tail))
            }
        }
    }
}

/// A way through the pieces of a text.
struct Cursor<'e> {
    pieces: std::vec::IntoIter<Piece<'e>>,
    rest: Option<Piece<'e>>,
    at: u32,
}

impl<'e> Cursor<'e> {
    /// Goes on to byte `end`, and hands over what lies on the way.
    fn pass(&mut self, end: u32, mut take: impl FnMut(Piece<'e>)) {
        while self.at < end {
            let Some(piece) = self.rest.take().or_else(|| self.pieces.next()) else {
                return;
            };
            let (head, tail) = piece.split(piece.len().min(end - self.at));
            self.at += head.len();
            self.rest = (tail.len() > 0).then_some(tail);
            take(head);
        }
    }
}

/// How far a fix may be trusted. The order is the policy: `fix.safety >= required`.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// A person must choose; never applied in bulk.
    Suggest,
    /// Probably right; applied with `--unsafe`. What a rule gets that declares nothing.
    #[default]
    Unsafe,
    /// The meaning cannot change; `fix` applies it.
    Safe,
}

impl Safety {
    /// The word for it in messages and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suggest => "suggest",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// What a fix declares that it changes. `prove` holds it to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The value of one attribute, or a part of it.
    AttributeValue,
    /// The value of one front matter scalar.
    FrontMatterValue,
    /// The form of one front matter value or key: a list of one, the case of a name.
    FrontMatterForm,
    /// A field of the front matter with a list of one text, or one more text in a list there.
    FrontMatterField,
    /// Marks without which the front matter cannot be read.
    FrontMatterSyntax,
    /// Characters added at the end of a block of text.
    AppendedText,
    /// Characters of the text, written in another way.
    Text,
    /// Asterisks that readers see, written so that they are emphasis.
    Emphasis,
    /// An element with nothing in it, taken away.
    EmptyElement,
    /// Attributes added to a tag.
    AddedAttribute,
    /// An attribute that its tag has already, removed.
    RemovedAttribute,
    /// Attributes of a tag: added, removed, or with another name or value.
    Attributes,
    /// An element that goes, with what is in it or without, or that gets another name.
    Element,
    /// White space, or a byte-order mark, that no reader sees.
    WhiteSpace,
    /// A comment that tells copydesk something, or a word of one.
    Comment,
    /// A tag of a template, which becomes that of another generator.
    Tag,
    /// The name of a file.
    Name,
}

impl Change {
    /// The word for `count` such changes, as a summary says it.
    pub const fn noun(self, count: usize) -> &'static str {
        match (self, count == 1) {
            (Self::AttributeValue, true) => "attribute value",
            (Self::AttributeValue, false) => "attribute values",
            (Self::FrontMatterValue, true) => "front matter value",
            (Self::FrontMatterValue, false) => "front matter values",
            (Self::FrontMatterForm, true) => "form of a front matter value",
            (Self::FrontMatterForm, false) => "forms of front matter values",
            (Self::FrontMatterField, true) => "text added to the front matter",
            (Self::FrontMatterField, false) => "texts added to the front matter",
            (Self::FrontMatterSyntax, true) => "mark of front matter syntax",
            (Self::FrontMatterSyntax, false) => "marks of front matter syntax",
            (Self::AppendedText, true) => "appended mark",
            (Self::AppendedText, false) => "appended marks",
            (Self::EmptyElement, true) => "empty element",
            (Self::EmptyElement, false) => "empty elements",
            (Self::AddedAttribute, true) => "tag with more attributes",
            (Self::AddedAttribute, false) => "tags with more attributes",
            (Self::RemovedAttribute, true) => "attribute given twice",
            (Self::RemovedAttribute, false) => "attributes given twice",
            (Self::Emphasis, true) => "emphasis that is none",
            (Self::Emphasis, false) => "emphases that are none",
            (Self::Attributes, true) => "tag with other attributes",
            (Self::Attributes, false) => "tags with other attributes",
            (Self::Element, true) => "tag renamed or removed",
            (Self::Element, false) => "tags renamed or removed",
            (Self::Text, true) => "place in the text",
            (Self::Text, false) => "places in the text",
            (Self::Tag, true) => "tag of a template",
            (Self::Tag, false) => "tags of templates",
            (Self::Name, true) => "file name",
            (Self::Name, false) => "file names",
            (Self::Comment, true) => "comment",
            (Self::Comment, false) => "comments",
            (Self::WhiteSpace, true) => "stretch of white space",
            (Self::WhiteSpace, false) => "stretches of white space",
        }
    }
}

/// What would fix a finding. Applied whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: `load the image from a.example`.
    pub title: String,
    /// How far it may be trusted.
    pub safety: Safety,
    /// What it declares to change, and nothing else.
    pub change: Change,
    /// What a reader or a program finds there afterwards, references and escapes read.
    pub says: String,
    /// The edits, sorted and disjoint.
    pub edits: Edits,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Disjoint edits over `"0123456789"` repeated: cut points, and what to write between some of them.
    fn disjoint_edits() -> impl Strategy<Value = (String, Vec<Edit>)> {
        (
            "[a-z ]{20}",
            prop::collection::btree_set(0u32..20, 0..8),
            "[A-Z]{0,3}",
        )
            .prop_map(|(text, cuts, new)| {
                let cuts: Vec<u32> = cuts.into_iter().collect();
                let edits = cuts
                    .chunks_exact(2)
                    .map(|pair| Edit::replace(Span::new(pair[0], pair[1]), new.clone()))
                    .collect();
                (text, edits)
            })
    }

    proptest! {
        #[test]
        fn order_does_not_matter((text, mut edits) in disjoint_edits()) {
            let forward = Edits::new(edits.clone()).expect("disjoint by construction").apply(&text);
            edits.reverse();
            let backward = Edits::new(edits).expect("disjoint by construction").apply(&text);
            prop_assert_eq!(forward, backward);
        }

        #[test]
        fn bytes_outside_the_spans_stay((text, edits) in disjoint_edits()) {
            let after = Edits::new(edits.clone()).expect("disjoint by construction").apply(&text);
            let mut kept = text.clone();
            for edit in edits.iter().rev() {
                kept.replace_range(edit.span.range(), "");
            }
            prop_assert_eq!(after.replace(|c: char| c.is_ascii_uppercase(), ""), kept);
        }

        #[test]
        fn one_after_the_other_is_both(
            (text, first) in disjoint_edits(),
            cuts in prop::collection::btree_set(0u32..20, 0..8),
            new in "[A-Z中]{0,3}",
        ) {
            let first = Edits::new(first).expect("disjoint by construction");
            let between = first.apply(&text);
            let cuts: Vec<u32> = cuts.into_iter().filter(|at| *at as usize <= between.len()).collect();
            let edits = cuts.chunks_exact(2).map(|pair| {
                Edit::replace(Span::new(pair[0], pair[1]), new.clone())
            });
            let next = Edits::new(edits.collect()).expect("disjoint by construction");
            let both = first.then(&next);
            prop_assert_eq!(both.apply(&text), next.apply(&between));
            prop_assert_eq!(Edits::new(both.0.clone()), Some(both.clone()));
            prop_assert_eq!(both.inverse(&text).apply(&both.apply(&text)), text);
        }

        #[test]
        fn one_edit_makes_any_text_of_any_other(before in "[ab中\n]{0,9}", after in "[ab中\n]{0,9}") {
            let edits = Edits::between(&before, &after);
            prop_assert_eq!(edits.apply(&before), after.clone());
            prop_assert_eq!(edits.as_slice().is_empty(), before == after);
        }

        #[test]
        fn the_inverse_leads_back((text, edits) in disjoint_edits()) {
            let edits = Edits::new(edits).expect("disjoint by construction");
            let back = edits.inverse(&text);
            prop_assert_eq!(Edits::new(back.0.clone()), Some(back.clone()));
            prop_assert_eq!(back.apply(&edits.apply(&text)), text);
        }

        #[test]
        fn no_edit_is_identity(text in ".*") {
            prop_assert_eq!(Edits::default().apply(&text), text);
        }
    }

    #[test]
    fn overlaps_are_refused() {
        let over = |a: Edit, b: Edit| Edits::new(vec![a, b]).is_none();
        assert!(over(
            Edit::delete(Span::new(0, 4)),
            Edit::delete(Span::new(3, 5))
        ));
        assert!(over(Edit::insert(2, "a"), Edit::insert(2, "b")));
        assert!(over(Edit::delete(Span::new(0, 4)), Edit::insert(2, "b")));
        assert!(!over(Edit::delete(Span::new(0, 4)), Edit::insert(4, "b")));
    }

    #[test]
    fn safe_satisfies_what_unsafe_is_asked_for() {
        assert!(Safety::Safe >= Safety::Unsafe && Safety::Unsafe > Safety::Suggest);
    }
}
