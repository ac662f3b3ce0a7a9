//! eleventy: Eleventy 3.1, with @11ty/gray-matter and js-yaml 4.
//!
//! Sources: `.ci/generators.d/eleventy`; Eleventy, docs, "Content Dates" and "Configuration".

use super::facts::{Feature, Generator, Kind, Outcome, PassedOver, Quirk, Sign, templates};
use super::renderer::MARKDOWN_IT;
use crate::data::date_shape::Shape;

pub(super) static ELEVENTY: Generator = Generator {
    name: "eleventy",
    title: "Eleventy",
    reads: &[
        Feature::NothingBehindClosing,
        Feature::BlanksBehindClosing,
        Feature::TextBehindClosing,
        Feature::BlanksBehindOpening,
        Feature::ClosedByEnd,
        Feature::LanguageBehindOpening,
        Feature::MapBehindOpening,
        Feature::Empty,
        Feature::NotUtf8,
        Feature::CrLines,
    ],
    unseen: Outcome::Text,
    unclosed: Outcome::Stops,
    unreadable: Outcome::Stops,
    posts_in: &[],
    is_typed: false,
    is_lines: false,
    date_fields: &["date"],
    leaves_dates_to_yaml: false,
    // YAML's own dates, and ISO 8601 with `T`: date-minutes, date-rfc, date-quoted-space.
    dates: &[
        (Shape::BareOffset, Outcome::Stops),
        (Shape::NoSeconds, Outcome::Stops),
        (Shape::OneDigit, Outcome::Stops),
        (Shape::Utc, Outcome::Stops),
        (Shape::ZoneAmerican, Outcome::Stops),
        (Shape::ZoneName, Outcome::Stops),
        (Shape::Rfc2822, Outcome::Stops),
        (Shape::Rfc2822OneDigit, Outcome::Stops),
        (Shape::Slashes, Outcome::Stops),
        (Shape::DayAndMonth, Outcome::Stops),
        (Shape::Words, Outcome::Stops),
        (Shape::Aside, Outcome::Stops),
        (Shape::Ambiguous, Outcome::Stops),
        (Shape::DayFirst, Outcome::Stops),
        (Shape::MonthFirst, Outcome::Stops),
        (Shape::Compact, Outcome::Stops),
        (Shape::Year, Outcome::Stops),
        (Shape::Number, Outcome::Stops),
        (Shape::QuotedWithSpace, Outcome::Stops),
        (Shape::List, Outcome::Stops),
        (Shape::Late, Outcome::As("another day")),
        (Shape::Impossible, Outcome::As("another day")),
        (Shape::Unknown, Outcome::Stops),
    ],
    quirks: &[
        (Quirk::Proto, Outcome::Stops, None),
        (Quirk::LocalTag, Outcome::Stops, None),
        (Quirk::BadNumber, Outcome::Stops, None),
    ],
    refuses: &[("tags", &[Kind::Number, Kind::Map], Outcome::Stops)],
    renderer: &MARKDOWN_IT,
    signs: &[
        (3, Sign::There(".eleventy.js")),
        (3, Sign::There("eleventy.config.js")),
        (3, Sign::There("eleventy.config.mjs")),
        (3, Sign::There("eleventy.config.cjs")),
        (3, Sign::Package("@11ty/eleventy")),
    ],
    // Its configuration is a program.
    configurations: &[],
    built_key: None,
    built: "_site",
    passed_over: &[
        templates("/_includes"),
        PassedOver {
            folder: "/_data",
            what: "data",
        },
    ],
    site: Err("its folders and the names of its fields are what a site makes of them"),
};
