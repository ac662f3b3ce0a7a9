//! shortcode: where a generator's own tags stand in a body, and the code that some of them hold.
//!
//! Liquid and Nunjucks (Jekyll, Hexo) write `{% tag %}` and `{{ value }}`, Hugo `{{< tag >}}`. What
//! a tag for code holds is shown to readers as it is written, and is no HTML.

use crate::text::span::Span;
use memchr::memmem;
use std::cell::OnceCell;

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

/// The tags in brackets whose content is code. `WordPress`, "`SyntaxHighlighter` Evolved" (`code`, `sourcecode`
/// and the names of languages), "Crayon", "Prism", "Gist". Without its end one of them is text.
const BRACKETS: [&str; 37] = [
    "code",
    "sourcecode",
    "source",
    "php",
    "crayon",
    "prism",
    "highlight",
    "gist",
    "pre",
    "html",
    "xml",
    "css",
    "js",
    "jscript",
    "javascript",
    "typescript",
    "json",
    "yaml",
    "plain",
    "text",
    "python",
    "bash",
    "shell",
    "powershell",
    "csharp",
    "fsharp",
    "cpp",
    "objc",
    "java",
    "scala",
    "groovy",
    "ruby",
    "sql",
    "perl",
    "vb",
    "delphi",
    "diff",
];

/// Of the tags that hold code, those that are an error without their end.
const PAIRED: [&str; 3] = ["highlight", "codeblock", "comment"];

/// What of a body is a template's.
#[derive(Debug, Default)]
pub struct Templates {
    /// What no reader of HTML must take for HTML, in order.
    pub spans: Vec<Span>,
    /// Those of them that are code with the tags around it, a comment, or go over several lines.
    pub code: Vec<Span>,
    /// The tags that begin code which nothing ends.
    pub unclosed: Vec<Span>,
}

/// Finds what is a template's, and the formulas.
pub fn templates(text: &str, body: Span) -> Templates {
    let content = body.of(text);
    let mut found = Templates::default();
    // Tags that are open to the end of the file: they need not be looked for twice.
    let mut unclosed: Vec<(&str, &str)> = Vec::new();
    let mut brackets = Next::of((b'{', b'['));
    let mut formulas = Next::of((b'$', b'\\'));
    let comments = Extension::comment();
    let mut at = 0;
    loop {
        let bytes = content.as_bytes();
        let marks = [brackets.from(bytes, at), formulas.from(bytes, at)];
        let Some(open) = marks.into_iter().flatten().min() else {
            break;
        };
        at = open + 1;
        let rest = &content[open..];
        let comment = comments.end(content, open);
        let is_comment = comment.is_some() || rest.starts_with("{{/*");
        let mut is_code = rest.starts_with('[') || is_comment;
        let end = match rest.as_bytes()[0] {
            _ if comment.is_some() => comment,
            b'[' => bracketed(rest, &mut unclosed).map(|len| open + len),
            b'$' | b'\\' => formula(content, open).map(|len| open + len),
            _ => tag(rest).map(|tag| {
                let end = open + tag.len;
                let kind = (tag.mark, tag.name);
                if tag.is_end || !CODE.contains(&tag.name) || unclosed.contains(&kind) {
                    return end;
                }
                let closed = closing(content, end, &tag);
                is_code |= closed.is_some();
                closed.unwrap_or_else(|| {
                    unclosed.push(kind);
                    if PAIRED.contains(&tag.name) && is_first_in_line(content, open) {
                        let span = Span::from(open..end).shifted(body.start);
                        found.unclosed.push(span);
                    }
                    end
                })
            }),
        };
        if let Some(end) = end {
            let span = Span::from(open..end).shifted(body.start);
            found.spans.push(span);
            if is_code || content[open..end].contains('\n') {
                found.code.push(span);
            }
            at = end;
        }
    }
    found
}

/// The next of two bytes in a text, looked for once.
struct Next {
    bytes: (u8, u8),
    found: Option<usize>,
    is_last: bool,
}

impl Next {
    fn of(bytes: (u8, u8)) -> Self {
        Self {
            bytes,
            found: None,
            is_last: false,
        }
    }

    /// The first from byte `at` on.
    fn from(&mut self, text: &[u8], at: usize) -> Option<usize> {
        if !self.is_last && self.found.is_none_or(|found| found < at) {
            let (one, other) = self.bytes;
            self.found = memchr::memchr2(one, other, &text[at..]).map(|next| at + next);
            self.is_last = self.found.is_none();
        }
        self.found
    }
}

