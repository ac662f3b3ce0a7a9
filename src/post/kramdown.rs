//! kramdown: where kramdown reads the blocks of a body otherwise than CommonMark. Its HTML ends with its end
//! tag, whatever blank lines are in it, and behind that is Markdown; a fence that nothing ends is text.
//!
//! As kramdown 2.4.0 (`parser/html.rb`, `parser/kramdown/html.rb`) and kramdown-parser-gfm 1.1.0 have it. Only what
//! is in no list and in no quotation is looked at.

use crate::post::link::{code_span, run_len};
use crate::post::template::{Extension, blank_line};
use std::borrow::Cow;
use std::ops::Range;

/// What may be in a line of text, and so begins no block. `parser/html.rb`, `HTML_SPAN_ELEMENTS`.
const IN_TEXT: [&str; 38] = [
    "a", "abbr", "acronym", "b", "big", "bdo", "br", "button", "cite", "code", "del", "dfn", "em",
    "i", "img", "input", "ins", "kbd", "label", "mark", "option", "q", "rb", "rbc", "rp", "rt",
    "rtc", "ruby", "samp", "select", "small", "span", "strong", "sub", "sup", "tt", "u", "var",
];
/// What has no content. `HTML_ELEMENTS_WITHOUT_BODY`.
const EMPTY: [&str; 16] = [
    "area", "base", "br", "col", "command", "embed", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
];
/// What `markdown="1"` makes no Markdown of: `HTML_CONTENT_MODEL_RAW`, and what is of lists and tables.
const CODE: [&str; 18] = [
    "script", "style", "math", "option", "textarea", "pre", "code", "kbd", "samp", "var",
    "colgroup", "table", "tbody", "thead", "tfoot", "tr", "ul", "ol",
];

/// A code span over several lines is no longer, in bytes.
const NEAR: usize = 4096;

/// How the blocks of a body differ from what they are in CommonMark.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Blocks {
    /// The blocks of HTML, in order.
    pub(super) html: Vec<Range<usize>>,
    /// The marks that begin a line as those of a fence do, and are none, in order.
    pub(super) marks: Vec<Marks>,
}

/// Marks that are text, or begin or end a code span.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// Where they are.
    pub(super) at: Range<usize>,
    /// The end of what is behind them in their line.
    pub(super) line_end: usize,
    /// The line before is text of the same paragraph.
    pub(super) goes_on: bool,
    /// Were there an end, they would be a fence. A row of `~` may be a line across the page.
    pub(super) begins_code: bool,
}

impl Blocks {
    /// The marks that would begin a fence if one ended it.
    pub(super) fn open(&self) -> impl Iterator<Item = Range<usize>> {
        let open = self.marks.iter().filter(|marks| marks.begins_code);
        open.map(|marks| marks.at.clone())
    }

    /// What is between the blocks of HTML.
    pub(super) fn pieces(&self, len: usize) -> Vec<Range<usize>> {
        let ends = self.html.iter().map(|html| html.end);
        let starts = self.html.iter().map(|html| html.start).chain([len]);
        let pieces = std::iter::once(0).chain(ends).zip(starts);
        let pieces = pieces.map(|(start, end)| start..end);
        pieces.filter(|piece| !piece.is_empty()).collect()
    }

    /// `content` of the same length, in which a reader of CommonMark takes none of the marks for a fence.
    pub(super) fn masked<'t>(&self, content: &'t str) -> Cow<'t, str> {
        let mut masked = Cow::Borrowed(content);
        for marks in &self.marks {
            let Range { start, end } = marks.at;
            let is_tick = content[start..].starts_with('`');
            if is_tick && marks.goes_on {
                // What is within a line begins no fence.
                let indent = content[..start].trim_end_matches(' ').len();
                let before = content[..indent].trim_end_matches('\n');
                fill(
                    masked.to_mut(),
                    before.trim_end_matches('\r').len()..start,
                    " ",
                );
            } else if is_tick
                && end + 1 < marks.line_end
                && is_code_span(&content[start..], end - start)
            {
                // With a backtick behind it, it begins none either.
                let last = content.floor_char_boundary(marks.line_end - 1);
                fill(masked.to_mut(), last..marks.line_end, " ");
                masked.to_mut().replace_range(last..=last, "`");
            } else {
                fill(masked.to_mut(), start..end, "x");
            }
        }
        masked
    }
}

