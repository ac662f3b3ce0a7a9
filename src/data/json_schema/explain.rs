//! explain: every place where a value of ours (a rule file, a configuration) does not fit its schema.
//! Where several forms are allowed, it is told by the one that was meant.

use super::{Schema, noun, plain};
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

/// One place that does not fit.
#[derive(Debug)]
pub struct Fault {
    /// The keys and places on the way to it.
    pub way: Vec<String>,
    /// What is wrong there.
    pub what: What,
}

/// What is wrong.
#[derive(Debug)]
pub enum What {
    /// The last key is none of these.
    UnknownKey(Vec<String>),
    /// The last key is none of these words.
    UnknownKeyWord(Vec<String>),
    /// This word is none of these.
    UnknownWord(String, Vec<String>),
    /// This key is missing.
    Missing(String),
    /// It is something else than what is wanted; which keys that has.
    Type {
        /// What it is.
        found: String,
        /// What it is to be.
        wanted: String,
        /// The keys of that.
        keys: Vec<String>,
    },
    /// One key is wanted, not all of these.
    OneKey(Vec<String>),
    /// This word takes a value.
    NoValue(String),
    /// This word takes no value.
    Value(String),
    /// Another fault: what is wrong, and what would make it right.
    Other(String, String),
}

impl Schema {
    /// Every place where `value` does not fit.
    pub fn explain(&self, value: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        for error in self.validator.iter_errors(value) {
            self.explain_one(&error, &mut faults);
        }
        faults
    }

    fn explain_one(&self, error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
        let way = way(error);
        let found = error.instance().as_ref();
        let what = match error.kind() {
            Kind::Required { property } => What::Missing(plain(property)),
            Kind::Type { kind } => What::Type {
                found: said(found),
                wanted: wanted(kind),
                keys: self.part(error).map(keys).unwrap_or_default(),
            },
            Kind::Enum { options } => word(found, options.as_array().into_iter().flatten()),
            Kind::Constant { expected_value } => word(found, std::iter::once(&**expected_value)),
            Kind::AdditionalProperties { unexpected } => {
                let known = self.part(error).map(keys).unwrap_or_default();
                faults.extend(unexpected.iter().map(|key| Fault {
                    way: with(&way, key),
                    what: What::UnknownKey(known.clone()),
                }));
                return;
            }
            Kind::PropertyNames { error: inner } => {
                let known = match inner.kind() {
                    Kind::Enum { options } => words_of(options.as_array().into_iter().flatten()),
                    _ => Vec::new(),
                };
                faults.push(Fault {
                    way: with(&way, &plain(inner.instance().as_ref())),
                    what: What::UnknownKeyWord(known),
                });
                return;
            }
            Kind::MinItems { limit: 1 } => {
                let key = way.last().map_or("", String::as_str);
                let help = "add an item, or remove the key";
                What::Other(format!("`{key}` is an empty list"), help.to_owned())
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                return self.narrow(error, context, faults);
            }
            _ => {
                self.tell(error, &mut |misfit| {
                    faults.push(Fault {
                        way: misfit.way,
                        what: What::Other(misfit.problem, misfit.cure),
                    });
                });
                return;
            }
        };
        faults.push(Fault { way, what });
    }

    /// What is wrong by the one of several forms that was meant.
    fn narrow(
        &self,
        error: &ValidationError<'_>,
        context: &[Vec<ValidationError<'static>>],
        faults: &mut Vec<Fault>,
    ) {
        let forms = self.written.pointer(error.schema_path().as_str());
        let forms = forms
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let found = error.instance().as_ref();
        if let Some(words) = forms.iter().map(Words::of).collect::<Option<Vec<_>>>() {
            match by_word(&way(error), found, &words) {
                Ok(meant) => {
                    for inner in &context[meant] {
                        self.explain_one(inner, faults);
                    }
                }
                Err(fault) => faults.push(fault),
            }
            return;
        }
        let is_other = |inner: &ValidationError<'_>| {
            inner.instance_path() == error.instance_path()
                && matches!(inner.kind(), Kind::Type { .. })
        };
        let mut meant = context.iter().filter(|errors| !errors.iter().any(is_other));
        if let (Some(errors), None) = (meant.next(), meant.next()) {
            for inner in errors {
                self.explain_one(inner, faults);
            }
            return;
        }
        let types = context
            .iter()
            .flatten()
            .filter_map(|inner| match inner.kind() {
                Kind::Type { kind } => Some(wanted(kind)).filter(|word| word != NOTHING),
                _ => None,
            });
        let types: Vec<String> = types.collect();
        let (way, what) = (
            way(error),
            if types.is_empty() {
                What::Other(
                    format!(
                        "{} has none of the forms that are allowed here",
                        said(found)
                    ),
                    "see the guide".to_owned(),
                )
            } else {
                What::Type {
                    found: said(found),
                    wanted: types.join(" or "),
                    keys: forms.iter().flat_map(keys).collect(),
                }
            },
        );
        faults.push(Fault { way, what });
    }
}

