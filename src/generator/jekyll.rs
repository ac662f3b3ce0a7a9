//! jekyll: Jekyll 4.
//!
//! Sources: Jekyll, `lib/jekyll/document.rb` and `utils.rb`; docs, "Configuration Options" and
//! "Directory Structure".

use super::facts::{Feature, Generator, PassedOver, Sign, templates};

pub(super) static JEKYLL: Generator = Generator {
    name: "jekyll",
    title: "Jekyll",
    reads: &[
        Feature::BlankLines,
        Feature::BlanksBehindOpening,
        Feature::ClosedByDots,
        Feature::Empty,
        // Psych takes the last of two keys.
        Feature::DoubleKeys,
        Feature::DateWithSlashes,
    ],
    date_fields: &["date"],
    signs: &[
        (3, Sign::Gem("jekyll")),
        (3, Sign::Gem("github-pages")),
        (
            3,
            Sign::Key(&["kramdown", "remote_theme", "collections", "defaults"]),
        ),
        (2, Sign::Key(&["baseurl", "markdown", "paginate", "gems"])),
        (2, Sign::There("_posts")),
        (1, Sign::There("_layouts")),
        (1, Sign::There("_includes")),
    ],
    // Hexo calls its configuration so too: only what it says tells them apart.
    configurations: &["_config.yml", "_config.yaml"],
    built_key: Some("destination"),
    built: "_site",
    passed_over: &[
        templates("/_layouts"),
        templates("/_includes"),
        PassedOver {
            folder: "/vendor",
            what: "packages",
        },
    ],
};
