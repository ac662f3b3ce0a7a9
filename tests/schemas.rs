//! The JSON Schemas of `schemas/editor`: what they are made from, and that they allow what is read and
//! refuse what is not. `UPDATE=1` writes them.

#![expect(
    clippy::disallowed_methods,
    reason = "the project's own files are read, and the schemas are written"
)]

use copydesk::config::editor_schema;
use copydesk::config::load;
use copydesk::config::resolve::{Config, Overrides};
use copydesk::config::schemas::Schemas;
use copydesk::config::spec::ConfigSpec;
use copydesk::data::typed::{self, document};
use copydesk::rule::spec::RuleSpec;
use copydesk::text::source::Source;
use copydesk::url::hosts::HostsSpec;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schemas() -> [(&'static str, Value); 3] {
    let rules = load::builtin().expect("the built-in rules are valid");
    [
        ("copydesk", editor_schema::configuration(&rules)),
        ("rule", editor_schema::rule_file()),
        ("hosts", editor_schema::hosts_file()),
    ]
}

fn validator(name: &str) -> jsonschema::Validator {
    let mut schemas = schemas().into_iter();
    let schema = schemas.find(|(known, _)| *known == name);
    jsonschema::validator_for(&schema.expect("a name").1).expect("a JSON Schema")
}

fn json_of(text: &str) -> Value {
    let source = Source::new("a.yml", text.as_bytes().to_vec());
    let value = document(&source).expect("valid YAML");
    value.map_or_else(|| json!({}), |value| value.to_json())
}

/// What the program says of a document.
fn read<T: DeserializeOwned + JsonSchema + 'static>(text: &str) -> Result<(), String> {
    let source = Source::new("a.yml", text.as_bytes().to_vec());
    let read = typed::read::<T>(&source);
    read.mistakes
        .first()
        .map_or(Ok(()), |mistake| Err(mistake.message().to_owned()))
}

fn read_as_rule(text: &str) -> Result<(), String> {
    read::<RuleSpec>(text)
}

fn read_as_config(text: &str) -> Result<(), String> {
    read::<ConfigSpec>(text)
}

#[test]
fn they_are_what_the_types_say() {
    for (name, schema) in schemas() {
        let path = root().join(format!("schemas/editor/{name}.json"));
        let text = format!("{schema:#}\n");
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, &text).expect("written");
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        let known = known.replace("\r\n", "\n");
        assert!(
            known == text,
            "{name}: `UPDATE=1 cargo test --test schemas` writes it"
        );
    }
}

/// Whether a schema, or what it refers to, says what it is for.
fn is_described(schema: &Value, whole: &Value) -> bool {
    let referred = schema["$ref"].as_str().into_iter();
    let mut referred = referred.filter_map(|name| whole.pointer(name.trim_start_matches('#')));
    schema["description"].is_string() || referred.any(|schema| is_described(schema, whole))
}

#[test]
fn every_key_is_described() {
    for (name, whole) in schemas() {
        let mut waiting = vec![(name.to_owned(), &whole)];
        let mut keys = 0;
        while let Some((way, schema)) = waiting.pop() {
            for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
                keys += 1;
                // A word that takes a value is what its value is.
                let is_word = is_described(schema, &whole) && schema["required"] == json!([key]);
                assert!(is_word || is_described(inner, &whole), "{way}.{key}");
            }
            let inner = schema.as_object().into_iter().flatten();
            waiting.extend(inner.map(|(key, inner)| (format!("{way}.{key}"), inner)));
            let items = schema.as_array().into_iter().flatten();
            waiting.extend(items.map(|inner| (way.clone(), inner)));
        }
        let fewest = if name == "hosts" { 2 } else { 20 };
        assert!(keys >= fewest, "{name}");
    }
}

/// The files below `folder` whose name ends so.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![root().join(folder)]);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder").flatten();
            waiting.extend(entries.map(|entry| entry.path()));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

#[test]
fn every_rule_fits() {
    let validator = validator("rule");
    for path in files("rules", ".yml") {
        let rule = json_of(&fs::read_to_string(&path).expect("a rule"));
        let wrong: Vec<String> = validator
            .iter_errors(&rule)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
    }
}

/// The blocks of YAML in the guides, but for what is included from elsewhere.
fn blocks() -> Vec<String> {
    let guides = ["README.md", "docs/src/configuration.md"];
    let guides = guides.map(|guide| fs::read_to_string(root().join(guide)).expect("a guide"));
    let blocks = guides
        .iter()
        .flat_map(|guide| guide.split("```yaml\n").skip(1));
    let blocks = blocks.filter_map(|block| Some(block.split_once("```")?.0.to_owned()));
    blocks
        .filter(|block| !block.contains("{{#include"))
        .collect()
}

