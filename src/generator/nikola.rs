//! nikola: Nikola 8.3, with ruamel.yaml.
//!
//! Sources: `.ci/generators.d/nikola`; Nikola, handbook, "Metadata formats" and "Getting Started".

use super::facts::{Feature, Generator, Kind, Outcome, PassedOver, Quirk, Sign, served, themes};
use super::renderer::PYTHON_MARKDOWN;
use crate::data::date_shape::Shape;

pub(super) static NIKOLA: Generator = Generator {
    name: "nikola",
    title: "Nikola",
    reads: &[Feature::CrLines],
    // It looks for a title and a date elsewhere, and finds none.
    unseen: Outcome::Stops,
    unclosed: Outcome::Stops,
    unreadable: Outcome::Stops,
    posts_in: &[],
    is_typed: false,
    is_lines: false,
    date_fields: &["date", "updated"],
    leaves_dates_to_yaml: false,
    // dateutil: date-compact, date-year, date-han.
    dates: &[
        (Shape::Compact, Outcome::Stops),
        (Shape::Year, Outcome::Stops),
        (Shape::Number, Outcome::Stops),
        (Shape::Aside, Outcome::Stops),
        (Shape::List, Outcome::Stops),
        (Shape::Late, Outcome::Stops),
        (Shape::Impossible, Outcome::Stops),
        (Shape::Ambiguous, Outcome::As("the month first")),
        (Shape::NoDay, Outcome::As("a day of that month")),
        (Shape::Empty, Outcome::Stops),
        (Shape::Unknown, Outcome::Stops),
    ],
    quirks: &[
        (Quirk::List, Outcome::Stops, None),
        (Quirk::NoKeys, Outcome::Stops, None),
        (Quirk::Number, Outcome::Stops, None),
        (Quirk::Null, Outcome::Stops, None),
        (Quirk::LocalTag, Outcome::Stops, None),
        (Quirk::BadNumber, Outcome::Stops, None),
        (Quirk::Equals, Outcome::Stops, None),
        (Quirk::LongKey, Outcome::Stops, None),
        (Quirk::Tab, Outcome::Stops, None),
        (Quirk::TabBehindDash, Outcome::Stops, None),
    ],
    refuses: &[
        ("date", &[Kind::Missing], Outcome::Stops),
        ("title", &[Kind::List, Kind::Map], Outcome::Stops),
        ("tags", &[Kind::Number, Kind::Map], Outcome::Stops),
        (
            "tags[]",
            &[Kind::Null, Kind::Number, Kind::Date, Kind::List, Kind::Map],
            Outcome::Stops,
        ),
    ],
    renderer: &PYTHON_MARKDOWN,
    signs: &[
        // Its configuration is a program, and others have one of that name.
        (3, Sign::Line("conf.py", "BLOG_TITLE")),
        (1, Sign::There("galleries")),
        (1, Sign::There("listings")),
    ],
    configurations: &[],
    built_key: None,
    built: "output",
    passed_over: &[
        themes("/themes"),
        served("/files"),
        PassedOver {
            folder: "/listings",
            what: "listings of programs",
        },
    ],
    site: Err("the addresses of its posts are made from its program-like configuration alone"),
};
