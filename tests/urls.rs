//! Whatever is where a URL is wanted: rules read it without a panic, and fix it once.

use copydesk::config::load;
use copydesk::lint::fix::fix;
use copydesk::post::parse::parse;
use copydesk::rule::finder::Find;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
use copydesk::url::parts::Address;
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let rules = load::builtin().expect("the built-in rules are valid");
    Rules::new(rules, Policy::default())
});

/// Parts of the addresses that proxies write, in any order.
fn address() -> impl Strategy<Value = String> {
    let parts = [
        "https://cors.zfour.workers.dev/?",
        "https://i0.wp.com/",
        "//wsrv.nl/?url=",
        "https://a.example/",
        "https://camo.githubusercontent.com/0/",
        "687474703a2f2f612e62",
        "https://images.hive.blog/p/",
        "2bP4pJr4wVimqCWjYimXJe2cnCgnJdyHYxb4dfF6gmC",
        "https://www.inoreader.com/camo/x,b64/",
        "aHR0cDovL2EuYg",
        "https://a--b-example.translate.goog/",
        "https://s.yimg.com/a/api/res/1.2/",
        "https://x.cdn.ampproject.org/i/s/",
        "/cdn-cgi/image/",
        "http%3A%2F%2Fa.example%2Fx",
        "%25",
        "%FF",
        "http:",
        "http:/",
        "https：//",
        "a.example",
        "/x.jpg",
        "?",
        "&",
        "&amp;",
        "=",
        "#",
        "ssl=1",
        "q=",
        "utm_source=1",
        "_x_tr_sch=http",
        "\"",
        "'",
        "<",
        " ",
        "\n",
        "中",
        "\u{0}",
        ",",
        "(",
        ")",
        "\\",
        "www.",
        "@",
        ":80",
        ":",
        "javascript:",
        "[::1]",
        "..",
        "{{",
        "}}",
        "]",
        "- ",
        "!x",
    ];
    prop_oneof![
        3 => prop::collection::vec(prop::sample::select(parts.to_vec()), 0..8).prop_map(|parts| parts.concat()),
        1 => ".{0,40}",
    ]
}

/// A post with the address where one may stand.
fn post() -> impl Strategy<Value = (&'static str, String)> {
    let places = [
        ("a.html", "<img src=\"", "\" alt=''>"),
        ("a.html", "<img alt='' src='", "'>"),
        ("a.html", "<a href=", ">x</a>"),
        ("a.html", "<img alt='' srcset=\"b.png 2x, ", " 1x\">"),
        ("a.html", "<p style=\"background:url(", ")\">a</p>"),
        (
            "a.html",
            "<a href='http://a.example/x.jpg'><img alt=x src=\"",
            "\" data-original='//a.example/x.jpg'></a>",
        ),
        ("a.md", "---\nimage: ", "\ntitle: a\n---\n"),
        ("a.md", "---\nimage: '", "'\n---\n"),
        ("a.md", "---\nimages: [\"", "\", b]\n---\n"),
        ("a.md", "---\nimage: >-\n  ", "\n---\n"),
    ];
    (prop::sample::select(places.to_vec()), address())
        .prop_map(|((name, before, after), address)| (name, format!("{before}{address}{after}")))
}

/// `post` after every fix that is at least so safe.
fn fixed(name: &str, post: &str, least: Safety) -> String {
    let fixed = fix(
        &parse(&Source::new(name, post.to_owned().into_bytes())),
        &RULES,
        least,
    );
    fixed.text.unwrap_or_else(|| post.to_owned())
}

