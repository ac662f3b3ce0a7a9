//! own files: what may be written in a configuration, a rule file or a hosts file, and what it means, by
//! their JSON Schemas.

use super::workspace::{Content, Workspace};
use super::yaml_place::{ITEM, YamlPlace, yaml_place};
use crate::config::editor_schema::{configuration, hosts_file, rule_file};
use crate::text::source::Source;
use lsp_types::{CompletionItem, CompletionItemKind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The schema of a file of ours.
pub(super) fn schema(workspace: &Workspace, content: Content, path: &Path) -> Option<Value> {
    match content {
        Content::Configuration => Some(configuration(&workspace.all_rules(path))),
        Content::Rule => Some(rule_file()),
        Content::Hosts => Some(hosts_file()),
        Content::Post | Content::Other => None,
    }
}

/// What may be written at byte `offset`.
pub(super) fn completions(schema: &Value, source: &Source, offset: u32) -> Vec<CompletionItem> {
    let place = yaml_place(source.text(), offset as usize);
    let parts = parts(schema, &place);
    if place.in_value {
        let key = place.key.as_deref().unwrap_or_default();
        let values = parts.iter().flat_map(|part| step(schema, part, key));
        let words: BTreeMap<String, String> = values.flat_map(words).collect();
        return items(words, CompletionItemKind::Value, "");
    }
    let known = parts
        .iter()
        .filter_map(|part| part["properties"].as_object());
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    for (key, form) in known.flatten() {
        keys.entry(key.clone())
            .or_insert_with(|| description(schema, form));
    }
    // An item of a list may be a word.
    let mut items_here: BTreeMap<String, String> = parts.iter().copied().flat_map(words).collect();
    items_here.retain(|word, _| !keys.contains_key(word));
    let mut all = items(keys, CompletionItemKind::Property, ": ");
    all.extend(items(items_here, CompletionItemKind::Value, ""));
    all
}

/// What the key or the word at byte `offset` means.
pub(super) fn meaning(schema: &Value, source: &Source, offset: u32) -> Option<String> {
    let place = yaml_place(source.text(), offset as usize);
    let key = place.key.as_deref()?;
    let parts = parts(schema, &place);
    let mut known = parts.iter().filter_map(|part| part["properties"].get(key));
    let said =
        known.find_map(|form| Some(description(schema, form)).filter(|text| !text.is_empty()))?;
    Some(format!("**{key}**: {said}"))
}

fn items(
    words: BTreeMap<String, String>,
    kind: CompletionItemKind,
    behind: &str,
) -> Vec<CompletionItem> {
    let item = |(label, meaning): (String, String)| CompletionItem {
        insert_text: (!behind.is_empty()).then(|| format!("{label}{behind}")),
        kind: Some(kind),
        detail: (!meaning.is_empty()).then_some(meaning),
        label,
        ..CompletionItem::default()
    };
    words.into_iter().map(item).collect()
}

/// The parts of `schema` that hold for what is at `place`.
fn parts<'s>(schema: &'s Value, place: &YamlPlace) -> Vec<&'s Value> {
    let mut parts = forms(schema, schema);
    for key in &place.under {
        parts = parts
            .into_iter()
            .flat_map(|part| step(schema, part, key))
            .collect();
    }
    parts
}

/// The forms of what is under `key` of `part`.
fn step<'s>(schema: &'s Value, part: &'s Value, key: &str) -> Vec<&'s Value> {
    let next = if key == ITEM {
        &part["items"]
    } else {
        part["properties"]
            .get(key)
            .unwrap_or(&part["additionalProperties"])
    };
    forms(schema, next)
}

/// A part of a schema, and all that it means.
fn forms<'s>(schema: &'s Value, part: &'s Value) -> Vec<&'s Value> {
    let mut found: Vec<&'s Value> = Vec::new();
    let mut waiting = vec![part];
    while let Some(part) = waiting.pop() {
        // A schema that leads back to itself says nothing new.
        if found.iter().any(|known| std::ptr::eq(*known, part)) {
            continue;
        }
        found.push(part);
        let pointer = part["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
        waiting.extend(pointer.and_then(|to| schema.pointer(to)));
        for word in ["anyOf", "allOf", "oneOf"] {
            waiting.extend(part[word].as_array().into_iter().flatten());
        }
    }
    found
}

/// The words that a value may be, each with what it means.
fn words(form: &Value) -> Vec<(String, String)> {
    let said = form["description"].as_str().unwrap_or_default().to_owned();
    let options = form["enum"].as_array().into_iter().flatten();
    let constant = form.get("const");
    let all = options.chain(constant);
    all.filter_map(|word| match word {
        Value::String(word) => Some((word.clone(), said.clone())),
        Value::Bool(word) => Some((word.to_string(), said.clone())),
        _ => None,
    })
    .collect()
}

/// What a part of the schema says of itself, or what it refers to.
fn description(schema: &Value, part: &Value) -> String {
    let forms = forms(schema, part);
    let mut said = forms.iter().filter_map(|form| form["description"].as_str());
    said.next().unwrap_or_default().to_owned()
}