fn fill(text: &mut String, range: Range<usize>, with: &str) {
    let len = range.len();
    text.replace_range(range, &with.repeat(len));
}

/// Whether so many backticks begin a code span, which ends in their paragraph.
fn is_code_span(text: &str, ticks: usize) -> bool {
    let near = &text[..text.floor_char_boundary(NEAR)];
    let paragraph = &near[..blank_line(near.as_bytes()).unwrap_or(near.len())];
    code_span(paragraph, ticks) > ticks
}

/// Reads the blocks of a body.
pub(super) fn blocks(content: &str) -> Blocks {
    let mut reader = Reader {
        content,
        last_end: [('`', usize::MAX), ('~', usize::MAX)],
        last_quote: ['"', '\''].map(|quote| content.rfind(quote)),
        last_comment: content.rfind("-->"),
        most_templates: 16,
    };
    let html_alone = Extension::no_markdown();
    let mut blocks = Blocks::default();
    let (mut at, mut in_list, mut in_text) = (0, false, false);
    let mut is_behind_blank = true;
    while at < content.len() {
        let end = line_end(content, at);
        let line = &content[at..end];
        let inside = line.trim_start_matches(' ');
        let indent = line.len() - inside.len();
        let is_blank = inside.trim().is_empty();
        if indent > 3 || is_blank {
            in_text &= !is_blank;
            is_behind_blank = is_blank;
            at = end;
            continue;
        }
        let start = at + indent;
        if let Some(marks) = marks_of_fence(inside) {
            let close = reader.fence_end(inside, marks, end);
            if let Some(close) = close {
                at = close;
                in_list &= indent > 0;
            } else {
                blocks.marks.push(Marks {
                    at: start..start + marks,
                    line_end: start + inside.trim_end().len(),
                    goes_on: in_text,
                    begins_code: inside.starts_with('`') && is_info(&inside[marks..]),
                });
                at = end;
            }
            in_text = close.is_none();
            is_behind_blank = false;
            continue;
        }
        let html = html_alone.end(content, start);
        if let Some(close) = html.filter(|_| !(in_list && indent > 0)) {
            at = line_end(content, close);
            blocks.html.push(start..at);
            (in_list, in_text, is_behind_blank) = (false, false, false);
            continue;
        }
        if inside.starts_with('<') && !(in_list && indent > 0) {
            match reader.html(start) {
                Html::Block(close) => {
                    let close = behind_line(content, close);
                    blocks.html.push(start..close);
                    at = close;
                    (in_list, in_text, is_behind_blank) = (false, false, false);
                    continue;
                }
                Html::Comment(close) => {
                    at = line_end(content, close);
                    (in_text, is_behind_blank) = (false, false);
                    continue;
                }
                // In CommonMark it would begin a block.
                Html::Tag(close) if !in_text && behind_line(content, close) > close => {
                    at = behind_line(content, close);
                    blocks.html.push(start..at);
                    is_behind_blank = false;
                    continue;
                }
                Html::Tag(_) | Html::Text => {}
            }
        }
        let begins_list = begins_list(inside);
        in_list = begins_list || in_list && !(indent == 0 && is_behind_blank);
        in_text = !(begins_list || inside.starts_with(['#', '>', '|', '=', '-']));
        is_behind_blank = false;
        at = end;
    }
    blocks
}

/// What begins at a `<`.
enum Html {
    /// A block, up to this byte.
    Block(usize),
    /// A comment, up to this byte.
    Comment(usize),
    /// A tag in text that needs no end, up to this byte.
    Tag(usize),
    /// Text.
    Text,
}

struct Reader<'t> {
    content: &'t str,
    /// For each mark, how many of them nothing ends from here on: it need not be looked for twice.
    last_end: [(char, usize); 2],
    /// Where the last quote of each kind is.
    last_quote: [Option<usize>; 2],
    last_comment: Option<usize>,
    /// How often an element may still be looked for whose end a template may write.
    most_templates: u8,
}

