//! reader: a value → what serde asks for.

use super::{Error, SPANNED, word};
use crate::data::value::{Node, Value};
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};

/// Hands a value over as serde asks for it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'v> {
    value: &'v Value<'v>,
    place: Place<'v>,
}

/// What a value stands under, as a person knows it.
#[derive(Clone, Copy)]
enum Place<'v> {
    Nothing,
    Key(&'v str),
    ItemOf(&'v str),
}

impl<'v> Reader<'v> {
    pub(super) const fn of(value: &'v Value<'v>) -> Self {
        Self {
            value,
            place: Place::Nothing,
        }
    }

    /// The value of this key.
    fn under(key: &'v Value<'v>, value: &'v Value<'v>) -> Self {
        let place = key.as_str().map_or(Place::Nothing, Place::Key);
        Self { value, place }
    }

    /// Items that stand in its place.
    fn items(self, items: &'v [Value<'v>]) -> Items<'v> {
        let place = match self.place {
            Place::Key(key) => Place::ItemOf(key),
            place => place,
        };
        Items {
            items: items.iter(),
            place,
        }
    }

    /// Why this is not what has these keys.
    fn lacks_keys(self, known: &[&str]) -> Error {
        let found = word(match &self.value.node {
            Node::Scalar(scalar) if scalar.to_json().is_null() => de::Unexpected::Unit,
            Node::Scalar(scalar) => de::Unexpected::Str(&scalar.text),
            Node::List(_) => de::Unexpected::Seq,
            Node::Map(_) => de::Unexpected::Map,
        });
        let wanted = match self.place {
            Place::Nothing => "keys with values are wanted here".to_owned(),
            Place::Key(key) => format!("`{key}` wants keys with values"),
            Place::ItemOf(key) => format!("an item of `{key}` wants keys with values"),
        };
        Error {
            message: format!("{wanted}, not {found}"),
            help: Some(format!("the keys are: {}", known.join(", "))),
            span: Some(self.value.span),
        }
    }

    fn scalar<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Error> {
        let Node::Scalar(scalar) = &self.value.node else {
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

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let span = self.value.span;
        match &self.value.node {
            Node::Scalar(_) => self.scalar(visitor),
            Node::List(items) => visitor.visit_seq(self.items(items)),
            Node::Map(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                value: None,
            }),
        }
        .map_err(|error| error.or_at(span))
    }

    /// A number or a truth value where text is wanted is taken as it is written.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let span = self.value.span;
        match &self.value.node {
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
            return visitor.visit_seq(WithSpan(self, 0));
        }
        self.deserialize_any(visitor)
    }

    /// A list is no group of keys, though serde would take one.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.value.node {
            Node::Map(_) => self.deserialize_any(visitor),
            _ => Err(self.lacks_keys(fields)),
        }
    }

    /// `word`, or `word: …` as the only key of a map.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let span = self.value.span;
        let (key, value) = match &self.value.node {
            Node::Scalar(_) => (self.value, None),
            Node::Map(entries) if entries.len() == 1 => (&entries[0].0, Some(&entries[0].1)),
            Node::Map(entries) if entries.len() > 1 => {
                let keys: Vec<_> = entries.iter().filter_map(|(key, _)| key.as_str()).collect();
                let message = format!("one key is wanted here, not `{}`", keys.join("` and `"));
                return Err(<Error as de::Error>::custom(message).or_at(span));
            }
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
        let span = self.value.span;
        let read = visitor.visit_seq(self.items(self.value.items()));
        read.map_err(|error: Error| error.or_at(span))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple map identifier ignored_any
    }
}

struct Items<'v> {
    items: std::slice::Iter<'v, Value<'v>>,
    place: Place<'v>,
}

impl<'v> de::SeqAccess<'v> for Items<'v> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'v>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(value) = self.items.next() else {
            return Ok(None);
        };
        let place = self.place;
        let read = seed.deserialize(Reader { value, place });
        read.map(Some).map_err(|error| error.or_at(value.span))
    }
}

struct Entries<'v> {
    entries: std::slice::Iter<'v, (Value<'v>, Value<'v>)>,
    value: Option<&'v (Value<'v>, Value<'v>)>,
}

impl<'v> de::MapAccess<'v> for Entries<'v> {
    type Error = Error;

    fn next_key_seed<K: de::DeserializeSeed<'v>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        self.value = self.entries.next();
        let Some((key, _)) = self.value else {
            return Ok(None);
        };
        let text = key.as_str().unwrap_or_default();
        seed.deserialize(text.into_deserializer())
            .map(Some)
            .map_err(|error: Error| error.or_at(key.span))
    }

    fn next_value_seed<T: de::DeserializeSeed<'v>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let value = self.value.take();
        let (key, value) =
            value.ok_or_else(|| <Error as de::Error>::custom("a key without a value"))?;
        seed.deserialize(Reader::under(key, value))
            .map_err(|error| error.or_at(value.span))
    }
}

/// The three parts that `Spanned` asks for: start, end, value.
struct WithSpan<'v>(Reader<'v>, u8);

impl<'v> de::SeqAccess<'v> for WithSpan<'v> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'v>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.1 += 1;
        let span = self.0.value.span;
        match self.1 {
            1 => seed.deserialize(span.start.into_deserializer()).map(Some),
            2 => seed.deserialize(span.end.into_deserializer()).map(Some),
            3 => seed.deserialize(self.0).map(Some),
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
        seed.deserialize(Reader::under(self.key, value))
            .map_err(|error| error.or_at(value.span))
    }

    fn tuple_variant<V: Visitor<'v>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        Reader::of(self.value.unwrap_or(self.key)).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'v>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        Reader::of(self.value.unwrap_or(self.key)).deserialize_any(visitor)
    }
}
