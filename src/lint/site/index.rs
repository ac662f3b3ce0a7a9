//! index: all files of a site → what is published where.

use super::files::Files;
use super::page::{Page, page};
use super::redirects::Redirects;
use super::routes::{Role, ending, role};
use super::setup::{Setup, in_program};
use crate::post::front_matter::split;
use crate::post::parse::fields;
use crate::text::source::Source;
use crate::text::suggest::nearest;
use crate::url::extract::names_image;
use crate::url::percent::decoded_whole;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// A page, by its file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The path of its file from the top of the site.
    pub path: String,
    /// What its file says.
    pub page: Page,
}

impl Entry {
    /// Where it is published, if that is known.
    pub fn address(&self) -> Option<&str> {
        let found = self.page.address.as_ref().ok()?;
        self.page.hidden.is_none().then_some(&*found.address)
    }
}

/// The page of a file as it is on the disk; `None` where no page is made of it.
pub fn entry(setup: &Setup, path: &str, bytes: Vec<u8>) -> Option<Entry> {
    let source = Source::new(path, bytes);
    let has_front_matter = split(source.by_lines()).front_matter.is_some();
    let fields = fields(&source);
    let page = page(setup, path, has_front_matter, fields.value.as_ref())?;
    Some(Entry {
        path: path.to_owned(),
        page,
    })
}

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A page, by its place among all.
    Page(usize),
    /// Something else that is there, or may be.
    There,
    /// A page that is not published, and why.
    Hidden(usize, &'static str),
    /// Nothing.
    Nothing,
}

/// All of a site.
#[derive(Debug)]
pub struct Index {
    pub(super) setup: Setup,
    pub(super) root: String,
    pub(super) host: Option<String>,
    pub(super) entries: Vec<Entry>,
    by_path: HashMap<String, usize>,
    by_address: HashMap<String, Vec<usize>>,
    /// Addresses of what is no page, and those that may be one.
    there: HashSet<String>,
    /// Each address in small letters.
    lower: HashMap<String, String>,
    /// The folders of addresses, each with a `/` behind it.
    folders: HashSet<String>,
    /// All files, as they are called.
    exact: HashSet<String>,
    /// The same in small letters, by their names.
    pub(super) files: Files,
    /// The addresses that lead to others.
    pub(super) redirects: Redirects,
    /// The names of files whose pages are at addresses that are not known.
    pub(super) unknown: HashSet<String>,
    /// Whether so many are not known that nothing can be said.
    pub(super) is_open: bool,
    titles: HashMap<String, Vec<usize>>,
    near: OnceLock<Near>,
}

impl Index {
    /// Of the pages of a site, and the paths of its other files.
    pub fn new(setup: Setup, entries: Vec<Entry>, others: Vec<String>) -> Self {
        let root = setup.root();
        let mut index = Self {
            host: setup.host(),
            by_path: HashMap::new(),
            by_address: HashMap::new(),
            there: HashSet::new(),
            lower: HashMap::new(),
            folders: HashSet::from([format!("{root}/")]),
            exact: HashSet::new(),
            files: Files::default(),
            redirects: Redirects::of(&setup.around.redirects),
            unknown: HashSet::new(),
            is_open: false,
            titles: HashMap::new(),
            near: OnceLock::new(),
            entries,
            root,
            setup,
        };
        for at in 0..index.entries.len() {
            index.add(at);
        }
        let unknown = index.unknown.len();
        index.is_open = unknown > 5 && unknown * 10 > index.entries.len();
        for path in others {
            index.add_file(&path);
        }
        index
    }

    fn add(&mut self, at: usize) {
        let Entry { path, page } = &self.entries[at];
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let (mut all, mut there) = (Vec::new(), Vec::new());
        if let Ok(found) = &page.address {
            all.push(found.address.clone());
        } else {
            let folder = path.rsplit('/').nth(1).unwrap_or_default();
            let known_by = if stem.ends_with("index") {
                folder
            } else {
                stem
            };
            self.unknown.insert(known_by.to_lowercase());
        }
        if page.hidden.is_none() {
            there.extend(page.aliases.iter().chain(&page.maybe).cloned());
            if page.is_post && !page.title.is_empty() && all.len() == 1 {
                let title = page.title.trim().to_lowercase();
                self.titles.entry(title).or_default().push(at);
            }
        }
        self.files.add(path);
        self.exact.insert(path.to_owned());
        self.by_path.insert(path.clone(), at);
        for address in all {
            self.note(&address);
            self.by_address.entry(address).or_default().push(at);
        }
        for address in there {
            self.put(&address);
        }
    }

