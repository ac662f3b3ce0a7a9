//! typed: a value from a rule file or a configuration → what the program works with; a mistake
//! says where it stands and what was probably meant.

mod reader;

use crate::data::value::Value;
use crate::data::yaml;
use crate::text::problem::Problem;
use crate::text::source::Source;
use crate::text::span::Span;
use reader::Reader;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What a file of the user's or of ours holds; `None` where it is empty.
pub fn document(source: &Source) -> Result<Option<Value<'_>>, Vec<Problem>> {
    let text = source.text();
    if !source.not_text().is_empty() {
        let end = Span::empty(text.len() as u32);
        let message = "the file is not UTF-8 from here on";
        return Err(vec![Problem::new(end, message)]);
    }
    let yaml = yaml::parse(text, Span::from(0..text.len()));
    if yaml.problems.is_empty() {
        return Ok(yaml.value);
    }
    Err(yaml.problems)
}

/// Reads a value as a `T`.
pub fn typed<'v, T: Deserialize<'v>>(value: &'v Value<'v>) -> Result<T, Problem> {
    T::deserialize(Reader::of(value)).map_err(|error| error.at(value.span))
}

/// A `T` and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// Where, in bytes of the file.
    pub span: Span,
    /// What.
    pub value: T,
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// The name by which `Spanned` asks a deserializer for the span.
const SPANNED: &str = "$copydesk::Spanned";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for V<T> {
            type Value = Spanned<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its place")
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let part = |part: Option<u32>| part.ok_or_else(|| de::Error::custom("no place"));
                let start = part(seq.next_element()?)?;
                let end = part(seq.next_element()?)?;
                let value = seq.next_element()?;
                Ok(Spanned {
                    span: Span::new(start, end),
                    value: value.ok_or_else(|| de::Error::custom("no value"))?,
                })
            }
        }
        deserializer.deserialize_tuple_struct(SPANNED, 3, V(std::marker::PhantomData))
    }
}

/// Whoever writes it sees the `T` alone.
impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

#[derive(Debug)]
struct Error {
    message: String,
    help: Option<String>,
    span: Option<Span>,
}

impl Error {
    /// Says where, unless something further in has said it.
    fn or_at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    fn at(self, span: Span) -> Problem {
        Problem {
            help: self.help,
            ..Problem::new(self.span.unwrap_or(span), self.message)
        }
    }

    fn unknown(what: &str, word: &str, known: &[&str]) -> Self {
        let Problem { message, help, .. } =
            Problem::unknown(Span::default(), what, word, known.iter().copied());
        Self {
            message,
            help,
            span: None,
        }
    }
}

/// What is found, as a person would call it.
fn word(found: de::Unexpected<'_>) -> String {
    match found {
        de::Unexpected::Str(text) => format!("the text `{text}`"),
        de::Unexpected::Seq => "a list".to_owned(),
        de::Unexpected::Map => "keys and values".to_owned(),
        de::Unexpected::Unit => "nothing".to_owned(),
        other => other.to_string(),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            help: None,
            span: None,
        }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown("key", field, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown("word", variant, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom(format!("the key `{field}` is missing"))
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format!("{expected} is wanted here, not {}", word(found)))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only read, never looked at")]
    struct Shape {
        severity: Spanned<Word>,
        count: Option<u32>,
        names: Vec<Spanned<String>>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "kebab-case")]
    enum Word {
        Warning,
        Sized(u32),
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read, never looked at")]
    struct Outer {
        shape: Option<Shape>,
        shapes: Option<Vec<Spanned<Shape>>>,
    }

    fn read<T: de::DeserializeOwned>(text: &str) -> Result<T, (String, String)> {
        let yaml = yaml::parse(text, Span::from(0..text.len()));
        let value = yaml.value.expect("valid YAML");
        typed(&value).map_err(|mistake: Problem| {
            let help = mistake.help.unwrap_or_default();
            (
                mistake.span.of(text).to_owned(),
                mistake.message + " / " + &help,
            )
        })
    }

    #[test]
    fn values_keep_their_places() {
        let text = "severity: {sized: 3}\nnames: [1, 'b']\n";
        let shape: Shape = read(text).expect("fits");
        assert_eq!(shape.severity.value, Word::Sized(3));
        assert_eq!(shape.names[1].span.of(text), "'b'");
        assert_eq!(shape.names[0].value, "1");
    }

    #[test]
    fn a_mistake_says_where_and_what_was_meant() {
        let wrong = |text| read::<Shape>(text).expect_err("a mistake");
        assert_eq!(
            wrong("severty: warning\nnames: []\n"),
            (
                "severty".into(),
                "unknown key `severty` / did you mean `severity`?".into()
            )
        );
        assert_eq!(
            wrong("severity: wanring\nnames: []\n"),
            (
                "wanring".into(),
                "unknown word `wanring` / did you mean `warning`?".into()
            )
        );
        let (at, says) = wrong("severity: warning\nnames: []\ncount: many\n");
        assert_eq!(at, "many");
        assert!(
            says.starts_with("u32 is wanted here, not the text `many`"),
            "{says}"
        );
        let (_, says) = wrong("names: []\n");
        assert!(says.starts_with("the key `severity` is missing"));
    }

    #[test]
    fn where_keys_are_wanted_it_is_said_which() {
        let keys = "the keys are: severity, count, names";
        for (text, at, says) in [
            (
                "shape: hexo\n",
                "hexo",
                "`shape` wants keys with values, not the text `hexo`",
            ),
            (
                "shape:\n",
                "",
                "`shape` wants keys with values, not nothing",
            ),
            (
                "shapes: [[a]]\n",
                "[a]",
                "an item of `shapes` wants keys with values, not a list",
            ),
            (
                "shapes: a\n",
                "a",
                "an item of `shapes` wants keys with values, not the text `a`",
            ),
        ] {
            let wrong = read::<Outer>(text).expect_err("a mistake");
            assert_eq!(wrong, (at.to_owned(), format!("{says} / {keys}")));
        }
        let (_, says) = read::<Outer>("[a]\n").expect_err("a mistake");
        assert_eq!(
            says,
            "keys with values are wanted here, not a list / the keys are: shape, shapes"
        );
    }
}
