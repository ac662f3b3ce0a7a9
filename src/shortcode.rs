//! shortcode: where a generator's own tags stand in a body, and the code that some of them hold.
//!
//! Liquid and Nunjucks (Jekyll, Hexo) write `{% tag %}` and `{{ value }}`, Hugo `{{< tag >}}`. What
//! a tag for code holds is shown to readers as it is written, and is no HTML.

use crate::span::Span;
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
    let inner = memmem::find(&near[mark.len()..], end.as_bytes())?;
    let inner = &text[mark.len()..mark.len() + inner];
    // `{{` and `}}` stand in scripts and styles as well, but not around a value on one line.
    if matches!(*mark, "{{" | "{:") && inner.contains(['\n', '<']) {
        return None;
    }
    let words = inner.trim_start_matches('-');
    Some(Tag {
        mark,
        name: words.split_whitespace().next().unwrap_or_default(),
        len: mark.len() + inner.len() + end.len(),
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