#[test]
fn a_proxied_http_address_is_one_finding() {
    let found = |post: &str| {
        let source = Source::new("a.html", post.to_owned().into_bytes());
        let found = copydesk::lint::check::check(&parse(&source), &RULES);
        found
            .iter()
            .map(|finding| finding.rule.to_string())
            .collect::<Vec<_>>()
    };
    let image =
        |address: &str| format!("<img alt=\"a house\" width=1 height=1 src=\"{address}\">\n");
    assert_eq!(
        found(&image("http://i0.wp.com/a.example/x.jpg")),
        ["proxied-url"]
    );
    assert_eq!(
        found(&image("//i0.wp.com/a.example/x.jpg")),
        ["proxied-url"]
    );
    // Where the proxy stays, so does what is wrong with its own address.
    let kept = found(&image("http://i0.wp.com/a.example:8080/x.jpg"));
    assert_eq!(kept, ["proxied-url", "insecure-url"]);
}

/// What each address becomes as an image in HTML, in Markdown and in front matter; `None` where only
/// an unsafe fix would change it.
fn becomes(cases: &[(&str, Option<&str>)]) {
    let places = [
        ("a.html", "<img alt=x src=\"", "\">\n"),
        ("a.md", "![x](", ")\n"),
        ("a.md", "---\ncover: '", "'\n---\n"),
    ];
    for (address, wanted) in cases {
        for (name, before, after) in places {
            let post = format!("{before}{address}{after}");
            let safely = fixed(name, &post, Safety::Safe);
            let wanted = wanted.map(|wanted| format!("{before}{wanted}{after}"));
            assert_eq!(
                safely,
                wanted.clone().unwrap_or_else(|| post.clone()),
                "{name}"
            );
            if wanted.is_none() {
                assert_ne!(
                    fixed(name, &post, Safety::Unsafe),
                    post,
                    "{address} in {name}"
                );
            }
        }
    }
}

#[test]
fn an_address_is_decoded_as_often_as_its_proxy_decodes_it() {
    becomes(&[
        (
            "https://wsrv.nl/?url=a.example/v.php%3Fid=7",
            Some("https://a.example/v.php?id=7"),
        ),
        (
            "https://wsrv.nl/?url=https://a.example/x%3Fs=1",
            Some("https://a.example/x?s=1"),
        ),
        (
            "https://wsrv.nl/?url=a.example%2Fx%252520y",
            Some("https://a.example/x%2520y"),
        ),
        (
            "https://b.example/_next/image?url=/x%3Fv%3D2",
            Some("https://b.example/x?v=2"),
        ),
        (
            "https://external-content.duckduckgo.com/iu/?u=https://a.example/x%3Fv",
            Some("https://a.example/x?v"),
        ),
        (
            "https://api.allorigins.win/raw?url=https://a.example/x%3Fv",
            Some("https://a.example/x?v"),
        ),
        (
            "https://image.baidu.com/search/down?url=https://a.example/x%3Fv",
            Some("https://a.example/x?v"),
        ),
        (
            "https://cors.zfour.workers.dev/?http://a.example/x%252520y",
            Some("https://a.example/x%20y"),
        ),
        // What decoding would not change needs no source that says how often.
        (
            "https://b.workers.dev/?http://a.example/x%20%E4%B8%AD",
            Some("https://a.example/x%20%E4%B8%AD"),
        ),
        ("https://b.workers.dev/?http://a.example/x%2520y", None),
        // A form reads a `+` as a space, a server does not.
        ("https://wsrv.nl/?url=a.example/x+y", None),
        (
            "https://wsrv.nl/?url=http%253A%252F%252Fa.example%252Fx",
            None,
        ),
    ]);
}

#[test]
fn an_origin_without_a_certificate_is_not_raised_safely() {
    becomes(&[
        (
            "https://wsrv.nl/?url=http://a.b.s3.amazonaws.com/x.gif",
            None,
        ),
        ("https://wsrv.nl/?url=http://47.0.2.201/x.gif", None),
        ("http://a.b.s3.amazonaws.com/x.gif", None),
        (
            "http://bucket.s3.amazonaws.com/x.gif",
            Some("https://bucket.s3.amazonaws.com/x.gif"),
        ),
    ]);
}

