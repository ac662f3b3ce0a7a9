//! sources: what a tag, or a link by the name of a file, leads to.

use super::files::without_day;
use super::index::{Index, joined};
use super::tags::Kind;

/// Folders whose names are no part of what plugins look for.
const FOLDERS: [&str; 8] = [
    "",
    "content/",
    "source/",
    "src/",
    "src/content/",
    "assets/",
    "static/",
    "public/",
];

impl Index {
    /// Whether an address in the file at `own` is the path of a file of the site, from its own folder or from the top:
    /// there are plugins that make addresses of those.
    pub(super) fn is_source(&self, own: &str, address: &str) -> bool {
        let is_there = |path: &str| {
            let pages = ["", ".md", ".mdx", "/index.md", "/_index.md"];
            pages
                .iter()
                .any(|end| self.has_file(&format!("{path}{end}")))
        };
        let from = |base: &str| {
            let whole = joined(&format!("/{base}"), address);
            whole.trim_matches('/').to_owned()
        };
        let top = from("");
        if FOLDERS
            .iter()
            .any(|folder| is_there(&format!("{folder}{top}")))
            || is_there(&from(own))
        {
            return true;
        }
        // A page that is a folder is known by that.
        let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
        if own.contains("/index.") && is_there(&from(folder)) {
            return true;
        }
        // A hook of Hugo may look for a page by its name.
        self.setup.is("hugo") && !address.starts_with('/') && self.leads(own, Kind::Page, address)
    }

    /// Whether a tag in the file at `own` leads to something.
    pub(super) fn leads(&self, own: &str, kind: Kind, target: &str) -> bool {
        let target = target.split(['#', '?']).next().unwrap_or_default();
        let target = target.trim_matches('/').to_lowercase();
        match kind {
            // A post of Hexo is known by its title too.
            Kind::Post if self.setup.is("hexo") && !self.titled(&target).is_empty() => true,
            Kind::Post => self.files.named(&target).any(|file| {
                let way = without_ending(file);
                let (folders, name) = way.rsplit_once('/').unwrap_or(("", way));
                let bare = without_day(name).unwrap_or(name);
                let is_bare = || ends(&format!("{folders}/{bare}"), &target);
                ends(way, &target) || ends(file, &target) || is_bare()
            }),
            Kind::File => self.files.has(&target),
            Kind::Asset => {
                let own = without_ending(own).to_lowercase();
                let has_folders = self.setup.is_true("post_asset_folder");
                !has_folders || self.files.has(&format!("{own}/{target}"))
            }
            Kind::Page => self.has_content(own, &target),
        }
    }

    /// Whether Hugo finds a page by this path, or by the end of one.
    fn has_content(&self, own: &str, target: &str) -> bool {
        let way = ["md", "html", "markdown"]
            .iter()
            .find_map(|ending| target.strip_suffix(&format!(".{ending}")))
            .unwrap_or(target);
        let way = way.trim_start_matches("./").trim_end_matches("/_index");
        let way = way.trim_end_matches("/index");
        if way.is_empty() {
            return true;
        }
        if way.starts_with("..") {
            let beside = joined(&format!("/{own}"), way);
            let beside = beside.trim_matches('/').to_lowercase();
            return self.files.has_below(&beside);
        }
        self.files.named(way).any(|file| {
            // A page may be its folder.
            if let Some(folder) = file.strip_suffix('/') {
                return ends(folder, way);
            }
            let stem = without_ending(file);
            // Without the name of a language.
            ends(stem, way) || ends(without_ending(stem), way) || ends(file, way)
        })
    }
}

/// A path without the ending of its name.
fn without_ending(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(way, _)| way)
}

/// Whether a path is this one, or ends with it as a whole part.
fn ends(file: &str, name: &str) -> bool {
    file == name
        || file
            .strip_suffix(name)
            .is_some_and(|rest| rest.ends_with('/'))
}
