//! shortcode: where a generator's own tags stand in a body, and the code that some of them hold.
//!
//! Liquid and Nunjucks (Jekyll, Hexo) write `{% tag %}` and `{{ value }}`, Hugo `{{< tag >}}`. What
//! a tag for code holds is shown to readers as it is written, and is no HTML. MDX has JavaScript
//! between its lines.

use crate::text::span::Span;
use memchr::memmem;

/// A tag is no longer than this, in bytes; `{{` without its end is text.
const LONGEST: usize = 4096;

/// The tags whose content is code, or is not shown at all. Jekyll, "Code snippet highlighting";
/// Liquid, "comment"; Hexo, "Tag Plugins"; Hugo, "Shortcodes". What `raw` holds is shown as HTML.
const CODE: [&str; 9] = [
    "highlight",
    "codeblock",
    "code",
    "comment",
    "prism",
    "mermaid",
    "math",
    "gist",
    "pre",
];

/// What no reader of HTML must take for HTML, in order.
pub fn spans(text: &str, body: Span) -> Vec<Span> {
    let content = body.of(text);
    let mut found = Vec::new();
    // Tags that are open to the end of the file: they need not be looked for twice.
    let mut unclosed: Vec<(&str, &str)> = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'{', &content.as_bytes()[at..]).map(|next| at + next) {
        at = open + 1;
        let Some(tag) = tag(&content[open..]) else {
            continue;
        };
        let mut end = open + tag.len;
        let kind = (tag.mark, tag.name);
        if CODE.contains(&tag.name) && !unclosed.contains(&kind) {
            match closing(content, end, &tag) {
                Some(closed) => end = closed,
                None => unclosed.push(kind),
            }
        }
        found.push(Span::from(open..end).shifted(body.start));
        at = end;
    }
    found
}

/// The JavaScript in an MDX body, in order: what begins with `import` or `export` up to the next blank
/// line, and what stands in braces. MDX, "Syntax".
pub fn javascript(text: &str, body: Span) -> Vec<Span> {
    let content = body.of(text);
    let mut found = Vec::new();
    let (mut at, mut is_fresh) = (0, true);
    for line in content.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let is_module = line.starts_with("import ") || line.starts_with("export ");
        // What began in a line before may end in this one.
        let last = found.last().map_or(0, |last: &Span| last.end as usize);
        if is_module && is_fresh && last <= start {
            let rest = &content[start..];
            let len = blank_line(rest.as_bytes()).unwrap_or(rest.len());
            found.push(Span::from(start..start + len));
        } else if last < at {
            expressions(content, last.max(start)..at, &mut found);
        }
        is_fresh = line.trim().is_empty();
    }
    found
        .into_iter()
        .map(|span| span.shifted(body.start))
        .collect()
}

/// The end of the line before the first blank one.
pub(super) fn blank_line(text: &[u8]) -> Option<usize> {
    let mut lines = memchr::memchr_iter(b'\n', text);
    lines.find(|end| matches!(text[end + 1..], [b'\n', ..] | [b'\r', b'\n', ..]))
}

/// The groups in braces and the tags of components that begin in `line`, each within one paragraph.
fn expressions(content: &str, line: std::ops::Range<usize>, found: &mut Vec<Span>) {
    let mut at = line.start;
    while let Some(next) = memchr::memchr2(b'{', b'<', &content.as_bytes()[at..line.end]) {
        let start = at + next;
        let near = &content.as_bytes()[start..content.len().min(start + LONGEST)];
        let near = &near[..blank_line(near).unwrap_or(near.len())];
        let end = match near {
            [b'{', ..] => group(near),
            [b'<', b'A'..=b'Z', ..] | [b'<', b'/', b'A'..=b'Z', ..] => component(near),
            _ => {
                at = start + 1;
                continue;
            }
        };
        // What does not end is not MDX, and each try would cost a paragraph.
        let Some(len) = end else { break };
        at = start + len;
        found.push(Span::from(start..at));
        if at >= line.end {
            break;
        }
    }
}

