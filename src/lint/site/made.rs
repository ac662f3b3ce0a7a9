//! made: pages that generators, themes and plugins make of no file.

use super::index::Index;

/// The names of folders and pages that themes and plugins make.
const MADE: [&str; 40] = [
    "tags",
    "tag",
    "categories",
    "category",
    "archives",
    "archive",
    "authors",
    "author",
    "series",
    "topics",
    "topic",
    "page",
    "feed",
    "feeds",
    "rss",
    "atom",
    "sitemap",
    "search",
    "404",
    "index",
    "api",
    "admin",
    "cgi-bin",
    "cdn-cgi",
    "wp-content",
    "wp-admin",
    "wp-login",
    "wp-includes",
    "contributors",
    "labels",
    "label",
    "year",
    "years",
    "links",
    "friends",
    "comments",
    "assets",
    "static",
    "dist",
    "manifest",
];

impl Index {
    /// Whether a page may be there of which no file tells.
    pub(super) fn may_be(&self, path: &str) -> bool {
        let inner = path.strip_prefix(&*self.root).unwrap_or(path);
        let mut parts = inner.split('/').filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or_default();
        let last = parts.next_back().unwrap_or(first);
        let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
        let is_listed = |name: &str| MADE.iter().any(|made| made.eq_ignore_ascii_case(name));
        let is_number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let is_own = ["tag_dir", "category_dir", "archive_dir"]
            .iter()
            .any(|key| self.setup.folder(key, "") == first);
        let taxonomies = self
            .setup
            .said("taxonomies")
            .and_then(|all| all.as_object());
        let is_term = taxonomies.is_some_and(|all| {
            let mut names = all.values().filter_map(serde_json::Value::as_str);
            names.any(|name| name.eq_ignore_ascii_case(first))
        });
        let programs = &self.setup.around;
        let inner = inner.trim_start_matches('/');
        let is_below = |folder: &String| folder.is_empty() || inner.starts_with(&**folder);
        let is_made = programs.makes_pages || programs.open.iter().any(is_below);
        is_made
            || self.is_open
            || is_listed(first)
            || is_listed(stem)
            || inner
                .split('/')
                .any(|part| part == "page" || part == "tags")
            || is_number
            || is_own
            || is_term
            || self.redirects.holds(path)
            || self.unknown.contains(&stem.to_lowercase())
    }
}
