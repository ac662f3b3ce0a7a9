//! portability: a post → which generators read its front matter, and why the others do not.

use crate::data::date;
use crate::data::value::Node;
use crate::generator::{Feature, Generator};
use crate::post::{Format, FrontMatter, Post};
use crate::text::problem::ProblemKind;
use crate::text::span::Span;

/// Why `generator` does not read the front matter of `post`; `None` where it does, or there is none.
pub fn refuses(generator: &Generator, post: &Post<'_>) -> Option<String> {
    let front = post.front_matter?;
    refuses_place(generator, post, &front)
        .or_else(|| refuses_lines(generator, post, &front))
        .or_else(|| refuses_format(generator, post, &front))
        .or_else(|| refuses_content(generator, post))
}

/// What is before it, and the line that opens it.
fn refuses_place(generator: &Generator, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
    let text = post.text();
    let before = front.before.of(text).trim_start_matches('\u{feff}');
    let opening = front.opening.of(text);
    if !before.trim().is_empty() {
        return Some("a comment is before it".into());
    }
    if !generator.reads(Feature::BlankLines) && !matches!(before, "" | "\n" | "\r\n") {
        return Some("blank lines are before it".into());
    }
    if !generator.reads(Feature::NotFirst) && !before.is_empty() {
        return Some("something is before it".into());
    }
    if front.opening.is_empty()
        && front.format == Format::Yaml
        && !generator.reads(Feature::Unopened)
    {
        return Some("no line opens it".into());
    }
    if !generator.reads(Feature::BlanksBehindOpening) && opening != opening.trim_end() {
        return Some("spaces are behind the line that opens it".into());
    }
    let is_long = opening.trim_end().len() > 3 && !front.damage.opening;
    if is_long && !generator.reads(Feature::LongOpening) {
        return Some("the line that opens it has more than three marks".into());
    }
    None
}

/// Whether its two lines are what they should be, and something is between them.
fn refuses_lines(generator: &Generator, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
    let text = post.text();
    let Some(closing) = front.closing else {
        return Some("it never closes".into());
    };
    let shown = |line: Span| line.of(text).trim_end().to_owned();
    if front.damage.opening {
        return Some(format!("`{}` does not open it", shown(front.opening)));
    }
    let is_behind = front.damage.behind && !generator.reads(Feature::TextBehindClosing);
    if front.damage.closing || is_behind {
        return Some(format!("`{}` does not close it", shown(closing)));
    }
    if shown(closing) == "..." && !generator.reads(Feature::ClosedByDots) {
        return Some("it ends with `...`".into());
    }
    let mut lines = front.content.of(text).lines();
    let is_nothing = |line: &str| line.trim().is_empty() || line.starts_with('#');
    if !generator.reads(Feature::Empty) && front.format == Format::Yaml && lines.all(is_nothing) {
        return Some("it is empty".into());
    }
    None
}

fn refuses_format(generator: &Generator, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
    let in_braces = front.content.of(post.text()).trim_start().starts_with('{');
    let (json, bare) = (
        generator.reads(Feature::Json),
        generator.reads(Feature::BareJson),
    );
    match front.format {
        Format::Yaml => None,
        Format::Toml => (!generator.reads(Feature::Toml)).then(|| "it is TOML".into()),
        Format::Json if !(json || bare) => Some("it is JSON".into()),
        Format::Json if in_braces => (!json).then(|| "it is JSON in braces".into()),
        Format::Json => (!bare).then(|| "it is JSON without braces".into()),
    }
}

fn refuses_content(generator: &Generator, post: &Post<'_>) -> Option<String> {
    let is_read = |kind| kind == ProblemKind::DuplicateKey && generator.reads(Feature::DoubleKeys);
    let mut faults = post.fields.problems.iter();
    if let Some(fault) = faults.find(|fault| !is_read(fault.kind)) {
        let line = post.source.position(fault.span.start).line;
        return Some(format!("line {line}: {}", fault.message));
    }
    if let Some(value) = &post.fields.value
        && !matches!(value.node, Node::Map(_))
        && !value.to_json().is_null()
    {
        return Some("it has no keys".into());
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
