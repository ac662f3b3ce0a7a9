//! portability: a post → which generators read its front matter, and why the others do not: what the rules
//! about front matter say with each of them at hand.

use crate::data::json_schema::Schema;
use crate::data::typed::document;
use crate::generator::{GENERATORS, Generator, Reader, Readers};
use crate::post::Post;
use crate::rule::index::Rules;
use crate::rule::policy::Policy;
use crate::rule::{builtin, compile};
use crate::text::finding::Severity;
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

/// Why a generator does not read the front matter of a post.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The line that is why, from 1.
    pub line: u32,
    /// What is said of it.
    pub why: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl Matrix {
    /// Which generators, in their order, read the front matter of `post`; `None` where it has none.
    pub fn reads(&self, post: &Post<'_>) -> Option<[bool; GENERATORS.len()]> {
        post.front_matter?;
        let mut reads = [false; GENERATORS.len()];
        for (reads, refusal) in reads.iter_mut().zip(self.refusals(post)) {
            *reads = refusal.is_none();
        }
        Some(reads)
    }

    /// For each generator, in their order, why it does not read the front matter of `post`; `None` where it
    /// does, or there is none.
    pub fn refusals(&self, post: &Post<'_>) -> Vec<Option<Refusal>> {
        let refusal = |column: &Column| {
            post.front_matter?;
            let found = column.rules.unsuppressed(post).into_iter();
            let mut unread = found.filter(|finding| finding.severity == Severity::Error);
            let misfit = || {
                column
                    .schema
                    .as_ref()?
                    .unsuppressed(post)
                    .into_iter()
                    .next()
            };
            let worst = unread.next().or_else(misfit)?;
            Some(Refusal {
                line: post.source.position(worst.span.start).line,
                why: worst.message,
            })
        };
        self.0.iter().map(refusal).collect()
    }
}
