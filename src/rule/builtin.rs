//! builtin: the rule files that the binary carries.

use crate::text::source::Source;
use include_dir::{Dir, include_dir};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

static SCHEMAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

static PRESETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/presets");

/// What the name of a preset begins with where a configuration extends it.
pub const PRESET: &str = "preset:";

/// The names of the configurations that others can extend.
pub fn preset_names() -> impl Iterator<Item = &'static str> {
    let stems = PRESETS.files().map(|file| file.path().file_stem());
    stems.filter_map(|stem| stem.and_then(|stem| stem.to_str()))
}

/// The configuration `name` that others can extend.
pub fn preset(name: &str) -> Option<Source> {
    let file = PRESETS.get_file(format!("{name}.yml"))?;
    Some(Source::from_text(
        format!("{PRESET}{name}"),
        file.contents_utf8()?,
    ))
}

/// The names of the generators whose front matter is known.
pub fn schema_names() -> impl Iterator<Item = &'static str> {
    let stems = SCHEMAS.files().map(|file| file.path().file_stem());
    stems.filter_map(|stem| stem.and_then(|stem| stem.to_str()))
}

/// The schema for the front matter of the generator `name`.
pub fn schema(name: &str) -> Option<Source> {
    let file = SCHEMAS.get_file(format!("{name}.yml"))?;
    let name = format!("schemas/{name}.yml");
    Some(Source::from_text(name, file.contents_utf8()?))
}

/// The JSON Schema by which an editor knows `copydesk` (a configuration), `rule` (a rule
/// file) or `hosts` (a hosts file).
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

/// Where the book is published, which has a page for each rule: `homepage` in Cargo.toml. Without it these pages
/// have no address, and nothing leads to them: `copydesk explain` prints what is on them.
const BOOK: &str = env!("CARGO_PKG_HOMEPAGE");

/// The address of the page about the rule `id`, if the book has one.
pub fn page(id: &str) -> Option<String> {
    page_in(BOOK, id)
}

fn page_in(book: &str, id: &str) -> Option<String> {
    let book = book.trim_end_matches('/');
    (!book.is_empty()).then(|| format!("{book}/rules/{id}.html"))
}

/// Every rule file, by name.
pub fn sources() -> Vec<Source> {
    named(str::to_owned)
}

/// What a run needs of every rule file: the keys that are there for a reader have no values.
pub fn heads() -> Vec<Source> {
    named(head)
}

/// The rule file of `id`.
pub fn source(id: &str) -> Option<Source> {
    let file = RULES.get_file(format!("{id}.yml"))?;
    Some(Source::from_text(
        format!("rules/{id}.yml"),
        file.contents_utf8()?,
    ))
}

fn named(text: fn(&str) -> String) -> Vec<Source> {
    let files = RULES.files();
    let mut sources: Vec<Source> = files
        .filter(|file| file.path().extension().is_some_and(|ext| ext == "yml"))
        .filter_map(|file| {
            let name = format!("rules/{}", file.path().display());
            Some(Source::from_text(name, text(file.contents_utf8()?)))
        })
        .collect();
    sources.sort_by(|a, b| a.name().cmp(b.name()));
    sources
}

/// A key begins its line, and what belongs to it is indented below.
fn head(text: &str) -> String {
    let mut is_kept = true;
    let lines = text.split_inclusive('\n').filter(|line| {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            is_kept = !(line.starts_with("why:") || line.starts_with("examples:"));
        }
        is_kept
    });
    lines.chain(["why: ''\nexamples: []\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_a_page_where_the_book_is() {
        let page = |book| page_in(book, "missing-alt");
        let known = "https://book.example/copydesk/rules/missing-alt.html";
        assert_eq!(
            page("https://book.example/copydesk/").as_deref(),
            Some(known)
        );
        assert_eq!(
            page("https://book.example/copydesk").as_deref(),
            Some(known)
        );
        assert_eq!(page(""), None);
    }
}
