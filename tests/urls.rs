//! Whatever stands where a URL is wanted: rules read it without a panic, and fix it once.

use copydesk::config::load;
use copydesk::lint::fix::fix;
use copydesk::post::parse::parse;
use copydesk::rule::finder::Find;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
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
            {
                let mut steps = 0;
                proxies.watch(&address, &mut |_| steps += 1);
                prop_assert!(steps < 100);
            }
        }
    }
}
