//! budget: a schema that a post or a configuration names counts the steps of its validation. Alternatives
//! that refer to themselves are tried once for each way to them, which doubles with each level of the
//! value; jsonschema 0.61 has no limit for that.

use jsonschema::paths::Location;
use jsonschema::{Keyword, PatternOptions, ValidationError, Validator};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What counts is under this key before each reference.
const KEY: &str = "x-copydesk-step";
/// The steps for a value without parts, and for each of its parts.
const STEPS: usize = 100_000;
const STEPS_A_PART: usize = 20;
/// Without a reference each part of the value meets each part of the schema once: so many times at the most.
const MOST_PAIRS: usize = 50_000_000;
/// How often a pattern that looks around goes back in a text; fancy-regex has a million.
const BACKTRACKS: usize = 10_000;

thread_local! {
    /// What is left to the validation that runs on this thread.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// The steps are spent.
#[derive(Debug)]
pub struct Spent;

/// Runs a validation of `value` by a schema of so many parts; the error says that it takes too many steps.
pub(super) fn within<T>(
    value: &Value,
    schema: usize,
    validate: impl FnOnce() -> T,
) -> Result<T, Spent> {
    let parts = parts(value);
    if parts.saturating_mul(schema) > MOST_PAIRS {
        return Err(Spent);
    }
    let steps = STEPS.saturating_add(parts.saturating_mul(STEPS_A_PART));
    within_steps(steps, validate)
}

fn within_steps<T>(steps: usize, validate: impl FnOnce() -> T) -> Result<T, Spent> {
    let before = LEFT.replace(steps);
    // The validator keeps nothing of a run, so that it may be left in the middle of one.
    let done = catch_unwind(AssertUnwindSafe(validate));
    LEFT.set(before);
    done.map_err(|payload| match payload.downcast::<Spent>() {
        Ok(spent) => *spent,
        Err(other) => resume_unwind(other),
    })
}

/// How many values `value` is made of.
pub(super) fn parts(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(parts).sum::<usize>(),
        Value::Object(entries) => entries.values().map(parts).sum(),
        _ => 0,
    }
}

/// The keyword that counts: a value that comes to a reference costs what it has of parts.
struct Step;

impl Step {
    fn take(value: &Value) {
        let (left, cost) = (LEFT.get(), parts(value));
        if left < cost {
            // No fault of the program, so the hook that reports one is passed by.
            resume_unwind(Box::new(Spent));
        }
        LEFT.set(left - cost);
    }
}

impl<'i> Keyword<'i> for Step {
    fn validate(&self, value: &'i Value) -> Result<(), ValidationError<'i>> {
        Self::take(value);
        Ok(())
    }

    fn is_valid(&self, value: &'i Value) -> bool {
        Self::take(value);
        true
    }
}

/// The validator of a schema whose parts are counted.
pub(super) fn validator(counted: &Value) -> Result<Validator, ValidationError<'_>> {
    jsonschema::options()
        .with_keyword(KEY, step)
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS))
        .build(counted)
}

#[expect(clippy::unnecessary_wraps, reason = "jsonschema asks for it")]
fn step<'a>(
    _: &'a Map<String, Value>,
    _: &'a Value,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    Ok(Box::new(Step))
}

/// The schema with what counts before each of its references. The error says why one cannot be counted.
pub(super) fn counted(schema: &Value) -> Result<Value, String> {
    let is_old = names_old_draft(schema);
    Counter { is_old }.part(schema)
}

/// Whether a part of the schema is of a draft that does not read what is beside a `$ref` (4 to 7; draft 7,
/// 8.3).
fn names_old_draft(schema: &Value) -> bool {
    match schema {
        Value::Array(items) => items.iter().any(names_old_draft),
        Value::Object(entries) => entries.iter().any(|(key, value)| match value {
            Value::String(text) => key == "$schema" && text.contains("/draft-0"),
            value => names_old_draft(value),
        }),
        _ => false,
    }
}

struct Counter {
    is_old: bool,
}

