//! Value: structured data (front matter, a rule file, a configuration) that knows where each key
//! and each value was written.

use crate::text::problem::Problem;
use crate::text::span::Span;
use std::borrow::Cow;

/// What a stretch of YAML, TOML or JSON holds, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Fields<'s> {
    /// The value, where it could be read to its end. Nothing at all reads as no value.
    pub value: Option<Value<'s>>,
    /// Where it could not be read, and keys that are given twice.
    pub problems: Vec<Problem>,
    /// The entries of YAML that were read to their end before one that cannot be; empty where there is
    /// a value.
    pub partial: Vec<(Value<'s>, Value<'s>)>,
}

impl Fields<'_> {
    /// The same with texts of its own.
    pub fn moved(self) -> Fields<'static> {
        let here = |at| at;
        let partial = self.partial.into_iter();
        Fields {
            value: self.value.map(|value| value.moved(&here)),
            problems: self.problems,
            partial: partial
                .map(|(key, value)| (key.moved(&here), value.moved(&here)))
                .collect(),
        }
    }
}

/// One value and the bytes it was written as, quotes included.
#[derive(Clone, Debug, PartialEq)]
pub struct Value<'s> {
    /// What it holds.
    pub node: Node<'s>,
    /// Where it is, without the anchor and the tag before it. For an empty value, the place
    /// behind its key.
    pub span: Span,
    /// It is here by an alias; its parts point to where they are really written.
    pub aliased: bool,
}

/// What a value holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<'s> {
    /// Text, a number, a truth value, nothing: the text without its quotes says which.
    Scalar(Scalar<'s>),
    /// Values in order.
    List(Vec<Value<'s>>),
    /// Keys and values in the order they are written.
    Map(Vec<(Value<'s>, Value<'s>)>),
}

/// The text of a scalar and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar<'s> {
    /// The text with its escapes read.
    pub text: Cow<'s, str>,
    /// How it was written.
    pub style: ScalarStyle,
    /// A tag (`!!str`) is before it: it is text, whatever it looks like.
    pub is_tagged: bool,
    /// It is written in TOML, whose numbers and dates are its own.
    pub is_toml: bool,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes: it may mean a number, a truth value, or nothing.
    Plain,
    /// In `'`.
    SingleQuoted,
    /// In `"`.
    DoubleQuoted,
    /// Behind `|` or `>` in YAML, between three quotes in TOML: on lines of its own.
    Block,
    /// In `'` in TOML, where nothing is escaped.
    Literal,
}

