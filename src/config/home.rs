//! home: a post → the site that it belongs to: its folder, its generator, and what lies around its posts.

use crate::config::detect;
use crate::config::resolve::Config;
use crate::config::spec::SiteKind;
use crate::generator::Generator;
use crate::lint::site::setup::{Around, Setup};
use crate::workspace::discover::{every_file, inner, real};
use crate::workspace::files;
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The files of a site that are looked into are not larger than this, in bytes.
const LARGEST: u64 = 1 << 20;

/// A site that posts belong to.
#[derive(Debug)]
pub struct Home {
    /// The real path of its folder.
    pub root: PathBuf,
    /// What it says of itself.
    pub setup: Setup,
}

impl Home {
    /// The site whose folder is this one, which is as `real` gives it, by its signs alone.
    pub fn in_folder(root: PathBuf) -> Option<Self> {
        let generator = detect::Signs::of(&root).generator?;
        let (found, said) = detect::site(&root, generator).ok()?;
        let setup = Setup::new(Some(generator), said).ok()?;
        let setup = setup.with(around(&root, Some(generator)));
        (found == root).then_some(Self { root, setup })
    }

    /// The path of a file from the top of the site, with `/`.
    pub fn inner(&self, path: &Path) -> Option<String> {
        inner(&self.root, path)
    }
}

/// The sites that posts belong to, each looked for once.
#[derive(Debug, Default)]
pub struct Homes {
    by_folder: Mutex<HashMap<PathBuf, Option<Arc<Home>>>>,
    by_root: Mutex<HashMap<PathBuf, Option<Arc<Home>>>>,
}

impl Homes {
    /// The site that the file at `path` belongs to, with this configuration.
    pub fn of(&self, path: &Path, config: &Config) -> Option<Arc<Home>> {
        let folder = files::folder_of(path).to_owned();
        let mut known = self
            .by_folder
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&folder) {
            return known.clone();
        }
        let found = self.find(&folder, path, config);
        known.insert(folder, found.clone());
        found
    }

    fn find(&self, folder: &Path, path: &Path, config: &Config) -> Option<Arc<Home>> {
        let (root, generator, said) = match config.site() {
            Some(SiteKind::Off) => return None,
            Some(SiteKind::Files) => (real(config.folder()?), None, Value::Null),
            None => {
                let generator = config.generator(path)?;
                let folder = if folder.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    folder
                };
                let (root, said) = detect::site(folder, generator).ok()?;
                (root, Some(generator), said)
            }
        };
        let mut known = self.by_root.lock().unwrap_or_else(PoisonError::into_inner);
        let home = known.entry(root.clone()).or_insert_with(|| {
            let setup = Setup::new(generator, said)
                .ok()?
                .with(around(&root, generator));
            Some(Arc::new(Home { root, setup }))
        });
        home.clone()
    }
}

/// What lies around the posts of the site in `root`.
fn around(root: &Path, generator: Option<&'static Generator>) -> Around {
    let text = |name: &str| {
        let bytes = files::read(&root.join(name), LARGEST).ok()?;
        String::from_utf8(bytes).ok()
    };
    let texts = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| text(name))
            .collect::<String>()
    };
    let name = generator.map_or("", |generator| generator.name);
    let program = match name {
        "astro" => texts(&["astro.config.mjs", "astro.config.ts", "astro.config.js"]),
        "eleventy" => texts(&[
            ".eleventy.js",
            "eleventy.config.js",
            "eleventy.config.mjs",
            "eleventy.config.cjs",
        ]),
        _ => String::new(),
    };
    let host = ["CNAME", "static/CNAME", "source/CNAME", "public/CNAME"]
        .iter()
        .find_map(|name| Some(text(name)?.trim().to_owned()))
        .filter(|host| !host.is_empty());
    let mut around = Around {
        packages: packages(&text),
        program,
        host,
        redirects: texts(&[
            "_redirects",
            "static/_redirects",
            "public/_redirects",
            "source/_redirects",
            "netlify.toml",
            "vercel.json",
            "firebase.json",
            "now.json",
            ".htaccess",
            "static/.htaccess",
            "source/.htaccess",
        ]),
        ..Around::default()
    };
    programs(root, name, &mut around);
    around
}