impl<'t> Reader<'t> {
    /// Where the fence ends that `inside`, the rest of a line that ends at byte `from`, begins with.
    /// `FENCED_CODEBLOCK_MATCH`.
    fn fence_end(&mut self, inside: &str, marks: usize, from: usize) -> Option<usize> {
        if !is_info(&inside[marks..]) {
            return None;
        }
        let mark = inside.chars().next()?;
        let known = self.last_end.iter_mut().find(|(known, _)| *known == mark)?;
        if known.1 <= marks {
            return None;
        }
        let mut at = from;
        while at < self.content.len() {
            let end = line_end(self.content, at);
            let line = &self.content[at..end];
            let rest = line.trim_start_matches(' ');
            let ends = line.len() - rest.len() <= 3 && {
                let same = rest.trim_start_matches(mark);
                rest.len() - same.len() >= marks && same.trim().is_empty()
            };
            if ends {
                return Some(end);
            }
            at = end;
        }
        known.1 = marks;
        None
    }

    fn html(&mut self, at: usize) -> Html {
        let rest = &self.content[at..];
        if rest.starts_with("<!--") {
            return self.comment(at).map_or(Html::Text, Html::Comment);
        }
        if let Some((name, len)) = end_tag(rest) {
            // An end tag of nothing is text, and what is behind it may begin a block.
            return if is_in_text(name) {
                Html::Text
            } else {
                Html::Block(at + len)
            };
        }
        match self.start_tag(at) {
            Some(tag) if is_in_text(tag.name) && is(&EMPTY, tag.name) => Html::Tag(tag.end),
            Some(tag) if is_in_text(tag.name) => Html::Text,
            Some(_) if self.most_templates == 0 => Html::Text,
            Some(tag) => {
                let end = self.element_end(&tag);
                self.most_templates -= u8::from(end.is_none());
                end.map_or(Html::Text, Html::Block)
            }
            None => Html::Text,
        }
    }

    fn comment(&self, at: usize) -> Option<usize> {
        let last = self
            .last_comment
            .filter(|last| *last >= at + "<!--".len())?;
        let found = self.content[at + "<!--".len()..last + "-->".len()].find("-->")?;
        Some(at + "<!--".len() + found + "-->".len())
    }

    /// The end of a block that begins with `tag`: that of its element, or that of the last tag before Markdown.
    /// `parse_raw_html`. An element without its end goes on to the end of all; `None` where a template may write
    /// another tag than those that are here.
    fn element_end(&self, tag: &StartTag<'t>) -> Option<usize> {
        let content = self.content;
        let mut open = Vec::new();
        let mut at = match self.opened(tag, &mut open) {
            Some(at) if open.is_empty() => return Some(at),
            Some(at) => at,
            None => return Some(tag.end),
        };
        let inside = at;
        while let Some(found) = memchr::memchr(b'<', &content.as_bytes()[at..]) {
            let start = at + found;
            at = start + 1;
            let rest = &content[start..];
            if rest.starts_with("<!--") {
                at = self.comment(start).unwrap_or(at);
            } else if let Some((name, len)) = end_tag(rest) {
                at = start + len;
                // Another end tag is text.
                if open
                    .last()
                    .is_some_and(|last: &&str| last.eq_ignore_ascii_case(name))
                {
                    open.pop();
                }
                if open.is_empty() {
                    return Some(at);
                }
            } else if let Some(tag) = self.start_tag(start) {
                match self.opened(&tag, &mut open) {
                    Some(behind) => at = behind,
                    None => return Some(tag.end),
                }
            }
        }
        (!content[inside..].contains("{%")).then_some(content.len())
    }

    /// Where what is in `tag` is read on, which is `open` then, if it has content that is read; `None` where
    /// that is Markdown.
    fn opened(&self, tag: &StartTag<'t>, open: &mut Vec<&'t str>) -> Option<usize> {
        if tag.is_closed || is(&EMPTY, tag.name) {
            return Some(tag.end);
        }
        if is(&["script", "style"], tag.name) {
            let mut at = tag.end;
            while let Some(found) = self.content[at..].find("</") {
                let start = at + found;
                if let Some((name, len)) = end_tag(&self.content[start..])
                    && name.eq_ignore_ascii_case(tag.name)
                {
                    return Some(start + len);
                }
                at = start + "</".len();
            }
            return Some(self.content.len());
        }
        if tag.is_markdown && !is(&CODE, tag.name) {
            return None;
        }
        open.push(tag.name);
        Some(tag.end)
    }

