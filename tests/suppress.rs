//! What a post does not want to be told: how far a suppression reaches, and what is said of it.

use copydesk::config::load;
use copydesk::data::date::Day;
use copydesk::lint::check::check;
use copydesk::lint::fix::fix;
use copydesk::lint::suppress::{Words, suppress};
use copydesk::post::parse::parse;
use copydesk::post::suppression::Known;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    let names = rules.iter().flat_map(|rule| rule.names());
    let known = Known {
        today: Day::read("2026-06-15"),
        names: names.map(str::to_owned).collect(),
        is_narrowed: false,
    };
    rules.retain(|rule| rule.answers_to("suppression") || &*rule.id == "missing-alt");
    Rules::new(
        rules,
        Policy {
            known,
            ..Policy::default()
        },
    )
});

/// What is found, each as `rule: its text`.
fn found(name: &str, text: &str) -> Vec<String> {
    let findings = check(&parse(&Source::new(name, text.into())), &RULES);
    let findings = findings.into_iter();
    findings
        .map(|finding| format!("{}: {}", finding.rule, finding.span.of(text)))
        .collect()
}

/// The images that are reported, by the name of their file, and that nothing else is.
fn reported(name: &str, text: &str) -> String {
    let mut files = String::new();
    for finding in found(name, text) {
        let image = finding.strip_prefix("missing-alt: ");
        let image = image.unwrap_or_else(|| panic!("{finding} in {text}"));
        let at = image.find("src=").expect("an address") + 4;
        files.push_str(&image[at..=at]);
    }
    files
}

#[test]
fn what_comes_next_is_an_element_a_block_or_a_line() {
    let next = "<!-- copydesk-disable-next missing-alt -->";
    let cases = [
        // On the same line an element, or the text up to the end of the element around it.
        (format!("{next}<img src=a><img src=b>"), "b"),
        (format!("<p>{next} <b><img src=a></b><img src=b></p>"), "b"),
        (format!("<div>{next}x<img src=a></div><img src=b>"), "b"),
        // On another line all of the line, and all of what begins it.
        (format!("{next}\n<img src=a><img src=b>\n<img src=c>"), "c"),
        (
            format!("{next}\n\n<p>\n<img src=a>\n</p>\n<img src=b>"),
            "b",
        ),
        (format!("{next}\n<img src=a>x<br>\n<img src=b>"), "b"),
        // End tags and other comments are passed over.
        (
            format!("<p>x{next}</p>\n<p>\n<img src=a></p><p>\n<img src=b></p>"),
            "b",
        ),
        (format!("{next}\n<!-- x -->\n<img src=a>\n<img src=b>"), "b"),
    ];
    for (text, wanted) in cases {
        assert_eq!(reported("a.html", &text), wanted, "{text}");
    }
}

#[test]
fn in_markdown_a_block_is_what_comes_next() {
    let next = "<!-- copydesk-disable-next missing-alt -->";
    let cases = [
        (
            format!("{next}\n中文 <img src=a>\n中文 <img src=b>\n\n<img src=c>\n"),
            "c",
        ),
        (
            format!("{next}\n\n- <img src=a>\n- <img src=b>\n\n<img src=c>\n"),
            "c",
        ),
        (format!("- {next}\n  <img src=a>\n- <img src=b>\n"), "b"),
        (format!("x {next} <img src=a> <img src=b>\n"), "b"),
        (
            format!("|{next} <img src=a>|<img src=b>|\n|-|-|\n|1|2|\n"),
            "b",
        ),
        (format!("> {next}\n> <img src=a>\n\n<img src=b>\n"), "b"),
        (format!("`{next}` <img src=a>\n"), "a"),
        (format!("```\n{next}\n```\n<img src=a>\n"), "a"),
        (format!("    {next}\n\n<img src=a>\n"), "a"),
    ];
    for (text, wanted) in cases {
        assert_eq!(reported("a.md", &text), wanted, "{text}");
    }
}

