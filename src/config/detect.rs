//! signs: a folder → which generator makes its site, by what was seen there, and what the
//! generator's own configuration says; a post → the nearest folder around it that shows one.

use crate::generator::facts::ENOUGH;
use crate::generator::{GENERATORS, Generator, Sign};
use crate::lint::site::setup::read_config;
use crate::workspace::files;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Of so many folders it is remembered what was seen there.
const MOST_FOLDERS: usize = 1 << 16;

/// A generator's own files are not larger than this, in bytes.
const LARGEST: u64 = 1 << 20;

/// The generators of the sites that posts belong to, each folder looked at once.
#[derive(Debug, Default)]
pub struct Detected(Mutex<HashMap<PathBuf, Option<Arc<Signs>>>>);

impl Detected {
    /// What shows the generator of the site that the file at `path` belongs to: the signs in the nearest
    /// folder around it that has a clear one, up to the top of the repository, and else in the nearest
    /// that has enough of them. (Below Hexo's `source` a `_posts` looks like Jekyll's.)
    pub fn around(&self, path: &Path) -> Option<Arc<Signs>> {
        let path = std::path::absolute(path).ok()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Records come from as many folders as there are.
        if known.len() >= MOST_FOLDERS {
            known.clear();
        }
        at(path.parent()?, &mut known)
    }
}

fn at(path: &Path, known: &mut HashMap<PathBuf, Option<Arc<Signs>>>) -> Option<Arc<Signs>> {
    if let Some(found) = known.get(path) {
        return found.clone();
    }
    let folder = Folder::at(path);
    let signs = Signs::in_folder(&folder);
    let is_clear = signs.is_clear;
    let own = signs.generator.is_some().then(|| Arc::new(signs));
    let up = path.parent().filter(|_| !is_clear && !folder.has(".git"));
    let around = up.and_then(|up| at(up, known));
    let found = match around {
        Some(around) if around.is_clear || own.is_none() => Some(around),
        _ => own,
    };
    known.insert(path.to_owned(), found.clone());
    found
}

/// The site of `generator` that `folder` belongs to: its folder, and what its configuration says. The error says why
/// that is not known.
pub fn site(folder: &Path, generator: &Generator) -> Result<(PathBuf, Value), String> {
    let start = folder.canonicalize();
    let start = start.map_err(|error| format!("{}: {error}", folder.display()))?;
    // A folder inside may look like one: Jekyll's `news/_posts`.
    let mut shown = None;
    for path in start.ancestors() {
        let folder = Folder::at(path);
        let mut configurations = generator.configurations.iter();
        if let Some(name) = configurations.find(|name| folder.has(name)) {
            let said = folder.read(name).ok_or_else(|| {
                let name = path.join(name);
                format!("{} cannot be read; it says where posts are", name.display())
            })?;
            return Ok((path.to_owned(), folder.with_parts(name, said)));
        }
        let mut signs = generator.signs.iter();
        let is_shown = signs.any(|(weight, sign)| match sign {
            Sign::There(name) => *weight >= ENOUGH && folder.has(name),
            _ => false,
        });
        if is_shown {
            shown.get_or_insert_with(|| path.to_owned());
        }
        if folder.has(".git") {
            break;
        }
    }
    let none = || {
        let (title, folder) = (generator.title, folder.display());
        format!("no {title} site in {folder} or around it: name its folder")
    };
    shown.map(|path| (path, Value::Null)).ok_or_else(none)
}

/// What shows which generator makes a site.
#[derive(Debug, Default)]
pub struct Signs {
    /// The generator, where one is shown by more than the others are.
    pub generator: Option<&'static Generator>,
    /// What shows it, the clearest first.
    pub seen: Vec<String>,
    /// Whether one of these is clear: more than the name of a folder of posts.
    is_clear: bool,
    /// What its configuration says: by key in lower case, the file and the text.
    said: BTreeMap<String, (String, String)>,
}

impl Signs {
    /// Looks at `folder`.
    pub fn of(folder: &Path) -> Self {
        Self::in_folder(&Folder::at(folder))
    }