    /// Notes the folders of an address, and how it is written.
    fn note(&mut self, address: &str) {
        let lower = address.to_lowercase();
        self.lower
            .entry(lower)
            .or_insert_with(|| address.to_owned());
        let whole = address.trim_end_matches('/');
        for (at, _) in whole.match_indices('/') {
            let folder = &address[..=at];
            if !self.folders.contains(folder) {
                self.folders.insert(folder.to_owned());
            }
        }
    }

    fn put(&mut self, address: &str) {
        let address = address.strip_suffix("index.html").unwrap_or(address);
        self.note(address);
        self.there.insert(address.to_owned());
    }

    /// A file of which no page is made.
    fn add_file(&mut self, path: &str) {
        self.files.add(path);
        self.exact.insert(path.to_owned());
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if self.setup.is("hugo") {
            // What lies in the folder of a page is published with it.
            let mut around = Some(folder);
            while let Some(folder) = around {
                let bundle = ["md", "html", "markdown"]
                    .iter()
                    .find_map(|ending| self.by_path.get(&format!("{folder}/index.{ending}")));
                if let Some(address) = bundle.and_then(|at| self.entries[*at].address()) {
                    let rest = &path[folder.len() + 1..];
                    let address = format!("{}/{rest}", address.trim_end_matches('/'));
                    self.put(&address.to_lowercase());
                    self.put(&address);
                    break;
                }
                around = folder.rsplit_once('/').map(|(up, _)| up);
            }
        }
        if self.setup.is("hexo") && self.setup.is_true("post_asset_folder") {
            let beside = ["md", "markdown", "html"]
                .iter()
                .find_map(|ending| self.by_path.get(&format!("{folder}.{ending}")));
            if let Some(address) = beside.and_then(|at| self.entries[*at].address()) {
                let base = address.rsplit_once('/').map_or("", |(base, _)| base);
                self.put(&format!("{base}/{name}"));
            }
        }
        if let Role::Served(address) = role(&self.setup, path) {
            self.put(&format!("{}{address}", self.root));
        }
    }

    /// The page of the file at `path`.
    pub(super) fn at(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The pages that are published at an address.
    pub(super) fn published_at(&self, address: &str) -> impl Iterator<Item = usize> {
        let all = self.by_address.get(address).into_iter().flatten();
        all.copied()
            .filter(|at| self.entries[*at].address().is_some())
    }

    /// The posts of a title.
    pub(super) fn titled(&self, title: &str) -> &[usize] {
        let known = self.titles.get(&title.trim().to_lowercase());
        known.map_or(&[], Vec::as_slice)
    }

    /// The paths of all files.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.exact.iter().map(String::as_str)
    }