#[test]
fn configurations_of_the_guide_and_the_tests_fit() {
    let validator = validator("copydesk");
    let mut configurations = blocks();
    let tests = files("tests/cmd", "copydesk.yml").into_iter();
    configurations.extend(tests.map(|path| fs::read_to_string(path).expect("a file")));
    let mut fit = 0;
    for text in configurations {
        let is_read = read_as_config(&text).is_ok();
        let document = json_of(&text);
        assert_eq!(validator.is_valid(&document), is_read, "{text}");
        fit += usize::from(is_read);
    }
    assert!(fit > 4, "{fit}");
}

const MISTAKES: [&str; 14] = [
    "rulse: {}",
    "https: sometimes",
    "https: true",
    "ignore: { a: b }",
    "language: fr",
    "front-matter: { schmea: hexo }",
    "front-matter: { date-form: iso }",
    "front-matter: [hexo]",
    "overrides: [{ rules: { url: off } }]",
    "overrides: [{ files: [a], https: keep }]",
    "rules: { missing-alt: eror }",
    "rules: { missing-alt: { levl: html } }",
    "rules: { trailing-whitespace: { except: [x] } }",
    "rules: { url: { except: [x] } }",
];

/// Beside what the types refuse: what is read later.
#[test]
fn mistakes_in_a_configuration_are_refused() {
    let validator = validator("copydesk");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("copydesk.yml");
    for text in MISTAKES {
        assert!(!validator.is_valid(&json_of(text)), "{text}");
        fs::write(&path, text).expect("a file");
        let rules = load::builtin().expect("the built-in rules are valid");
        let shelf = Arc::<Schemas>::default();
        let mut config = Config::new(rules, Overrides::default(), shelf);
        assert!(load::config(&path, &mut config).is_err(), "{text}");
    }
}

/// Each document with one thing in it made wrong: a key, or a value.
fn slips(value: &Value) -> Vec<Value> {
    fn inner(value: &Value, around: &dyn Fn(Value) -> Value, see: &mut dyn FnMut(Value)) {
        for other in [
            json!({ "x": "y" }),
            json!([["x"]]),
            json!("x-y"),
            json!(7),
            json!(true),
        ] {
            see(around(other));
        }
        match value {
            Value::Object(map) => {
                for (key, part) in map {
                    let with = |new_key: &str, new: Value| {
                        let entries = map.iter().map(|(known, value)| {
                            if known == key {
                                (new_key.to_owned(), new.clone())
                            } else {
                                (known.clone(), value.clone())
                            }
                        });
                        around(Value::Object(entries.collect()))
                    };
                    see(with(&format!("{key}x"), part.clone()));
                    inner(part, &|new| with(key, new), see);
                }
            }
            Value::Array(items) => {
                if let Some(first) = items.first() {
                    inner(first, &|new| around(json!([new])), see);
                }
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    inner(value, &|new| new, &mut |slip| all.push(slip));
    all
}

/// Of all slips in the documents, the schema allows none that is not read.
fn holds(name: &str, documents: &[String], read: impl Fn(&str) -> Result<(), String>) {
    let validator = validator(name);
    let (mut refused, mut wrong) = (0, Vec::new());
    for slip in documents.iter().flat_map(|text| slips(&json_of(text))) {
        // YAML has no place for U+007F (1.2.2, 5.1), which JSON may hold as it is.
        let json = slip.to_string().replace('\u{7f}', "\\u007f");
        if let Err(mistake) = read(&json) {
            refused += 1;
            if validator.is_valid(&slip) {
                wrong.push(format!("{}: {}", mistake, slip["find"]));
            }
        }
    }
    assert!(refused > 50, "{name}: {refused}");
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
}

#[test]
fn what_is_not_read_is_refused() {
    let rules = files("rules", ".yml").into_iter();
    let rules = rules.map(|path| fs::read_to_string(path).expect("a rule"));
    holds("rule", &rules.collect::<Vec<_>>(), read_as_rule);
    let mut configurations = blocks();
    configurations.retain(|block| read_as_config(block).is_ok());
    holds("copydesk", &configurations, read_as_config);
}

#[test]
fn a_hosts_file_is_what_is_read_as_one() {
    let validator = validator("hosts");
    for (text, is_right) in [
        (
            "a.example: { https: no }\n'*.b.example': { hotlink: yes, https: 'no' }\n",
            true,
        ),
        ("a.example: {}\n", true),
        ("a.example: { htps: no }\n", false),
        ("a.example: { https: never }\n", false),
        ("a.example: no\nb.example: true\n", true),
        ("a.example: never\n", false),
        (
            "a.example: { https: yes, hotlink: no, checked: 2026-11-28, samples: 3, found: 2 }\n",
            true,
        ),
        (
            "a.example: { moved: b.example }\nc.example: { dead: since 2026-11-28, failed: no such host }\n",
            true,
        ),
        ("a.example: { samples: some }\n", false),
        ("- a.example\n", false),
    ] {
        assert_eq!(validator.is_valid(&json_of(text)), is_right, "{text}");
        assert_eq!(read::<HostsSpec>(text).is_ok(), is_right, "{text}");
    }
}