/// What `package.json` and `Gemfile` ask for.
fn packages(text: &impl Fn(&str) -> Option<String>) -> Vec<String> {
    let package: Option<Value> =
        text("package.json").and_then(|text| serde_json::from_str(&text).ok());
    let asked = ["dependencies", "devDependencies"].map(|key| {
        let asked = package
            .as_ref()
            .and_then(|package| package.get(key)?.as_object());
        asked.map(|asked| asked.keys().cloned().collect::<Vec<_>>())
    });
    let mut all: Vec<String> = asked.into_iter().flatten().flatten().collect();
    for line in text("Gemfile").unwrap_or_default().lines() {
        let line = line.trim();
        let gem = line.strip_prefix("gem").map(str::trim_start);
        let gem = gem.map(|gem| gem.trim_start_matches(['(', '"', '\'']));
        let end = gem.and_then(|gem| gem.find(['"', '\'']));
        all.extend(gem.zip(end).map(|(gem, end)| gem[..end].to_owned()));
    }
    all
}

/// Programs and data that say what addresses there are, and what is on pages.
fn programs(root: &Path, name: &str, around: &mut Around) {
    let folders: &[&str] = match name {
        "hexo" => &["scripts"],
        "jekyll" => &["_plugins"],
        "astro" => &["src/pages"],
        "eleventy" => &["."],
        "hugo" => &["layouts", "themes"],
        _ => return,
    };
    for folder in folders {
        for path in every_file(&root.join(folder)) {
            let ending = path.extension().and_then(|ending| ending.to_str());
            let Some(inner) = inner(root, &path) else {
                continue;
            };
            let text = || {
                let bytes = files::read(&path, LARGEST).unwrap_or_default();
                String::from_utf8(bytes).unwrap_or_default()
            };
            match (name, ending) {
                ("hugo", _) => {
                    let file = inner.rsplit('/').next().unwrap_or_default();
                    around.has_link_hook |=
                        file.starts_with("render-link.") && inner.contains("/_markup/");
                }
                ("hexo", Some("js")) => {
                    let text = text();
                    around.makes_pages |=
                        text.contains("extend.generator") || text.contains("post_permalink");
                    let signs = ["extend.filter", "extend.renderer", "injector"];
                    around.changes_pages |= signs.iter().any(|sign| text.contains(sign));
                }
                ("jekyll", Some("rb")) => {
                    let text = text();
                    let signs = ["Generator", "Page.new", "PageWithoutAFile", "Jekyll::Page"];
                    around.makes_pages |= signs.iter().any(|sign| text.contains(sign));
                    let signs = ["Hooks.register", "Converter", "Kramdown", "Redcarpet"];
                    around.changes_pages |= signs.iter().any(|sign| text.contains(sign));
                }
                ("astro", Some("astro")) if inner.contains('[') => route(&inner, &text(), around),
                ("eleventy", Some("json" | "js" | "cjs" | "mjs" | "ts")) => {
                    data(&inner, &text, around);
                }
                _ => {}
            }
        }
    }
}

/// A route of Astro with a parameter: which collection has its pages there, if that can be told.
fn route(inner: &str, text: &str, around: &mut Around) {
    let before = inner.trim_start_matches("src/pages/");
    let before = before
        .split('[')
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    let mut names = text.split("getCollection(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
        rest[1..].split_once(quote).map(|(name, _)| name)
    });
    let name = names.next().filter(|_| names.next().is_none());
    let by_id = [".id }", ".slug }", ".id}", ".slug}", ".id,", ".slug,"];
    let is_plain = by_id.iter().any(|sign| {
        let mut found = text.match_indices(sign);
        found.any(|(at, _)| {
            text[..at]
                .trim_end_matches(|c: char| c.is_alphanumeric())
                .ends_with("slug: ")
        })
    });
    if let Some(name) = name.filter(|_| is_plain) {
        let pair = (name.to_owned(), before.to_owned());
        around.collections.push(pair);
    }
    around.open.push(before.to_owned());
}

/// Data of Eleventy that may say addresses.
fn data(inner: &str, text: &impl Fn() -> String, around: &mut Around) {
    let (folder, name) = inner.rsplit_once('/').unwrap_or(("", inner));
    let is_of_folder = name
        .split_once('.')
        .is_some_and(|(stem, _)| folder.rsplit('/').next() == Some(stem));
    let is_data = name.contains(".11tydata.") || is_of_folder || folder.ends_with("_data");
    let is_config = name.contains("eleventy");
    if !is_data && !is_config {
        return;
    }
    let text = text();
    if text.contains("permalink") || (is_config && text.contains("addTemplate(")) {
        let all = folder.ends_with("_data") || is_config;
        around.open.push(if all {
            String::new()
        } else {
            folder.to_owned()
        });
    }
}
