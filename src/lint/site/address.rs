//! address: a post or a page → where it is published, by the generator's own configuration.

use super::about::About;
use super::found::{Published, is_html};
use super::pattern::Filled;
use super::place::{Place, PostPlace};
use super::setup::{Setup, collection};
use super::{hugo, other};
use crate::generator::site::{Part, Site};
use crate::url::percent::decoded;
use serde_json::Value as Json;

/// Where the page of the file at `path`, from the top of its site, is published, without what all addresses of the
/// site begin with. The error says why that is not known.
pub fn published(
    setup: &Setup,
    path: &str,
    place: Option<&Place>,
    about: &About,
) -> Result<Published, String> {
    let found = match setup.generator.map(|known| known.name) {
        Some("hexo") => hexo(setup, path, place, about)?,
        Some("hugo") => hugo::published(setup, path, about)?,
        Some("jekyll") => jekyll(setup, path, place, about)?,
        Some("astro") => other::astro(setup, path, about)?,
        Some("eleventy") => other::eleventy(setup, path, about)?,
        Some(name) => return Err(format!("how {name} makes addresses is not known")),
        None => Published::new(format!("/{path}"), "files are read by their paths"),
    };
    let address = whole(&found.address)?;
    Ok(Published { address, ..found })
}

/// The address with one `/` between its parts, and without the name of the page of a folder.
fn whole(made: &str) -> Result<String, String> {
    let mut address = String::from("/");
    for part in made.split('/').filter(|part| !part.is_empty()) {
        if matches!(part, "." | "..") {
            return Err(format!("its address `{made}` leads out of its folder"));
        }
        address += part;
        address.push('/');
    }
    if !made.ends_with('/') && address.len() > 1 {
        address.pop();
    }
    Ok(address
        .strip_suffix("/index.html")
        .map_or(address.clone(), |folder| format!("{folder}/")))
}

/// The address of the post at `target` on the site that it goes to, where nothing else is said of it.
pub fn by_default(site: &Site, target: &str) -> Option<String> {
    let below = site.posts.iter().find_map(|folder| {
        let below = target.strip_prefix(folder)?.strip_prefix('/')?;
        below.rsplit_once('.').map(|(way, _)| way)
    })?;
    let tokens = site.address.tokens.iter();
    let mut path = tokens.filter(|(_, part)| *part == Part::Path);
    let (token, _) = path.next()?;
    Some(site.address.default.replace(&format!(":{token}"), below))
}

/// What a configuration says of the addresses of posts, and that it does.
fn pattern<'a>(setup: &'a Setup, site: &'a Site) -> Result<(&'a str, String), String> {
    let address = &site.address;
    let said = address.key.and_then(|key| setup.said(key));
    let Some(said) = said.filter(|said| !said.is_null()) else {
        let why = format!("`{}`, its default", address.default);
        return Ok((address.default, why));
    };
    let said = said
        .as_str()
        .ok_or("its configuration gives no pattern of addresses")?;
    let why = format!("`{}: {said}`", address.key.unwrap_or_default());
    let mut styles = address.styles.iter();
    let style = styles.find(|(name, _)| *name == said);
    Ok((style.map_or(said, |(_, pattern)| pattern), why))
}

/// The way to a page without its ending, or to its folder where it is the page of one.
fn way(below: &str) -> (&str, bool) {
    let way = below.rsplit_once('.').map_or(below, |(way, _)| way);
    match way.strip_suffix("index") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => (folder, true),
        _ => (way, false),
    }
}

fn hexo(
    setup: &Setup,
    path: &str,
    place: Option<&Place>,
    about: &About,
) -> Result<Published, String> {
    const OWN: &str = "`permalink` in its front matter";
    let site = setup.facts().ok_or("its folders are not known")?;
    let has_folders = setup.is_true("post_asset_folder");
    let Some(Place::Post(post)) = place else {
        let source = setup.folder("source_dir", "source");
        let below = path.strip_prefix(&*source).unwrap_or(path);
        let below = below.trim_start_matches('/');
        return Ok(match &about.own {
            Some(own) if own.ends_with('/') || is_html(own) => Published::new(own.clone(), OWN),
            Some(own)
                if own
                    .rsplit('/')
                    .next()
                    .is_some_and(|last| last.contains('.')) =>
            {
                Published::new(own.clone(), OWN)
            }
            Some(own) => Published::new(format!("{own}.html"), OWN),
            None => match way(below) {
                (folder, true) => Published::new(folder, "its folder"),
                (way, false) => Published::new(format!("{way}.html"), "its path"),
            },
        });
    };
    if let Some(own) = &about.own {
        let own = decoded(own);
        let is_folder = own.ends_with('/') || is_html(&own) || !has_folders;
        let end = if is_folder { "" } else { "/" };
        return Ok(Published::new(format!("{own}{end}"), OWN));
    }
    let (pattern, why) = pattern(setup, site)?;
    let mut post = post.clone();
    named_by(setup, &mut post)?;
    let filled = Filled {
        site,
        place: Some(&Place::Post(post)),
        about,
        sections: &[],
        no_category: setup.text("default_category").unwrap_or("uncategorized"),
        has_fields: true,
    };
    let made = filled.expanded(pattern)?;
    let is_whole = made.ends_with('/') || is_html(&made) || !has_folders;
    let end = if is_whole { "" } else { "/" };
    Ok(Published::new(format!("{made}{end}"), why))
}

