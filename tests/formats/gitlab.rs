//! gitlab: what GitLab's documentation says of a report, held to closely.

use super::expected::{File, expected, text};
use super::schema::{compiled, fits};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    compiled(&json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "additionalProperties": false,
            "properties": {
                "description": { "type": "string" },
                "check_name": { "type": "string" },
                "fingerprint": { "type": "string", "pattern": "^[0-9a-f]+$" },
                "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "additionalProperties": false,
                    "properties": {
                        "path": { "type": "string" },
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "additionalProperties": false,
                            "properties": { "begin": { "type": "integer", "minimum": 1 } },
                        },
                    },
                },
            },
        },
    }))
});

pub(super) fn check(report: &str, files: &[File]) {
    let report: Value = serde_json::from_str(report).expect("JSON");
    fits(&SCHEMA, &report);
    let issues = report.as_array().expect("issues");
    let expected = expected(files);
    assert_eq!(issues.len(), expected.len());
    for (issue, finding) in issues.iter().zip(&expected) {
        assert_eq!(issue["description"], finding["message"]);
        assert_eq!(issue["check_name"], finding["rule"]);
        assert_eq!(issue["location"]["path"], finding["path"]);
        assert_eq!(
            issue["location"]["lines"]["begin"],
            finding["start"]["line"]
        );
        let word = match text(&issue["severity"]) {
            "major" => "error",
            "minor" => "warning",
            _ => "note",
        };
        assert_eq!(word, finding["severity"]);
    }
    let known = issues.iter().map(|issue| text(&issue["fingerprint"]));
    assert_eq!(known.collect::<BTreeSet<_>>().len(), issues.len());
}
