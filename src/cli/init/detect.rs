//! signs: a folder → which generator makes its site, by what was seen there, and what the
//! generator's own configuration says.

use crate::data::toml;
use crate::data::yaml;
use crate::generator::facts::ENOUGH;
use crate::generator::{GENERATORS, Generator, Sign};
use crate::text::span::Span;
use crate::workspace::files;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A generator's own files are not larger than this, in bytes.
const LARGEST: u64 = 1 << 20;
/// What shows which generator makes a site.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// The generator, where one is shown by more than the others are.
    pub generator: Option<&'static Generator>,
    /// What shows it, the clearest first.
    pub seen: Vec<String>,
    /// What its configuration says: by key in lower case, the file and the text.
    said: BTreeMap<String, (String, String)>,
}

impl Signs {
    /// Looks at `folder`.
    pub(super) fn of(folder: &Path) -> Self {
        let signs = GENERATORS.into_iter().flat_map(|generator| {
            let signs = generator.signs.iter();
            signs.map(move |(weight, sign)| (generator, *weight, sign))
        });
        let mut found: Vec<(&'static Generator, usize, String)> = signs
            .filter_map(|(generator, weight, sign)| {
                Some((generator, weight, seen(sign, folder, generator)?))
            })
            .collect();
        found.sort_by_key(|(_, weight, _)| std::cmp::Reverse(*weight));
        let weight = |generator: &Generator| -> usize {
            let of = found.iter().filter(|(known, ..)| **known == *generator);
            of.map(|(_, weight, _)| weight).sum()
        };
        let most = found.iter().map(|(generator, ..)| weight(generator)).max();
        let most = most.unwrap_or_default();
        let mut best: Vec<&'static Generator> = Vec::new();
        for (generator, ..) in &found {
            if weight(generator) == most && !best.contains(generator) {
                best.push(*generator);
            }
        }
        let [generator] = best[..] else {
            return Self::default();
        };
        if most < ENOUGH {
            return Self::default();
        }
        let seen = found
            .into_iter()
            .filter(|(known, ..)| **known == *generator);
        let mut said = BTreeMap::new();
        for (file, value) in configurations(folder, generator) {
            for (key, value) in value.as_object().into_iter().flatten() {
                if let Some(text) = value.as_str() {
                    let said: &mut BTreeMap<_, _> = &mut said;
                    let text = (file.to_owned(), text.to_owned());
                    said.entry(key.to_lowercase()).or_insert(text);
                }
            }
        }
        Self {
            generator: Some(generator),
            seen: seen.map(|(_, _, seen)| seen).collect(),
            said,
        }
    }

    /// What the generator's configuration says of `key`, which is in lower case, and the file that
    /// says it.
    pub(super) fn said(&self, key: &str) -> Option<(&str, &str)> {
        let (file, text) = self.said.get(key)?;
        (!text.is_empty()).then_some((file, text))
    }
}

/// What was seen, where it is there.
fn seen(sign: &Sign, folder: &Path, generator: &Generator) -> Option<String> {
    match sign {
        Sign::There(name) => folder
            .join(name)
            .exists()
            .then(|| format!("`{name}` is there")),
        Sign::Package(name) => {
            let package = read(folder, "package.json")?;
            let asks = |key| package.get(key).and_then(|asked| asked.get(name)).is_some();
            let is_named = ["dependencies", "devDependencies"].into_iter().any(asks);
            is_named.then(|| format!("`package.json` asks for `{name}`"))
        }
        Sign::Gem(name) => {
            let text = text(folder, "Gemfile")?;
            let mut lines = text.lines().map(str::trim);
            let asks = |line: &str| {
                let gem = line.strip_prefix("gem").map(str::trim_start);
                gem.is_some_and(|gem| gem.trim_matches(['(', '"', '\'']).starts_with(name))
            };
            lines
                .any(asks)
                .then(|| format!("`Gemfile` asks for `{name}`"))
        }
        Sign::Key(keys) => configurations(folder, generator).find_map(|(file, value)| {
            let written = value.as_object()?.keys();
            let key = written
                .map(|key| key.to_lowercase())
                .find(|key| keys.contains(&key.as_str()))?;
            Some(format!("`{file}` says `{key}`"))
        }),
    }
}

/// The configuration files of a generator that are there, and what they say.
fn configurations(
    folder: &Path,
    generator: &Generator,
) -> impl Iterator<Item = (&'static str, Value)> {
    let names = generator.configurations.iter();
    names.filter_map(move |name| Some((*name, read(folder, name)?)))
}

/// What the file `name` holds, as far as it can be read.
fn read(folder: &Path, name: &str) -> Option<Value> {
    let text = text(folder, name)?;
    let span = Span::from(0..text.len());
    match Path::new(name).extension()?.to_str()? {
        "json" => serde_json::from_str(&text).ok(),
        "toml" => Some(toml::parse(&text, span).value?.to_json()),
        _ => Some(yaml::parse(&text, span).value?.to_json()),
    }
}

fn text(folder: &Path, name: &str) -> Option<String> {
    let bytes = files::read(&folder.join(name), LARGEST).ok()?;
    String::from_utf8(bytes).ok()
}
