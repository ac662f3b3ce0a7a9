//! What a fix in front matter leaves alone: every other byte, and every other value.

use copydesk::config::load;
use copydesk::lint::fix::fix;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| &*rule.id == "proxied-url");
    Rules::new(rules, Policy::default())
});

const PROXIED: &str = "https://cors.zfour.workers.dev/?http://a.example/x.jpg";
const DIRECT: &str = "https://a.example/x.jpg";

/// Lines that say something else, in every style, `N` in the place of a number of their own.
const OTHERS: [&str; 16] = [
    "keyN: plain text # 注释",
    "keyN: 'it''s: quoted'",
    "keyN: \"a \\\"b\\\" \\u00e9\"   ",
    "keyN: [a, 'b, c', {d: 1}]",
    "keyN:\n  - 新媒体\n  -  趣头条 ",
    "keyN: |\n  text: of\n   its own\n",
    "keyN: >-\n  folded\n  text",
    "keyN: &anchorN {a: 1, b: [2, 3]}",
    "# a comment: of its own",
    "keyN:",
    "keyN: 2021-11-30 08:11:20",
    "keyN: true",
    "keyN: ~",
    "'key N': 'https://b.example/?a=1&b=2#c'",
    "keyN:\n  deep:\n    deeper: {x: y}",
    "标题N: 😀 emoji",
];

/// A line whose value is the address, with `U` in its place.
const ADDRESSES: [&str; 8] = [
    "image: U",
    "image: 'U'   # the cover",
    "image: \"U\"",
    "images: [a, U, 'b']",
    "images:\n  - U\n  - b",
    "image: &cover U",
    "image: !!str 'U'",
    "image:\n  src: U\n  alt: a",
];

fn post() -> impl Strategy<Value = (String, String)> {
    let others = prop::collection::vec(prop::sample::select(OTHERS.to_vec()), 0..8);
    (
        others,
        prop::sample::select(ADDRESSES.to_vec()),
        any::<prop::sample::Index>(),
        prop::sample::select(vec!["\n", "\r\n"]),
        prop::sample::select(vec!["", "\u{feff}", "\n"]),
    )
        .prop_map(|(others, address, at, newline, before)| {
            let mut lines: Vec<String> = others
                .iter()
                .enumerate()
                .map(|(number, line)| line.replace('N', &number.to_string()))
                .collect();
            lines.insert(at.index(lines.len() + 1), address.to_owned());
            let text = format!("{before}---\n{}\n---\n\n<p>文字</p>\n", lines.join("\n"));
            let text = text.replace('\n', newline);
            (text.replace('U', PROXIED), text.replace('U', DIRECT))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn one_value_changes_and_nothing_else((before, after) in post()) {
        let source = Source::new("a.md", before.clone().into_bytes());
        let fixed = fix(&parse(&source), &RULES, Safety::Safe);
        prop_assert_eq!(fixed.text.as_deref(), Some(after.as_str()));
        // And the parsed value is another in that one place.
        let json = |text: &str| {
            let source = Source::new("a.md", text.as_bytes().to_vec());
            parse(&source).fields.value.map(|value| value.to_json().to_string())
        };
        let old = json(&before).expect("readable");
        prop_assert_eq!(json(&after), Some(old.replacen(PROXIED, DIRECT, 1)));
    }
}

#[test]
fn the_same_holds_in_toml_and_json() {
    for text in [
        "+++\ntitle = 'a' # b\ncover = \"U\"\nother = 'U2'\n[params]\nx = 1_000\n+++\n\nc\n",
        "+++\ncover = 'U'\nimages = [\"a\",\n  \"b\",\n]\n+++\n",
        "{\n\t\"title\": \"a\",\n  \"cover\": \"U\"\n}\n\nc\n",
        "\"title\": \"a\",\n\"cover\": \"U\"\n;;;\nc\n",
    ] {
        let before = text.replace("U2", "b").replace('U', PROXIED);
        let after = text.replace("U2", "b").replace('U', DIRECT);
        let fixed = fix(
            &parse(&Source::new("a.md", before.into_bytes())),
            &RULES,
            Safety::Safe,
        );
        assert_eq!(fixed.text, Some(after));
    }
}

/// A parser gives up at the first fault, so a cure shows the next one: each is a round of its own.
#[test]
fn front_matter_with_a_slip_in_every_line_is_mended_in_one_go() {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| &*rule.id == "front-matter-syntax");
    let rules = Rules::new(rules, Policy::default());
    let keys: Vec<String> = (0..30).map(|number| format!("k{number}")).collect();
    let before = format!("---\n{}: a: b\n---\nc\n", keys.join(": a: b\n"));
    let source = Source::new("a.md", before.clone().into_bytes());
    let fixed = fix(&parse(&source), &rules, Safety::Unsafe);
    assert!(fixed.endless.is_empty());
    assert_eq!(fixed.text, Some(before.replace("a: b", "'a: b'")));
}
