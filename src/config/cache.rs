//! settings: a path → the configuration that holds there: the nearest one upwards, read once.

use crate::config::detect::Detected;
use crate::config::home::{Home, Homes};
use crate::config::load::{self, Wrong};
use crate::config::named::{Named, named};
use crate::config::resolve::{Config, FILE_NAME, Overrides};
use crate::config::schemas::Schemas;
use crate::lint::baseline::{Accepted, Baseline, Lost};
use crate::rule::Rule;
use crate::rule::site::{SiteSlot, WholeSite};
use crate::text::finding::Finding;
use crate::text::source::{Dialect, Source};
use crate::workspace::discover::real;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Of so many folders it is remembered which configuration holds there.
const MOST_FOLDERS: usize = 1 << 16;

/// Every configuration of a run.
#[derive(Debug)]
pub struct Settings {
    /// The rules that there are without a configuration.
    rules: Vec<Arc<Rule>>,
    wanted: Overrides,
    search: Search,
    /// What posts name themselves, whatever configuration holds for them.
    schemas: Arc<Schemas>,
    detected: Arc<Detected>,
    homes: Homes,
    site: SiteSlot,
    /// By the folder of a post, as it is given.
    nearest: Mutex<HashMap<PathBuf, Reading>>,
    /// By the file of the configuration; `None` is the one that says nothing.
    read: Mutex<HashMap<Option<PathBuf>, Reading>>,
    /// By their folders.
    baselines: Mutex<HashMap<PathBuf, Accepting>>,
    /// What those hold of files that are not there any more.
    lost: Mutex<HashMap<PathBuf, Arc<Lost>>>,
}

/// Where a configuration is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// In the folder of each post, and upwards.
    Upwards,
    /// It is this file, for every post.
    Named(PathBuf),
    /// There is none.
    Nowhere,
}

/// A configuration, or what is wrong with it.
pub type Reading = Result<Arc<Config>, Arc<Vec<Wrong>>>;

/// A baseline, if there is one, or what is wrong with it.
pub type Accepting = Result<Option<Arc<Baseline>>, Arc<Vec<Wrong>>>;

/// Where a post is in the baseline that holds for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// The folder of the baseline.
    pub folder: PathBuf,
    /// The path of the post from there, with `/`.
    pub name: String,
}

impl Settings {
    /// `rules` are those that there are whatever a configuration adds.
    pub fn new(rules: Vec<Arc<Rule>>, wanted: Overrides, search: Search) -> Self {
        Self {
            rules,
            wanted,
            search,
            schemas: Arc::default(),
            detected: Arc::default(),
            homes: Homes::default(),
            site: SiteSlot::default(),
            nearest: Mutex::default(),
            read: Mutex::default(),
            baselines: Mutex::default(),
            lost: Mutex::default(),
        }
    }

    /// The same for posts of a site that is known otherwise.
    pub fn on_site(&self, site: Arc<dyn WholeSite>) -> Self {
        let other = Self::new(self.rules.clone(), self.wanted.clone(), self.search.clone());
        other.know_site(site);
        other
    }

    /// A post that is not read from its file, as the configuration says that it is read.
    pub fn source(&self, name: &str, bytes: Vec<u8>) -> Source {
        let path = Path::new(name);
        let config = self.at(path);
        let dialect = config.map_or(Dialect::default(), |config| config.dialect(path));
        Source::new(name, bytes).read_as(dialect)
    }

    /// The configuration for the file at `path`.
    pub fn at(&self, path: &Path) -> Reading {
        let folder = path.parent().unwrap_or(Path::new(""));
        if self.search != Search::Upwards {
            return self.read(self.file(folder));
        }
        let mut nearest = self.nearest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = nearest.get(folder) {
            return known.clone();
        }
        let reading = self.read(self.file(folder));
        // Records come from as many folders as there are.
        if nearest.len() >= MOST_FOLDERS {
            nearest.clear();
        }
        nearest.insert(folder.to_owned(), reading.clone());
        reading
    }

