//! Template: text with `{names}` that a finding fills in.

use crate::data::typed::route::Mistake;
use crate::rule::hit::Values;

/// Text with places for values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Value(&'static str),
}

impl Piece {
    fn says<'t>(&'t self, values: &'t Values) -> Option<&'t str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Value(name) => values.get(name),
        }
    }
}

impl Template {
    /// Reads `{name}` as the value of that name; `{{` and `}}` are braces. A name that is none of
    /// `known` is a mistake.
    pub fn new(text: &str, known: &'static [&'static str]) -> Result<Self, Mistake> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            if rest[at + 1..].starts_with(brace) {
                plain.push_str(brace);
                rest = &rest[at + 2..];
                continue;
            }
            let inner = &rest[at + 1..];
            let Some(end) = inner.find('}').filter(|_| brace == "{") else {
                let message = format!("`{brace}` is unpaired here");
                let help = format!("write `{brace}{brace}` for the brace itself");
                return Err(Mistake::new(message).helped(help));
            };
            let name = &inner[..end];
            let Some(value) = known.iter().find(|k| **k == name) else {
                return Err(Mistake::unknown("value", name, known.iter().copied()));
            };
            if !plain.is_empty() {
                parts.push(Piece::Text(std::mem::take(&mut plain)));
            }
            parts.push(Piece::Value(value));
            rest = &inner[end + 1..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Piece::Text(plain));
        }
        Ok(Self(parts))
    }

    /// Text without values.
    pub fn plain(text: &str) -> Self {
        Self(vec![Piece::Text(text.to_owned())])
    }

    /// Whether the hit has every value.
    pub fn is_filled_by(&self, values: &Values) -> bool {
        self.0.iter().all(|part| part.says(values).is_some())
    }

    /// The text with its values; `None` where the hit lacks one.
    pub fn fill(&self, values: &Values) -> Option<String> {
        let length = self.0.iter().map(|part| Some(part.says(values)?.len()));
        let mut out = String::with_capacity(length.sum::<Option<usize>>()?);
        out.extend(self.0.iter().filter_map(|part| part.says(values)));
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Template, Mistake> {
        Template::new(text, &["host", "origin"])
    }

    #[test]
    fn names_become_values() {
        let mut values = Values::default();
        values.set("host", "a.example");
        let fill = |text| read(text).expect("valid").fill(&values);
        assert_eq!(
            fill("from {host}, {{not}} this").as_deref(),
            Some("from a.example, {not} this")
        );
        assert_eq!(fill("{origin}"), None);
        assert_eq!(fill("").as_deref(), Some(""));
    }

    #[test]
    fn an_unknown_name_is_a_mistake() {
        let mistake = read("from {hots}").expect_err("unknown");
        assert_eq!(mistake.help(), Some("did you mean `host`?"));
        assert!(read("a } b").is_err() && read("a { b").is_err());
    }
}