    fn in_folder(folder: &Folder<'_>) -> Self {
        let signs = GENERATORS.into_iter().flat_map(|generator| {
            let signs = generator.signs.iter();
            signs.map(move |(weight, sign)| (generator, *weight, sign))
        });
        let mut found: Vec<(&'static Generator, usize, String)> = signs
            .filter_map(|(generator, weight, sign)| {
                Some((generator, weight, folder.seen(sign, generator)?))
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
        let seen: Vec<_> = seen.collect();
        let is_clear = seen.iter().any(|(_, weight, _)| *weight > ENOUGH);
        let mut said = BTreeMap::new();
        for (file, value) in folder.configurations(generator) {
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
            is_clear,
            seen: seen.into_iter().map(|(_, _, seen)| seen).collect(),
            said,
        }
    }

    /// What the generator's configuration says of `key`, which is in lower case, and the file that
    /// says it.
    pub fn said(&self, key: &str) -> Option<(&str, &str)> {
        let (file, text) = self.said.get(key)?;
        (!text.is_empty()).then_some((file, text))
    }
}

/// A folder that is looked at for signs.
struct Folder<'p> {
    path: &'p Path,
    /// What is in it: most folders hold posts alone, and nothing else is asked of them.
    names: HashSet<OsString>,
}

impl<'p> Folder<'p> {
    fn at(path: &'p Path) -> Self {
        let entries = path.read_dir().into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name()).collect();
        Self { path, names }
    }

    /// Whether the file or the folder `name` is in it, with `/` in a folder below.
    fn has(&self, name: &str) -> bool {
        let first = name.split('/').next().unwrap_or_default();
        let is_here = self.names.contains(OsStr::new(first));
        is_here && (first == name || self.path.join(name).exists())
    }

    /// What was seen, where it is there.
    fn seen(&self, sign: &Sign, generator: &Generator) -> Option<String> {
        match sign {
            Sign::There(name) => self.has(name).then(|| format!("`{name}` is there")),
            Sign::Package(name) => {
                let package = self.read("package.json")?;
                let asks = |key| package.get(key).and_then(|asked| asked.get(name)).is_some();
                let is_named = ["dependencies", "devDependencies"].into_iter().any(asks);
                is_named.then(|| format!("`package.json` asks for `{name}`"))
            }
            Sign::Gem(name) => {
                let text = self.text("Gemfile")?;
                let mut lines = text.lines().map(str::trim);
                let asks = |line: &str| {
                    let gem = line.strip_prefix("gem").map(str::trim_start);
                    gem.is_some_and(|gem| gem.trim_matches(['(', '"', '\'']).starts_with(name))
                };
                lines
                    .any(asks)
                    .then(|| format!("`Gemfile` asks for `{name}`"))
            }
            Sign::Line(file, start) => {
                let text = self.text(file)?;
                let is_said = text.lines().any(|line| line.starts_with(start));
                is_said.then(|| format!("`{file}` says `{start}`"))
            }
            Sign::Key(keys) => self.configurations(generator).find_map(|(file, value)| {
                let written = value.as_object()?.keys();
                let key = written
                    .map(|key| key.to_lowercase())
                    .find(|key| keys.contains(&key.as_str()))?;
                Some(format!("`{file}` says `{key}`"))
            }),
        }
    }

    /// The configuration files of a generator that are there, and what they say.
    fn configurations(&self, generator: &Generator) -> impl Iterator<Item = (&'static str, Value)> {
        let names = generator.configurations.iter();
        names.filter_map(move |name| Some((*name, self.read(name)?)))
    }

    /// What the file `name` holds, as far as it can be read.
    fn read(&self, name: &str) -> Option<Value> {
        read_config(name, &self.text(name)?)
    }

    /// A configuration with what is said in files of its folder that are named after their keys: Hugo,
    /// `config/_default/permalinks.toml`.
    fn with_parts(&self, name: &str, mut said: Value) -> Value {
        let Some((folder, _)) = name.rsplit_once('/') else {
            return said;
        };
        let entries = self.path.join(folder).read_dir().into_iter().flatten();
        let names = entries.flatten().map(|entry| entry.file_name());
        let mut names: Vec<OsString> = names.collect();
        names.sort();
        for file in names {
            let Some((stem, _)) = file.to_str().and_then(|file| file.split_once('.')) else {
                continue;
            };
            let whole = format!("{folder}/{}", file.to_string_lossy());
            if whole != *name
                && let Some(part) = self.read(&whole)
                && let Value::Object(keys) = &mut said
            {
                keys.entry(stem.to_owned()).or_insert(part);
            }
        }
        said
    }

    fn text(&self, name: &str) -> Option<String> {
        let path = self.has(name).then(|| self.path.join(name))?;
        String::from_utf8(files::read(&path, LARGEST).ok()?).ok()
    }
}
