//! exercise: a rule → which of its own examples do not hold, and what they would say if they did.

use crate::data::date::Day;
use crate::data::typed::route::Mistake;
use crate::data::yaml_edit::{New, amend};
use crate::lint::fix::fix;
use crate::lint::site::Setup;
use crate::lint::site::all::Sites;
use crate::lint::site::index::{Index, entry};
use crate::lint::site::known::KnownSite;
use crate::lint::site::setup::read_config;
use crate::post::parse::parse;
use crate::post::suppression::Known;
use crate::rule::compile::{self, compile};
use crate::rule::finder::query::Query;
use crate::rule::index::Rules;
use crate::rule::policy::Policy;
use crate::rule::spec::Syntax;
use crate::rule::{Bad, Example, Rule};
use crate::text::edit::Safety;
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The day on which examples are read, so that they hold on every other.
const TODAY: &str = "2026-01-01";

/// What comes of one example.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What does not hold, as mistakes in the rule file.
    pub mistakes: Vec<Mistake>,
    /// The rule finds what it writes, so that its fixes would never end.
    pub is_endless: bool,
    /// What it would say if it said what the rule does, where nothing else is wrong with it.
    pub update: Option<Update>,
}

/// What an example would say; `None` is what it says now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// The text of each finding.
    pub at: Option<Vec<String>>,
    /// The post after every fix.
    pub fixed: Option<String>,
}

/// Runs every example of `rule` against the rule alone. What does not hold is a mistake in its file.
pub fn run(rule: &Arc<Rule>) -> Vec<Mistake> {
    let outcomes = outcomes(rule).into_iter();
    outcomes.flat_map(|outcome| outcome.mistakes).collect()
}

/// What comes of every example of `rule`, in their order.
pub fn outcomes(rule: &Arc<Rule>) -> Vec<Outcome> {
    let rules = rules(rule);
    let examples = rule.examples().iter();
    examples
        .map(|example| {
            let rules = rules.read_by(example.readers);
            match site(example) {
                Some(site) => one(rule, &rules.on_site(Arc::new(site)), example),
                None => one(rule, &rules, example),
            }
        })
        .collect()
}

/// The rule file `source`, and its rule, with `update` in the example at `place`. The error says why
/// the file cannot be written so.
pub fn updated(
    source: &Source,
    rule: &Rule,
    place: usize,
    update: &Update,
) -> Result<(Source, Arc<Rule>), &'static str> {
    let way = |key: &str| {
        ["examples", &place.to_string(), key]
            .map(str::to_owned)
            .to_vec()
    };
    let at = update.at.clone().map(|at| (way("at"), New::List(at)));
    let fixed = update
        .fixed
        .clone()
        .map(|text| (way("fixed"), New::Text(text)));
    let amendments: Vec<_> = at.into_iter().chain(fixed).collect();
    let text = amend(source.text(), &amendments)?;
    let source = source.with_text(text);
    let rule = compile(&rule.id, &source).map_err(|_| "it could not be read any more")?;
    let rule = Arc::new(rule);
    let now = outcomes(&rule);
    if now.get(place).is_some_and(|now| now.mistakes.is_empty()) {
        Ok((source, rule))
    } else {
        Err("the example would not hold either")
    }
}

/// The site of an example, where it is a post of one.
fn site(example: &Example) -> Option<Sites> {
    let path = example.path.as_ref()?;
    let generator = example.readers.known().map(|reader| reader.generator);
    let names = generator.map_or(&[][..], |generator| generator.configurations);
    let said = names.iter().find_map(|name| {
        let text = example.files.get(*name)?;
        read_config(name, text)
    });
    let setup = Setup::new(generator, said.unwrap_or_default()).ok()?;
    let index = |texts: &BTreeMap<String, String>| {
        let (mut pages, mut others) = (Vec::new(), Vec::new());
        for (path, text) in texts {
            match entry(&setup, path, text.clone().into_bytes()) {
                Some(page) => pages.push(page),
                None => others.push(path.clone()),
            }
        }
        Index::new(setup.clone(), pages, others)
    };
    let mut texts = example.files.clone();
    texts.insert(path.clone(), example.post.clone());
    let now = index(&texts);
    let before = (!example.before.is_empty()).then(|| {
        let mut before = texts.clone();
        before.extend(example.before.clone());
        before.retain(|_, text| !text.is_empty());
        index(&before)
    });
    let read = move |path: &str| texts.get(path).map(|text| text.clone().into_bytes());
    let mut sites = Sites::default();
    sites.add(
        KnownSite::new(now, Box::new(read)),
        [(path.clone(), path.clone())],
    );
    if let Some(before) = before {
        sites.compare(&before, "the last commit", |_| None, str::to_owned);
    }
    Some(sites)
}

