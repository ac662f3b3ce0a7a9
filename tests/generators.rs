//! generators: what the matrix says of front matter is what the programs did with it.

#![expect(clippy::disallowed_methods, reason = "the fixture is read as it is")]

use copydesk::Source;
use copydesk::data::json_schema::Schema;
use copydesk::data::typed::document;
use copydesk::generator::{GENERATORS, Outcome};
use copydesk::lint::portability::Matrix;
use copydesk::parse;
use copydesk::rule::builtin;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// Of a hundred answers so many are right.
const WANTED: usize = 99;
/// Of a hundred posts that are not read, it is told so often rightly whether readers see the block or the
/// build ends (or the post is left out, or built without its front matter).
const WANTED_OUTCOMES: usize = 97;

fn lines(name: &str) -> Vec<Value> {
    let path = format!("{}/fixtures/generators/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).expect("the fixture");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "how many are right is to be seen")]
fn the_matrix_says_what_the_programs_do() {
    let answers = lines("answers.jsonl");
    let answers: BTreeMap<&str, &Value> = answers
        .iter()
        .map(|line| (line["id"].as_str().expect("an id"), line))
        .collect();
    let matrix = Matrix::default();
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut asked = 0;
    let mut unread: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new();
    for input in lines("inputs.jsonl") {
        let id = input["id"].as_str().expect("an id");
        let Some(text) = input["text"].as_str() else {
            continue;
        };
        asked += 1;
        for (at, generator) in GENERATORS.iter().enumerate() {
            // The harness writes the date where the generator looks for it.
            let text = match generator.date_fields.first() {
                Some(field) => text.replacen("\ndate:", &format!("\n{field}:"), 1),
                None => text.to_owned(),
            };
            let source = Source::from_text("source/_posts/a.md", text);
            let post = parse(&source);
            let answer = matrix.answers(&post).swap_remove(at);
            let is_read = answer.is_read();
            let real = answers[id][generator.name]["answer"]
                .as_str()
                .unwrap_or("none");
            if let (false, Some(outcome)) = (is_read, answer.outcome)
                && real != "read"
            {
                let (all, other) = unread.entry(generator.name).or_default();
                *all += 1;
                if (outcome == Outcome::Text) != (real == "text") {
                    other.push(format!(
                        "{id}: the program says {real}, the matrix {outcome:?}"
                    ));
                }
            }
            if is_read != (real == "read") {
                let why = answer.told.first().map(ToString::to_string);
                let why = why.unwrap_or_default();
                let told = format!("{id}: the program says {real}, the matrix {is_read} {why}");
                wrong.entry(generator.name).or_default().push(told);
            }
        }
    }
    let right = |name| asked - wrong.get(name).map_or(0, Vec::len);
    let all = GENERATORS.map(|generator| (generator.name, right(generator.name)));
    println!("of {asked} the matrix has right: {all:?}; wrong: {wrong:#?}");
    println!("and what becomes of those that are not read: {unread:#?}");
    for (name, (all, other)) in &unread {
        let right = all - other.len();
        assert!(
            right * 100 >= all * WANTED_OUTCOMES,
            "{name}: of {all}: {other:#?}"
        );
    }
    let low: Vec<_> = all
        .iter()
        .filter(|(_, right)| right * 100 < asked * WANTED)
        .collect();
    assert!(low.is_empty(), "of {asked}: {all:?}: {wrong:#?}");
}

/// What no schema looks at: whether a text is a date, which the rules of dates say.
fn is_a_date(schema: &str, field: &str) -> bool {
    schema == "docusaurus-blog" && field == "date" || field == "last_update"
}

#[test]
fn a_schema_takes_the_values_that_its_program_takes() {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for line in lines("fields.jsonl") {
        let word = |key: &str| line[key].as_str().unwrap_or_default();
        let (name, field, beside) = (word("schema"), word("field"), word("beside"));
        let file = builtin::schema(name).expect("a schema");
        let written = document(&file).expect("YAML").expect("a value");
        let schema = Schema::new(&written.to_json()).expect("a JSON Schema");
        for (key, is_read) in [("read", true), ("stops", false)] {
            for value in line[key].as_array().expect("a list") {
                let value = value.as_str().expect("a text");
                let text = format!("---\n{beside}{field}: {value}\n---\nText.\n");
                let source = Source::from_text("a.md", text);
                let post = parse(&source);
                let json = post.fields.value.as_ref().expect("fields").to_json();
                let mut faults = Vec::new();
                let all = schema.faults(&json, &mut |fault| faults.push(fault.problem));
                assert!(all.is_ok());
                asked += 1;
                if faults.is_empty() != is_read && (is_read || !is_a_date(name, field)) {
                    wrong.push(format!("{name}: `{field}: {value}` {key}: {faults:?}"));
                }
            }
        }
    }
    assert!(asked > 1000, "{asked}");
    assert!(wrong.is_empty(), "of {asked}: {wrong:#?}");
}
