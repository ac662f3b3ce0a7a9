//! hosts: what is known of hosts, by name: the hosts file that a repository keeps.

use crate::data::typed::forms;
use crate::data::typed::route::Mistake;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// What the file is called, beside a configuration or where a command runs, where none is named.
pub const FILE_NAME: &str = "hosts.yml";

/// What is known of hosts, by name: the hosts file that a repository keeps.
#[derive(Clone, Debug, Default)]
pub struct Hosts(HashMap<String, Host>);

/// A hosts file as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct HostsSpec(#[serde(deserialize_with = "forms::map")] pub BTreeMap<String, Host>);

/// What is known of one host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Whether it answers by HTTPS.
    pub https: Option<Answer>,
    /// Whether it serves images to pages of other sites.
    pub hotlink: Option<Answer>,
}

impl Host {
    /// What is answered, by its key.
    pub fn answers(&self) -> impl Iterator<Item = (&'static str, Answer)> {
        let known = [("https", self.https), ("hotlink", self.hotlink)];
        let known = known.into_iter();
        known.filter_map(|(key, answer)| Some((key, answer?)))
    }

    /// What is known, as the file says it: `https: yes, hotlink: no`; empty where nothing is.
    pub fn says(&self) -> String {
        let known = self.answers();
        let known = known.map(|(key, answer)| format!("{key}: {}", answer.word()));
        known.collect::<Vec<_>>().join(", ")
    }
}

impl Answer {
    /// As a hosts file has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }
}

/// Yes or no, as YAML 1.1 and 1.2 write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It does.
    Yes,
    /// It does not.
    No,
}

impl Hosts {
    /// Takes names as they are written: `a.example`, or `*.a.example` for every name below it.
    pub fn new(written: HostsSpec) -> Result<Self, Vec<Mistake>> {
        let names = written.0.keys();
        let wrong = names.filter(|name| !is_host(name.strip_prefix("*.").unwrap_or(name)));
        let wrong = wrong.map(|name| {
            let mistake = Mistake::new(format!("`{name}` is no host name"));
            let mistake = mistake.helped("write it in lower case and alone: `a.example`");
            mistake.under(name).of_key()
        });
        let wrong: Vec<Mistake> = wrong.collect();
        if wrong.is_empty() {
            Ok(Self(written.0.into_iter().collect()))
        } else {
            Err(wrong)
        }
    }

    /// What is known of `name`: by itself, or by the nearest `*.` above it.
    pub fn get(&self, name: &str) -> Host {
        if self.0.is_empty() {
            return Host::default();
        }
        if let Some(host) = self.0.get(name) {
            return *host;
        }
        std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, up)| up))
            .skip(1)
            .find_map(|up| self.0.get(&format!("*.{up}")))
            .copied()
            .unwrap_or_default()
    }
}

/// A name in lower case, with a dot, and nothing else.
pub fn is_host(name: &str) -> bool {
    let is_part =
        |c: char| (c.is_alphanumeric() && !c.is_uppercase()) || matches!(c, '-' | '.' | '_');
    name.contains('.') && !name.starts_with('.') && name.chars().all(is_part)
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl serde::de::Visitor<'_> for V {
            type Value = Answer;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`yes` or `no`")
            }
            fn visit_bool<E: serde::de::Error>(self, yes: bool) -> Result<Answer, E> {
                Ok(if yes { Answer::Yes } else { Answer::No })
            }
            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Answer, E> {
                match word {
                    "yes" => Ok(Answer::Yes),
                    "no" => Ok(Answer::No),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(word), &self)),
                }
            }
        }
        deserializer.deserialize_any(V)
    }
}

impl JsonSchema for Answer {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Answer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": ["yes", "no", true, false] })
    }
}
