//! pages: a page for each built-in rule, made from its file; `UPDATE=1` writes what is new.

use super::exact::exact;
use super::{book, generators, read};
use copydesk::config::load;
use copydesk::report::visible::Quotes;
use copydesk::rule::spec::Syntax;
use copydesk::rule::{Bad, Example, Rule};
use copydesk::text::span::Span;
use copydesk::url::proxy::Step;
use schemars::generate::SchemaGenerator;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Where the rules begin in the summary.
const HEADING: &str = "# Every rule\n\n";
/// Where the generators do, before them.
const GENERATORS: &str = "# Every generator\n\n";

/// What the page of the steps begins with.
const STEPS: &str = "\
# The steps to an origin

A `url` rule with `unwrap` knows where an address is found, and by `take` the steps from there to the
address that is meant. The first step begins with the whole address, and each takes what the one before it
gave; where one leads nowhere, the next entry for the host is tried.

- What comes out must be an address that a post may be pointed to: by `http` or `https`, at a public host.
- What has no scheme is no address, unless `bare` says what it means: `http`, `https`, or `here` for a path
  on the host that was found.
- What is percent-encoded as a whole is decoded, and a proxy behind a proxy is taken apart as well.
- What is found at a port of its own leads to the same address, but its fix is unsafe: another server may
  answer there.
- `keep: why` in the place of `take` says that an address stays as it is, and why.
- `page: true`: the proxy makes a page of its own, as a translator does, and links lead there.

`copydesk explain-url ADDRESS` shows each step that is taken. The rules
[proxied-url](rules/proxied-url.md) and [unresolvable-proxy](rules/unresolvable-proxy.md) are made of them;
their files lie in `rules/` of the sources.

| step | what it gives |
|---|---|
";

/// The YAML file at `path` as JSON.
fn yaml(path: &Path) -> Value {
    let text = read(path);
    let span = Span::from(0..text.len());
    let file = copydesk::data::yaml::parse(&text, span);
    let value = file.value.unwrap_or_else(|| panic!("{}", path.display()));
    value.to_json()
}

/// What the fix of a rule is, how far it may be trusted, and what to do where there is none.
fn cure(rule: &Rule) -> String {
    let said = match fix(rule) {
        "safe" => {
            "Safe: the meaning cannot change, and `copydesk fix` writes it. Where that is not certain, the finding \
             says `unsafe fix`, and only `copydesk fix --unsafe` writes it."
        }
        "unsafe" => {
            "Unsafe: it is probably right. `copydesk fix --unsafe` writes it; `copydesk fix --unsafe --diff` shows it first."
        }
        "suggest" => {
            "A suggestion: only a person can say whether it is right. `copydesk fix --interactive` asks."
        }
        _ => "There is none: only a person can say what is right.",
    };
    let file = book().join(format!("../rules/{}.yml", rule.id));
    let help = yaml(&file)["help"].as_str().unwrap_or_default().to_owned();
    // What is in braces is another text at each finding.
    if help.is_empty() || help.contains('{') {
        format!("{said}\n")
    } else {
        format!("{said}\n\nTo do: {help}.\n")
    }
}

/// Sections about its readers, its fix, its switch and its precision.
fn advice(rule: &Rule, notes: &Value) -> String {
    let note = |word: &str| {
        let note = notes[&*rule.id][word].as_str();
        note.unwrap_or_else(|| panic!("docs/rules.yml: {}: {word}", rule.id))
    };
    let (id, readers, off) = (&rule.id, note("readers"), note("off"));
    let switch = if rule.recommended {
        format!(
            "`rules: {{ {id}: off }}` in [copydesk.yml](../configuration.md) switches it off, a \
             [suppression](../suppressions.md) hides one finding."
        )
    } else {
        format!("`rules: {{ {id}: on }}` in [copydesk.yml](../configuration.md) switches it on.")
    };
    format!(
        "\n## What readers see\n\n{readers}\n\n## The fix\n\n{}\n## When to switch it off\n\n{off}\n\n{switch}\n\n\
         ## How exact it is on real posts\n\n{}",
        cure(rule),
        exact(&rule.id),
    )
}

/// What a person wants to know of a rule.
fn page(rule: &Rule, notes: &Value) -> String {
    let kind = rule.find.word();
    let mut page = format!("# {}\n\nThe problem: {}.\n\n", rule.id, rule.summary);
    let _ = writeln!(page, "{}\n", rule.why().trim_end());
    let _ = writeln!(page, "- severity: {}", severity(rule));
    let _ = writeln!(page, "- fix: {}", fix(rule));
    let _ = writeln!(page, "- tags: `{}`", rule.tags.join("`, `"));
    let _ = writeln!(page, "- kind: [{kind}](../kinds.md#{kind})");
    page.push_str(&advice(rule, notes));
    let quotes = Quotes::of(rule);
    let (bad, good): (Vec<&Example>, Vec<&Example>) = rule
        .examples()
        .iter()
        .partition(|example| example.bad.is_some());
    if !bad.is_empty() {
        page.push_str("\n## What it finds\n");
    }
    for example in bad {
        page.push_str(&quoted(quotes, example.syntax, &example.post));
        if let Some(Bad {
            fixed: Some(fixed), ..
        }) = &example.bad
            && *fixed != example.post
        {
            let _ = write!(page, "\nbecomes\n{}", quoted(quotes, example.syntax, fixed));
        }
    }
    if !good.is_empty() {
        page.push_str("\n## What it leaves alone\n");
    }
    for example in good {
        page.push_str(&quoted(quotes, example.syntax, &example.post));
    }
    page
}

