//! ending: a block of prose by how it ends.

use super::credits::Credits;
use super::except::Except;
use super::house::{self, End, House};
use super::options::added;
use super::query::Finder;
use crate::data::typed::forms;
use crate::data::typed::route::Mistake;
use crate::html::escape::Written;
use crate::post::Post;
use crate::post::prose::block::{Block, BlockKind, Inside, Neighbour};
use crate::post::prose::language::{Language, is_han, is_kana};
use crate::post::prose::sentence::{
    ends_in_address, is_in_lines, is_sentence, last_end, without_notes,
};
use crate::post::prose::signs::{
    ends_in_attribution, ends_in_laugh, ends_in_open_address, ends_in_the_middle, is_address,
    is_centred, is_definition, is_markup, points_forward, without_number,
};
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::{Change, Safety};
use crate::text::invisible::is_blank;
use crate::text::span::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// The values of a hit.
///
/// `problem`: what is wrong at the end. `mark`: the mark that belongs there. `action`: what writes
/// it. `end`: the last words.
pub const VALUES: &[&str] = &["problem", "mark", "action", "end"];

/// Which blocks, as a rule's author writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndingSpec {
    /// The mark that closes a sentence, by language. A language that is left out is left alone.
    #[serde(deserialize_with = "forms::map")]
    #[schemars(schema_with = "by_language::<char>")]
    pub marks: BTreeMap<Language, char>,
    /// The characters that may end a block.
    pub ends: String,
    /// The characters that may follow those.
    pub closers: String,
    /// How a credit, a caption or a line of data begins; or ends, behind a `*`.
    #[serde(deserialize_with = "forms::filled")]
    #[schemars(length(min = 1))]
    pub credits: Vec<String>,
}

/// What a configuration may add to a rule of this kind.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EndingOptions {
    /// The mark by language; `off` leaves that language alone.
    #[serde(deserialize_with = "forms::map")]
    #[schemars(schema_with = "by_language::<String>")]
    pub marks: BTreeMap<Language, String>,
    /// More beginnings of credits.
    #[serde(deserialize_with = "forms::list")]
    pub credits: Vec<String>,
    /// Texts that are left alone; `*` matches anything.
    #[serde(deserialize_with = "forms::list")]
    pub except: Vec<String>,
}

/// The JSON Schema of a value for each of some languages.
fn by_language<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = generator.subschema_for::<BTreeMap<String, T>>();
    let language = generator.subschema_for::<Language>().to_value();
    schema.insert("propertyNames".to_owned(), language);
    schema
}

/// Blocks of prose that lack a mark at their end.
#[derive(Clone, Debug)]
pub struct Ending {
    marks: BTreeMap<Language, char>,
    ends: String,
    closers: String,
    credits: Credits,
    except: Except,
    /// The languages whose mark the configuration names: how the post itself ends is not asked.
    named: BTreeSet<Language>,
}

impl Ending {
    fn read(spec: &EndingSpec) -> Self {
        let spec = spec.clone();
        Self {
            marks: spec.marks,
            ends: spec.ends,
            closers: spec.closers,
            credits: Credits::default().and(&spec.credits),
            except: Except::default(),
            named: BTreeSet::new(),
        }
    }

    fn adding(&self, options: EndingOptions) -> Result<Self, Mistake> {
        let mut more = self.clone();
        for (language, mark) in options.marks {
            let mut chars = mark.chars();
            match (mark.as_str(), chars.next(), chars.next()) {
                ("off", ..) => drop(more.marks.remove(&language)),
                (_, Some(mark), None) => {
                    more.marks.insert(language, mark);
                    more.named.insert(language);
                }
                _ => {
                    let mistake = Mistake::new("a mark is one character, or `off`");
                    return Err(mistake.under("marks"));
                }
            }
        }
        more.credits = more.credits.and(&options.credits);
        more.except = Except::new(&options.except);
        Ok(more)
    }

