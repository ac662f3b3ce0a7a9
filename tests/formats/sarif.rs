//! sarif: the schema of OASIS, and a reader that is made of it.

use super::expected::{File, advice, expected, mended, number, source, text};
use super::schema::{compiled, fits};
use copydesk::text::source::Source;
use copydesk::text::span::Span;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

/// The schema of OASIS, which the package of a reader brings along.
static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo runs");
        String::from_utf8(output.stdout).expect("text")
    };
    // Of other machines' packages not all are here.
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let known = cargo(&[
        "metadata",
        "--format-version=1",
        "--offline",
        "--locked",
        "--filter-platform",
        host.expect("a machine"),
    ]);
    let known: Value = serde_json::from_str(&known).expect("what cargo knows");
    let packages = known["packages"].as_array().expect("packages");
    let reader = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif");
    let manifest = Path::new(text(&reader.expect("the reader")["manifest_path"]));
    let path = manifest.with_file_name("src").join("schema.json");
    let bytes = copydesk::workspace::files::read(&path, u64::MAX).expect("the schema");
    let mut schema: Value = serde_json::from_slice(&bytes).expect("JSON");
    // A pattern that is no regular expression to everyone, of a property that is not written.
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"] = Value::Bool(false);
    }
    compiled(&schema)
});

/// A path without its percent-encoding.
fn path_of(uri: &str) -> String {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        assert!(first.is_ascii_graphic(), "{uri}");
        if *first == b'%' {
            let hex = std::str::from_utf8(&after[..2]).expect("digits");
            bytes.push(u8::from_str_radix(hex, 16).expect("digits"));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).expect("a path")
}

/// The bytes of a region, by its lines and columns.
fn region(source: &Source, region: &Value) -> Span {
    let place = |line: &str, column: &str| {
        source.offset(number(&region[line]), number(&region[column]) - 1)
    };
    Span::new(
        place("startLine", "startColumn"),
        place("endLine", "endColumn"),
    )
}

pub(super) fn check(log: &str, files: &[File]) {
    let log: Value = serde_json::from_str(log).expect("JSON");
    fits(&SCHEMA, &log);
    let _: serde_sarif::sarif::Sarif = serde_json::from_value(log.clone()).expect("a log");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = &run["tool"]["driver"]["rules"];
    let results = run["results"].as_array().expect("results");
    let expected = expected(files);
    assert_eq!(results.len(), expected.len());
    for (result, finding) in results.iter().zip(&expected) {
        let source = source(files, finding);
        assert_eq!(result["ruleId"], finding["rule"]);
        assert_eq!(rules[number(&result["ruleIndex"])]["id"], finding["rule"]);
        assert_eq!(result["level"], finding["severity"]);
        assert_eq!(text(&result["message"]["text"]), advice(finding));
        let location = &result["locations"][0]["physicalLocation"];
        let uri = text(&location["artifactLocation"]["uri"]);
        assert_eq!(path_of(uri), source.name());
        let span = Span::new(
            number(&finding["start"]["offset"]) as u32,
            number(&finding["end"]["offset"]) as u32,
        );
        assert_eq!(region(source, &location["region"]), span);
        assert_eq!(location["region"]["byteOffset"], span.start);
        assert_eq!(location["region"]["byteLength"], span.len());
        let mended_here = result["fixes"].as_array().map(|fixes| {
            let change = &fixes[0]["artifactChanges"][0];
            assert_eq!(change["artifactLocation"]["uri"], uri);
            let mut mended = source.text().to_owned();
            let replacements = change["replacements"].as_array().expect("replacements");
            for replacement in replacements.iter().rev() {
                let range = region(source, &replacement["deletedRegion"]).range();
                mended.replace_range(range, text(&replacement["insertedContent"]["text"]));
            }
            mended
        });
        assert_eq!(mended_here, mended(files, finding));
    }
    let known = results
        .iter()
        .map(|result| text(&result["partialFingerprints"]["copydesk/v1"]));
    assert_eq!(known.collect::<BTreeSet<_>>().len(), results.len());
}
