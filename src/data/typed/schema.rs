//! schema: a type → the JSON Schema of what is read into it, for editors, and to explain what is not.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The draft that editors know best.
pub fn generator() -> SchemaGenerator {
    SchemaSettings::draft07().into_generator()
}

/// The schema of `T`, with nothing that refers to another part of it.
pub(super) fn inlined<T: JsonSchema>() -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.inline_subschemas = true;
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    as_read(&mut schema);
    schema
}

/// Makes of what types say what is read: a number is taken for text, one value for a list of
/// one, and nothing for an empty list and for no other value.
pub fn as_read(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(as_read),
        Value::Object(map) => {
            let values = map
                .iter_mut()
                .filter(|(key, _)| !matches!(key.as_str(), "const" | "default" | "enum"));
            values.for_each(|(_, value)| as_read(value));
            without_null(map);
            text_or_number(map);
            one_or_many(map);
        }
        _ => {}
    }
}

fn without_null(map: &mut Map<String, Value>) {
    if map.get("default").is_some_and(Value::is_null) {
        map.remove("default");
    }
    if let Some(Value::Array(types)) = map.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [kind] = &types[..] {
            let kind = kind.clone();
            map.insert("type".to_owned(), kind);
        }
    }
    if let Some(Value::Array(options)) = map.get_mut("enum") {
        options.retain(|option| !option.is_null());
    }
    if let Some(Value::Array(forms)) = map.get_mut("anyOf") {
        forms.retain(|form| *form != json!({ "type": "null" }));
        if let [form] = &forms[..] {
            let form = form.clone();
            map.remove("anyOf");
            if map.contains_key("description") || map.contains_key("default") {
                map.insert("allOf".to_owned(), json!([form]));
            } else if let Value::Object(form) = form {
                map.extend(form);
            }
        }
    }
}

fn text_or_number(map: &mut Map<String, Value>) {
    let is_narrow = ["enum", "const", "maxLength"]
        .iter()
        .any(|key| map.contains_key(*key));
    if map.get("type").is_some_and(|kind| kind == "string") && !is_narrow {
        map.insert("type".to_owned(), json!(["string", "number", "boolean"]));
    }
}

fn one_or_many(map: &mut Map<String, Value>) {
    if map.get("type").is_some_and(|kind| kind == "array")
        && let Some(items) = map.remove("items")
    {
        map.remove("type");
        let mut forms = vec![json!({ "type": "array", "items": items }), items];
        match map.remove("minItems") {
            Some(least) => forms[0]["minItems"] = least,
            None => forms.push(json!({ "type": "null" })),
        }
        map.insert("anyOf".to_owned(), forms.into());
    }
}
