//! posts: writes posts into a folder, for whatever is to be measured on them.
//!
//! `cargo bench --bench posts -- FOLDER COUNT`

mod corpus;

use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let [folder, count] = words.as_slice() else {
        return Err(io::Error::other("wanted: FOLDER COUNT"));
    };
    let count = count.parse().map_err(io::Error::other)?;
    corpus::write(Path::new(folder), count).map(drop)
}
