//! signs: a folder → which generator makes its site, by what was seen there, and what the
//! generator's own configuration says.

use crate::data::toml;
use crate::data::yaml;
use crate::lint::portability::Generator;
use crate::text::span::Span;
use crate::workspace::files;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A generator's own files are not larger than this, in bytes.
const LARGEST: u64 = 1 << 20;
/// Less than this is no more than a hint.
const ENOUGH: usize = 2;

/// What shows which generator makes a site.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// The generator, where one is shown by more than the others are.
    pub generator: Option<Generator>,
    /// What shows it, the clearest first.
    pub seen: Vec<String>,
    /// What its configuration says: by key in lower case, the file and the text.
    said: BTreeMap<String, (String, String)>,
}

/// One thing that may show it.
enum Sign {
    /// A file or a folder of this name is there.
    There(&'static str),
    /// `package.json` asks for it.
    Package(&'static str),
    /// `Gemfile` asks for it.
    Gem(&'static str),
    /// Its configuration has one of these keys, in lower case.
    Key(&'static [&'static str]),
}

/// Hexo and Jekyll both call their configuration so: only what it says tells them apart.
const UNDERSCORE: [&str; 2] = ["_config.yml", "_config.yaml"];

const HUGO: [&str; 12] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
];

/// What shows a generator, and how much it says.
///
/// Sources: Hexo, docs, "Configuration" and "Setup"; Jekyll, docs, "Configuration Options" and "Directory
/// Structure"; Hugo, docs, "Configure Hugo" and "Directory structure"; Astro, docs, "Project Structure".
const SIGNS: [(Generator, usize, Sign); 26] = [
    (Generator::Hexo, 3, Sign::Package("hexo")),
    (
        Generator::Hexo,
        3,
        Sign::Key(&["new_post_name", "source_dir", "public_dir"]),
    ),
    (
        Generator::Hexo,
        2,
        Sign::Key(&["post_asset_folder", "render_drafts", "skip_render"]),
    ),
    (Generator::Hexo, 2, Sign::There("source/_posts")),
    (Generator::Hexo, 1, Sign::There("scaffolds")),
    (Generator::Jekyll, 3, Sign::Gem("jekyll")),
    (Generator::Jekyll, 3, Sign::Gem("github-pages")),
    (
        Generator::Jekyll,
        3,
        Sign::Key(&["kramdown", "remote_theme", "collections", "defaults"]),
    ),
    (
        Generator::Jekyll,
        2,
        Sign::Key(&["baseurl", "markdown", "paginate", "gems"]),
    ),
    (Generator::Jekyll, 2, Sign::There("_posts")),
    (Generator::Jekyll, 1, Sign::There("_layouts")),
    (Generator::Jekyll, 1, Sign::There("_includes")),
    (Generator::Hugo, 3, Sign::There("hugo.toml")),
    (Generator::Hugo, 3, Sign::There("hugo.yaml")),
    (Generator::Hugo, 3, Sign::There("hugo.yml")),
    (Generator::Hugo, 3, Sign::There("hugo.json")),
    (Generator::Hugo, 3, Sign::There("config/_default")),
    (
        Generator::Hugo,
        3,
        Sign::Key(&["baseurl", "languagecode", "defaultcontentlanguage"]),
    ),
    (Generator::Hugo, 1, Sign::There("archetypes")),
    (Generator::Hugo, 1, Sign::There("content")),
    (Generator::Astro, 3, Sign::There("astro.config.mjs")),
    (Generator::Astro, 3, Sign::There("astro.config.ts")),
    (Generator::Astro, 3, Sign::There("astro.config.js")),
    (Generator::Astro, 3, Sign::Package("astro")),
    (Generator::Astro, 1, Sign::There("src/content.config.ts")),
    (Generator::Astro, 1, Sign::There("src/content")),
];

impl Signs {
    /// Looks at `folder`.
    pub(super) fn of(folder: &Path) -> Self {
        let mut found: Vec<(Generator, usize, String)> = SIGNS
            .iter()
            .filter_map(|(generator, weight, sign)| {
                Some((*generator, *weight, sign.seen(folder, *generator)?))
            })
            .collect();
        found.sort_by_key(|(_, weight, _)| std::cmp::Reverse(*weight));
        let weight = |generator: Generator| -> usize {
            let of = found.iter().filter(|(known, ..)| *known == generator);
            of.map(|(_, weight, _)| weight).sum()
        };
        let most = found.iter().map(|(generator, ..)| weight(*generator)).max();
        let most = most.unwrap_or_default();
        let mut best: Vec<Generator> = Vec::new();
        for (generator, ..) in &found {
            if weight(*generator) == most && !best.contains(generator) {
                best.push(*generator);
            }
        }
        let [generator] = best[..] else {
            return Self::default();
        };
        if most < ENOUGH {
            return Self::default();
        }
        let seen = found.into_iter().filter(|(known, ..)| *known == generator);
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

impl Sign {
    /// What was seen, where it is there.
    fn seen(&self, folder: &Path, generator: Generator) -> Option<String> {
        match self {
            Self::There(name) => folder
                .join(name)
                .exists()
                .then(|| format!("`{name}` is there")),
            Self::Package(name) => {
                let package = read(folder, "package.json")?;
                let asks = |key| package.get(key).and_then(|asked| asked.get(name)).is_some();
                let is_named = ["dependencies", "devDependencies"].into_iter().any(asks);
                is_named.then(|| format!("`package.json` asks for `{name}`"))
            }
            Self::Gem(name) => {
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
            Self::Key(keys) => configurations(folder, generator).find_map(|(file, value)| {
                let written = value.as_object()?.keys();
                let key = written
                    .map(|key| key.to_lowercase())
                    .find(|key| keys.contains(&key.as_str()))?;
                Some(format!("`{file}` says `{key}`"))
            }),
        }
    }
}

/// The configuration files of a generator that are there, and what they say.
fn configurations(
    folder: &Path,
    generator: Generator,
) -> impl Iterator<Item = (&'static str, Value)> {
    let names: &[&str] = match generator {
        Generator::Hexo | Generator::Jekyll => &UNDERSCORE,
        Generator::Hugo => &HUGO,
        // It is a program.
        Generator::Astro => &[],
    };
    names
        .iter()
        .filter_map(move |name| Some((*name, read(folder, name)?)))
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
