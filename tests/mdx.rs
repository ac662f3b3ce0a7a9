//! MDX: what is seen in it, and what is not.

#![expect(
    clippy::disallowed_methods,
    reason = "a test reads what it is given and writes what is asked"
)]

use copydesk::html::document::Event;
use copydesk::html::tag::Tag;
use copydesk::post::parse::parse;
use copydesk::text::source::Source;
use proptest::prelude::*;
use std::fs;

/// What a page holds, each with the line that it begins in: `h2:3`, `img:5`, `<Tabs:7`.
fn seen(source: &Source) -> Vec<String> {
    let post = parse(source);
    let line = |at: u32| source.position(at).line;
    let mut seen = Vec::new();
    for element in post.page.elements() {
        let span = element.span();
        let is_tag = source.text()[span.start as usize..].starts_with('<') && !span.is_empty();
        let is_in_item = element
            .parent()
            .is_some_and(|parent| parent.tag() == Tag::Li);
        let tag = element.tag();
        let name = if is_tag && !element.name().is_empty() && span.len() > 1 {
            format!("<{}", element.name())
        } else if tag.is_heading() || matches!(tag, Tag::Pre | Tag::Img | Tag::A) {
            tag.name().to_owned()
        } else if tag == Tag::P && !is_in_item {
            "p".to_owned()
        } else {
            continue;
        };
        seen.push(format!("{name}:{}", line(span.start)));
    }
    seen
}

fn page(text: &str) -> Vec<String> {
    seen(&Source::new("a.mdx", text.into()))
}

#[test]
fn markdown_is_in_every_element() {
    assert_eq!(
        page("<Tip>\n![](a.png) [b](c)\n</Tip>\n"),
        ["<Tip:1", "p:2", "img:2", "a:2"]
    );
    assert_eq!(
        page("<A>\n    # b\n\n        c\n</A>\n"),
        ["<A:1", "h1:2", "p:4"]
    );
    assert_eq!(page("- <A>\n  b\n  </A>\n"), ["<A:1"]);
    assert_eq!(page("> <A\n> b=\"c\" />d\n"), ["p:1", "<A:1"]);
    assert_eq!(
        page("1. <B/>\n\n       ```\n       <C/>\n       ```\n"),
        ["<B:1", "pre:3"]
    );
    assert_eq!(page("import a from 'a'\n\nb\nexport c\n"), ["p:3"]);
    assert_eq!(page("<a\n  b={<c d='>' />}>e</a> {f}\n"), ["p:1", "<a:1"]);
    assert_eq!(
        page("{a.map((b) => (\n  <img src=\"c\" />\n))}\n"),
        ["<img:2"]
    );
}

#[test]
fn a_space_that_is_no_ascii_begins_no_list() {
    assert_eq!(page("\u{a0}- a\n"), ["p:1"]);
    assert_eq!(page("\u{3000}> a\n"), ["p:1"]);
}

#[test]
fn the_last_line_may_end_anywhere() {
    let text = "<A b={`c`}>\n\n- d `e` {f} <G/>\n\n> ```\n> h\n";
    for end in 0..text.len() {
        page(&text[..end]);
    }
}

proptest! {
    #[test]
    fn each_place_is_in_the_text_and_in_order(
        text in "(<A>|</A>|<b c=\"d\" |/>|>|<|\\{|\\}|`|```\n|~~~\n|\n|\n\n|    |\t|- |1\\. |> |# |中|\u{a0}|import a\n|\\$\\$\n|\\[a\\]\\(|\\)|<!--|-->|\\\\|\\||\\[\\^1\\]: |---\n|\\*){0,24}"
    ) {
        let source = Source::new("a.mdx", text.clone().into());
        let post = parse(&source);
        let mut at = 0;
        for event in post.page.events() {
            let start = post.page.start_of(event);
            prop_assert!(at <= start || matches!(event, Event::Open(_)), "{:?}", post.page.events());
            at = at.max(start);
        }
        for element in post.page.elements() {
            prop_assert!(text.get(element.span().range()).is_some());
            for attribute in element.attributes() {
                prop_assert!(text.get(attribute.span.range()).is_some());
            }
        }
    }
}

/// For `.ci/mdx-witness`: writes what is seen in each file that `MDX_FILES` lists into `MDX_SEEN`.
#[test]
#[ignore = "called by .ci/mdx-witness"]
fn prints_pages() {
    let files = std::env::var("MDX_FILES").expect("a list of files");
    let out = std::env::var("MDX_SEEN").expect("a file to write");
    let files = fs::read_to_string(files).expect("the list");
    let lines = files.lines().map(|path| {
        let source = Source::new(path, fs::read(path).expect("a file"));
        let line = serde_json::json!({ "path": path, "seen": seen(&source) });
        format!("{line}\n")
    });
    fs::write(out, lines.collect::<String>()).expect("written");
}
