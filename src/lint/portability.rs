//! portability: a post → which generators read its front matter, and why the others do not.

use crate::data::date;
use crate::generator::{FrontMatterFacts, Generator};
use crate::post::{Format, FrontMatter, Post};
use crate::text::problem::ProblemKind;

/// Why `generator` does not read the front matter of `post`; `None` where it does, or there is none.
pub fn refuses(generator: &Generator, post: &Post<'_>) -> Option<String> {
    let front = post.front_matter?;
    let facts = &generator.front_matter;
    refuses_place(facts, post, &front)
        .or_else(|| refuses_format(facts, post, &front))
        .or_else(|| refuses_content(generator, post))
}

fn refuses_place(facts: &FrontMatterFacts, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
    let text = post.text();
    let before = front.before.of(text).trim_start_matches('\u{feff}');
    let opening = front.opening.of(text);
    if !facts.not_first && !before.is_empty() {
        return Some("something stands before it".into());
    }
    if front.opening.is_empty() && front.format == Format::Yaml && !facts.unopened {
        return Some("no line opens it".into());
    }
    if !facts.blanks_behind_opening && opening != opening.trim_end() {
        return Some("spaces stand behind the line that opens it".into());
    }
    if opening.trim_end().len() > 3 && !facts.long_opening {
        return Some("the line that opens it has more than three marks".into());
    }
    let Some(closing) = front.closing else {
        return Some("it never closes".into());
    };
    if closing.of(text).trim_end() == "..." && !facts.closed_by_dots {
        return Some("it ends with `...`".into());
    }
    if !facts.empty && front.content.of(text).trim().is_empty() {
        return Some("it is empty".into());
    }
    None
}

fn refuses_format(
    facts: &FrontMatterFacts,
    post: &Post<'_>,
    front: &FrontMatter,
) -> Option<String> {
    let in_braces = front.content.of(post.text()).trim_start().starts_with('{');
    match front.format {
        Format::Yaml => None,
        Format::Toml => (!facts.toml).then(|| "it is TOML".into()),
        Format::Json if !(facts.json || facts.bare_json) => Some("it is JSON".into()),
        Format::Json if in_braces => (!facts.json).then(|| "it is JSON in braces".into()),
        Format::Json => (!facts.bare_json).then(|| "it is JSON without braces".into()),
    }
}

fn refuses_content(generator: &Generator, post: &Post<'_>) -> Option<String> {
    let is_read = |kind| kind == ProblemKind::DuplicateKey && generator.front_matter.double_keys;
    let mut faults = post.fields.problems.iter();
    if let Some(fault) = faults.find(|fault| !is_read(fault.kind)) {
        let line = post.source.position(fault.span.start).line;
        return Some(format!("line {line}: {}", fault.message));
    }
    generator.date_fields.iter().find_map(|field| {
        let text = post.fields.value.as_ref()?.get(field)?.as_str()?;
        let is_refused = match date::read(text) {
            date::Written::Unknown | date::Written::Impossible => !text.trim().is_empty(),
            date::Written::Slashes(_) => !generator.reads_slashes,
            date::Written::Instant(..) | date::Written::Civil(_) => false,
        };
        is_refused.then(|| format!("`{field}` is `{text}`"))
    })
}
