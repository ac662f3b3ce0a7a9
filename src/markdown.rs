//! markdown: a Markdown body → what in it no reader of HTML must take for HTML. The only file that
//! knows pulldown-cmark.

use crate::span::Span;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Code (fenced, indented, between backticks), and each `<` that begins no HTML: of an autolink, in
/// a link's title, behind a backslash. In order.
pub fn blanks(text: &str, body: Span) -> Vec<Span> {
    let content = body.of(text);
    if !content.contains('<') {
        return Vec::new();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut blanks = Vec::new();
    let mut at = 0;
    for (event, range) in Parser::new_ext(content, options).into_offset_iter() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => {
                angles(content, at, range.start, &mut blanks);
            }
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => {
                angles(content, at, range.start, &mut blanks);
                blanks.push(Span::from(range.clone()));
            }
            _ => continue,
        }
        at = at.max(range.end);
    }
    angles(content, at, content.len(), &mut blanks);
    for blank in &mut blanks {
        *blank = blank.shifted(body.start);
    }
    blanks
}

/// Each `<` between two bytes.
fn angles(content: &str, from: usize, to: usize, blanks: &mut Vec<Span>) {
    if from < to {
        let between = memchr::memchr_iter(b'<', &content.as_bytes()[from..to]);
        blanks.extend(between.map(|at| Span::from(from + at..from + at + 1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        let spans = blanks(text, Span::from(0..text.len()));
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn code_is_found_where_commonmark_finds_it() {
        let text = "# a\n`<b>` and ``x` ``\n\n```html\n<img>\n```\n\n    <p>\n\n<div>\n    <em>`x`</em>\n</div>\n";
        let code = ["`<b>`", "``x` ``", "```html\n<img>\n```", "<p>\n"];
        assert_eq!(found(text), code);
    }

    #[test]
    fn an_angle_that_begins_no_html_is_none() {
        for text in [
            "<https://a.example/> b",
            "\\<img src=a> b",
            "[a](b \"<img>\") c",
            "![a](<b 1.png>) c",
            "a < b",
            "List<String,",
        ] {
            assert_eq!(found(text), ["<"], "{text}");
        }
        assert!(found("a <b>c</b> <!-- d --> <br/>\n\n<div>\n<p>e</p>\n</div>\n").is_empty());
    }

    proptest! {
        #[test]
        fn blanks_are_in_order_and_inside(text in "(<b>|<|`|```\n|    |\n|\n\n|> |- |中|\\[a\\]\\(|\\)|\\\\|<!--|-->|\\|){0,20}") {
            let mut at = 0;
            for span in blanks(&text, Span::from(0..text.len())) {
                prop_assert!(at <= span.start && text.get(span.range()).is_some(), "{span:?}");
                at = span.end;
            }
        }
    }
}
