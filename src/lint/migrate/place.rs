//! place: the path of a file below its site → what it is there, and what it is called on another.

use super::pair::Pair;
use crate::generator::site::Site;
use std::collections::{HashMap, HashSet};

/// What a file is to its generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A post.
    Post(PostPlace),
    /// A page: its path below the folder of pages.
    Page(String),
}

/// Where a post is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PostPlace {
    /// The folders around that of posts, by which it has categories.
    pub above: Vec<String>,
    /// The folders between that of posts and the file.
    pub below: Vec<String>,
    /// The day in its name, as it is written.
    pub day: Option<String>,
    /// The name without day and ending.
    pub stem: String,
    /// Without the dot.
    pub ending: String,
    /// It is in the folder of drafts.
    pub is_draft: bool,
}

impl Place {
    /// `None` where it is neither a post nor a page.
    pub(super) fn of(site: &Site, path: &str) -> Option<Self> {
        let folders = site.posts.iter().map(|folder| (*folder, false));
        let drafts = site.drafts.iter().map(|folder| (*folder, true));
        for (folder, is_draft) in folders.chain(drafts) {
            let (above, below) = if site.has_category_folders {
                let parts: Vec<&str> = path.split('/').collect();
                let Some(at) = parts.iter().position(|part| *part == folder) else {
                    continue;
                };
                (parts[..at].join("/"), parts[at + 1..].join("/"))
            } else {
                let below = path
                    .strip_prefix(folder)
                    .and_then(|rest| rest.strip_prefix('/'));
                let Some(below) = below else { continue };
                (String::new(), below.to_owned())
            };
            return PostPlace::of(site, &above, &below, is_draft).map(Self::Post);
        }
        let pages = site.pages?;
        let below = if pages.is_empty() {
            Some(path)
        } else {
            path.strip_prefix(pages)?.strip_prefix('/')
        };
        // What begins so is the generator's own.
        let is_own = |part: &str| part.starts_with(['_', '.']) && !part.starts_with("_index.");
        let below = below.filter(|below| !below.split('/').any(is_own));
        below.map(|below| Self::Page(below.to_owned()))
    }

    /// Whether it is a post.
    pub(super) const fn is_post(&self) -> bool {
        matches!(self, Self::Post(_))
    }
}

impl PostPlace {
    fn of(site: &Site, above: &str, below: &str, is_draft: bool) -> Option<Self> {
        let folders = |path: &str| -> Vec<String> {
            let parts = path.split('/').filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let mut below = folders(below);
        let name = below.pop()?;
        let (name, ending) = name.rsplit_once('.')?;
        let day = if site.is_dated { dated(name) } else { None };
        let (mut day, mut stem) = match day {
            Some((day, stem)) => (Some(day.to_owned()), stem.to_owned()),
            None => (None, name.to_owned()),
        };
        if site.is_dated && day.is_none() && !is_draft {
            return None;
        }
        // A folder of its own, with the files that it needs.
        if !site.is_dated && stem == "index" {
            stem = below.pop()?;
        }
        if day.is_none() && !is_draft {
            let parts = dated(&stem).map(|(day, rest)| (day.to_owned(), rest.to_owned()));
            if let Some((own, rest)) = parts {
                (day, stem) = (Some(own), rest);
            }
        }
        Some(Self {
            above: folders(above),
            below,
            day,
            stem,
            ending: ending.to_owned(),
            is_draft,
        })
    }

    /// The name of the file without its ending, as it is written.
    pub(super) fn name(&self) -> String {
        match &self.day {
            Some(day) => format!("{day}-{}", self.stem),
            None => self.stem.clone(),
        }
    }

    /// What it is called on another site, of which `day` is the day. The error says why it has no name there.
    fn target(&self, new: &Site, day: Option<&str>, with_day: bool) -> Result<String, String> {
        if !new.endings.contains(&&*self.ending.to_ascii_lowercase()) {
            return Err(format!("no post ends in `.{}` there", self.ending));
        }
        let folder = match new.drafts.filter(|_| self.is_draft) {
            Some(drafts) => drafts,
            None => new.posts[0],
        };
        let is_dated = new.is_dated && !(self.is_draft && new.drafts.is_some());
        // A name that makes a post the page of its folder.
        let is_index = matches!(&*self.stem, "index" | "_index");
        let day = day.or(self.day.as_deref());
        let name = match day.filter(|_| is_dated || with_day || is_index) {
            Some(day) => format!("{day}-{}", self.stem),
            None if is_dated => {
                return Err("it has no date, which its name is to begin with".into());
            }
            None if is_index => return Err("its name is that of a page of a folder there".into()),
            None => self.stem.clone(),
        };
        let folders = self.above.iter().chain(&self.below).map(String::as_str);
        let folders: String = folders.flat_map(|folder| [folder, "/"]).collect();
        Ok(format!("{folder}/{folders}{name}.{}", self.ending))
    }
}

/// The day that a name begins with, and the rest.
fn dated(name: &str) -> Option<(&str, &str)> {
    let mut parts = name.splitn(4, '-');
    let lengths = [2..=4, 1..=2, 1..=2];
    let mut end = 0;
    for length in lengths {
        let part = parts.next()?;
        let is_number = part.bytes().all(|b| b.is_ascii_digit());
        if !is_number || !length.contains(&part.len()) {
            return None;
        }
        end += part.len() + 1;
    }
    let rest = parts.next().filter(|rest| !rest.is_empty())?;
    Some((&name[..end - 1], rest))
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
            Place::Post(post) => post.target(pair.new, day, with_day),
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
