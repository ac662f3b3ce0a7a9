//! address: a post → where its page is published.

use super::pair::Pair;
use super::place::{Place, PostPlace};
use crate::data::date::Shown;
use crate::generator::site::{Part, Site};
use crate::rule::regex::Pattern;
use crate::url::percent::decoded;
use std::sync::LazyLock;

/// What the address of a post is made from, beside its path.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) date: Option<Shown>,
    pub(super) title: String,
    pub(super) slug: Option<String>,
    pub(super) categories: Vec<String>,
    /// What its front matter says of its address.
    pub(super) own: Option<String>,
}

/// Where the page is published, with a `/` before it: its file, or the folder whose `index.html` it is. The error
/// says why that is not known.
pub(super) fn published(pair: &Pair, place: &Place, about: &About) -> Result<String, String> {
    let site = pair.old;
    let made = match (&about.own, place) {
        (Some(own), _) => expanded(site, &decoded(own), place, about)?,
        (None, Place::Post(_)) => expanded(site, pattern(pair)?, place, about)?,
        (None, Place::Page(below)) => page(pair, below),
    };
    let mut address = String::from("/");
    for part in made.split('/').filter(|part| !part.is_empty()) {
        if matches!(part, "." | "..") {
            return Err(format!("its address `{made}` leads out of its folder"));
        }
        address += part;
        address.push('/');
    }
    let last = made.rsplit('/').next().unwrap_or_default();
    let is_file = match site.address.ending {
        "/" => last.contains('.'),
        _ => !last.is_empty(),
    };
    if is_file {
        address.pop();
        let ending = site.address.ending;
        if ending != "/" && !address.ends_with(ending) {
            address += ending;
        }
    }
    Ok(address
        .strip_suffix("/index.html")
        .map_or(address.clone(), |folder| format!("{folder}/")))
}

/// The address of the post at `target` on the site that it goes to, where nothing else is said of it.
pub(super) fn by_default(site: &Site, target: &str) -> Option<String> {
    let below = site.posts.iter().find_map(|folder| {
        let below = target.strip_prefix(folder)?.strip_prefix('/')?;
        below.rsplit_once('.').map(|(way, _)| way)
    })?;
    let tokens = site.address.tokens.iter();
    let mut path = tokens.filter(|(_, part)| *part == Part::Path);
    let (token, _) = path.next()?;
    Some(site.address.default.replace(&format!(":{token}"), below))
}

/// The pattern of the addresses of posts.
fn pattern(pair: &Pair) -> Result<&str, String> {
    let address = &pair.old.address;
    let said = address.key.and_then(|key| pair.said(key));
    let Some(said) = said.filter(|said| !said.is_null()) else {
        return Ok(address.default);
    };
    let said = said
        .as_str()
        .ok_or("its configuration gives no pattern of addresses")?;
    let mut styles = address.styles.iter();
    let style = styles.find(|(name, _)| *name == said);
    Ok(style.map_or(said, |(_, pattern)| pattern))
}

/// The address of a page that says nothing of it.
fn page(pair: &Pair, below: &str) -> String {
    let way = below.rsplit_once('.').map_or(below, |(way, _)| way);
    if let Some(folder) = way.strip_suffix("index") {
        return format!("/{}/", folder.trim_end_matches(['/', '_']));
    }
    let address = &pair.old.address;
    let said = address.key.filter(|_| address.is_for_pages);
    let said = said.and_then(|key| pair.said(key)?.as_str());
    let is_folder = said.is_some_and(|said| said == "pretty" || said.ends_with('/'));
    let ending = if is_folder || address.ending == "/" {
        "/"
    } else {
        ".html"
    };
    format!("/{way}{ending}")
}