    /// Whether the mark that lacks is wanted: what the configuration says goes before what the post does.
    fn is_wanted(
        &self,
        end: End,
        house: &House,
        language: impl Fn() -> Option<Language>,
        text: &str,
    ) -> bool {
        let is_named = || language().is_some_and(|language| self.named.contains(&language));
        (!self.named.is_empty() && is_named()) || house.wants(end, language, text)
    }

    /// How a block ends.
    ///
    /// Precision comes first. Where a block is decides whether it must end with a mark, and what
    /// is in it whether it is prose.
    pub fn end(&self, post: &Post<'_>, block: &Block<'_>, policy: &Policy) -> End {
        if !block.kind.is_running() {
            return End::Unknown;
        }
        let text = &block.text[block.words()];
        let bare = without_notes(text);
        let Some(last) = bare.chars().next_back() else {
            return End::Unknown;
        };
        if self.is_ended(bare) {
            let wrong = matches!(last, '.' | '，' | ',')
                .then(|| self.wrong_mark(post, block, bare, policy))
                .flatten();
            return wrong.map_or(End::Marked, End::Wrong);
        }
        if bare.len() != text.len() || !ends_in_word(block) || block.begins_with_image() {
            return End::Unknown;
        }
        let Some((language, mark)) = self.language(post, block, policy) else {
            return End::Unknown;
        };
        let (inner, is_numbered) = without_number(block.below_heading().unwrap_or(bare));
        let (from, count) = last_end(inner, language);
        let line = inner[from..]
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .trim_matches(is_blank);
        // What ends another line of a text in lines does not make it running text.
        let alone = count == 0 || is_in_lines(inner, language, |line| self.is_ended(line));
        // What is bold from end to end, or ends bold with nothing before it, is a heading in disguise.
        let is_heading = block.last() == Inside::Emphasis && (block.whole().is_some() || alone);
        if is_heading
            || (alone && (is_numbered || !self.may_stand_alone(post, block)))
            || !is_sentence(line, language, alone)
            || self.is_other(bare, line)
            || (bare.contains('|') && policy.may_be_table())
            || goes_on(post, block, line)
            || self.except.holds(text)
        {
            return End::Unknown;
        }
        if alone {
            End::Alone(mark)
        } else {
            End::Unmarked(mark)
        }
    }

    /// Whether `text`, whose last sentence is `line`, is something else than a sentence.
    fn is_other(&self, text: &str, line: &str) -> bool {
        ends_in_address(text)
            || ends_in_open_address(text)
            || is_definition(text)
            || is_markup(text)
            || ends_in_the_middle(text)
            || ends_in_laugh(text)
            || ends_in_attribution(text, |c| self.ends.contains(c))
            || self.is_credit(line)
            || (text != line && self.is_credit(text))
    }

    /// The language whose marks `block` wants, and its mark.
    fn language(
        &self,
        post: &Post<'_>,
        block: &Block<'_>,
        policy: &Policy,
    ) -> Option<(Language, char)> {
        let language = policy.language_of(post, block)?;
        Some((language, *self.marks.get(&language)?))
    }

    /// Whether the last sentence has its mark, with closers behind it or not.
    fn is_ended(&self, text: &str) -> bool {
        let bare = text.trim_end_matches(|c| self.closers.contains(c) || is_blank(c));
        if bare.ends_with(|c| self.ends.contains(c)) {
            return true;
        }
        // `。（完）`: an aside that is behind the mark.
        let Some(inner) = text.strip_suffix([')', '）', ']', '】', '］']) else {
            return false;
        };
        let open = inner.rfind(['(', '（', '[', '【', '［']);
        open.is_some_and(|open| without_notes(&inner[..open]).ends_with(|c| self.ends.contains(c)))
    }

