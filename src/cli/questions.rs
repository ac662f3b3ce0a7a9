//! questions: how much a person who is asked fix by fix has to answer, in all files.

use super::exit::CliError;
use super::output::Outcome;
use super::session::{Job, Shows};
use crate::lint::fix::propose;
use crate::post::Post;
use crate::report::summary::{count, fixes, grouped, unchecked};
use crate::rule::index::Rules;
use crate::text::edit::Safety;
use crate::text::source::Source;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Looks at each file before the run itself, which will say what there is to say.
pub(super) fn first_look<T: Default + Send>(
    job: &mut Job,
    work: impl Fn(&Path, &Source, &Rules) -> (Outcome, T) + Sync + Send,
    take: impl FnMut(T) -> Result<ControlFlow<()>, CliError>,
) -> Result<(), CliError> {
    let (format, outputs) = (job.format.take(), std::mem::take(&mut job.outputs));
    let shows = std::mem::replace(&mut job.shows, Shows::Later);
    let looked = job.collect(work, take);
    (job.format, job.outputs, job.shows) = (format, outputs, shows);
    looked.map(|_| ())
}

/// What there is to answer in all files.
#[derive(Debug, Default)]
pub(super) struct Questions {
    files: usize,
    pub(super) fixes: usize,
    rules: BTreeMap<Arc<str>, usize>,
    /// Those that write an address of a host that nobody has asked, by host.
    unchecked: BTreeMap<String, usize>,
}

/// More rules than these are not named before the first question.
const MOST_RULES: usize = 6;

impl Questions {
    /// Those of one post.
    pub(super) fn of(post: &Post<'_>, rules: &Rules) -> Self {
        let mut questions = Self::default();
        if !post.source.not_text().is_empty() {
            return questions;
        }
        let (findings, _) = propose(post, rules, Safety::Suggest);
        for finding in findings.iter().filter(|finding| finding.fix.is_some()) {
            questions.files = 1;
            questions.fixes += 1;
            *questions
                .rules
                .entry(Arc::clone(&finding.rule))
                .or_default() += 1;
            if let Some(host) = finding.host.as_ref().filter(|host| host.is_unchecked) {
                *questions.unchecked.entry(host.name.clone()).or_default() += 1;
            }
        }
        questions
    }

    pub(super) fn add(&mut self, more: Self) {
        self.files += more.files;
        self.fixes += more.fixes;
        for (rule, count) in more.rules {
            *self.rules.entry(rule).or_default() += count;
        }
        for (host, count) in more.unchecked {
            *self.unchecked.entry(host).or_default() += count;
        }
    }

    /// How much is to be answered; `None` where nothing is.
    pub(super) fn said(&self) -> Option<String> {
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let shown = rules.iter().take(MOST_RULES);
        let shown = shown.map(|(rule, count)| format!("{rule} {}", grouped(**count)));
        let mut shown: Vec<String> = shown.collect();
        if rules.len() > MOST_RULES {
            shown.push(format!("{} more", count(rules.len() - MOST_RULES, "rule")));
        }
        let (number, files) = (fixes(self.fixes), count(self.files, "file"));
        (self.fixes > 0).then(|| {
            let said = format!(
                "{number} to answer in {files}: {}; `?` lists the answers",
                shown.join(", ")
            );
            let hosts = unchecked("fixes", &self.unchecked);
            [said, hosts].join("\n").trim_end().to_owned()
        })
    }
}
