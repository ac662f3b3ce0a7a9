//! portability: a post → which generators read its front matter, and why the others do not: what the rules
//! about front matter say with each of them at hand.

use crate::data::json_schema::Schema;
use crate::data::meta_lines::MetaLines;
use crate::data::typed::document;
use crate::generator::{Feature, GENERATORS, Generator, Kind, Outcome, Reader, Readers};
use crate::post::Post;
use crate::post::parse::parse;
use crate::rule::hit::Hit;
use crate::rule::index::Rules;
use crate::rule::policy::Policy;
use crate::rule::{builtin, compile};
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;
use crate::text::span::Span;
use std::sync::Arc;

/// The tag of the rules that judge front matter by its generator.
const TAG: &str = "front-matter";
/// The rule that holds front matter to a schema, whatever a generator makes of that.
const SCHEMA: &str = "front-matter-schema";

/// What each generator that is known makes of front matter.
#[derive(Debug)]
pub struct Matrix(Vec<Column>);

/// The rules about front matter, with one generator at hand.
#[derive(Debug)]
struct Column {
    generator: &'static Generator,
    rules: Rules,
    /// The schema that its posts have to fit.
    schema: Option<Rules>,
}

impl Default for Matrix {
    fn default() -> Self {
        let rules = compile::builtin().unwrap_or_default().into_iter();
        let rules = rules.filter(|rule| rule.tags.iter().any(|tag| tag == TAG));
        let (schema, rules): (Vec<_>, Vec<_>) = rules.partition(|rule| &*rule.id == SCHEMA);
        let column = |generator: &'static Generator| {
            let policy = Policy {
                readers: Readers::one(Reader::newest(generator)),
                schema: generator.is_typed.then(|| schema_of(generator)).flatten(),
                ..Policy::default()
            };
            let known = policy.schema.is_some();
            Column {
                generator,
                schema: known.then(|| Rules::new(schema.clone(), policy.clone())),
                rules: Rules::new(rules.clone(), policy),
            }
        };
        Self(GENERATORS.into_iter().map(column).collect())
    }
}

fn schema_of(generator: &Generator) -> Option<Arc<Schema>> {
    let source = builtin::schema(generator.name)?;
    let value = document(&source).ok()??;
    Schema::new(&value.to_json()).ok().map(Arc::new)
}

/// What one generator does with a post.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// What becomes of the post: the worst of what is told. `None` where it has no front matter.
    pub outcome: Option<Outcome>,
    /// What of its front matter is not read as it is written; the first is the reason for the outcome.
    pub told: Vec<Told>,
}

/// Something in front matter that is not read as it is written.
#[derive(Clone, Debug)]
pub struct Told {
    /// What becomes of the post, or the value, by it.
    pub outcome: Outcome,
    /// What it takes the value for, where it reads another than is written.
    pub value: Option<String>,
    /// The line that is why, from 1.
    pub line: u32,
    /// What is said of it.
    pub why: String,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl Answer {
    /// Whether it reads the front matter, be it with a value that it takes for another.
    pub fn is_read(&self) -> bool {
        self.outcome.is_some_and(Outcome::is_read)
    }

    fn unread(outcome: Outcome, line: u32, why: &str) -> Self {
        let why = why.to_owned();
        Self {
            outcome: Some(outcome),
            told: vec![Told {
                outcome,
                value: None,
                line,
                why,
            }],
        }
    }
}

impl Matrix {
    /// Which generators, in their order, read the front matter of `post`; `None` where none sees any.
    pub fn reads(&self, post: &Post<'_>) -> Option<[bool; GENERATORS.len()]> {
        let mut reads = [false; GENERATORS.len()];
        let answers = self.answers(post);
        for (reads, answer) in reads.iter_mut().zip(&answers) {
            *reads = answer.is_read();
        }
        let is_any = answers.iter().any(|answer| answer.outcome.is_some());
        is_any.then_some(reads)
    }

