//! Schema: a JSON Schema, and what does not fit it in words that a writer understands. The only
//! folder that knows jsonschema.

mod budget;
mod explain;

use crate::text::suggest::nearest;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::Arc;

pub use budget::Spent;
pub use explain::{Fault, What};

/// A JSON Schema (2020-12 unless it names another draft), ready to be asked. It loads nothing.
#[derive(Debug)]
pub struct Schema {
    written: Value,
    validator: Validator,
    /// How many parts it has, where its steps are counted.
    counted: Option<usize>,
}

/// The key by which a post names its schema.
pub const KEY: &str = "$schema";

/// Where the schemas stand that posts name.
pub trait SchemaStore: std::fmt::Debug + Send + Sync {
    /// The schema that the post at the path `post` calls `name`; `None` where it is to be loaded from
    /// the network, which nothing here does. The error says why there is none.
    fn take(&self, name: &str, post: &str) -> Result<Option<Arc<Schema>>, String>;
}

/// What does not fit.
#[derive(Debug)]
pub struct Misfit {
    /// The keys and places on the way to the value.
    pub way: Vec<String>,
    /// The fault is what the value lacks, not what it holds.
    pub in_whole: bool,
    /// What is wrong.
    pub problem: String,
    /// What would fix it.
    pub cure: String,
    /// What a fix would make of it, where one answer exists.
    pub answer: Option<Answer>,
}

/// The one form that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A truth value, which was written as text.
    Truth(bool),
    /// A list of the one value.
    List,
    /// The key in this case.
    Key(String),
}

impl Schema {
    /// Checks the schema itself. The error says what is wrong with it.
    pub fn new(written: &Value) -> Result<Self, String> {
        let validator = jsonschema::validator_for(written).map_err(|error| refused(&error))?;
        Ok(Self {
            written: written.clone(),
            validator,
            counted: None,
        })
    }

    /// The same of one that anyone may have written: its steps are counted, and it has a limit of them.
    pub fn counted(written: &Value) -> Result<Self, String> {
        // What is wrong with it is told of the schema as it is written.
        Self::new(written)?;
        let written = budget::counted(written)?;
        let validator = budget::validator(&written).map_err(|error| refused(&error))?;
        Ok(Self {
            validator,
            counted: Some(budget::parts(&written)),
            written,
        })
    }

    /// Shows each fault of `value` to `see`. The error says that they are not all told, since that takes
    /// too many steps.
    pub fn faults(&self, value: &Value, see: &mut impl FnMut(Misfit)) -> Result<(), Spent> {
        let mut validate = || {
            // Whether there are any is told in a tenth of the time.
            if !self.validator.is_valid(value) {
                for error in self.validator.iter_errors(value) {
                    self.tell(&error, see);
                }
            }
        };
        match self.counted {
            Some(parts) => budget::within(value, parts, validate)?,
            None => validate(),
        }
        if self.written.get("x-keys-are-case-sensitive") == Some(&Value::Bool(true)) {
            self.tell_case(value, see);
        }
        Ok(())
    }

    /// A key that is known but for its case is not read.
    fn tell_case(&self, value: &Value, see: &mut impl FnMut(Misfit)) {
        let known = self.written.get("properties").and_then(Value::as_object);
        let (Some(known), Some(value)) = (known, value.as_object()) else {
            return;
        };
        for key in value.keys().filter(|key| !known.contains_key(*key)) {
            let meant = known.keys().find(|name| name.eq_ignore_ascii_case(key));
            if let Some(meant) = meant.filter(|meant| !value.contains_key(*meant)) {
                see(Misfit {
                    way: vec![key.clone()],
                    in_whole: true,
                    problem: format!("the key `{key}` is not read: it is called `{meant}`"),
                    cure: format!("write `{meant}: …`"),
                    answer: Some(Answer::Key(meant.clone())),
                });
            }
        }
    }

