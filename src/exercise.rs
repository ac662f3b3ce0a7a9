//! exercise: a rule → which of its own examples do not hold.

use crate::check::check;
use crate::date::Day;
use crate::edit::Safety;
use crate::finding::Finding;
use crate::fix::fix;
use crate::load;
use crate::policy::Policy;
use crate::rule::find::Find;
use crate::rule::set::Rules;
use crate::rule::{Bad, Rule};
use crate::source::Source;
use crate::suppress::Known;
use crate::typed::Mistake;
use std::sync::Arc;

/// The day on which examples are read, so that they hold on every other.
const TODAY: &str = "2026-01-01";

/// Runs every example of `rule` against the rule alone. What does not hold is a mistake in its file.
pub fn exercise(rule: &Arc<Rule>) -> Vec<Mistake> {
    let rules = rules(rule);
    let mut mistakes = Vec::new();
    for example in rule.examples() {
        let source = Source::new("example", example.post.clone().into_bytes());
        let mut fails = |message: String, help: Option<String>| {
            mistakes.push(Mistake {
                span: example.span,
                message,
                help,
            });
        };
        let mut findings: Vec<Finding> = check(&source, &rules);
        findings.retain(|finding| finding.rule == rule.id);
        let found: Vec<&str> = findings.iter().map(|f| f.span.of(source.text())).collect();
        let Some(Bad { at, fixed }) = &example.bad else {
            if let Some(first) = findings.first() {
                let message = format!(
                    "noisy: {} finds {} in a good example",
                    rule.id,
                    list(&found)
                );
                fails(message, Some(format!("it says: {}", first.message)));
            }
            continue;
        };
        if findings.is_empty() {
            fails(
                format!("missing: {} finds nothing in a bad example", rule.id),
                None,
            );
            continue;
        }
        if let Some(at) = at.as_ref().filter(|at| **at != found) {
            fails(
                format!("{} finds {}", rule.id, list(&found)),
                Some(format!("the example says {}", list(at))),
            );
        }
        if let Some(fixed) = fixed {
            let done = fix(&source, &rules, Safety::Suggest);
            let text = done.text.as_deref().unwrap_or(source.text());
            if text != fixed {
                fails(
                    format!("{} fixes it to {}", rule.id, list(&[text])),
                    Some(format!("the example says {}", list(&[fixed]))),
                );
            }
            let again = fix(
                &Source::new("example", text.into()),
                &rules,
                Safety::Suggest,
            );
            if let Some(text) = again.text {
                fails(
                    format!("a second fix changes it again, to {}", list(&[text])),
                    None,
                );
            }
        }
    }
    mistakes
}

/// The rule alone. A suppression is judged by what other rules find: they stand beside it then, and
/// mend nothing.
fn rules(rule: &Arc<Rule>) -> Rules {
    let mut rules = vec![Arc::clone(rule)];
    if matches!(rule.find, Find::Suppression(_)) {
        let others = load::builtin().unwrap_or_default().into_iter();
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
