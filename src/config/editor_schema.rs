//! editor schema: the types of rule files, hosts files and configurations → JSON Schemas, by which an editor completes and
//! checks them.

use crate::config::spec::ConfigSpec;
use crate::data::typed::schema::{as_read, generator};
use crate::rule::Rule;
use crate::rule::spec::RuleSpec;
use crate::url::hosts::HostsSpec;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The schema of a rule file.
pub fn rule_file() -> Value {
    let schema = generator().into_root_schema_for::<RuleSpec>();
    finished(schema.to_value(), "A rule of copydesk")
}

/// The schema of a hosts file.
pub fn hosts_file() -> Value {
    let schema = generator().into_root_schema_for::<HostsSpec>();
    finished(schema.to_value(), "What copydesk knows of hosts")
}

/// The schema of a configuration where these rules are known.
pub fn configuration(rules: &[Arc<Rule>]) -> Value {
    let mut generator = generator();
    let (mut names, mut forms) = (Map::new(), Map::new());
    forms.insert("plain".to_owned(), with_severity(json!({})));
    for rule in rules {
        let form = match rule.find.options(&mut generator) {
            Some(options) => {
                let known = options.to_value()["properties"].take();
                let form = rule.find.word();
                forms.insert(form.to_owned(), with_severity(known));
                form
            }
            None => "plain",
        };
        let entry = level_or(&format!("{}.", rule.summary), form);
        names.insert(rule.id.to_string(), entry);
    }
    let tags: BTreeSet<&String> = rules.iter().flat_map(|rule| &rule.tags).collect();
    for tag in tags {
        let all = format!("All rules with the tag `{tag}`.");
        names.entry(tag.as_str()).or_insert(level_or(&all, "plain"));
    }
    forms.insert(
        "level".to_owned(),
        json!({
            "description": LEVEL,
            "enum": ["off", "on", "error", "warning", "note", true, false],
        }),
    );
    forms.insert(
        "rules".to_owned(),
        json!({
            "description": "What is said of rules, by id or tag.",
            "type": "object",
            "properties": names,
            // A rule of the user's own may have any name.
            "additionalProperties": {
                "description": "A rule or a tag of your own.",
                "anyOf": [{ "$ref": "#/definitions/level" }, { "type": "object" }],
            },
        }),
    );
    let mut schema = generator.into_root_schema_for::<ConfigSpec>().to_value();
    if let Some(known) = schema["definitions"].as_object_mut() {
        known.extend(forms);
    }
    for at in ["/properties", "/definitions/OverrideSpec/properties"] {
        let rules = schema.pointer_mut(at).and_then(|all| all.get_mut("rules"));
        if let Some(rules) = rules {
            rules["allOf"] = json!([{ "$ref": "#/definitions/rules" }]);
        }
    }
    finished(schema, "A configuration of copydesk")
}

const LEVEL: &str = "`off`, `on`, or how bad a finding is.";

fn finished(mut schema: Value, title: &str) -> Value {
    as_read(&mut schema);
    schema["title"] = title.into();
    schema
}

/// Options, and the severity beside them.
fn with_severity(mut options: Value) -> Value {
    options["severity"] = json!({
        "description": LEVEL,
        "allOf": [{ "$ref": "#/definitions/level" }],
    });
    json!({ "type": "object", "properties": options, "additionalProperties": false })
}

/// What may be said of one rule, or of all with one tag.
fn level_or(description: &str, form: &str) -> Value {
    json!({
        "description": description,
        "anyOf": [
            { "$ref": "#/definitions/level" },
            { "$ref": format!("#/definitions/{form}") },
        ],
    })
}
