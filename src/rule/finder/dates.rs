//! dates: a date in the front matter that is not read as it is meant, by the generator of the site.

use crate::data::date::{self, Written};
use crate::data::date_shape::{Shape, shape};
use crate::data::value::{Node, ScalarStyle, Value};
use crate::generator::{Feature, Outcome, Reader};
use crate::html::escape;
use crate::post::Post;
use crate::post::parse::is_filled;
use crate::rule::finder::lines;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::verdict::Verdict;
use crate::text::edit::Change;
use crate::text::finding::Severity;
use crate::text::span::Span;

/// What is wrong with a date.
struct Fault {
    problem: String,
    severity: Severity,
    /// What becomes of the post.
    outcome: Option<Outcome>,
    /// How it would be written.
    better: Option<String>,
}

/// Says what is wrong with the dates in these fields.
pub(super) fn dates(
    fields: &[String],
    post: &Post<'_>,
    policy: &Policy,
    emit: &mut dyn FnMut(Hit),
) {
    if let Some(reader) = policy
        .readers
        .known()
        .filter(|_| policy.readers.read_lines())
    {
        return lines::dates(post, reader, emit);
    }
    let Some(all) = &post.fields.value else {
        return;
    };
    for field in fields {
        let Some((key, value)) = all.entry(field) else {
            continue;
        };
        if is_filled(post, value.span) {
            continue;
        }
        let Some(fault) = fault(field, value, post, policy) else {
            continue;
        };
        let span = if value.span.is_empty() {
            key.span
        } else {
            value.span
        };
        let better = fault.better.as_deref();
        let cure = better.map_or_else(
            || "write the year, the month and the day, as in `2021-11-30 16:11:20`".to_owned(),
            |better| format!("write `{better}`"),
        );
        let hit = Hit::new(span)
            .with("problem", fault.problem)
            .with("cure", cure)
            .so_bad(fault.severity);
        let hit = match fault.outcome {
            Some(outcome) => hit.comes_to(outcome),
            None => hit,
        };
        emit(match (better, &value.node) {
            (Some(better), Node::Scalar(scalar))
                if scalar.style != ScalarStyle::Block && !value.span.is_empty() =>
            {
                let quotes = u32::from(scalar.style != ScalarStyle::Plain);
                let inner = Span::new(span.start + quotes, span.end - quotes);
                hit.with("action", format!("write `{better}`"))
                    .with("text", better)
                    .at(
                        inner,
                        escape::Written::Scalar(scalar.style),
                        Change::FrontMatterValue,
                    )
            }
            _ => hit,
        });
    }
}

fn fault(field: &str, value: &Value<'_>, post: &Post<'_>, policy: &Policy) -> Option<Fault> {
    let Node::Scalar(scalar) = &value.node else {
        return of_list(field, value, policy);
    };
    // A date of TOML's own has one form.
    if scalar.is_toml && scalar.style == ScalarStyle::Plain {
        return None;
    }
    let text = scalar.text.trim();
    let is_plain = scalar.style == ScalarStyle::Plain;
    let reads = |text: &str, shape: Shape, reader: Reader| {
        let generator = reader.generator;
        let is_date = generator.date_fields.contains(&field);
        is_date.then(|| match shape {
            _ if !is_plain && generator.leaves_dates_to_yaml => Outcome::Read,
            Shape::Empty if generator.is_page(post.source.name()) => Outcome::Read,
            Shape::Unknown if generator.reads(Feature::DateAndMore) && begins_with_day(text) => {
                if text.contains(':') {
                    Outcome::Read
                } else {
                    Outcome::As("midnight of that day")
                }
            }
            shape => generator.date(shape),
        })
    };
    // A post may have many readers: its shape is looked at once.
    let verdict = |text: &str| {
        let shape = of_shape(text, is_plain);
        Verdict::of(policy.readers, text, |reader| reads(text, shape, reader))
    };
    // Whoever takes the zone off YAML's own dates shows the same day everywhere, and a fix writes no such
    // zone for it.
    let keeps_zone = |reader: Reader| reader.generator.date(Shape::Offset) == Outcome::Read;
    let keeps_zone = policy.readers.iter().any(keeps_zone);
    let is_read = |text: &String| {
        let has_zone = matches!(shape(text), Shape::Plain | Shape::Offset)
            && matches!(date::read(text), Written::Instant(..));
        (keeps_zone || !has_zone) && verdict(text).is_none()
    };
    let shown = if text.is_empty() {
        format!("`{field}` has no value")
    } else {
        format!("`{field}` is `{text}`")
    };
    if let Some(verdict) = verdict(text) {
        let why = match of_shape(text, is_plain) {
            Shape::Late | Shape::Impossible => "there is no such day or time; ",
            _ => "",
        };
        return Some(Fault {
            problem: format!("{shown}: {why}{}", verdict.says),
            severity: verdict.severity,
            outcome: Some(verdict.outcome),
            better: better(text, policy).into_iter().find(is_read),
        });
    }
    let Written::Instant(instant, true) = date::read(text) else {
        return None;
    };
    if is_plain && shape(text) == Shape::Plain && !keeps_zone {
        return None;
    }
    let (utc, here) = policy.dates.zone.as_ref()?.other_day(instant)?;
    Some(Fault {
        problem: format!(
            "{shown}: it falls on {utc} where the site is built in UTC, and on {here} in its own time \
             zone; its permalink changes with it"
        ),
        severity: Severity::Warning,
        outcome: None,
        better: better(text, policy).into_iter().find(is_read),
    })
}

/// A date in a list.
fn of_list(field: &str, value: &Value<'_>, policy: &Policy) -> Option<Fault> {
    let is_list = matches!(value.node, Node::List(_));
    let verdict = Verdict::of(policy.readers, "", |reader| {
        let is_date = is_list && reader.generator.date_fields.contains(&field);
        is_date.then(|| reader.generator.date(Shape::List))
    })?;
    Some(Fault {
        problem: format!("`{field}` is a list: {}", verdict.says),
        severity: verdict.severity,
        outcome: Some(verdict.outcome),
        better: None,
    })
}

/// Whether `text` is a day, `2021-11-30`, and more.
fn begins_with_day(text: &str) -> bool {
    let mut bytes = text.bytes();
    let mut day = bytes.by_ref().take(10).enumerate();
    let is_day = |(at, b): (usize, u8)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    };
    day.all(is_day) && bytes.next().is_some_and(|b| !b.is_ascii_digit())
}

/// How a date is written, for what reads YAML: an offset in quotes, or of nothing, is no offset to it.
fn of_shape(text: &str, is_plain: bool) -> Shape {
    match shape(text) {
        Shape::Plain | Shape::Offset if !is_plain && text.contains(' ') => Shape::QuotedWithSpace,
        Shape::Offset if !is_plain => Shape::Plain,
        Shape::Offset if matches!(date::read(text), Written::Instant(_, true)) => Shape::Plain,
        shape => shape,
    }
}

/// How a date would be written, the best first: with its zone, and without.
fn better(text: &str, policy: &Policy) -> Vec<String> {
    let dates = &policy.dates;
    match date::read(text) {
        Written::Civil(civil) | Written::Slashes(civil) => {
            vec![dates.write_civil(civil), date::without_zone(civil)]
        }
        Written::Instant(instant, _) => {
            let local = date::local(text).map(date::without_zone);
            let mut all = vec![dates.write(instant)];
            all.extend(dates.civil(instant).map(date::without_zone).or(local));
            all
        }
        Written::Impossible | Written::Unknown => date::compact(text).into_iter().collect(),
    }
}
