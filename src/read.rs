//! read: a source → the post that rules see.

use crate::block::blocks;
use crate::post::{Format, Post};
use crate::source::Source;
use crate::split::split;
use crate::stream::stream;
use crate::yaml::{self, Yaml};

/// Reads a source in full. Of a file that is not all UTF-8 nothing is read: what it says is not known.
pub fn read(source: &Source) -> Post<'_> {
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
    let page = stream(text, parts.body);
    let blocks = blocks(&page);
    Post {
        source,
        front_matter: parts.front_matter,
        fields,
        page,
        blocks,
    }
}