#[test]
fn a_stretch_ends_where_its_rule_is_enabled_or_with_the_file() {
    let (off, on) = ("<!-- copydesk-disable image -->", "<!-- copydesk-enable");
    let cases = [
        (
            format!("<img src=a>{off}<img src=b>{on} image --><img src=c>"),
            "ac",
        ),
        (
            format!("{off}<p>\n<img src=a></p>\n{on} --><img src=b>{off}<img src=c>"),
            "b",
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(reported("a.html", &text), wanted, "{text}");
    }
    let text = format!("{off}<img src=a>{on} missing-alt --><img src=b>");
    let idle = "unused-suppression: <!-- copydesk-enable missing-alt -->";
    assert_eq!(found("a.html", &text), [idle]);
}

#[test]
fn mdx_has_comments_of_its_own() {
    let text = "{/* copydesk-disable-next missing-alt -- *its* `caption` says it */}\n\n<img src=\"a\">\n\n<img src=\"b\">\n";
    assert_eq!(found("a.mdx", text), ["missing-alt: <img src=\"b\">"]);
    let code = "```\n{/* copydesk-disable-file missing-alt */}\n```\n\n`{/* copydesk-disable missing-alt */}` <img src=a>\n";
    assert_eq!(found("a.mdx", code), ["missing-alt: <img src=a>"]);
    let unused = "{/* copydesk-disable-file missing-alt */}\n";
    assert_eq!(
        found("a.mdx", unused),
        ["unused-suppression: {/* copydesk-disable-file missing-alt */}"]
    );
    // One behind the other, and one of MDX behind a text.
    let two = "{/* copydesk-disable-next missing-alt */}\n{/* why */}\n<img src=\"a\" />\n";
    assert_eq!(found("a.mdx", two), Vec::<String>::new());
    let idle = "# A\n\n{/* copydesk-disable-next missing-alt */}\n<b>c</b> {/* b */}\n";
    let fixed = fix(
        &parse(&Source::new("a.mdx", idle.into())),
        &RULES,
        Safety::Safe,
    );
    assert_eq!(fixed.text.as_deref(), Some("# A\n\n<b>c</b> {/* b */}\n"));
}

#[test]
fn front_matter_in_any_language_speaks_for_the_file() {
    let image = "<img src=a>\n";
    for front in [
        "---\ncopydesk: { disable: missing-alt }\n---\n",
        "---\ncopydesk:\n  disable:\n  - rule: missing-alt\n    until: 2026-06-15\n---\n",
        "+++\n[copydesk]\ndisable = [\"missing-alt\"]\n+++\n",
        "{ \"copydesk\": { \"disable\": [{ \"rule\": \"missing-alt\" }] } }\n",
        "\"title\": \"a\",\n\"copydesk\": { \"disable\": [\"missing-alt\"] }\n;;;\n",
    ] {
        assert_eq!(reported("a.md", &format!("{front}{image}")), "", "{front}");
    }
    let wrong = "---\ncopydesk:\n  disable:\n  - { reason: none }\n  - [missing-alt]\n---\n";
    assert_eq!(found("a.md", wrong).len(), 2, "{:?}", found("a.md", wrong));
}

#[test]
fn an_unused_comment_goes_with_its_line_where_nothing_else_changes_by_it() {
    let comment = "<!-- copydesk-disable-next missing-alt -->";
    let fixed = |name: &str, text: &str| {
        let fixed = fix(
            &parse(&Source::new(name, text.into())),
            &RULES,
            Safety::Safe,
        );
        fixed.text.unwrap_or_else(|| text.to_owned())
    };
    for (name, before, after) in [
        ("a.md", format!("a\n\n{comment}\nb\n"), "a\n\nb\n"),
        ("a.html", format!("a\n  {comment}\r\n<br>b"), "a\n<br>b"),
        ("a.html", format!("<p>a</p>\n{comment}\n"), "<p>a</p>\n"),
        ("a.html", format!("<div>a{comment}b\n"), "<div>ab\n"),
        ("a.md", format!("{comment}\n"), ""),
    ] {
        assert_eq!(fixed(name, &before), after, "{before}");
    }
    // Without it two paragraphs would be one.
    let kept = format!("a\n{comment}\nb\n");
    assert_eq!(fixed("a.md", &kept), kept);
}

#[test]
fn what_is_suppressed_is_not_mended() {
    let rules = load::builtin().expect("the built-in rules are valid");
    let rules = Rules::new(rules, Policy::default());
    let image = "<img src=\"https://wsrv.nl/?url=https://a.example/a.jpg\" alt=\"\">";
    let text = format!("<!-- copydesk-disable-next proxied-url -->\n{image}\n\n{image}\n");
    let fixed = fix(
        &parse(&Source::new("a.html", text.into())),
        &rules,
        Safety::Safe,
    );
    let after = fixed.text.expect("one of them is fixed");
    assert_eq!(after.matches("wsrv.nl").count(), 1, "{after}");
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "<!-- copydesk-disable-next missing-alt -->",
        "<!-- copydesk-disable-next missing-alt, proxied-url until=2026-01-01 -- a -->",
        "<!-- copydesk-disable missing-alt,image -->",
        "<!-- copydesk-disable image missing-alts -->",
        "<!-- copydesk-enable -->",
        "<!-- copydesk-enable image -->",
        "<!-- copydesk-disable-file accessibility",
        "-->",
        "copydesk-",
        "<!-- ",
        "<img src=a>",
        "<img src=b alt=c>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<pre>",
        "</pre>",
        "x",
        "中",
        "- ",
        "> ",
        "`",
        "\n",
        "\n\n",
        "---\ncopydesk: { disable: [missing-alt] }\n---\n",
    ])
}

