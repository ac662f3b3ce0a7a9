//! Rule: what to look for, what to say, what to write instead, and its own examples.

pub mod builtin;
pub mod hit;
pub mod template;
pub mod find;
pub mod spec;
pub mod compile;
pub mod set;

use crate::text::edit::{Edit, Edits, Fix, Safety};
use crate::text::finding::{Finding, Severity};
use crate::text::span::Span;
use find::Find;
use hit::Hit;
use spec::Syntax;
use std::sync::{Arc, OnceLock};
use template::Template;

/// A rule that cannot be wrong any more: what its author wrote, checked and ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, kebab-case: the stem of its file.
    pub id: Arc<str>,
    /// The problem in a line.
    pub summary: String,
    /// The groups that it belongs to.
    pub tags: Vec<String>,
    /// Whether it is on without being asked for.
    pub recommended: bool,
    /// How bad its findings are.
    pub severity: Severity,
    /// What to look for.
    pub find: Find,
    /// What to write instead.
    pub fix: Option<Replace>,
    message: Template,
    help: Option<Template>,
    /// That of a built-in rule is read when it is asked for: it is two thirds of the file.
    page: OnceLock<Page>,
}

/// What a person reads of a rule, and a run does not.
#[derive(Clone, Debug, Default)]
struct Page {
    why: String,
    examples: Vec<Example>,
}

/// What a fix writes, and how far it may be trusted.
#[derive(Clone, Debug)]
pub struct Replace {
    /// How far.
    pub safety: Safety,
    title: Template,
    text: Template,
}

impl Rule {
    /// Why it is a problem.
    pub fn why(&self) -> &str {
        &self.page().why
    }

    /// What shows that it holds.
    pub fn examples(&self) -> &[Example] {
        &self.page().examples
    }

    fn page(&self) -> &Page {
        let read = || compile::builtin_page(&self.id).unwrap_or_default();
        self.page.get_or_init(read)
    }

    /// Its id and its tags.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.id).chain(self.tags.iter().map(String::as_str))
    }

    /// Whether `name` is its id or one of its tags.
    pub fn answers_to(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// What to report of a hit.
    pub fn finding(&self, hit: &Hit) -> Finding {
        let say = |template: &Template| template.fill(&hit.values);
        let help = self.help.as_ref().and_then(say);
        Finding {
            rule: Arc::clone(&self.id),
            severity: self.severity,
            span: hit.span,
            message: say(&self.message).unwrap_or_else(|| self.summary.clone()),
            help: match (help, &hit.note) {
                (Some(help), Some(note)) => Some(format!("{help}; {note}")),
                (help, note) => help.or_else(|| note.clone()),
            },
            fix: self.fix.as_ref().and_then(|replace| replace.fix(hit)),
        }
    }
}

impl Replace {
    fn fix(&self, hit: &Hit) -> Option<Fix> {
        let place = hit.place?;
        let says = self.text.fill(&hit.values)?;
        let text = place.written.encode(&says)?;
        Some(Fix {
            title: self.title.fill(&hit.values)?,
            safety: self.safety.min(hit.most),
            change: place.change,
            says: place.written.says(says),
            edits: Edits::new(vec![Edit::replace(place.span, text)])?,
        })
    }
}

/// A post, or a part of one, and what the rule makes of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// Where it stands in the rule file.
    pub span: Span,
    /// The post.
    pub post: String,
    /// What its body is written in.
    pub syntax: Syntax,
    /// What is bad about it; `None` where the rule finds nothing.
    pub bad: Option<Bad>,
}

/// What a rule finds in an example.
#[derive(Clone, Debug)]
pub struct Bad {
    /// The text of each finding in order, where the example says it.
    pub at: Option<Vec<String>>,
    /// The post after every fix of the rule, where there is one.
    pub fixed: Option<String>,
}
