//! globs: which files a list of globs means. The only file that knows globset.

use crate::data::typed::route::Mistake;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::Path;

/// Globs as in a `.gitignore` without its signs: `drafts` is the folder and all that is in it,
/// `*.md` is at any depth, `posts/*.md` begins at the folder of the configuration.
#[derive(Debug)]
pub(super) struct Globs(GlobSet);

impl Globs {
    /// Whether any of them matches a whole path.
    pub(super) fn is_match(&self, path: &Path) -> bool {
        self.0.is_match(path)
    }

    /// Those that are the value of `key` in a configuration of `folder`. `wrong` is told which are none.
    pub(super) fn new(
        folder: &Path,
        written: &[String],
        key: &str,
        wrong: &mut Vec<Mistake>,
    ) -> Option<Self> {
        let mut set = GlobSetBuilder::new();
        let folder = globset::escape(&folder.to_string_lossy().replace('\\', "/"));
        for (at, glob) in written.iter().enumerate() {
            let inner = glob.trim_start_matches("./").trim_end_matches('/');
            let anywhere = if inner.contains('/') { "" } else { "**/" };
            let inner = inner.trim_start_matches('/');
            for behind in ["", "/**"] {
                let whole = format!("{folder}/{anywhere}{inner}{behind}");
                match GlobBuilder::new(&whole).literal_separator(true).build() {
                    Ok(built) => drop(set.add(built)),
                    Err(error) => {
                        let mistake =
                            Mistake::new(format!("`{glob}` is no glob: {}", error.kind()));
                        wrong.push(mistake.under(at).under(key));
                        break;
                    }
                }
            }
        }
        let built = set.build();
        built
            .map(Self)
            .map_err(|error| wrong.push(Mistake::new(error.to_string()).under(key)))
            .ok()
    }
}
