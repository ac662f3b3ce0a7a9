//! vitepress: VitePress 1.6, with gray-matter 4 and js-yaml 3.
//!
//! Sources: `.ci/generators.d/vitepress`; VitePress, docs, "Frontmatter Config" and "Site Config".

use super::facts::{Feature, Generator, Outcome, Quirk, Sign, served};
use super::renderer::MARKDOWN_IT_LINKING;

pub(super) static VITEPRESS: Generator = Generator {
    name: "vitepress",
    title: "VitePress",
    reads: &[
        Feature::NothingBehindClosing,
        Feature::BlanksBehindClosing,
        Feature::TextBehindClosing,
        Feature::BlanksBehindOpening,
        Feature::ClosedByEnd,
        Feature::LanguageBehindOpening,
        Feature::Empty,
        Feature::NotUtf8,
        // It takes a tab before a key for no indentation.
        Feature::TabIndent,
    ],
    unseen: Outcome::Text,
    unclosed: Outcome::Stops,
    unreadable: Outcome::Stops,
    posts_in: &[],
    is_typed: false,
    is_lines: false,
    // It hands them to the theme as they are.
    date_fields: &[],
    leaves_dates_to_yaml: false,
    dates: &[],
    quirks: &[
        (Quirk::Number, Outcome::Text, None),
        (Quirk::Null, Outcome::Text, None),
        (Quirk::LocalTag, Outcome::Stops, None),
        (Quirk::BadNumber, Outcome::Stops, None),
        // js-yaml 3 reads numbers as YAML 1.1 does.
        (Quirk::Octal, Outcome::As("{}"), None),
        (Quirk::Sexagesimal, Outcome::As("{}"), None),
    ],
    refuses: &[],
    renderer: &MARKDOWN_IT_LINKING,
    signs: &[
        (3, Sign::There(".vitepress")),
        (3, Sign::Package("vitepress")),
    ],
    // Its configuration is a program.
    configurations: &[],
    built_key: None,
    built: ".vitepress/dist",
    passed_over: &[served("/public")],
    site: Err("it knows pages, and no posts with dates"),
};
