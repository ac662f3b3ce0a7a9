//! html: one page that a person reads: counts, plots, and every finding, in a list that can be filtered.

use super::limit::Kept;
use super::page::{AboutRule, Kind, Names, Page, Plot};
use super::posts::{Post, Shown};
use super::summary::{Summary, grouped};
use super::{End, Form, Part, RulePages, Style};
use crate::rule::Rule;
use crate::text::finding::{Finding, Severity};
use crate::text::source::{Source, folder};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) struct Html;

impl Form for Html {
    fn word(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "A page for a browser: counts, plots, and a list to filter"
    }

    fn file(&self, source: &Source, findings: &[Finding], _: Style, _: RulePages<'_>) -> Part {
        Part {
            post: (!findings.is_empty()).then(|| Box::new(Post::of(source, findings))),
            ..Part::default()
        }
    }

    fn end(&self, end: &End<'_>, kept: Kept) -> String {
        let posts = kept.posts;
        let page = Page {
            title: "copydesk report".to_owned(),
            lead: end.summary.found(),
            numbers: numbers(end.summary),
            plots: plots(end, &posts),
            kind: Kind::Report,
        };
        page.written(&Data::of(&posts, end.rules))
    }
}

fn numbers(summary: &Summary) -> Vec<(String, &'static str)> {
    let (safe, not) = summary.fixable();
    let all = [
        (summary.files, "Posts"),
        (summary.findings(), "Findings"),
        (summary.count(Severity::Error), "Errors"),
        (summary.count(Severity::Warning), "Warnings"),
        (summary.count(Severity::Note), "Notes"),
        (safe, "Safe fixes"),
        (not, "Unsafe fixes"),
        (summary.suggested(), "Suggestions"),
        (summary.accepted, "In the baseline"),
    ];
    let all = all.into_iter().enumerate();
    let all = all.filter(|(at, (number, _))| *at < 2 || *number > 0);
    all.map(|(_, (number, what))| (grouped(number), what))
        .collect()
}

fn plots(end: &End<'_>, posts: &[Post]) -> Vec<Plot> {
    let mut rules = BTreeMap::new();
    let mut folders = BTreeMap::new();
    let mut months = BTreeMap::new();
    let mut hosts = BTreeMap::new();
    let add = |counts: &mut BTreeMap<String, usize>, name: &str, number: usize| {
        *counts.entry(name.to_owned()).or_default() += number;
    };
    for post in posts {
        let number = post.rows.len();
        add(&mut folders, folder(&post.path), number);
        if let Some(month) = &post.month {
            add(&mut months, month, number);
        }
        for row in &post.rows {
            add(&mut rules, &row.rule, 1);
            if let Some(host) = &row.host {
                add(&mut hosts, host, 1);
            }
        }
    }
    let both = (!end.accepted.is_empty())
        .then(|| before_and_now(end))
        .flatten();
    [
        Plot::of(("By rule", "Rule"), rules),
        Plot::of(("By folder", "Folder"), folders),
        Plot::of_months(&months),
        Plot::of(("By host of the address", "Host"), hosts),
        both,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the baseline accepted when it was written, and what of each rule is found now, accepted or not.
fn before_and_now(end: &End<'_>) -> Option<Plot> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (rule, number) in end.accepted {
        counts.entry(rule.clone()).or_default().0 += number;
    }
    let found = end
        .summary
        .rules
        .iter()
        .map(|(rule, tally)| (rule, tally.count));
    let accepted = end.summary.accepted_rules.iter();
    for (rule, number) in found.chain(accepted.map(|(rule, number)| (rule, *number))) {
        counts.entry(rule.to_string()).or_default().1 += number;
    }
    Plot::of_pairs(("Since the baseline", "Rule"), counts)
}

/// What the page's script reads.
#[derive(Serialize)]
struct Data<'a> {
    rules: Vec<AboutRule>,
    posts: Vec<PostData<'a>>,
}

#[derive(Serialize)]
struct PostData<'a> {
    path: &'a str,
    folder: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    findings: Vec<FindingData<'a>>,
}

#[derive(Serialize)]
struct FindingData<'a> {
    rule: usize,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    #[serde(flatten)]
    shown: &'a Shown,
}

impl<'a> Data<'a> {
    fn of(posts: &'a [Post], rules: &[Arc<Rule>]) -> Self {
        let mut names = Names::default();
        let posts = posts.iter().map(|post| {
            let findings = post.rows.iter().map(|row| FindingData {
                rule: names.number(&row.rule),
                severity: row.severity.word(),
                host: row.host.as_deref(),
                shown: &row.shown,
            });
            PostData {
                findings: findings.collect(),
                path: &post.path,
                folder: folder(&post.path),
                title: post.title.as_deref(),
                author: post.author.as_deref(),
                month: post.month.as_deref(),
                lang: post.lang.as_deref(),
            }
        });
        Self {
            posts: posts.collect(),
            rules: names
                .all()
                .iter()
                .map(|id| AboutRule::of(id, rules))
                .collect(),
        }
    }
}
