//! check: source × rules → findings, in one pass.

use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::finding::Finding;
use crate::text::source::Source;

/// Everything that `rules` find in `source`, by position.
pub fn check(source: &Source, rules: &Rules) -> Vec<Finding> {
    rules.findings(&parse(source))
}
