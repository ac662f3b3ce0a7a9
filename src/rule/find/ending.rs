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
#[derive(Clone, Debug)]
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
        let language = Language::of(text)?;
        let mark = *self.marks.get(&language)?;
        if !last.is_alphabetic() || self.is_ended(text) {
            return None;
        }
        let sentence = after_last_end(text)?;
        if !is_clause(sentence, language) {
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

/// What stands behind the end of the last sentence but one; `None` where the text is one sentence.
fn after_last_end(text: &str) -> Option<&str> {
    let mut after = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let full = matches!(c, '。' | '！' | '？');
        let spaced = matches!(c, '.' | '!' | '?') && chars.as_str().starts_with(is_blank);
        if full || spaced {
            after = Some(at + c.len_utf8());
        }
    }
    after.map(|at| &text[at..])
}

/// Whether the last sentence is one, and no label, place or date: what stands behind its last line
/// break has several words, and they are not names.
fn is_clause(sentence: &str, language: Language) -> bool {
    let line = sentence.rsplit('\n').next().unwrap_or_default();
    match language {
        Language::Zh | Language::Ja => line.chars().filter(|c| c.is_alphabetic()).count() >= 8,
        Language::En | Language::Ko => {
            let words: Vec<&str> = line.split_whitespace().collect();
            let small = words
                .iter()
                .filter(|word| word.starts_with(char::is_lowercase))
                .count();
            words.len() >= 5 && small * 2 > words.len()
        }
    }
}
