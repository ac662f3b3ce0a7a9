//! The YAML test suite (github.com/yaml/yaml-test-suite, MIT, see `tests/yaml-suite`): what is valid
//! is read, with the values that it has; what is not never stops us.

use copydesk::data::yaml;
use copydesk::post::parse::parse;
use copydesk::text::source::Source;
use copydesk::text::span::Span;
use copydesk::workspace::files;
use serde_json::Value;
use std::path::Path;

/// Valid documents that are not read, and why.
const NOT_READ: [(&str, &str); 1] = [(
    "2JQS",
    "two keys are empty, and a repeated key is a fault (YAML 1.2.2, 3.2.1.3)",
)];

fn cases() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/yaml-suite/cases.json");
    let bytes = files::read(&path, 1 << 20).expect("the suite is there");
    serde_json::from_slice(&bytes).expect("the suite is JSON")
}

fn text<'c>(case: &'c Value, key: &str) -> Option<&'c str> {
    case.get(key).and_then(Value::as_str)
}

/// `450.00` and `450` are one number.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

#[test]
fn valid_documents_are_read_with_their_values() {
    let mut wrong = Vec::new();
    for case in cases().iter().filter(|case| case.get("fail").is_none()) {
        let (Some(id), Some(yaml)) = (text(case, "id"), text(case, "yaml")) else {
            continue;
        };
        let fields = yaml::parse(yaml, Span::from(0..yaml.len()));
        if !fields.problems.is_empty() {
            if !NOT_READ.iter().any(|(known, _)| *known == id) {
                wrong.push(format!(
                    "{id} is not read: {:?}",
                    fields.problems[0].message
                ));
            }
            continue;
        }
        // Of a stream of several documents the first is meant.
        let json = text(case, "json").and_then(|json| {
            let mut values = serde_json::Deserializer::from_str(json).into_iter::<Value>();
            values.next()?.ok()
        });
        if let (Some(json), Some(value)) = (json, &fields.value)
            && !is_same(&value.to_json(), &json)
        {
            wrong.push(format!("{id} is {} and not {json}", value.to_json()));
        }
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_document_stops_a_run() {
    for case in cases() {
        let yaml = text(&case, "yaml").unwrap_or_default();
        let post = format!("---\n{yaml}\n---\n\ntext\n");
        let source = Source::new("a.md", post.into_bytes());
        assert!(
            parse(&source).front_matter.is_some() || yaml.contains("---") || yaml.contains("...")
        );
    }
}