#[test]
fn what_would_become_a_template_or_a_table_stays_encoded() {
    becomes(&[
        (
            "https://cors.zfour.workers.dev/?http%3A%2F%2Fa.example%2F%7B%7Bsite.title%7D%7D",
            Some("https://a.example/%7B%7Bsite.title%7D%7D"),
        ),
        (
            "https://wsrv.nl/?url=https%3A%2F%2Fa.example%2F%7B%25x%25%7D%7C%60%60%5C%5E%3C%3E%22%28%5B%20",
            Some("https://a.example/%7B%25x%25%7D%7C%60%60%5C%5E%3C%3E%22%28%5B%20"),
        ),
        (
            "https://wsrv.nl/?url=a.example/x(1).jpg",
            Some("https://a.example/x%281%29.jpg"),
        ),
        (
            "https://camo.githubusercontent.com/0/687474703a2f2f612e62632f7b7b787d7d28",
            Some("https://a.bc/%7B%7Bx%7D%7D%28"),
        ),
    ]);
}

#[test]
fn an_address_behind_a_proxy_is_one_finding() {
    let origins = ["http%3A%2F%2Fa.example%2Fx.jpg", "http://a.example/x.jpg"];
    let places = [
        ("a.html", "<img alt=a src=\"@\">"),
        ("a.html", "<img alt=a src=x.jpg data-src='@'>"),
        ("a.html", "<img alt=a src=x.jpg srcset=\"y.jpg 1x, @ 2x\">"),
        ("a.html", "<video poster=\"@\"></video>"),
        ("a.html", "<p style=\"background: url('@')\">a</p>"),
        ("a.html", "<a href=\"@\">a</a>"),
        ("a.md", "![a](@)\n"),
        ("a.md", "![a][b]\n\n[b]: @\n"),
        ("a.md", "---\ncover: \"@\"\n---\n"),
        ("a.md", "---\nimages:\n- '@'\n---\n"),
        ("a.mdx", "<img alt=\"a\" src=\"@\" />\n"),
    ];
    for proxy in ["http", "https"] {
        for origin in origins {
            let address = format!("{proxy}://cors.zfour.workers.dev/?{origin}");
            for (name, place) in places {
                let source = Source::new(name, place.replace('@', &address).into());
                let found = RULES.findings(&parse(&source));
                let about = |rule: &str| matches!(rule, "proxied-url" | "insecure-url");
                let found: Vec<&str> = found.iter().map(|finding| &*finding.rule).collect();
                let found: Vec<&&str> = found.iter().filter(|rule| about(rule)).collect();
                assert_eq!(found, [&"proxied-url"], "{place} {address}");
            }
        }
    }
}

