//! typed: a value from a rule file or a configuration → what the program works with; a mistake
//! says where it stands and what was probably meant.

use crate::source::Source;
use crate::span::Span;
use crate::value::{Node, Value};
use crate::yaml;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Something wrong in a rule file or a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where, in bytes of that file.
    pub span: Span,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Mistake {
    /// A mistake without advice.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: None,
        }
    }

    /// `word` is none of `known`: says which was probably meant, or which there are.
    pub fn unknown<'k>(
        span: Span,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Self {
        let known: Vec<_> = known.into_iter().collect();
        Self {
            span,
            message: format!("unknown {what} `{word}`"),
            help: Some(match nearest(word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", known.join(", ")),
            }),
        }
    }
}

/// The word of `known` that `word` is a slip of.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let score = |k: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &k.to_lowercase());
    known
        .into_iter()
        .map(|k| (score(k), k))
        .min()
        .filter(|(distance, k)| *distance <= 1 + k.chars().count().min(word.chars().count()) / 4)
        .map(|(_, k)| k)
}

/// What a file of the user's or of ours holds; `None` where it is empty.
pub fn document(source: &Source) -> Result<Option<Value<'_>>, Vec<Mistake>> {
    let text = source.text();
    if !source.not_text().is_empty() {
        let end = Span::empty(text.len() as u32);
        let message = "the file is not UTF-8 from here on";
        return Err(vec![Mistake::new(end, message)]);
    }
    let yaml = yaml::parse(text, Span::from(0..text.len()));
    if yaml.faults.is_empty() {
        return Ok(yaml.value);
    }
    let mistakes = yaml.faults.into_iter().map(|fault| Mistake {
        span: fault.span,
        message: fault.message,
        help: Some(fault.help),
    });
    Err(mistakes.collect())
}

/// Reads a value as a `T`.
pub fn typed<'v, T: Deserialize<'v>>(value: &'v Value<'v>) -> Result<T, Mistake> {
    T::deserialize(De(value)).map_err(|error| error.at(value.span))
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

    fn at(self, span: Span) -> Mistake {
        Mistake {
            span: self.span.unwrap_or(span),
            message: self.message,
            help: self.help,
        }
    }

    fn unknown(what: &str, word: &str, known: &[&str]) -> Self {
        let Mistake { message, help, .. } =
            Mistake::unknown(Span::default(), what, word, known.iter().copied());
        Self {
            message,
            help,
            span: None,
        }
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
        let found = match found {
            de::Unexpected::Str(text) => format!("the text `{text}`"),
            de::Unexpected::Seq => "a list".to_owned(),
            de::Unexpected::Map => "keys and values".to_owned(),
            de::Unexpected::Unit => "nothing".to_owned(),
            other => other.to_string(),
        };
        Self::custom(format!("{expected} is wanted here, not {found}"))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }
}

struct De<'v>(&'v Value<'v>);

impl<'v> De<'v> {
    fn scalar<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Error> {
        let Node::Scalar(scalar) = &self.0.node else {
            return self.deserialize_any(visitor);
        };
        match scalar.to_json() {
            serde_json::Value::Null => visitor.visit_unit(),
            serde_json::Value::Bool(it) => visitor.visit_bool(it),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(whole) => visitor.visit_i64(whole),
                None => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            _ => visitor.visit_borrowed_str(&scalar.text),
        }
    }
}

impl<'de> Deserializer<'de> for De<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let span = self.0.span;
        match &self.0.node {
            Node::Scalar(_) => self.scalar(visitor),
            Node::List(items) => visitor.visit_seq(Items(items.iter())),
            Node::Map(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                value: None,
            }),
        }
        .map_err(|error| error.or_at(span))
    }

    /// A number or a truth value where text is wanted is taken as it is written.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let span = self.0.span;
        match &self.0.node {
            Node::Scalar(scalar) => visitor
                .visit_borrowed_str(&scalar.text)
                .map_err(|error: Error| error.or_at(span)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == SPANNED {
            return visitor.visit_seq(WithPlace(self.0, 0));
        }
        self.deserialize_any(visitor)
    }

    /// A list is no group of keys, though serde would take one.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.0.node {
            Node::Map(_) => self.deserialize_any(visitor),
            _ => Err(
                <Error as de::Error>::custom("keys with values are wanted here").or_at(self.0.span),
            ),
        }
    }

    /// `word`, or `word: …` as the only key of a map.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let span = self.0.span;
        let (key, value) = match &self.0.node {
            Node::Scalar(_) => (self.0, None),
            Node::Map(entries) if entries.len() == 1 => (&entries[0].0, Some(&entries[0].1)),
            Node::Map(_) | Node::List(_) => {
                let message = format!("one of these is wanted: {}", variants.join(", "));
                return Err(<Error as de::Error>::custom(message).or_at(span));
            }
        };
        visitor
            .visit_enum(Variant { key, value })
            .map_err(|error| error.or_at(span))
    }

    /// One value where a list is wanted is a list of one, and nothing is an empty list.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let span = self.0.span;
        let items = match &self.0.node {
            Node::List(items) => items,
            Node::Scalar(scalar) if scalar.to_json().is_null() => &[][..],
            Node::Scalar(_) | Node::Map(_) => std::slice::from_ref(self.0),
        };
        let read = visitor.visit_seq(Items(items.iter()));
        read.map_err(|error: Error| error.or_at(span))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple map identifier ignored_any
    }
}

