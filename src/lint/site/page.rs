//! page: a file that a page is made of → where that is published, and what else leads to it.

use super::about::About;
use super::address::published;
use super::found::Published;
use super::place::Place;
use super::routes::{Role, ending, role};
use super::setup::{Setup, collection};
use crate::data::value::Value;

/// A page, as its file says it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it is published, with all that the addresses of the site begin with; the error says why that is not
    /// known.
    pub address: Result<Published, String>,
    /// Other addresses at which it may be.
    pub maybe: Vec<String>,
    /// Addresses that lead to it.
    pub aliases: Vec<String>,
    /// Why it is not published.
    pub hidden: Option<&'static str>,
    /// Whether it is a post, and no page or page of a folder.
    pub is_post: bool,
    /// Its title.
    pub title: String,
}

/// The page that is made of the file at `path`, from the top of its site, with the front matter `whole`; `None` where
/// none is.
pub fn page(
    setup: &Setup,
    path: &str,
    has_front_matter: bool,
    whole: Option<&Value<'_>>,
) -> Option<Page> {
    let Role::Page(kind, place) = role(setup, path) else {
        return None;
    };
    let label = collection(setup, path).map(|(label, _)| label);
    let kind = label.unwrap_or(kind);
    let about = About::read(setup, (path, kind), place.as_ref(), whole);
    let root = setup.root();
    let whole = |address: &str| format!("{root}/{}", address.trim_start_matches('/'));
    let mut maybe = Vec::new();
    let mut address = published(setup, path, place.as_ref(), &about);
    if setup.is("jekyll") && !has_front_matter {
        // It is copied as it is, or rendered by a plugin that GitHub Pages has.
        maybe.extend(address.ok().map(|found| found.address));
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.to_ascii_lowercase().starts_with("readme.") {
            maybe.push(format!("/{folder}/"));
        }
        let why = "without front matter it is copied as it is";
        address = Ok(Published::new(format!("/{path}"), why));
    }
    if let Some(date) = &about.other_date {
        let other = About {
            date: Some(date.clone()),
            ..about.clone()
        };
        maybe.extend(published(setup, path, place.as_ref(), &other).map(|found| found.address));
    }
    let aliases = about.aliases.iter().filter_map(|alias| {
        let alias = alias.trim();
        let alias = if alias.starts_with('/') || setup.is("jekyll") || setup.is("hexo") {
            alias.to_owned()
        } else {
            let own = &address.as_ref().ok()?.address;
            let folder = own.trim_end_matches('/').rsplit_once('/')?.0;
            format!("{folder}/{alias}")
        };
        Some(whole(&alias))
    });
    let aliases = aliases.collect();
    let address = address.map(|found| Published {
        address: whole(&found.address),
        ..found
    });
    let stem = path.rsplit('/').next().unwrap_or(path);
    let is_index = stem.starts_with("_index.") || stem.starts_with("index.");
    let is_dated = matches!(&place, Some(Place::Post(_)));
    let is_post = match setup.generator.map(|known| known.name) {
        Some("hexo" | "jekyll") => is_dated,
        Some("hugo") => !stem.starts_with("_index."),
        _ => !is_index && ending(path) != "html",
    };
    let is_headless = about
        .fields
        .get("headless")
        .and_then(serde_json::Value::as_bool)
        == Some(true);
    let is_built = ["build", "_build"].iter().all(|key| {
        let render = about.fields.get(key).and_then(|build| build.get("render"));
        !render.is_some_and(|render| render == "never" || render == false)
    });
    let is_off = about.fields.get("permalink") == Some(&serde_json::Value::Bool(false));
    let hidden = match about.hidden {
        None if setup.is("hugo") && (is_headless || !is_built) => Some("no page is made of it"),
        None if is_off => Some("no page is made of it"),
        other => other,
    };
    Some(Page {
        address,
        maybe: maybe.iter().map(|address| whole(address)).collect(),
        aliases,
        hidden,
        is_post,
        title: about.title,
    })
}
