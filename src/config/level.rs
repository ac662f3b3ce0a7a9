//! level: whether a rule is on, and how bad what it finds is.

use crate::data::typed::route::Mistake;
use crate::text::finding::Severity;
use serde_json::Value;

/// What is said of a rule beside its options.
#[derive(Clone, Copy, Debug)]
pub(super) enum Level {
    /// It looks for nothing.
    Off,
    /// It is on.
    On,
    /// It is on, and what it finds is so bad.
    Severity(Severity),
}

impl Level {
    /// Reads what is said of it.
    pub(super) fn read(value: &Value) -> Result<Self, Mistake> {
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let word = match value {
            Value::Bool(true) => "on",
            Value::Bool(false) => "off",
            value => value.as_str().unwrap_or_default(),
        };
        match word {
            "off" | "false" => return Ok(Self::Off),
            "on" | "true" => return Ok(Self::On),
            _ => {}
        }
        let severity = severities.into_iter().find(|known| known.word() == word);
        severity.map(Self::Severity).ok_or_else(|| {
            let severities = severities.iter().map(|known| known.word());
            Mistake::unknown("setting", word, ["off", "on"].into_iter().chain(severities))
        })
    }
}
