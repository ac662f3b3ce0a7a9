//! html: a page in which nothing of a post is markup, and whose data has every finding.

use super::expected::{File, expected, text};
use miniz_oxide::inflate::decompress_to_vec;
use serde_json::Value;

/// What copydesk writes into a page, and nothing else.
const ELEMENTS: &[&str] = &[
    "!DOCTYPE",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "h1",
    "p",
    "dl",
    "div",
    "dt",
    "dd",
    "main",
    "section",
    "h2",
    "form",
    "label",
    "input",
    "select",
    "noscript",
    "footer",
    "script",
    "figure",
    "figcaption",
    "details",
    "summary",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "svg",
    "span",
    "kbd",
    "rect",
    "text",
];

/// A page without its style and scripts, and the data in it.
fn taken_apart(page: &str) -> (String, Value) {
    let (before, rest) = page.split_once("<style>").expect("a style");
    let (_, rest) = rest.split_once("</style>").expect("it ends");
    let (body, rest) = rest
        .split_once("<script id=\"data\" type=\"")
        .expect("data");
    let (media, rest) = rest.split_once("\">").expect("a tag");
    let (data, rest) = rest.split_once("</script>").expect("it ends");
    let (between, rest) = rest.split_once("<script>").expect("a script");
    let (_, behind) = rest.split_once("</script>").expect("it ends");
    assert!(!data.contains('<'), "{data}");
    let json = if media == "application/json" {
        data.as_bytes().to_vec()
    } else {
        let bytes = data_encoding::BASE64
            .decode(data.as_bytes())
            .expect("Base64");
        decompress_to_vec(&bytes).expect("deflated")
    };
    let markup = [before, body, between, behind].concat();
    (markup, serde_json::from_slice(&json).expect("JSON"))
}

pub(super) fn check(report: &str, files: &[File]) {
    let (markup, data) = taken_apart(report);
    for tag in markup.split('<').skip(1) {
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '>', '/', '\n']).next().unwrap_or_default();
        assert!(ELEMENTS.contains(&name), "<{tag}");
    }
    let posts = data["posts"].as_array().expect("posts");
    let found = posts.iter().flat_map(|post| {
        let findings = post["findings"].as_array().expect("findings");
        findings.iter().map(move |finding| (post, finding))
    });
    let found: Vec<(&Value, &Value)> = found.collect();
    let expected = expected(files);
    assert_eq!(found.len(), expected.len());
    for ((post, finding), wanted) in found.into_iter().zip(&expected) {
        let rule = finding["rule"].as_u64().expect("a number") as usize;
        assert_eq!(data["rules"][rule]["id"], wanted["rule"]);
        assert_eq!(post["path"], wanted["path"]);
        assert_eq!(finding["severity"], wanted["severity"]);
        assert_eq!(text(&finding["message"]), text(&wanted["message"]));
        for place in ["line", "column"] {
            assert_eq!(finding[place], wanted["start"][place]);
        }
        assert_eq!(finding["fix"]["safety"], wanted["fix"]["safety"]);
    }
}
