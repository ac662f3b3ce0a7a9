//! resolve: copydesk.yml → the rules and the policy that hold for one file. The only file that knows
//! globset.

use crate::config::provenance::{ConfigPart, ConfigPlace, Origin, Said};
use crate::config::spec::{ConfigSpec, FrontMatterSpec};
use crate::data::date::{Day, Form, Zone};
use crate::data::json_schema::{Schema, SchemaStore};
use crate::data::typed::{Spanned, typed};
use crate::data::value::{Node, Value};
use crate::generator::{self, Feature};
use crate::post::prose::language::Language;
use crate::post::suppression::Known;
use crate::rule::Rule;
use crate::rule::finder::Find;
use crate::rule::index::Rules;
use crate::rule::policy::{Https, Policy};
use crate::text::finding::Severity;
use crate::text::problem::Problem;
use crate::text::source::Source;
use crate::url::extract::UrlFields;
use crate::url::hosts::Hosts;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What a configuration is called where it is looked for.
pub const FILE_NAME: &str = "copydesk.yml";

/// What the command line asks for, whatever a configuration says.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Only these rules, by id or tag; all that are on, where it is empty.
    pub select: Vec<String>,
    /// All but these rules, by id or tag.
    pub ignore: Vec<String>,
    /// When an address may be written with `https`.
    pub https: Option<Https>,
    /// What is known of hosts.
    pub hosts: Option<Hosts>,
    /// The day that it is.
    pub today: Option<Day>,
}

/// What holds for the files below one folder.
#[derive(Debug)]
pub struct Config {
    /// Every rule there is, in the order of their names.
    pub(super) rules: Vec<Arc<Rule>>,
    /// What holds for every file.
    pub(super) layer: Layer,
    pub(super) overrides: Vec<(GlobSet, Layer)>,
    pub(super) ignore: Vec<(GlobSet, ConfigPlace)>,
    /// The files that are MDX, whatever they are named.
    pub(super) mdx: Vec<GlobSet>,
    pub(super) wanted: Overrides,
    pub(super) shelf: Arc<dyn SchemaStore>,
    /// Where the file stands that all this is written in; `None` where there is none.
    pub(super) folder: Option<PathBuf>,
    /// That file, and those that it extends.
    pub(super) files: Vec<String>,
    /// The user's own rule files, and folders of them, that these name.
    pub(super) rule_files: Vec<PathBuf>,
    /// By the overrides that match.
    pub(super) ready: Mutex<HashMap<Vec<usize>, Arc<Rules>>>,
}

/// Settings, where something is said.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) said: Said,
    pub(super) rules: Vec<Setting>,
    pub(super) https: Option<Https>,
    pub(super) hosts: Option<Hosts>,
    pub(super) url_fields: Option<Vec<String>>,
    pub(super) schema: Option<Arc<Schema>>,
    pub(super) zone: Option<Zone>,
    pub(super) date_form: Option<Form>,
    /// The generator whose schema is named reads no date between slashes.
    pub(super) no_slashes: bool,
    pub(super) language: Option<Language>,
}

/// Finds the schema that a configuration names.
pub type FindSchema<'f> = &'f dyn Fn(&Spanned<String>) -> Result<Arc<Schema>, Problem>;

/// What is said of one rule, or of all with one tag.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    name: String,
    place: ConfigPlace,
    level: Option<Level>,
    /// What it looks for with its options.
    find: Option<Find>,
}

#[derive(Clone, Copy, Debug)]
enum Level {
    Off,
    On,
    Severity(Severity),
}

/// What comes of all that is said of a rule.
pub(super) struct Settled<'l> {
    /// `None` where it is off.
    pub(super) severity: Option<Severity>,
    pub(super) origin: Origin,
    /// What it looks for, where options say another thing than the rule, and where they stand.
    pub(super) find: Option<(&'l Find, &'l ConfigPlace)>,
}

impl Layer {
    /// Lays what is said of front matter over this.
    fn lay(&mut self, spec: FrontMatterSpec, schema: FindSchema<'_>) -> Result<(), Problem> {
        if let Some(name) = &spec.schema {
            self.schema = Some(schema(name)?);
            self.no_slashes =
                generator::named(name).is_some_and(|known| !known.reads(Feature::DateWithSlashes));
        }
        if let Some(name) = &spec.time_zone {
            let zone = Zone::new(name).map_err(|message| Problem::new(name.span, message))?;
            self.zone = Some(zone);
        }
        self.url_fields = spec.urls.or(self.url_fields.take());
        self.date_form = spec.date_form.or(self.date_form);
        Ok(())
    }
}