    /// What each generator, in their order, does with `post`.
    pub fn answers(&self, post: &Post<'_>) -> Vec<Answer> {
        let rest = post.source.not_text();
        if rest.is_empty() {
            return self.0.iter().map(|column| column.answer(post)).collect();
        }
        // Who reads bytes that are not UTF-8 puts U+FFFD in their place.
        let text = post.source.text().to_owned() + &String::from_utf8_lossy(rest);
        let line = post.source.position(post.source.text().len() as u32).line;
        let source = Source::from_text(post.source.name(), text);
        let read = parse(&source);
        let answer = |column: &Column| {
            if column.generator.reads(Feature::NotUtf8) {
                return column.answer(&read);
            }
            let outcome = column.generator.unreadable;
            Answer::unread(outcome, line, "the file is not UTF-8")
        };
        self.0.iter().map(answer).collect()
    }
}

/// The same `text`, byte for byte, with the opening line that `generator` takes it to have, where more is
/// behind its marks: `---yaml`, `--- # more`, `--- {title: a}`.
fn without_rest_of_opening(text: &str, generator: &Generator) -> Option<String> {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let line = text[mark..].lines().next()?;
    let rest = line.strip_prefix("---")?;
    let start = mark + "---".len();
    let mut read = text.to_owned();
    let blank =
        |read: &mut String| read.replace_range(start..start + rest.len(), &" ".repeat(rest.len()));
    match rest.trim() {
        "yaml" | "yml" | "json" if generator.reads(Feature::LanguageBehindOpening) => {
            blank(&mut read);
        }
        more if more.starts_with('#') && generator.reads(Feature::CommentBehindOpening) => {
            blank(&mut read);
        }
        more if more.starts_with('{')
            && rest.starts_with(' ')
            && generator.reads(Feature::MapBehindOpening) =>
        {
            read.replace_range(start..=start, "\n");
        }
        _ => return None,
    }
    Some(read)
}

/// Whether `generator` takes the lines at the top of `text`, which nothing opens, for front matter: `Title: a`,
/// with the keys that it cannot do without.
fn reads_lines(text: &str, generator: &Generator) -> bool {
    if !generator.reads(Feature::Lines) || (!generator.is_lines && text.starts_with("---")) {
        return false;
    }
    let lines = MetaLines::read(text);
    let mut wanted = generator.refuses.iter();
    let has = |(field, kinds, _): &(&str, &[Kind], Outcome)| {
        !kinds.contains(&Kind::Missing) || lines.get(field).is_some()
    };
    !lines.is_empty() && wanted.all(has)
}

/// Whether it begins with keywords of Org, `#+title: a`, and `generator` reads those.
fn reads_org(text: &str, generator: &Generator) -> bool {
    let keyword = text.trim_start_matches('\u{feff}').strip_prefix("#+");
    let name = keyword.and_then(|line| line.lines().next()?.split_once(':'));
    let is_keyword = name.is_some_and(|(name, _)| {
        let name = name.trim_end_matches("[]");
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    });
    is_keyword && generator.reads(Feature::Org)
}

/// Whether `span` is in the value of a field that `generator` reads as a date.
fn is_in_date(post: &Post<'_>, generator: &Generator, span: Span) -> bool {
    let Some(whole) = &post.fields.value else {
        return false;
    };
    let mut dates = generator.date_fields.iter();
    dates.any(|field| {
        let value = whole.get(field);
        value.is_some_and(|value| !span.is_empty() && value.span.contains(span))
    })
}

impl Column {
    fn answer(&self, post: &Post<'_>) -> Answer {
        let generator = self.generator;
        if post.front_matter.is_none() {
            let text = post.source.by_lines();
            if let Some(text) = without_rest_of_opening(text, generator) {
                return self.answer(&parse(&post.source.with_text(text)));
            }
            let is_read = reads_lines(text, generator) || reads_org(text, generator);
            return Answer {
                outcome: is_read.then_some(Outcome::Read),
                told: Vec::new(),
            };
        }
        let told = |(finding, hit): (Finding, Hit)| {
            let is_error = finding.severity == Severity::Error;
            let outcome = match hit.outcome {
                Some(outcome @ (Outcome::As(_) | Outcome::Until(_))) => outcome,
                Some(outcome) if is_error => outcome,
                None if is_error => generator.unreadable,
                _ => return None,
            };
            let value = match outcome {
                Outcome::As(what) => Some(what.replace("{}", &hit.read)),
                _ => None,
            };
            Some(Told {
                outcome,
                value,
                line: post.source.position(finding.span.start).line,
                why: finding.message,
            })
        };
        let found = self.rules.hits(post).into_iter();
        let mut all: Vec<Told> = found.filter_map(told).collect();
        all.sort_by_key(|told| told.outcome.is_read());
        if all.first().is_none_or(|told| told.outcome.is_read())
            && let Some(misfit) = self.schema.as_ref().and_then(|schema| {
                let mut misfits = schema.unsuppressed(post).into_iter();
                // What it makes of a date is told already.
                misfits.find(|misfit| !is_in_date(post, generator, misfit.span))
            })
        {
            let line = post.source.position(misfit.span.start).line;
            return Answer::unread(Outcome::Stops, line, &misfit.message);
        }
        let worst = all.first().map_or(Outcome::Read, |told| told.outcome);
        Answer {
            outcome: Some(worst),
            told: all,
        }
    }
}
