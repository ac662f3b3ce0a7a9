//! astro: Astro 5.
//!
//! Sources: Astro, `frontmatter.ts`; docs, "Project Structure".

use super::facts::{FrontMatterFacts, Generator, Sign, served};

pub(super) static ASTRO: Generator = Generator {
    name: "astro",
    front_matter: FrontMatterFacts {
        not_first: true,
        unopened: false,
        blanks_behind_opening: true,
        long_opening: false,
        closed_by_dots: false,
        empty: true,
        toml: true,
        json: false,
        bare_json: false,
        double_keys: false,
    },
    date_fields: &["pubDate", "updatedDate"],
    reads_slashes: false,
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