impl Config {
    /// Nothing but these rules and what the command line asks for.
    pub fn new(rules: Vec<Arc<Rule>>, wanted: Overrides, shelf: Arc<dyn SchemaStore>) -> Self {
        Self {
            rules,
            layer: Layer::default(),
            overrides: Vec::new(),
            ignore: Vec::new(),
            mdx: Vec::new(),
            wanted,
            shelf,
            folder: None,
            files: Vec::new(),
            rule_files: Vec::new(),
            ready: Mutex::default(),
        }
    }

    /// Adds the user's own rules; one with the name of a known one takes its place.
    pub fn add_rules(&mut self, rules: impl IntoIterator<Item = Arc<Rule>>) {
        for rule in rules {
            self.rules.retain(|known| known.id != rule.id);
            self.rules.push(rule);
        }
        self.rules.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// Sets where the file stands that all this is written in.
    pub fn set_folder(&mut self, folder: PathBuf) {
        self.folder = Some(folder);
    }

    /// Where the file stands that all this is written in; `None` where there is none.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Adds the name of a file that a part of this is written in, before those that it extends.
    pub fn add_file(&mut self, name: &str) {
        self.files.push(name.to_owned());
    }

    /// Adds where the user's own rules are written.
    pub fn add_rule_files(&mut self, paths: Vec<PathBuf>) {
        self.rule_files.extend(paths);
    }

    /// The user's own rule files, and folders of them; of two rules with one name the later one holds.
    pub fn rule_files(&self) -> &[PathBuf] {
        &self.rule_files
    }

    /// Sets what is known of hosts.
    pub fn set_hosts(&mut self, hosts: Hosts) {
        self.layer.hosts = Some(hosts);
    }

    /// Lays what is written in a file of `folder` over what is known so far.
    pub fn apply(
        &mut self,
        folder: &Path,
        (source, written): (&Source, &Value<'_>),
        spec: ConfigSpec,
        schema: FindSchema<'_>,
    ) -> Result<(), Problem> {
        let part = ConfigPart::of(source);
        let settings = self.settings(written, &part)?;
        self.layer.rules.extend(settings);
        self.layer.said.extend(part.said(written));
        self.layer.https = spec.https.or(self.layer.https);
        self.layer.language = spec.language.or(self.layer.language);
        self.layer.lay(spec.front_matter, schema)?;
        if let Some(first) = spec.ignore.first() {
            let place = part.place(first.span);
            self.ignore.push((globs(folder, &spec.ignore)?, place));
        }
        if !spec.mdx.is_empty() {
            self.mdx.push(globs(folder, &spec.mdx)?);
        }
        let written = written.get("overrides").map(Value::items);
        let written = written.unwrap_or_default();
        for (at, (spec, written)) in spec.overrides.into_iter().zip(written).enumerate() {
            let part = part.override_at(at);
            let mut layer = Layer {
                said: part.said(written),
                rules: self.settings(written, &part)?,
                language: spec.language,
                ..Layer::default()
            };
            layer.lay(spec.front_matter, schema)?;
            self.overrides.push((globs(folder, &spec.files)?, layer));
        }
        Ok(())
    }

    /// What `rules:` says.
    fn settings(
        &self,
        written: &Value<'_>,
        part: &ConfigPart<'_>,
    ) -> Result<Vec<Setting>, Problem> {
        let Some(rules) = written.get("rules") else {
            return Ok(Vec::new());
        };
        let Node::Map(entries) = &rules.node else {
            let mut mistake = Problem::new(rules.span, "the rules are keys with values");
            mistake.help = Some("write `rules: { missing-alt: off }`".into());
            return Err(mistake);
        };
        let setting = |(key, value): &(Value<'_>, Value<'_>)| self.setting(key, value, part);
        entries.iter().map(setting).collect()
    }

    fn setting(
        &self,
        key: &Value<'_>,
        value: &Value<'_>,
        part: &ConfigPart<'_>,
    ) -> Result<Setting, Problem> {
        let name = key.as_str().unwrap_or_default();
        if !self.rules.iter().any(|rule| rule.answers_to(name)) {
            let ids = self.rules.iter().map(|rule| &*rule.id);
            return Err(Problem::unknown(key.span, "rule", name, ids));
        }
        let mut setting = Setting {
            name: name.to_owned(),
            place: part.place(key.span),
            level: None,
            find: None,
        };
        let Node::Map(entries) = &value.node else {
            setting.level = Some(level(value)?);
            return Ok(setting);
        };
        let (mut severity, mut options) = (None, Vec::new());
        for (key, value) in entries {
            if key.as_str() == Some("severity") {
                severity = Some(level(value)?);
            } else {
                options.push((key.clone(), value.clone()));
            }
        }
        setting.level = severity;
        if !options.is_empty() {
            let Some(rule) = self.rules.iter().find(|rule| *rule.id == *name) else {
                let message = format!("`{name}` is a tag, and only a rule has options");
                return Err(Problem::new(value.span, message));
            };
            // A configuration that extends another adds to what that one added.
            let before = self.layer.rules.iter().rev();
            let mut before = before.filter(|known| known.name == name);
            let find = before
                .find_map(|known| known.find.as_ref())
                .unwrap_or(&rule.find);
            let options = Value {
                node: Node::Map(options),
                ..value.clone()
            };
            setting.find = Some(find.with(&options)?);
        }
        Ok(setting)
    }

    /// Whether a file is passed over in a folder.
    pub fn ignores(&self, path: &Path) -> bool {
        self.ignored_by(path).is_some()
    }

    /// Which list says that.
    pub(super) fn ignored_by(&self, path: &Path) -> Option<&ConfigPlace> {
        if self.ignore.is_empty() {
            return None;
        }
        let path = std::path::absolute(path).ok()?;
        let mut lists = self.ignore.iter();
        let list = lists.find(|(globs, _)| globs.is_match(&path));
        list.map(|(_, place)| place)
    }

    /// Whether a file is said to be MDX.
    pub fn reads_as_mdx(&self, path: &Path) -> bool {
        let is_match = |path: &Path| self.mdx.iter().any(|globs| globs.is_match(path));
        !self.mdx.is_empty() && std::path::absolute(path).is_ok_and(|path| is_match(&path))
    }

    /// The rules, and the policy with them, for the file at `path`.
    pub fn rules_for(&self, path: &Path) -> Arc<Rules> {
        let matching = self.matching(path);
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = ready
            .entry(matching)
            .or_insert_with_key(|matching| Arc::new(self.resolve(matching)));
        Arc::clone(rules)
    }

    /// The overrides that match the file at `path`.
    pub(super) fn matching(&self, path: &Path) -> Vec<usize> {
        if self.overrides.is_empty() {
            return Vec::new();
        }
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let overrides = self.overrides.iter().enumerate();
        overrides
            .filter(|(_, (globs, _))| globs.is_match(&path))
            .map(|(at, _)| at)
            .collect()
    }

    /// What is said for every file, and then by the overrides that match.
    pub(super) fn layers(&self, matching: &[usize]) -> Vec<&Layer> {
        let overriding = matching.iter().map(|at| &self.overrides[*at].1);
        std::iter::once(&self.layer).chain(overriding).collect()
    }

    /// What comes of the configuration and the overrides that match.
    fn resolve(&self, matching: &[usize]) -> Rules {
        let layers = self.layers(matching);
        let mut policy = Policy {
            shelf: Some(Arc::clone(&self.shelf)),
            known: self.known(),
            ..Policy::default()
        };
        for layer in &layers {
            policy.https = layer.https.unwrap_or(policy.https);
            policy.language = layer.language.or(policy.language);
            if let Some(hosts) = &layer.hosts {
                policy.hosts.clone_from(hosts);
            }
            if let Some(schema) = &layer.schema {
                policy.schema = Some(Arc::clone(schema));
                policy.dates.no_slashes = layer.no_slashes;
            }
            if let Some(zone) = &layer.zone {
                policy.dates.zone = Some(zone.clone());
            }
            policy.dates.form = layer.date_form.unwrap_or(policy.dates.form);
            if let Some(fields) = &layer.url_fields {
                policy.url_fields = UrlFields(Some(fields.clone()));
            }
        }
        policy.https = self.wanted.https.unwrap_or(policy.https);
        if let Some(hosts) = &self.wanted.hosts {
            policy.hosts.clone_from(hosts);
        }
        let rules = self.rules.iter().filter_map(|rule| self.set(rule, &layers));
        Rules::new(rules.collect(), policy)
    }

    /// By what suppressions are judged.
    fn known(&self) -> Known {
        let names = self.rules.iter().flat_map(|rule| rule.names());
        Known {
            today: self.wanted.today,
            names: names.map(str::to_owned).collect(),
            is_narrowed: !(self.wanted.select.is_empty() && self.wanted.ignore.is_empty()),
        }
    }

    /// One rule as the layers and the command line set it; `None` where it is off.
    fn set(&self, rule: &Arc<Rule>, layers: &[&Layer]) -> Option<Arc<Rule>> {
        let settled = self.settle(rule, layers);
        let severity = settled.severity?;
        if settled.find.is_none() && severity == rule.severity {
            return Some(Arc::clone(rule));
        }
        let mut set = Rule::clone(rule);
        set.severity = severity;
        if let Some((find, _)) = settled.find {
            set.find = find.clone();
        }
        Some(Arc::new(set))
    }

    pub(super) fn settle<'l>(&self, rule: &Rule, layers: &[&'l Layer]) -> Settled<'l> {
        let is_named = |names: &[String]| {
            let mut names = names.iter();
            names.any(|name| name == "all" || rule.answers_to(name))
        };
        let mut is_on = rule.recommended;
        let mut severity = rule.severity;
        let mut origin = Origin::Default;
        let mut find = None;
        for setting in layers.iter().flat_map(|layer| &layer.rules) {
            if !rule.answers_to(&setting.name) {
                continue;
            }
            find = setting
                .find
                .as_ref()
                .map(|found| (found, &setting.place))
                .or(find);
            match setting.level {
                Some(Level::Off) => is_on = false,
                Some(Level::On) => is_on = true,
                Some(Level::Severity(set)) => (is_on, severity) = (true, set),
                None => continue,
            }
            origin = Origin::Configuration(setting.place.clone());
        }
        // Who asks for a rule on the command line wants it.
        let Overrides { select, ignore, .. } = &self.wanted;
        let is_wanted = (is_named(select) || (select.is_empty() && is_on)) && !is_named(ignore);
        if is_wanted != is_on {
            origin = Origin::CommandLine;
        }
        Settled {
            severity: is_wanted.then_some(severity),
            origin,
            find,
        }
    }

    /// Every rule there is, on or off.
    pub fn all_rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }
}

