//! sites: what all posts of a site say of where they are published, read before any of them is judged.

use crate::config::cache::Settings;
use crate::config::home::Home;
use crate::config::load;
use crate::lint::site::index::{Entry, Index, entry};
use crate::lint::site::judge::Sites;
use crate::lint::site::known::KnownSite;
use crate::lint::site::routes::{Role, role};
use crate::text::source::MAX_BYTES;
use crate::workspace::discover::{discover, every_file, real};
use crate::workspace::files;
use crate::workspace::parallel::run;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A site, and the posts of it that are looked at: their names, and their paths from its top.
type Found = (Arc<Home>, Vec<(String, String)>);

/// Which posts are looked at, and how.
pub(super) struct Scope<'j> {
    pub(super) settings: &'j Settings,
    pub(super) paths: &'j [PathBuf],
    /// Larger files are not read, in bytes.
    pub(super) limit: u64,
    pub(super) threads: usize,
}

/// Reads the sites of which all files are given, where rules ask for them.
pub(super) fn read(job: &Scope<'_>) {
    let given = job.paths.iter().filter(|path| path.is_dir());
    let given: Vec<PathBuf> = given.map(|path| real(path)).collect();
    if given.is_empty() {
        return;
    }
    let mut sites = Sites::default();
    for (home, posts) in homes(job, &given).into_values() {
        sites.add(known(job, &home), posts);
    }
    if !sites.is_empty() {
        job.settings.know_site(Arc::new(sites));
    }
}

/// The sites whose folders are in one of those that are given, by these folders.
fn homes(job: &Scope<'_>, given: &[PathBuf]) -> BTreeMap<PathBuf, Found> {
    let mut homes = BTreeMap::<PathBuf, Found>::new();
    // Where a file really is takes a question to the system for each folder on the way to it.
    let mut folders: HashMap<PathBuf, Option<(Arc<Home>, String)>> = HashMap::new();
    for path in discover(job.paths).flatten() {
        let folder = files::folder_of(&path);
        let known = folders.entry(folder.to_owned()).or_insert_with(|| {
            let home = job.settings.home(&path)?;
            let rules = job.settings.at(&path).ok()?.rules_for(&path);
            let is_whole = given.iter().any(|given| home.root.starts_with(given));
            let inner = home
                .inner(&path)
                .filter(|_| is_whole && rules.ask_for_site())?;
            let folder = inner.rsplit_once('/').map_or("", |(folder, _)| folder);
            Some((home, folder.to_owned()))
        });
        let name = path.file_name().and_then(|name| name.to_str());
        if let (Some((home, folder)), Some(name)) = (known, name) {
            let inner = format!("{folder}/{name}");
            let found = homes.entry(home.root.clone());
            let (_, posts) = found.or_insert_with(|| (Arc::clone(home), Vec::new()));
            posts.push((load::name(&path), inner.trim_start_matches('/').to_owned()));
        }
    }
    homes
}

/// All that is known of a site.
fn known(job: &Scope<'_>, home: &Home) -> KnownSite {
    let setup = &home.setup;
    let built = setup.generator.map(|generator| {
        let said = generator.built_key.and_then(|key| setup.text(key));
        said.unwrap_or(generator.built)
            .trim_matches(['/', '.'])
            .to_owned()
    });
    let is_built = |inner: &str| {
        let built = built.as_deref().filter(|built| !built.is_empty());
        let rest = built.and_then(|built| inner.strip_prefix(built));
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let files = every_file(&home.root).filter_map(|path| {
        let inner = path.strip_prefix(&home.root).ok()?.to_str()?;
        let inner = inner.replace('\\', "/");
        (!is_built(&inner)).then_some(inner)
    });
    let files: Vec<String> = files.collect();
    let (mut pages, mut others): (Vec<Entry>, Vec<String>) = (Vec::new(), Vec::new());
    run(
        files.into_iter(),
        job.threads,
        |inner| {
            let page = matches!(role(setup, &inner), Role::Page(..)).then(|| {
                let bytes = files::read(&home.root.join(&inner), job.limit).ok()?;
                entry(setup, &inner, bytes)
            });
            (inner, page.flatten())
        },
        |(inner, page)| {
            match page {
                Some(page) => pages.push(page),
                None => others.push(inner),
            }
            ControlFlow::Continue(())
        },
    );
    let root = home.root.clone();
    let read = move |inner: &str| files::read(&root.join(Path::new(inner)), MAX_BYTES).ok();
    KnownSite::new(Index::new(setup.clone(), pages, others), Box::new(read))
}
