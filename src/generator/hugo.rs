//! hugo: Hugo.
//!
//! Sources: Hugo, `parser/pageparser/pagelexer_intro.go` and spf13/cast; docs, "Configure Hugo" and
//! "Directory structure".

use super::facts::{
    Feature, Generator, Outcome, PassedOver, Quirk, Sign, models, served, templates, themes,
};
use super::renderer::GOLDMARK;
use super::version::Version;
use crate::data::date_shape::Shape;

pub(super) static HUGO: Generator = Generator {
    name: "hugo",
    title: "Hugo",
    reads: &[
        Feature::DoubleKeysInJson,
        Feature::ControlCharacters,
        Feature::CrLines,
        Feature::IndentedOpening,
        Feature::BlankLines,
        Feature::TextBehindClosing,
        Feature::NotFirst,
        Feature::BlanksBehindOpening,
        Feature::Empty,
        Feature::Toml,
        Feature::Json,
    ],
    unseen: Outcome::Text,
    unclosed: Outcome::Stops,
    unreadable: Outcome::Stops,
    posts_in: &[],
    is_typed: false,
    date_fields: &["date", "lastmod", "publishDate", "expiryDate"],
    dates: &[
        (Shape::ShortOffset, Outcome::Stops),
        (Shape::NoSeconds, Outcome::Stops),
        (Shape::NoSecondsT, Outcome::Stops),
        (Shape::OneDigit, Outcome::Stops),
        (Shape::OneDigitTime, Outcome::Stops),
        (Shape::SpaceZ, Outcome::Stops),
        (Shape::Utc, Outcome::Stops),
        (Shape::ZoneName, Outcome::Stops),
        (Shape::SmallLetters, Outcome::Stops),
        (Shape::Rfc2822OneDigit, Outcome::Stops),
        (Shape::Slashes, Outcome::Stops),
        (Shape::Words, Outcome::Stops),
        (Shape::Ambiguous, Outcome::Stops),
        (Shape::List, Outcome::Stops),
        (Shape::NoDay, Outcome::Stops),
        (Shape::Compact, Outcome::As("a day in 1970")),
        (Shape::Year, Outcome::As("a day in 1970")),
        (Shape::Late, Outcome::Stops),
        (Shape::Impossible, Outcome::Stops),
        (Shape::Unknown, Outcome::Stops),
    ],
    quirks: &[
        (Quirk::List, Outcome::Stops, None),
        (Quirk::NoKeys, Outcome::Stops, None),
        // It is a name for `publishDate` as well.
        (Quirk::PublishedTruth, Outcome::Stops, None),
        // Before it read YAML by goccy/go-yaml these were truth values.
        (
            Quirk::DraftWord,
            Outcome::As("a text, and publishes the draft"),
            Some(Version::new(0, 152, 0)),
        ),
        (Quirk::MapKey, Outcome::Stops, None),
        (Quirk::LocalTag, Outcome::As("it without the tag"), None),
        (Quirk::TagsWithComma, Outcome::As("one tag"), None),
        (Quirk::Octal, Outcome::As("{}"), None),
    ],
    renderer: &GOLDMARK,
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
