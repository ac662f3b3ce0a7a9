//! builtin: the rule files that the binary carries.

use crate::source::Source;
use include_dir::{Dir, include_dir};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Every rule file, by name.
pub fn sources() -> Vec<Source> {
    let files = RULES.files();
    let mut sources: Vec<Source> = files
        .filter(|file| file.path().extension().is_some_and(|ext| ext == "yml"))
        .map(|file| {
            let name = format!("rules/{}", file.path().display());
            Source::new(name, file.contents().to_vec())
        })
        .collect();
    sources.sort_by(|a, b| a.name().cmp(b.name()));
    sources
}
