//! exercise: a rule → which of its own examples do not hold.

use crate::check::check;
use crate::edit::Safety;
use crate::fix::fix;
use crate::policy::Policy;
use crate::rule::set::Rules;
use crate::rule::{Bad, Rule};
use crate::source::Source;
use crate::typed::Mistake;
use std::sync::Arc;

/// Runs every example of `rule` against the rule alone. What does not hold is a mistake in its file.
pub fn exercise(rule: &Arc<Rule>) -> Vec<Mistake> {
    let rules = Rules::new(vec![Arc::clone(rule)], Policy::default());
    let mut mistakes = Vec::new();
    for example in &rule.examples {
        let source = Source::new("example", example.post.clone().into_bytes());
        let mut fails = |message: String, help: Option<String>| {
            mistakes.push(Mistake {
                span: example.span,
                message,
                help,
            });
        };
        let findings = check(&source, &rules);
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

fn list(texts: &[impl AsRef<str>]) -> String {
    let quoted = texts
        .iter()
        .map(|text| format!("`{}`", text.as_ref().escape_debug()));
    quoted.collect::<Vec<_>>().join(", ")
}
