//! parse: a source → the post that rules see.

use crate::data::toml;
use crate::data::value::Fields;
use crate::data::yaml;
use crate::html::document::Page;
use crate::post::body::stream;
use crate::post::front_matter::{Format, FrontMatter, split};
use crate::post::markdown::markdown;
use crate::post::mask::Mask;
use crate::post::mdx::mdx;
use crate::post::prose::block::Prose;
use crate::post::prose::build::prose;
use crate::post::template;
use crate::text::problem::Problem;
use crate::text::source::Source;
use crate::text::span::Span;

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
    let text = source.text();
    let parts = split(if source.not_text().is_empty() {
        text
    } else {
        ""
    });
    let fields = match parts.front_matter {
        Some(front) => match front.format {
            Format::Yaml => yaml::parse(text, front.content),
            Format::Toml => toml::parse(text, front.content),
            Format::Json => json(text, front.content),
        },
        None => Fields::default(),
    };
    let (markdown, mask, mut unclosed) = if is_mdx(source) {
        let (markdown, raw) = mdx(text, parts.body);
        (Some(markdown), Mask::new(text, parts.body, raw), Vec::new())
    } else {
        let templates = template::templates(text, parts.body);
        let mut mask = Mask::new(text, parts.body, templates.spans);
        let markdown =
            is_markdown(source.name()).then(|| markdown(mask.for_markdown(), parts.body));
        (markdown, mask, templates.unclosed)
    };
    if let Some(markdown) = &markdown {
        // What stands in code is said of, and not used.
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

/// JSON is YAML, but for the braces that Hexo leaves out.
fn json(text: &str, content: Span) -> Fields<'_> {
    if content.of(text).trim_start().starts_with('{') {
        return yaml::parse(text, content);
    }
    let whole = format!("{{{}}}", content.of(text));
    let fields = yaml::parse(&whole, Span::from(0..whole.len()));
    // One brace stands in front of it that the file does not have.
    let at = |at: u32| (at.max(1) + content.start - 1).min(content.end);
    let problems = fields.problems.into_iter().map(|problem| Problem {
        span: Span::new(at(problem.span.start), at(problem.span.end)),
        suggestion: None,
        ..problem
    });
    Fields {
        value: fields.value.map(|value| value.moved(&at)),
        problems: problems.collect(),
    }
}

/// Whether a file is MDX, by its name or as the configuration says. MDX has no comments of HTML.
pub fn is_mdx(source: &Source) -> bool {
    source.is_said_to_be_mdx() || ends_with(source.name(), &["mdx"])
}

fn is_markdown(name: &str) -> bool {
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
