//! effective: what a configuration says for one file, and where.

use crate::config::layer::Layer;
use crate::config::provenance::{ConfigPlace, Origin};
use crate::config::resolve::Config;
use crate::config::spec::SiteKind;
use crate::generator::Generator;
use crate::rule::Rule;
use crate::text::finding::Severity;
use crate::text::source::Dialect;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// What holds for one file.
#[derive(Debug)]
pub struct Effective<'c> {
    /// The configuration, and those that it extends.
    pub files: &'c [String],
    /// What says that the file is passed over in a folder.
    pub ignored: Option<&'c ConfigPlace>,
    /// What is said beside rules: the key, the value, and where; no value is the default.
    pub settings: Vec<(&'static str, Value, Origin)>,
    /// Every rule there is, on or off.
    pub rules: Vec<EffectiveRule<'c>>,
}

/// What holds for one rule.
#[derive(Debug)]
pub struct EffectiveRule<'c> {
    /// The rule.
    pub rule: &'c Arc<Rule>,
    /// How bad its findings are; `None` where it is off.
    pub severity: Option<Severity>,
    /// What says so.
    pub origin: Origin,
    /// What gives it options.
    pub options: Option<&'c ConfigPlace>,
}

const GENERATOR: &str = "front-matter.generator";
const SCHEMA: &str = "front-matter.schema";

const HOSTS: &str = "hosts";

/// What can be said beside rules, and what holds where nobody says it.
const KEYS: [(&str, &str); 11] = [
    ("mdx", ""),
    ("site", ""),
    ("https", "assume"),
    (HOSTS, ""),
    ("language", ""),
    (GENERATOR, ""),
    ("front-matter.version", ""),
    (SCHEMA, ""),
    ("front-matter.urls", ""),
    ("front-matter.time-zone", ""),
    ("front-matter.date-form", "rfc3339"),
];

impl Config {
    /// What reads the file at `path`.
    pub fn dialect(&self, path: &Path) -> Dialect {
        let is_match = |path: &Path| self.mdx.iter().any(|globs| globs.is_match(path));
        let is_mdx =
            !self.mdx.is_empty() && std::path::absolute(path).is_ok_and(|path| is_match(&path));
        if is_mdx {
            return Dialect::Mdx;
        }
        self.readers(path, &self.layers(&self.matching(path)))
            .dialect()
    }

    /// The generator that reads the file at `path`.
    pub fn generator(&self, path: &Path) -> Option<&'static Generator> {
        let readers = self.readers(path, &self.layers(&self.matching(path)));
        readers.known().map(|reader| reader.generator)
    }

    /// Which site the posts are, where that is said.
    pub fn site(&self) -> Option<SiteKind> {
        self.site
    }

    /// What holds for the file at `path`, but for what the command line says beside rules.
    pub fn told(&self, path: &Path) -> Effective<'_> {
        let layers = self.layers(&self.matching(path));
        let mut settings = KEYS
            .map(|(key, default)| said(key, default, &layers))
            .to_vec();
        for (key, value, origin) in &mut settings {
            if *key == GENERATOR && value.is_null() {
                (*value, *origin) = self.told_generator(path, &layers);
            }
            if *key == HOSTS
                && let Some(found) = &self.hosts_found
            {
                let why = "beside the configuration, or where the command runs".to_owned();
                (*value, *origin) = (found.as_str().into(), Origin::Detected(why));
            }
        }
        Effective {
            files: &self.files,
            ignored: self.ignored_by(path),
            settings,
            rules: self
                .rules
                .iter()
                .map(|rule| self.told_rule(rule, &layers))
                .collect(),
        }
    }

    /// The generator that no key names, and what shows it.
    fn told_generator(&self, path: &Path, layers: &[&Layer]) -> (Value, Origin) {
        let Some(reader) = self.readers(path, layers).known() else {
            return (Value::Null, Origin::Default);
        };
        let schemas = layers.iter().rev();
        let mut schemas = schemas.filter(|layer| layer.generator.is_some());
        let schema = schemas.find_map(|layer| layer.said.get(SCHEMA));
        let schema = schema.map(|(_, place)| Origin::Configuration(place.clone()));
        let origin = schema.unwrap_or_else(|| {
            let signs = self.detected.as_ref().and_then(|all| all.around(path));
            Origin::Detected(signs.map_or_else(String::new, |signs| signs.seen.join(", ")))
        });
        (reader.generator.name.into(), origin)
    }

    fn told_rule<'c>(&self, rule: &'c Arc<Rule>, layers: &[&'c Layer]) -> EffectiveRule<'c> {
        let settled = self.settle(rule, layers);
        EffectiveRule {
            rule,
            severity: settled.severity,
            origin: settled.origin,
            options: settled.find.map(|(_, place)| place),
        }
    }
}

fn said(key: &'static str, default: &str, layers: &[&Layer]) -> (&'static str, Value, Origin) {
    let said = layers.iter().rev().find_map(|layer| layer.said.get(key));
    match said {
        Some((value, place)) => (key, value.clone(), Origin::Configuration(place.clone())),
        None if default.is_empty() => (key, Value::Null, Origin::Default),
        None => (key, default.into(), Origin::Default),
    }
}