/// What a file is called whose body is written so.
const fn name(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Html => "example.html",
        Syntax::Markdown => "example.md",
        Syntax::Mdx => "example.mdx",
    }
}

/// Runs one example.
fn one(rule: &Rule, rules: &Rules, example: &Example) -> Outcome {
    let name = example.path.as_deref().unwrap_or(name(example.syntax));
    let source = Source::from_text(name, &*example.post).read_as(example.readers.dialect());
    let mistake =
        |message: String, help: String| Mistake::at(example.route.clone(), message).helped(help);
    let post = parse(&source);
    let mut findings: Vec<Finding> = rules.findings(&post);
    findings.retain(|finding| finding.rule == rule.id);
    let found: Vec<&str> = findings.iter().map(|f| f.span.of(source.text())).collect();
    let mut outcome = Outcome::default();
    let Some(Bad {
        at,
        severity,
        fixed,
    }) = &example.bad
    else {
        if let Some(first) = findings.first() {
            let message = format!(
                "noisy: {} finds {} in a good example",
                rule.id,
                list(&found)
            );
            let cure = "if that is right, write `bad` in the place of `good`; else change `find`";
            let help = format!("it says: {}; {cure}", first.message);
            outcome.mistakes.push(mistake(message, help));
        }
        return outcome;
    };
    if findings.is_empty() {
        let message = format!("missing: {} finds nothing in a bad example", rule.id);
        let mut help =
            "change `find`; or, if nothing is wrong there, write `good` in the place of `bad`"
                .to_owned();
        if example.syntax == Syntax::Html && !example.post.contains('<') {
            help += "; a post in Markdown says `syntax: markdown`";
        }
        outcome.mistakes.push(mistake(message, help));
        return outcome;
    }
    if let Some(severity) = severity {
        let said: Vec<&str> = findings.iter().map(|f| f.severity.word()).collect();
        let wanted: Vec<&str> = severity.iter().map(|severity| severity.word()).collect();
        if said != wanted {
            outcome.mistakes.push(mistake(
                format!("{} says {}", rule.id, list(&said)),
                format!("the example says {}", list(&wanted)),
            ));
        }
    }
    let mut update = Update::default();
    if let Some(at) = at.as_ref().filter(|at| **at != found) {
        outcome.mistakes.push(mistake(
            format!("{} finds {}", rule.id, list(&found)),
            format!("the example says {}", list(at)),
        ));
        update.at = Some(found.iter().map(|&text| text.to_owned()).collect());
    }
    let is_fixed = fixed.is_some() || rule.fix.is_some();
    let done = is_fixed.then(|| fix(&post, rules, Safety::Suggest));
    let endless = done.as_ref().and_then(|done| done.endless.why(&rule.id));
    let mut is_still = endless.is_none();
    if let Some(why) = endless {
        outcome.is_endless = true;
        outcome.mistakes.push(mistake(
            format!("the fix of {} is left out, {why}", rule.id),
            "let `fix` write what the rule finds nothing in".to_owned(),
        ));
    } else if let Some((fixed, done)) = fixed.as_ref().zip(done) {
        let text = done.text.as_deref().unwrap_or(source.text());
        if text != fixed {
            outcome.mistakes.push(mistake(
                format!("{} fixes it to {}", rule.id, list(&[text])),
                format!("the example says {}", list(&[fixed])),
            ));
            update.fixed = Some(text.to_owned());
        }
        let again = source.with_text(text);
        if let Some(text) = fix(&parse(&again), rules, Safety::Suggest).text {
            is_still = false;
            outcome.mistakes.push(mistake(
                format!("a second fix changes it again, to {}", list(&[text])),
                "let `fix` write what the rule finds nothing in".to_owned(),
            ));
        }
    }
    outcome.update = (is_still && update != Update::default()).then_some(update);
    outcome
}

/// The rule alone. A suppression is judged by what other rules find: they stand beside it then, and
/// fix nothing.
fn rules(rule: &Arc<Rule>) -> Rules {
    let mut rules = vec![Arc::clone(rule)];
    if matches!(rule.find.query(), Query::Suppressions) {
        let others = compile::builtin().unwrap_or_default().into_iter();
        let others = others.filter(|other| other.id != rule.id);
        rules.extend(others.map(|other| {
            let mut other = Rule::clone(&other);
            other.fix = None;
            Arc::new(other)
        }));
    }
    let names = rules.iter().flat_map(|rule| rule.names());
    let known = Known {
        today: Day::read(TODAY),
        names: names.map(str::to_owned).collect(),
        is_narrowed: false,
    };
    let policy = Policy {
        known,
        ..Policy::default()
    };
    Rules::new(rules, policy)
}

fn list(texts: &[impl AsRef<str>]) -> String {
    let quoted = texts
        .iter()
        .map(|text| format!("`{}`", text.as_ref().escape_debug()));
    quoted.collect::<Vec<_>>().join(", ")
}
