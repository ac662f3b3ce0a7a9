//! hosts: what is known of hosts, by name: the hosts file that a repository keeps.

use crate::data::typed::Spanned;
use crate::text::problem::Problem;
use serde::Deserialize;
use std::collections::HashMap;

/// What is known of hosts, by name: the hosts file that a repository keeps.
#[derive(Clone, Debug, Default)]
pub struct Hosts(HashMap<String, Host>);

/// What is known of one host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Whether it answers by HTTPS.
    pub https: Option<Answer>,
    /// Whether it serves images to pages of other sites.
    pub hotlink: Option<Answer>,
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
    pub fn new(written: Vec<(Spanned<String>, Host)>) -> Result<Self, Problem> {
        let mut hosts = HashMap::new();
        for (name, host) in written {
            let plain = name.strip_prefix("*.").unwrap_or(&name);
            if !is_host(plain) {
                let message = format!("`{}` is no host name", name.value);
                let mut mistake = Problem::new(name.span, message);
                mistake.help = Some("write it in lower case and alone: `a.example`".into());
                return Err(mistake);
            }
            hosts.insert(name.value, host);
        }
        Ok(Self(hosts))
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
