//! hugo: where Hugo publishes a page. Docs, "URL management"; `resources/page/page_paths.go`.

use super::about::About;
use super::found::Published;
use super::pattern::Filled;
use super::place::{Place, PostPlace};
use super::setup::Setup;
use super::slug;
use serde_json::Value as Json;

/// A file of the folder of contents, in the parts of its name.
#[derive(Debug)]
pub(super) struct Content<'p> {
    /// The folders around it.
    pub folders: Vec<&'p str>,
    /// Its name without language and ending.
    pub stem: &'p str,
    /// What is before the addresses of its language: empty, or `/zh`.
    pub prefix: String,
}

/// The languages of a site, of which the first is that of files which name none.
pub(super) fn languages(setup: &Setup) -> Vec<&str> {
    let default = setup.text("defaultcontentlanguage").unwrap_or("en");
    let all = setup.said("languages").and_then(Json::as_object);
    let others = all
        .into_iter()
        .flat_map(|all| all.keys().map(String::as_str));
    let others = others.filter(|one| !one.eq_ignore_ascii_case(default));
    std::iter::once(default).chain(others).collect()
}

/// A folder that the configuration mounts.
#[derive(Debug)]
pub(super) struct Mount<'s> {
    pub source: &'s str,
    /// Where below what it is mounted as.
    pub into: &'s str,
    language: Option<&'s str>,
}

/// What is mounted as `kind`: `content`, `static`. Where something is, the folder of that name counts only if it is
/// mounted too.
pub(super) fn mounts<'s>(setup: &'s Setup, kind: &'s str) -> impl Iterator<Item = Mount<'s>> {
    let all = setup.said("module.mounts").and_then(Json::as_array);
    all.into_iter().flatten().filter_map(move |one| {
        let into = one.get("target")?.as_str()?.strip_prefix(kind)?;
        let languages = || one.get("sites")?.get("matrix")?.get("languages")?.get(0);
        let language = one.get("lang").or_else(languages).and_then(Json::as_str);
        (into.is_empty() || into.starts_with('/')).then_some(Mount {
            source: one.get("source")?.as_str()?,
            into: into.trim_matches('/'),
            language,
        })
    })
}

/// What a file is below the folder of contents; the error says that it is not there.
pub(super) fn content<'p>(setup: &'p Setup, path: &'p str) -> Result<Content<'p>, String> {
    let languages = languages(setup);
    let below = |folder: &str| {
        let rest = path.strip_prefix(folder.trim_start_matches("./").trim_matches('/'))?;
        rest.strip_prefix('/')
    };
    let mut language = languages[0];
    let mut found = None;
    for one in &languages {
        let key = format!("languages.{one}.contentdir");
        if let Some(inner) = setup.text(&key).and_then(below) {
            (language, found) = (one, Some(inner));
        }
    }
    let mounts: Vec<Mount<'_>> = mounts(setup, "content").collect();
    let folder = setup.folder("contentdir", "content");
    let mut into = "";
    let below = if mounts.is_empty() {
        found.or_else(|| below(&folder))
    } else {
        let mut all = mounts.iter();
        all.find_map(|mount| {
            let inner = below(mount.source)?;
            let own = languages.iter().find(|one| mount.language == Some(**one));
            language = own.copied().unwrap_or(languages[0]);
            into = mount.into;
            Some(inner)
        })
    };
    let below = below.ok_or("it is not in the folder of contents")?;
    let into = into.split('/').filter(|part| !part.is_empty());
    let mut folders: Vec<&str> = into.chain(below.split('/')).collect();
    let name = folders.pop().unwrap_or_default();
    let mut stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if languages.len() > 1
        && let Some((before, end)) = stem.rsplit_once('.')
        && let Some(one) = languages.iter().find(|one| one.eq_ignore_ascii_case(end))
    {
        (language, stem) = (one, before);
    }
    if language != languages[0]
        && setup
            .said(&format!("languages.{language}.baseurl"))
            .is_some()
    {
        return Err("its language has an address of its own".to_owned());
    }
    let is_below = language != languages[0] || setup.is_true("defaultcontentlanguageinsubdir");
    let prefix = if is_below {
        format!("/{}", language.to_lowercase())
    } else {
        String::new()
    };
    Ok(Content {
        folders,
        stem,
        prefix,
    })
}

