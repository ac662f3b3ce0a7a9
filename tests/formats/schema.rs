//! schema: a value is what a schema says.

use serde_json::Value;

pub(super) fn compiled(schema: &Value) -> jsonschema::Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).expect("a schema")
}

#[track_caller]
pub(super) fn fits(schema: &jsonschema::Validator, value: &Value) {
    let wrong: Vec<String> = schema
        .iter_errors(value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{value:#}");
}