    /// The start tag at a `<`. `HTML_TAG_RE`: what else is written like one is text.
    fn start_tag(&self, at: usize) -> Option<StartTag<'t>> {
        let content = self.content;
        let name = name(&content[at + 1..])?;
        let mut rest = &content[at + 1 + name.len()..];
        let mut is_markdown = false;
        loop {
            let next = rest.trim_start();
            let end = content.len() - next.len();
            if next.starts_with('>') || next.starts_with("/>") {
                let is_closed = next.starts_with('/');
                return Some(StartTag {
                    name,
                    end: end + if is_closed { 2 } else { 1 },
                    is_closed,
                    is_markdown,
                });
            }
            let attribute = self::name(next).filter(|_| next.len() < rest.len())?;
            rest = &next[attribute.len()..];
            let Some(value) = rest.trim_start().strip_prefix('=') else {
                continue;
            };
            let value = value.trim_start();
            let quote = value.as_bytes().first()?;
            let len = if let b'"' | b'\'' = quote {
                let last = self.last_quote[usize::from(*quote == b'\'')]?;
                let from = content.len() - value.len() + 1;
                let inner = content.get(from..=last)?;
                memchr::memchr(*quote, inner.as_bytes())? + 2
            } else {
                let is_end = |c: char| !(c.is_alphanumeric() || c == '_');
                value.find(is_end).filter(|len| *len > 0)?
            };
            if attribute.eq_ignore_ascii_case("markdown") {
                let value = value[..len].trim_matches(['"', '\'']);
                is_markdown = matches!(value, "1" | "block" | "span");
            }
            rest = &value[len..];
        }
    }
}

struct StartTag<'t> {
    name: &'t str,
    /// Behind its `>`.
    end: usize,
    is_closed: bool,
    /// Its content is Markdown.
    is_markdown: bool,
}

/// The name of the end tag that `text` begins with, and its length in bytes.
fn end_tag(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("</")?;
    let name = name(rest)?;
    let behind = rest[name.len()..].trim_start().strip_prefix('>')?;
    Some((name, text.len() - behind.len()))
}

/// The name that `text` begins with, in XML. `UNAME_STR`.
fn name(text: &str) -> Option<&str> {
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let len = text.find(|c: char| !is_inner(c)).unwrap_or(text.len());
    let name = &text[..len];
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    (begins && !name.ends_with(':')).then_some(name)
}

fn is_in_text(name: &str) -> bool {
    is(&IN_TEXT, name)
}

fn is(known: &[&str], name: &str) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// How many marks of a fence a line begins with.
fn marks_of_fence(inside: &str) -> Option<usize> {
    let marks = match inside.as_bytes().first()? {
        b'`' => run_len(inside),
        b'~' => inside.len() - inside.trim_start_matches('~').len(),
        _ => return None,
    };
    (marks >= 3).then_some(marks)
}

/// Whether a fence may have `text` behind it: one word.
fn is_info(text: &str) -> bool {
    text.split_whitespace().count() <= 1
}

/// `LIST_START`.
fn begins_list(inside: &str) -> bool {
    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
    let behind = match inside.as_bytes().get(digits) {
        Some(b'.') if digits > 0 => digits + 1,
        Some(b'*' | b'+' | b'-') if digits == 0 => 1,
        _ => return false,
    };
    inside[behind..].starts_with([' ', '\t'])
}

/// Where the line ends that byte `at` is in, its break included.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |len| at + len + 1)
}

