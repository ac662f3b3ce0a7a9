//! parse: a source → the post that rules see.

use crate::data::toml;
use crate::data::value::{Fields, Node, Value};
use crate::data::yaml;
use crate::data::yaml_repair;
use crate::html::document::Page;
use crate::post::body::stream;
use crate::post::fence::Format;
use crate::post::front_matter::{FrontMatter, split};
use crate::post::markdown::markdown;
use crate::post::mask::Mask;
use crate::post::mdx::mdx;
use crate::post::prose::block::Prose;
use crate::post::prose::build::prose;
use crate::post::template;
use crate::text::problem::Problem;
use crate::text::source::{Dialect, Source};
use crate::text::span::Span;
use serde::de::IgnoredAny;
use std::fmt::Write as _;

/// A source read in full: its front matter, its page, its prose.
#[derive(Debug)]
pub struct Post<'s> {
    /// The file.
    pub source: &'s Source,
    /// The part that programs read, where there is any.
    pub front_matter: Option<FrontMatter>,
    /// What the front matter holds, and what is wrong with it.
    pub fields: Fields<'s>,
    /// The body's elements, text and comments.
    pub page: Page<'s>,
    /// What a reader of the body reads.
    pub prose: Prose,
}

impl<'s> Post<'s> {
    /// The whole file's text.
    pub fn text(&self) -> &'s str {
        self.source.text()
    }
}

/// Reads a source in full. Of a file that is not all UTF-8 nothing is read: what it says is not known.
pub fn parse(source: &Source) -> Post<'_> {
    #[cfg(test)]
    PARSED.set(PARSED.get() + 1);
    let (front_matter, fields, page) = parts(source);
    Post {
        source,
        front_matter,
        fields,
        prose: prose(&page),
        page,
    }
}

/// The front matter, what it holds, and the page.
fn parts(source: &Source) -> (Option<FrontMatter>, Fields<'_>, Page<'_>) {
    let text = source.by_lines();
    let parts = split(if source.not_text().is_empty() {
        text
    } else {
        ""
    });
    let fields = front(source, text, parts.front_matter);
    let (markdown, mask, mut unclosed) = if is_mdx(source) {
        let (markdown, raw) = mdx(text, parts.body);
        (Some(markdown), Mask::new(text, parts.body, raw), Vec::new())
    } else {
        let templates = template::templates(text, parts.body);
        let mask = Mask::new(text, parts.body, templates.spans);
        let mut mask = mask.with_code(templates.code);
        let markdown = is_markdown(source.name()).then(|| {
            let dialect = source.dialect();
            markdown(mask.for_markdown(dialect), parts.body, dialect)
        });
        (markdown, mask, templates.unclosed)
    };
    if let Some(markdown) = &markdown {
        // What is in code is said of, and not used.
        let is_code = |span: &Span| {
            let mut code = markdown.blanks.iter().filter(|blank| blank.len() > 1);
            code.any(|code| code.start <= span.start && span.end <= code.end)
        };
        unclosed.retain(|span| !is_code(span));
        unclosed.extend(markdown.open_fence);
    }
    let mut page = stream(mask, markdown);
    page.unclosed = unclosed;
    (parts.front_matter, fields, page)
}

/// The front matter alone of a source that is all text.
pub fn fields(source: &Source) -> Fields<'_> {
    let text = source.by_lines();
    front(source, text, split(text).front_matter)
}

fn front<'s>(source: &Source, text: &'s str, front: Option<FrontMatter>) -> Fields<'s> {
    match front {
        Some(front) => match front.format {
            Format::Yaml | Format::Toml if is_scaffold(source.name()) => {
                scaffold(text, front.content, front.format)
            }
            Format::Yaml => yaml_repair::parse(text, front.content),
            Format::Toml => toml::parse(text, front.content),
            Format::Json => json(text, front.content),
        },
        None => Fields::default(),
    }
}

/// Whether a file of this name is what a generator makes new posts of: Hexo's scaffolds, Hugo's
/// archetypes. A template fills it in before it is read.
pub fn is_scaffold(name: &str) -> bool {
    let folders = name.rsplit(['/', '\\']).skip(1);
    folders
        .into_iter()
        .any(|folder| matches!(folder, "scaffolds" | "archetypes"))
}

/// Whether what is at `span` is filled in before a generator reads it: by a template, or, where it is empty, by
/// who begins a post with it.
pub fn is_filled(post: &Post<'_>, span: Span) -> bool {
    let raw = span.of(post.text());
    let is_open = matches!(raw, "" | "\"\"" | "''") || raw.contains("{{") || raw.contains("{%");
    is_open && is_scaffold(post.source.name())
}

/// The front matter of a scaffold: each tag of the template is read as a word, of the same length.
fn scaffold(text: &str, content: Span, format: Format) -> Fields<'static> {
    let mut filled = String::with_capacity(content.range().end);
    // What is before it keeps the places.
    filled.push_str(&text[..content.start as usize]);
    for line in content.of(text).split_inclusive('\n') {
        let mut rest = line;
        let start = filled.len();
        while let Some((before, tag)) = rest.split_once("{{").or_else(|| rest.split_once("{%")) {
            let Some(end) = tag.find("}}").or_else(|| tag.find("%}")) else {
                break;
            };
            filled.push_str(before);
            let word = "x".repeat(end + "{{}}".len());
            // In TOML a word is in quotes.
            if format == Format::Toml && before.trim_end().ends_with(['=', '[', ',']) {
                let _ = write!(filled, "\"{}\"", &word[2..]);
            } else {
                filled.push_str(&word);
            }
            rest = &tag[end + "}}".len()..];
        }
        filled.push_str(rest);
        // A line of tags alone says when others come, and nothing itself.
        if filled[start..]
            .trim_end()
            .bytes()
            .all(|b| matches!(b, b'x' | b' '))
            && line.contains('{')
        {
            let blank = " ".repeat(filled[start..].trim_end().len());
            filled.replace_range(start..start + blank.len(), &blank);
        }
    }
    let mut fields = match format {
        Format::Toml => toml::parse(&filled, content).moved(),
        Format::Yaml | Format::Json => yaml_repair::parse(&filled, content).moved(),
    };
    if let Some(value) = &mut fields.value {
        write_tags(value, text);
    }
    fields
}

