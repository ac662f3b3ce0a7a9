//! hugo: Hugo.
//!
//! Sources: Hugo, `parser/pageparser/pagelexer_intro.go` and spf13/cast; docs, "Configure Hugo" and
//! "Directory structure".

use super::facts::{Feature, Generator, PassedOver, Sign, models, served, templates, themes};

pub(super) static HUGO: Generator = Generator {
    name: "hugo",
    title: "Hugo",
    reads: &[
        Feature::BlankLines,
        Feature::TextBehindClosing,
        Feature::NotFirst,
        Feature::BlanksBehindOpening,
        Feature::Empty,
        Feature::Toml,
        Feature::Json,
    ],
    date_fields: &["date", "lastmod", "publishDate", "expiryDate"],
    signs: &[
        (3, Sign::There("hugo.toml")),
        (3, Sign::There("hugo.yaml")),
        (3, Sign::There("hugo.yml")),
        (3, Sign::There("hugo.json")),
        (3, Sign::There("config/_default")),
        (
            3,
            Sign::Key(&["baseurl", "languagecode", "defaultcontentlanguage"]),
        ),
        (1, Sign::There("archetypes")),
        (1, Sign::There("content")),
    ],
    configurations: &[
        "hugo.toml",
        "hugo.yaml",
        "hugo.yml",
        "hugo.json",
        "config.toml",
        "config.yaml",
        "config.yml",
        "config.json",
        "config/_default/hugo.toml",
        "config/_default/hugo.yaml",
        "config/_default/config.toml",
        "config/_default/config.yaml",
    ],
    built_key: Some("publishdir"),
    built: "public",
    passed_over: &[
        themes("/themes"),
        templates("/layouts"),
        models("/archetypes"),
        served("/static"),
        PassedOver {
            folder: "/resources",
            what: "what Hugo makes of images",
        },
    ],
};