struct Items<'v>(std::slice::Iter<'v, Value<'v>>);

impl<'v> de::SeqAccess<'v> for Items<'v> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'v>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0
            .next()
            .map(|value| seed.deserialize(De(value)).map_err(|e| e.or_at(value.span)))
            .transpose()
    }
}

struct Entries<'v> {
    entries: std::slice::Iter<'v, (Value<'v>, Value<'v>)>,
    value: Option<&'v Value<'v>>,
}

impl<'v> de::MapAccess<'v> for Entries<'v> {
    type Error = Error;

    fn next_key_seed<K: de::DeserializeSeed<'v>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let text = key.as_str().unwrap_or_default();
        seed.deserialize(text.into_deserializer())
            .map(Some)
            .map_err(|error: Error| error.or_at(key.span))
    }

    fn next_value_seed<T: de::DeserializeSeed<'v>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let value = self.value.take();
        let value = value.ok_or_else(|| <Error as de::Error>::custom("a key without a value"))?;
        seed.deserialize(De(value))
            .map_err(|error| error.or_at(value.span))
    }
}

/// The three parts that `Spanned` asks for: start, end, value.
struct WithPlace<'v>(&'v Value<'v>, u8);

impl<'v> de::SeqAccess<'v> for WithPlace<'v> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'v>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.1 += 1;
        let span = self.0.span;
        match self.1 {
            1 => seed.deserialize(span.start.into_deserializer()).map(Some),
            2 => seed.deserialize(span.end.into_deserializer()).map(Some),
            3 => seed.deserialize(De(self.0)).map(Some),
            _ => Ok(None),
        }
    }
}

struct Variant<'v> {
    key: &'v Value<'v>,
    value: Option<&'v Value<'v>>,
}

impl<'v> de::EnumAccess<'v> for Variant<'v> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<T: de::DeserializeSeed<'v>>(self, seed: T) -> Result<(T::Value, Self), Error> {
        let text = self.key.as_str().unwrap_or_default();
        let variant = seed
            .deserialize(text.into_deserializer())
            .map_err(|error: Error| error.or_at(self.key.span))?;
        Ok((variant, self))
    }
}

impl<'v> de::VariantAccess<'v> for Variant<'v> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.value {
            None => Ok(()),
            Some(value) => {
                let text = self.key.as_str().unwrap_or_default();
                let message = format!("`{text}` takes no value");
                Err(<Error as de::Error>::custom(message).or_at(value.span))
            }
        }
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'v>>(self, seed: T) -> Result<T::Value, Error> {
        let Some(value) = self.value else {
            let text = self.key.as_str().unwrap_or_default();
            let message = format!("`{text}` wants a value: `{text}: …`");
            return Err(<Error as de::Error>::custom(message).or_at(self.key.span));
        };
        seed.deserialize(De(value))
            .map_err(|error| error.or_at(value.span))
    }

    fn tuple_variant<V: Visitor<'v>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        De(self.value.unwrap_or(self.key)).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'v>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        De(self.value.unwrap_or(self.key)).deserialize_any(visitor)
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

    fn read(text: &str) -> Result<Shape, (String, String)> {
        let yaml = yaml::parse(text, Span::from(0..text.len()));
        let value = yaml.value.expect("valid YAML");
        typed(&value).map_err(|mistake: Mistake| {
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
        let shape = read(text).expect("fits");
        assert_eq!(shape.severity.value, Word::Sized(3));
        assert_eq!(shape.names[1].span.of(text), "'b'");
        assert_eq!(shape.names[0].value, "1");
    }

    #[test]
    fn a_mistake_says_where_and_what_was_meant() {
        let wrong = |text| read(text).expect_err("a mistake");
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
}
