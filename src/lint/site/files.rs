//! files: the files and folders of a site by their names, in small letters: a link may name the end of a path only.

use std::collections::{BTreeSet, HashMap};

/// All paths of a site, in small letters; a folder ends with `/`.
#[derive(Debug, Default)]
pub(super) struct Files {
    paths: BTreeSet<String>,
    /// By the last part of a path, and by what of that a link may leave out.
    by_name: HashMap<String, Vec<String>>,
}

impl Files {
    /// Adds a file, and the folders that it is in.
    pub(super) fn add(&mut self, path: &str) {
        let path = path.to_lowercase();
        let folders: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
        for at in folders.into_iter().rev() {
            if self.paths.contains(&path[..=at]) {
                break;
            }
            let folder = &path[..=at];
            let name = folder[..at].rsplit('/').next().unwrap_or_default();
            self.note(name, folder);
            self.paths.insert(folder.to_owned());
        }
        let name = path.rsplit('/').next().unwrap_or(&path);
        let mut names = vec![name];
        let mut inner = name;
        while let Some((before, _)) = inner.rsplit_once('.') {
            names.push(before);
            inner = before;
        }
        names.extend(names.clone().into_iter().filter_map(without_day));
        names.sort_unstable();
        names.dedup();
        for name in names {
            self.note(name, &path);
        }
        self.paths.insert(path);
    }

    fn note(&mut self, name: &str, path: &str) {
        let known = self.by_name.entry(name.to_owned());
        known.or_default().push(path.to_owned());
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains(&path.to_lowercase())
    }

    /// Whether the path of a file or a folder begins so.
    pub(super) fn has_below(&self, begin: &str) -> bool {
        let mut behind = self.paths.range(begin.to_owned()..);
        behind.next().is_some_and(|path| path.starts_with(begin))
    }

    /// The files and folders whose last part is that of `way`, but for endings and the day before it.
    pub(super) fn named(&self, way: &str) -> impl Iterator<Item = &str> {
        let name = way.rsplit('/').next().unwrap_or(way);
        let known = self.by_name.get(name).into_iter().flatten();
        known.map(String::as_str)
    }
}

/// A name without the day that Jekyll and `new_post_name` of Hexo put before it.
pub(super) fn without_day(name: &str) -> Option<&str> {
    name.splitn(4, '-').nth(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_by_its_end() {
        let mut files = Files::default();
        for path in [
            "content/Posts/2021-03-04-Lift.en.md",
            "content/docs/_index.md",
        ] {
            files.add(path);
        }
        let named = |way: &str| files.named(way).collect::<Vec<_>>();
        let lift = "content/posts/2021-03-04-lift.en.md";
        for way in [
            "lift",
            "posts/lift.en",
            "2021-03-04-lift",
            "2021-03-04-lift.en.md",
        ] {
            assert_eq!(named(way), [lift], "{way}");
        }
        assert_eq!(named("docs"), ["content/docs/"]);
        assert!(named("content/lif").is_empty());
        assert!(files.has("Content/docs/_index.md") && !files.has("docs"));
        assert!(files.has_below("content/doc") && !files.has_below("content/e"));
    }
}
