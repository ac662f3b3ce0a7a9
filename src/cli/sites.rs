//! sites: what all posts of a site say of where they are published, read before any of them is judged.

use crate::config::cache::Settings;
use crate::config::home::Home;
use crate::config::load;
use crate::lint::check::check;
use crate::lint::site::Setup;
use crate::lint::site::all::Sites;
use crate::lint::site::index::{Entry, Index, entry};
use crate::lint::site::known::KnownSite;
use crate::lint::site::routes::{Role, ending, role};
use crate::post::parse::parse;
use crate::text::finding::Finding;
use crate::text::source::{MAX_BYTES, Source};
use crate::workspace::changed_lines::Changes;
use crate::workspace::discover::{discover, every_file, real};
use crate::workspace::files::{self, TemporaryFolder};
use crate::workspace::parallel::run;
use crate::workspace::revision::Revision;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A site, and the posts of it that are looked at: their names, and their paths from its top.
type Found = (Arc<Home>, Vec<(String, String)>);

/// Which posts are looked at, and how.
pub(super) struct Scope<'j> {
    pub(super) settings: &'j Settings,
    pub(super) paths: &'j [PathBuf],
    /// What has changed, where only that is asked about.
    pub(super) changes: Option<&'j Changes>,
    /// Larger files are not read, in bytes.
    pub(super) limit: u64,
    pub(super) threads: usize,
}

/// What a change may have broken in what it does not touch.
#[derive(Debug)]
pub(super) struct Elsewhere {
    /// The sites as they were before.
    settings: Settings,
    /// The posts of sites in which something is gone.
    pub(super) posts: BTreeSet<PathBuf>,
    /// The files that are gone, and whose addresses nothing is at.
    pub(super) gone: BTreeSet<PathBuf>,
}

impl Elsewhere {
    /// Those of `findings` in the post `source` that it would not have had on the sites as they were before.
    pub(super) fn broken(&self, source: &Source, findings: &[Finding]) -> Vec<Finding> {
        let path = Path::new(source.name());
        let Some(rules) = self
            .settings
            .at(path)
            .ok()
            .map(|config| config.rules_for(path))
        else {
            return Vec::new();
        };
        let of_site: HashSet<&str> = rules.of_site().collect();
        let new = findings
            .iter()
            .filter(|finding| of_site.contains(&*finding.rule));
        let new: Vec<&Finding> = new.collect();
        if new.is_empty() || self.gone.contains(path) {
            return new.into_iter().cloned().collect();
        }
        let before = check(&parse(source), &rules);
        let known: HashSet<_> = before.iter().map(|old| (&old.rule, old.span)).collect();
        let new = new
            .into_iter()
            .filter(|new| !known.contains(&(&new.rule, new.span)));
        new.cloned().collect()
    }
}

