//! text: patterns in prose.

use super::except::Except;
use crate::block::{Block, Inside};
use crate::edit::Change;
use crate::language::Language;
use crate::pattern::Pattern;
use crate::post::Post;
use crate::reference::{self, Context};
use crate::rule::hit::Hit;
use crate::span::Span;
use crate::typed::{Mistake, Spanned};
use crate::written::Written;
use serde::Deserialize;
use std::ops::Range;

/// The values of a hit: what is found, its code points, and what belongs there.
pub const VALUES: &[&str] = &["found", "codes", "better"];

/// Which patterns, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSpec {
    /// Where several match at one place, the first counts.
    pub patterns: Vec<PatternSpec>,
    /// Only in blocks in these languages.
    pub languages: Option<Vec<Language>>,
}

/// One pattern.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternSpec {
    /// A regular expression (the syntax of Rust's `regex`). What is found is its first group, or all
    /// of it where it has none.
    pub find: Spanned<String>,
    /// What belongs there; without it, nobody can say.
    pub write: Option<String>,
}

/// What a configuration may add to a rule of this kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TextOptions {
    /// More patterns.
    pub patterns: Vec<PatternSpec>,
    /// Texts that are left alone; `*` stands for anything.
    pub except: Vec<Spanned<String>>,
}

/// Patterns in prose.
#[derive(Clone, Debug)]
pub struct Text {
    patterns: Vec<Known>,
    /// All of them in one, to pass over what holds none in one go.
    any: Pattern,
    languages: Option<Vec<Language>>,
    except: Except,
}

#[derive(Clone, Debug)]
struct Known {
    find: Pattern,
    write: Option<String>,
}

impl Text {
    pub(super) fn new(spec: &TextSpec) -> Result<Self, Mistake> {
        let patterns = patterns(&spec.patterns)?;
        Ok(Self {
            any: any(&patterns)?,
            patterns,
            languages: spec.languages.clone(),
            except: Except::default(),
        })
    }

    pub(super) fn with(&self, options: &TextOptions) -> Result<Self, Mistake> {
        let mut more = self.clone();
        more.patterns.extend(patterns(&options.patterns)?);
        more.any = any(&more.patterns)?;
        more.except = Except::new(&options.except);
        Ok(more)
    }

    /// Shows what there is to say of the blocks of a post to `see`.
    pub fn find(&self, post: &Post<'_>, see: &mut impl FnMut(Hit)) {
        for block in &post.blocks {
            if self.any.is_match(&block.text) && self.is_meant(block) {
                self.in_block(post, block, see);
            }
        }
    }

    fn is_meant(&self, block: &Block) -> bool {
        let in_language = self.languages.as_ref().is_none_or(|languages| {
            Language::of(&block.text).is_some_and(|language| languages.contains(&language))
        });
        in_language && !self.except.holds(&block.text)
    }

    fn in_block(&self, post: &Post<'_>, block: &Block, see: &mut impl FnMut(Hit)) {
        let text = &block.text;
        let mut at = 0;
        while let Some((found, pattern)) = self.next(text, at) {
            // The end of one may be the beginning of the next: `中,文,字`.
            at = found.end.max(at + 1);
            while !text.is_char_boundary(at) {
                at += 1;
            }
            if found.is_empty() || block.inside(found.start) == Inside::Code || in_url(text, &found)
            {
                continue;
            }
            let span = block.span(found.clone());
            let word = &text[found];
            let codes = word.chars().map(|c| format!("U+{:04X}", c as u32));
            let mut hit = Hit::new(span)
                .with("found", word)
                .with("codes", codes.collect::<Vec<_>>().join(" "));
            // Where a tag stands between two characters, no edit can take both.
            let is_whole = reference::decode(span.of(post.text()), Context::Text) == word;
            if let Some(better) = pattern.write.as_ref().filter(|_| is_whole) {
                hit = hit
                    .with("better", better)
                    .at(span, Written::Text, Change::Text);
            }
            see(hit);
        }
    }

    /// What is found first from byte `at` on.
    fn next(&self, text: &str, at: usize) -> Option<(Range<usize>, &Known)> {
        let first = self.any.start(text, at)?;
        self.patterns.iter().find_map(|known| {
            let (start, found) = known.find.find(text, first)?;
            (start == first).then_some((found, known))
        })
    }
}

fn patterns(specs: &[PatternSpec]) -> Result<Vec<Known>, Mistake> {
    let known = |spec: &PatternSpec| {
        Ok(Known {
            find: Pattern::new(&spec.find)?,
            write: spec.write.clone(),
        })
    };
    specs.iter().map(known).collect()
}

fn any(patterns: &[Known]) -> Result<Pattern, Mistake> {
    let all: Vec<&Pattern> = patterns.iter().map(|known| &known.find).collect();
    Pattern::any(&all).map_err(|message| Mistake::new(Span::default(), message))
}

/// Whether the word that `found` stands in is an address.
fn in_url(text: &str, found: &Range<usize>) -> bool {
    let start = text[..found.start]
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + 1);
    let word = &text[text.ceil_char_boundary(start)..found.start];
    word.contains("://")
}
