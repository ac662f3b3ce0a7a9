//! lines: front matter that is lines of `Key: value` to the generator of the site, and no YAML.

use crate::data::date_shape::shape;
use crate::data::meta_lines::MetaLines;
use crate::generator::{Kind, Outcome, Reader, Readers};
use crate::post::Post;
use crate::rule::hit::Hit;
use crate::rule::verdict::Verdict;
use crate::text::finding::Severity;
use crate::url::extract::is_filled_in;

fn read<'p>(post: &'p Post<'_>) -> MetaLines<'p> {
    MetaLines::read(post.source.by_lines())
}

fn told(reader: Reader, outcome: Outcome) -> Option<Verdict> {
    Verdict::of(Readers::one(reader), "", |_| Some(outcome))
}

/// The line that ends it too early: what follows is text on the page.
pub(super) fn unread(post: &Post<'_>, reader: Reader, emit: &mut dyn FnMut(Hit)) {
    let Some(line) = read(post).stopped_at else {
        return;
    };
    let problem = format!(
        "{reader} reads lines of `key: value`, and no YAML: the front matter ends here, and the rest is \
         on the page"
    );
    emit(
        Hit::new(line)
            .with("problem", problem)
            .with(
                "cure",
                "write `key: value` in each line, with a key of Latin letters",
            )
            .so_bad(Severity::Warning),
    );
}

/// Fields without which the generator does not take the post.
pub(super) fn missing(post: &Post<'_>, reader: Reader, emit: &mut dyn FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    // A blank line before it ends it, and that is told.
    if front.before.of(post.text()).contains('\n') {
        return;
    }
    let lines = read(post);
    for (field, kinds, outcome) in reader.generator.refuses {
        if !kinds.contains(&Kind::Missing) || lines.get(field).is_some() {
            continue;
        }
        let Some(verdict) = told(reader, *outcome) else {
            continue;
        };
        let problem = format!(
            "`{field}` is not in the lines that {reader} reads: {}",
            verdict.says
        );
        let cure = format!("write `{field}: …` in one of the first lines");
        let place = lines.stopped_at.unwrap_or_else(|| front.beginning());
        emit(
            Hit::new(place)
                .with("problem", problem)
                .with("cure", cure)
                .so_bad(verdict.severity)
                .comes_to(verdict.outcome),
        );
    }
}

/// Dates that it does not read as they are meant.
pub(super) fn dates(post: &Post<'_>, reader: Reader, emit: &mut dyn FnMut(Hit)) {
    let lines = read(post);
    for field in reader.generator.date_fields {
        let Some((text, span)) = lines.get(&field.to_ascii_lowercase()) else {
            continue;
        };
        // `${year}-01-01`: a script makes posts of this one.
        if is_filled_in(text) {
            continue;
        }
        let outcome = reader.generator.date(shape(text.trim_matches(['"', '\''])));
        let Some(verdict) = told(reader, outcome) else {
            continue;
        };
        let shown = if text.is_empty() {
            format!("`{field}` has no value")
        } else {
            format!("`{field}` is `{text}`")
        };
        emit(
            Hit::new(span)
                .with("problem", format!("{shown}: {}", verdict.says))
                .with(
                    "cure",
                    "write the year, the month and the day, as in `2021-11-30 16:11:20`",
                )
                .so_bad(verdict.severity)
                .comes_to(verdict.outcome),
        );
    }
}
