//! TOML that remembers where each key and value was written. The only file that knows
//! `toml_edit`.

use crate::data::value::Fields;
use crate::data::value::{Node, Scalar, ScalarStyle, Value};
use crate::text::problem::Problem;
use crate::text::span::Span;
use std::borrow::Cow;
use toml_edit::{Document, Item, Table, TableLike, TomlError};

/// Reads the bytes of `span` in `text`.
pub fn parse(text: &str, span: Span) -> Fields<'_> {
    let content = span.of(text);
    match Document::parse(content) {
        Ok(document) => {
            let reader = TomlReader {
                content,
                offset: span.start,
            };
            let table: &Table = document.as_table();
            Fields {
                value: (!table.is_empty()).then(|| reader.table(table, span)),
                ..Fields::default()
            }
        }
        Err(error) => Fields {
            problems: vec![problem(content, span, &error)],
            ..Fields::default()
        },
    }
}

struct TomlReader<'s> {
    content: &'s str,
    offset: u32,
}

impl<'s> TomlReader<'s> {
    fn place(&self, range: Option<std::ops::Range<usize>>, else_at: Span) -> Span {
        range.map_or(else_at, |range| Span::from(range).shifted(self.offset))
    }

    fn table(&self, table: &dyn TableLike, span: Span) -> Value<'s> {
        let entries = table.iter().filter_map(|(name, item)| {
            let key = table.key(name)?;
            let key_span = self.place(key.span(), Span::empty(span.start));
            let name = scalar(
                Cow::Owned(key.get().to_owned()),
                ScalarStyle::Plain,
                key_span,
            );
            Some((name, self.item(item, key_span)?))
        });
        // What a table is made of may stand apart: in the order of the file.
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(key, _): &(Value<'s>, Value<'s>)| key.span);
        Value {
            node: Node::Map(entries),
            span,
            aliased: false,
        }
    }

    fn item(&self, item: &Item, key: Span) -> Option<Value<'s>> {
        let span = self.place(item.span(), Span::empty(key.end));
        Some(match item {
            Item::None => return None,
            Item::Table(table) => self.table(table, span),
            Item::ArrayOfTables(tables) => list(
                tables
                    .iter()
                    .map(|table| self.table(table, self.place(table.span(), span))),
                span,
            ),
            Item::Value(value) => self.value(value, key),
        })
    }

    fn value(&self, value: &toml_edit::Value, key: Span) -> Value<'s> {
        let span = self.place(value.span(), Span::empty(key.end));
        let written = Span::new(span.start - self.offset, span.end - self.offset).of(self.content);
        match value {
            toml_edit::Value::Array(items) => {
                list(items.iter().map(|item| self.value(item, key)), span)
            }
            toml_edit::Value::InlineTable(table) => self.table(table, span),
            toml_edit::Value::String(text) => {
                let style = match written.as_bytes() {
                    [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => ScalarStyle::Block,
                    [b'\'', ..] => ScalarStyle::Literal,
                    _ => ScalarStyle::DoubleQuoted,
                };
                scalar(Cow::Owned(text.value().clone()), style, span)
            }
            _ => scalar(Cow::Borrowed(written), ScalarStyle::Plain, span),
        }
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle, span: Span) -> Value<'_> {
    Value {
        node: Node::Scalar(Scalar {
            text,
            style,
            is_tagged: false,
            is_toml: true,
        }),
        span,
        aliased: false,
    }
}

fn list<'s>(items: impl Iterator<Item = Value<'s>>, span: Span) -> Value<'s> {
    Value {
        node: Node::List(items.collect()),
        span,
        aliased: false,
    }
}

/// A problem in a writer's words.
fn problem(content: &str, span: Span, error: &TomlError) -> Problem {
    let at = error.span().unwrap_or(0..0);
    let at = content.floor_char_boundary(at.start)
        ..content.ceil_char_boundary(at.end.min(content.len()));
    // What is not there has no bytes: the line has.
    let line_start = content[..at.start].rfind('\n').map_or(0, |at| at + 1);
    let line = content[line_start..].lines().next().unwrap_or_default();
    let place = if at.is_empty() || content[at.clone()].trim().is_empty() {
        line_start..line_start + line.len()
    } else {
        at
    };
    let said = error.message().lines().collect::<Vec<_>>().join(", ");
    let help = match line.split_once('=') {
        None if !line.trim_start().starts_with('[') => "each line is `key = value`".to_owned(),
        Some((key, value)) if value.trim().starts_with(|c: char| c.is_alphabetic()) => {
            format!(
                "put the text in quotes: `{} = \"{}\"`",
                key.trim(),
                value.trim()
            )
        }
        _ => "text needs quotes, and each quote, bracket and brace is closed".to_owned(),
    };
    let place = Span::from(place).shifted(span.start);
    Problem::with_help(place, format!("this is not TOML: {said}"), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(text: &str) -> Vec<(String, String)> {
        let fields = parse(text, Span::from(0..text.len()));
        let mut found = Vec::new();
        let value = fields.value.expect("valid TOML");
        value.scalars(&mut |way, value, _| {
            found.push((crate::data::value::way(way), value.span.of(text).to_owned()));
        });
        found
    }

    #[test]
    fn spans_are_bytes_whatever_stands_before_them() {
        let text = "title = \"标题 😀\" # 注释\r\ntags = ['a', \"b\"]\r\ndraft = true\r\n[cover]\r\nimage.src = '''x'''\r\ndate = 2021-11-30T08:11:20Z\r\n[[links]]\r\nn = 1_000\r\n";
        let found = places(text);
        let found: Vec<_> = found
            .iter()
            .map(|(way, text)| (way.as_str(), text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("title", "\"标题 😀\""),
                ("tags[0]", "'a'"),
                ("tags[1]", "\"b\""),
                ("draft", "true"),
                ("cover.image.src", "'''x'''"),
                ("cover.date", "2021-11-30T08:11:20Z"),
                ("links[0].n", "1_000"),
            ]
        );
        let json = parse(text, Span::from(0..text.len()))
            .value
            .expect("valid")
            .to_json();
        assert_eq!(json["links"][0]["n"], 1000);
        assert_eq!(json["draft"], true);
    }

    #[test]
    fn a_fault_has_a_place_and_a_cure() {
        let problem = |text: &str| {
            let mut fields = parse(text, Span::from(0..text.len()));
            let problem = fields.problems.pop().expect("a problem");
            (
                problem.span.of(text).to_owned(),
                problem.help.unwrap_or_default(),
            )
        };
        let (at, help) = problem("a = 1\ntitle = Hello\n");
        assert!(at.contains("Hello"), "{at}");
        assert_eq!(help, "put the text in quotes: `title = \"Hello\"`");
        assert_eq!(problem("title: a\n").1, "each line is `key = value`");
        let (at, _) = problem("a = 1\na = 2\n");
        assert_eq!(at, "a");
    }

    proptest! {
        #[test]
        fn any_text_gives_spans_inside_it(text in "(a|中|😀| = |\n|\"|'|\\[|\\]|\\{|\\}|#|\r|,|1|\\.|\"\"\"|true){0,20}") {
            let fields = parse(&text, Span::from(0..text.len()));
            for problem in &fields.problems {
                prop_assert!(text.get(problem.span.range()).is_some());
            }
            if let Some(value) = &fields.value {
                let mut inside = true;
                value.scalars(&mut |_, value, _| inside &= text.get(value.span.range()).is_some());
                prop_assert!(inside);
            }
        }
    }
}
