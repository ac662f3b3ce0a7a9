//! compile: the bytes of a rule file → a rule, or what is wrong with it.

use crate::data::typed::{Spanned, document, typed};
use crate::data::value::{Node, Value};
use crate::rule::builtin;
use crate::rule::finder::Find;
use crate::rule::hit::{Hit, Place};
use crate::rule::message::Template;
use crate::rule::spec::{ExampleSpec, FixSpec, RuleSpec, Syntax};
use crate::text::edit::{Edit, Edits, Fix, Safety};
use crate::text::finding::{Finding, Severity};
use crate::text::problem::Problem;
use crate::text::source::Source;
use crate::text::span::Span;
use std::sync::{Arc, OnceLock};

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
        let read = || builtin_page(&self.id).unwrap_or_default();
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
        let edit = |place: Place| {
            let text = place.written.encode(&says)?;
            Some(Edit::replace(place.span, text))
        };
        let edits = std::iter::once(place).chain(hit.again);
        let edits = Edits::new(edits.map(edit).collect::<Option<_>>()?)?;
        Some(Fix {
            title: self.title.fill(&hit.values)?,
            safety: self.safety.min(hit.most),
            change: place.change,
            says: place.written.says(says),
            edits,
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

/// Reads a rule file. `id` is the stem of its name.
pub fn compile(id: &str, source: &Source) -> Result<Rule, Vec<Problem>> {
    let rule = read(id, source)?;
    if rule.examples().is_empty() {
        let mut mistake = Problem::new(examples_of(source), "no example shows what the rule finds");
        mistake.help = Some("write one: `- bad: <img src=a.png>`".into());
        return Err(vec![mistake]);
    }
    Ok(rule)
}

/// Where the examples of a rule file are written.
fn examples_of(source: &Source) -> Span {
    let value = document(source).ok().flatten();
    let examples = value.as_ref().and_then(|value| value.get("examples"));
    examples.map_or(Span::default(), |examples| examples.span)
}

/// Reads a rule file, which may be one without examples.
fn read(id: &str, source: &Source) -> Result<Rule, Vec<Problem>> {
    #[cfg(test)]
    COMPILED.with_borrow_mut(|compiled| compiled.push(id.to_owned()));
    let value = document(source)?;
    let Some(value) = &value else {
        return Err(vec![Problem::new(
            Span::default(),
            "the rule file is empty",
        )]);
    };
    if let Some(span) = value.get("find").and_then(empty_list) {
        let mut mistake = Problem::new(span, "an empty list finds nothing");
        mistake.help = Some("write what is to be found, or take the key away".into());
        return Err(vec![mistake]);
    }
    let spec: RuleSpec = typed(value).map_err(|mistake| vec![mistake])?;
    rule(id, spec).map_err(|mistake| vec![mistake])
}

/// Where an empty list stands in what a rule looks for. In a schema one may mean something.
fn empty_list(value: &Value<'_>) -> Option<Span> {
    match &value.node {
        Node::List(items) if items.is_empty() => Some(value.span),
        Node::List(items) => items.iter().find_map(empty_list),
        Node::Map(entries) => entries
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), Some("schema" | "default-schema")))
            .find_map(|(_, value)| empty_list(value)),
        Node::Scalar(_) => None,
    }
}

/// The rules that the binary carries, each compiled once, without the page that only a reader asks
/// for. The error is the first file with a mistake, as it is written, and what is wrong with it.
pub fn builtin() -> Result<Vec<Arc<Rule>>, (Source, Vec<Problem>)> {
    let rules = builtin::heads().into_iter().map(|head| {
        let id = head
            .name()
            .trim_start_matches("rules/")
            .trim_end_matches(".yml");
        let rule = read(id, &head).map(|rule| Rule {
            page: OnceLock::new(),
            ..rule
        });
        let read = rule.map(Arc::new);
        // The head has other places than the file.
        read.map_err(|mistakes| match builtin::source(id) {
            Some(whole) => {
                let mistakes = compile(id, &whole).err().unwrap_or(mistakes);
                (whole, mistakes)
            }
            None => (Source::new(head.name(), head.text().into()), mistakes),
        })
    });
    rules.collect()
}

