//! The addresses that copydesk computes are those at which the generators themselves publish a site.
//!
//! `fixtures/sites/NAME` is a small site, of the generator that its name begins with, and
//! `fixtures/sites/published.jsonl` says what is built of it (`.ci/generators published`).

use copydesk::config::cache::{Search, Settings};
use copydesk::config::home::Home;
use copydesk::config::resolve::Overrides;
use copydesk::lint::site::ids::ids;
use copydesk::lint::site::page::{Page, page};
use copydesk::post::parse::parse;
use copydesk::text::source::Source;
use copydesk::workspace::discover::every_file;
use copydesk::workspace::files;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A page that a generator built.
#[derive(Deserialize)]
struct Built {
    site: String,
    address: String,
    ids: Vec<String>,
    /// It leads to another page.
    #[serde(default)]
    leads: bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sites")
}

fn published() -> BTreeMap<String, Vec<Built>> {
    let bytes = files::read(&folder().join("published.jsonl"), 1 << 24).expect("what is built");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let mut all = BTreeMap::<String, Vec<Built>>::new();
    for line in text.lines() {
        let built: Built = serde_json::from_str(line).expect("a line");
        all.entry(built.site.clone()).or_default().push(built);
    }
    all
}

/// A file, the page that is made of it, and the ids in that.
type Found = (String, Page, Option<Vec<String>>);

/// The site of this name, and the pages of it that are made of Markdown and HTML.
fn pages(name: &str) -> (Arc<Home>, Vec<Found>) {
    let rules = copydesk::builtin_rules().expect("the built-in rules");
    let settings = Settings::new(rules, Overrides::default(), Search::Nowhere);
    let root = folder().join(name);
    let mut found = None;
    let mut pages = Vec::new();
    for path in every_file(&root) {
        let Some(home) = settings.home(&path) else {
            continue;
        };
        assert_eq!(home.root, root.canonicalize().expect("a folder"), "{name}");
        let inner = home.inner(&path).expect("inside");
        let bytes = files::read(&path, 1 << 24).expect("a file");
        let dialect = home.setup.generator.map(|known| known.renderer.dialect);
        let source = Source::new(&*inner, bytes).read_as(dialect.unwrap_or_default());
        let post = parse(&source);
        let ids = ids(&home.setup, &post).map(|ids| ids.all);
        let has_front_matter = post.front_matter.is_some();
        let page = page(
            &home.setup,
            &inner,
            has_front_matter,
            post.fields.value.as_ref(),
        );
        pages.extend(page.map(|page| (inner, page, ids)));
        found = Some(home);
    }
    (found.expect("a site"), pages)
}

/// Pages that generators make of no file: the lists of Hugo, and the page that leads to its first language; what a
/// template of Eleventy or a page of Astro that is no Markdown makes; the address that a template fills in.
fn is_of_no_file(site: &str, address: &str) -> bool {
    match site.split('-').next() {
        Some("hugo") => matches!(
            address,
            "/posts/" | "/en/" | "/de/" | "/zh/" | "/de/posts/" | "/zh/posts/"
        ),
        Some("astro") => address == "/",
        Some("eleventy") => matches!(address, "/f/Filled/" | "/made/one/"),
        _ => false,
    }
}

#[test]
fn pages_are_where_generators_publish_them() {
    let published = published();
    assert!(published.len() > 10);
    let mut wrong = Vec::new();
    for (name, built) in &published {
        let (home, pages) = pages(name);
        let root = home.setup.root();
        let shown = pages.iter().filter(|(_, page, _)| page.hidden.is_none());
        let addresses = shown.filter_map(|(_, page, _)| page.address.as_ref().ok());
        let ours: BTreeSet<String> = addresses
            .map(|found| {
                found
                    .address
                    .strip_prefix(&*root)
                    .expect("its root")
                    .to_owned()
            })
            // What has no front matter is copied, and no page of HTML.
            .filter(|address| address.rsplit_once('.').is_none_or(|(_, end)| end != "md"))
            .collect();
        let aliases: BTreeSet<&String> = pages
            .iter()
            .flat_map(|(_, page, _)| &page.aliases)
            .collect();
        let theirs: BTreeSet<String> = built
            .iter()
            .filter(|page| !page.leads && !is_of_no_file(name, &page.address))
            .map(|page| page.address.clone())
            .collect();
        let lists = |more: Vec<&String>, what: &str| {
            more.into_iter()
                .map(|address| format!("{name}: {what} {address}"))
                .collect::<Vec<_>>()
        };
        wrong.extend(lists(ours.difference(&theirs).collect(), "not built:"));
        wrong.extend(lists(theirs.difference(&ours).collect(), "not known:"));
        for page in built
            .iter()
            .filter(|page| page.leads && page.address != "/en/")
        {
            let alias = page.address.trim_end_matches('/').trim_end_matches(".html");
            let is_known = aliases
                .iter()
                .any(|known| known.trim_end_matches('/') == format!("{root}{alias}"));
            if !is_known {
                wrong.push(format!("{name}: no alias {}", page.address));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn headings_have_the_ids_that_renderers_give_them() {
    let published = published();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, built) in &published {
        let (home, pages) = pages(name);
        let root = home.setup.root();
        for (path, page, ids) in pages {
            let (Ok(found), Some(ids)) = (page.address, ids) else {
                continue;
            };
            let address = found.address.strip_prefix(&*root).expect("its root");
            let mut theirs = built.iter().filter(|built| built.address == address);
            if let Some(theirs) = theirs.next().filter(|_| page.hidden.is_none()) {
                count += ids.len();
                if theirs.ids != ids {
                    wrong.push(format!("{name}/{path}: {:?}, not {ids:?}", theirs.ids));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count > 100, "{count}");
}
