//! load: rule files, built in and a user's own → rules, or what is wrong with the files.

use crate::rule::Rule;
use crate::rule::builtin;
use crate::rule::compile::compile;
use crate::source::{self, ReadError, Source};
use crate::span::Span;
use crate::typed::{Mistake, nearest};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// No rule file is larger than this, in bytes.
const LARGEST: u64 = 1 << 20;

/// A rule file and what is wrong with it.
#[derive(Debug)]
pub struct Wrong {
    /// The file.
    pub source: Source,
    /// What is wrong, and where.
    pub mistakes: Vec<Mistake>,
}

/// The rules that the binary carries.
pub fn builtin() -> Result<Vec<Arc<Rule>>, Vec<Wrong>> {
    all(builtin::sources()).map(|rules| rules.into_iter().map(|(rule, _)| rule).collect())
}

/// The rules in the files `paths`, and in the folders among them, each with its file.
pub fn files(paths: &[PathBuf]) -> Result<Vec<(Arc<Rule>, Source)>, Vec<Wrong>> {
    let mut sources = Vec::new();
    let mut wrong = Vec::new();
    for path in paths {
        match rule_files(path) {
            Ok(files) if files.is_empty() => {
                wrong.push(unreadable(path, "the folder holds no rule file (*.yml)"));
            }
            Ok(files) => {
                for file in files {
                    match source::read(&file, LARGEST) {
                        Ok(bytes) => sources.push(Source::new(name(&file), bytes)),
                        Err(ReadError::Io(error)) => {
                            wrong.push(unreadable(&file, &error.to_string()));
                        }
                        Err(ReadError::TooLarge(size, limit)) => {
                            let problem =
                                format!("a rule file of {size} bytes; the limit is {limit}");
                            wrong.push(unreadable(&file, &problem));
                        }
                    }
                }
            }
            Err(error) => wrong.push(unreadable(path, &error.to_string())),
        }
    }
    if wrong.is_empty() {
        all(sources)
    } else {
        Err(wrong)
    }
}

/// Those of `rules` that `select` names by id or tag (all, where it is empty), without those that
/// `ignore` names. The error is a name that nothing has.
pub fn select(
    rules: &[Arc<Rule>],
    select: &[String],
    ignore: &[String],
) -> Result<Vec<Arc<Rule>>, String> {
    let is_known = |name: &str| name == "all" || rules.iter().any(|rule| rule.answers_to(name));
    if let Some(unknown) = select.iter().chain(ignore).find(|name| !is_known(name)) {
        let known = rules.iter().flat_map(|rule| {
            std::iter::once(&*rule.id).chain(rule.tags.iter().map(String::as_str))
        });
        let help = match nearest(unknown, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`copydesk rules` lists them".to_owned(),
        };
        return Err(format!("no rule and no tag is called `{unknown}`; {help}"));
    }
    let named = |names: &[String], rule: &Rule| {
        names
            .iter()
            .any(|name| name == "all" || rule.answers_to(name))
    };
    let chosen = rules
        .iter()
        .filter(|rule| (select.is_empty() || named(select, rule)) && !named(ignore, rule));
    Ok(chosen.cloned().collect())
}

fn all(sources: Vec<Source>) -> Result<Vec<(Arc<Rule>, Source)>, Vec<Wrong>> {
    let mut rules = Vec::new();
    let mut wrong = Vec::new();
    for source in sources {
        let stem = Path::new(source.name()).file_stem();
        let id = stem.and_then(|stem| stem.to_str()).unwrap_or_default();
        match compile(id, &source) {
            Ok(rule) => rules.push((Arc::new(rule), source)),
            Err(mistakes) => wrong.push(Wrong { source, mistakes }),
        }
    }
    if wrong.is_empty() {
        Ok(rules)
    } else {
        Err(wrong)
    }
}

/// The file itself, or the rule files of a folder by name.
fn rule_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = path.read_dir()?.collect::<io::Result<Vec<_>>>()?;
    let is_rule = |path: &PathBuf| {
        path.extension()
            .is_some_and(|ext| ext == "yml" || ext == "yaml")
            && path.is_file()
    };
    let mut files: Vec<_> = entries
        .iter()
        .map(std::fs::DirEntry::path)
        .filter(is_rule)
        .collect();
    files.sort();
    Ok(files)
}

fn name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn unreadable(path: &Path, problem: &str) -> Wrong {
    Wrong {
        source: Source::new(name(path), Vec::new()),
        mistakes: vec![Mistake::new(Span::default(), problem)],
    }
}