fn is_first_in_line(content: &str, at: usize) -> bool {
    let before = content[..at].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// Length in bytes of the formula that begins at byte `at`, which says what it says to `MathJax` and `KaTeX` and
/// nothing to a reader of Markdown: `$$…$$` and `\[…\]` at the beginning of a line and within one paragraph,
/// `\(…\)` within one line. `\[1\]` and `\(see below\)` are text.
fn formula(content: &str, at: usize) -> Option<usize> {
    let rest = &content.as_bytes()[at..];
    let near = &rest[..rest.len().min(LONGEST)];
    let paragraph = || &near[..blank_line(near).unwrap_or(near.len())];
    let line = || &near[..memchr::memchr(b'\n', near).unwrap_or(near.len())];
    let (within, end) = match near.get(..2)? {
        b"$$" if is_first_in_line(content, at) => (paragraph(), "$$"),
        b"\\[" if is_first_in_line(content, at) => (paragraph(), "\\]"),
        b"\\(" => (line(), "\\)"),
        _ => return None,
    };
    let len = memmem::find(&within[2..], end.as_bytes())?;
    let inside = &within[2..2 + len];
    let is_command = |pair: &[u8]| pair[0] == b'\\' && pair[1].is_ascii_alphabetic();
    let is_formula = end == "$$"
        || inside.iter().any(|b| b"^_=".contains(b))
        || inside.windows(2).any(is_command);
    (len > 0 && is_formula).then_some(2 + len + 2)
}

/// Length in bytes of the code between the brackets that `rest` begins with and their end.
fn bracketed<'t>(rest: &'t str, unclosed: &mut Vec<(&'t str, &'t str)>) -> Option<usize> {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let name = &rest[1..=rest[1..].bytes().take_while(is_name).count()];
    let is_known = |known: &&str| known.eq_ignore_ascii_case(name);
    // "CodeColorer" has letters for options behind its name, and a language: `ccie`, `ccN_html`.
    let options = name.strip_prefix("cc").map(|rest| rest.split('_').next());
    let is_colorer = options.flatten().is_some_and(|options| options.len() <= 4);
    let known = BRACKETS.iter().copied().find(is_known);
    let known = known.or(is_colorer.then_some("cc"))?;
    let line = rest.lines().next()?;
    let is_apart = line[1 + name.len()..].starts_with([' ', ']']);
    let open = line.find(']').filter(|_| is_apart)?;
    if unclosed.contains(&("[", known)) {
        return None;
    }
    let end = format!("[/{name}]");
    let Some(close) = memmem::find(&rest.as_bytes()[open..], end.as_bytes()) else {
        unclosed.push(("[", known));
        return None;
    };
    Some(open + close + end.len())
}

/// Blocks of kramdown that end with `{:/` and their name, or `{:/}`. `parser/kramdown/extensions.rb`.
pub(super) struct Extension {
    open: &'static str,
    close: &'static str,
    /// Where the last end of one is, looked for once.
    last: OnceCell<Option<usize>>,
}

impl Extension {
    /// What readers do not see.
    pub(super) const fn comment() -> Self {
        Self::new("{::comment}", "{:/comment}")
    }

    /// What is HTML alone.
    pub(super) const fn no_markdown() -> Self {
        Self::new("{::nomarkdown}", "{:/nomarkdown}")
    }

    const fn new(open: &'static str, close: &'static str) -> Self {
        Self {
            open,
            close,
            last: OnceCell::new(),
        }
    }

    /// The end of the one that begins at byte `at`.
    pub(super) fn end(&self, content: &str, at: usize) -> Option<usize> {
        content[at..].starts_with(self.open).then_some(())?;
        let ends = [self.close, "{:/}"];
        let last = || ends.iter().filter_map(|end| content.rfind(end)).max();
        let mut from = at + self.open.len();
        (*self.last.get_or_init(last)).filter(|last| *last >= from)?;
        loop {
            from += content[from..].find("{:/")?;
            if let Some(end) = ends.iter().find(|end| content[from..].starts_with(**end)) {
                return Some(from + end.len());
            }
            from += 1;
        }
    }
}

