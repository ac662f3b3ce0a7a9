//! text: patterns in prose.

use super::except::Except;
use super::options::{added, selector};
use super::query::{Finder, Query, Seen};
use crate::data::typed::forms;
use crate::data::typed::route::Mistake;
use crate::html::document::Page;
use crate::html::entity::{self, Context};
use crate::html::escape::Written;
use crate::html::selector::{Matcher, Selector};
use crate::post::Post;
use crate::post::prose::block::{Block, BlockKind, Inside};
use crate::post::prose::language::Language;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::regex::Patterns;
use crate::text::edit::{Change, Safety};
use crate::text::invisible::is_blank;
use crate::text::span::Span;
use schemars::JsonSchema;
use schemars::{Schema, SchemaGenerator};
use serde::Deserialize;
use std::ops::Range;

/// The values of a hit: what is found, its code points, and what belongs there.
pub const VALUES: &[&str] = &["found", "codes", "better"];

/// Which patterns, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TextSpec {
    /// Where several match at one place, the first counts.
    #[serde(deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub patterns: Vec<PatternSpec>,
    /// A CSS selector: only what is in such an element.
    pub within: Option<String>,
    /// A CSS selector: nothing that is in such an element.
    pub not_within: Option<String>,
    /// Texts that are left alone, wherever they are; with `*`, which matches anything, whole blocks.
    #[serde(default, deserialize_with = "forms::list")]
    pub except: Vec<String>,
    /// Regular expressions: what is found within a match of one of them is left alone.
    #[serde(default, rename = "except-patterns", deserialize_with = "forms::list")]
    pub except_patterns: Vec<String>,
    /// Only in blocks in these languages.
    #[serde(default, deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub languages: Option<Vec<Language>>,
}

/// One pattern.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternSpec {
    /// A regular expression (the syntax of Rust's `regex`). What is found is its first group, or all
    /// of it where it has none.
    pub find: String,
    /// What belongs there; without it, nobody can say.
    pub write: Option<String>,
    /// Only in blocks in these languages, in a post in one of them.
    #[serde(default, deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub languages: Option<Vec<Language>>,
}

/// What a configuration may add to a rule of this kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TextOptions {
    /// More patterns.
    #[serde(deserialize_with = "forms::list")]
    pub patterns: Vec<PatternSpec>,
    /// Texts that are left alone, wherever they are; with `*`, which matches anything, whole blocks.
    #[serde(deserialize_with = "forms::list")]
    pub except: Vec<String>,
}

/// Patterns in prose.
#[derive(Clone, Debug)]
pub struct Text {
    patterns: Vec<Known>,
    /// All of them in one.
    pub any: Patterns,
    languages: Option<Vec<Language>>,
    within: Option<Selector>,
    not_within: Option<Selector>,
    except: Except,
    except_patterns: Patterns,
}

#[derive(Clone, Debug)]
struct Known {
    find: String,
    write: Option<String>,
    languages: Option<Vec<Language>>,
}

/// Checks patterns, of which those of the file begin with number `first`.
fn checked(any: &Patterns, first: usize) -> Result<(), Mistake> {
    any.check().map_err(|(at, mistake)| {
        let at = at.saturating_sub(first);
        mistake.under("find").under(at).under("patterns")
    })
}

impl Text {
    fn read(spec: &TextSpec) -> Result<Self, Mistake> {
        let patterns = patterns(&spec.patterns);
        let read = |text: &Option<String>, key| text.as_ref().map(|text| selector(text, key));
        Ok(Self {
            any: any(&patterns),
            patterns,
            languages: spec.languages.clone(),
            within: read(&spec.within, "within").transpose()?,
            not_within: read(&spec.not_within, "not-within").transpose()?,
            except: Except::new(&spec.except),
            except_patterns: Patterns::new(spec.except_patterns.clone()),
        })
    }

    fn adding(&self, options: &TextOptions) -> Result<Self, Mistake> {
        let mut more = self.clone();
        more.patterns.extend(patterns(&options.patterns));
        more.any = any(&more.patterns);
        checked(&more.any, self.patterns.len())?;
        more.except = self.except.and(&options.except);
        Ok(more)
    }

