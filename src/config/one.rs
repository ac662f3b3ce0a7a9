//! one: a post that a door hands over as a text with a name → what there is to report of it, what a fix makes of it.

use crate::config::cache::Settings;
use crate::config::load::Wrong;
use crate::lint::check;
use crate::lint::fix::{self, Fixed};
use crate::post::parse::parse;
use crate::text::edit::Safety;
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::path::Path;
use std::sync::Arc;

/// The error of a run: what is wrong with the configuration that the post's name finds.
pub type Judged<T> = Result<T, Arc<Vec<Wrong>>>;

/// The text as a post called `name` is read.
pub fn source(settings: &Settings, name: &str, text: String) -> Judged<Source> {
    let config = settings.at(Path::new(name))?;
    Ok(Source::from_text(name, text).read_as(config.dialect(Path::new(name))))
}

/// Whether the configuration passes over the post.
pub fn is_ignored(settings: &Settings, name: &str) -> Judged<bool> {
    let path = Path::new(name);
    Ok(settings.at(path)?.ignores(path))
}

/// What there is to report.
pub fn check(settings: &Settings, source: &Source) -> Judged<Vec<Finding>> {
    let path = Path::new(source.name());
    let rules = settings.at(path)?.rules_for(path);
    Ok(check::check(&parse(source), &rules))
}

/// What the fixes make of it that are trusted at least as far as `least`.
pub fn fix(settings: &Settings, source: &Source, least: Safety) -> Judged<Fixed> {
    let path = Path::new(source.name());
    let rules = settings.at(path)?.rules_for(path);
    Ok(fix::fix(&parse(source), &rules, least))
}
