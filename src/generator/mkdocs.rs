//! mkdocs: MkDocs 1.6, with PyYAML.
//!
//! Sources: `.ci/generators.d/mkdocs`; MkDocs, docs, "Writing Your Docs" and "Configuration".

use super::facts::{Feature, Generator, Outcome, Quirk, Sign};
use super::renderer::PYTHON_MARKDOWN;
use crate::data::date_shape::Shape;

pub(super) static MKDOCS: Generator = Generator {
    name: "mkdocs",
    title: "MkDocs",
    reads: &[
        Feature::CrLines,
        Feature::Lines,
        Feature::Unopened,
        Feature::BlanksBehindOpening,
        Feature::BlanksBehindClosing,
        Feature::ClosedByDots,
        Feature::DoubleKeys,
    ],
    unseen: Outcome::Text,
    unclosed: Outcome::Text,
    // It prints the block, and says nothing.
    unreadable: Outcome::Text,
    posts_in: &[],
    is_typed: false,
    is_lines: false,
    date_fields: &["date"],
    leaves_dates_to_yaml: true,
    // What looks like a date to PyYAML and is none: date-february-30, date-zero.
    dates: &[
        (Shape::Late, Outcome::Text),
        (Shape::Impossible, Outcome::Text),
    ],
    quirks: &[
        (Quirk::List, Outcome::Text, None),
        (Quirk::NoKeys, Outcome::Text, None),
        (Quirk::Number, Outcome::Text, None),
        (Quirk::Null, Outcome::Text, None),
        (Quirk::LocalTag, Outcome::Text, None),
        (Quirk::BadNumber, Outcome::Text, None),
        (Quirk::MapKey, Outcome::Text, None),
        (Quirk::Equals, Outcome::Text, None),
        (Quirk::LongKey, Outcome::Text, None),
        (Quirk::AnchorTwice, Outcome::Text, None),
        (Quirk::TabBehindDash, Outcome::Text, None),
        (Quirk::LineSeparator, Outcome::Text, None),
        (Quirk::Sexagesimal, Outcome::As("{}"), None),
        (Quirk::Octal, Outcome::As("{}"), None),
        (Quirk::TruthWord, Outcome::As("{}"), None),
    ],
    refuses: &[],
    renderer: &PYTHON_MARKDOWN,
    signs: &[
        (3, Sign::There("mkdocs.yml")),
        (3, Sign::There("mkdocs.yaml")),
    ],
    configurations: &["mkdocs.yml", "mkdocs.yaml"],
    built_key: Some("site_dir"),
    built: "site",
    passed_over: &[],
    site: Err("it knows pages, and no posts with dates"),
};