    fn tell(&self, error: &ValidationError<'_>, see: &mut impl FnMut(Misfit)) {
        let way: Vec<String> = error
            .instance_path()
            .iter()
            .map(|step| step.to_string())
            .collect();
        let name = name(&way);
        let found = error.instance().as_ref();
        let mut say = |problem: String, cure: String| {
            see(Misfit {
                way: way.clone(),
                in_whole: matches!(error.kind(), Kind::Required { .. }),
                problem,
                cure,
                answer: answer(error.kind(), found),
            });
        };
        match error.kind() {
            Kind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                let of = if way.is_empty() {
                    String::new()
                } else {
                    format!(" in {name}")
                };
                say(
                    format!("the key `{key}` is missing{of}"),
                    format!("add `{key}: …`"),
                );
            }
            Kind::Type { kind } => say(
                format!("{name} is {}", noun(found)),
                format!("write {} there", wanted(kind)),
            ),
            Kind::Enum { options } => {
                let options: Vec<String> = options
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(plain)
                    .collect();
                let near = found
                    .as_str()
                    .and_then(|word| nearest(word, options.iter().map(String::as_str)));
                say(
                    format!(
                        "{name} is {}, which is not one of the words for it",
                        noun(found)
                    ),
                    match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("write one of {}", options.join(", ")),
                    },
                );
            }
            Kind::MinLength { limit }
            | Kind::MaxLength { limit }
            | Kind::MinItems { limit }
            | Kind::MaxItems { limit } => {
                let (problem, cure) = off_by(&name, found, *limit);
                say(problem, self.description(error).unwrap_or(cure));
            }
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => {
                for key in unexpected {
                    let mut way = way.clone();
                    way.push(key.clone());
                    see(self.unknown_key(way, error));
                }
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                let (problem, cure) = none_fits(&name, found, context);
                say(problem, cure);
            }
            Kind::Pattern { .. } => say(
                format!(
                    "{name} is {}, which does not have the form that is wanted",
                    noun(found)
                ),
                self.description(error)
                    .unwrap_or_else(|| "write it in that form".into()),
            ),
            Kind::Format { format } => say(
                format!("{name} is {}, which is no {format}", noun(found)),
                self.description(error)
                    .unwrap_or_else(|| format!("write a {format}")),
            ),
            Kind::FalseSchema => say(
                format!("{name} may not be written here"),
                "remove it, or give it another name".into(),
            ),
            Kind::Not { .. } if self.description(error).is_some() => say(
                format!("{name} does not fit"),
                self.description(error).unwrap_or_default(),
            ),
            _ => say(
                format!("{name} does not fit: {error}"),
                self.description(error)
                    .unwrap_or_else(|| "see the schema".into()),
            ),
        }
    }

    /// The schema that `error` comes from.
    fn part(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let path = error.schema_path().as_str();
        self.written.pointer(path.rsplit_once('/')?.0)
    }

    /// What the schema's author says of the value: JSON Schema's own word for help.
    fn description(&self, error: &ValidationError<'_>) -> Option<String> {
        let said = self.part(error)?.get("description")?.as_str()?;
        Some(said.to_owned())
    }

    fn unknown_key(&self, way: Vec<String>, error: &ValidationError<'_>) -> Misfit {
        let key = way.last().cloned().unwrap_or_default();
        let known = self
            .part(error)
            .and_then(|part| part.get("properties")?.as_object());
        let known = known
            .into_iter()
            .flat_map(|known| known.keys().map(String::as_str));
        Misfit {
            way,
            in_whole: true,
            cure: match nearest(&key, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it, or add it to the schema".into(),
            },
            problem: format!("unknown key `{key}`"),
            answer: None,
        }
    }
}

/// `32 characters`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// By how much a text or a list is too short or too long, and what would be right.
fn off_by(name: &str, found: &Value, limit: u64) -> (String, String) {
    let (length, noun) = match found {
        Value::Array(items) if items.is_empty() && limit == 1 => {
            let cure = "add an item, or remove the key";
            return (format!("{name} is an empty list"), cure.to_owned());
        }
        Value::String(text) if text.is_empty() && limit == 1 => {
            let cure = "write its text, or remove the key";
            return (format!("{name} is empty"), cure.to_owned());
        }
        Value::Array(items) => (items.len(), "item"),
        text => (
            text.as_str().unwrap_or_default().chars().count(),
            "character",
        ),
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (by, most) = if length < limit {
        ("too few", "at least")
    } else {
        ("too many", "at most")
    };
    let problem = format!(
        "{name} has {}, {} {by}",
        counted(length, noun),
        length.abs_diff(limit)
    );
    (problem, format!("write {most} {}", counted(limit, noun)))
}

/// Why what is written is no JSON Schema.
fn refused(error: &ValidationError<'_>) -> String {
    if matches!(error.kind(), Kind::Referencing(_)) {
        return "it refers to another file or address, which is not followed: write all of it in one \
                file"
            .to_owned();
    }
    let (way, found) = (error.instance_path(), error.instance().as_ref());
    if way.is_empty() {
        return format!(
            "{} is no JSON Schema: its keys and values are wanted",
            noun(found)
        );
    }
    // Only of a type there are several forms; a property may be called `type` as well.
    let is_type = matches!(error.kind(), Kind::AnyOf { .. }) && way.as_str().ends_with("/type");
    if let (true, Some(word)) = (is_type, found.as_str()) {
        let types = TYPES.map(JsonType::as_str);
        let cure = match nearest(word, types) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", types.join(", ")),
        };
        return format!("this is no JSON Schema: `{way}` is `{word}`, which is no type; {cure}");
    }
    format!("this is no JSON Schema: `{way}` {error}")
}