/// The words that a form allows: alone, or as the one key of a map.
enum Words {
    Alone(Vec<String>),
    Key(String),
}

impl Words {
    fn of(form: &Value) -> Option<Self> {
        if let Some(word) = form.get("const") {
            return Some(Self::Alone(vec![word.as_str()?.to_owned()]));
        }
        if let Some(words) = form.get("enum") {
            return Some(Self::Alone(words_of(words.as_array()?)));
        }
        match (
            &keys(form)[..],
            form.get("required")?.as_array()?.as_slice(),
        ) {
            ([key], [required]) if required == key => Some(Self::Key(key.clone())),
            _ => None,
        }
    }

    fn all(&self) -> &[String] {
        match self {
            Self::Alone(words) => words,
            Self::Key(word) => std::slice::from_ref(word),
        }
    }
}

/// Which form `found` means by its word. The error says why none.
fn by_word(way: &[String], found: &Value, forms: &[Words]) -> Result<usize, Fault> {
    let known = || {
        forms
            .iter()
            .flat_map(Words::all)
            .cloned()
            .collect::<Vec<_>>()
    };
    let which = |word: &str| {
        let mut forms = forms.iter();
        forms.position(|form| form.all().iter().any(|known| known == word))
    };
    let fault = |way: &[String], what| Fault {
        way: way.to_vec(),
        what,
    };
    match found {
        Value::String(word) if which(word).is_some() => {
            Err(fault(way, What::NoValue(word.clone())))
        }
        Value::String(word) => Err(fault(way, What::UnknownWord(word.clone(), known()))),
        Value::Object(map) if map.len() > 1 => {
            Err(fault(way, What::OneKey(map.keys().cloned().collect())))
        }
        Value::Object(map) if !map.is_empty() => {
            let key = map.keys().next().map_or("", String::as_str);
            let inner = with(way, key);
            match which(key) {
                Some(at) if matches!(forms[at], Words::Key(_)) => Ok(at),
                Some(_) => Err(fault(&inner, What::Value(key.to_owned()))),
                None => Err(fault(&inner, What::UnknownKeyWord(known()))),
            }
        }
        _ => Err(fault(
            way,
            What::Type {
                found: said(found),
                wanted: format!("one of these: {}", known().join(", ")),
                keys: Vec::new(),
            },
        )),
    }
}

fn word<'v>(found: &Value, options: impl Iterator<Item = &'v Value>) -> What {
    let known = words_of(options);
    match found {
        Value::Array(_) | Value::Object(_) | Value::Null => What::Type {
            found: said(found),
            wanted: format!("one of these: {}", known.join(", ")),
            keys: Vec::new(),
        },
        found => What::UnknownWord(plain(found), known),
    }
}

/// Truth values are other ways to write words that are among them.
fn words_of<'v>(words: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let words = words.into_iter().filter_map(Value::as_str);
    words.map(str::to_owned).collect()
}

fn way(error: &ValidationError<'_>) -> Vec<String> {
    let steps = error.instance_path().iter();
    steps.map(|step| step.to_string()).collect()
}

fn with(way: &[String], step: &str) -> Vec<String> {
    way.iter().cloned().chain([step.to_owned()]).collect()
}

/// The keys that a form of maps has.
fn keys(form: &Value) -> Vec<String> {
    let known = form.get("properties").and_then(Value::as_object);
    known
        .into_iter()
        .flat_map(|known| known.keys().cloned())
        .collect()
}

/// A value as a person would call it.
fn said(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(it) => format!("`{it}`"),
        Value::Object(_) => "keys with values".to_owned(),
        other => noun(other),
    }
}

const NOTHING: &str = "nothing";

/// Types as a person would call them. What is text may look like a number.
fn wanted(kind: &TypeKind) -> String {
    let kinds: Vec<JsonType> = match kind {
        TypeKind::Single(kind) => vec![*kind],
        TypeKind::Multiple(kinds) => kinds.iter().collect(),
    };
    let is_text = kinds.contains(&JsonType::String);
    let kinds = kinds.into_iter();
    let kinds = kinds.filter(|kind| {
        !is_text || !matches!(kind, JsonType::Number | JsonType::Boolean | JsonType::Null)
    });
    let words = kinds.map(|kind| match kind {
        JsonType::String => "text",
        JsonType::Number => "a number",
        JsonType::Integer => "a whole number",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Array => "a list",
        JsonType::Object => "keys with values",
        JsonType::Null => NOTHING,
    });
    words.collect::<Vec<_>>().join(" or ")
}
