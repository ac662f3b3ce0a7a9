//! hosts: what is known of hosts, by name: the hosts file that a repository keeps.

use crate::data::date::Day;
use crate::data::typed::forms;
use crate::data::typed::route::{Mistake, Route};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// What the file is called, beside a configuration or where a command runs, where none is named.
pub const FILE_NAME: &str = "hosts.yml";

/// What nobody has said anything of.
static UNKNOWN: Host = Host {
    https: None,
    hotlink: None,
    moved: None,
    dead: None,
    checked: None,
    samples: None,
    found: None,
    failed: None,
};

/// What is known of hosts, by name: the hosts file that a repository keeps.
#[derive(Clone, Debug, Default)]
pub struct Hosts(HashMap<String, Host>);

/// A hosts file as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct HostsSpec(#[serde(deserialize_with = "forms::map")] pub BTreeMap<String, HostSpec>);

/// What is written of one host: yes or no of its HTTPS, or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostSpec(pub Host);

/// What is known of one host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Whether it answers by HTTPS.
    pub https: Option<Answer>,
    /// Whether it serves images to pages of other sites.
    pub hotlink: Option<Answer>,
    /// The host that it sends everyone on to, by HTTPS and for good, path and all.
    pub moved: Option<String>,
    /// Since when it answers nobody: `since 2026-11-28`.
    pub dead: Option<String>,
    /// The day on which `copydesk hosts --probe` asked it. Without one a person says all this.
    pub checked: Option<String>,
    /// How many addresses it was asked for.
    pub samples: Option<u32>,
    /// How many of them it has.
    pub found: Option<u32>,
    /// Why it could not be asked, or does not answer by HTTPS.
    pub failed: Option<String>,
}

impl Host {
    /// What is said, by its key, as the file has it.
    pub fn says(&self) -> Vec<(&'static str, Cow<'_, str>)> {
        let word = |answer: Option<Answer>| answer.map(|answer| Cow::from(answer.word()));
        let text = |text: &'_ Option<String>| text.clone().map(Cow::from);
        let number = |number: Option<u32>| number.map(|number| Cow::from(number.to_string()));
        let all = [
            ("https", word(self.https)),
            ("hotlink", word(self.hotlink)),
            ("moved", text(&self.moved)),
            ("dead", text(&self.dead)),
            ("checked", text(&self.checked)),
            ("samples", number(self.samples)),
            ("found", number(self.found)),
            ("failed", text(&self.failed)),
        ];
        let said = all.into_iter();
        said.filter_map(|(key, said)| Some((key, said?))).collect()
    }

    /// Whether nothing is known of it: whether it answers, by HTTPS or at all.
    pub fn is_unchecked(&self) -> bool {
        self.https.is_none() && self.moved.is_none() && self.dead.is_none()
    }

    /// Whether it answered, and had none of the addresses that it was asked for.
    pub fn has_none(&self) -> bool {
        let was_asked = self.https.is_some() && self.samples.is_some_and(|samples| samples > 0);
        was_asked && self.found == Some(0)
    }

    /// In what a person's word and `found`, what a probe found, disagree: the key, and what each says.
    pub fn contradictions(&self, found: &Self) -> Vec<(&'static str, String, String)> {
        let theirs = found.says();
        let told = ["https", "hotlink", "moved"];
        let mine = self.says().into_iter();
        let mut all: Vec<_> = mine
            .filter(|(key, _)| told.contains(key))
            .filter_map(|(key, mine)| {
                let (_, theirs) = theirs.iter().find(|(known, _)| *known == key)?;
                (mine != *theirs).then(|| (key, mine.into_owned(), theirs.clone().into_owned()))
            })
            .collect();
        if let (Some(Answer::Yes), None, Some(dead)) = (self.https, found.https, &found.dead) {
            all.push(("https", "yes".to_owned(), format!("dead {dead}")));
        }
        all
    }

    /// What cannot be meant, by its key.
    fn mistakes(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let mut wrong = Vec::new();
        if self.moved.as_deref().is_some_and(|name| !is_host(name)) {
            wrong.push((
                "moved",
                "a host moves to a host",
                "write its name alone, in lower case: `a.example`",
            ));
        }
        let is_day = |text: &str| Day::read(text).is_some();
        if self.checked.as_deref().is_some_and(|day| !is_day(day)) {
            wrong.push(("checked", "this is no day", "write it as `2026-11-28`"));
        }
        let since = |dead: &str| dead.strip_prefix("since ").is_some_and(is_day);
        if self.dead.as_deref().is_some_and(|dead| !since(dead)) {
            wrong.push((
                "dead",
                "since when it is dead is not said",
                "write it as `since 2026-11-28`",
            ));
        } else if self.dead.is_some() && self.https == Some(Answer::Yes) {
            wrong.push((
                "dead",
                "a host that is dead does not answer by HTTPS",
                "remove `https: yes`, or `dead`",
            ));
        }
        wrong
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

    const fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
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
        let mut wrong: Vec<Mistake> = Vec::new();
        for (name, HostSpec(host)) in &written.0 {
            if !is_host(name.strip_prefix("*.").unwrap_or(name)) {
                let mistake = Mistake::new(format!("`{name}` is no host name"));
                let mistake = mistake.helped("write it in lower case and alone: `a.example`");
                wrong.push(mistake.under(name).of_key());
            }
            for (key, problem, help) in host.mistakes() {
                let mistake = Mistake::at(Route::to([name.as_str(), key]), problem);
                wrong.push(mistake.helped(help));
            }
        }
        if wrong.is_empty() {
            let known = written.0.into_iter();
            Ok(Self(known.map(|(name, host)| (name, host.0)).collect()))
        } else {
            Err(wrong)
        }
    }

