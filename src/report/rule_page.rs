//! rule page: where a rule is explained, and its id as a link to that on a terminal.

use super::painted_as;
use super::uri::uri;
use crate::rule::{Rule, builtin};
use crate::text::finding::Severity;
use std::borrow::Cow;
use std::sync::Arc;

/// The rules whose ids are links where there is something to lead to.
#[derive(Clone, Copy, Debug)]
pub struct RulePages<'r>(pub &'r [Arc<Rule>]);

impl RulePages<'_> {
    /// No id is a link.
    pub const NONE: Self = Self(&[]);

    /// Where the rule is explained: a rule of the user's own in its file; what the binary carries in the book, if that
    /// is published anywhere.
    fn address(self, id: &str) -> Option<String> {
        let rule = self.0.iter().find(|rule| *rule.id == *id)?;
        match &rule.file {
            Some(file) => Some(uri(std::path::absolute(file).ok()?.to_str()?)),
            None => builtin::page(id),
        }
    }

    /// The id of a rule as a terminal shows it, in the colour of how bad its findings are.
    pub fn named(self, id: &str, severity: Option<Severity>, color: bool) -> String {
        let shown = match severity {
            Some(severity) => painted_as(severity, id, color),
            None => Cow::Borrowed(id),
        };
        match self.address(id) {
            // OSC 8, "Hyperlinks in terminal emulators".
            Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\"),
            None => shown.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::compile;

    #[test]
    fn an_own_rule_is_a_link_to_its_file() {
        let source = builtin::source("missing-alt").expect("a rule file");
        let mut rule = compile::compile("missing-alt", &source).expect("a rule");
        rule.file = Some("/site/my rules/missing-alt.yml".to_owned());
        let rules = [Arc::new(rule)];
        let pages = RulePages(&rules);
        assert_eq!(
            pages.named("missing-alt", Some(Severity::Error), true),
            "\u{1b}]8;;file:///site/my%20rules/missing-alt.yml\u{1b}\\\u{1b}[31mmissing-alt\u{1b}[0m\u{1b}]8;;\u{1b}\\"
        );
        assert_eq!(pages.named("no-dogs", None, true), "no-dogs");
        assert_eq!(
            RulePages::NONE.named("missing-alt", None, false),
            "missing-alt"
        );
    }
}
