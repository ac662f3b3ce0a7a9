//! What a fix does to Markdown, seen by the renderer: nothing but what it declares.

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