    /// What is known of `name`: by itself, or by the nearest `*.` above it.
    pub fn get(&self, name: &str) -> &Host {
        if self.0.is_empty() {
            return &UNKNOWN;
        }
        if let Some(host) = self.own(name) {
            return host;
        }
        std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, up)| up))
            .skip(1)
            .find_map(|up| self.0.get(&format!("*.{up}")))
            .unwrap_or(&UNKNOWN)
    }

    /// What is said of `name` by itself.
    pub fn own(&self, name: &str) -> Option<&Host> {
        self.0.get(name)
    }
}

/// A name in lower case, with a dot, and nothing else.
pub fn is_host(name: &str) -> bool {
    let is_part =
        |c: char| (c.is_alphanumeric() && !c.is_uppercase()) || matches!(c, '-' | '.' | '_');
    name.contains('.') && !name.starts_with('.') && name.chars().all(is_part)
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Answer;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`yes` or `no`")
            }
            fn visit_bool<E: Error>(self, yes: bool) -> Result<Answer, E> {
                Ok(Answer::of(yes))
            }
            fn visit_str<E: Error>(self, word: &str) -> Result<Answer, E> {
                match word {
                    "yes" => Ok(Answer::Yes),
                    "no" => Ok(Answer::No),
                    _ => Err(E::invalid_value(Unexpected::Str(word), &self)),
                }
            }
        }
        deserializer.deserialize_any(V)
    }
}

impl<'de> Deserialize<'de> for HostSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = HostSpec;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`yes`, `no`, or what is known of the host")
            }
            fn visit_bool<E: Error>(self, yes: bool) -> Result<HostSpec, E> {
                Ok(by_https(Answer::of(yes)))
            }
            fn visit_str<E: Error>(self, word: &str) -> Result<HostSpec, E> {
                let word = serde::de::value::StrDeserializer::<E>::new(word);
                Answer::deserialize(word).map(by_https)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HostSpec, A::Error> {
                Host::deserialize(MapAccessDeserializer::new(map)).map(HostSpec)
            }
        }
        deserializer.deserialize_any(V)
    }
}

fn by_https(answer: Answer) -> HostSpec {
    HostSpec(Host {
        https: Some(answer),
        ..Host::default()
    })
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

impl JsonSchema for HostSpec {
    fn schema_name() -> Cow<'static, str> {
        "HostSpec".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // With its types, so that a mapping is told from a word.
        let answer =
            json_schema!({ "type": ["string", "boolean"], "enum": ["yes", "no", true, false] });
        let host = generator.subschema_for::<Host>();
        json_schema!({ "description": "What is known of one host.", "anyOf": [answer, host] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Hosts, Vec<Mistake>> {
        Hosts::new(serde_json::from_str(text).expect("it fits"))
    }

    #[test]
    fn a_word_alone_is_of_https_and_an_entry_says_what_it_knows() {
        let text = r#"{"a.example": true, "b.example": "no", "c.example": {"https": false},
            "d.example": {"dead": "since 2026-11-28", "checked": "2026-11-28", "samples": 3, "found": 0}}"#;
        let hosts = read(text).expect("it is right");
        let https = |name| hosts.get(name).https;
        assert_eq!(https("a.example"), Some(Answer::Yes));
        assert_eq!(https("b.example"), Some(Answer::No));
        assert_eq!(https("c.example"), Some(Answer::No));
        let dead = hosts.get("d.example");
        assert!(!dead.has_none() && !dead.is_unchecked() && hosts.get("e.example").is_unchecked());
    }

    #[test]
    fn what_cannot_be_meant_is_a_mistake() {
        for wrong in [
            r#"{"dead": "long ago"}"#,
            r#"{"dead": "since 2026-11-28", "https": true}"#,
            r#"{"checked": "yesterday"}"#,
            r#"{"moved": "https://b.example/"}"#,
        ] {
            let found = read(&format!(r#"{{"a.example": {wrong}}}"#));
            assert_eq!(found.map_err(|wrong| wrong.len()).err(), Some(1), "{wrong}");
        }
    }

    #[test]
    fn a_person_and_a_probe_can_disagree() {
        let host = |https, dead: Option<&str>| Host {
            https,
            dead: dead.map(str::to_owned),
            ..Host::default()
        };
        let yes = host(Some(Answer::Yes), None);
        assert_eq!(yes.contradictions(&yes), []);
        assert_eq!(yes.contradictions(&host(None, None)), []);
        let no = host(Some(Answer::No), None);
        let said = |word: &str| ("https", "yes".to_owned(), word.to_owned());
        assert_eq!(yes.contradictions(&no), [said("no")]);
        let dead = host(None, Some("since 2026-11-28"));
        assert_eq!(yes.contradictions(&dead), [said("dead since 2026-11-28")]);
    }
}
