//! book: `docs/` as mdbook reads it: it builds, its links lead somewhere, and the pages of the rules say
//! what the rules say.

mod commands;
mod exact;
mod generators;
mod links;
mod pages;
mod pictures;
mod readme;

use std::path::{Path, PathBuf};

/// The folder of the book.
fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the project's own files, not posts"
)]
fn read(path: &Path) -> String {
    let text = std::fs::read_to_string(path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}

/// Every page by its name from `docs/src`, with its text. What a page is run on lies in `.in` and `.out`.
fn pages() -> Vec<(String, String)> {
    let source = book().join("src");
    let mut found = Vec::new();
    for folder in ["", "generators/", "rules/"] {
        for entry in std::fs::read_dir(source.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|end| end == "md") {
                let name = path.file_name().expect("a name").to_string_lossy();
                found.push((format!("{folder}{name}"), read(&path)));
            }
        }
    }
    found.sort();
    found
}

/// `cargo test --test book` leaves the book in `target/tmp/book`, for who wants to read it.
#[test]
fn the_book_builds() {
    let mut book = mdbook_driver::MDBook::load(book()).expect("a book");
    book.config.build.build_dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book");
    book.build().expect("it builds");
    let first = book.build_dir_for("html").join("index.html");
    let told = read(&first);
    assert!(
        told.contains("No false alarms first"),
        "{}",
        first.display()
    );
    // Its name has a hash in it.
    let files = std::fs::read_dir(book.build_dir_for("html")).expect("a folder");
    let mut paths = files.map(|entry| entry.expect("an entry").path());
    let index = paths.find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("searchindex") && name.ends_with(".js")
    });
    let known = read(&index.expect("an index to search"));
    assert!(known.contains("missing-closing-period"));
    assert!(told.contains("mdbook-searchbar"));
}
