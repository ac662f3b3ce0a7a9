//! hexo: Hexo 8, with hexo-front-matter 4.2.
//!
//! Sources: hexo-front-matter, `lib/front_matter.ts`; Hexo, docs, "Configuration" and "Setup".

use super::facts::{Feature, Generator, Outcome, Quirk, Sign, models, themes};
use super::renderer::MARKED;
use super::site::{
    Address, DateForm, Language, Meaning, Part, Site, Slugs, Tag, TextList, Zoneless,
};
use crate::data::date_shape::Shape;

pub(super) static HEXO: Generator = Generator {
    name: "hexo",
    title: "Hexo",
    reads: &[
        Feature::NothingBehindClosing,
        Feature::BlanksBehindClosing,
        Feature::NotUtf8,
        Feature::TabIndent,
        Feature::TextBehindClosing,
        Feature::NotFirst,
        Feature::Unopened,
        Feature::LongOpening,
        Feature::BareJson,
        Feature::DateWithSlashes,
    ],
    unseen: Outcome::Text,
    unclosed: Outcome::Text,
    unreadable: Outcome::LeftOut,
    posts_in: &[],
    is_typed: false,
    is_lines: false,
    date_fields: &["date", "updated"],
    leaves_dates_to_yaml: false,
    // It takes the time of the file for a date that it does not read. The zone of YAML's own dates is
    // taken off again: hexo-front-matter, `front_matter.ts`.
    dates: &[
        (
            Shape::Offset,
            Outcome::As("the time in UTC, without its zone"),
        ),
        (
            Shape::ShortOffset,
            Outcome::As("the time in UTC, without its zone"),
        ),
        (Shape::Ambiguous, Outcome::As("the month first")),
        (Shape::DayFirst, Outcome::As("the time of the file")),
        (Shape::Compact, Outcome::As("a day in 1970")),
        (Shape::Year, Outcome::As("a day in 1970")),
        (Shape::Number, Outcome::As("milliseconds since 1970")),
        (Shape::Late, Outcome::As("another day")),
        (Shape::Impossible, Outcome::As("another day")),
        (
            Shape::ZoneAmerican,
            Outcome::As("the time of that zone in North America"),
        ),
        (Shape::ZoneName, Outcome::As("the time of the file")),
        (Shape::Unknown, Outcome::As("the time of the file")),
    ],
    quirks: &[
        (Quirk::List, Outcome::LeftOut, None),
        (Quirk::NoKeys, Outcome::Text, None),
        (Quirk::Number, Outcome::Text, None),
        (Quirk::Null, Outcome::Text, None),
        (Quirk::Proto, Outcome::LeftOut, None),
        (Quirk::LocalTag, Outcome::LeftOut, None),
        (Quirk::BadNumber, Outcome::LeftOut, None),
        (Quirk::TagsWithComma, Outcome::As("one tag"), None),
        // It reads by the package `yaml`; Hexo 8.1.2 asks for version 4, with js-yaml.
        (
            Quirk::QuoteAtMargin,
            Outcome::Until("hexo-front-matter 5"),
            None,
        ),
    ],
    refuses: &[],
    renderer: &MARKED,
    signs: &[
        (3, Sign::Package("hexo")),
        (3, Sign::Key(&["new_post_name", "source_dir", "public_dir"])),
        (
            2,
            Sign::Key(&["post_asset_folder", "render_drafts", "skip_render"]),
        ),
        (2, Sign::There("source/_posts")),
        (1, Sign::There("scaffolds")),
    ],
    // Jekyll calls its configuration so too: only what it says tells them apart.
    configurations: &["_config.yml", "_config.yaml"],
    built_key: Some("public_dir"),
    built: "public",
    passed_over: &[themes("/themes"), models("/scaffolds")],
    // Docs, "Front-matter", "Permalinks", "Tag Plugins"; the plugin `hexo-generator-alias`.
    site: Ok(Site {
        posts: &["source/_posts"],
        endings: &["md", "markdown", "html", "htm"],
        drafts: Some("source/_drafts"),
        pages: Some("source"),
        folder_page: "index",
        is_dated: false,
        has_category_folders: false,
        is_titled_by_name: false,
        fields: &[
            (Meaning::Title, &["title"]),
            (Meaning::Date, &["date"]),
            (Meaning::Updated, &["updated"]),
            (Meaning::Tags, &["tags"]),
            (Meaning::Tag, &["tag"]),
            (Meaning::Categories, &["categories"]),
            (Meaning::Category, &["category"]),
            (Meaning::Address, &["permalink"]),
            (Meaning::Redirects, &["alias"]),
            (Meaning::Published, &["published"]),
            (Meaning::Description, &["description"]),
        ],
        reserved: &[],
        text: TextList::One,
        has_nested_categories: true,
        zoneless: Zoneless::SiteAndInstants,
        date: DateForm::Local,
        address: Address {
            key: Some("permalink"),
            styles: &[],
            default: "/:year/:month/:day/:title/",
            tokens: &[
                ("title", Part::Path),
                ("name", Part::Name),
                ("post_title", Part::PostTitle),
                ("category", Part::CategorySlugs),
                ("year", Part::Date("%Y")),
                ("month", Part::Date("%m")),
                ("day", Part::Date("%d")),
                ("hour", Part::Date("%H")),
                ("minute", Part::Date("%M")),
                ("second", Part::Date("%S")),
                ("i_month", Part::Date("%-m")),
                ("i_day", Part::Date("%-d")),
            ],
            is_for_pages: false,
            ending: "",
            colon: None,
            slugs: Slugs::Hexo,
        },
        language: Language::Percent,
        has_tags_in_code: false,
        tags: &[
            (Tag::Code, "codeblock"),
            (Tag::Raw, "raw"),
            (Tag::PostAddress, "post_path"),
            (Tag::PostLink, "post_link"),
            (Tag::Youtube, "youtube"),
            (Tag::Vimeo, "vimeo"),
        ],
    }),
};
