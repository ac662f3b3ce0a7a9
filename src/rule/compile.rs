//! compile: the bytes of a rule file → a rule, or what is wrong with it.

use crate::data::typed;
use crate::data::typed::route::{Mistake, Route, placed};
use crate::generator::{self, GENERATORS, Generator, Reader, Readers};
use crate::html::document;
use crate::rule::builtin;
use crate::rule::finder::Find;
use crate::rule::hit::Hit;
use crate::rule::message::Template;
use crate::rule::replace::Replace;
use crate::rule::spec::{ExampleSpec, RuleSpec, Syntax};
use crate::text::edit::Fix;
use crate::text::finding::{Finding, FindingHost, Severity};
use crate::text::problem::Problem;
use crate::text::source::Source;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A rule that cannot be wrong any more: what its author wrote, checked and ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, kebab-case: the stem of its file.
    pub id: Arc<str>,
    /// The user's own file that it is in.
    pub file: Option<String>,
    /// The problem in a line.
    pub summary: String,
    /// The groups that it belongs to.
    pub tags: Vec<String>,
    /// Whether it is on without being asked for.
    pub recommended: bool,
    /// How bad its findings are.
    pub severity: Severity,
    /// Whether a configuration says how bad they are, wherever they are.
    pub is_severity_set: bool,
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

    /// A finding without words of a hit, for who only counts.
    pub fn counted(&self, hit: &Hit, page: Option<&document::Page<'_>>) -> Finding {
        let fix = self.fix.as_ref();
        let fix = fix.and_then(|replace| replace.untitled(hit, page));
        Finding {
            rule: Arc::clone(&self.id),
            severity: self.severity_of(hit),
            span: hit.span,
            message: String::new(),
            help: None,
            host: host_of(hit, fix.as_ref()),
            fix,
            moves: None,
            refused: None,
            related: None,
        }
    }

    fn severity_of(&self, hit: &Hit) -> Severity {
        let own = hit.severity.filter(|_| !self.is_severity_set);
        own.unwrap_or(self.severity)
    }

    /// What to report of a hit. A fix of a tag is made where the `page` is given that it is on.
    pub fn finding(&self, hit: &Hit, page: Option<&document::Page<'_>>) -> Finding {
        let say = |template: &Template| template.fill(&hit.values);
        let help = self.help.as_ref().and_then(say);
        let fix = self.fix.as_ref().and_then(|replace| replace.fix(hit, page));
        Finding {
            rule: Arc::clone(&self.id),
            severity: self.severity_of(hit),
            span: hit.span,
            message: say(&self.message).unwrap_or_else(|| self.summary.clone()),
            help: match (help, &hit.note) {
                (Some(help), Some(note)) => Some(format!("{help}; {note}")),
                (help, note) => help.or_else(|| note.clone()),
            },
            host: host_of(hit, fix.as_ref()),
            fix,
            moves: None,
            refused: None,
            related: hit.related.clone(),
        }
    }
}

fn host_of(hit: &Hit, fix: Option<&Fix>) -> Option<FindingHost> {
    let name = hit.values.get("host")?;
    Some(FindingHost {
        name: name.to_owned(),
        is_unchecked: hit.is_unchecked && fix.is_some(),
    })
}

/// A post, or a part of one, and what the rule makes of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// The way to it in the rule file.
    pub route: Route,
    /// The post.
    pub post: String,
    /// What its body is written in.
    pub syntax: Syntax,
    /// Who reads it.
    pub readers: Readers,
    /// The other files of its site, by their paths from the top.
    pub files: BTreeMap<String, String>,
    /// Those that were others before.
    pub before: BTreeMap<String, String>,
    /// The path of the post there.
    pub path: Option<String>,
    /// What is bad about it; `None` where the rule finds nothing.
    pub bad: Option<Bad>,
}

/// What a rule finds in an example.
#[derive(Clone, Debug)]
pub struct Bad {
    /// The text of each finding in order, where the example says it.
    pub at: Option<Vec<String>>,
    /// How bad each finding is, where the example says it.
    pub severity: Option<Vec<Severity>>,
    /// The post after every fix of the rule, where there is one.
    pub fixed: Option<String>,
}

/// Reads a rule file. `id` is the stem of its name.
pub fn compile(id: &str, source: &Source) -> Result<Rule, Vec<Problem>> {
    let rule = read(id, source)?;
    if rule.examples().is_empty() {
        let mistake = Mistake::new("no example shows what the rule finds");
        let mistake = mistake.helped("write one: `- bad: <img src=a.png>`");
        return Err(placed(source, vec![mistake.under("examples")]));
    }
    Ok(rule)
}

/// Reads a rule file, which may be one without examples.
fn read(id: &str, source: &Source) -> Result<Rule, Vec<Problem>> {
    #[cfg(test)]
    COMPILED.with_borrow_mut(|compiled| compiled.push(id.to_owned()));
    let read = typed::read::<RuleSpec>(source);
    let mut mistakes = read.mistakes;
    let rule = match read.value.map(|spec| rule(id, spec)) {
        Some(Ok(rule)) => Some(rule),
        Some(Err(wrong)) => {
            mistakes.extend(wrong);
            None
        }
        None if mistakes.is_empty() => {
            mistakes.push(Mistake::new("the rule file is empty"));
            None
        }
        None => None,
    };
    match rule.filter(|_| mistakes.is_empty()) {
        Some(rule) => Ok(rule),
        None => Err(placed(source, mistakes)),
    }
}

