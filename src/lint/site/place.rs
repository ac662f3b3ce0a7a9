//! place: the path of a file below its site → what it is there.

use crate::generator::site::Site;

/// What a file is to its generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A post.
    Post(PostPlace),
    /// A page: its path below the folder of pages.
    Page(String),
}

/// Where a post is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostPlace {
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
    /// The way to it below the folder of posts, without its ending, as it is written.
    pub way: String,
    /// It is in the folder of drafts.
    pub is_draft: bool,
}

impl Place {
    /// `None` where it is neither a post nor a page.
    pub fn of(site: &Site, path: &str) -> Option<Self> {
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
    pub const fn is_post(&self) -> bool {
        matches!(self, Self::Post(_))
    }
}

impl PostPlace {
    fn of(site: &Site, above: &str, below: &str, is_draft: bool) -> Option<Self> {
        let folders = |path: &str| -> Vec<String> {
            let parts = path.split('/').filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let (way, ending) = below.rsplit_once('.')?;
        let mut below = folders(way);
        let name = below.pop()?;
        let name = name.as_str();
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
            way: way.to_owned(),
            is_draft,
        })
    }

    /// A document of a collection, below its folder.
    pub fn of_doc(below: &str) -> Self {
        let (way, ending) = below.rsplit_once('.').unwrap_or((below, ""));
        let name = way.rsplit('/').next().unwrap_or(way);
        let (day, stem) = match dated(name) {
            Some((day, stem)) => (Some(day.to_owned()), stem),
            None => (None, name),
        };
        Self {
            above: Vec::new(),
            below: Vec::new(),
            day,
            stem: stem.to_owned(),
            ending: ending.to_owned(),
            way: way.to_owned(),
            is_draft: false,
        }
    }

    /// The name of the file without its ending, as it is written.
    pub fn name(&self) -> String {
        match &self.day {
            Some(day) => format!("{day}-{}", self.stem),
            None => self.stem.clone(),
        }
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
