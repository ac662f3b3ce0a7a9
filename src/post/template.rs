//! shortcode: where a generator's own tags stand in a body, and the code that some of them hold.
//!
//! Liquid and Nunjucks (Jekyll, Hexo) write `{% tag %}` and `{{ value }}`, Hugo `{{< tag >}}`. What
//! a tag for code holds is shown to readers as it is written, and is no HTML. MDX has JavaScript
//! between its lines.

use crate::text::span::Span;
use memchr::memmem;
use std::borrow::Cow;

/// A tag is no longer than this, in bytes; `{{` without its end is text.
const LONGEST: usize = 4096;

/// How many bytes before a template are looked at for what it stands in, and how many `<` in them.
const NEAR: usize = 1024;
const MOST_ANGLES: usize = 4;

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

/// `spans` with the formulas between two lines of `$$` in `text` that a line of `=` or `-` would make a
/// heading of, as it does in CommonMark: what renders formulas takes them first.
pub fn with_formulas(text: &str, body: Span, spans: Vec<Span>) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open = None;
    let mut has_underline = false;
    let mut at = body.start as usize;
    for line in body.of(text).split_inclusive('\n') {
        let written = line.trim();
        let end = at + line.trim_end().len();
        match open {
            Some(start) if written == "$$" => {
                if has_underline {
                    found.push(Span::from(start..end));
                }
                open = None;
            }
            // No formula goes on behind a blank line.
            Some(_) if written.is_empty() => open = None,
            Some(_) => {
                let is_underline = |mark| written.trim_end_matches(mark).is_empty();
                has_underline |= is_underline('=') || is_underline('-');
            }
            None if written == "$$" => (open, has_underline) = (Some(at), false),
            None => {}
        }
        at += line.len();
    }
    if found.is_empty() {
        return spans;
    }
    let is_in = |span: &Span| {
        let next = found.partition_point(|formula| formula.end <= span.start);
        found
            .get(next)
            .is_some_and(|formula| formula.start < span.end)
    };
    let mut all: Vec<Span> = spans.into_iter().filter(|span| !is_in(span)).collect();
    all.extend(found);
    all.sort_by_key(|span| span.start);
    all
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

/// `text` for a reader of Markdown: those of `spans`, in order, that stand in a tag or hold code are filled
/// with letters, as generators fill them before they read Markdown. Quotes and angles in them would break
/// the tag, and what their code begins would go on behind them.
pub fn filled<'t>(text: &'t str, spans: &[Span]) -> Cow<'t, str> {
    let mut filled: Option<Vec<u8>> = None;
    for span in spans {
        let now = filled.as_deref().unwrap_or(text.as_bytes());
        let before = &now[..span.start as usize];
        let written = span.of(text);
        if has_fence(written)
            || !(is_in_tag(before) || holds_code(written) || written.starts_with("$$"))
        {
            continue;
        }
        // What is no part of a value stands apart from the names beside it.
        let is_apart = !is_in_value(before);
        let behind = now.get(span.end as usize);
        let is_before_name = behind.is_some_and(u8::is_ascii_alphanumeric);
        let filled = filled.get_or_insert_with(|| text.as_bytes().to_owned());
        let inside = &mut filled[span.range()];
        let visible = inside.iter_mut().filter(|b| !b.is_ascii_whitespace());
        visible.for_each(|b| *b = b'x');
        if let [first, .., last] = inside
            && is_apart
        {
            *first = b' ';
            if is_before_name {
                *last = b' ';
            }
        }
    }
    // Whole characters are filled with letters of one byte each.
    let filled = filled.and_then(|filled| String::from_utf8(filled).ok());
    filled.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether `before` ends in a tag: a `<` in its paragraph begins one that has not ended. What stands behind
/// a backtick may be code, and what has a colon behind its first word is an address.
fn is_in_tag(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(NEAR)..];
    let is_open = |open: usize| {
        let tag = &near[open + 1..];
        let tag = tag.strip_prefix(b"/").unwrap_or(tag);
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
        let rest = &tag[tag.iter().take_while(|b| is_name(b)).count()..];
        let is_tag = tag.first().is_some_and(u8::is_ascii_alphabetic)
            && (rest.first()).is_none_or(|b| b.is_ascii_whitespace() || *b == b'/');
        is_tag.then(|| !ends_tag(rest) && blank_line(tag).is_none())
    };
    // `title="1 < 2"`: an angle in a value begins nothing.
    let mut angles = memchr::memrchr_iter(b'<', near).take(MOST_ANGLES);
    angles.find_map(is_open).unwrap_or(false)
}

/// Whether a tag that goes on with `rest` ends in it, or is code.
fn ends_tag(rest: &[u8]) -> bool {
    let mut quote = None;
    let mut last = b' ';
    rest.iter().any(|&b| {
        match (quote, b) {
            (Some(mark), b) if mark == b => quote = None,
            (None, b'"' | b'\'') if last == b'=' => quote = Some(b),
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            last = b;
        }
        quote.is_none() && matches!(b, b'>' | b'`')
    })
}

/// Whether `before` ends in a value without quotes, if it ends in a tag: `src=`, `href=/a`.
pub fn is_in_value(before: &[u8]) -> bool {
    let near = before[before.len().saturating_sub(NEAR)..].iter().rev();
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'<' | b'>');
    near.take_while(|b| !ends(b)).any(|b| *b == b'=')
}

/// Whether a span is a tag with the code between it and its end: no other goes over several lines.
fn holds_code(written: &str) -> bool {
    (written.starts_with("{%") || written.starts_with("{{")) && written.contains('\n')
}

/// Whether code on lines of its own may begin or end in `text`.
fn has_fence(text: &str) -> bool {
    text.contains("```") || text.contains("~~~")
}

/// The end of the line before the first blank one.
fn blank_line(text: &[u8]) -> Option<usize> {
    let mut lines = memchr::memchr_iter(b'\n', text);
    lines.find(|end| matches!(text[end + 1..], [b'\n', ..] | [b'\r', b'\n', ..]))
}

/// `text` for a reader of Markdown: the tags in an MDX body that go over several lines stand in one. MDX
/// takes them for one tag each; in Markdown a line that begins with `>` is a quotation.
pub fn joined(text: Cow<'_, str>, body: Span) -> Cow<'_, str> {
    let mut joined: Option<Vec<u8>> = None;
    let content = body.of(&text).as_bytes();
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'<', &content[at..]).map(|next| at + next) {
        at = start + 1;
        if !content.get(at).is_some_and(u8::is_ascii_lowercase) {
            continue;
        }
        let near = &content[start..content.len().min(start + NEAR)];
        let near = &near[..blank_line(near).unwrap_or(near.len())];
        let Some(len) = component(near) else { continue };
        at = start + len;
        let tag = &content[start..at];
        if tag.contains(&b'\n') && !has_fence(&text[body.start as usize..][start..at]) {
            let joined = joined.get_or_insert_with(|| text.as_bytes().to_owned());
            let tag = &mut joined[body.start as usize + start..body.start as usize + at];
            let ends = tag.iter_mut().filter(|b| matches!(b, b'\n' | b'\r'));
            ends.for_each(|b| *b = b' ');
        }
    }
    // A line's end and a space are one byte each.
    let joined = joined.and_then(|joined| String::from_utf8(joined).ok());
    joined.map_or(text, Cow::Owned)
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
fn component(text: &[u8]) -> Option<usize> {
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