/// Gives scalars with a tag of a template in them the text that is written.
fn write_tags(value: &mut Value<'static>, text: &str) {
    let raw = value.span.of(text);
    match &mut value.node {
        Node::Scalar(scalar) if raw.contains("{{") || raw.contains("{%") => {
            scalar.text = raw.trim_matches(['"', '\'']).to_owned().into();
        }
        Node::Scalar(_) => {}
        Node::List(items) => items.iter_mut().for_each(|item| write_tags(item, text)),
        Node::Map(entries) => entries
            .iter_mut()
            .for_each(|(_, value)| write_tags(value, text)),
    }
}

/// JSON is YAML, but for the braces that Hexo leaves out, and YAML is more than JSON.
fn json(text: &str, content: Span) -> Fields<'_> {
    if content.of(text).trim_start().starts_with('{') {
        let mut fields = yaml::parse(text, content);
        if fields.problems.is_empty() {
            fields.problems.extend(not_json(text, content));
        }
        return fields;
    }
    let whole = format!("{{{}}}", content.of(text));
    let fields = yaml::parse(&whole, Span::from(0..whole.len()));
    // One brace is in front of it that the file does not have.
    let at = |at: u32| (at.max(1) + content.start - 1).min(content.end);
    let problems = fields.problems.into_iter().map(|problem| Problem {
        span: Span::new(at(problem.span.start), at(problem.span.end)),
        suggestion: None,
        ..problem
    });
    Fields {
        value: fields.value.map(|value| value.moved(&at)),
        problems: problems.collect(),
        partial: Vec::new(),
    }
}

/// Why a generator that reads JSON stops at what YAML allows.
fn not_json(text: &str, content: Span) -> Option<Problem> {
    let error = serde_json::from_str::<IgnoredAny>(content.of(text)).err()?;
    let line = content
        .of(text)
        .split_inclusive('\n')
        .nth(error.line() - 1)?;
    let start =
        content.start + (line.as_ptr() as usize - content.of(text).as_ptr() as usize) as u32;
    Some(Problem::with_help(
        Span::new(start, start + line.trim_end().len() as u32),
        "this is YAML and not JSON",
        "JSON has quotes around each key and text, no comma behind the last, and no comments",
    ))
}

/// Whether a file is MDX, by its name or as the configuration says. MDX has no comments of HTML.
pub fn is_mdx(source: &Source) -> bool {
    source.dialect() == Dialect::Mdx || ends_with(source.name(), &["mdx"])
}

/// Whether a file of this name is Markdown or MDX.
pub fn is_markdown(name: &str) -> bool {
    // What standard input holds is not said.
    name == "-" || ends_with(name, &["md", "markdown", "mdx"])
}

fn ends_with(name: &str, extensions: &[&str]) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extensions
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

#[cfg(test)]
thread_local! {
    /// How many posts this thread has read.
    pub(crate) static PARSED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_end_in_cr_are_lines() {
        let text = "---\ntitle: a\n---\n\nWords\n\n```\n<img src=x>\n```\n\n<img src=y>\n";
        let read = |text: String| {
            let source = Source::new("a.md", text.into_bytes());
            let post = parse(&source);
            let elements = post
                .page
                .elements()
                .map(crate::html::document::Element::span);
            let line = source.position(text_end(&source)).line;
            (post.front_matter, elements.collect::<Vec<_>>(), line)
        };
        assert_eq!(read(text.replace('\n', "\r")), read(text.to_owned()));
    }

    fn text_end(source: &Source) -> u32 {
        source.text().len() as u32
    }

    #[test]
    fn a_template_fills_what_a_scaffold_holds() {
        let text = "---\ntitle: \"{{ replace .Name \"-\" \" \" }}\"\ndate: {{ .Date }}\n{{ if x }}\ntags: [{{ a }}, b]\n{{ end }}\n---\n";
        let problems = |name: &str| {
            let source = Source::new(name, text.into());
            let post = parse(&source);
            let title = post
                .fields
                .value
                .as_ref()
                .and_then(|value| value.get("title")?.as_str().map(str::to_owned));
            (post.fields.problems.len(), title)
        };
        let title = "{{ replace .Name \"-\" \" \" }}".to_owned();
        assert_eq!(problems("archetypes/default.md"), (0, Some(title.clone())));
        assert_eq!(problems("site/scaffolds/a/post.md"), (0, Some(title)));
        assert_ne!(problems("content/post.md").0, 0);
        let toml =
            "+++\ntitle = '{{ .Name }}'\ndate = {{ .Date }}\ntags = [{{ .A }}, \"b\"]\n+++\n";
        let source = Source::new("archetypes/default.md", toml.into());
        assert_eq!(parse(&source).fields.problems, []);
    }
}
