//! What `check` calls fixable is what `fix` does.

use copydesk::config::load;
use copydesk::lint::check::check;
use copydesk::lint::fix::{fix, propose};
use copydesk::lint::verify::verify;
use copydesk::lint::version::Versions;
use copydesk::post::Post;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::{Fix, Safety};
use copydesk::text::finding::Finding;
use copydesk::text::source::Source;
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let rules = load::builtin().expect("the built-in rules are valid");
    Rules::new(rules, Policy::default())
});

/// The same for who only counts.
static COUNTING: LazyLock<Rules> = LazyLock::new(|| {
    let policy = Policy {
        is_counting: true,
        ..Policy::default()
    };
    Rules::new(RULES.iter().cloned().collect(), policy)
});

/// The fixes of findings that are trusted at least as far as `least`, each with its rule.
fn fixes(findings: &[Finding], least: Safety) -> Vec<(&str, &Fix)> {
    let fixes = findings.iter().filter_map(|finding| {
        let fix = finding.fix.as_ref().filter(|fix| fix.safety >= least)?;
        Some((&*finding.rule, fix))
    });
    fixes.collect()
}

/// Whether an edit of one is where an edit of the other is.
fn overlap(a: &Fix, b: &Fix) -> bool {
    a.edits.merged(&b.edits).is_none()
}

/// What is wrong with what `check` promises of a post.
fn broken(post: &Post<'_>, least: Safety) -> Option<String> {
    let found = check(post, &RULES);
    let promised = fixes(&found, least);
    let (first, _) = propose(post, &RULES, least);
    let first = fixes(&first, least);
    for one in &first {
        // One that is safe by itself may hold beside unsafe ones alone.
        let is_it = |(rule, fix): &(&str, &Fix)| (*rule, &fix.edits) == (one.0, &one.1.edits);
        if !promised.iter().any(is_it) {
            return Some(format!("fixed and not promised: {one:?}"));
        }
    }
    let fixed = fix(post, &RULES, least);
    let wanted = RULES.findings(post);
    let wanted = fixes(&wanted, least);
    // Of two in one place the second may not be wanted any more when the first is made.
    let is_alone = |one: &Fix| {
        let mut others = wanted.iter().filter(|(_, other)| other.edits != one.edits);
        !others.any(|(_, other)| overlap(other, one))
    };
    for (rule, count) in &fixed.made {
        let of_rule = promised
            .iter()
            .filter(|(promised, fix)| promised == &&**rule && is_alone(fix));
        if of_rule.count() > *count {
            return Some(format!("{rule}: {count} made of {promised:?}"));
        }
    }
    for (rule, fix) in &promised {
        if is_alone(fix) && !fixed.made.contains_key(*rule) {
            return Some(format!("promised and not fixed: {rule}: {fix:?}"));
        }
    }
    (promised.is_empty() != fixed.text.is_none()).then(|| format!("{promised:?} and {fixed:?}"))
}

/// A suggestion that a person takes alone holds alone.
fn untenable(post: &Post<'_>) -> Option<String> {
    let found = check(post, &RULES);
    let versions = Versions::default();
    let mut fixes = fixes(&found, Safety::Suggest).into_iter();
    let fixes = fixes.find(|(_, fix)| {
        fix.safety == Safety::Suggest && !verify(post, &[fix], &versions).is_whole()
    });
    fixes.map(|one| format!("{one:?}"))
}

/// The rules that `check` has a fix for, and what `fix --unsafe` makes of the post.
fn promises(name: &str, text: &str) -> (Vec<String>, Option<String>) {
    let source = Source::new(name, text.into());
    let post = parse(&source);
    let found = check(&post, &RULES);
    let rules = fixes(&found, Safety::Unsafe).into_iter();
    let rules = rules.map(|(rule, _)| rule.to_owned());
    let fixed = fix(&post, &RULES, Safety::Unsafe);
    (rules.collect(), fixed.text)
}

#[test]
fn a_fix_that_the_proof_refuses_is_not_offered() {
    for (name, text) in [
        ("fence.md", "a\n\n```\nb"),
        ("indented.md", "a\n\n    b"),
        ("empty.md", "a <p></p> b\n"),
        ("slips.md", "---\ntitle: a\ntitle: b: c\n---\n\nf\n"),
        ("quote.md", "> a\n> \u{200b}- b\n"),
    ] {
        let (promised, fixed) = promises(name, text);
        assert_eq!(promised.is_empty(), fixed.is_none(), "{name}: {promised:?}");
        let source = Source::new(name, text.into());
        let post = parse(&source);
        assert_eq!(broken(&post, Safety::Safe), None, "{name}");
        assert_eq!(broken(&post, Safety::Unsafe), None, "{name}");
        let refused = check(&post, &RULES).into_iter().any(|finding| {
            let help = finding.help.unwrap_or_default();
            finding.fix.is_none() && help.contains("its fix is left out")
        });
        assert!(refused || !promised.is_empty(), "{name}: nothing is said");
    }
}

#[test]
fn no_fix_of_a_file_that_is_not_all_text_is_offered() {
    let mut bytes = b"<img src=http://a.example/x.jpg alt=a>   \n\n".to_vec();
    bytes.push(0xff);
    let source = Source::new("a.html", bytes);
    let post = parse(&source);
    assert_eq!(fixes(&check(&post, &RULES), Safety::Suggest), []);
    assert_eq!(fix(&post, &RULES, Safety::Unsafe).text, None);
}

