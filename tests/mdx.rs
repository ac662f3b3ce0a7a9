//! MDX: what is seen in it, and what is not.

use copydesk::html::tag::Tag;
use copydesk::post::parse::parse;
use copydesk::text::source::Source;
use std::fs;

/// What a page holds, each with the line that it begins in: `h2:3`, `img:5`, `<Tabs:7`.
fn seen(source: &Source) -> Vec<String> {
    let post = parse(source);
    let line = |at: u32| source.position(at).line;
    let mut seen = Vec::new();
    for element in post.page.elements() {
        let span = element.span();
        let is_tag = source.text()[span.start as usize..].starts_with('<') && !span.is_empty();
        let is_in_item = element.parent().is_some_and(|parent| parent.tag() == Tag::Li);
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