fn severity(rule: &Rule) -> String {
    let word = rule.severity.word();
    if rule.recommended {
        word.to_owned()
    } else {
        format!("{word}; off until it is asked for")
    }
}

fn fix(rule: &Rule) -> &'static str {
    rule.fix.as_ref().map_or("none", |fix| fix.safety.word())
}

/// A post as code.
fn quoted(quotes: Quotes, syntax: Syntax, post: &str) -> String {
    let word = match syntax {
        Syntax::Html => "html",
        Syntax::Markdown => "markdown",
        Syntax::Mdx => "mdx",
    };
    let fence = if post.contains("```") { "````" } else { "```" };
    let lines = quotes.lines(post).join("\n");
    format!("\n{fence}{word}\n{lines}\n{fence}\n")
}

/// The list of all rules, with what is known of each.
fn list(rules: &[std::sync::Arc<Rule>]) -> String {
    let mut list = String::from(
        "# All rules\n\nThe page of each rule says what readers see, how far its fix may be trusted, when to switch it off, and how \
         exact it is\non real posts.\n\nA rule that is `off` is not recommended for everyone: `--select` or the \
         [configuration](../configuration.md)\nturns it on.\n\n| rule | the problem | severity | fix |\n\
         |---|---|---|---|\n",
    );
    for rule in rules {
        let severity = if rule.recommended {
            rule.severity.word()
        } else {
            "off"
        };
        let (id, fix, summary) = (&rule.id, fix(rule), &rule.summary);
        let _ = writeln!(list, "| [{id}]({id}.md) | {summary} | {severity} | {fix} |");
    }
    list
}

/// Each step to an origin, and what it gives.
fn steps() -> String {
    let mut page = String::from(STEPS);
    let schema = SchemaGenerator::default().into_root_schema_for::<Step>();
    let forms = schema.get("oneOf").and_then(|forms| forms.as_array());
    for form in forms.into_iter().flatten() {
        let says = form["description"].as_str().expect("a description");
        let says = says.split_whitespace().collect::<Vec<_>>().join(" ");
        let step = match (&form["const"], &form["properties"]) {
            (Value::String(word), _) => word.clone(),
            (_, Value::Object(keys)) => {
                let word = keys.keys().next().expect("a key");
                format!("{{ {word}: … }}")
            }
            _ => panic!("a step of another form: {form}"),
        };
        let _ = writeln!(page, "| `{step}` | {says} |");
    }
    page
}

#[test]
fn every_rule_and_every_generator_has_its_page() {
    let rules = load::builtin().expect("valid rules");
    let notes = yaml(&book().join("rules.yml"));
    let known: Vec<&str> = rules.iter().map(|rule| rule.id.as_ref()).collect();
    for id in notes.as_object().expect("notes by rule").keys() {
        assert!(known.contains(&id.as_str()), "docs/rules.yml: {id}");
    }
    let mut wanted = BTreeMap::new();
    let mut summary = format!("{HEADING}- [All rules](rules/all.md)\n");
    for rule in &rules {
        wanted.insert(format!("rules/{}.md", rule.id), page(rule, &notes));
        let _ = writeln!(summary, "  - [{0}](rules/{0}.md)", rule.id);
    }
    wanted.insert("rules/all.md".to_owned(), list(&rules));
    wanted.insert("steps.md".to_owned(), steps());
    let source = book().join("src");
    let whole = read(&source.join("SUMMARY.md"));
    let by_hand = whole.split(HEADING).next().unwrap_or_default();
    let by_hand = by_hand.split(GENERATORS).next().unwrap_or_default();
    let (pages, generators) = generators::pages();
    wanted.extend(pages);
    wanted.insert(
        "SUMMARY.md".to_owned(),
        format!("{by_hand}{GENERATORS}{generators}\n{summary}"),
    );
    let mut wrong = Vec::new();
    for (name, text) in &wanted {
        let path = source.join(name);
        if path.is_file() && read(&path) == *text {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            #[expect(clippy::disallowed_methods, reason = "a page of the book, not a post")]
            std::fs::write(&path, text).expect("a page that can be written");
        } else {
            wrong.push(name.as_str());
        }
    }
    assert!(wrong.is_empty(), "UPDATE=1 writes anew: {wrong:?}");
}