/// The places where an address may be, what is before and behind it, and what of it may be written there in
/// more ways than one.
const PLACES: [(&str, &str, &str, &[&str]); 11] = [
    ("a.md", "![a house](", ")\n", IN_MARKDOWN),
    ("a.md", "[![a house](/a.png)](", ")\n", IN_MARKDOWN),
    ("a.md", "![a house](<", "> \"a\")\n", IN_MARKDOWN),
    ("a.md", "![a house][x]\n\n[x]: ", "\n", IN_MARKDOWN),
    ("a.md", "A house <", "> here\n", &["|", "\\|", "&amp;", "_"]),
    ("a.html", "<img alt=\"a house\" src=\"", "\">\n", IN_TAG),
    ("a.html", "<img alt='a house' srcset='", " 2x'>\n", IN_TAG),
    (
        "a.html",
        "<p style=\"background: url(",
        ")\">a</p>\n",
        IN_TAG,
    ),
    (
        "a.md",
        "---\ncover: \"",
        "\"\n---\n",
        &["\\/", "\\u0062", "\\x63", "%7C"],
    ),
    ("a.md", "---\ncover: ' ", " '\n---\n", &["''", "%7C", "b"]),
    ("a.md", "---\ncover: ", "\n---\n", &["\\_", "%7C", "\\|"]),
];
const IN_MARKDOWN: &[&str] = &[
    "\\|", "\\(", "\\)", "\\_", "\\*", "(b)", "_", "&amp;", "&#38;", "&c=1", "%7C", "%28", "中",
];
const IN_TAG: &[&str] = &[
    "|", "&amp;", "&#38;", "&#x7c;", "&c=1", "%7C", "%28", "\\", "中",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_fix_keeps_each_byte_of_an_address_that_it_does_not_change(
        place in prop::sample::select(PLACES.to_vec()),
        some in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
        change in prop::sample::select(vec![
            ("http://a.example", "https://a.example", ""),
            ("//a.example", "https://a.example", ""),
            ("https://a.example", "https://a.example", "&utm_source=x"),
            ("http://i0.wp.com/a.example", "https://a.example", ""),
        ]),
    ) {
        let (name, before, behind, pieces) = place;
        let (old, new, tracked) = change;
        let path: Vec<&str> = some.iter().map(|at| *at.get(pieces)).collect();
        let path = format!("/x.jpg?b=1{}", path.concat());
        let post = format!("{before}{old}{path}{tracked}{behind}");
        let wanted = format!("{before}{new}{path}{behind}");
        let fixed = fixed(name, &post, Safety::Unsafe);
        // What is behind the path of a proxy may be its own.
        prop_assert!(fixed == wanted || fixed == post || old.contains("wp.com"), "{post:?} {fixed:?}");
    }
}

#[test]
fn an_address_keeps_the_escapes_that_renderers_need() {
    let cases = [
        (
            "![a](http://a.example/c?x=1\\|2)\n",
            "![a](https://a.example/c?x=1\\|2)\n",
        ),
        (
            "[a\\|b](http://a.example/c\\|x)\n",
            "[a\\|b](https://a.example/c\\|x)\n",
        ),
        (
            "![a](http://a.example/\\(\\_\\*&amp;)\n",
            "![a](https://a.example/\\(\\_\\*&amp;)\n",
        ),
        (
            "![a](//a.example/c?x=1\\|2)\n",
            "![a](https://a.example/c?x=1\\|2)\n",
        ),
        (
            "![a](https://a.example/?utm_source=x&b=1\\|2)\n",
            "![a](https://a.example/?b=1\\|2)\n",
        ),
        (
            "![a](https://i0.wp.com/a.example/b\\_c.png)\n",
            "![a](https://a.example/b\\_c.png)\n",
        ),
        (
            "<img alt=a src=\"http:&#47;&#47;a.example/?b&amp;c&d\">\n",
            "<img alt=a src=\"https:&#47;&#47;a.example/?b&amp;c&d\">\n",
        ),
        (
            "---\ncover: \"http:\\/\\/a.example\\/b.png\"\n---\n",
            "---\ncover: \"https:\\/\\/a.example\\/b.png\"\n---\n",
        ),
    ];
    for (post, wanted) in cases {
        assert_eq!(fixed("a.md", post, Safety::Unsafe), wanted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn fixing_twice_is_fixing_once((name, post) in post()) {
        for least in [Safety::Safe, Safety::Unsafe] {
            let fixed = fix(&parse(&Source::new(name, post.clone().into_bytes())), &RULES, least);
            prop_assert!(fixed.endless.is_empty(), "{:?}", fixed.endless);
            let once = fixed.text.unwrap_or_else(|| post.clone());
            let twice = fix(&parse(&Source::new(name, once.into_bytes())), &RULES, least);
            prop_assert_eq!(twice.text, None);
        }
    }

    #[test]
    fn decoding_ends_whatever_is_decoded(address in address()) {
        for rule in RULES.iter() {
            if let Find::Url(find) = &rule.find
                && let Some(proxies) = find.proxies()
                && let Some(address) = Address::new(&address)
            {
                let mut steps = 0;
                proxies.watch(&address, &mut |_| steps += 1);
                prop_assert!(steps < 100);
            }
        }
    }
}
