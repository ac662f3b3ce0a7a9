//! record: a line of JSON → a post with its name, or what is wrong with it.

use crate::data::json::JsonError;
use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// What the keys of records are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// What a record is known by.
    pub id: String,
    /// What its post is called, as a path.
    pub name: String,
    /// What is in the post.
    pub text: String,
}

/// A post on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'l> {
    /// As it is written, in JSON.
    pub id: &'l str,
    /// What the post is called.
    pub name: Cow<'l, str>,
    /// What is in it.
    pub text: Cow<'l, str>,
}

/// Why a line is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRecord<'l> {
    /// What it is known by all the same, as it is written, in JSON.
    pub id: Option<&'l str>,
    /// What is wrong with it.
    pub message: String,
    /// What it has no key for: the key may be called something else there.
    pub missing: Option<Part>,
}

/// What a key of a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the record is known by.
    Id,
    /// What its post is called.
    Name,
    /// What is in the post.
    Text,
}

impl Keys {
    /// The record in a line.
    pub fn read<'l>(&self, line: &'l [u8]) -> Result<Record<'l>, NoRecord<'l>> {
        let unknown = |message| NoRecord {
            id: None,
            message,
            missing: None,
        };
        let line = std::str::from_utf8(line).map_err(|error| {
            let at = error.valid_up_to() + 1;
            unknown(format!("byte {at} of the line is not UTF-8"))
        })?;
        let mut json = serde_json::Deserializer::from_str(line);
        let values = json.deserialize_map(Wanted(self));
        let values = values.and_then(|values| json.end().map(|()| values));
        let values = values.map_err(|error| {
            let error = JsonError::from(error);
            unknown(match error.column {
                0 => error.message,
                column => format!("not JSON: {} at column {column}", error.message),
            })
        })?;
        let id = values.id.map(RawValue::get);
        let wrong = |message| NoRecord {
            id,
            message,
            missing: None,
        };
        let missing = |part, key: &str| NoRecord {
            id,
            message: format!("no `{key}` in the record"),
            missing: Some(part),
        };
        let name = values.name.ok_or_else(|| missing(Part::Name, &self.name))?;
        let name = text(&self.name, name).map_err(wrong)?;
        let content = values.text.ok_or_else(|| missing(Part::Text, &self.text))?;
        let text = text(&self.text, content).map_err(wrong)?;
        let id = id.ok_or_else(|| missing(Part::Id, &self.id))?;
        if name.is_empty() {
            return Err(wrong(format!("`{}` is empty", self.name)));
        }
        Ok(Record { id, name, text })
    }
}

/// The text that `key` has.
fn text<'l>(key: &str, value: &'l RawValue) -> Result<Cow<'l, str>, String> {
    let json = value.get();
    let is = match json.as_bytes().first() {
        Some(b'"') => {
            let plain = json[1..json.len() - 1].find('\\').is_none();
            if plain {
                return Ok(Cow::Borrowed(&json[1..json.len() - 1]));
            }
            let text = serde_json::from_str(json).map(Cow::Owned);
            return text.map_err(|error| {
                let error = JsonError::from(error);
                format!("`{key}` is not valid: {}", error.message)
            });
        }
        Some(b'n') => "null",
        Some(b't' | b'f') => "true or false",
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        _ => "a number",
    };
    Err(format!("`{key}` is {is}, not a string"))
}

/// The values of the keys that are looked for, wherever they are.
#[derive(Default)]
struct Found<'l> {
    id: Option<&'l RawValue>,
    name: Option<&'l RawValue>,
    text: Option<&'l RawValue>,
}

struct Wanted<'k>(&'k Keys);

impl<'l> Visitor<'l> for Wanted<'_> {
    type Value = Found<'l>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Found<'l>, A::Error> {
        let Keys { id, name, text } = self.0;
        let mut found = Found::default();
        while let Some(Key(key)) = map.next_key()? {
            // One key may be the id and the name.
            let slots = [
                (id, &mut found.id),
                (name, &mut found.name),
                (text, &mut found.text),
            ];
            let wanted = slots.into_iter().filter(|(wanted, _)| **wanted == *key);
            let mut wanted = wanted.map(|(_, slot)| slot).peekable();
            if wanted.peek().is_none() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &RawValue = map.next_value()?;
            for slot in wanted {
                if slot.replace(value).is_some() {
                    let message = format!("`{key}` is there twice");
                    return Err(serde::de::Error::custom(message));
                }
            }
        }
        Ok(found)
    }
}