/// Behind the line, where only white space is behind byte `at` in it.
fn behind_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    if text[at..end].trim().is_empty() {
        end
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(text: &str) -> Vec<&str> {
        let blocks = blocks(text).html.into_iter();
        blocks.map(|block| &text[block]).collect()
    }

    #[test]
    fn html_ends_with_its_end_tag() {
        assert_eq!(html("<h3>a</h3>\n```\n\nb\n```\n"), ["<h3>a</h3>\n"]);
        assert_eq!(
            html("a\n<div>\n\nb\n\n</div> c\n"),
            ["<div>\n\nb\n\n</div>"]
        );
        assert_eq!(
            html("<div><pre><code>a\n\n<b>c</b>\n</code></pre>\n</div>\nd\n"),
            ["<div><pre><code>a\n\n<b>c</b>\n</code></pre>\n</div>\n"]
        );
        assert_eq!(
            html("<div><div>\n\n</div>\n\n</div>\n"),
            ["<div><div>\n\n</div>\n\n</div>\n"]
        );
        assert_eq!(
            html("<hr>\n<img src=a>\n\n# b\n"),
            ["<hr>\n", "<img src=a>\n"]
        );
        assert_eq!(
            html("<DIV>\n<!-- </div> -->\n</div>a"),
            ["<DIV>\n<!-- </div> -->\n</div>"]
        );
        assert_eq!(
            html("<script>\n\n<p>\n</script>\n\na\n"),
            ["<script>\n\n<p>\n</script>\n"]
        );
        // An element that nothing ends goes on to the end, unless a template may end it.
        assert_eq!(html("<div><p>a</div>\n\nb\n"), ["<div><p>a</div>\n\nb\n"]);
        assert_eq!(
            html("{% if a %}\n<div>\n{% else %}\n<div>\n{% endif %}\n</div>\n").len(),
            1
        );
    }

    #[test]
    fn what_is_markdown_in_html_is_no_html() {
        assert_eq!(
            html("<div markdown=\"1\">\n\n# a\n\n</div>\n"),
            ["<div markdown=\"1\">\n", "</div>\n"]
        );
        assert_eq!(
            html("<section><div markdown='block'>\n# a\n</div></section>\n"),
            [
                "<section><div markdown='block'>\n",
                "</div>",
                "</section>\n"
            ]
        );
        assert_eq!(html("<pre markdown=1>\n\n# a\n\n</pre>\n").len(), 1);
    }

    #[test]
    fn what_is_in_code_in_a_list_or_in_a_line_is_no_block() {
        for text in [
            "```\n<div>\n```\n",
            "~~~ html\n<div>\n~~~\n",
            "    <div>\n",
            "a <div>b</div>\n",
            "- a\n  <div>\n\n  </div>\n",
            "a\n<b>b</b>\n<img src=a>\n",
            "<code>\na\n</code>\n",
            "<div class=a-b>\n\n</div",
            "<!-- a\n\n<div>\n-->\n",
            "> <div>\n",
        ] {
            assert_eq!(html(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_fence_that_nothing_ends_is_none() {
        let masked = |text: &str| {
            let blocks = blocks(text);
            (blocks.masked(text).into_owned(), blocks.open().count())
        };
        let is = |text: &str, said: &str, open: usize| {
            assert_eq!(masked(text), (said.to_owned(), open), "{text}");
        };
        is("```\na\n```\n", "```\na\n```\n", 0);
        is("```js\na\n", "xxxjs\na\n", 1);
        is("a ```php\nb\n``` c d\n", "a ```php\nb ``` c d\n", 0);
        is("a\r\n```\r\n", "a  ```\r\n", 1);
        is("```js a\nb\n``` c\n\n", "```js `\nb ``` c\n\n", 1);
        is("```js \u{4e2d}\nb ```\n", "```js `  \nb ```\n", 0);
        is("a\n~~~~\n\nb\n", "a\nxxxx\n\nb\n", 0);
        is("````\n```\n", "xxxx ```\n", 2);
    }

    proptest! {
        #[test]
        fn blocks_are_in_order_and_masks_keep_the_length(
            text in "(<div>|</div>|<b>|<|```|~~~|\n|\r\n|    | |a|中|<!--|-->|- |\"|'|<div a=|>|markdown=1|\\{% a %\\}|<script>|</script>){0,24}"
        ) {
            let blocks = blocks(&text);
            let mut at = 0;
            for block in &blocks.html {
                prop_assert!(at <= block.start && block.start < block.end);
                prop_assert!(text.get(block.clone()).is_some());
                at = block.end;
            }
            prop_assert!(at <= text.len());
            prop_assert_eq!(blocks.masked(&text).len(), text.len());
        }
    }
}