/// Reads the sites of which all files are given, where rules ask for them. What has changed is compared with what was
/// before.
pub(super) fn read(job: &Scope<'_>) -> Option<Elsewhere> {
    let given = job.paths.iter().filter(|path| path.is_dir());
    let given: Vec<PathBuf> = given.map(|path| real(path)).collect();
    if given.is_empty() {
        return None;
    }
    let before = job
        .changes
        .and_then(|changes| Some((changes, changes.before().ok()?)));
    let (mut sites, mut old) = (Sites::default(), Sites::default());
    let (mut all, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for (home, posts) in homes(job, &given).into_values() {
        let now = now(job, &home);
        let was = before
            .as_ref()
            .and_then(|(_, revision)| was(job, &home, &now, revision));
        let now = known(&home, now);
        let Some(((changes, revision), (was, differing))) = before.as_ref().zip(was) else {
            sites.add(now, posts);
            continue;
        };
        let may_break = now.index().may_break(was.index())
            || now.has_lost_ids(&was, differing.iter().map(String::as_str));
        if may_break {
            all.extend(posts.iter().map(|(name, _)| PathBuf::from(name)));
        }
        let given = posts
            .iter()
            .map(|(name, inner)| (inner.clone(), name.clone()));
        let given: HashMap<String, String> = given.collect();
        // What is not there any more is called as it would be if it were.
        let begin = posts
            .iter()
            .find_map(|(name, inner)| name.strip_suffix(&**inner));
        let begin = begin.unwrap_or_default().to_owned();
        let name = |inner: &str| {
            let known = given.get(inner).cloned();
            known.unwrap_or_else(|| format!("{begin}{inner}"))
        };
        sites.add(now, posts);
        let moved = |inner: &str| revision.moved(&home.root, inner);
        let left = sites.compare(was.index(), &changes.called(), moved, name);
        gone.extend(left.iter().map(|inner| PathBuf::from(name(inner))));
        old.add(was, given.into_iter().map(|(inner, name)| (name, inner)));
    }
    if sites.is_empty() {
        return None;
    }
    job.settings.know_site(Arc::new(sites));
    (!old.is_empty()).then(|| Elsewhere {
        settings: job.settings.on_site(Arc::new(old)),
        posts: all,
        gone,
    })
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

/// The files of a site: those that a page is made of, and the others.
struct Files {
    pages: Vec<Entry>,
    others: Vec<String>,
}

/// What the site is now.
fn now(job: &Scope<'_>, home: &Home) -> Files {
    let built = home.setup.generator.map(|generator| {
        let said = generator.built_key.and_then(|key| home.setup.text(key));
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
    let read = |inner: &str| {
        let path = home.root.join(inner);
        match job
            .changes
            .and_then(|changes| changes.staged_content(&path))
        {
            Some(staged) => staged.ok(),
            None => files::read(&path, job.limit).ok(),
        }
    };
    sorted(&home.setup, files.collect(), job.threads, read)
}

/// Reads the pages among `files`, from the top of a site.
fn sorted(
    setup: &Setup,
    files: Vec<String>,
    threads: usize,
    read: impl Fn(&str) -> Option<Vec<u8>> + Sync + Send,
) -> Files {
    let (mut pages, mut others): (Vec<Entry>, Vec<String>) = (Vec::new(), Vec::new());
    run(
        files.into_iter(),
        threads,
        |inner| {
            let page = matches!(role(setup, &inner), Role::Page(..))
                .then(|| entry(setup, &inner, read(&inner)?));
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
    Files { pages, others }
}

/// All that is known of a site with these files.
fn known(home: &Home, files: Files) -> KnownSite {
    let root = home.root.clone();
    let read = move |inner: &str| files::read(&root.join(Path::new(inner)), MAX_BYTES).ok();
    let index = Index::new(home.setup.clone(), files.pages, files.others);
    KnownSite::new(index, Box::new(read))
}

/// What the site was, and the files that were others; `None` where none was, or that cannot be known.
fn was(
    job: &Scope<'_>,
    home: &Home,
    now: &Files,
    revision: &Revision,
) -> Option<(KnownSite, Vec<String>)> {
    let differing = revision.differing(&home.root);
    if differing.is_empty() {
        return None;
    }
    let changed: HashMap<&str, bool> = differing
        .iter()
        .map(|(path, was)| (&**path, *was))
        .collect();
    let all = now.pages.iter().map(|page| &page.path).chain(&now.others);
    let same = all.filter(|path| !changed.contains_key(&***path)).cloned();
    let old = changed.iter().filter(|(_, was)| **was);
    let old: Vec<String> = old.map(|(path, _)| (*path).to_owned()).collect();
    let old_text = |inner: &str| revision.content(&home.root, inner);
    let is_set_up = differing.iter().any(|(path, _)| is_setting(path));
    let mut texts: HashMap<String, Vec<u8>> = HashMap::new();
    texts.extend(
        old.iter()
            .filter_map(|path| Some((path.clone(), old_text(path)?))),
    );
    let text = |inner: &str| {
        if changed.contains_key(inner) {
            return texts.get(inner).cloned();
        }
        files::read(&home.root.join(inner), job.limit).ok()
    };
    let (setup, files) = if is_set_up && home.setup.generator.is_some() {
        let files: Vec<String> = same.chain(old).collect();
        let setup = set_up(&files, text)?;
        let files = sorted(&setup, files, job.threads, text);
        (setup, files)
    } else {
        let setup = home.setup.clone();
        let mut files = sorted(&setup, old, job.threads, text);
        let is_same = |path: &&String| !changed.contains_key(&***path);
        let pages = now.pages.iter().filter(|page| is_same(&&page.path));
        files.pages.extend(pages.cloned());
        files
            .others
            .extend(now.others.iter().filter(is_same).cloned());
        files.pages.sort_by(|a, b| a.path.cmp(&b.path));
        (setup, files)
    };
    let root = home.root.clone();
    let names: HashSet<String> = changed.keys().map(|path| (*path).to_owned()).collect();
    let read = move |inner: &str| {
        if names.contains(inner) {
            return texts.get(inner).cloned();
        }
        files::read(&root.join(inner), MAX_BYTES).ok()
    };
    let index = Index::new(setup, files.pages, files.others);
    let known = KnownSite::new(index, Box::new(read)).as_before();
    Some((known, differing.into_iter().map(|(path, _)| path).collect()))
}

/// Whether a file may say something of all addresses of a site.
fn is_setting(path: &str) -> bool {
    let settings = [
        "yml", "yaml", "toml", "json", "js", "mjs", "cjs", "ts", "rb", "astro", "htaccess", "",
    ];
    settings.contains(&&*ending(path))
}

/// What a site of these files says of itself. They are laid out for it, each that is no setting without its content.
fn set_up(files: &[String], text: impl Fn(&str) -> Option<Vec<u8>>) -> Option<Setup> {
    let folder = TemporaryFolder::new().ok()?;
    let root = folder.path().ok()?;
    for inner in files {
        let content = is_setting(inner).then(|| text(inner)).flatten();
        let path = root.join(inner);
        files::put_new(&path, &content.unwrap_or_default()).ok()?;
    }
    Home::in_folder(root).map(|home| home.setup)
}
