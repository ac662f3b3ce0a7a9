//! load: rule files, hosts files and configurations → what they say, or what is wrong with them.

use crate::config::resolve::Config;
use crate::config::schemas::{LARGEST, OUR_ENDS, schema_of};
use crate::config::spec::ConfigSpec;
use crate::data::json_schema::Schema;
use crate::data::typed;
use crate::data::typed::route::{Mistake, placed};
use crate::lint::baseline::{self, Baseline};
use crate::rule::Rule;
use crate::rule::builtin;
use crate::rule::compile::{self, compile};
use crate::text::problem::Problem;
use crate::text::source::{self, Source};
use crate::text::span::Span;
use crate::text::suggest::{nearest, shortened};
use crate::url::hosts::{self, Hosts, HostsSpec};
use crate::workspace::files::{self, ReadError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A configuration extends another, which extends another, this many deep.
pub(super) const DEEPEST: usize = 8;

/// A file of the user's own that is no post, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// What kind of file it is.
    pub kind: Kind,
    /// The file.
    pub source: Source,
    /// What is wrong, and where.
    pub mistakes: Vec<Problem>,
}

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule.
    Rule,
    /// What is known of hosts.
    Hosts,
    /// A configuration.
    Config,
    /// Findings that were accepted.
    Baseline,
}

impl Kind {
    /// What is in the place of a rule's id in a report.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rule => "rule-file",
            Self::Hosts => "hosts-file",
            Self::Config => "configuration",
            Self::Baseline => "baseline",
        }
    }
}

/// The rules that the binary carries.
pub fn builtin() -> Result<Vec<Arc<Rule>>, Vec<Wrong>> {
    compile::builtin().map_err(|wrong| {
        let (source, mistakes) = *wrong;
        vec![Wrong {
            kind: Kind::Rule,
            source,
            mistakes,
        }]
    })
}

/// The rules in the files `paths`, and in the folders among them, each with its file.
pub fn files(paths: &[PathBuf]) -> Result<Vec<(Arc<Rule>, Source)>, Vec<Wrong>> {
    let mut sources = Vec::new();
    let mut wrong = Vec::new();
    for path in paths {
        match rule_files(path) {
            Ok(files) if files.is_empty() => {
                wrong.push(unreadable(
                    path,
                    Kind::Rule,
                    "the folder holds no rule file (*.yml)",
                ));
            }
            Ok(files) => {
                for file in files {
                    match read(&file, Kind::Rule) {
                        Ok(source) => sources.push(source),
                        Err(unreadable) => wrong.extend(unreadable),
                    }
                }
            }
            Err(error) => wrong.push(unreadable(path, Kind::Rule, &error.to_string())),
        }
    }
    if wrong.is_empty() {
        all(sources, checked)
    } else {
        Err(wrong)
    }
}

/// A rule whose patterns are checked too.
fn checked(id: &str, source: &Source) -> Result<Rule, Vec<Problem>> {
    let mut rule = compile(id, source)?;
    rule.file = Some(source.name().to_owned());
    let checked = rule.find.check();
    checked
        .map(|()| rule)
        .map_err(|mistake| placed(source, vec![mistake.under("find")]))
}

/// What is wrong with the rule file `source`.
pub fn wrong_with_rule(source: &Source) -> Vec<Problem> {
    checked(stem(source), source).err().unwrap_or_default()
}

/// The id of the rule in a file.
fn stem(source: &Source) -> &str {
    let stem = Path::new(source.name()).file_stem();
    stem.and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// The hosts file of a folder, if it has one.
pub fn hosts_file(folder: &Path) -> Option<PathBuf> {
    let path = folder.join(hosts::FILE_NAME);
    path.symlink_metadata().is_ok().then_some(path)
}

/// What the hosts file at `path` says: a name, and under it `https` and `hotlink`, each yes or no.
pub fn hosts(path: &Path) -> Result<Hosts, Vec<Wrong>> {
    let kind = Kind::Hosts;
    let source = read(path, kind)?;
    hosts_in(&source).map_err(|mistakes| {
        vec![Wrong {
            kind,
            source,
            mistakes,
        }]
    })
}

/// What is wrong with the hosts file `source`.
pub fn wrong_with_hosts(source: &Source) -> Vec<Problem> {
    hosts_in(source).err().unwrap_or_default()
}

fn hosts_in(source: &Source) -> Result<Hosts, Vec<Problem>> {
    let read = typed::read::<HostsSpec>(source);
    let mut mistakes = read.mistakes;
    let hosts = match read.value.map(Hosts::new) {
        Some(Ok(hosts)) => hosts,
        Some(Err(wrong)) => {
            mistakes.extend(wrong);
            Hosts::default()
        }
        None => Hosts::default(),
    };
    if mistakes.is_empty() {
        return Ok(hosts);
    }
    Err(placed(source, mistakes))
}

/// The baseline in `folder`, if it has one. Its size is that of the archive, so it has no limit.
pub fn baseline(folder: &Path) -> Result<Option<Baseline>, Vec<Wrong>> {
    let (path, kind) = (folder.join(baseline::FILE_NAME), Kind::Baseline);
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let bytes = match files::read(&path, source::MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::Io(error)) => return Err(vec![unreadable(&path, kind, &error.to_string())]),
        Err(ReadError::TooLarge(..)) => {
            return Err(vec![unreadable(&path, kind, "it is too large")]);
        }
    };
    let baseline = Baseline::read(&bytes);
    baseline.map(Some).map_err(|(message, line, column)| {
        let source = Source::new(name(&path), bytes);
        let at = source.offset(line, column.saturating_sub(1));
        let mut mistake = Problem::new(Span::empty(at), message);
        mistake.help = Some("correct it, as after a merge; or delete the file: `copydesk baseline` writes one that accepts all there is".into());
        vec![Wrong {
            kind,
            source,
            mistakes: vec![mistake],
        }]
    })
}