/// The types of JSON Schema 2020-12, section 6.1.1.
const TYPES: [JsonType; 7] = [
    JsonType::Array,
    JsonType::Boolean,
    JsonType::Integer,
    JsonType::Null,
    JsonType::Number,
    JsonType::Object,
    JsonType::String,
];

/// The one form that fits, where a value of another type was meant for it.
fn answer(kind: &Kind, found: &Value) -> Option<Answer> {
    let Kind::Type { kind } = kind else {
        return None;
    };
    let wants = |wanted: JsonType| match kind {
        TypeKind::Single(kind) => *kind == wanted,
        TypeKind::Multiple(kinds) => kinds
            .iter()
            .filter(|kind| *kind != JsonType::Null)
            .eq([wanted]),
    };
    match found.as_str().map(str::to_lowercase).as_deref() {
        Some("true" | "yes" | "on") if wants(JsonType::Boolean) => Some(Answer::Truth(true)),
        Some("false" | "no" | "off") if wants(JsonType::Boolean) => Some(Answer::Truth(false)),
        _ if wants(JsonType::Array) && (found.is_string() || found.is_number()) => {
            Some(Answer::List)
        }
        _ => None,
    }
}

/// Several forms are allowed and the value has none: where only its type is at fault, says the types.
fn none_fits(
    name: &str,
    found: &Value,
    context: &[Vec<ValidationError<'static>>],
) -> (String, String) {
    let types = context.iter().map(|errors| match errors.as_slice() {
        [error] => match error.kind() {
            Kind::Type { kind } => Some(wanted(kind)),
            _ => None,
        },
        _ => None,
    });
    match types.collect::<Option<Vec<_>>>() {
        Some(types) => (
            format!("{name} is {}", noun(found)),
            format!("write {} there", types.join(" or ")),
        ),
        None => (
            format!(
                "{name} is {}, which has none of the forms that are wanted",
                noun(found)
            ),
            "write it in one of those forms".into(),
        ),
    }
}

/// `title`, `categories[0]`, as a writer would say it.
fn name(way: &[String]) -> String {
    let mut out = String::new();
    for step in way {
        if step.bytes().all(|b| b.is_ascii_digit()) && !out.is_empty() {
            let _ = write!(out, "[{step}]");
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(step);
        }
    }
    if out.is_empty() {
        "the front matter".into()
    } else {
        format!("`{out}`")
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The value as it may stand in a message.
fn noun(value: &Value) -> String {
    match value {
        Value::Null => "empty".into(),
        Value::Bool(it) => format!("the truth value `{it}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) if text.is_empty() => "an empty text".into(),
        Value::String(text) => {
            let short: String = text.chars().take(40).collect();
            let dots = if short.len() < text.len() { "…" } else { "" };
            format!("the text `{short}{dots}`")
        }
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a group of keys".into(),
    }
}

fn wanted(kind: &TypeKind) -> String {
    let word = |kind: JsonType| match kind {
        JsonType::String => "a text",
        JsonType::Number => "a number",
        JsonType::Integer => "a whole number",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Array => "a list",
        JsonType::Object => "a group of keys",
        JsonType::Null => "nothing",
    };
    match kind {
        TypeKind::Single(kind) => word(*kind).into(),
        TypeKind::Multiple(kinds) => kinds.iter().map(word).collect::<Vec<_>>().join(" or "),
    }
}