/// The end of the line before the first blank one.
pub(super) fn blank_line(text: &[u8]) -> Option<usize> {
    let mut lines = memchr::memchr_iter(b'\n', text);
    lines.find(|end| matches!(text[end + 1..], [b'\n', ..] | [b'\r', b'\n', ..]))
}

/// A tag as it is written.
#[derive(Clone, Copy)]
struct Tag<'t> {
    /// The two or three characters that it begins with.
    mark: &'t str,
    /// Without the `end` or `/` of a tag that ends another.
    name: &'t str,
    is_end: bool,
    /// In bytes.
    len: usize,
}

/// The tag that `text` begins with.
fn tag<'t>(text: &'t str) -> Option<Tag<'t>> {
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
    let first = |words: &'t str| words.split_whitespace().next().unwrap_or_default();
    let words = inner.trim_start_matches('-').trim_start();
    // Hugo's lexer passes over blanks behind the `/` as well.
    let ended = words.strip_prefix('/').map(first);
    let ended = ended.or_else(|| first(words).strip_prefix("end"));
    Some(Tag {
        mark,
        name: ended.unwrap_or_else(|| first(words)),
        is_end: ended.is_some(),
        len: mark.len() + inner.len() + end.len(),
    })
}

/// Whether a line ends in `inner`, or a `<` is there outside of quotes.
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
        if tag.is_end && tag.name == open.name {
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
        let spans = templates(text, Span::from(0..text.len())).spans;
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn the_code_in_a_tag_is_blank_and_other_content_is_not() {
        let highlight = "{% highlight html %}\n<b>{% if %}\n{%- endhighlight -%}";
        assert_eq!(found(&format!("a {highlight} <i>")), [highlight]);
        for end in ["/highlight", "/ highlight", "/highlight ", "/ \thighlight"] {
            let highlight = format!("{{{{< highlight go >}}}}<b>{{{{< {end} >}}}}");
            assert_eq!(found(&format!("{highlight}c")), [highlight]);
        }
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
    fn the_code_in_brackets_is_blank() {
        let code = "[code lang=\"html\"]\n<b>\n[/code]";
        assert_eq!(found(&format!("a {code} <i>")), [code]);
        assert_eq!(found("[PHP]<b>[/PHP] [cc]<i>"), ["[PHP]<b>[/PHP]"]);
        for name in ["cc", "cci", "ccN", "cc_html", "ccie_html", "prism", "gist"] {
            let code = format!("[{name}]<b>[/{name}]");
            assert_eq!(found(&format!("{code}<i>")), [code]);
        }
        assert_eq!(found("[ccttttld]<b>[/ccttttld]"), [""; 0]);
        assert_eq!(
            found("[code](a) [html]: b [pre][c] [codes]d[/codes]"),
            [""; 0]
        );
    }

    #[test]
    fn a_comment_of_kramdown_is_blank() {
        for end in ["{:/comment}", "{:/}"] {
            let comment = format!("{{::comment}}\n<b>\n\n# a\n{end}");
            assert_eq!(found(&format!("{comment}\n<i>")), [comment]);
        }
        assert_eq!(found("{::comment}\n<b>"), ["{::comment}"]);
    }

    #[test]
    fn a_formula_is_no_markdown() {
        for formula in ["$$\nL\n=\na$$", "\\[\n\\alpha\n\\]", "\\(a_1\\)", "$$a$$"] {
            assert_eq!(found(&format!("{formula} b\n")), [formula]);
        }
        for text in ["\\[1\\]", "\\(see\\)", "a $$b$$", "$$\na\n\n$$", "$5 $6"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_tag_is_left() {
        assert!(found("a {b} {{c\n}} {% d { {{ <b>}} }}").is_empty());
        assert_eq!(found("{% code %}<b>"), ["{% code %}"]);
        assert_eq!(found("{% raw %}<b>{% endraw %}").len(), 2);
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_inside(text in "(\\[code\\]|\\[/code\\]|\\$\\$|\\\\\\[|\\\\\\]|=|\\{%|%\\}|\\{\\{<|>\\}\\}|\\{\\{|\\}\\}| code | endcode | /code |中|<b>|\n|-){0,20}") {
            let mut at = 0;
            for span in templates(&text, Span::from(0..text.len())).spans {
                prop_assert!(at <= span.start && text.get(span.range()).is_some());
                at = span.end;
            }
        }
    }
}
