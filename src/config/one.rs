//! one: a post that a door hands over as a text with a name → what there is to report of it, what a fix makes of it.

use crate::config::cache::Settings;
use crate::config::load::Wrong;
use crate::lint::check::check;
use crate::lint::fix::fix;
use crate::post::parse::parse;
use crate::report::json;
use crate::text::edit::{Edits, Safety};
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// The error of a run: what is wrong with the configuration that the post's name finds.
pub type Judged<T> = Result<T, Arc<Vec<Wrong>>>;

/// The text as a post called `name` is read.
pub fn source(settings: &Settings, name: &str, text: String) -> Judged<Source> {
    let config = settings.at(Path::new(name))?;
    Ok(Source::from_text(name, text).read_as(config.dialect(Path::new(name))))
}

/// What `work` on one post gives; what to say of the post where it brings a fault in copydesk to light: one such
/// post must not hide the others.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, &'static str> {
    let said = "this post stops copydesk; please report it";
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| said)
}

/// Whether the configuration passes over the post.
pub fn is_ignored(settings: &Settings, name: &str) -> Judged<bool> {
    let path = Path::new(name);
    Ok(settings.at(path)?.ignores(path))
}

/// What is done with a post.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// It is said what is wrong.
    Check,
    /// With the fixes that are trusted at least so far.
    Fix(Safety),
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// The post afterwards; the same where nothing changed.
    pub after: Source,
    /// What there is to report of it then.
    pub findings: Vec<Finding>,
    /// What was changed, where it was to be fixed.
    pub edits: Edits,
}

/// Does `act` with the post. `with_baseline`: what a baseline accepts is not reported.
pub fn done(settings: &Settings, source: Source, act: Act, with_baseline: bool) -> Judged<Outcome> {
    let path = Path::new(source.name());
    let rules = settings.at(path)?.rules_for(path);
    let (after, findings, edits) = match act {
        Act::Check => {
            let findings = check(&parse(&source), &rules);
            (source, findings, Edits::default())
        }
        Act::Fix(least) => {
            let fixed = fix(&parse(&source), &rules, least);
            let after = fixed.text.map(|text| source.with_text(text));
            (after.unwrap_or(source), fixed.findings, fixed.changes)
        }
    };
    let findings = if with_baseline {
        settings.new_ones(&after, &findings)?.into_owned()
    } else {
        findings
    };
    Ok(Outcome {
        after,
        findings,
        edits,
    })
}

impl Outcome {
    /// A post that is passed over.
    pub fn of_ignored(source: Source) -> Self {
        Self {
            after: source,
            findings: Vec::new(),
            edits: Edits::default(),
        }
    }

    /// The members of a JSON object that say what came of it.
    pub fn json(&self, act: Act) -> String {
        let findings = json::list(&self.after, &self.findings);
        if matches!(act, Act::Check) {
            return format!("\"findings\":{findings}");
        }
        let (text, edits) = (json::text(self.after.text()), json::edits(&self.edits));
        let refused = json::refused(&self.after, &self.findings);
        format!("\"findings\":{findings},\"text\":{text},\"edits\":{edits},\"refused\":{refused}")
    }
}
