//! portability: a post → which generators read its front matter, and why the others do not.

use crate::data::date;
use crate::generator::{Feature, Generator};
use crate::post::{Format, FrontMatter, Post};
use crate::text::problem::ProblemKind;

/// Why `generator` does not read the front matter of `post`; `None` where it does, or there is none.
pub fn refuses(generator: &Generator, post: &Post<'_>) -> Option<String> {
    let front = post.front_matter?;
    refuses_place(generator, post, &front)
        .or_else(|| refuses_format(generator, post, &front))
        .or_else(|| refuses_content(generator, post))
}

fn refuses_place(generator: &Generator, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
    let text = post.text();
    let before = front.before.of(text).trim_start_matches('\u{feff}');
    let opening = front.opening.of(text);
    if !generator.reads(Feature::NotFirst) && !before.is_empty() {
        return Some("something stands before it".into());
    }
    if front.opening.is_empty()
        && front.format == Format::Yaml
        && !generator.reads(Feature::Unopened)
    {
        return Some("no line opens it".into());
    }
    if !generator.reads(Feature::BlanksBehindOpening) && opening != opening.trim_end() {
        return Some("spaces stand behind the line that opens it".into());
    }
    if opening.trim_end().len() > 3 && !generator.reads(Feature::LongOpening) {
        return Some("the line that opens it has more than three marks".into());
    }
    let Some(closing) = front.closing else {
        return Some("it never closes".into());
    };
    if closing.of(text).trim_end() == "..." && !generator.reads(Feature::ClosedByDots) {
        return Some("it ends with `...`".into());
    }
    if !generator.reads(Feature::Empty) && front.content.of(text).trim().is_empty() {
        return Some("it is empty".into());
    }
    None
}

fn refuses_format(generator: &Generator, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
    let in_braces = front.content.of(post.text()).trim_start().starts_with('{');
    match front.format {
        Format::Yaml => None,
        Format::Toml => (!generator.reads(Feature::Toml)).then(|| "it is TOML".into()),
        Format::Json if !(generator.reads(Feature::Json) || generator.reads(Feature::BareJson)) => {
            Some("it is JSON".into())
        }
        Format::Json if in_braces => {
            (!generator.reads(Feature::Json)).then(|| "it is JSON in braces".into())
        }
        Format::Json => {
            (!generator.reads(Feature::BareJson)).then(|| "it is JSON without braces".into())
        }
    }
}

fn refuses_content(generator: &Generator, post: &Post<'_>) -> Option<String> {
    let is_read = |kind| kind == ProblemKind::DuplicateKey && generator.reads(Feature::DoubleKeys);
    let mut faults = post.fields.problems.iter();
    if let Some(fault) = faults.find(|fault| !is_read(fault.kind)) {
        let line = post.source.position(fault.span.start).line;
        return Some(format!("line {line}: {}", fault.message));
    }
    generator.date_fields.iter().find_map(|field| {
        let text = post.fields.value.as_ref()?.get(field)?.as_str()?;
        let is_refused = match date::read(text) {
            date::Written::Unknown | date::Written::Impossible => !text.trim().is_empty(),
            date::Written::Slashes(_) => !generator.reads(Feature::DateWithSlashes),
            date::Written::Instant(..) | date::Written::Civil(_) => false,
        };
        is_refused.then(|| format!("`{field}` is `{text}`"))
    })
}
