//! workspace: the folders that the editor has open, and what their configurations say.

use super::document::Document;
use crate::cli::args::{OwnRules, TrustArgs};
use crate::cli::exit::CliError;
use crate::cli::options::{settings, wanted};
use crate::config::cache::Settings;
use crate::config::load::{self, Kind, Wrong};
use crate::config::resolve::{FILE_NAME, Overrides};
use crate::lint::check::check;
use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::finding::Finding;
use crate::text::problem::Problem;
use crate::text::source::{Dialect, Source};
use crate::workspace::discover::{has_extension, real};
use crate::workspace::git::is_pointer;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the server knows beside the open files.
#[derive(Debug)]
pub(super) struct Workspace {
    own: OwnRules,
    /// The hosts file of the command line.
    hosts: Option<PathBuf>,
    wanted: Overrides,
    settings: Settings,
    /// How often the configurations were read anew.
    pub(super) generation: u32,
}

/// What a file is to copydesk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Post,
    Configuration,
    Rule,
    Hosts,
    /// Not ours.
    Other,
}

/// What is wrong in a file.
#[derive(Debug)]
pub(super) enum Analysis {
    /// What the rules find in a post.
    Post {
        rules: Arc<Rules>,
        findings: Vec<Finding>,
    },
    /// What is wrong with a file of the user's own that is no post: its kind, and each mistake.
    Own(Kind, Vec<Problem>),
    /// It is not looked at.
    Nothing,
}

/// What came of looking at a file.
pub(super) struct Look {
    pub(super) analysis: Analysis,
    /// What is wrong with files that decide about this one.
    pub(super) elsewhere: Vec<Wrong>,
}

impl Look {
    fn of(analysis: Analysis) -> Self {
        Self {
            analysis,
            elsewhere: Vec::new(),
        }
    }
}

impl Workspace {
    /// What the command line says, for every folder.
    pub(super) fn new(own: OwnRules, trust: &TrustArgs) -> Result<Self, CliError> {
        let wanted = wanted(trust)?;
        Ok(Self {
            settings: settings(&own, wanted.clone())?,
            own,
            hosts: trust.hosts.clone(),
            wanted,
            generation: 0,
        })
    }

    /// Reads every configuration anew when it is next asked for. Rule files of the command line that
    /// are wrong now keep what they said before.
    pub(super) fn reload(&mut self) {
        if let Ok(settings) = settings(&self.own, self.wanted.clone()) {
            self.settings = settings;
        }
        self.generation += 1;
    }

    /// What the file at `path` is.
    pub(super) fn content(&self, path: &Path) -> Content {
        if has_extension(path) {
            return Content::Post;
        }
        if path.file_name().is_some_and(|name| name == FILE_NAME) {
            return Content::Configuration;
        }
        let is_yaml = path
            .extension()
            .is_some_and(|end| end == "yml" || end == "yaml");
        if !is_yaml {
            return Content::Other;
        }
        // Which they are does not depend on whether they are right.
        let named = self.settings.named(path);
        let path = real(path);
        let is = |named: &[PathBuf]| named.iter().any(|named| path == real(named));
        let mut rule_files = named.rule_files.iter().chain(&self.own.rule_files);
        if rule_files.any(|named| path.starts_with(real(named))) {
            Content::Rule
        } else if is(&named.hosts) || is(self.hosts.as_slice()) {
            Content::Hosts
        } else if is(&named.configurations) {
            Content::Configuration
        } else {
            Content::Other
        }
    }

    /// Whether `document` is a post that can be read: Git LFS may have a pointer in its place.
    pub(super) fn is_post(&self, document: &Document) -> bool {
        let is_pointer = is_pointer(document.source.text().as_bytes());
        self.content(&document.path) == Content::Post && !is_pointer
    }

    /// Whether the configuration has the post at `path` passed over.
    pub(super) fn ignores(&self, path: &Path) -> bool {
        let config = self.settings.at(path);
        config.is_ok_and(|config| config.ignores(path))
    }

    /// What is wrong in `document`, as it is in the editor.
    pub(super) fn look(&self, document: &Document) -> Look {
        let source = &document.source;
        match self.content(&document.path) {
            Content::Post => self.look_at_post(&document.path, source),
            Content::Configuration => {
                let mut elsewhere = self.settings.wrong_with(source);
                let here = elsewhere
                    .iter()
                    .position(|wrong| wrong.source.name() == source.name());
                let here = here.map(|at| elsewhere.remove(at).mistakes);
                Look {
                    analysis: Analysis::Own(Kind::Config, here.unwrap_or_default()),
                    elsewhere,
                }
            }
            Content::Rule => Look::of(Analysis::Own(Kind::Rule, load::wrong_with_rule(source))),
            Content::Hosts => Look::of(Analysis::Own(Kind::Hosts, load::wrong_with_hosts(source))),
            Content::Other => Look::of(Analysis::Nothing),
        }
    }

    /// What the rules find in a post, but for what the baseline accepts. Of a post that Git LFS keeps elsewhere
    /// nothing can be said.
    pub(super) fn look_at_post(&self, path: &Path, source: &Arc<Source>) -> Look {
        if is_pointer(source.text().as_bytes()) {
            return Look::of(Analysis::Nothing);
        }
        let wrong = |wrong: Arc<Vec<Wrong>>| Look {
            analysis: Analysis::Nothing,
            elsewhere: Arc::unwrap_or_clone(wrong),
        };
        let config = match self.settings.at(path) {
            Ok(config) if config.ignores(path) => return Look::of(Analysis::Nothing),
            Ok(config) => config,
            Err(why) => return wrong(why),
        };
        let rules = config.rules_for(path);
        let source = read_as(source, config.dialect(path));
        let findings = check(&parse(&source), &rules);
        match self.settings.new_ones(&source, &findings) {
            Ok(new) => {
                let findings = new.into_owned();
                Look::of(Analysis::Post { rules, findings })
            }
            Err(why) => wrong(why),
        }
    }

    /// The rules for the post at `path`, and the post as they are to read it.
    pub(super) fn rules_for(
        &self,
        path: &Path,
        source: &Arc<Source>,
    ) -> Option<(Arc<Rules>, Arc<Source>)> {
        let config = self.settings.at(path).ok()?;
        Some((
            config.rules_for(path),
            read_as(source, config.dialect(path)),
        ))
    }

    /// Every rule that is known for a file of this folder.
    pub(super) fn all_rules(&self, path: &Path) -> Vec<Arc<crate::rule::Rule>> {
        let config = self.settings.at(path);
        config.map_or_else(
            |_| self.settings.rules(),
            |config| config.all_rules().to_vec(),
        )
    }
}

/// The same text, as the configuration says that it is read.
fn read_as(source: &Arc<Source>, dialect: Dialect) -> Arc<Source> {
    if dialect == source.dialect() {
        return Arc::clone(source);
    }
    Arc::new(Source::clone(source).read_as(dialect))
}

/// Every post below `folders`, with its text.
pub(super) fn posts_below(folders: &[PathBuf]) -> impl Iterator<Item = PathBuf> + Send + use<> {
    crate::workspace::discover::discover(folders).filter_map(Result::ok)
}