    /// A block that is one sentence is told from a label by its neighbours and its place: an image above makes it
    /// a caption, others like it a list in disguise.
    fn may_stand_alone(&self, post: &Post<'_>, block: &Block<'_>) -> bool {
        // Above a rule across the page is a byline or a date.
        let is_caption = matches!(block.before, Neighbour::Image | Neighbour::Embedded)
            || matches!(
                block.after,
                Neighbour::Image | Neighbour::Embedded | Neighbour::Rule
            );
        let is_bare = |at: usize| {
            post.prose.block(at).is_some_and(|other| {
                let text = &other.text[other.words()];
                other.kind == block.kind && !self.is_ended(without_notes(text))
            })
        };
        // Three in a row, or two that begin with a label.
        let first = block.at.saturating_sub(2);
        let is_list = (first..=block.at).any(|from| (from..from + 3).all(is_bare));
        let is_item = |at: usize| post.prose.block(at).is_some_and(|it| it.is_labelled());
        let beside = [block.at.checked_sub(1), Some(block.at + 1)];
        let has_kin = |at: usize| is_bare(at) && is_item(at);
        let is_labels = is_item(block.at) && beside.into_iter().flatten().any(has_kin);
        let element = block.element.map(|id| post.page.element(id));
        let is_centred = element.is_some_and(is_centred);
        let is_other = is_caption || is_list || is_labels || is_centred;
        block.kind != BlockKind::Division && !is_other
    }

    fn is_credit(&self, text: &str) -> bool {
        let ornaments = |c: char| is_blank(c) || "（(【[《△●■◆◇※*-–".contains(c);
        let text = text.trim_start_matches(ornaments);
        // `文案：某某，编辑：某某`: two names with what they stand for.
        let is_data = text.matches(['：', '｜', '丨']).count() > 1 && !text.contains(['。', '“']);
        // `可用平台：Linux、Windows 和 macOS`: a name, a colon, and what it stands for.
        let label = text.split_once(['：', ':']);
        self.credits.are_in(text)
            || is_data
            || label.is_some_and(|(name, value)| {
                name.chars().count() <= 8
                    && !name.contains(['，', '。', '“', '说', '道', '称', ' '])
                    && !value.contains(['，', '。'])
            })
    }

    /// The mark that belongs in the place of a comma, or of a `.` behind a Chinese character.
    fn wrong_mark(
        &self,
        post: &Post<'_>,
        block: &Block<'_>,
        text: &str,
        policy: &Policy,
    ) -> Option<char> {
        let last = text.chars().next_back()?;
        let before = text[..text.len() - last.len_utf8()].chars().next_back()?;
        if !(is_han(before) || is_kana(before))
            || block.last() != Inside::Plain
            || leads_in(block.after)
        {
            return None;
        }
        let (language, mark) = self.language(post, block, policy)?;
        if !matches!(language, Language::Zh | Language::Ja) || last == mark {
            return None;
        }
        let inner = &text[..text.len() - last.len_utf8()];
        let (_, count) = last_end(text, language);
        match last {
            '.' => {
                (house::habit(post) == '。' && is_sentence(inner, language, false)).then_some(mark)
            }
            // In verse a line may end so, and before a list or code it leads in.
            '，' | ',' => {
                let is_prose = block.kind == BlockKind::Paragraph && count > 0;
                let goes_on = matches!(
                    block.after,
                    Neighbour::Block(BlockKind::Paragraph) | Neighbour::Image
                );
                (is_prose && goes_on).then_some(mark)
            }
            _ => None,
        }
    }
}

/// Fewer letters are a label.
const SHORTEST: usize = 8;

/// Whether a block that is longer than a label ends in a word.
fn is_bare(block: &Block<'_>) -> bool {
    let mut letters = block.text.chars().filter(|c| c.is_alphabetic());
    ends_in_word(block) && letters.nth(SHORTEST - 1).is_some()
}

/// Whether a block ends in a word of its own, and leads into nothing.
fn ends_in_word(block: &Block<'_>) -> bool {
    block.text[block.words()].ends_with(char::is_alphabetic)
        && matches!(block.last(), Inside::Plain | Inside::Emphasis)
        && !leads_in(block.after)
}