/// A pattern with its tokens filled in.
fn expanded(site: &Site, pattern: &str, place: &Place, about: &About) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once(':') {
        out += before;
        let is_other = |c: char| !(c.is_ascii_lowercase() || c == '_');
        let name = &behind[..behind.find(is_other).unwrap_or(behind.len())];
        if name.is_empty() {
            out.push(':');
            rest = behind;
            continue;
        }
        // In `:month_:day` the `_` is none of the name's.
        let mut names = [name, name.trim_end_matches('_')].into_iter();
        let token = |name: &str| site.address.tokens.iter().find(|(token, _)| *token == name);
        let found = names.find_map(token);
        let Some((token, part)) = found else {
            return Err(format!("`:{name}` of its pattern `{pattern}` is not known"));
        };
        out += &value(*part, place, about).map_err(|why| format!("{why} (`{pattern}`)"))?;
        rest = &behind[token.len()..];
    }
    out += rest;
    Ok(out)
}

fn value(part: Part, place: &Place, about: &About) -> Result<String, String> {
    let post = match place {
        Place::Post(post) => Ok(post),
        Place::Page(_) => Err("a page has no such part in its address"),
    };
    let named = |post: &PostPlace| match &about.slug {
        Some(slug) => slug.clone(),
        None => post.stem.trim_end_matches('.').to_owned(),
    };
    Ok(match part {
        Part::Date(form) => {
            let date = about.date.as_ref().ok_or("it has no date")?;
            date.part(form)
        }
        Part::Title => slug(&named(post?), true, true),
        Part::Slug => slug(&named(post?), false, false),
        Part::Name => post?.name(),
        Part::Path => {
            let post = post?;
            let mut way = post.below.clone();
            way.push(post.name());
            way.join("/")
        }
        Part::Categories | Part::CategorySlugs => {
            let mut categories: Vec<String> = Vec::new();
            for category in &about.categories {
                let category = match part {
                    Part::Categories => category.to_lowercase(),
                    _ => slug(category, false, false),
                };
                if !categories.contains(&category) {
                    categories.push(category);
                }
            }
            categories.join("/")
        }
        Part::Ending => ".html".to_owned(),
        Part::PostTitle => slug(&about.title, false, false),
        Part::Section => "posts".to_owned(),
    })
}

/// A text as a part of an address (Jekyll, `Utils.slugify`): all but letters and digits is a hyphen, and if
/// `is_pretty` some marks stay too.
fn slug(text: &str, is_pretty: bool, is_cased: bool) -> String {
    let is_kept = |c: char| is_letter(c) || (is_pretty && "._~!$&'()+,;=@".contains(c));
    let mut out = String::new();
    for c in text.chars() {
        if is_kept(c) {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_matches('-');
    if is_cased {
        out.to_owned()
    } else {
        out.to_lowercase()
    }
}

/// Letters, the marks that belong to them, and digits.
fn is_letter(c: char) -> bool {
    static LETTER: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(r"[\p{M}\p{L}\p{Nd}]"));
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => LETTER.is_match(c.encode_utf8(&mut [0; 4])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let to = if from == "hugo" { "jekyll" } else { "hugo" };
            let named = |name| crate::generator::named(name).expect("a generator");
            let pair = Pair::new(named(from), named(to)).and_then(|pair| pair.of_site(config));
            let pair = pair.expect("a way");
            assert_eq!(page(&pair, "about.md"), about, "{from}");
            assert_eq!(page(&pair, "a/index.md"), "/a/", "{from}");
        }
    }

    #[test]
    fn a_slug_is_made_as_jekyll_makes_it() {
        for (text, pretty, plain) in [
            (
                "The _config.yml file",
                "The-_config.yml-file",
                "the-config-yml-file",
            ),
            ("C++ & Rust: a -- b!", "C++-&-Rust-a-b!", "c-rust-a-b"),
            ("第①章 é", "第-章-é", "第-章-é"),
        ] {
            assert_eq!(slug(text, true, true), pretty);
            assert_eq!(slug(text, false, false), plain);
        }
    }
}
