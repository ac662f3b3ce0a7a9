//! posts: writes posts into a folder, for whatever is to be measured on them.
//!
//! `cargo bench --bench posts -- FOLDER COUNT [faulty]`

mod corpus;

use corpus::Corpus;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let (folder, count, corpus) = match words.as_slice() {
        [folder, count] => (folder, count, Corpus::Clean),
        [folder, count, kind] if kind == "faulty" => (folder, count, Corpus::Faulty),
        _ => return Err(io::Error::other("wanted: FOLDER COUNT [faulty]")),
    };
    let count = count.parse().map_err(io::Error::other)?;
    corpus::write(Path::new(folder), corpus, count).map(drop)
}
