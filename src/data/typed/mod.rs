//! typed: a rule file, a configuration, a hosts file → the type that it is read into, or all that is
//! wrong with it. The only folder that knows `serde_yaml`.
//!
//! A file that is right is read once, into plain types. Only of one that is wrong are the places asked:
//! it is read again by `yaml`, held against the JSON Schema of the type, which tells every mistake at
//! once, and read a second time without these, so that what means nothing is told as well.

pub mod forms;
pub mod schema;
pub mod route;
mod explain;

use crate::data::value::Value;
use crate::data::yaml;
use crate::text::problem::Problem;
use crate::text::source::Source;
use crate::text::span::Span;
use route::Mistake;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_yaml::with::singleton_map_recursive;

/// What could be read, and what is wrong.
#[derive(Debug)]
pub struct Reading<T> {
    /// What is right of it. `None` where it is empty, or too little is right.
    pub value: Option<T>,
    /// All that is wrong.
    pub mistakes: Vec<Mistake>,
}

/// What a file of the user's or of ours holds, with its places; `None` where it is empty.
pub fn document(source: &Source) -> Result<Option<Value<'_>>, Vec<Problem>> {
    let text = source.text();
    if !source.not_text().is_empty() {
        let end = Span::empty(text.len() as u32);
        let message = "the file is not UTF-8 from here on";
        return Err(vec![Problem::new(end, message)]);
    }
    let yaml = yaml::parse(text, Span::from(0..text.len()));
    if yaml.problems.is_empty() {
        return Ok(yaml.value);
    }
    Err(yaml.problems)
}

/// Reads a file.
pub fn read<T: DeserializeOwned + JsonSchema + 'static>(source: &Source) -> Reading<T> {
    let text = source.text();
    // A mark counts as a column, so that all other keys would be further left than the first.
    let bare = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let error = match parse(bare) {
        Ok(value) if source.not_text().is_empty() => {
            return Reading {
                value,
                mistakes: Vec::new(),
            };
        }
        Ok(_) => None,
        Err(error) => Some(error),
    };
    let value = match (document(source), error) {
        (Ok(Some(value)), Some(error)) => {
            return refused(&value.to_json(), || {
                let at = error.location().map_or(0, |place| place.index());
                let at = text.floor_char_boundary(at + text.len() - bare.len());
                Problem::new(Span::empty(at as u32), error.to_string()).into()
            });
        }
        (Err(problems), _) => problems,
        (Ok(_), error) => {
            let error = error.map_or_else(String::new, |error| error.to_string());
            vec![Problem::new(Span::default(), error)]
        }
    };
    Reading {
        value: None,
        mistakes: value.into_iter().map(Mistake::from).collect(),
    }
}

/// Reads a value that was read before as whatever it is.
pub fn from_json<T: DeserializeOwned + JsonSchema + 'static>(
    json: &serde_json::Value,
) -> Reading<T> {
    match parse_json(json) {
        Ok(value) => Reading {
            value,
            mistakes: Vec::new(),
        },
        Err(error) => refused(json, || Mistake::new(error.to_string())),
    }
}

/// What is wrong with a value that could not be read, and what is read without that. `error` is what is
/// wrong where the schema sees nothing.
fn refused<T: DeserializeOwned + JsonSchema + 'static>(
    json: &serde_json::Value,
    error: impl FnOnce() -> Mistake,
) -> Reading<T> {
    let mistakes = explain::mistakes::<T>(json);
    if mistakes.is_empty() {
        return Reading {
            value: None,
            mistakes: vec![error()],
        };
    }
    let mut rest = json.clone();
    for mistake in &mistakes {
        explain::remove(&mut rest, mistake.steps());
    }
    Reading {
        value: parse_json(&rest).ok().flatten(),
        mistakes,
    }
}

fn parse_json<T: DeserializeOwned>(json: &serde_json::Value) -> serde_yaml::Result<Option<T>> {
    parse(&serde_yaml::to_string(json)?)
}

/// A word that takes a value is the one key of a map, as in JSON: `{ host: a.example }`.
fn parse<T: DeserializeOwned>(text: &str) -> serde_yaml::Result<Option<T>> {
    singleton_map_recursive::deserialize(serde_yaml::Deserializer::from_str(text))
}

#[cfg(test)]
mod tests {
    use super::route::placed;
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Shape {
        severity: Word,
        count: Option<u32>,
        #[serde(deserialize_with = "forms::list")]
        names: Vec<String>,
    }

    #[derive(Debug, Deserialize, JsonSchema, PartialEq)]
    #[serde(rename_all = "kebab-case")]
    enum Word {
        Warning,
        Sized(u32),
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only read, never looked at")]
    struct Outer {
        shape: Option<Shape>,
        #[serde(default, deserialize_with = "forms::list")]
        shapes: Vec<Shape>,
    }

