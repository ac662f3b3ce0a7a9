//! resolve: copydesk.yml → the rules and the policy that hold for one file.

use crate::config::detect::Detected;
use crate::config::globs::Globs;
use crate::config::layer::{FindSchema, Layer, Setting};
use crate::config::level::Level;
use crate::config::provenance::{ConfigPart, ConfigPlace, OVERRIDES, Origin};
use crate::config::spec::{ConfigSpec, OverrideSpec, SiteKind};
use crate::data::date::Day;
use crate::data::json_schema::SchemaStore;
use crate::data::typed::route::{Mistake, Route};
use crate::generator::{Reader, Readers};
use crate::post::suppression::Known;
use crate::rule::Rule;
use crate::rule::finder::Find;
use crate::rule::index::Rules;
use crate::rule::policy::{Https, Policy};
use crate::rule::site::SiteSlot;
use crate::text::finding::Severity;
use crate::text::source::Source;
use crate::url::hosts::Hosts;
use serde_json::Value;
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
    /// Findings are counted and nobody reads them.
    pub is_counting: bool,
}

/// What holds for the files below one folder.
#[derive(Debug)]
pub struct Config {
    /// Every rule there is, in the order of their names.
    pub(super) rules: Vec<Arc<Rule>>,
    /// What holds for every file.
    pub(super) layer: Layer,
    pub(super) overrides: Vec<(Globs, Layer)>,
    pub(super) ignore: Vec<(Globs, ConfigPlace)>,
    /// The files that are MDX, whatever they are named.
    pub(super) mdx: Vec<Globs>,
    /// Which site the posts are, where that is said.
    pub(super) site: Option<SiteKind>,
    /// What is known of the site, once it is.
    pub(super) site_slot: SiteSlot,
    pub(super) wanted: Overrides,
    pub(super) shelf: Arc<dyn SchemaStore>,
    /// Where the file is that all this is written in; `None` where there is none.
    pub(super) folder: Option<PathBuf>,
    /// The hosts file that nobody named.
    pub(super) hosts_found: Option<String>,
    /// That file, and those that it extends.
    pub(super) files: Vec<String>,
    /// The user's own rule files, and folders of them, that these name.
    pub(super) rule_files: Vec<PathBuf>,
    /// What shows the generator of a post; `None` where nobody looks for it.
    pub(super) detected: Option<Arc<Detected>>,
    /// By the overrides that match, and the generator.
    pub(super) ready: Mutex<HashMap<Ready, Arc<Rules>>>,
}

