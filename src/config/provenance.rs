//! Origin: where a setting comes from.

use crate::data::value::{Node, Value};
use crate::text::source::Source;
use crate::text::span::Span;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Where a setting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything: the rule itself, or copydesk.
    #[default]
    Default,
    /// A configuration.
    Configuration(ConfigPlace),
    /// The command line.
    CommandLine,
}

/// A place in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigPlace {
    /// The configuration.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// Which of its overrides, from 1.
    pub number: Option<usize>,
}

/// What a configuration says, and where: `https`, `front-matter.schema`.
pub type Said = BTreeMap<String, (serde_json::Value, ConfigPlace)>;

/// A configuration, or one of its overrides.
#[derive(Debug)]
pub struct ConfigPart<'s> {
    source: &'s Source,
    file: Arc<str>,
    number: Option<usize>,
}

impl<'s> ConfigPart<'s> {
    /// All of a configuration but its overrides.
    pub fn of(source: &'s Source) -> Self {
        Self {
            source,
            file: source.name().into(),
            number: None,
        }
    }

    /// The override at this place of their list, from 0.
    pub fn override_at(&self, at: usize) -> Self {
        Self {
            source: self.source,
            file: Arc::clone(&self.file),
            number: Some(at + 1),
        }
    }

    /// The place of `span`.
    pub fn place(&self, span: Span) -> ConfigPlace {
        ConfigPlace {
            file: Arc::clone(&self.file),
            line: self.source.position(span.start).line,
            number: self.number,
        }
    }

    /// What it says beside rules.
    pub fn said(&self, written: &Value<'_>) -> Said {
        let mut said = Said::new();
        let Node::Map(entries) = &written.node else {
            return said;
        };
        for (key, value) in entries {
            let name = key.as_str().unwrap_or_default();
            match (name, &value.node) {
                ("rules" | "overrides" | "files", _) => {}
                ("front-matter", Node::Map(_)) => {
                    let inner = self.said(value).into_iter();
                    said.extend(inner.map(|(key, what)| (format!("{name}.{key}"), what)));
                }
                _ => {
                    let what = (value.to_json(), self.place(key.span));
                    said.insert(name.to_owned(), what);
                }
            }
        }
        said
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Configuration(place) => place.fmt(f),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

impl fmt::Display for ConfigPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        match self.number {
            Some(number) => write!(f, " (override {number})"),
            None => Ok(()),
        }
    }
}