    /// Whether there is such a file.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.exact.contains(path)
    }

    /// What is at a path, from the top of the host.
    pub(super) fn target(&self, path: &str) -> Target {
        let mut hidden = None;
        for form in forms(path) {
            let all = self.by_address.get(&form);
            for at in all.into_iter().flatten() {
                match self.entries[*at].page.hidden {
                    None => return Target::Page(*at),
                    Some(why) => hidden = Some(Target::Hidden(*at, why)),
                }
            }
            if self.there.contains(&form) {
                return Target::There;
            }
        }
        let folder = format!("{}/", path.trim_end_matches('/'));
        if self.folders.contains(&folder) || self.is_untranslated(path) {
            return Target::There;
        }
        hidden.unwrap_or(Target::Nothing)
    }

    /// Whether Starlight shows a page in another language there, which it does for each page that is not translated.
    fn is_untranslated(&self, path: &str) -> bool {
        let inner = path.strip_prefix(&*self.root).unwrap_or(path);
        let Some((language, rest)) = inner.trim_start_matches('/').split_once('/') else {
            return false;
        };
        let is_part = |part: &str| (2..=8).contains(&part.len()) && part.is_ascii();
        let is_language = (2..=3).contains(&language.split('-').next().unwrap_or_default().len())
            && language.split('-').all(is_part)
            && self.files.has(&format!("src/content/docs/{language}/"));
        if !is_language
            || !self
                .setup
                .asks_for(|package| package == "@astrojs/starlight")
        {
            return false;
        }
        let default = in_program(&self.setup.around.program, "defaultLocale").unwrap_or_default();
        let others = [String::new(), format!("/{default}")];
        others.iter().any(|other| {
            let there = format!("{}{other}/{rest}", self.root);
            !there.starts_with(&format!("{}/{language}/", self.root))
                && matches!(self.target(&there), Target::Page(_))
        })
    }

    /// Whether the folder of a path is one of the site's, so that what is in it is known.
    pub(super) fn knows_folder(&self, path: &str) -> bool {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.folders.contains(&format!("{folder}/"))
    }

    /// The address that was probably meant, and whether it is written in other letters.
    pub(super) fn meant(&self, path: &str) -> Option<(String, bool)> {
        for form in forms(path) {
            if let Some(known) = self.lower.get(&form.to_lowercase()) {
                return Some((known.clone(), true));
            }
        }
        let own = name_of(path);
        if own.chars().count() < 4 {
            return None;
        }
        let near = self.near.get_or_init(|| self.near());
        let kind = is_asset(path);
        if let Some([one]) = near.by_name.get(&(kind, own.to_owned())).map(Vec::as_slice) {
            return Some((one.clone(), false));
        }
        let siblings = near.by_folder.get(&(kind, parent_of(path).to_owned()));
        let siblings = siblings.filter(|all| all.len() <= MOST_SIBLINGS)?;
        let known = siblings.iter().map(|address| name_of(address));
        let meant = nearest(own, known.filter(|name| name.chars().count() > 3))?;
        let mut found = siblings.iter().filter(|address| name_of(address) == meant);
        found.next().map(|address| (address.clone(), false))
    }

    /// What addresses are looked for by, once one is missing.
    fn near(&self) -> Near {
        let mut near = Near::default();
        let published = self.by_address.iter().filter(|(_, all)| {
            let mut all = all.iter();
            all.any(|at| self.entries[*at].page.hidden.is_none())
        });
        let published = published.map(|(address, _)| address);
        for address in published.chain(&self.there) {
            let kind = is_asset(address);
            let by_name = near.by_name.entry((kind, name_of(address).to_owned()));
            by_name.or_default().push(address.clone());
            let by_folder = near.by_folder.entry((kind, parent_of(address).to_owned()));
            by_folder.or_default().push(address.clone());
        }
        near
    }
}

/// In a folder of more pages than these no address is looked for that is nearly the same.
const MOST_SIBLINGS: usize = 2000;

/// Addresses by the last part of each, and by what is before that.
#[derive(Debug, Default)]
struct Near {
    by_name: HashMap<(bool, String), Vec<String>>,
    by_folder: HashMap<(bool, String), Vec<String>>,
}

/// The last part of an address.
fn name_of(address: &str) -> &str {
    let whole = address.trim_end_matches('/');
    let name = whole.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".html").unwrap_or(name)
}

/// What is before that.
fn parent_of(address: &str) -> &str {
    let whole = address.trim_end_matches('/');
    whole.rsplit_once('/').map_or("", |(up, _)| up)
}

/// The forms in which a path may be published.
fn forms(path: &str) -> Vec<String> {
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let mut all = vec![path.to_owned()];
    match path.strip_suffix('/') {
        Some(whole) if !whole.is_empty() => {
            all.push(format!("{whole}.html"));
            all.push(whole.to_owned());
        }
        Some(_) => {}
        None => {
            all.push(format!("{path}/"));
            all.push(format!("{path}.html"));
            all.extend(path.strip_suffix(".html").map(|way| format!("{way}/")));
        }
    }
    all
}

/// Whether a path is that of an image or of another file that is no page.
pub(super) fn is_asset(path: &str) -> bool {
    names_image(path)
        || matches!(
            &*ending(path),
            "pdf"
                | "zip"
                | "mp3"
                | "mp4"
                | "webm"
                | "mov"
                | "ogg"
                | "wav"
                | "gz"
                | "tgz"
                | "epub"
                | "doc"
                | "docx"
                | "xls"
                | "xlsx"
                | "ppt"
                | "pptx"
                | "csv"
        )
}

/// `address` below `base`, with `.` and `..` followed, and percent-decoded.
pub(super) fn joined(base: &str, address: &str) -> String {
    let address = decoded_whole(address);
    let whole = if address.starts_with('/') {
        address.into_owned()
    } else {
        let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{address}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let ends = whole.ends_with('/') || whole.ends_with("/.") || whole.ends_with("/..");
    let end = if ends && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_followed_from_its_page() {
        for (base, address, path) in [
            ("/a/b/", "c.png", "/a/b/c.png"),
            ("/a/b/", "../c/", "/a/c/"),
            ("/a/b.html", "c", "/a/c"),
            ("/a/b/", "/c//d/./e", "/c/d/e"),
            ("/a/", "../../..", "/"),
            ("/a/", "x%20y", "/a/x y"),
        ] {
            assert_eq!(joined(base, address), path);
        }
    }
}