    fn is_meant(&self, post: &Post<'_>, block: &Block<'_>, policy: &Policy) -> bool {
        let in_language = self.languages.as_ref().is_none_or(|languages| {
            let language = policy.language_of(post, block);
            language.is_some_and(|language| languages.contains(&language))
        });
        in_language && !self.except.holds(block.text)
    }

    /// Whether what is at byte `at` of the page is in such elements as are meant.
    fn is_in_place(&self, page: &Page<'_>, at: u32, matcher: &mut Matcher) -> bool {
        if self.within.is_none() && self.not_within.is_none() {
            return true;
        }
        let inner = page.element_at(at);
        let mut is_in = |selector: &Selector| {
            let mut around = std::iter::successors(inner, |element| element.parent());
            around.any(|element| selector.matches(element, matcher))
        };
        self.within.as_ref().is_none_or(&mut is_in) && !self.not_within.as_ref().is_some_and(is_in)
    }

    fn in_block(
        &self,
        post: &Post<'_>,
        block: &Block<'_>,
        policy: &Policy,
        matcher: &mut Matcher,
        emit: &mut dyn FnMut(Hit),
    ) {
        let is_in = |languages: &Vec<Language>| {
            let of_block = policy.language_of(post, block);
            let of_post = policy.language.or_else(|| post.prose.language());
            [of_block, of_post]
                .iter()
                .all(|language| language.is_some_and(|language| languages.contains(&language)))
        };
        let text = block.text;
        let mut exceptions = Exceptions::new(&self.except_patterns);
        let mut at = 0;
        while let Some((which, found)) = self.any.find(text, at) {
            let Known {
                write, languages, ..
            } = &self.patterns[which];
            // The end of one may be the beginning of the next: `中,文,字`.
            at = found.end.max(at + 1);
            // Behind the last character, only nothing can be found.
            if at > text.len() {
                break;
            }
            while !text.is_char_boundary(at) {
                at += 1;
            }
            if found.is_empty()
                || block.inside(found.start) == Inside::Code
                || block.is_broken(found.clone())
                || in_address(text, found.start)
                || self.except.covers(text, &found)
                || exceptions.hold(text, &found)
                || !languages.as_ref().is_none_or(is_in)
            {
                continue;
            }
            let span = block.span(found.clone());
            if !self.is_in_place(&post.page, span.start, matcher) {
                continue;
            }
            let word = &text[found];
            let codes = word.chars().map(|c| format!("U+{:04X}", c as u32));
            let mut hit = Hit::new(span)
                .with("found", word)
                .with("codes", codes.collect::<Vec<_>>().join(" "));
            // Where a tag is between two characters, no edit can take both.
            let is_whole = entity::decode(span.of(post.text()), Context::Text) == word;
            if let Some(better) = write.as_ref().filter(|_| is_whole) {
                hit = hit
                    .with("better", better)
                    .at(span, Written::Text, Change::Text);
            }
            if let Some(why) = at_risk(post, block, span) {
                hit.most = Safety::Suggest;
                hit.note = Some(why.to_owned());
            }
            emit(hit);
        }
    }
}

/// What other patterns tell from what is found in a block: looked for once, as both come one behind the other.
struct Exceptions<'r> {
    patterns: &'r Patterns,
    /// The last one that was looked at.
    now: Option<Range<usize>>,
    /// Where the next one is looked for; `None` where there is no other.
    next: Option<usize>,
}

impl<'r> Exceptions<'r> {
    const fn new(patterns: &'r Patterns) -> Self {
        Self {
            patterns,
            now: None,
            next: Some(0),
        }
    }

    /// Whether what is found at `found`, which is behind all that was asked before, is a part of one.
    fn hold(&mut self, text: &str, found: &Range<usize>) -> bool {
        loop {
            if self.now.is_none() {
                let Some(at) = self.next else { return false };
                let other = self.patterns.find(text, at).map(|(_, other)| other);
                self.now = other.filter(|other| !other.is_empty());
                self.next = self.now.as_ref().map(|other| other.end);
            }
            match &self.now {
                Some(other) if other.start <= found.start && other.end < found.end => {
                    self.now = None;
                }
                Some(other) => return other.start <= found.start,
                None => return false,
            }
        }
    }
}

