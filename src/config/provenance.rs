//! Origin: where a setting comes from.

use crate::config::spec::FrontMatterSpec;
use crate::data::typed::route::{Route, locate};
use crate::text::source::Source;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Where a setting comes from.
#[derive(Clone, Debug, Default)]
pub enum Origin {
    /// Nobody said anything: the rule itself, or copydesk.
    #[default]
    Default,
    /// A configuration.
    Configuration(ConfigPlace),
    /// The command line.
    CommandLine,
    /// The files around the post.
    Detected(String),
}

/// A place in a configuration. Which line that is, is read when it is asked.
#[derive(Clone, Debug)]
pub struct ConfigPlace {
    source: Arc<Source>,
    route: Route,
}

impl ConfigPlace {
    /// The configuration.
    pub fn file(&self) -> &str {
        self.source.name()
    }

    /// The line, from 1.
    pub fn line(&self) -> u32 {
        let span = locate(&self.source, &self.route);
        self.source.position(span.start).line
    }

    /// Which of its overrides, from 1.
    pub fn number(&self) -> Option<usize> {
        match self.route.steps() {
            [first, at, ..] if first == OVERRIDES => at.parse().ok().map(|at: usize| at + 1),
            _ => None,
        }
    }
}

/// The key of what holds for some files only.
pub const OVERRIDES: &str = "overrides";

/// What a configuration says, and where: `https`, `front-matter.schema`.
pub type Said = BTreeMap<String, (Value, ConfigPlace)>;

/// A configuration, or one of its overrides.
#[derive(Clone, Debug)]
pub struct ConfigPart {
    source: Arc<Source>,
    /// Which of the overrides, from 0.
    at: Option<usize>,
}

impl ConfigPart {
    /// All of a configuration but its overrides.
    pub fn of(source: &Arc<Source>) -> Self {
        Self {
            source: Arc::clone(source),
            at: None,
        }
    }

    /// The override at this place of their list, from 0.
    pub fn override_at(&self, at: usize) -> Self {
        Self {
            at: Some(at),
            ..self.clone()
        }
    }

    /// The place that `route` leads to from here.
    pub fn place(&self, route: Route) -> ConfigPlace {
        ConfigPlace {
            source: Arc::clone(&self.source),
            route: match self.at {
                Some(at) => route.under(at).under(OVERRIDES),
                None => route,
            },
        }
    }

    /// Notes what is said by `key`, if anything is.
    pub fn say(&self, said: &mut Said, key: &str, value: Option<&impl Serialize>) {
        let value = value.and_then(|value| serde_json::to_value(value).ok());
        if let Some(value) = value {
            let place = self.place(Route::to(key.split('.')).key());
            said.insert(key.to_owned(), (value, place));
        }
    }

    /// Notes what is said of front matter.
    pub(super) fn say_front_matter(&self, said: &mut Said, spec: &FrontMatterSpec) {
        self.say(said, "front-matter.generator", spec.generator.as_ref());
        self.say(said, "front-matter.version", spec.version.as_ref());
        self.say(said, "front-matter.schema", spec.schema.as_ref());
        self.say(said, "front-matter.urls", spec.urls.as_ref());
        self.say(said, "front-matter.time-zone", spec.time_zone.as_ref());
        self.say(said, "front-matter.date-form", spec.date_form.as_ref());
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Configuration(place) => place.fmt(f),
            Self::CommandLine => f.write_str("command line"),
            Self::Detected(why) => write!(f, "detected: {why}"),
        }
    }
}

impl fmt::Display for ConfigPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file(), self.line())?;
        match self.number() {
            Some(number) => write!(f, " (override {number})"),
            None => Ok(()),
        }
    }
}