/// Lays the configuration at `path`, and those it extends, over `config`.
pub fn config(path: &Path, config: &mut Config) -> Result<(), Vec<Wrong>> {
    extended(path, config, DEEPEST)
}

/// The same of a configuration as it is in `source`, which is named as its file is, or would be.
pub fn config_in(source: Source, config: &mut Config) -> Result<(), Vec<Wrong>> {
    laid(source, config, DEEPEST)
}

fn extended(path: &Path, config: &mut Config, depth: usize) -> Result<(), Vec<Wrong>> {
    laid(read(path, Kind::Config)?, config, depth)
}

fn laid(source: Source, config: &mut Config, depth: usize) -> Result<(), Vec<Wrong>> {
    let source = Arc::new(source);
    let folder = Path::new(source.name()).parent().unwrap_or(Path::new(""));
    checked_over(&source, folder, config, depth)
}

/// Lays a configuration, the paths in which begin at `folder`, over `config`.
fn checked_over(
    source: &Arc<Source>,
    folder: &Path,
    config: &mut Config,
    depth: usize,
) -> Result<(), Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mistakes = laid_over(source, folder, config, depth, &mut wrong);
    if !mistakes.is_empty() {
        let mistakes = placed(source, mistakes);
        wrong.push(Wrong {
            kind: Kind::Config,
            source: Source::clone(source),
            mistakes,
        });
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Lays a configuration over `config`. Returns what is wrong with it; what is wrong in a file that it
/// names is told to `elsewhere`.
fn laid_over(
    source: &Arc<Source>,
    folder: &Path,
    config: &mut Config,
    depth: usize,
    elsewhere: &mut Vec<Wrong>,
) -> Vec<Mistake> {
    config.add_file(source.name());
    let read = typed::read::<ConfigSpec>(source);
    let mut mistakes = read.mistakes;
    let Some(spec) = read.value else {
        return mistakes;
    };
    // Which rules there are is known only where all of these could be read.
    let names_rules = |mistake: &Mistake| {
        let first = mistake.steps().first();
        first.is_some_and(|key| matches!(key.as_str(), "extends" | "rule-files"))
    };
    let named = |path: &str| named(folder.join(path));
    if let Some(other) = &spec.extends {
        let laid = match other.strip_prefix(builtin::PRESET) {
            Some(name) => preset(name).map(|preset| checked_over(&preset, folder, config, 0)),
            None if depth == 0 => Err(Mistake::new(format!(
                "configurations extend each other more than {DEEPEST} deep"
            ))),
            None => named(other)
                .map(|other| extended(&other, config, depth - 1))
                .map_err(|mistake| match builtin::preset(other) {
                    Some(preset) => mistake.helped(format!("write `{}`", preset.name())),
                    None => mistake,
                }),
        };
        match laid {
            Ok(laid) => elsewhere.extend(laid.err().into_iter().flatten()),
            Err(mistake) => mistakes.push(mistake.under("extends")),
        }
    }
    let mut own = Vec::new();
    for (at, path) in spec.rule_files.iter().enumerate() {
        match named(path) {
            Ok(path) => own.push(path),
            Err(mistake) => mistakes.push(mistake.under(at).under("rule-files")),
        }
    }
    match files(&own) {
        Ok(rules) => config.add_rules(rules.into_iter().map(|(rule, _)| rule)),
        Err(wrong) => elsewhere.extend(wrong),
    }
    config.add_rule_files(own);
    let knows_rules = elsewhere.is_empty() && !mistakes.iter().any(names_rules);
    if let Some(path) = &spec.hosts {
        match named(path).map(|path| hosts(&path)) {
            Ok(Ok(hosts)) => config.set_hosts(hosts),
            Ok(Err(wrong)) => elsewhere.extend(wrong),
            Err(mistake) => mistakes.push(mistake.under("hosts")),
        }
    }
    if knows_rules {
        let whole = std::path::absolute(if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        });
        let schema = |name: &str| schema(name, folder);
        mistakes.extend(config.apply(&whole.unwrap_or_default(), source, spec, &schema));
    }
    mistakes
}