impl Counter {
    fn part(&self, part: &Value) -> Result<Value, String> {
        match part {
            Value::Array(items) => items.iter().map(|item| self.part(item)).collect(),
            Value::Object(entries) => self.keywords(entries).map(Value::Object),
            other => Ok(other.clone()),
        }
    }

    /// What is under unknown keywords is read too: a reference may lead there.
    fn keywords(&self, entries: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        let mut out = Map::new();
        let mut references = Vec::new();
        for (key, value) in entries {
            let value = match (key.as_str(), value) {
                ("enum" | "const", data) if refers(data) => {
                    return Err(format!("a `$ref` in `{key}` is not followed"));
                }
                ("enum" | "const", data) => data.clone(),
                (
                    "properties" | "patternProperties" | "$defs" | "definitions"
                    | "dependentSchemas" | "dependencies",
                    Value::Object(named),
                ) => {
                    let named = named.iter();
                    let named = named.map(|(name, part)| Ok((name.clone(), self.part(part)?)));
                    Value::Object(named.collect::<Result<_, String>>()?)
                }
                (reference, name) if REFERENCES.contains(&reference) => {
                    // Of what is in a list each is tried in its turn, so the count comes first.
                    references.push(json!({ "allOf": [{ KEY: true }, { reference: name }] }));
                    continue;
                }
                (_, value) => self.part(value)?,
            };
            out.insert(key.clone(), value);
        }
        if references.is_empty() {
            return Ok(out);
        }
        if self.is_old {
            let is_read = |key: &str| key.starts_with('$') || matches!(key, "id" | "definitions");
            out.retain(|key, _| is_read(key));
        }
        let all = out.entry("allOf").or_insert_with(|| json!([]));
        // Behind what is there, which keeps its place for references to it.
        all.as_array_mut()
            .into_iter()
            .for_each(|all| all.append(&mut references));
        Ok(out)
    }
}

/// JSON Schema 2020-12, 8.2.3, and 2019-09, 8.2.4.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

fn refers(data: &Value) -> bool {
    match data {
        Value::Array(items) => items.iter().any(refers),
        Value::Object(entries) => {
            let is_reference = |key: &String| REFERENCES.contains(&key.as_str());
            entries.keys().any(is_reference) || entries.values().any(refers)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of lists, which is visited once a level.
    fn lists() -> [Value; 2] {
        let new = json!({ "items": { "$ref": "#" }, "type": ["array", "number"] });
        let old = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$ref": "#/definitions/list",
            "definitions": { "list": { "items": { "$ref": "#/definitions/list" }, "type": ["array", "number"] } },
        });
        [new, old]
    }

    #[test]
    fn a_visit_takes_a_step_in_every_draft() {
        for schema in lists() {
            let schema = counted(&schema).expect("it can be counted");
            let validator = validator(&schema).expect("a schema");
            for (value, holds) in [(json!([[[[1]]]]), true), (json!([[[["a"]]]]), false)] {
                let valid = |steps| within_steps(steps, || validator.is_valid(&value)).ok();
                assert_eq!(valid(100), Some(holds));
                assert_eq!(valid(9), None, "{schema}");
                let count = within_steps(9, || validator.iter_errors(&value).count());
                assert!(count.is_err(), "{schema}");
            }
        }
        assert_eq!(LEFT.get(), usize::MAX);
    }

    #[test]
    fn a_large_schema_on_a_large_value_is_too_much() {
        let list = Value::from(vec![0; 100]);
        assert!(within(&list, 100, || ()).is_ok());
        assert!(within(&list, MOST_PAIRS / 100, || ()).is_err());
    }

    #[test]
    fn what_is_compared_stays_as_it_is() {
        let schema = json!({ "properties": { "enum": { "enum": [{ "a": 1 }] } }, "default": {} });
        let schema = counted(&schema).expect("it can be counted");
        assert_eq!(schema["properties"]["enum"]["enum"], json!([{ "a": 1 }]));
        assert!(counted(&json!({ "const": { "a": { "$ref": "#" } } })).is_err());
    }

    #[test]
    fn another_panic_goes_on() {
        let other = catch_unwind(|| within_steps(9, || resume_unwind(Box::new(1))).is_ok());
        assert!(other.is_err());
    }
}
