//! routes: the path of a file below its site → what becomes of it there.

use super::place::Place;
use super::setup::{Setup, collection};
use super::{hugo, other, slug};
use serde_json::Value as Json;

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A page is made of it: what its generator calls such files, and where it is as a post.
    Page(&'static str, Option<Place>),
    /// It is published as it is, there, without what all addresses of the site begin with.
    Served(String),
    /// Nothing that has an address of its own.
    Nothing,
}

/// Folders that are no part of any site.
pub const NEVER: [&str; 3] = ["node_modules", ".git", ".copydesk"];

/// How the name of a file ends, in small letters.
pub fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

/// Whether a file of this name is a post or a page by its ending.
fn is_text(path: &str) -> bool {
    matches!(
        &*ending(path),
        "md" | "markdown" | "mdx" | "html" | "htm" | "xhtml"
    )
}

/// What becomes of the file at `path`, from the top of its site.
pub fn role(setup: &Setup, path: &str) -> Role {
    if path.split('/').any(|part| NEVER.contains(&part)) || path.starts_with("vendor/") {
        return Role::Nothing;
    }
    match setup.generator.map(|known| known.name) {
        Some("hexo") => hexo(setup, path),
        Some("jekyll") => jekyll(setup, path),
        Some("hugo") => hugo_role(setup, path),
        Some("astro") => astro(path),
        Some("eleventy") => eleventy(setup, path),
        Some(_) => Role::Nothing,
        None if is_text(path) => Role::Page("page", None),
        None => Role::Served(format!("/{path}")),
    }
}

fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// Whether a part of a way begins with a mark by which the generator passes it over.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with(['_', '.']))
}

fn hexo(setup: &Setup, path: &str) -> Role {
    let source = setup.folder("source_dir", "source");
    let Some(inner) = below(path, &source) else {
        // What a theme brings along.
        let theme = path
            .strip_prefix("themes/")
            .and_then(|path| path.split_once('/'));
        let inner = theme.and_then(|(_, inner)| inner.strip_prefix("source/"));
        return inner.map_or(Role::Nothing, |inner| Role::Served(format!("/{inner}")));
    };
    let is_post = inner.starts_with("_posts/") || inner.starts_with("_drafts/");
    if is_post && is_text(path) {
        let place = setup
            .facts()
            .and_then(|facts| Place::of(facts, &format!("source/{inner}")));
        return place.map_or(Role::Nothing, |place| Role::Page("posts", Some(place)));
    }
    if is_hidden(inner) {
        Role::Nothing
    } else if is_text(path) {
        Role::Page("pages", None)
    } else {
        Role::Served(format!("/{inner}"))
    }
}

fn jekyll(setup: &Setup, path: &str) -> Role {
    let source = setup.folder("source", "").trim_matches('.').to_owned();
    let Some(inner) = below(path, &source) else {
        return Role::Nothing;
    };
    let listed = |key: &str| {
        let list = setup.said(key).and_then(Json::as_array);
        let mut names = list.into_iter().flatten().filter_map(Json::as_str);
        names.any(|name| {
            let name = name.trim_matches('/');
            inner == name || below(inner, name).is_some()
        })
    };
    if listed("exclude") {
        return Role::Nothing;
    }
    if let Some((_, below)) = collection(setup, inner) {
        return if is_text(below) {
            Role::Page("collection", None)
        } else {
            let label = inner.trim_start_matches('_');
            Role::Served(format!("/{label}"))
        };
    }
    let place = setup.facts().and_then(|facts| Place::of(facts, inner));
    match place {
        Some(Place::Post(_)) if is_text(path) => Role::Page("posts", place),
        Some(Place::Page(_)) if is_text(path) => Role::Page("pages", place),
        _ if is_hidden(inner) && !listed("include") => Role::Nothing,
        _ if matches!(&*ending(path), "scss" | "sass") => {
            let way = inner.rsplit_once('.').map_or(inner, |(way, _)| way);
            Role::Served(format!("/{way}.css"))
        }
        _ => Role::Served(format!("/{inner}")),
    }
}

fn hugo_role(setup: &Setup, path: &str) -> Role {
    let folders = match setup.said("staticdir") {
        Some(Json::Array(all)) => all
            .iter()
            .filter_map(Json::as_str)
            .map(|folder| folder.trim_matches('/').to_owned())
            .collect(),
        _ => vec![setup.folder("staticdir", "static")],
    };
    let theme = path
        .strip_prefix("themes/")
        .and_then(|path| path.split_once('/'));
    let of_theme = theme.and_then(|(_, inner)| inner.strip_prefix("static/"));
    for mount in hugo::mounts(setup, "static") {
        if let Some(inner) = below(path, mount.source.trim_matches('/')) {
            let address = format!("/{}/{inner}", mount.into);
            return Role::Served(address.replace("//", "/"));
        }
    }
    let is_mounted = hugo::mounts(setup, "static").next().is_some();
    let served = folders
        .iter()
        .filter(|_| !is_mounted)
        .find_map(|folder| below(path, folder))
        .or(of_theme);
    if let Some(inner) = served {
        return Role::Served(format!("/{inner}"));
    }
    let Ok(content) = hugo::content(setup, path) else {
        return Role::Nothing;
    };
    if is_text(path) {
        return Role::Page("posts", None);
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let folders: Vec<String> = content
        .folders
        .iter()
        .map(|one| slug::hugo_name(one))
        .collect();
    let folders: String = folders.iter().flat_map(|one| [one.as_str(), "/"]).collect();
    Role::Served(format!(
        "{}/{folders}{}",
        content.prefix,
        name.to_lowercase()
    ))
}

fn astro(path: &str) -> Role {
    if let Some(inner) = path.strip_prefix("public/") {
        return Role::Served(format!("/{inner}"));
    }
    let is_source = path.starts_with("src/content/") || path.starts_with("src/pages/");
    if is_source && is_text(path) && !is_hidden(path) {
        return Role::Page("posts", None);
    }
    match path.strip_prefix("src/pages/") {
        Some(inner) if !is_hidden(inner) && !inner.contains('[') => {
            let way = inner.rsplit_once('.').map_or(inner, |(way, _)| way);
            let is_page = ending(path) == "astro";
            Role::Served(match way.strip_suffix("index") {
                Some(folder) if is_page => format!("/{folder}"),
                _ if is_page => format!("/{way}/"),
                // `rss.xml.js` makes `rss.xml`.
                _ => format!("/{way}"),
            })
        }
        _ => Role::Nothing,
    }
}

fn eleventy(setup: &Setup, path: &str) -> Role {
    let input = other::eleventy_input(setup);
    let Some(inner) = below(path, input) else {
        return Role::Served(format!("/{path}"));
    };
    if is_hidden(inner) {
        return Role::Nothing;
    }
    match &*ending(path) {
        "md" | "markdown" | "html" | "htm" | "xhtml" | "njk" | "liquid" | "hbs" | "ejs"
        | "webc" | "mdx" => Role::Page("posts", None),
        _ => Role::Served(format!("/{inner}")),
    }
}