/// Whether pages are files and no folders.
fn is_ugly(setup: &Setup, content: &Content<'_>) -> bool {
    match setup.said("uglyurls") {
        Some(Json::Bool(is)) => *is,
        Some(Json::Object(by_section)) => {
            let section = content.folders.first().copied().unwrap_or_default();
            by_section.get(section) == Some(&Json::Bool(true))
        }
        _ => false,
    }
}

/// An address with its end.
fn ended(made: String, is_ugly: bool) -> String {
    let last = made.rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last.contains('.') {
        made
    } else if is_ugly {
        format!("{made}.html")
    } else {
        format!("{made}/")
    }
}

/// Where the page of a file is published.
pub(super) fn published(setup: &Setup, path: &str, about: &About) -> Result<Published, String> {
    let content = content(setup, path)?;
    let site = setup.facts().ok_or("its folders are not known")?;
    let is_branch = content.stem == "_index";
    let is_ugly = is_ugly(setup, &content);
    let mut sections = content.folders.clone();
    let stem = if content.stem != "index" {
        content.stem
    } else if let Some(folder) = sections.pop() {
        folder
    } else {
        return Ok(Published::new(format!("{}/", content.prefix), "its folder"));
    };
    let post = Place::Post(PostPlace {
        above: Vec::new(),
        below: Vec::new(),
        day: None,
        stem: stem.to_owned(),
        ending: String::new(),
        way: stem.to_owned(),
        is_draft: false,
    });
    let sanitized: Vec<String> = sections.iter().map(|one| slug::hugo_name(one)).collect();
    let sanitized: Vec<&str> = sanitized.iter().map(String::as_str).collect();
    let filled = Filled {
        site,
        place: Some(&post),
        about,
        sections: &sanitized,
        no_category: "",
        has_fields: false,
    };
    if let Some(own) = &about.own {
        let why = "`url` in its front matter";
        if !content.prefix.is_empty() {
            return Err("its language may be before its `url`".to_owned());
        }
        let made = if own.contains(':') {
            filled
                .expanded(&own.replace("\\:", "\u{0}"))?
                .replace('\u{0}', ":")
        } else {
            own.clone()
        };
        return Ok(Published::new(ended(made, false), why));
    }
    if is_branch {
        if setup.said("permalinks.section").is_some() && !content.folders.is_empty() {
            return Err("`permalinks.section` is not known".to_owned());
        }
        let way = sanitized.join("/");
        let way = if way.is_empty() {
            way
        } else {
            format!("{way}/")
        };
        return Ok(Published::new(
            format!("{}/{way}", content.prefix),
            "its folder",
        ));
    }
    let section = content.folders.first().copied().unwrap_or_default();
    let said = ["permalinks.page.", "permalinks."].iter().find_map(|key| {
        let key = format!("{key}{}", section.to_lowercase());
        let pattern = setup.text(&key)?;
        (!section.is_empty()).then_some((key, pattern))
    });
    if let Some((key, pattern)) = said {
        if pattern.contains(":sections") && sections.len() > 1 {
            return Err(format!(
                "which folders are sections is not known (`{pattern}`)"
            ));
        }
        let made = ended(filled.expanded(pattern)?, is_ugly);
        return Ok(Published::new(
            format!("{}/{}", content.prefix, made.trim_start_matches('/')),
            format!("`{key}: {pattern}`"),
        ));
    }
    let (name, why) = match &about.slug {
        Some(own) => (
            slug::hugo(own),
            "`slug` in its front matter, below its folder",
        ),
        None => (slug::hugo_name(stem), "its path"),
    };
    let mut way = sanitized.join("/");
    if !way.is_empty() {
        way.push('/');
    }
    let end = if is_ugly { ".html" } else { "/" };
    Ok(Published::new(
        format!("{}/{way}{name}{end}", content.prefix),
        why,
    ))
}