proptest! {
    #[test]
    fn adding_comments_leaves_nothing_to_report_and_none_without_use(pieces in prop::collection::vec(piece(), 0..16), name in "a\\.(md|html|mdx)") {
        let text = pieces.concat();
        let of = |found: &[String], rule: &str| found.iter().filter(|found| found.starts_with(rule)).count();
        let before = found(&name, &text);
        let hushed = suppress(&parse(&Source::new(&*name, text.clone().into())), &RULES, &Words::default());
        if let Some(after) = hushed.text {
            let left = found(&name, &after);
            prop_assert!(of(&left, "missing-alt") < of(&before, "missing-alt"));
            prop_assert!(of(&left, "unused") <= of(&before, "unused"), "{}", after);
            let again = suppress(&parse(&Source::new(&*name, after.into())), &RULES, &Words::default());
            prop_assert_eq!(again.text, None);
        }
    }

    #[test]
    fn taking_unused_ones_away_brings_nothing_back(pieces in prop::collection::vec(piece(), 0..16), name in "a\\.(md|html|mdx)") {
        let text = pieces.concat();
        let alts = |text: &str| found(&name, text).iter().filter(|found| found.starts_with("missing-alt")).count();
        let fixed = fix(&parse(&Source::new(&*name, text.clone().into())), &RULES, Safety::Safe);
        prop_assert!(fixed.endless.is_empty());
        if let Some(after) = fixed.text {
            prop_assert_eq!(alts(&text), alts(&after), "{}", after);
            let again = fix(&parse(&Source::new(&*name, after.into())), &RULES, Safety::Safe);
            prop_assert_eq!(again.text, None);
        }
    }
}

