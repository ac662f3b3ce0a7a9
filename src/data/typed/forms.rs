//! forms: what a value may be written as beside what serde asks for: one value in the place of a list,
//! a map without a key twice, anything at all.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// What a list is read into.
pub trait ListOf {
    /// What it holds.
    type Item;

    /// With these items.
    fn of(items: Vec<Self::Item>) -> Self;
}

impl<T> ListOf for Vec<T> {
    type Item = T;

    fn of(items: Vec<T>) -> Self {
        items
    }
}

impl<T> ListOf for Option<Vec<T>> {
    type Item = T;

    fn of(items: Vec<T>) -> Self {
        Some(items)
    }
}

/// A list. One value is a list of one, and nothing is an empty list.
pub fn list<'de, D: Deserializer<'de>, L: ListOf>(deserializer: D) -> Result<L, D::Error>
where
    L::Item: Deserialize<'de>,
{
    deserializer
        .deserialize_any(OneOrMany(PhantomData))
        .map(L::of)
}

/// The same with an item at least.
pub fn filled<'de, D: Deserializer<'de>, L: ListOf>(deserializer: D) -> Result<L, D::Error>
where
    L::Item: Deserialize<'de>,
{
    let items = deserializer.deserialize_any(OneOrMany(PhantomData))?;
    if items.is_empty() {
        return Err(Error::invalid_length(0, &"an item at least"));
    }
    Ok(L::of(items))
}

struct OneOrMany<T>(PhantomData<T>);

impl<T> OneOrMany<T> {
    /// A value that is text as it is written.
    fn one<'de, E: Error>(text: &str) -> Result<Vec<T>, E>
    where
        T: Deserialize<'de>,
    {
        T::deserialize(StrDeserializer::new(text)).map(|one| vec![one])
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list, or one value of it")
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<Vec<T>, E> {
        Self::one(&it.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Vec<T>, E> {
        Self::one(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Vec<T>, E> {
        Self::one(&number.to_string())
    }

    /// How it was written is not told: `1.10` would be another text.
    fn visit_f64<E: Error>(self, number: f64) -> Result<Vec<T>, E> {
        Err(E::custom(format!(
            "the number `{number}` is wanted as text: put it in quotes"
        )))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        Self::one(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}

/// What [`version`] reads, and numbers with a point, of which it says what to do.
pub fn version_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number"] })
}

/// A version. How a number with a point was written is not told: of `0.150` YAML leaves `0.15`.
pub fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    struct Written;
    impl Visitor<'_> for Written {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a version in quotes")
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
            Err(E::custom(format!(
                "YAML reads the number {number} here, and `0.150` as 0.15: put the version in quotes"
            )))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Some(text.to_owned()))
        }
    }
    deserializer.deserialize_any(Written)
}

/// A map. A key that is given twice is refused; serde's own maps take the last silently.
pub fn map<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
{
    struct Entries<K, V>(PhantomData<(K, V)>);
    impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("keys with values")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some((key, value)) = map.next_entry()? {
                if entries.insert(key, value).is_some() {
                    return Err(A::Error::custom("a key is given twice"));
                }
            }
            Ok(entries)
        }
    }
    deserializer.deserialize_map(Entries(PhantomData))
}

/// Anything, as JSON. A key that is given twice is refused at any depth.
pub fn raw<'de, D: Deserializer<'de>, J>(deserializer: D) -> Result<J, D::Error>
where
    J: From<serde_json::Value>,
{
    let value = serde_yaml::Value::deserialize(deserializer)?;
    let json = serde_json::to_value(value).map_err(D::Error::custom)?;
    Ok(J::from(json))
}
