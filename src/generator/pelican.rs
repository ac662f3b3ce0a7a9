//! pelican: Pelican 4.12, with the `meta` extension of Python-Markdown 3.11.
//!
//! Sources: `.ci/generators.d/pelican`; Pelican, docs, "Writing content" and "Settings".

use super::facts::{Feature, Generator, Kind, Outcome, Sign, templates, themes};
use super::renderer::PYTHON_MARKDOWN;
use crate::data::date_shape::Shape;

pub(super) static PELICAN: Generator = Generator {
    name: "pelican",
    title: "Pelican",
    // What its lines may be is in `data::meta_lines`.
    reads: &[
        Feature::CrLines,
        Feature::Lines,
        Feature::NothingBehindClosing,
        Feature::BlanksBehindClosing,
        Feature::TextBehindClosing,
        Feature::BlanksBehindOpening,
        Feature::LongOpening,
        Feature::ClosedByDots,
        Feature::ClosedByEnd,
        Feature::Unopened,
        Feature::DoubleKeys,
    ],
    unseen: Outcome::LeftOut,
    unclosed: Outcome::LeftOut,
    unreadable: Outcome::LeftOut,
    posts_in: &[],
    is_typed: false,
    is_lines: true,
    date_fields: &["date"],
    leaves_dates_to_yaml: false,
    // dateutil reads nearly all: date-han, date-comment, date-epoch.
    dates: &[
        (Shape::Number, Outcome::LeftOut),
        (Shape::Aside, Outcome::LeftOut),
        (Shape::List, Outcome::LeftOut),
        (Shape::Late, Outcome::LeftOut),
        (Shape::Impossible, Outcome::LeftOut),
        (Shape::Ambiguous, Outcome::As("the month first")),
        (Shape::NoDay, Outcome::As("a day of that month")),
        (Shape::Empty, Outcome::LeftOut),
        (Shape::Unknown, Outcome::LeftOut),
    ],
    quirks: &[],
    // title-missing, date-missing.
    refuses: &[
        ("title", &[Kind::Missing], Outcome::LeftOut),
        ("date", &[Kind::Missing], Outcome::LeftOut),
    ],
    renderer: &PYTHON_MARKDOWN,
    signs: &[
        (3, Sign::There("pelicanconf.py")),
        (2, Sign::There("publishconf.py")),
    ],
    // Its configuration is a program.
    configurations: &[],
    built_key: None,
    built: "output",
    passed_over: &[themes("/themes"), templates("/templates")],
    site: Err("its front matter is lines of `Key: value`, not YAML"),
};
