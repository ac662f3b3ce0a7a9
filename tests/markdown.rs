//! What a fix does to Markdown, seen by the renderer: nothing but what it declares.

use copydesk::config::load;
use copydesk::lint::check::check;
use copydesk::lint::fix::fix;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
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

/// Pieces of posts, `U` where an address is: an image that is one, and code that shows one.
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
    let findings = check(&parse(&source), &Rules::new(rules, Policy::default()));
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
        r#"<a {% if b %}class="c"{% else %}class="d"{% endif %} href="/b">c</a>"#,
        r#"<b>{{ "d" }}</b> <a href={{ "/b" }}>c</a>"#,
        r#"<img src={{ site.logo }} alt="b">"#,
        r#"<a data-b="click->c#d" title="{{ "e" }}">f</a>"#,
        r#"<a title="1 < 2" href="{{ "e" }}">f</a>"#,
    ] {
        for name in ["post.md", "post.html"] {
            let post = format!("<p>It is {tag} so.</p>\n");
            assert_eq!(found(name, &post), [], "{post}");
            let post = format!("It is\n{tag} so.\n");
            assert_eq!(found(name, &post), [], "{post}");
        }
    }
    for tag in [
        "<span style={{color: \"red\"}}>c</span>",
        "<button onClick={() => { if (a < b) c(); }}>d</button>",
        "<button onClick={f} className=\"b\">a</button>",
        "<img src={logo} alt=\"b\" />",
        "<img src={require(\"./a.png\").default} alt=\"the b and the c\" />",
        "<img src=\"/c.png\" style={{color: \"red\"}} alt=\"\" />",
        "<iframe width={200} title=\"x\" src=\"/a\"></iframe>",
        "<i id={a}>b</i><i id={a}>b</i>",
        "<a\n  href=\"/b\"\n  title=\"c\"\n>\n  d\n</a>",
        "<button\n  onClick={() => {\n    a();\n  }}\n>\n  b\n</button>",
    ] {
        // A line `>` in a paragraph begins a quotation: MDX refuses such a tag behind text.
        let is_in_text = !tag.contains("\n>");
        let behind_text = is_in_text.then(|| format!("It is {tag} so.\n"));
        for post in behind_text
            .into_iter()
            .chain([format!("{tag}\n\nIt is so.\n")])
        {
            assert_eq!(found("post.mdx", &post), [], "{post}");
            let post = format!("import A from \"a\"\n\n{post}").replace('\n', "\r\n");
            assert_eq!(found("post.mdx", &post), [], "{post}");
        }
    }
}

/// What is in them is not HTML, whatever it looks like, and nothing of it goes on behind them.
#[test]
fn code_and_comments_of_a_generator_end_where_they_end() {
    for (name, post) in [
        (
            "post.md",
            "{% highlight php %}\n<?php\n\necho 1;\n{% endhighlight %}\n\nUse `<b>` too.\n\n```html\n<table\n```\n",
        ),
        (
            "post.md",
            "{{< highlight html >}}\n<!-- a\n{{< /highlight >}}\n\nUse `<b>`.\n",
        ),
        ("post.html", "{{/* use <div class=\"x */}}\n<p>x</p>\n"),
        (
            "post.html",
            "{{- /*\n  Multi <!-- comment }}\n*/ -}}\n<p>x</p>\n",
        ),
        (
            "post.html",
            "{{- $s := printf `<a href=\"%s\"` .x -}}\n<p>z</p>\n",
        ),
        (
            "post.mdx",
            "<Card\n  title=\"x\"\n><Img src=\"a.png\" /></Card>\n",
        ),
    ] {
        assert_eq!(found(name, post), [], "{post}");
    }
    let post = "{% highlight html %}\n<script>\n{% endhighlight %}\n\n# a\n\n#### b\n";
    assert_eq!(
        found("post.md", post),
        [("skipped-heading".into(), "####".into())]
    );
    let post = "# a\n\n~~~html\n<div\n~~~\n[x](https://e.com) <b>x</b>\n\n#### b\n";
    assert_eq!(
        found("post.mdx", post),
        [("skipped-heading".into(), "####".into())]
    );
}

/// It may write the attribute that is missed.
#[test]
fn a_template_in_the_place_of_attributes_may_be_any() {
    for tag in [
        "<img {{ attrs | safe }}>",
        "<img src=a {% include b.html %}>",
    ] {
        assert_eq!(found("post.md", &format!("It is {tag} so.\n")), [], "{tag}");
    }
    assert_eq!(found("post.mdx", "It is <img {...props} /> so.\n"), []);
}

#[test]
fn what_stands_beside_a_template_is_seen() {
    let found = |name: &str, text: &str, place: &str| {
        let rules = found(name, text).into_iter();
        let mut rules = rules.filter(|(_, at)| at == place).map(|(rule, _)| rule);
        rules.next().unwrap_or_default()
    };
    let image = r#"<img src="{{ "/b.png" | relative_url }}">"#;
    let post = format!("It is {image} so.\n");
    assert_eq!(found("post.md", &post, image), "missing-alt");
    let post = "import A from \"a\"\r\n\r\nIt is <img src={b}> so.\r\n";
    assert_eq!(found("post.mdx", post, "<img src={b}>"), "missing-alt");
    let post = "It is <a className={s.a} href=\"http://a.example/a\">x</a> so.\n";
    assert_eq!(
        found("post.mdx", post, "http://a.example/a"),
        "insecure-url"
    );
    let post = "It is <http://a.example/{{x}}c> so.\n";
    assert_eq!(
        found("post.md", post, "http://a.example/{{x}}c"),
        "insecure-url"
    );
    let post = "```jsx\n<div {\n```\ntext } <img src=\"/a.png\">\n";
    assert_eq!(
        found("post.mdx", post, "<img src=\"/a.png\">"),
        "missing-alt"
    );
}

/// Where a template is part of an address, what it will be is not known.
#[test]
fn no_fix_cuts_a_template() {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| ["tracking-parameters", "proxied-url"].contains(&&*rule.id));
    let rules = Rules::new(rules, Policy::default());
    for address in [
        "https://example.com/?utm_source={{ x | default: \"a&b\" }}&id=3",
        "https://example.com/?id={{ x | default: \"a&utm_source=b\" }}&c=3",
        "https://example.com/?utm_source=a{% if x %}&id=3{% endif %}",
        "https://wsrv.nl/?url={{ x }}",
    ] {
        let post =
            format!("It is <img src=\"{address}\" alt=\"a\"> <a href=\"{address}\">so</a>.\n");
        let source = Source::new("post.md", post.into_bytes());
        assert_eq!(
            fix(&parse(&source), &rules, Safety::Unsafe).text,
            None,
            "{address}"
        );
    }
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
        let fixed = fix(&parse(&Source::new("a.md", before.clone().into_bytes())), &RULES, Safety::Unsafe);
        prop_assert!(fixed.endless.is_empty());
        let after = fixed.text.unwrap_or_else(|| before.clone());
        // An address that became direct is the same as the one it was; everything else is as it was.
        let undone = |text: &str| rendered(text).replace(PROXIED, DIRECT).trim_end().to_owned();
        prop_assert_eq!(undone(&before), undone(&after), "{:?}", after);
        // Code shows what it showed.
        let shown = |text: &str| text.matches(&format!("&lt;img src={PROXIED}")).count();
        prop_assert_eq!(shown(&rendered(&before)), shown(&rendered(&after)));
        let again = fix(&parse(&Source::new("a.md", after.into_bytes())), &RULES, Safety::Unsafe);
        prop_assert_eq!(again.text, None);
    }
}
