//! expected: what `jsonl` says of some files, which every other format is held to.

use copydesk::config::load;
use copydesk::report::summary::Summary;
use copydesk::report::writer::Writer;
use copydesk::report::{End, Format, RulePages, Style};
use copydesk::rule::Rule;
use copydesk::text::finding::Finding;
use copydesk::text::source::Source;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

pub(super) type File = (Source, Vec<Finding>);

static RULES: LazyLock<Vec<Arc<Rule>>> =
    LazyLock::new(|| load::builtin().expect("the built-in rules are valid"));

pub(super) fn written(format: Format, files: &[File]) -> String {
    let mut summary = Summary::default();
    let mut writer = Writer::new(format);
    let mut out = writer.begin().to_owned();
    for (source, findings) in files {
        summary.add(Summary::of(findings));
        let part = format.file(source, findings, Style::FILE, RulePages::NONE);
        out.push_str(&writer.add(part));
    }
    let end = End {
        summary: &summary,
        rules: &RULES,
        failed: false,
        has_baseline: false,
        accepted: &BTreeMap::new(),
    };
    out.push_str(&writer.end(&end));
    out
}

/// The lines of a format that has one a finding. A line ends where a program ends it: not at what
/// Unicode takes for one.
pub(super) fn lines(text: &str) -> Vec<Value> {
    let lines = text.split_terminator('\n');
    let read = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    lines.map(read).collect()
}

/// What every other format is held to.
pub(super) fn expected(files: &[File]) -> Vec<Value> {
    lines(&written(Format::JsonLines, files))
}

/// The message, and the help below it.
pub(super) fn advice(finding: &Value) -> String {
    match finding["help"].as_str() {
        Some(help) => format!("{}\n{help}", text(&finding["message"])),
        None => text(&finding["message"]).to_owned(),
    }
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

pub(super) fn number(value: &Value) -> usize {
    let number = value.as_u64();
    number.unwrap_or_else(|| panic!("no number: {value}")) as usize
}

pub(super) fn source<'f>(files: &'f [File], finding: &Value) -> &'f Source {
    let named = files
        .iter()
        .find(|(source, _)| source.name() == finding["path"]);
    &named.expect("a file").0
}

/// The post after the fix of a finding.
pub(super) fn mended(files: &[File], finding: &Value) -> Option<String> {
    let edits = finding["fix"]["edits"].as_array()?;
    let mut mended = source(files, finding).text().to_owned();
    for edit in edits.iter().rev() {
        let range = number(&edit["start"])..number(&edit["end"]);
        mended.replace_range(range, text(&edit["text"]));
    }
    Some(mended)
}
