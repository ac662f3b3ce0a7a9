//! pace: how long reading and each rule take, the slowest first.

use super::exit::{CliError, Exit};
use super::output::Outcome;
use super::session::Job;
use crate::post::parse::parse;
use crate::report::summary::Summary;
use crate::rule::index::Rules;
use crate::text::source::Source;
use std::collections::HashMap;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many lines are enough to see which rule is slow.
const LINES: usize = 10;

/// Time by the id of a rule; what no rule is to blame for has an empty one.
type Spent = HashMap<Arc<str>, Duration>;

/// Goes through the posts rule by rule, and prints where the time went.
pub(super) fn pace(job: &Job) -> Result<Exit, CliError> {
    let spent = Mutex::new(Spent::new());
    let total = job.run(|_, source, rules| {
        let own = spent_on(source, rules);
        let mut spent = spent.lock().unwrap_or_else(PoisonError::into_inner);
        for (rule, time) in own {
            *spent.entry(rule).or_default() += time;
        }
        Outcome {
            summary: Summary::of(&[]),
            ..Outcome::default()
        }
    })?;
    let spent = spent.into_inner().unwrap_or_else(PoisonError::into_inner);
    let all: Duration = spent.values().sum();
    let mut spent: Vec<_> = spent.into_iter().collect();
    spent.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (rule, time) in spent.into_iter().take(LINES) {
        let share = 100.0 * time.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE);
        let name = if rule.is_empty() { "(reading)" } else { &*rule };
        let time = time.as_secs_f64() * 1000.0;
        writeln!(io::stdout(), "{time:>10.1} ms  {share:>3.0} %  {name}")?;
    }
    Ok(total.exit)
}

/// Each rule is alone, so that a run without this question has nothing to measure.
fn spent_on(source: &Source, rules: &Rules) -> Spent {
    let begun = Instant::now();
    let post = parse(source);
    let mut spent = Spent::from([(Arc::from(""), begun.elapsed())]);
    for rule in rules.iter() {
        let alone = Rules::new(vec![Arc::clone(rule)], rules.policy().clone());
        let begun = Instant::now();
        alone.findings(&post);
        spent.insert(Arc::clone(&rule.id), begun.elapsed());
    }
    spent
}
