//! schemas: a JSON Schema that a post or a configuration names reads, shows and costs no more than it may.

use super::{checks, folder, run, said, write};

#[test]
fn a_schema_reads_no_other_file_and_no_address() {
    for address in ["https://a.example/b.json", "file:///etc/hostname", "b.json"] {
        let schema = format!("{{\"$ref\": \"{address}\"}}");
        let config = "front-matter: { schema: a.json }\n";
        let files = [
            ("copydesk.yml", config),
            ("a.json", &*schema),
            ("b.json", "{}"),
            ("a.md", "---\na: 1\n---\n"),
        ];
        checks(&files, 2, "is not followed");
    }
    // What a post names is not even looked for.
    let post = "---\n$schema: https://a.example/b.json\ntitle: a\n---\n";
    checks(&[("a.md", post)], 0, "nothing to report");
    let post = "---\n$schema: secret.txt\ntitle: a\n---\n";
    checks(
        &[("a.md", post), ("secret.txt", "key")],
        1,
        "there is no schema",
    );
}

#[test]
fn a_post_names_schemas_of_its_repository_alone_and_shows_nothing_of_other_files() {
    let outer = folder(&[
        ("secret.yml", "token: [hunter2\n"),
        ("secret.json", "{\"type\": \"hunter2\"}"),
        ("site/.git/HEAD", ""),
        ("site/own.yml", "token: [hunter3\n"),
        ("site/type.json", "{\"type\": \"hunter3\"}"),
        ("site/good.json", "{\"required\": [\"author\"]}"),
    ]);
    let site = outer.path().join("site");
    let absolute = outer.path().join("secret.json").display().to_string();
    for (name, wanted) in [
        ("../../secret.yml", "is outside of the repository"),
        ("../../secret.json", "is outside of the repository"),
        (&*absolute, "is outside of the repository"),
        ("../own.yml", "is no JSON Schema"),
        ("../type.json", "is no JSON Schema"),
        ("../good.json", "the key `author` is missing"),
        ("../nowhere.json", "there is no schema"),
    ] {
        let post = format!("---\n$schema: {name}\ntitle: a\n---\n");
        write(&site.join("posts/a.md"), &post);
        let output = run(&site, &["check", ".", "--format", "concise"]);
        let said = said(&output);
        assert!(said.contains(wanted), "{name}: {said}");
        assert!(!said.contains("hunter"), "{name}: {said}");
    }
}

/// Small and harmless: each level is visited twice. The guard counts visits, so a list that is long
/// enough shows it as one that is deep.
#[test]
fn a_schema_has_a_limit_of_steps() {
    let forms = ["{\"$ref\": \"#\"}"; 2].join(", ");
    let item = format!(
        "{{\"anyOf\": [{{\"type\": \"number\"}}, {{\"items\": {{\"anyOf\": [{forms}]}}, \"type\": \"array\"}}]}}"
    );
    let post = |deep: usize| {
        let (open, close) = ("[".repeat(deep), "]".repeat(deep));
        format!("---\n$schema: list.json\na: {open}x{close}\n---\n")
    };
    let list = format!(
        "{{\"anyOf\": [{{\"properties\": {{\"a\": {{\"$ref\": \"#\"}}}}, \"type\": \"object\"}}, {item}]}}"
    );
    checks(
        &[("list.json", &list), ("a.md", &post(3))],
        1,
        "none of the forms",
    );
    checks(
        &[("list.json", &list), ("a.md", &post(15))],
        1,
        "takes too many steps",
    );
}