impl<'s> Value<'s> {
    /// The same with text of its own, and with each place where `to` moves it.
    pub fn moved(self, to: &impl Fn(u32) -> u32) -> Value<'static> {
        let node = match self.node {
            Node::Scalar(scalar) => Node::Scalar(Scalar {
                text: Cow::Owned(scalar.text.into_owned()),
                ..scalar
            }),
            Node::List(items) => Node::List(items.into_iter().map(|item| item.moved(to)).collect()),
            Node::Map(entries) => Node::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (key.moved(to), value.moved(to)))
                    .collect(),
            ),
        };
        Value {
            node,
            span: Span::new(to(self.span.start), to(self.span.end)),
            aliased: self.aliased,
        }
    }

    /// Whether it has keys.
    pub const fn is_map(&self) -> bool {
        matches!(self.node, Node::Map(_))
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.node {
            Node::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The values of a list. One value stands for a list of one, and nothing for an empty list.
    pub fn items(&self) -> &[Self] {
        match &self.node {
            Node::List(items) => items,
            Node::Scalar(scalar) if scalar.to_json().is_null() => &[],
            Node::Scalar(_) | Node::Map(_) => std::slice::from_ref(self),
        }
    }

    /// The value of `key` in a map.
    pub fn get(&self, key: &str) -> Option<&Value<'s>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key `key` of a map and its value.
    pub fn entry(&self, key: &str) -> Option<&(Value<'s>, Value<'s>)> {
        match &self.node {
            Node::Map(entries) => entries.iter().find(|(k, _)| k.as_str() == Some(key)),
            _ => None,
        }
    }

    /// The value at the end of a way of keys and places (from 0), as a JSON Pointer has them.
    pub fn follow(&self, way: &[String]) -> Option<&Value<'s>> {
        way.iter().try_fold(self, |value, step| value.step(step))
    }

    /// The last key on a way that is really written.
    pub fn nearest_key(&self, way: &[String]) -> Option<&Value<'s>> {
        let (step, rest) = way.split_first()?;
        let further = self.step(step).and_then(|value| value.nearest_key(rest));
        further.or_else(|| self.entry(step).map(|(key, _)| key))
    }

    fn step(&self, step: &str) -> Option<&Value<'s>> {
        match &self.node {
            Node::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => self.get(step),
        }
    }

    /// Every scalar in it that is written here and is no key, with the way of keys to it.
    pub fn scalars<'v>(&'v self, see: &mut impl FnMut(&[Step<'v>], &'v Self, &'v Scalar<'s>)) {
        self.walk(&mut Vec::new(), see);
    }

    fn walk<'v>(
        &'v self,
        way: &mut Vec<Step<'v>>,
        see: &mut impl FnMut(&[Step<'v>], &'v Self, &'v Scalar<'s>),
    ) {
        if self.aliased {
            return;
        }
        match &self.node {
            Node::Scalar(scalar) => see(way, self, scalar),
            Node::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    way.push(Step::Index(at));
                    item.walk(way, see);
                    way.pop();
                }
            }
            Node::Map(entries) => {
                for (key, value) in entries {
                    way.push(Step::Key(key.as_str().unwrap_or_default()));
                    value.walk(way, see);
                    way.pop();
                }
            }
        }
    }

    /// The same as JSON, with merge keys (`<<`) filled in.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.node {
            Node::Scalar(scalar) => scalar.to_json(),
            Node::List(items) => items.iter().map(Self::to_json).collect(),
            Node::Map(entries) => {
                let mut map = serde_json::Map::new();
                for (key, value) in entries {
                    match (key.as_str(), value.to_json()) {
                        (Some("<<"), serde_json::Value::Object(merged)) => {
                            for (key, value) in merged {
                                map.entry(key).or_insert(value);
                            }
                        }
                        (key, value) => {
                            map.insert(key.unwrap_or_default().to_owned(), value);
                        }
                    }
                }
                serde_json::Value::Object(map)
            }
        }
    }
}

/// One step from a value to a value inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'v> {
    /// To the value of a key.
    Key(&'v str),
    /// To the item at this place of a list, from 0.
    Index(usize),
}

/// `categories[0]`, as a person would write the way.
pub fn way(steps: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
            Step::Index(at) => {
                out.push('[');
                out.push_str(&at.to_string());
                out.push(']');
            }
        }
    }
    out
}

impl Scalar<'_> {
    /// What a plain scalar means by the core schema of YAML 1.2 (section 10.3.2).
    pub fn to_json(&self) -> serde_json::Value {
        let text = self.text.as_ref();
        if self.style != ScalarStyle::Plain || self.is_tagged {
            return text.into();
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return serde_json::Value::Null,
            "true" | "True" | "TRUE" => return true.into(),
            "false" | "False" | "FALSE" => return false.into(),
            _ => {}
        }
        let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
        if !number || text.contains(['i', 'n', 'I', 'N']) {
            return text.into();
        }
        // TOML parts the digits of long numbers; in YAML 1.2 that is text.
        let parted = self.is_toml.then(|| text.replace('_', ""));
        let text = parted.as_deref().unwrap_or(text);
        if let Some(hex) = text.strip_prefix("0x") {
            return i64::from_str_radix(hex, 16).map_or_else(|_| text.into(), Into::into);
        }
        if let Some(octal) = text.strip_prefix("0o") {
            return i64::from_str_radix(octal, 8).map_or_else(|_| text.into(), Into::into);
        }
        if let Ok(whole) = text.parse::<i64>() {
            return whole.into();
        }
        match text.parse::<f64>() {
            Ok(real) if real.is_finite() => real.into(),
            _ => text.into(),
        }
    }
}