/// A rule file, and what is wrong with it.
pub type WrongFile = (Source, Vec<Problem>);

/// The rules that the binary carries, each compiled once, without the page that only a reader asks
/// for. The error is the first file with a mistake, as it is written, and what is wrong with it.
pub fn builtin() -> Result<Vec<Arc<Rule>>, Box<WrongFile>> {
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
                Box::new((whole, mistakes))
            }
            None => Box::new((Source::from_text(head.name(), head.text()), mistakes)),
        })
    });
    rules.collect()
}

/// What a built-in rule file has beside its head.
fn builtin_page(id: &str) -> Option<Page> {
    let rule = compile(id, &builtin::source(id)?).ok()?;
    rule.page.into_inner()
}

fn rule(id: &str, spec: RuleSpec) -> Result<Rule, Vec<Mistake>> {
    let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(is_kebab) {
        let mistake = Mistake::new(format!("`{id}` is no name for a rule"))
            .helped("name the file in lower-case words with hyphens: `dead-host.yml`");
        return Err(vec![mistake.along(Route::default().key())]);
    }
    let find = Find::new(&spec.find).map_err(|mistake| vec![mistake.under("find")])?;
    let mut wrong = Vec::new();
    let message = match &spec.message {
        Some(message) => template(message, "message", &find),
        None => Ok(Template::plain(&spec.summary)),
    };
    let message = kept(message, &mut wrong);
    let help = spec.help.as_deref();
    let help = help.and_then(|help| kept(template(help, "help", &find), &mut wrong));
    let has_fix = spec.fix.is_some();
    let fix = spec.fix.as_ref().and_then(|fix| {
        let fix = Replace::new(fix, &find).map_err(|mistake| mistake.under("fix"));
        kept(fix, &mut wrong)
    });
    let examples = spec.examples.into_iter().enumerate();
    let examples = examples.filter_map(|(at, spec)| {
        let example = example(spec, at, has_fix);
        let example = example.map_err(|mistake| mistake.under(at).under("examples"));
        kept(example, &mut wrong)
    });
    let examples = examples.collect();
    match message {
        Some(message) if wrong.is_empty() => Ok(Rule {
            id: id.into(),
            file: None,
            summary: spec.summary,
            tags: spec.tags,
            recommended: spec.recommended,
            severity: spec.severity,
            is_severity_set: false,
            help,
            page: OnceLock::from(Page {
                why: spec.why,
                examples,
            }),
            message,
            find,
            fix,
        }),
        _ => Err(wrong),
    }
}

/// What could be read; a mistake goes to the others.
fn kept<T>(read: Result<T, Mistake>, wrong: &mut Vec<Mistake>) -> Option<T> {
    read.map_err(|mistake| wrong.push(mistake)).ok()
}

/// Reads the text that is the value of `key`.
fn template(text: &str, key: &str, find: &Find) -> Result<Template, Mistake> {
    Template::new(text, find.values()).map_err(|mistake| mistake.under(key))
}

/// The generator that a person calls so.
pub fn known_generator(name: &str) -> Result<&'static Generator, Mistake> {
    let known = GENERATORS.iter().map(|known| known.name);
    generator::named(name).ok_or_else(|| Mistake::unknown("generator", name, known))
}

/// The example at this place of their list.
fn example(spec: ExampleSpec, at: usize, has_fix: bool) -> Result<Example, Mistake> {
    let readers = match &spec.generator {
        Some(name) => {
            let known = known_generator(name).map_err(|mistake| mistake.under("generator"))?;
            Readers::one(Reader::newest(known))
        }
        None => Readers::default(),
    };
    let (post, bad) = match (spec.bad, spec.good) {
        (Some(_), None) if spec.fixed.is_some() && !has_fix => {
            return Err(Mistake::new("`fixed` is given, but the rule has no fix"));
        }
        (Some(post), None) => {
            let bad = Bad {
                at: spec.at,
                severity: spec.severity,
                fixed: spec.fixed,
            };
            (post, Some(bad))
        }
        (None, Some(post))
            if spec.at.is_none() && spec.fixed.is_none() && spec.severity.is_none() =>
        {
            (post, None)
        }
        (None, Some(_)) => {
            return Err(Mistake::new("a `good` example has no `at` and no `fixed`"));
        }
        _ => return Err(Mistake::new("an example is either `bad` or `good`")),
    };
    let key = if bad.is_some() { "bad" } else { "good" };
    Ok(Example {
        route: Route::to(["examples", &at.to_string(), key]),
        post,
        syntax: spec.syntax,
        readers,
        files: spec.files,
        before: spec.before,
        path: spec.path,
        bad,
    })
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