fn level(value: &Value<'_>) -> Result<Level, Problem> {
    let words = ["off", "on", "error", "warning", "note"];
    let word = value.as_str().unwrap_or_default();
    match word {
        "off" | "false" => Ok(Level::Off),
        "on" | "true" => Ok(Level::On),
        _ if words.contains(&word) => Ok(Level::Severity(typed(value)?)),
        _ => Err(Problem::unknown(value.span, "setting", word, words)),
    }
}

/// Globs as in a `.gitignore` without its signs: `drafts` is the folder and all that is in it,
/// `*.md` is at any depth, `posts/*.md` begins at the folder of the configuration.
fn globs(folder: &Path, written: &[Spanned<String>]) -> Result<GlobSet, Problem> {
    let mut set = GlobSetBuilder::new();
    let folder = globset::escape(&folder.to_string_lossy().replace('\\', "/"));
    for glob in written {
        let inner = glob.trim_start_matches("./").trim_end_matches('/');
        let anywhere = if inner.contains('/') { "" } else { "**/" };
        let inner = inner.trim_start_matches('/');
        for behind in ["", "/**"] {
            let whole = format!("{folder}/{anywhere}{inner}{behind}");
            let built = GlobBuilder::new(&whole).literal_separator(true).build();
            set.add(built.map_err(|error| {
                let message = format!("`{}` is no glob: {}", glob.value, error.kind());
                Problem::new(glob.span, message)
            })?);
        }
    }
    let first = written.first().map(|glob| glob.span).unwrap_or_default();
    set.build()
        .map_err(|error| Problem::new(first, error.to_string()))
}
