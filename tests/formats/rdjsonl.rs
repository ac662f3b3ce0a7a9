//! rdjsonl: the messages of `reviewdog.proto`, held to closely.

use super::expected::{File, advice, expected, lines, mended, number, source, text};
use super::schema::{compiled, fits};
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::LazyLock;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    compiled(&json!({
        "type": "object",
        "required": ["message", "location", "severity", "source", "code"],
        "additionalProperties": false,
        "properties": {
            "message": { "type": "string" },
            "location": {
                "type": "object",
                "required": ["path", "range"],
                "additionalProperties": false,
                "properties": {
                    "path": { "type": "string" },
                    "range": { "$ref": "#/$defs/range" },
                },
            },
            "severity": { "enum": ["ERROR", "WARNING", "INFO"] },
            "source": { "$ref": "#/$defs/named" },
            "code": { "$ref": "#/$defs/named" },
            "suggestions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["range", "text"],
                    "additionalProperties": false,
                    "properties": {
                        "range": { "$ref": "#/$defs/range" },
                        "text": { "type": "string" },
                    },
                },
            },
        },
        "$defs": {
            "named": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": false,
                "properties": { "name": { "type": "string" }, "value": { "type": "string" } },
            },
            "range": {
                "type": "object",
                "required": ["start", "end"],
                "additionalProperties": false,
                "properties": {
                    "start": { "$ref": "#/$defs/position" },
                    "end": { "$ref": "#/$defs/position" },
                },
            },
            "position": {
                "type": "object",
                "required": ["line", "column"],
                "additionalProperties": false,
                "properties": {
                    "line": { "type": "integer", "minimum": 1 },
                    "column": { "type": "integer", "minimum": 1 },
                },
            },
        },
    }))
});

/// The bytes of a range, whose columns count bytes.
fn range(post: &str, range: &Value) -> Range<usize> {
    let place = |place: &Value| {
        // A post without a line feed is in lines that carriage returns end.
        let end = if post.contains('\n') { '\n' } else { '\r' };
        let before = post.split_inclusive(end).take(number(&place["line"]) - 1);
        before.map(str::len).sum::<usize>() + number(&place["column"]) - 1
    };
    place(&range["start"])..place(&range["end"])
}

pub(super) fn check(out: &str, files: &[File]) {
    let diagnostics = lines(out);
    let expected = expected(files);
    assert_eq!(diagnostics.len(), expected.len());
    for (diagnostic, finding) in diagnostics.iter().zip(&expected) {
        fits(&SCHEMA, diagnostic);
        let post = source(files, finding).text();
        assert_eq!(text(&diagnostic["message"]), advice(finding));
        assert_eq!(diagnostic["location"]["path"], finding["path"]);
        assert_eq!(diagnostic["code"]["value"], finding["rule"]);
        let word = match text(&diagnostic["severity"]) {
            "ERROR" => "error",
            "WARNING" => "warning",
            _ => "note",
        };
        assert_eq!(word, finding["severity"]);
        let span = number(&finding["start"]["offset"])..number(&finding["end"]["offset"]);
        assert_eq!(range(post, &diagnostic["location"]["range"]), span);
        let suggestions = diagnostic["suggestions"].as_array().expect("suggestions");
        let mended_here = suggestions.first().map(|suggestion| {
            let mut mended = post.to_owned();
            let range = range(post, &suggestion["range"]);
            mended.replace_range(range, text(&suggestion["text"]));
            mended
        });
        assert_eq!(mended_here, mended(files, finding));
    }
}