    /// The site that the file at `path` belongs to.
    pub fn home(&self, path: &Path) -> Option<Arc<Home>> {
        self.homes.of(path, &*self.at(path).ok()?)
    }

    /// From here on posts are judged by what is known of their sites.
    pub fn know_site(&self, site: Arc<dyn WholeSite>) {
        self.site.set(site);
    }

    /// The file of the configuration for what is in `folder`.
    fn file(&self, folder: &Path) -> Option<PathBuf> {
        match &self.search {
            Search::Upwards => upwards(folder),
            Search::Named(file) => Some(file.clone()),
            Search::Nowhere => None,
        }
    }

    /// The files of the user's own that the configuration for the file at `path` names, as they are on the
    /// disk now.
    pub fn named(&self, path: &Path) -> Named {
        let folder = path.parent().unwrap_or(Path::new(""));
        let file = self.file(folder);
        file.map(|file| named(&file)).unwrap_or_default()
    }

    /// Every rule that there is for the post of this name, if they `are_wanted`.
    pub fn rules_at(&self, name: &str, are_wanted: bool) -> Vec<Arc<Rule>> {
        let config = are_wanted.then(|| self.at(Path::new(name)));
        let config = config.and_then(Result::ok);
        config.map_or_else(Vec::new, |config| config.all_rules().to_vec())
    }

