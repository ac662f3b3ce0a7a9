//! read: a source → the post that rules see.

use crate::block::blocks;
use crate::markdown::markdown;
use crate::page::Page;
use crate::post::{Format, FrontMatter, Post};
use crate::shortcode;
use crate::source::Source;
use crate::split::split;
use crate::stream::stream;
use crate::yaml::{self, Yaml};

/// Reads a source in full. Of a file that is not all UTF-8 nothing is read: what it says is not known.
pub fn read(source: &Source) -> Post<'_> {
    let (front_matter, fields, page) = parts(source);
    Post {
        source,
        front_matter,
        fields,
        blocks: blocks(&page),
        page,
    }
}

/// The front matter, what it holds, and the page.
pub fn parts(source: &Source) -> (Option<FrontMatter>, Yaml<'_>, Page<'_>) {
    let text = source.text();
    let parts = split(if source.not_text().is_empty() {
        text
    } else {
        ""
    });
    let fields = match parts.front_matter {
        Some(front) if front.format == Format::Yaml => yaml::parse(text, front.content),
        _ => Yaml::default(),
    };
    let raw = shortcode::spans(text, parts.body);
    let markdown = is_markdown(source.name()).then(|| markdown(text, parts.body));
    let page = stream(text, parts.body, raw, markdown);
    (parts.front_matter, fields, page)
}

fn is_markdown(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["md", "markdown"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}
