//! hexo: Hexo 8, with hexo-front-matter 4.2.
//!
//! Sources: hexo-front-matter, `lib/front_matter.ts`; Hexo, docs, "Configuration" and "Setup".

use super::facts::{Feature, Generator, Sign, models, themes};

pub(super) static HEXO: Generator = Generator {
    name: "hexo",
    title: "Hexo",
    reads: &[
        Feature::TextBehindClosing,
        Feature::NotFirst,
        Feature::Unopened,
        Feature::LongOpening,
        Feature::BareJson,
        Feature::DateWithSlashes,
    ],
    date_fields: &["date", "updated"],
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
};