/// A key, borrowed where it can be.
#[derive(serde::Deserialize)]
struct Key<'l>(#[serde(borrow)] Cow<'l, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[u8]) -> Result<(String, String, String), (Option<String>, String)> {
        let keys = Keys {
            id: "id".to_owned(),
            name: "name".to_owned(),
            text: "text".to_owned(),
        };
        let read = keys.read(line);
        let owned = |r: Record<'_>| (r.id.to_owned(), r.name.into_owned(), r.text.into_owned());
        read.map(owned)
            .map_err(|no| (no.id.map(str::to_owned), no.message))
    }

    #[test]
    fn an_id_is_given_back_as_it_is_written() {
        for id in [
            "9007199254740993",
            "1e400",
            "\"\\u00e9 é\"",
            "{ \"a\": [1, null] }",
            "null",
        ] {
            let line = format!(
                " {{\"x\": [{{}}], \"id\": {id} , \"te\\u0078t\":\"\\ud83d\\ude00\\r\\n\",\"name\":\"甲.md\"}}\r"
            );
            let known = read(line.as_bytes());
            let wanted = (id.to_owned(), "甲.md".to_owned(), "😀\r\n".to_owned());
            assert_eq!(known, Ok(wanted));
        }
    }

    #[test]
    fn what_is_wrong_with_a_record_is_said_with_its_id_where_it_is_known() {
        for (line, id, said) in [
            (
                &br#"{"id":1,"name":"a.md","text":null}"#[..],
                Some("1"),
                "`text` is null, not a string",
            ),
            (
                br#"{"text":7,"id":"x","name":"a.md"}"#,
                Some("\"x\""),
                "`text` is a number, not a string",
            ),
            (
                br#"{"text":["a"],"id":2,"name":"a.md"}"#,
                Some("2"),
                "`text` is a list, not a string",
            ),
            (
                br#"{"id":1,"text":"a"}"#,
                Some("1"),
                "no `name` in the record",
            ),
            (
                br#"{"name":"a.md","text":"a"}"#,
                None,
                "no `id` in the record",
            ),
            (
                br#"{"id":1,"name":"","text":"a"}"#,
                Some("1"),
                "`name` is empty",
            ),
            (
                br#"{"id":1,"id":2,"name":"a.md","text":"a"}"#,
                None,
                "not JSON: `id` is there twice at column 14",
            ),
            (
                br#"{"id":1,"name":"a.md","text":"\ud800"}"#,
                Some("1"),
                "`text` is not valid: unexpected end of hex escape",
            ),
            (
                br#"{"id":1,"name":"a.md","text":"a"} {}"#,
                None,
                "not JSON: trailing characters at column 35",
            ),
            (
                br#"{"id":1,"name":"a.md","text":"a"#,
                None,
                "not JSON: EOF while parsing a string at column 31",
            ),
            (b"---", None, "not JSON: invalid number at column 2"),
            (
                b"[1]",
                None,
                "invalid type: sequence, expected a JSON object",
            ),
            (
                b"{\"id\":1,\"name\":\"a.md\",\"text\":\"\xd6\xd0\"}",
                None,
                "byte 31 of the line is not UTF-8",
            ),
        ] {
            let (known, message) = read(line).expect_err("no record");
            assert_eq!((known.as_deref(), &*message), (id, said));
        }
    }

    #[test]
    fn one_key_may_be_two_things() {
        let keys = Keys {
            id: "path".to_owned(),
            name: "path".to_owned(),
            text: "body".to_owned(),
        };
        let record = keys
            .read(br#"{"path":"a.md","body":"b"}"#)
            .expect("a record");
        assert_eq!(
            (record.id, &*record.name, &*record.text),
            ("\"a.md\"", "a.md", "b")
        );
    }
}