/// Whether what follows `block` belongs to its last sentence, `line`: that points at it, or it is a line
/// that begins with code, a bare address, or a word in the middle of a sentence.
fn goes_on(post: &Post<'_>, block: &Block<'_>, line: &str) -> bool {
    if points_forward(line) {
        return true;
    }
    let Neighbour::Block(_) = block.after else {
        return false;
    };
    post.prose.block(block.at + 1).is_some_and(|next| {
        let words = next.words();
        let text = &next.text[words.clone()];
        // `make` - what it does: a line of code.
        let mut rest = text.char_indices();
        let behind = rest.find(|(at, _)| next.inside(words.start + at) != Inside::Code);
        let is_code = behind.is_some_and(|(at, _)| {
            let said = text[at..].trim_start_matches(is_blank);
            at > 0 && said.starts_with(['-', '–', '—', ':', '：', '#'])
        });
        is_code || is_address(text) || text.starts_with(char::is_lowercase)
    })
}

/// What follows is introduced by the block, so it need not end with a mark.
fn leads_in(after: Neighbour) -> bool {
    matches!(
        after,
        Neighbour::List
            | Neighbour::Table
            | Neighbour::Code
            | Neighbour::Quotation
            | Neighbour::Embedded
    )
}

fn unmarked(block: &Block<'_>, mark: char) -> Hit {
    let words = block.words();
    let text = &block.text[words.clone()];
    let last = text.chars().next_back().map_or(0, char::len_utf8);
    let span = block.span(words.end - last..words.end);
    let mut hit = Hit::new(span)
        .with("problem", "no closing punctuation after")
        .with("mark", mark)
        .with("action", "append")
        .with("end", tail(text))
        .at(Span::empty(span.end), Written::Text, Change::AppendedText);
    if block.last() != Inside::Plain {
        hit.most = Safety::Suggest;
    }
    hit
}

fn wrong(block: &Block<'_>, mark: char) -> Hit {
    let words = block.words();
    let text = without_notes(&block.text[words.clone()]);
    let end = words.start + text.len();
    let last = text.chars().next_back().unwrap_or_default();
    let span = block.span(end - last.len_utf8()..end);
    let problem = if last == '.' {
        format!("the paragraph ends with `.` where `{mark}` belongs")
    } else {
        "the paragraph ends with a comma".to_owned()
    };
    Hit::new(span)
        .with("problem", problem)
        .with("mark", mark)
        .with("action", "write")
        .with("end", tail(text))
        .at(span, Written::Text, Change::Text)
}

/// The last words of `text`, cut where a word begins.
fn tail(text: &str) -> &str {
    let long = text.char_indices().rev().nth(23).map_or(0, |(at, _)| at);
    let short = text.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    match text[long..]
        .char_indices()
        .find(|(at, c)| is_blank(*c) && long + at < short)
    {
        Some((at, c)) => text[long + at + c.len_utf8()..].trim_start_matches(is_blank),
        None => text[short..].trim_start_matches(is_blank),
    }
}

impl Finder for Ending {
    type Spec = EndingSpec;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &EndingSpec) -> Result<Self, Mistake> {
        Ok(Self::read(spec))
    }

    fn in_post(&self, post: &Post<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        let habit = OnceCell::new();
        let ends: Vec<(Block<'_>, End)> = post
            .prose
            .blocks()
            .map(|block| (block, self.end(post, &block, policy)))
            .collect();
        let mut house = House::default();
        let running = ends.iter().filter(|(block, _)| block.kind.is_running());
        for (block, end) in running {
            house.count(*end, is_bare(block));
        }
        for (block, end) in &ends {
            let language = || policy.language_of(post, block);
            match *end {
                End::Unmarked(mark) | End::Alone(mark)
                    if self.is_wanted(*end, &house, language, block.text) =>
                {
                    let mark = match mark {
                        '。' => *habit.get_or_init(|| house::habit(post)),
                        mark => mark,
                    };
                    emit(unmarked(block, mark));
                }
                End::Wrong(mark) => emit(wrong(block, mark)),
                _ => {}
            }
        }
    }

    fn with(&self, options: &serde_json::Value) -> Result<Self, Vec<Mistake>> {
        self.adding(added(options)?)
            .map_err(|mistake| vec![mistake])
    }

    fn options(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(EndingOptions::json_schema(generator))
    }
}