#[test]
fn a_comment_is_added_at_the_nearest_place_that_changes_nothing() {
    let next = "<!-- copydesk-disable-next missing-alt -->";
    let file = "<!-- copydesk-disable-file missing-alt -->";
    for (name, before, after) in [
        (
            "a.html",
            "<p>a</p>\r\n  <img src=a><img src=b>\r\n",
            format!("<p>a</p>\r\n  {next}\r\n  <img src=a><img src=b>\r\n"),
        ),
        (
            "a.html",
            "<p>a</p>\r  <img src=a><img src=b>\r",
            format!("<p>a</p>\r  {next}\r  <img src=a><img src=b>\r"),
        ),
        (
            "a.html",
            "<b>a<img src=a></b>",
            format!("<b>a{next}<img src=a></b>"),
        ),
        (
            "a.md",
            "中文\n<img src=a> 中文\n",
            format!("{next}\n中文\n<img src=a> 中文\n"),
        ),
        (
            "a.md",
            "- a\n- <img src=a>\n",
            format!("- a\n- {next}<img src=a>\n"),
        ),
        (
            "a.html",
            "<svg role=img></svg>",
            format!("{next}\n<svg role=img></svg>"),
        ),
        (
            "a.html",
            "<code><img src=a></code>",
            format!("{next}\n<code><img src=a></code>"),
        ),
        (
            "a.html",
            "<table><td><pre>\n<img src=a>",
            format!("<table><td>{next}<pre>\n<img src=a>"),
        ),
        (
            "a.mdx",
            "a\n\n<img src=\"a\" />\n",
            "a\n\n{/* copydesk-disable-next missing-alt */}\n<img src=\"a\" />\n".to_owned(),
        ),
        (
            "a.mdx",
            "a <img src=\"a\" /> b\n",
            "a {/* copydesk-disable-next missing-alt */}<img src=\"a\" /> b\n".to_owned(),
        ),
        (
            "a.mdx",
            "<Box>\n  <img src=\"a\" />\n</Box>\n",
            "<Box>\n  {/* copydesk-disable-next missing-alt */}\n  <img src=\"a\" />\n</Box>\n"
                .to_owned(),
        ),
        (
            "a.mdx",
            "{ok && <img src=\"a\" />}\n",
            "{/* copydesk-disable-next missing-alt */}\n{ok && <img src=\"a\" />}\n".to_owned(),
        ),
    ] {
        let hushed = suppress(
            &parse(&Source::new(name, before.into())),
            &RULES,
            &Words::default(),
        );
        assert_eq!(hushed.text.as_deref().unwrap_or(before), after, "{before}");
    }
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| rule.answers_to("file"));
    let rules = Rules::new(rules, Policy::default());
    let file = file.replace("missing-alt", "trailing-whitespace");
    let hushed = suppress(
        &parse(&Source::new("a.md", "a\n\n\n".into())),
        &rules,
        &Words::default(),
    );
    assert_eq!(hushed.text, Some(format!("a\n\n{file}\n\n\n")));
}

#[test]
fn one_line_is_suppressed_alone() {
    let text = "<p><img src=a></p>\n<p><img src=b></p>\n<p><img src=c></p>\n";
    let at = |line| {
        let words = Words {
            line: Some(line),
            ..Words::default()
        };
        suppress(&parse(&Source::new("a.html", text.into())), &RULES, &words)
    };
    let done = at(2);
    assert!(done.findings.is_empty());
    assert_eq!(reported("a.html", &done.text.expect("a comment")), "ac");
    for line in [0, 4, 9] {
        let done = at(line);
        assert!(done.text.is_none() && done.findings.is_empty(), "{line}");
    }
}

#[test]
fn a_comment_in_front_matter_is_never_passed_over_in_silence() {
    for (name, text) in [
        (
            "a.md",
            "---\ntitle: a\n# copydesk-disable-file missing-alt -- b\nd: |\n  # copydesk-disable-file e\n---\n",
        ),
        (
            "a.md",
            "+++\r\ntitle = 'a'\r\n # copydesk-disable-file missing-alt -- b\r\n+++\r\n",
        ),
        (
            "a.md",
            "---\ntitle: a b # copydesk-disable-file missing-alt -- b\nd: 'c # copydesk-disable-file e'\n---\n",
        ),
        (
            "a.md",
            "---\n# a # b\ntags: [a, b] # copydesk-disable-file missing-alt -- b\n---\n",
        ),
        (
            "a.md",
            "+++\ntitle = 'a # copydesk-disable-file e'# copydesk-disable-file missing-alt -- b\n+++\n",
        ),
    ] {
        let wanted = "invalid-suppression: # copydesk-disable-file missing-alt -- b";
        assert_eq!(found(name, text), [wanted], "{text}");
    }
}

#[test]
fn what_no_comment_suppresses_says_what_does() {
    // Before the image is JavaScript, and what is behind the post is code.
    let text = "{ok &&\n  <img src=\"/x.jpg\" />}\n\n```\n";
    let source = Source::new("a.mdx", text.into());
    let left = suppress(&parse(&source), &RULES, &Words::default());
    assert_eq!(left.text, None);
    let help = left.findings[0].help.as_deref().expect("advice");
    let way = "`copydesk: { disable: [missing-alt] }` in the front matter";
    assert!(help.contains(way), "{help}");
    let front = format!("---\ncopydesk: {{ disable: [missing-alt] }}\n---\n\n{text}");
    assert_eq!(found("a.mdx", &front), Vec::<String>::new());
}