/// What a built-in rule file has beside its head.
fn builtin_page(id: &str) -> Option<Page> {
    let rule = compile(id, &builtin::source(id)?).ok()?;
    rule.page.into_inner()
}

fn rule(id: &str, spec: RuleSpec) -> Result<Rule, Problem> {
    let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(is_kebab) {
        let message = format!("`{id}` is no name for a rule");
        let mut mistake = Problem::new(Span::default(), message);
        mistake.help =
            Some("name the file in lower-case words with hyphens: `dead-host.yml`".into());
        return Err(mistake);
    }
    let find = Find::new(&spec.find)?;
    let known = find.values();
    let template = |text: &Spanned<String>| Template::new(text, known);
    let message = match &spec.message {
        Some(message) => template(message)?,
        None => Template::plain(&spec.summary),
    };
    let fix = match &spec.fix {
        Some(fix) => Some(replace(fix, &find)?),
        None => None,
    };
    let has_fix = fix.is_some();
    let examples = spec
        .examples
        .value
        .into_iter()
        .map(|spec| example(spec, has_fix));
    Ok(Rule {
        id: id.into(),
        summary: spec.summary,
        tags: spec.tags,
        recommended: spec.recommended,
        severity: spec.severity,
        help: spec.help.as_ref().map(template).transpose()?,
        page: OnceLock::from(Page {
            why: spec.why,
            examples: examples.collect::<Result<_, _>>()?,
        }),
        message,
        find,
        fix,
    })
}

fn replace(fix: &Spanned<FixSpec>, find: &Find) -> Result<Replace, Problem> {
    if !find.has_place() {
        let message = format!("`{}` finds nothing that a fix could replace", find.word());
        return Err(Problem::new(fix.span, message));
    }
    Ok(Replace {
        safety: fix.safety,
        title: Template::new(&fix.title, find.values())?,
        text: Template::new(&fix.replace, find.values())?,
    })
}

fn example(spec: Spanned<ExampleSpec>, has_fix: bool) -> Result<Example, Problem> {
    let span = spec.span;
    let ExampleSpec {
        bad,
        good,
        syntax,
        at,
        fixed,
    } = spec.value;
    match (bad, good) {
        (Some(_), None) if fixed.is_some() && !has_fix => Err(Problem::new(
            span,
            "`fixed` is given, but the rule has no fix",
        )),
        (Some(post), None) => Ok(Example {
            span: post.span,
            post: post.value,
            syntax,
            bad: Some(Bad { at, fixed }),
        }),
        (None, Some(post)) if at.is_none() && fixed.is_none() => Ok(Example {
            span: post.span,
            post: post.value,
            syntax,
            bad: None,
        }),
        (None, Some(_)) => Err(Problem::new(
            span,
            "a `good` example has no `at` and no `fixed`",
        )),
        _ => Err(Problem::new(span, "an example is either `bad` or `good`")),
    }
}

#[cfg(test)]
thread_local! {
    /// The ids of the rule files that this thread has compiled, in order.
    static COMPILED: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_compiles_each_built_in_rule_once() {
        COMPILED.take();
        let rules = builtin().expect("the built-in rules are valid");
        let mut compiled = COMPILED.take();
        assert_eq!(compiled.len(), rules.len());
        compiled.dedup();
        assert_eq!(compiled.len(), rules.len());
    }

    #[test]
    fn the_page_of_a_built_in_rule_is_read_when_it_is_asked_for() {
        let rules = builtin().expect("the built-in rules are valid");
        COMPILED.take();
        assert!(!rules[0].why().is_empty() && !rules[0].examples().is_empty());
        assert_eq!(COMPILED.take(), [rules[0].id.to_string()]);
    }
}