/// A file that a configuration names: one that is not there is a mistake where it is named.
fn named(path: PathBuf) -> Result<PathBuf, Mistake> {
    // What is wrong with a file is shown with its line, so it must be one of ours by its name.
    let end = path.extension();
    let is_ours = end.is_some_and(|end| OUR_ENDS.iter().any(|known| end == *known));
    if path.is_file() && !is_ours {
        let message = format!(
            "`{}` is not read: its name must end in `.yml`",
            path.display()
        );
        return Err(Mistake::new(message));
    }
    if path.exists() {
        return Ok(path);
    }
    Err(Mistake::new(format!("there is no `{}`", path.display())))
}

/// The configuration that the binary carries as `name`.
fn preset(name: &str) -> Result<Arc<Source>, Mistake> {
    let preset = builtin::preset(name).map(Arc::new);
    preset.ok_or_else(|| Mistake::unknown("preset", name, builtin::preset_names()))
}

/// The schema that a configuration of `folder` names.
fn schema(name: &str, folder: &Path) -> Result<Arc<Schema>, Mistake> {
    match schema_of(name, folder) {
        Some(schema) => schema.map_err(Mistake::new),
        None => Err(Mistake::unknown("schema", name, builtin::schema_names())),
    }
}

fn read(path: &Path, kind: Kind) -> Result<Source, Vec<Wrong>> {
    match files::read(path, LARGEST) {
        Ok(bytes) => Ok(Source::new(name(path), bytes)),
        Err(ReadError::Io(error)) => Err(vec![unreadable(path, kind, &error.to_string())]),
        Err(ReadError::TooLarge(size, limit)) => {
            let problem = format!("the file has {size} bytes, and the limit is {limit}");
            Err(vec![unreadable(path, kind, &problem)])
        }
    }
}

/// Checks that each of `names` is the id or a tag of one of `rules`. The error says which is not.
pub fn check_names<'n>(
    rules: &[Arc<Rule>],
    names: impl IntoIterator<Item = &'n String>,
) -> Result<(), String> {
    let is_known = |name: &str| name == "all" || rules.iter().any(|rule| rule.answers_to(name));
    let Some(unknown) = names.into_iter().find(|name| !is_known(name)) else {
        return Ok(());
    };
    let known = rules
        .iter()
        .flat_map(|rule| std::iter::once(&*rule.id).chain(rule.tags.iter().map(String::as_str)));
    let help = match nearest(unknown, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`copydesk rules` lists them".to_owned(),
    };
    let unknown = shortened(unknown);
    Err(format!("no rule and no tag is called `{unknown}`; {help}"))
}

fn all(
    sources: Vec<Source>,
    read: fn(&str, &Source) -> Result<Rule, Vec<Problem>>,
) -> Result<Vec<(Arc<Rule>, Source)>, Vec<Wrong>> {
    let mut rules = Vec::new();
    let mut wrong = Vec::new();
    for source in sources {
        match read(stem(&source), &source) {
            Ok(rule) => rules.push((Arc::new(rule), source)),
            Err(mistakes) => wrong.push(Wrong {
                kind: Kind::Rule,
                source,
                mistakes,
            }),
        }
    }
    if wrong.is_empty() {
        Ok(rules)
    } else {
        Err(wrong)
    }
}

/// The file itself, or the rule files in a folder and the folders in that, by name. Folders in hiding, and
/// links to folders, are passed over.
fn rule_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut folders = vec![path.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir()? {
            let entry = entry?;
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if entry.file_type()?.is_dir() {
                folders.extend((!is_hidden).then_some(path));
            } else if matches!(extension, Some("yml" | "yaml")) && path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A path as it was given, with `/` between its parts.
pub fn name(path: &Path) -> String {
    let shown = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        shown.into_owned()
    } else {
        shown.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn unreadable(path: &Path, kind: Kind, problem: &str) -> Wrong {
    Wrong {
        kind,
        source: Source::new(name(path), Vec::new()),
        mistakes: vec![Problem::new(Span::default(), problem)],
    }
}
