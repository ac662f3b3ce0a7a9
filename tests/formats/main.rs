//! formats: what each writes is read by what reads it elsewhere, or by its schema, and says what
//! `jsonl` says; whatever a post and its name hold.

mod command;
mod expected;
mod hostile;
mod schema;
mod sarif;
mod github;
mod gitlab;
mod junit;
mod checkstyle;
mod csv;
mod html;
mod rdjsonl;
mod xml;

use copydesk::report::Format;
use expected::written;
use hostile::files;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_a_post_holds_every_format_says_what_jsonl_says(files in files()) {
        sarif::check(&written(Format::Sarif, &files), &files);
        github::check(&written(Format::Github, &files), &files);
        gitlab::check(&written(Format::Gitlab, &files), &files);
        junit::check(&written(Format::Junit, &files), &files);
        html::check(&written(Format::Html, &files), &files);
        csv::check(&written(Format::Csv, &files), &files);
        checkstyle::check(&written(Format::Checkstyle, &files), &files);
        rdjsonl::check(&written(Format::Rdjsonl, &files), &files);
    }
}
