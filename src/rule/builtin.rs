//! builtin: the rule files that the binary carries.

use crate::source::Source;
use include_dir::{Dir, include_dir};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

static SCHEMAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

/// The names of the generators whose front matter is known.
pub fn schema_names() -> impl Iterator<Item = &'static str> {
    let stems = SCHEMAS.files().map(|file| file.path().file_stem());
    stems.filter_map(|stem| stem.and_then(|stem| stem.to_str()))
}

/// The schema for the front matter of the generator `name`.
pub fn schema(name: &str) -> Option<Source> {
    let file = SCHEMAS.get_file(format!("{name}.yml"))?;
    Some(Source::new(
        format!("schemas/{name}.yml"),
        file.contents().to_vec(),
    ))
}

/// The JSON Schema by which an editor knows `copydesk` (a configuration) or `rule` (a rule file).
pub fn editor_schema(name: &str) -> &'static str {
    let file = SCHEMAS.get_file(format!("editor/{name}.json"));
    file.and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

/// For each kind of rule, a file to begin with: its word, and the text.
pub fn templates() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEMPLATES.files().filter_map(|file| {
        let kind = file.path().file_stem()?.to_str()?;
        Some((kind, file.contents_utf8()?))
    })
}

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
