//! place: a file of a site → what it is called on another.

use super::pair::Pair;
use crate::generator::site::Site;
use crate::lint::site::place::{Place, PostPlace};
use std::collections::{HashMap, HashSet};

/// What it is called on another site, of which `day` is the day. The error says why it has no name there.
fn post_target(
    post: &PostPlace,
    new: &Site,
    day: Option<&str>,
    with_day: bool,
) -> Result<String, String> {
    if !new.endings.contains(&&*post.ending.to_ascii_lowercase()) {
        return Err(format!("no post ends in `.{}` there", post.ending));
    }
    let folder = match new.drafts.filter(|_| post.is_draft) {
        Some(drafts) => drafts,
        None => new.posts[0],
    };
    let is_dated = new.is_dated && !(post.is_draft && new.drafts.is_some());
    // A name that makes a post the page of its folder.
    let is_index = matches!(&*post.stem, "index" | "_index");
    let day = day.or(post.day.as_deref());
    let name = match day.filter(|_| is_dated || with_day || is_index) {
        Some(day) => format!("{day}-{}", post.stem),
        None if is_dated => {
            return Err("it has no date, which its name is to begin with".into());
        }
        None if is_index => return Err("its name is that of a page of a folder there".into()),
        None => post.stem.clone(),
    };
    let folders = post.above.iter().chain(&post.below).map(String::as_str);
    let folders: String = folders.flat_map(|folder| [folder, "/"]).collect();
    Ok(format!("{folder}/{folders}{name}.{}", post.ending))
}

/// What a page is called on another site.
fn page_target(new: &Site, below: &str) -> Result<String, String> {
    let folder = new.pages.ok_or("it has no folder for pages")?;
    let ending = below.rsplit_once('.').map_or("", |(_, ending)| ending);
    if !new.endings.contains(&&*ending.to_ascii_lowercase()) {
        return Err(format!("no page ends in `.{ending}` there"));
    }
    let (folders, name) = below.rsplit_once('/').unwrap_or(("", below));
    let name = match name.rsplit_once('.') {
        Some(("index" | "_index", ending)) => format!("{}.{ending}", new.folder_page),
        _ => name.to_owned(),
    };
    let parts = [folder, folders, &*name].into_iter();
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    Ok(parts.join("/"))
}

/// All posts and pages of a site, by their paths, with what they are called on the other one.
#[derive(Debug, Default)]
pub struct Index {
    files: HashMap<String, Entry>,
    /// Posts by the names that links have for them.
    names: HashMap<String, String>,
}

#[derive(Debug)]
struct Entry {
    place: Place,
    target: Result<String, String>,
}

impl Index {
    /// Of these files, each with its path below the site and the day of its post.
    pub fn new(pair: &Pair, files: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        let mut index = Self::default();
        let (mut taken, mut twice) = (HashSet::new(), HashSet::new());
        let mut days = HashMap::new();
        let target = |place: &Place, day: Option<&str>, with_day| match place {
            Place::Post(post) => post_target(post, pair.new, day, with_day),
            Place::Page(below) => page_target(pair.new, below),
        };
        // What is where the other generator has it has been moved already.
        let new_folders = || pair.new.posts.iter().chain(&pair.new.pages);
        let is_moved = |path: &str| {
            let below = |folder: &&str| {
                let rest = path.strip_prefix(*folder);
                !folder.is_empty() && rest.is_some_and(|rest| rest.starts_with('/'))
            };
            new_folders().any(below)
        };
        for (path, day) in files {
            if is_moved(&path) {
                continue;
            }
            let Some(place) = Place::of(pair.old, &path) else {
                continue;
            };
            let target = target(&place, day.as_deref(), false);
            if let Ok(target) = &target
                && !taken.insert(target.to_lowercase())
            {
                twice.insert(target.to_lowercase());
            }
            if let Place::Post(post) = &place {
                for name in link_names(post, &path) {
                    index.names.insert(name, path.clone());
                }
            }
            days.insert(path.clone(), day);
            index.files.insert(path, Entry { place, target });
        }
        // Those that would be called alike keep their days, by which they are told apart.
        let mut again: HashMap<String, usize> = HashMap::new();
        let is_twice = |entry: &Entry| {
            let target = entry.target.as_ref().ok();
            target.is_some_and(|target| twice.contains(&target.to_lowercase()))
        };
        for (path, entry) in &mut index.files {
            if is_twice(entry) {
                entry.target = target(&entry.place, days[path].as_deref(), true);
            }
            if let Ok(target) = &entry.target {
                *again.entry(target.to_lowercase()).or_default() += 1;
            }
        }
        for entry in index.files.values_mut() {
            if let Ok(target) = &entry.target
                && again[&target.to_lowercase()] > 1
            {
                entry.target = Err(format!("another file would be `{target}` too"));
            }
        }
        index
    }

