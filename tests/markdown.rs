//! What a fix does to Markdown, seen by the renderer: nothing but what it declares.

use copydesk::check::check;
use copydesk::edit::Safety;
use copydesk::fix::fix;
use copydesk::load;
use copydesk::policy::Policy;
use copydesk::rule::set::Rules;
use copydesk::source::Source;
use proptest::prelude::*;
use pulldown_cmark::{Options, Parser, html};
use std::sync::LazyLock;

/// The rule whose fixes change addresses and nothing else.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| &*rule.id == "proxied-url");
    Rules::new(rules, Policy::default())
});

const PROXIED: &str = "https://cors.zfour.workers.dev/?http://a.example/x.jpg";
const DIRECT: &str = "https://a.example/x.jpg";

fn rendered(text: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(text, options));
    out
}

/// Pieces of posts, `U` where an address stands: an image that is one, and code that shows one.
const PIECES: [&str; 40] = [
    "![a](U)",
    "![a](<U> \"title\")",
    "![a *b* `c`](U 't')",
    "[![a](U)](U)",
    "[a](U)",
    "![a][ref]",
    "[a][ref]",
    "\n\n[ref]: U \"title\"\n\n",
    "\n\n[ref]: <U>\n\n",
    "<U>",
    "<img src=\"U\" alt=''>",
    "<img alt='' src='U'>",
    "\n\n<div>\n<p><img alt=x src=U></p>\n</div>\n\n",
    "`<img src=U>`",
    "`` ![a](U) ` ``",
    "\n\n```html\n<img src=U>\n```\n\n",
    "\n\n    ![a](U)\n\n",
    "\n\n~~~\n![a](U)\n",
    "\\![a](U)",
    "\\<img src=U>",
    "{% highlight html %}![a](U){% endhighlight %}",
    "{{< figure src=\"U\" >}}",
    "<!-- ![a](U) -->",
    "\n\n> ![a](U)\n> b\n\n",
    "\n\n- ![a](U)\n  - <img alt='' src=U>\n\n",
    "\n\n| a |\n|---|\n| ![b](U) |\n\n",
    "\n\n# ![a](U) b\n\n",
    "**![a](U)**",
    "*",
    "_",
    "[",
    "]",
    "(",
    ")",
    "!",
    "`",
    "  \n",
    "text",
    " ",
    "\n\n",
];

/// What the rules that are on find in the Markdown `text`, by rule and place.
fn found(name: &str, text: &str) -> Vec<(String, String)> {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| rule.recommended);
    let source = Source::new(name, text.as_bytes().to_vec());
    let findings = check(&source, &Rules::new(rules, Policy::default()));
    let told = findings.iter().map(|finding| {
        let place = finding.span.of(text).to_owned();
        (finding.rule.to_string(), place)
    });
    told.collect()
}

/// What a generator fills in holds quotes and angles of its own; the tag around it is one.
#[test]
fn a_tag_with_a_template_in_it_is_a_tag() {
    for tag in [
        r#"<a href="{{ "/b" | relative_url }}">c</a>"#,
        r#"<a href="{{< ref "b.md" >}}">c</a>"#,
        r#"<a href="{{< ref `b.md` >}}" title='{{ "d" }}'>c</a>"#,
        r#"<a {% if page.b > 1 %}class="d"{% endif %} href="/b">c</a>"#,
        r#"<b>{{ "d" }}</b> <a href={{ "/b" }}>c</a>"#,
    ] {
        assert_eq!(found("post.md", &format!("It is {tag} so.\n")), [], "{tag}");
    }
    for tag in [
        "<span style={{color: \"red\"}}>c</span>",
        "<button onClick={() => { if (a < b) c(); }}>d</button>",
    ] {
        assert_eq!(
            found("post.mdx", &format!("It is {tag} so.\n")),
            [],
            "{tag}"
        );
    }
    let image = r#"<img src="{{ "/b.png" | relative_url }}">"#;
    let missing = [("missing-alt".to_owned(), image.to_owned())];
    assert_eq!(found("post.md", &format!("It is {image} so.\n")), missing);
}

#[test]
fn a_template_in_code_is_code() {
    for text in [
        "A `<b {{` and `}}>`, and *so* on.\n",
        "A `<b` and {{ \"c\" }} *so* on.\n",
        "1 < 2 {{ \"c\" }} and so on.\n",
    ] {
        assert_eq!(found("post.md", text), [], "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_fix_renders_as_before_but_for_the_addresses(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..10)) {
        let before = pieces.concat().replace('U', PROXIED);
        let fixed = fix(&Source::new("a.md", before.clone().into_bytes()), &RULES, Safety::Unsafe);
        prop_assert!(fixed.fighting.is_empty());
        let after = fixed.text.unwrap_or_else(|| before.clone());
        // An address that became direct is the same as the one it was; everything else is as it was.
        let undone = |text: &str| rendered(text).replace(PROXIED, DIRECT).trim_end().to_owned();
        prop_assert_eq!(undone(&before), undone(&after), "{:?}", after);
        // Code shows what it showed.
        let shown = |text: &str| text.matches(&format!("&lt;img src={PROXIED}")).count();
        prop_assert_eq!(shown(&rendered(&before)), shown(&rendered(&after)));
        let again = fix(&Source::new("a.md", after.into_bytes()), &RULES, Safety::Unsafe);
        prop_assert_eq!(again.text, None);
    }
}
