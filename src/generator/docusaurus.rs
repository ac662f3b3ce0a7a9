//! docusaurus: Docusaurus 3.10, with js-yaml 4 and the validators of its blog.
//!
//! Sources: `.ci/generators.d/docusaurus`; Docusaurus, docs, "Blog" and "Docs" plugins.

use super::facts::{Feature, Generator, Kind, Outcome, Quirk, Sign, served};
use super::renderer::REMARK;
use crate::data::date_shape::Shape;

pub(super) static DOCUSAURUS: Generator = Generator {
    name: "docusaurus",
    title: "Docusaurus",
    reads: &[
        Feature::NothingBehindClosing,
        Feature::BlanksBehindClosing,
        Feature::TextBehindClosing,
        Feature::BlanksBehindOpening,
        Feature::ClosedByEnd,
        Feature::LanguageBehindOpening,
        Feature::Empty,
        Feature::NotUtf8,
    ],
    unseen: Outcome::Text,
    unclosed: Outcome::Stops,
    unreadable: Outcome::Stops,
    posts_in: &[],
    is_typed: false,
    is_lines: false,
    date_fields: &["date"],
    leaves_dates_to_yaml: false,
    dates: &[
        (
            Shape::ZoneAmerican,
            Outcome::As("the time of that zone in North America"),
        ),
        (Shape::ZoneName, Outcome::Stops),
        (Shape::Ambiguous, Outcome::As("the month first")),
        (Shape::Number, Outcome::As("milliseconds since 1970")),
        (Shape::Compact, Outcome::As("a day in 1970")),
        (Shape::Year, Outcome::As("a day in 1970")),
        (Shape::Late, Outcome::As("another day")),
        (Shape::Impossible, Outcome::As("another day")),
        (Shape::List, Outcome::Stops),
        (Shape::Empty, Outcome::Stops),
        (Shape::Unknown, Outcome::Stops),
    ],
    quirks: &[
        (Quirk::List, Outcome::Stops, None),
        (Quirk::NoKeys, Outcome::Stops, None),
        (Quirk::Number, Outcome::Stops, None),
        (Quirk::Null, Outcome::Text, None),
        (Quirk::LocalTag, Outcome::Stops, None),
        (Quirk::BadNumber, Outcome::Stops, None),
    ],
    // Its validators: title-null, draft-word, tags-text, tags-map-item.
    refuses: &[
        (
            "title",
            &[Kind::Null, Kind::Truth, Kind::List, Kind::Map],
            Outcome::Stops,
        ),
        (
            "draft",
            &[Kind::Null, Kind::Text, Kind::Number, Kind::List],
            Outcome::Stops,
        ),
        (
            "tags",
            &[Kind::Null, Kind::Text, Kind::Number, Kind::Map],
            Outcome::Stops,
        ),
        (
            "tags[]",
            &[Kind::Null, Kind::List, Kind::Map],
            Outcome::Stops,
        ),
    ],
    renderer: &REMARK,
    signs: &[
        (3, Sign::There("docusaurus.config.js")),
        (3, Sign::There("docusaurus.config.ts")),
        (3, Sign::There("docusaurus.config.mjs")),
        (3, Sign::There("docusaurus.config.cjs")),
        (3, Sign::Package("@docusaurus/core")),
    ],
    // Its configuration is a program.
    configurations: &[],
    built_key: None,
    built: "build",
    passed_over: &[served("/static")],
    site: Err("the addresses of its blog cannot be set apart from its folders"),
};
