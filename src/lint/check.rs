//! check: post × rules → findings, in one pass.

use crate::post::Post;
use crate::rule::index::Rules;
use crate::text::finding::Finding;

/// Everything that `rules` find in `post`, by position.
pub fn check(post: &Post<'_>, rules: &Rules) -> Vec<Finding> {
    rules.findings(post)
}
