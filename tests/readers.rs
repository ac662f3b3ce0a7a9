//! What rules say of front matter where the generator is known, against what the real generators did
//! with it (`fixtures/generators`): an error exactly where they stop, or do not take it for front matter.

use copydesk::generator::{GENERATORS, Reader, Readers};
use copydesk::{Policy, Rules, Severity, Source, builtin_rules, check, parse};
use serde_json::Value;

/// The rules that judge front matter by who reads it.
const JUDGES: [&str; 4] = [
    "front-matter-date",
    "front-matter-not-first",
    "front-matter-syntax",
    "front-matter-value",
];

/// What is told elsewhere, or by another version.
const KNOWN: &[(&str, &[&str])] = &[
    // The schema of Astro's blog template, which front-matter-schema holds posts to where it is asked to.
    (
        "astro",
        &[
            "block-blank",
            "block-comment",
            "block-comment-indented",
            "block-empty",
            "block-null",
            "block-text-colon",
            "draft-empty",
            "draft-list",
            "draft-no",
            "draft-word",
            "key-capital",
            "key-upper",
            "tags-dash-no-space",
            "tags-empty",
            "tags-full-width-comma-text",
            "tags-hash-items",
            "tags-ideographic-comma",
            "tags-list-item",
            "tags-map",
            "tags-map-item",
            "tags-null",
            "tags-null-item",
            "tags-number",
            "tags-numbers",
            "tags-word",
            "tags-words",
            "title-ampersand",
            "title-braces",
            "title-empty",
            "title-hash-first",
            "title-list",
            "title-map",
            "title-missing",
            "title-null",
            "title-number",
            "title-true",
            "toml-empty",
        ],
    ),
    // Of the two dates of Astro's blog template the sites of the fixtures have one.
    ("astro", &["date-others-words"]),
    // A tab before the opening line it reads, and blanks it does not.
    ("hexo", &["before-tab"]),
    // js-yaml 3 takes what no other reader of YAML takes.
    ("vitepress", &["tags-double-comma", "title-question"]),
    // ruamel.yaml minds a line separator in a comment, and in no value.
    ("nikola", &["line-separator-in-comment"]),
    // Debian's Jekyll 4.3.1 reads by Psych, with no symbols and no sets; 4.4.1 reads by safe_yaml.
    ("jekyll", &["symbol", "tag-ruby", "tag-set"]),
];

fn is_known(generator: &str, id: &str) -> bool {
    KNOWN
        .iter()
        .any(|(name, ids)| *name == generator && ids.contains(&id))
}

fn lines(name: &str) -> Vec<Value> {
    let path = format!("{}/fixtures/generators/{name}", env!("CARGO_MANIFEST_DIR"));
    #[expect(clippy::disallowed_methods, reason = "the project's own file")]
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("JSON lines")
}

#[test]
fn rules_say_error_where_the_generator_does_not_read() {
    let all = builtin_rules().expect("the built-in rules are valid");
    let judges = all.into_iter().filter(|rule| JUDGES.contains(&&*rule.id));
    let judges: Vec<_> = judges.collect();
    let inputs = lines("inputs.jsonl");
    let answers = lines("answers.jsonl");
    let (mut asked, mut wrong) = (0, Vec::new());
    for generator in GENERATORS {
        let policy = Policy {
            readers: Readers::one(Reader::newest(generator)),
            ..Policy::default()
        };
        let rules = Rules::new(judges.clone(), policy);
        for (input, answer) in inputs.iter().zip(&answers) {
            let id = input["id"].as_str().expect("an id");
            assert_eq!(answer["id"], id);
            let (Some(text), Some(real)) = (
                input["text"].as_str(),
                answer[generator.name]["answer"].as_str(),
            ) else {
                continue;
            };
            // The field that Astro's blog template has for it.
            let text = match generator.name {
                "astro" => text.replace("\ndate:", "\npubDate:"),
                _ => text.to_owned(),
            };
            let source = Source::from_text("_posts/2022-05-06-post.md", text);
            let post = parse(&source);
            // What is no front matter to anyone is nobody's fault.
            if post.front_matter.is_none() {
                continue;
            }
            asked += 1;
            let findings = check(&post, &rules);
            let is_error = findings
                .iter()
                .any(|found| found.severity == Severity::Error);
            if is_error != (real != "read") && !is_known(generator.name, id) {
                let says = findings
                    .iter()
                    .map(|found| format!("{}: {}", found.rule, found.message));
                let says = says.collect::<Vec<_>>().join(" | ");
                wrong.push(format!(
                    "{} {id}: {real}, and we say {says:?}",
                    generator.name
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {asked}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