    fn source(text: &str) -> Source {
        Source::new("a.yml", text.as_bytes().to_vec())
    }

    /// Each mistake: the text it is at, and what is said.
    fn wrong<T: DeserializeOwned + JsonSchema + 'static>(text: &str) -> Vec<(String, String)> {
        let source = source(text);
        let problems = placed(&source, read::<T>(&source).mistakes).into_iter();
        let said = problems.map(|problem| {
            let help = problem.help.unwrap_or_default();
            let at = problem.span.of(source.text()).to_owned();
            (at, problem.message + " / " + &help)
        });
        said.collect()
    }

    fn one<T: DeserializeOwned + JsonSchema + 'static>(text: &str) -> (String, String) {
        let mut wrong = wrong::<T>(text);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        wrong.remove(0)
    }

    fn right(text: &str) -> Shape {
        let read = read(&source(text));
        assert!(read.mistakes.is_empty(), "{text:?}: {:?}", read.mistakes);
        read.value.expect("a value")
    }

    #[test]
    fn a_value_is_read_as_it_is_written() {
        let shape = right("severity: {sized: 3}\nnames: [1, 'b', 1.10, ~, true]\n");
        assert_eq!(shape.severity, Word::Sized(3));
        assert_eq!(shape.names, ["1", "b", "1.10", "~", "true"]);
        assert_eq!(right("severity: warning\nnames: 2021\n").names, ["2021"]);
        assert_eq!(
            right("severity: warning\nnames:\ncount: 0x10\n").count,
            Some(16)
        );
        // The mark is no column.
        assert_eq!(right("\u{FEFF}severity: warning\nnames: a\n").names, ["a"]);
        assert!(read::<Shape>(&source("# nothing\n")).value.is_none());
    }

    #[test]
    fn a_mistake_says_where_and_what_was_meant() {
        for (text, at, says) in [
            (
                "severty: warning\nseverity: warning\nnames: []\n",
                "severty",
                "unknown key `severty` / did you mean `severity`?",
            ),
            (
                "severity: wanring\nnames: []\n",
                "wanring",
                "unknown word `wanring` / did you mean `warning`?",
            ),
            (
                "severity: {siezd: 3}\nnames: []\n",
                "siezd",
                "unknown word `siezd` / did you mean `sized`?",
            ),
            (
                "severity: {sized: 3, warning: 4}\nnames: []\n",
                "{sized: 3, warning: 4}",
                "one key is wanted here, not `sized` and `warning` / ",
            ),
            (
                "severity: sized\nnames: []\n",
                "sized",
                "`sized` wants a value: `sized: …` / ",
            ),
            (
                "severity: {warning: 3}\nnames: []\n",
                "3",
                "`warning` takes no value / write `warning` alone",
            ),
            (
                "severity: warning\nnames: []\ncount: many\n",
                "many",
                "`count` wants a whole number, not the text `many` / ",
            ),
            (
                "severity: warning\nnames: []\nnames: []\n",
                "names",
                "the key `names` is given twice / keep one of the two; the other is 1 line further up",
            ),
            (
                "severity: warning\nnames: 1.10\n",
                "",
                "names: the number `1.1` is wanted as text: put it in quotes at line 2 column 8 / ",
            ),
        ] {
            let (found, said) = one::<Shape>(text);
            assert_eq!((found.as_str(), said.as_str()), (at, says), "{text}");
        }
        let (_, says) = one::<Shape>("names: []\n");
        assert!(says.starts_with("the key `severity` is missing"), "{says}");
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = "severity: wanring\nnames: {a: b}\ncuont: 3\ncount: many\n";
        let places: Vec<String> = wrong::<Shape>(text).into_iter().map(|(at, _)| at).collect();
        assert_eq!(places, ["wanring", "{a: b}", "cuont", "many"]);
    }

    #[test]
    fn what_is_right_beside_a_mistake_is_read() {
        let read = read::<Shape>(&source("severity: {sized: 3}\nnames: [b]\ncuont: 3\n"));
        assert_eq!(read.mistakes.len(), 1);
        assert_eq!(read.value.expect("the rest").names, ["b"]);
    }

    #[test]
    fn where_keys_are_wanted_it_is_said_which() {
        let keys = "the keys are: severity, count, names";
        for (text, at, says) in [
            (
                "shape: hexo\n",
                "hexo",
                "`shape` wants keys with values, not the text `hexo`",
            ),
            (
                "shapes: [[a]]\n",
                "[a]",
                "an item of `shapes` wants keys with values, not a list",
            ),
        ] {
            let wrong = one::<Outer>(text);
            assert_eq!(wrong, (at.to_owned(), format!("{says} / {keys}")));
        }
        let (_, says) = one::<Outer>("[a]\n");
        assert_eq!(
            says,
            "the file wants keys with values, not a list / the keys are: shape, shapes"
        );
    }
}