/// Length of the group in braces that `text` begins with.
fn group(text: &[u8]) -> Option<usize> {
    let mut depth = 0;
    let end = text.iter().position(|b| {
        match b {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.map(|end| end + 1)
}

/// Length of the tag that `text` begins with: the values of its attributes may hold `>`.
pub(super) fn component(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr3(b'>', b'{', b'"', &text[at..])?;
        match text[at] {
            b'>' => return Some(at + 1),
            b'{' => at += group(&text[at..])?,
            _ => at += memchr::memchr(b'"', &text[at + 1..])? + 2,
        }
    }
}

/// A tag as it is written.
#[derive(Clone, Copy)]
struct Tag<'t> {
    /// The two or three characters that it begins with.
    mark: &'t str,
    name: &'t str,
    /// In bytes.
    len: usize,
}

/// The tag that `text` begins with.
fn tag(text: &str) -> Option<Tag<'_>> {
    // Kramdown gives attributes in `{: …}`.
    let marks = [
        ("{%", "%}"),
        ("{{<", ">}}"),
        ("{{%", "%}}"),
        ("{{", "}}"),
        ("{:", "}"),
    ];
    let (mark, end) = marks.iter().find(|(mark, _)| text.starts_with(mark))?;
    let near = &text.as_bytes()[..text.len().min(LONGEST)];
    let is_comment = *mark == "{{" && text[2..].trim_start_matches(['-', ' ']).starts_with("/*");
    // Hugo's `{{/* … */}}` may hold whatever it likes.
    let from = if is_comment {
        memmem::find(near, b"*/")?
    } else {
        mark.len()
    };
    let inner = from - mark.len() + memmem::find(&near[from..], end.as_bytes())?;
    let inner = &text[mark.len()..mark.len() + inner];
    // `{{` and `}}` stand in scripts and styles as well, but not around a value on one line.
    if matches!(*mark, "{{" | "{:") && !is_comment && holds_markup(inner) {
        return None;
    }
    let words = inner.trim_start_matches('-');
    Some(Tag {
        mark,
        name: words.split_whitespace().next().unwrap_or_default(),
        len: mark.len() + inner.len() + end.len(),
    })
}

/// Whether a line ends in `inner`, or a `<` stands there outside of quotes.
fn holds_markup(inner: &str) -> bool {
    let mut quote = None;
    inner.bytes().any(|b| {
        match (quote, b) {
            (Some(mark), b) if mark == b => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(b),
            _ => {}
        }
        b == b'\n' || (b == b'<' && quote.is_none())
    })
}

/// Where the tag ends that closes `open`, looked for from byte `from` on.
fn closing(content: &str, from: usize, open: &Tag<'_>) -> Option<usize> {
    let mut at = from;
    loop {
        let next = memmem::find(&content.as_bytes()[at..], open.mark.as_bytes())?;
        at += next;
        let Some(tag) = tag(&content[at..]) else {
            at += open.mark.len();
            continue;
        };
        let is_end = match tag.name.strip_prefix("end") {
            Some(name) => name == open.name,
            None => tag.name.strip_prefix('/') == Some(open.name),
        };
        if is_end {
            return Some(at + tag.len);
        }
        at += open.mark.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<&str> {
        let spans = spans(text, Span::from(0..text.len()));
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn the_code_in_a_tag_is_blank_and_other_content_is_not() {
        let highlight = "{% highlight html %}\n<b>{% if %}\n{%- endhighlight -%}";
        assert_eq!(found(&format!("a {highlight} <i>")), [highlight]);
        assert_eq!(found("{{< highlight go >}}<b>{{< /highlight >}}c").len(), 1);
        assert_eq!(
            found("{% note %}<b>a</b>{% endnote %}"),
            ["{% note %}", "{% endnote %}"]
        );
        assert_eq!(
            found("<a href=\"{{ \"/x\" | url }}\">{{<figure src=a>}}"),
            ["{{ \"/x\" | url }}", "{{<figure src=a>}}"]
        );
    }

    #[test]
    fn javascript_in_mdx_is_no_text() {
        let text = "import A from 'a'\nexport const b = {\n  c: 1 }\n\nd {e} <A f={() => <b>{g}</b>} />\n{/* h\ni */} {j\n\nk}\nimport l\n";
        let spans = javascript(text, Span::from(0..text.len()));
        let found: Vec<&str> = spans.into_iter().map(|span| span.of(text)).collect();
        let module = "import A from 'a'\nexport const b = {\n  c: 1 }";
        assert_eq!(
            found,
            [module, "{e}", "<A f={() => <b>{g}</b>} />", "{/* h\ni */}"]
        );
    }

    #[test]
    fn what_only_looks_like_a_tag_is_left() {
        assert!(found("a {b} {{c\n}} {% d { {{ <b>}} }}").is_empty());
        assert_eq!(found("{% code %}<b>"), ["{% code %}"]);
        assert_eq!(found("{% raw %}<b>{% endraw %}").len(), 2);
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_inside(text in "(\\{%|%\\}|\\{\\{<|>\\}\\}|\\{\\{|\\}\\}| code | endcode | /code |中|<b>|\n|-){0,20}") {
            let mut at = 0;
            for span in spans(&text, Span::from(0..text.len())) {
                prop_assert!(at <= span.start && text.get(span.range()).is_some());
                at = span.end;
            }
        }
    }
}
