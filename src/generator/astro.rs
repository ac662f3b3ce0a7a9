//! astro: Astro 5.
//!
//! Sources: Astro, `frontmatter.ts`; docs, "Project Structure".

use super::facts::{Feature, Generator, Kind, Outcome, Quirk, Sign, served};
use super::renderer::REMARK;
use super::site::{Address, DateForm, Language, Meaning, Part, Site, TextList, Zoneless};
use crate::data::date_shape::Shape;

pub(super) static ASTRO: Generator = Generator {
    name: "astro",
    title: "Astro",
    reads: &[
        Feature::NothingBehindClosing,
        Feature::BlanksBehindClosing,
        Feature::NotUtf8,
        Feature::BlankLines,
        Feature::TextBehindClosing,
        Feature::NotFirst,
        Feature::BlanksBehindOpening,
        Feature::CommentBehindOpening,
        Feature::MapBehindOpening,
        Feature::Empty,
        Feature::Toml,
    ],
    unseen: Outcome::Stops,
    unclosed: Outcome::Stops,
    unreadable: Outcome::Stops,
    posts_in: &[],
    is_typed: true,
    is_lines: false,
    date_fields: &["pubDate", "updatedDate"],
    leaves_dates_to_yaml: false,
    dates: &[
        (Shape::Ambiguous, Outcome::As("the month first")),
        (Shape::DayFirst, Outcome::Stops),
        (Shape::Compact, Outcome::As("a day in 1970")),
        (Shape::Year, Outcome::As("a day in 1970")),
        (Shape::Number, Outcome::As("milliseconds since 1970")),
        (Shape::Late, Outcome::As("another day")),
        (Shape::Impossible, Outcome::As("another day")),
        (
            Shape::ZoneAmerican,
            Outcome::As("the time of that zone in North America"),
        ),
        (Shape::ZoneName, Outcome::Stops),
        (Shape::Empty, Outcome::As("1 January 1970")),
        (Shape::Unknown, Outcome::Stops),
    ],
    quirks: &[
        (Quirk::List, Outcome::Stops, None),
        (Quirk::NoKeys, Outcome::Stops, None),
        (Quirk::Number, Outcome::Stops, None),
        (Quirk::Null, Outcome::Stops, None),
        (Quirk::DraftWord, Outcome::Stops, None),
        (Quirk::DraftNumber, Outcome::Stops, None),
        (Quirk::DraftQuoted, Outcome::Stops, None),
        (Quirk::Proto, Outcome::Stops, None),
        (Quirk::ProtoText, Outcome::Stops, None),
        (Quirk::LocalTag, Outcome::Stops, None),
        (Quirk::BadNumber, Outcome::Stops, None),
        (Quirk::TagsWithComma, Outcome::Stops, None),
        (Quirk::Octal, Outcome::Stops, None),
    ],
    refuses: &[
        // The texts of the blog template's schema.
        ("title", &[Kind::Date], Outcome::Stops),
        ("tags[]", &[Kind::Date], Outcome::Stops),
    ],
    renderer: &REMARK,
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
    // The blog template: `src/content.config.ts`, `src/pages/blog/[...slug].astro`.
    site: Ok(Site {
        posts: &["src/content/blog", "src/content/posts"],
        endings: &["md", "mdx", "markdown"],
        drafts: None,
        pages: None,
        is_dated: false,
        has_category_folders: false,
        is_titled_by_name: false,
        fields: &[
            (Meaning::Title, &["title"]),
            (Meaning::Date, &["pubDate"]),
            (Meaning::Updated, &["updatedDate"]),
            (Meaning::Tags, &["tags"]),
            (Meaning::Draft, &["draft"]),
            (Meaning::Description, &["description"]),
        ],
        reserved: &[("slug", "the address below that of the collection")],
        text: TextList::None,
        has_nested_categories: false,
        zoneless: Zoneless::YamlUtc,
        date: DateForm::Rfc3339,
        address: Address {
            key: None,
            styles: &[],
            default: "/blog/:path/",
            tokens: &[("path", Part::Path)],
            ending: "/",
            colon: None,
        },
        language: Language::None,
        has_tags_in_code: false,
        tags: &[],
    }),
};