fn front_matter() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "title: a\n",
        "title: a: b\n",
        "title:  b \n",
        "title: \"a\n",
        "title:\tc\n",
        "date: 2021-1-2\n",
        "date: Tue, 30 Nov 2021 08:11:20 GMT\n",
        "date: 2021-11-30 8:11\n",
        "cover: http://a.example/x.jpg\n",
        "cover: https://cors.zfour.workers.dev/?http://a.example/x.jpg\n",
        "tags: [a, b\n",
        "tags: a\n",
        "Tags: [a]\n",
        "author: @me\n",
        "  author: x\n",
        "# copydesk\n",
        "draft: yes\n",
        "description: &a b #c\n",
    ]);
    let close = prop::sample::select(vec!["---\n", "--- \n", "----\n", "", "---\n\n"]);
    let open = prop::sample::select(vec!["---\n", "\n---\n", "\u{feff}---\n", "", "--\n"]);
    let lines = prop::collection::vec(line, 0..5);
    (open, lines, close).prop_map(|(open, lines, close)| format!("{open}{}{close}", lines.concat()))
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "<img src=\"http://a.example/x.jpg\" alt=\"a\">",
        "<img src='https://cors.zfour.workers.dev/?http://a.example/x.jpg?a=1&amp;b=2' alt='a'>",
        "<img srcset=\"https://wsrv.nl/?url=a.example/x.jpg 1x, b.jpg 2x\" alt=a>",
        "<img src=x.jpg data-size=\"100x200\">",
        "<img src=x.jpg data-width=100 data-height=\"200\" />",
        "<img alt=\"\" data-original=\"http://a.example/x.jpg\">",
        "<img src=x alt=' '>",
        "<img src=a src=b alt=c>",
        "<figure><img src=x.jpg><figcaption>A cat</figcaption></figure>",
        "<a href=\"http://a.example/?utm_source=b&amp;c=d\">words</a>",
        "<a href=http://a.example/>http://a.example/</a>",
        "<a href=\"javascript:;\"><img src=\"x.png\" alt=\"\"></a>",
        "![a](http://a.example/x.jpg)",
        "![a](https://wsrv.nl/?url=a.example/x_(1).jpg \"t\")",
        "[a](http://a.example/?utm_medium=x)",
        "<http://a.example/?utm_campaign=x>",
        "http://a.example/x",
        "www.example.com，中",
        "[a]: http://a.example/x.jpg\n",
        "他来了，，他看见了,然后他走了。 再也没有回来",
        "他来了。他看见了，然后他走了，再也没有回来",
        "He came early. He saw it all, and then he left without a word",
        "2020",
        "**粗体**,中",
        "**粗体,**中",
        "中!!中",
        "a\u{200b}b",
        "words \u{200b}of it",
        "words\u{200b} of it",
        "<p>words</p><p></p>",
        "中\u{200b}文",
        "\u{200b}- a",
        "\u{200b}",
        "&am\u{200b}p;",
        "cafÃ© au lait",
        "&amp;nbsp;",
        "** a **",
        "<p></p>",
        "<p>&nbsp;</p>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<pre>",
        "</pre>",
        "<script>",
        "<!-- ",
        "-->",
        "<!-- copydesk-disable-next missing-alt -->",
        "<b>",
        "</b>",
        "<br>",
        "<table><tr><td>",
        "| a | b |\n|---|---|\n| c | ",
        "- ",
        "1. ",
        "> ",
        "# ",
        "    ",
        "```\n",
        "`",
        "*",
        "_",
        "&",
        "&copy",
        "{{ x }}",
        "{% raw %}",
        "\u{1}",
        "\u{a0}",
        " ",
        "  \n",
        "\r\n",
        "\n",
        "\n\n",
        "x",
        "中",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_check_calls_fixable_is_what_fix_does(
        front in prop::option::weighted(0.3, front_matter()),
        pieces in prop::collection::vec(piece(), 0..14),
        name in "a\\.(md|html|mdx)",
    ) {
        let text = front.unwrap_or_default() + &pieces.concat();
        let source = Source::new(&*name, text.into());
        let post = parse(&source);
        prop_assert_eq!(broken(&post, Safety::Safe), None);
        prop_assert_eq!(broken(&post, Safety::Unsafe), None);
        prop_assert_eq!(untenable(&post), None);
        let told = |rules: &Rules| {
            let found = check(&post, rules).into_iter();
            let told = found.map(|one| {
                let fix = one.fix.map(|fix| (fix.safety, fix.edits));
                (one.rule, one.severity, one.span, fix)
            });
            told.collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&COUNTING), told(&RULES));
    }
}

/// The first fix makes of the post one that ends its sentences, and so the last line is one that does not.
#[test]
fn what_others_bring_about_is_told_apart() {
    let text = "雨从早上下到晚上。\n\n她也来了。\n\n雨从早上下到晚上，街上没有一个行人。他打着伞站在门口等了很久\n\n他打着伞站在门口等了很久\n";
    let source = Source::new("a.md", text.into());
    let post = parse(&source);
    let made = |fixed: &copydesk::lint::fix::Fixed| fixed.made.values().sum::<usize>();
    let fixed = fix(&post, &RULES, Safety::Unsafe);
    assert_eq!(fixes(&check(&post, &RULES), Safety::Unsafe).len(), 1);
    assert_eq!((made(&fixed), fixed.unforeseen), (2, 1));
    // What overlaps is made in rounds too, and was all promised.
    let source = Source::new(
        "a.md",
        "a\u{200b}\u{200b} \n\n<img src=a.jpg><p>b</p>".into(),
    );
    let fixed = fix(&parse(&source), &RULES, Safety::Unsafe);
    assert_eq!(fixed.unforeseen, 0, "{fixed:?}");
}