/// The overrides that match, and the name of the generator.
type Ready = (Vec<usize>, Option<&'static str>);

/// What comes of all that is said of a rule.
pub(super) struct Settled<'l> {
    /// `None` where it is off.
    pub(super) severity: Option<Severity>,
    /// Whether a layer says how bad its findings are.
    pub(super) is_severity_set: bool,
    pub(super) origin: Origin,
    /// What it looks for, where options say another thing than the rule, and where they stand.
    pub(super) find: Option<(&'l Find, &'l ConfigPlace)>,
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
            site: None,
            site_slot: SiteSlot::default(),
            wanted,
            shelf,
            folder: None,
            hosts_found: None,
            files: Vec::new(),
            rule_files: Vec::new(),
            detected: None,
            ready: Mutex::default(),
        }
    }

    /// Has the files around a post show its generator, where nothing names it.
    pub fn detecting(mut self, detected: Arc<Detected>) -> Self {
        self.detected = Some(detected);
        self
    }

    /// Has posts judged by what is known of their site, once it is.
    pub fn on_site(mut self, slot: SiteSlot) -> Self {
        self.site_slot = slot;
        self
    }

    /// Adds the user's own rules; one with the name of a known one takes its place.
    pub fn add_rules(&mut self, rules: impl IntoIterator<Item = Arc<Rule>>) {
        for rule in rules {
            self.rules.retain(|known| known.id != rule.id);
            self.rules.push(rule);
        }
        self.rules.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// Sets where the file is that all this is written in.
    pub fn set_folder(&mut self, folder: PathBuf) {
        self.folder = Some(folder);
    }

    /// Where the file is that all this is written in; `None` where there is none.
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

    /// Whether a configuration names a hosts file.
    pub fn knows_hosts(&self) -> bool {
        self.layer.hosts.is_some()
    }

    /// Sets what is known of hosts by a file that nobody named.
    pub fn set_hosts_found(&mut self, path: String, hosts: Hosts) {
        self.hosts_found = Some(path);
        self.set_hosts(hosts);
    }

    /// Lays what is written in a file of `folder` over what is known so far. Returns all that is wrong
    /// with it.
    pub fn apply(
        &mut self,
        folder: &Path,
        source: &Arc<Source>,
        spec: ConfigSpec,
        schema: FindSchema<'_>,
    ) -> Vec<Mistake> {
        let mut wrong = Vec::new();
        let part = ConfigPart::of(source);
        let settings = self.settings(spec.rules.as_ref(), &part, &mut wrong);
        self.layer.rules.extend(settings);
        let said = &mut self.layer.said;
        part.say(
            said,
            "mdx",
            Some(&spec.mdx).filter(|globs| !globs.is_empty()),
        );
        part.say(said, "https", spec.https.as_ref());
        part.say(said, "hosts", spec.hosts.as_ref());
        part.say(said, "language", spec.language.as_ref());
        part.say(said, "site", spec.site.as_ref());
        self.site = spec.site.or(self.site);
        part.say_front_matter(said, &spec.front_matter);
        self.layer.https = spec.https.or(self.layer.https);
        self.layer.language = spec.language.or(self.layer.language);
        self.layer.lay(spec.front_matter, schema, &mut wrong);
        if !spec.ignore.is_empty() {
            let place = part.place(Route::to(["ignore", "0"]));
            let globs = Globs::new(folder, &spec.ignore, "ignore", &mut wrong);
            self.ignore.extend(globs.map(|globs| (globs, place)));
        }
        if !spec.mdx.is_empty() {
            let globs = Globs::new(folder, &spec.mdx, "mdx", &mut wrong);
            self.mdx.extend(globs);
        }
        for (at, spec) in spec.overrides.into_iter().enumerate() {
            let mut inner = Vec::new();
            self.add_override(folder, &part.override_at(at), spec, schema, &mut inner);
            let inner = inner.into_iter();
            wrong.extend(inner.map(|mistake| mistake.under(at).under(OVERRIDES)));
        }
        wrong
    }

    fn add_override(
        &mut self,
        folder: &Path,
        part: &ConfigPart,
        spec: OverrideSpec,
        schema: FindSchema<'_>,
        wrong: &mut Vec<Mistake>,
    ) {
        let mut layer = Layer {
            rules: self.settings(spec.rules.as_ref(), part, wrong),
            language: spec.language,
            ..Layer::default()
        };
        part.say(&mut layer.said, "language", spec.language.as_ref());
        part.say_front_matter(&mut layer.said, &spec.front_matter);
        layer.lay(spec.front_matter, schema, wrong);
        let globs = Globs::new(folder, &spec.files, "files", wrong);
        self.overrides.extend(globs.map(|globs| (globs, layer)));
    }

    /// What `rules:` says.
    fn settings(
        &self,
        rules: Option<&Value>,
        part: &ConfigPart,
        wrong: &mut Vec<Mistake>,
    ) -> Vec<Setting> {
        let entries = match rules {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Object(entries)) => entries,
            Some(_) => {
                let mistake = Mistake::new("the rules are keys with values").under("rules");
                wrong.push(mistake.helped("write `rules: { missing-alt: off }`"));
                return Vec::new();
            }
        };
        let mut settings = Vec::new();
        for (name, value) in entries {
            match self.setting(name, value, part) {
                Ok(setting) => settings.push(setting),
                Err(mistakes) => {
                    let mistakes = mistakes.into_iter();
                    wrong.extend(mistakes.map(|mistake| mistake.under(name).under("rules")));
                }
            }
        }
        settings
    }

    fn setting(
        &self,
        name: &str,
        value: &Value,
        part: &ConfigPart,
    ) -> Result<Setting, Vec<Mistake>> {
        if !self.rules.iter().any(|rule| rule.answers_to(name)) {
            let ids = self.rules.iter().map(|rule| &*rule.id);
            return Err(vec![Mistake::unknown("rule", name, ids).of_key()]);
        }
        let mut setting = Setting {
            name: name.to_owned(),
            place: part.place(Route::to(["rules", name]).key()),
            level: None,
            find: None,
        };
        let Value::Object(entries) = value else {
            setting.level = Some(Level::read(value).map_err(|mistake| vec![mistake])?);
            return Ok(setting);
        };
        let mut wrong = Vec::new();
        let mut options = entries.clone();
        if let Some(value) = options.shift_remove("severity") {
            match Level::read(&value) {
                Ok(level) => setting.level = Some(level),
                Err(mistake) => wrong.push(mistake.under("severity")),
            }
        }
        if !options.is_empty() {
            match self.with(name, &Value::Object(options)) {
                Ok(find) => setting.find = Some(find),
                Err(mistakes) => wrong.extend(mistakes),
            }
        }
        if wrong.is_empty() {
            Ok(setting)
        } else {
            Err(wrong)
        }
    }

    /// What the rule looks for with these options.
    fn with(&self, name: &str, options: &Value) -> Result<Find, Vec<Mistake>> {
        let Some(rule) = self.rules.iter().find(|rule| *rule.id == *name) else {
            let message = format!("`{name}` is a tag, and only a rule has options");
            return Err(vec![Mistake::new(message)]);
        };
        // A configuration that extends another adds to what that one added.
        let before = self.layer.rules.iter().rev();
        let mut before = before.filter(|known| known.name == name);
        let find = before
            .find_map(|known| known.find.as_ref())
            .unwrap_or(&rule.find);
        find.with(options)
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

    /// The rules, and the policy with them, for the file at `path`.
    pub fn rules_for(&self, path: &Path) -> Arc<Rules> {
        let matching = self.matching(path);
        let readers = self.readers(path, &self.layers(&matching));
        let generator = readers.known().map(|reader| reader.generator.name);
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        let rules = ready
            .entry((matching, generator))
            .or_insert_with_key(|(matching, _)| Arc::new(self.resolve(matching, readers)));
        Arc::clone(rules)
    }

    /// The generator that reads the file at `path`: the one that is named, or whose schema is, and else
    /// the one that the files around it show.
    pub(super) fn readers(&self, path: &Path, layers: &[&Layer]) -> Readers {
        let said = layers.iter().rev();
        let (mut named, mut schema) = (None, None);
        for (generator, is_named) in said.filter_map(|layer| layer.generator) {
            let slot = if is_named { &mut named } else { &mut schema };
            slot.get_or_insert(generator);
        }
        let detected = || self.detected.as_ref()?.around(path)?.generator;
        let generator = named.or(schema).or_else(detected);
        let version = layers.iter().rev().find_map(|layer| layer.version);
        generator.map_or_else(Readers::default, |generator| {
            Readers::one(Reader { generator, version })
        })
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
    fn resolve(&self, matching: &[usize], readers: Readers) -> Rules {
        let layers = self.layers(matching);
        let mut policy = Policy {
            readers,
            shelf: Some(Arc::clone(&self.shelf)),
            known: self.known(),
            site: self.site_slot.clone(),
            is_counting: self.wanted.is_counting,
            ..Policy::default()
        };
        for layer in &layers {
            layer.lay_over(&mut policy);
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
        if settled.find.is_none() && !settled.is_severity_set {
            return Some(Arc::clone(rule));
        }
        let mut set = Rule::clone(rule);
        set.severity = severity;
        set.is_severity_set = settled.is_severity_set;
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
        let (mut severity, mut is_severity_set) = (rule.severity, false);
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
                Some(Level::Severity(set)) => {
                    (is_on, severity, is_severity_set) = (true, set, true);
                }
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
            is_severity_set,
            origin,
            find,
        }
    }

    /// Every rule there is, on or off.
    pub fn all_rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }
}