/// What a change at `span` changes beside the text, where it is anything.
fn at_risk(post: &Post<'_>, block: &Block<'_>, span: Span) -> Option<&'static str> {
    let text = post.text();
    let heading = block.element.map(|id| post.page.element(id));
    let has_id = heading.is_some_and(|heading| heading.attribute("id").is_some());
    if block.kind == BlockKind::Heading && !has_id {
        // Hexo, Hugo, Jekyll and Astro make the id of a heading of its text.
        return Some("the id of the heading changes with its text, and every link to it breaks");
    }
    let before = text[..span.start as usize].chars().next_back();
    let after = text[span.end as usize..].chars().next();
    // CommonMark, 6.2: a character that is neither blank nor a mark lets `**` open or close.
    let is_invisible = span.of(text).chars().all(is_blank);
    let is_delimiter = |c: Option<char>| matches!(c, Some('*' | '_' | '~'));
    (is_invisible && (is_delimiter(before) || is_delimiter(after)))
        .then_some("without it the emphasis beside it may not be rendered")
}

fn patterns(specs: &[PatternSpec]) -> Vec<Known> {
    let known = |spec: &PatternSpec| Known {
        find: spec.find.clone(),
        write: spec.write.clone(),
        languages: spec.languages.clone(),
    };
    specs.iter().map(known).collect()
}

fn any(patterns: &[Known]) -> Patterns {
    Patterns::new(patterns.iter().map(|known| known.find.clone()).collect())
}

/// How far back the beginning of an address is looked for, in bytes.
const FAR: usize = 2048;

/// Whether the word that byte `at` is in is an address, or the name of a wiki page.
fn in_address(text: &str, at: usize) -> bool {
    let from = text.ceil_char_boundary(at.saturating_sub(FAR));
    let before = &text[from..at];
    let word = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let page = before.rsplit_once("[[").map(|(_, page)| page);
    word.contains("://") || page.is_some_and(|page| !page.contains("]]"))
}

impl Finder for Text {
    type Spec = TextSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &TextSpec) -> Result<Self, Mistake> {
        Self::read(spec)
    }

    fn query(&self) -> Query<'_> {
        Query::Prose(&self.any)
    }

    fn find(&self, seen: &mut Seen<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        if let Seen::Block(post, block, matcher) = seen
            && self.any.may_match(block.text)
            && self.is_meant(post, block, policy)
        {
            self.in_block(post, block, policy, matcher, emit);
        }
    }

    fn check(&self) -> Result<(), Mistake> {
        checked(&self.any, 0)?;
        let except = self.except_patterns.check();
        except.map_err(|(at, mistake)| mistake.under(at).under("except-patterns"))
    }

    fn with(&self, options: &serde_json::Value) -> Result<Self, Vec<Mistake>> {
        self.adding(&added(options)?)
            .map_err(|mistake| vec![mistake])
    }

    fn options(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(TextOptions::json_schema(generator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Asked one by one from the front, the same stretches are excepted as where all are compared with all.
        #[test]
        fn what_is_in_an_exception_is_excepted(text in "[abc中 ]{0,24}") {
            let patterns = |written: &str| Patterns::new(vec![written.to_owned()]);
            let (finds, excepts) = (patterns("[ab]{1,2}|中"), patterns("a[abc]*|b中|c"));
            let all = |patterns: &Patterns| {
                let next = |at: &usize| patterns.find(&text, *at).map(|(_, found)| found);
                let found = std::iter::successors(next(&0), |found| next(&found.end));
                found.collect::<Vec<_>>()
            };
            let others = all(&excepts);
            let mut exceptions = Exceptions::new(&excepts);
            for found in all(&finds) {
                let is_in = |other: &Range<usize>| other.start <= found.start && found.end <= other.end;
                prop_assert_eq!(exceptions.hold(&text, &found), others.iter().any(is_in), "{:?}", found);
            }
        }
    }
}
