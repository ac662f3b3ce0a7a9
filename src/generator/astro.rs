//! astro: Astro 5.
//!
//! Sources: Astro, `frontmatter.ts`; docs, "Project Structure".

use super::facts::{Feature, Generator, Sign, served};

pub(super) static ASTRO: Generator = Generator {
    name: "astro",
    title: "Astro",
    reads: &[
        Feature::BlankLines,
        Feature::TextBehindClosing,
        Feature::NotFirst,
        Feature::BlanksBehindOpening,
        Feature::Empty,
        Feature::Toml,
    ],
    date_fields: &["pubDate", "updatedDate"],
    signs: &[
        (3, Sign::There("astro.config.mjs")),
        (3, Sign::There("astro.config.ts")),
        (3, Sign::There("astro.config.js")),
        (3, Sign::Package("astro")),
        (1, Sign::There("src/content.config.ts")),
        (1, Sign::There("src/content")),
    ],
    // Its configuration is a program.
    configurations: &[],
    built_key: None,
    built: "dist",
    passed_over: &[served("/public")],
};