/// Takes apart the name of a post, as `new_post_name` makes it.
fn named_by(setup: &Setup, post: &mut PostPlace) -> Result<(), String> {
    let form = setup.text("new_post_name").unwrap_or(":title.md");
    let form = form.rsplit_once('.').map_or(form, |(form, _)| form);
    match form {
        ":title" => Ok(()),
        ":year-:month-:day-:title" => {
            // What does not fit is a slug of all of it.
            let parts: Vec<&str> = post.way.splitn(4, '-').collect();
            let is = |at: usize, digits: usize| {
                let part = parts.get(at).copied().unwrap_or_default();
                part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())
            };
            if parts.len() == 4 && is(0, 4) && is(1, 2) && is(2, 2) && !parts[3].is_empty() {
                post.way = parts[3].to_owned();
            } else {
                let way = super::slug::hexo(&post.way);
                post.way = way.ok_or("its name has letters with accents")?;
            }
            Ok(())
        }
        other => Err(format!("`new_post_name: {other}` is not known")),
    }
}

fn jekyll(
    setup: &Setup,
    path: &str,
    place: Option<&Place>,
    about: &About,
) -> Result<Published, String> {
    let site = setup.facts().ok_or("its folders are not known")?;
    let collection = collection(setup, path);
    let doc = collection.map(|(label, below)| (label, PostPlace::of_doc(below)));
    let sections = doc.as_ref().map(|(label, _)| *label);
    let document = doc.as_ref().map(|(_, place)| Place::Post(place.clone()));
    let filled = Filled {
        site,
        place: document.as_ref().or(place),
        about,
        sections: sections.as_slice(),
        no_category: "",
        has_fields: false,
    };
    let ended = |made: String| {
        let last = made.rsplit('/').next().unwrap_or_default();
        let is_whole = last.is_empty() || is_html(&made);
        let end = if is_whole { "" } else { ".html" };
        format!("{made}{end}")
    };
    if let Some(own) = &about.own {
        let own = decoded(own);
        let styles = &site.address.styles;
        let style = styles.iter().find(|(name, _)| *name == own);
        let pattern = style.map_or(&*own, |(_, pattern)| pattern);
        let made = filled.expanded(pattern)?;
        // A page may have another ending.
        let has_ending = made
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains('.'));
        let is_page = !matches!(filled.place, Some(Place::Post(_)));
        let made = if is_page && has_ending {
            made
        } else {
            ended(made)
        };
        return Ok(Published::new(made, "`permalink` in its front matter"));
    }
    if let Some((label, _)) = doc {
        let key = format!("collections.{label}.permalink");
        let style = setup.text("permalink").unwrap_or("date");
        let (pattern, why) = match setup.said(&key).and_then(Json::as_str) {
            Some(said) => (said, format!("`{key}: {said}`")),
            None if style == "pretty" || style.ends_with('/') => {
                ("/:collection/:path/", format!("`permalink: {style}`"))
            }
            None if style.contains(':') && !style.ends_with(":output_ext") => {
                ("/:collection/:path", format!("`permalink: {style}`"))
            }
            None => (
                "/:collection/:path:output_ext",
                "its path in the collection".to_owned(),
            ),
        };
        return Ok(Published::new(ended(filled.expanded(pattern)?), why));
    }
    if matches!(place, Some(Place::Post(_))) {
        // Posts are a collection as well, and what is said of that counts more than what is said of all.
        let key = "collections.posts.permalink";
        if let Some(said) = setup.text(key) {
            let why = format!("`{key}: {said}`");
            return Ok(Published::new(ended(filled.expanded(said)?), why));
        }
        let (pattern, why) = pattern(setup, site)?;
        return Ok(Published::new(ended(filled.expanded(pattern)?), why));
    }
    let said = site.address.key.and_then(|key| setup.text(key));
    let is_folder = said.is_some_and(|said| said == "pretty" || said.ends_with('/'));
    Ok(match way(path) {
        (folder, true) => Published::new(format!("/{folder}"), "its folder"),
        (way, false) if is_folder => Published::new(
            format!("/{way}/"),
            format!("`permalink: {}`", said.unwrap_or_default()),
        ),
        (way, false) => Published::new(format!("/{way}.html"), "its path"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::named;

    #[test]
    fn only_some_make_pages_as_they_make_posts() {
        let pretty = serde_json::json!({ "permalink": "pretty" });
        for (from, config, about) in [
            ("jekyll", pretty.clone(), "/about/"),
            ("jekyll", serde_json::json!({}), "/about.html"),
            ("hexo", pretty, "/about.html"),
            (
                "hexo",
                serde_json::json!({ "permalink": ":title/" }),
                "/about.html",
            ),
            ("hugo", serde_json::json!({}), "/about/"),
        ] {
            let setup = Setup::new(named(from), config).expect("a site");
            let folder = setup.facts().and_then(|facts| facts.pages);
            let folder = folder.expect("a folder");
            let page = |below: &str| {
                let path = format!("{folder}/{below}");
                let path = path.trim_start_matches('/');
                let about = About::default();
                let found = published(&setup, path, None, &about).expect("an address");
                found.address
            };
            assert_eq!(page("about.md"), about, "{from}");
            assert_eq!(page("a/index.md"), "/a/", "{from}");
        }
    }
}