    /// Every rule that held for a file so far; of those with one name, one.
    pub fn rules(&self) -> Vec<Arc<Rule>> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let mut configs: Vec<_> = read.iter().collect();
        configs.sort_by_key(|(file, _)| *file);
        let configs = configs
            .into_iter()
            .filter_map(|(_, read)| read.as_ref().ok());
        let mut rules = self.rules.clone();
        rules.extend(configs.flat_map(|config| config.all_rules().iter().cloned()));
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules.dedup_by(|next, first| next.id == first.id);
        rules
    }

    /// The configurations that were read so far, those that they extend, and the rule files and folders
    /// that they name.
    pub fn files(&self) -> Vec<PathBuf> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files: Vec<PathBuf> = read.keys().flatten().cloned().collect();
        for config in read.values().flatten() {
            files.extend(config.files.iter().map(PathBuf::from));
            files.extend_from_slice(config.rule_files());
        }
        files.retain(|file| file.exists());
        files
    }

    /// Where the file at `path` is in its baseline: beside its configuration, or here.
    pub fn shelved(&self, path: &Path, config: &Config) -> Shelved {
        let whole = real(path);
        for folder in shelves(config) {
            if let Ok(inner) = whole.strip_prefix(real(folder)) {
                return Shelved {
                    folder: folder.to_owned(),
                    name: load::name(inner),
                };
            }
        }
        Shelved {
            folder: PathBuf::new(),
            name: load::name(&whole),
        }
    }

    /// Whether any baseline can hold for posts with this configuration.
    pub fn may_accept(&self, config: &Config) -> bool {
        shelves(config).any(|folder| !matches!(self.baseline(folder), Ok(None)))
    }

    /// The baseline in `folder`.
    pub fn baseline(&self, folder: &Path) -> Accepting {
        let mut known = self
            .baselines
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(folder) {
            return known.clone();
        }
        let baseline = load::baseline(folder);
        let baseline = baseline.map(|found| found.map(Arc::new)).map_err(Arc::new);
        known.insert(folder.to_owned(), baseline.clone());
        baseline
    }

    /// Whether any baseline was read so far.
    pub fn has_baseline(&self) -> bool {
        let known = self
            .baselines
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.values().any(|found| matches!(found, Ok(Some(_))))
    }

    /// How many findings of each rule the baselines accept that were read so far.
    pub fn accepted(&self) -> BTreeMap<String, usize> {
        let known = self
            .baselines
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut rules = BTreeMap::new();
        for baseline in known
            .values()
            .filter_map(|found| found.as_ref().ok()?.as_ref())
        {
            for (rule, count) in baseline.rules() {
                *rules.entry(rule.to_owned()).or_default() += count;
            }
        }
        rules
    }

    /// The findings of a post that no baseline accepts.
    pub fn new_ones<'f>(
        &self,
        source: &Source,
        findings: &'f [Finding],
    ) -> Result<Cow<'f, [Finding]>, Arc<Vec<Wrong>>> {
        if findings.is_empty() {
            return Ok(findings.into());
        }
        let path = Path::new(source.name());
        let config = self.at(path)?;
        // Where a file really is takes a question to the system for each folder on the way to it.
        if !self.may_accept(&config) {
            return Ok(findings.into());
        }
        let place = self.shelved(path, &config);
        Ok(match self.baseline(&place.folder)? {
            Some(baseline) => {
                let lost = self.lost(&place, &baseline);
                let found = || Accepted::of(source, findings);
                let before = lost.as_ref().and_then(|lost| lost.name_of(&found()));
                let name = before.unwrap_or(&place.name);
                baseline.new_ones(name, source, findings).into()
            }
            None => findings.into(),
        })
    }

    /// What the lost files of a baseline are known by; `None` where it knows this one.
    fn lost(&self, place: &Shelved, baseline: &Baseline) -> Option<Arc<Lost>> {
        if baseline.knows(&place.name) {
            return None;
        }
        let mut known = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = known.entry(place.folder.clone()).or_insert_with(|| {
            let is_gone = |path: &str| !place.folder.join(path).exists();
            Arc::new(baseline.lost(is_gone))
        });
        Some(Arc::clone(lost))
    }

    /// What is wrong with a configuration as it is in `source`, whatever is in its file.
    pub fn wrong_with(&self, source: &Source) -> Vec<Wrong> {
        let read = load::config_in(source.clone(), &mut self.plain());
        read.err().unwrap_or_default()
    }

    /// The configuration that says nothing.
    fn plain(&self) -> Config {
        let schemas = Arc::<Schemas>::clone(&self.schemas);
        let config = Config::new(self.rules.clone(), self.wanted.clone(), schemas);
        let config = config.on_site(self.site.clone());
        config.detecting(Arc::clone(&self.detected))
    }

    fn read(&self, file: Option<PathBuf>) -> Reading {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = read.entry(file).or_insert_with_key(|file| {
            let mut config = self.plain();
            if let Some(file) = file {
                load::config(file, &mut config).map_err(Arc::new)?;
                config.set_folder(file.parent().unwrap_or(Path::new("")).to_owned());
            }
            let folder = match file {
                Some(file) => file.parent(),
                None => (self.search == Search::Upwards).then_some(Path::new("")),
            };
            // A hosts file counts where it is, unless another one is named.
            let beside = folder.filter(|_| !config.knows_hosts());
            if let Some(path) = beside.and_then(load::hosts_file) {
                let hosts = load::hosts(&path).map_err(Arc::new)?;
                config.set_hosts_found(load::name(&path), hosts);
            }
            Ok(Arc::new(config))
        });
        reading.clone()
    }
}

/// Where a baseline may be that holds for posts with this configuration.
fn shelves(config: &Config) -> impl Iterator<Item = &Path> {
    config.folder().into_iter().chain([Path::new("")])
}

/// Whether something has that name. What cannot be read there (a folder, a link to nowhere) is a mistake to be
/// told, and not the same as nothing.
fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

/// The configuration in `folder`, or in the nearest folder around it that has one.
pub fn upwards(folder: &Path) -> Option<PathBuf> {
    let shown = folder.join(FILE_NAME);
    if is_there(&shown) {
        return Some(shown);
    }
    let whole = std::path::absolute(if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    });
    let whole = whole.ok()?;
    let mut files = whole
        .ancestors()
        .skip(1)
        .map(|folder| folder.join(FILE_NAME));
    let file = files.find(|file| is_there(file))?;
    // A person knows it by its way from here.
    let here = std::env::current_dir().ok();
    let inner = here.and_then(|here| file.strip_prefix(here).map(Path::to_owned).ok());
    Some(inner.unwrap_or(file))
}
