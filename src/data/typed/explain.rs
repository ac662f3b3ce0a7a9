//! explain: a value that does not fit a type → every mistake in it, by the JSON Schema of the type.

use super::route::{Mistake, Route};
use super::schema;
use crate::data::json_schema::{Fault, Schema, What};
use schemars::JsonSchema;
use serde_json::Value;
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The schema of each type that something has been held against: an editor asks at each keystroke.
static SCHEMAS: LazyLock<Mutex<HashMap<TypeId, Arc<Schema>>>> = LazyLock::new(Mutex::default);

/// Every mistake in `json`, which could not be read as a `T`.
pub(super) fn mistakes<T: JsonSchema + 'static>(json: &Value) -> Vec<Mistake> {
    let Some(schema) = schema_of::<T>() else {
        return Vec::new();
    };
    let mut faults = schema.explain(json);
    // Nothing may be written where nothing need be; the schema for editors does not say so.
    let is_nothing = |fault: &Fault| {
        json.pointer(&pointer(&fault.way))
            .is_some_and(Value::is_null)
    };
    if !faults.iter().all(is_nothing) {
        faults.retain(|fault| !is_nothing(fault));
    }
    faults.into_iter().map(mistake).collect()
}

fn schema_of<T: JsonSchema + 'static>() -> Option<Arc<Schema>> {
    let mut schemas = SCHEMAS.lock().unwrap_or_else(PoisonError::into_inner);
    let id = TypeId::of::<T>();
    if let Some(known) = schemas.get(&id) {
        return Some(Arc::clone(known));
    }
    let schema = Arc::new(Schema::new(&schema::inlined::<T>()).ok()?);
    schemas.insert(id, Arc::clone(&schema));
    Some(schema)
}

fn pointer(way: &[String]) -> String {
    let steps = way.iter();
    let steps = steps.map(|step| step.replace('~', "~0").replace('/', "~1"));
    steps.flat_map(|step| ["/".to_owned(), step]).collect()
}

fn mistake(fault: Fault) -> Mistake {
    let place = place(&fault.way);
    let last = fault.way.last().cloned().unwrap_or_default();
    let route = Route::to(fault.way);
    match fault.what {
        What::UnknownKey(keys) => unknown("key", &last, &keys).along(route.key()),
        What::UnknownKeyWord(words) => unknown("word", &last, &words).along(route.key()),
        What::UnknownWord(word, words) => unknown("word", &word, &words).along(route),
        What::Missing(key) => Mistake::at(route, format!("the key `{key}` is missing"))
            .helped(format!("add `{key}: …`")),
        What::Type {
            found,
            wanted,
            keys,
        } => {
            let mistake = Mistake::at(route, format!("{place} wants {wanted}, not {found}"));
            match &*keys {
                [] => mistake,
                keys => mistake.helped(format!("the keys are: {}", keys.join(", "))),
            }
        }
        What::OneKey(keys) => {
            let keys = keys.join("` and `");
            Mistake::at(route, format!("one key is wanted here, not `{keys}`"))
        }
        What::NoValue(word) => Mistake::at(route, format!("`{word}` wants a value: `{word}: …`")),
        What::Value(word) => Mistake::at(route, format!("`{word}` takes no value"))
            .helped(format!("write `{word}` alone")),
        What::Other(problem, cure) => Mistake::at(route, problem).helped(cure),
    }
}

fn unknown(what: &str, word: &str, known: &[String]) -> Mistake {
    Mistake::unknown(what, word, known.iter().map(String::as_str))
}

/// What a value is under, as a person knows it.
fn place(way: &[String]) -> String {
    let is_item = |step: &str| step.bytes().all(|b| b.is_ascii_digit());
    match way {
        [.., key, item] if is_item(item) => format!("an item of `{key}`"),
        [.., key] => format!("`{key}`"),
        [] => "the file".to_owned(),
    }
}

/// Removes what a route leads to, and of a list all, so that the items of another keep their places.
pub(super) fn remove(json: &mut Value, steps: &[String]) {
    let mut keys = (0..steps.len()).rev();
    let last = keys.find(|at| {
        let around = json.pointer(&pointer(&steps[..*at]));
        around.is_some_and(Value::is_object)
    });
    if let Some(last) = last
        && let Some(Value::Object(map)) = json.pointer_mut(&pointer(&steps[..last]))
    {
        map.shift_remove(&steps[last]);
    }
}
