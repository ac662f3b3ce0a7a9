//! markdown: a Markdown body → where code stands in it, which no reader of HTML must take for HTML.
//! The only file that knows pulldown-cmark.

use crate::span::Span;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// The spans of code in `body`, in order: fenced, indented, and between backticks.
pub fn code(text: &str, body: Span) -> Vec<Span> {
    let content = body.of(text);
    let may_hold_code = content.contains(['`', '~', '\t']) || content.contains("    ");
    if !may_hold_code {
        return Vec::new();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    Parser::new_ext(content, options)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| Span::from(range).shifted(body.start))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_found_where_commonmark_finds_it() {
        let text = "# a\n`<b>` and ``x` ``\n\n```html\n<img>\n```\n\n    <p>\n\n<div>\n    <em>`x`</em>\n</div>\n";
        let spans = code(text, Span::from(0..text.len()));
        let found: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["`<b>`", "``x` ``", "```html\n<img>\n```", "<p>\n"]);
    }
}
