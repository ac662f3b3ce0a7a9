//! other: where Astro and Eleventy publish a page. Their configurations are programs, of which no more is read
//! than a text behind a key.

use super::about::About;
use super::found::Published;
use super::setup::{Setup, in_program};
use serde_json::Value as Json;

/// Where Astro publishes a page. Docs, "Routing", "Content collections"; Starlight, "Pages".
pub(super) fn astro(setup: &Setup, path: &str, about: &About) -> Result<Published, String> {
    let way = path.rsplit_once('.').map_or(path, |(way, _)| way);
    let is_file = in_program(&setup.around.program, "format") == Some("file");
    let address = |way: &str| {
        let way = way.trim_matches('/');
        let folder = match way.strip_suffix("index") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => {
                folder.trim_end_matches('/')
            }
            _ => way,
        };
        match folder {
            "" => "/".to_owned(),
            folder if is_file => format!("/{folder}.html"),
            folder => format!("/{folder}/"),
        }
    };
    if let Some(below) = way.strip_prefix("src/pages/") {
        return Ok(Published::new(address(below), "its path"));
    }
    let is_starlight = setup.asks_for(|package| package == "@astrojs/starlight");
    // Where a page of the same collection is made for each of its files: the way to that, and its folder.
    let (before, below) = if let Some(below) = way.strip_prefix("src/content/docs/")
        && is_starlight
    {
        ("", below)
    } else {
        let mut routes = setup.around.collections.iter();
        let found = routes.find_map(|(name, before)| {
            let below = way.strip_prefix("src/content/")?.strip_prefix(&**name)?;
            Some((before.as_str(), below.strip_prefix('/')?))
        });
        found.ok_or("which route shows it is written in a program")?
    };
    if let Some(own) = about.fields.get("slug").and_then(Json::as_str) {
        let made = address(&format!("{before}/{own}"));
        return Ok(Published::new(made, "`slug` in its front matter"));
    }
    let slugs: Vec<String> = below.split('/').map(super::slug::github).collect();
    let made = address(&format!("{before}/{}", slugs.join("/")));
    Ok(Published::new(made, "its path in the collection"))
}

/// The folder that Eleventy reads.
pub(super) fn eleventy_input(setup: &Setup) -> &str {
    let said = in_program(&setup.around.program, "input").unwrap_or_default();
    said.trim_start_matches("./")
        .trim_matches('/')
        .trim_matches('.')
}

/// Where Eleventy publishes a page. Docs, "Permalinks".
pub(super) fn eleventy(setup: &Setup, path: &str, about: &About) -> Result<Published, String> {
    let input = eleventy_input(setup);
    let below = path
        .strip_prefix(input)
        .ok_or("it is not in the folder that Eleventy reads")?;
    let below = below.trim_start_matches('/');
    match about.fields.get("permalink") {
        None | Some(Json::Null) => {}
        Some(Json::String(own)) if !own.contains(['{', '}']) => {
            return Ok(Published::new(
                own.clone(),
                "`permalink` in its front matter",
            ));
        }
        Some(_) => return Err("its `permalink` is filled in by a template".to_owned()),
    }
    let mut open = setup.around.open.iter();
    if open.any(|folder| folder.is_empty() || path.starts_with(&format!("{folder}/"))) {
        return Err("a data file says its address".to_owned());
    }
    let way = below.rsplit_once('.').map_or(below, |(way, _)| way);
    let (folders, name) = way.rsplit_once('/').unwrap_or(("", way));
    let last = folders.rsplit('/').next().unwrap_or_default();
    let address = match name {
        "index" => format!("/{folders}/"),
        name if name == last => format!("/{folders}/"),
        name => format!("/{folders}/{name}/"),
    };
    Ok(Published::new(address, "its path"))
}