    /// What the file is, and what it is called on the other site.
    pub(super) fn get(&self, path: &str) -> Option<(&Place, Result<&str, &str>)> {
        let entry = self.files.get(path)?;
        let target = entry.target.as_deref().map_err(String::as_str);
        Some((&entry.place, target))
    }

    /// The path of the post that a link calls so, and what it is called on the other site.
    pub(super) fn linked(&self, name: &str) -> Option<(&PostPlace, &str)> {
        let name = name.trim_start_matches('/');
        let path = self.names.get(name).map_or(name, String::as_str);
        match self.get(path)? {
            (Place::Post(post), Ok(target)) => Some((post, target)),
            _ => None,
        }
    }
}

/// What links call a post: by its path, by that below the folder of posts, by its name.
fn link_names(post: &PostPlace, path: &str) -> Vec<String> {
    let folders = post.below.iter().flat_map(|folder| [folder.as_str(), "/"]);
    let folders: String = folders.collect();
    let (name, ending) = (post.name(), &post.ending);
    let mut names = vec![
        format!("{folders}{name}"),
        format!("{folders}{name}.{ending}"),
    ];
    if let Some(below) = path.strip_prefix("content/") {
        names.push(below.to_owned());
        names.push(below.trim_end_matches(&format!(".{ending}")).to_owned());
    }
    if !post.above.is_empty() {
        names.push(format!("{}/{folders}{name}", post.above.join("/")));
    }
    if !folders.is_empty() {
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::named;

    fn pair(from: &str, to: &str) -> Pair {
        let named = |name| named(name).expect("a generator");
        Pair::new(named(from), named(to)).expect("a way")
    }

    fn targets(from: &str, to: &str, paths: &[&str]) -> Vec<String> {
        let pair = pair(from, to);
        let files = paths.iter().map(|path| ((*path).to_owned(), None));
        let index = Index::new(&pair, files);
        let target = |path: &&str| match index.get(path) {
            Some((_, Ok(target))) => target.to_owned(),
            Some((_, Err(why))) => format!("({why})"),
            None => "-".to_owned(),
        };
        paths.iter().map(target).collect()
    }

    #[test]
    fn posts_are_called_as_their_generator_wants_it() {
        assert_eq!(
            targets(
                "jekyll",
                "hugo",
                &[
                    "_posts/2021-11-30-a-b.md",
                    "_posts/2021-11-30-c.md",
                    "_posts/2020-1-3-c.markdown",
                    "news/_posts/x/2020-01-04-c.md",
                    "_posts/2020-01-05-e.md",
                    "_posts/2020-01-06-e.md",
                    "_posts/2020-01-06-index.md",
                    "_posts/no-date.md",
                    "_drafts/d.md",
                    "about.md",
                    "index.html",
                    "_layouts/post.html",
                ]
            ),
            [
                "content/posts/a-b.md",
                "content/posts/c.md",
                "content/posts/c.markdown",
                "content/posts/news/x/c.md",
                "content/posts/2020-01-05-e.md",
                "content/posts/2020-01-06-e.md",
                "content/posts/2020-01-06-index.md",
                "-",
                "content/posts/d.md",
                "content/about.md",
                "content/_index.html",
                "-",
            ]
        );
        assert_eq!(
            targets(
                "hugo",
                "jekyll",
                &["content/posts/2021-11-30-a.md", "content/posts/b.md"]
            ),
            [
                "_posts/2021-11-30-a.md",
                "(it has no date, which its name is to begin with)"
            ]
        );
        assert_eq!(
            targets(
                "hexo",
                "astro",
                &["source/_posts/a/b.md", "source/about/index.md"]
            ),
            ["src/content/blog/a/b.md", "(it has no folder for pages)"]
        );
    }
}
