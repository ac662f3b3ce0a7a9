//! ending: a block of prose by how it ends.

use crate::block::{Block, Inside, Kind, Neighbour, is_blank};
use crate::edit::Change;
use crate::language::Language;
use crate::rule::hit::Hit;
use crate::span::Span;
use crate::written::Written;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The values of a hit: the mark that its language closes a sentence with, and the last words.
pub const VALUES: &[&str] = &["mark", "end"];

/// Which blocks, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndingSpec {
    /// The mark that closes a sentence, by language. A language that is left out is left alone.
    pub marks: BTreeMap<Language, char>,
    /// The characters that may end a block.
    pub ends: String,
    /// The characters that may stand behind those.
    pub closers: String,
}

/// Blocks of prose that lack a mark at their end.
#[derive(Debug)]
pub struct Ending {
    marks: BTreeMap<Language, char>,
    ends: String,
    closers: String,
}

impl Ending {
    pub(super) fn new(spec: &EndingSpec) -> Self {
        let EndingSpec {
            marks,
            ends,
            closers,
        } = spec.clone();
        Self {
            marks,
            ends,
            closers,
        }
    }

    /// What there is to say of `block`.
    ///
    /// Precision comes first. Where a block stands decides whether it must end with a mark, and
    /// what is in it whether it is prose: a label, a credit or a heading in disguise holds no
    /// sentence that ends before its last one.
    pub fn find(&self, block: &Block) -> Option<Hit> {
        let in_flow = block.kind == Kind::Paragraph && block.last == Inside::Plain;
        let leads_in = matches!(
            block.after,
            Neighbour::List | Neighbour::Table | Neighbour::Code | Neighbour::Quotation
        );
        if !in_flow || leads_in {
            return None;
        }
        let words = block.words();
        let text = &block.text[words.clone()];
        let last = text.chars().next_back()?;
        let mark = *self.marks.get(&Language::of(text)?)?;
        if !last.is_alphabetic() || self.is_ended(text) || !has_sentence(text) {
            return None;
        }
        let last_line = text.rfind('\n').map_or(0, |at| at + 1);
        if !is_clause(&text[last_line..]) {
            return None;
        }
        let from = words.end - last.len_utf8();
        let span = block.span(from..words.end);
        let tail: Vec<char> = text.chars().rev().take(12).collect();
        let tail: String = tail.into_iter().rev().collect();
        Some(
            Hit::new(span)
                .with("mark", mark)
                .with("end", tail.trim_start_matches(is_blank))
                .at(Span::empty(span.end), Written::Text, Change::AppendedText),
        )
    }

    /// Whether the last sentence has its mark, with closers behind it or not.
    fn is_ended(&self, text: &str) -> bool {
        text.trim_end_matches(|c| self.closers.contains(c))
            .ends_with(|c| self.ends.contains(c))
    }
}

/// Whether a sentence ends before the last one.
fn has_sentence(text: &str) -> bool {
    let mut after = text.chars();
    while let Some(c) = after.next() {
        let full = matches!(c, '。' | '！' | '？');
        let spaced = matches!(c, '.' | '!' | '?') && after.as_str().starts_with(is_blank);
        if full || spaced {
            return true;
        }
    }
    false
}

/// Whether `line` is more than a label: it has a few words.
fn is_clause(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() >= 8
}
