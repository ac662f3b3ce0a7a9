//! jekyll: Jekyll 4.
//!
//! Sources: Jekyll, `lib/jekyll/document.rb` and `utils.rb`; docs, "Configuration Options" and
//! "Directory Structure".

use super::facts::{Feature, Generator, Outcome, PassedOver, Quirk, Sign, templates};
use super::renderer::KRAMDOWN;
use super::site::{
    Address, DateForm, Language, Meaning, Part, Site, Slugs, Tag, TextList, Zoneless,
};
use crate::data::date_shape::Shape;

pub(super) static JEKYLL: Generator = Generator {
    name: "jekyll",
    title: "Jekyll",
    reads: &[
        Feature::NothingBehindClosing,
        Feature::BlanksBehindClosing,
        Feature::BlankLines,
        Feature::BlanksBehindOpening,
        Feature::ClosedByDots,
        Feature::Empty,
        Feature::EmptyTitle,
        // Psych takes the last of two keys.
        Feature::DoubleKeys,
        Feature::DateWithSlashes,
        // Ruby, `Time.parse`.
        Feature::DateAndMore,
    ],
    unseen: Outcome::Text,
    unclosed: Outcome::Text,
    unreadable: Outcome::Lost,
    posts_in: &["_posts", "_drafts"],
    is_typed: false,
    is_lines: false,
    date_fields: &["date"],
    leaves_dates_to_yaml: false,
    dates: &[
        (Shape::Ambiguous, Outcome::As("the day first")),
        // Ruby, `Time.parse`: the day is first, and there is no thirtieth month.
        (Shape::MonthFirst, Outcome::Stops),
        (Shape::NoDay, Outcome::Stops),
        (Shape::Year, Outcome::Stops),
        (Shape::Number, Outcome::Stops),
        (Shape::Late, Outcome::As("another day")),
        (Shape::Impossible, Outcome::Stops),
        (
            Shape::ZoneAmerican,
            Outcome::As("the time of that zone in North America"),
        ),
        (Shape::ZoneName, Outcome::As("the time in UTC")),
        (Shape::Empty, Outcome::Stops),
        (Shape::Unknown, Outcome::Stops),
    ],
    quirks: &[
        (Quirk::List, Outcome::Stops, None),
        (Quirk::NoKeys, Outcome::Stops, None),
        (Quirk::Number, Outcome::Stops, None),
        (Quirk::Null, Outcome::Text, None),
        (Quirk::LocalTag, Outcome::As("it without the tag"), None),
        (Quirk::LineSeparator, Outcome::Lost, None),
        // libyaml, behind Psych and safe_yaml.
        (Quirk::LongKey, Outcome::Lost, None),
        (Quirk::TabBehindDash, Outcome::Lost, None),
        (
            Quirk::TagsWithComma,
            Outcome::As("tags that end with the comma"),
            None,
        ),
        (Quirk::Sexagesimal, Outcome::As("{}"), None),
        (Quirk::Octal, Outcome::As("{}"), None),
        (Quirk::TruthWord, Outcome::As("{}"), None),
        // Liquid escapes nothing unless it is told to.
        (
            Quirk::Reference,
            Outcome::As("the character that it means"),
            None,
        ),
    ],
    refuses: &[],
    renderer: &KRAMDOWN,
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
    // `Jekyll::Drops::UrlDrop`, `Jekyll::URL`, `Jekyll::Document`; the plugins `jekyll-redirect-from` (`redirect_from`),
    // `jekyll-last-modified-at` and `jekyll-seo-tag`.
    site: Ok(Site {
        posts: &["_posts"],
        endings: &["md", "markdown", "html"],
        drafts: Some("_drafts"),
        pages: Some(""),
        folder_page: "index",
        is_dated: true,
        has_category_folders: true,
        is_titled_by_name: true,
        fields: &[
            (Meaning::Title, &["title"]),
            (Meaning::Date, &["date"]),
            (Meaning::Updated, &["last_modified_at"]),
            (Meaning::Tags, &["tags"]),
            (Meaning::Tag, &["tag"]),
            (Meaning::Categories, &["categories"]),
            (Meaning::Category, &["category"]),
            (Meaning::Slug, &["slug"]),
            (Meaning::Address, &["permalink"]),
            (Meaning::Redirects, &["redirect_from"]),
            (Meaning::Published, &["published"]),
            (Meaning::Description, &["description"]),
        ],
        reserved: &[],
        text: TextList::Words,
        has_nested_categories: false,
        zoneless: Zoneless::YamlUtc,
        date: DateForm::Space,
        address: Address {
            key: Some("permalink"),
            styles: &[
                ("date", "/:categories/:year/:month/:day/:title:output_ext"),
                ("pretty", "/:categories/:year/:month/:day/:title/"),
                ("ordinal", "/:categories/:year/:y_day/:title:output_ext"),
                (
                    "weekdate",
                    "/:categories/:year/W:week/:short_day/:title:output_ext",
                ),
                ("none", "/:categories/:title:output_ext"),
            ],
            default: "/:categories/:year/:month/:day/:title:output_ext",
            tokens: &[
                ("categories", Part::Categories),
                ("slugified_categories", Part::CategorySlugs),
                ("title", Part::Title),
                ("slug", Part::Slug),
                ("path", Part::Path),
                ("name", Part::SlugOrName),
                ("collection", Part::Section),
                ("output_ext", Part::Ending),
                ("year", Part::Date("%Y")),
                ("short_year", Part::Date("%y")),
                ("month", Part::Date("%m")),
                ("i_month", Part::Date("%-m")),
                ("short_month", Part::Date("%b")),
                ("long_month", Part::Date("%B")),
                ("day", Part::Date("%d")),
                ("i_day", Part::Date("%-d")),
                ("y_day", Part::Date("%j")),
                ("w_year", Part::Date("%G")),
                ("week", Part::Date("%V")),
                ("w_day", Part::Date("%u")),
                ("short_day", Part::Date("%a")),
                ("long_day", Part::Date("%A")),
                ("hour", Part::Date("%H")),
                ("minute", Part::Date("%M")),
                ("second", Part::Date("%S")),
            ],
            is_for_pages: true,
            ending: ".html",
            colon: None,
            slugs: Slugs::Jekyll,
        },
        language: Language::Percent,
        has_tags_in_code: true,
        tags: &[
            (Tag::Code, "highlight"),
            (Tag::Raw, "raw"),
            (Tag::PostAddress, "post_url"),
        ],
    }),
};
