//! hover: what a person is told who points at something in a post: an address, a suppressed rule, a
//! finding.

use super::encoding::Lines;
use crate::cli::explain_url::explained;
use crate::post::Post;
use crate::post::suppression::Suppressions;
use crate::rule::Rule;
use crate::rule::index::Rules;
use crate::text::finding::Finding;
use crate::text::span::Span;
use crate::url::extract::sites;
use lsp_types::{Hover, MarkupContent, MarkupKind};
use std::sync::Arc;

/// What there is to say of byte `offset`: of the address there, of the rule that is suppressed there,
/// of what is found there.
pub(super) fn hover(
    post: &Post<'_>,
    (rules, findings): (&Rules, &[Finding]),
    all_rules: &[Arc<Rule>],
    offset: u32,
    lines: &Lines<'_>,
) -> Option<Hover> {
    let is_here = |span: Span| span.start <= offset && offset <= span.end;
    let told = |span: Span, value: String| Hover {
        contents: markdown(value).into(),
        range: Some(lines.range(span)),
    };
    if let Some((name, span)) = suppressed(post, rules, is_here) {
        let rule = all_rules.iter().find(|rule| *rule.id == *name)?;
        return Some(told(span, of_rule(rule)));
    }
    let mut found = findings.iter().filter(|finding| is_here(finding.span));
    let narrow = found.by_ref().min_by_key(|finding| finding.span.len());
    let address = address(post, rules, is_here);
    let mut parts = Vec::new();
    let mut span = None;
    if let Some(finding) = narrow {
        span = Some(finding.span);
        let rule = rules.iter().find(|rule| rule.id == finding.rule);
        parts.extend(rule.map(|rule| of_rule(rule)));
    }
    if let Some((at, address)) = address {
        span = Some(span.filter(|known| known.len() <= at.len()).unwrap_or(at));
        parts.push(format!("```text\n{}```", explained(rules, &address)));
    }
    Some(told(span?, parts.join("\n\n---\n\n")))
}

/// What a rule is for.
pub(super) fn of_rule(rule: &Rule) -> String {
    format!(
        "**{}**: {}\n\n{}",
        rule.id,
        rule.summary,
        rule.why().trim_end()
    )
}

/// A text that an editor renders.
pub(super) fn markdown(value: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    }
}

/// The rule that a comment suppresses here.
fn suppressed(
    post: &Post<'_>,
    rules: &Rules,
    is_here: impl Fn(Span) -> bool,
) -> Option<(String, Span)> {
    let suppressions = Suppressions::of(post, &rules.policy().known)?;
    let mut each = suppressions.each.into_iter();
    each.find(|one| is_here(one.span))
        .map(|one| (one.name, one.span))
}

/// The address here, entities and escapes read.
fn address(
    post: &Post<'_>,
    rules: &Rules,
    is_here: impl Fn(Span) -> bool,
) -> Option<(Span, String)> {
    let mut found = None;
    let bare = rules.policy().bare();
    sites(post, &rules.policy().url_fields, bare, &mut |site| {
        if found.is_none() && is_here(site.span) {
            found = Some((site.span, site.address.clone().into_owned()));
        }
    });
    found
}
