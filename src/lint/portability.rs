//! portability: a post → which generators read its front matter, and why the others do not.
//!
//! Sources: hexo-front-matter, `lib/front_matter.ts`; Hugo, `parser/pageparser/pagelexer_intro.go` and
//! spf13/cast; Jekyll, `lib/jekyll/document.rb` and `utils.rb`; Astro, `frontmatter.ts`.

use crate::data::date;
use crate::data::value::Node;
use crate::post::{Format, FrontMatter, Post};
use crate::text::problem::ProblemKind;
use crate::text::span::Span;

/// A generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// Hexo 8, with hexo-front-matter 4.2.
    Hexo,
    /// Hugo.
    Hugo,
    /// Jekyll 4.
    Jekyll,
    /// Astro 5.
    Astro,
}

/// Every generator, in the order of a matrix.
pub const GENERATORS: [Generator; 4] = [
    Generator::Hexo,
    Generator::Hugo,
    Generator::Jekyll,
    Generator::Astro,
];

impl Generator {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hexo => "hexo",
            Self::Hugo => "hugo",
            Self::Jekyll => "jekyll",
            Self::Astro => "astro",
        }
    }

    /// Why it does not read the front matter of `post`; `None` where it does, or there is none.
    pub fn refuses(self, post: &Post<'_>) -> Option<String> {
        let front = post.front_matter?;
        self.refuses_place(post, &front)
            .or_else(|| self.refuses_format(post, &front))
            .or_else(|| self.refuses_content(post))
    }

    fn refuses_place(self, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
        let text = post.text();
        let before = front.before.of(text).trim_start_matches('\u{feff}');
        let opening = front.opening.of(text);
        if !before.trim().is_empty() {
            return Some("a comment is before it".into());
        }
        if self == Self::Hexo && !matches!(before, "" | "\n" | "\r\n") {
            return Some("blank lines are before it".into());
        }
        if self == Self::Jekyll && !before.is_empty() {
            return Some("something stands before it".into());
        }
        if front.opening.is_empty() && front.format == Format::Yaml && self != Self::Hexo {
            return Some("no line opens it".into());
        }
        if self == Self::Hexo && opening != opening.trim_end() {
            return Some("spaces stand behind the line that opens it".into());
        }
        if opening.trim_end().len() > 3 && self != Self::Hexo && !front.damage.opening {
            return Some("the line that opens it has more than three marks".into());
        }
        let Some(closing) = front.closing else {
            return Some("it never closes".into());
        };
        let shown = |line: Span| line.of(text).trim_end().to_owned();
        if front.damage.opening {
            return Some(format!("`{}` does not open it", shown(front.opening)));
        }
        if front.damage.closing || (front.damage.behind && self == Self::Jekyll) {
            return Some(format!("`{}` does not close it", shown(closing)));
        }
        let closing = closing.of(text).trim_end();
        if closing == "..." && self != Self::Jekyll {
            return Some("it ends with `...`".into());
        }
        let mut lines = front.content.of(text).lines();
        let is_nothing = |line: &str| line.trim().is_empty() || line.starts_with('#');
        if self == Self::Hexo && front.format == Format::Yaml && lines.all(is_nothing) {
            return Some("it is empty".into());
        }
        None
    }

    fn refuses_format(self, post: &Post<'_>, front: &FrontMatter) -> Option<String> {
        let in_braces = front.content.of(post.text()).trim_start().starts_with('{');
        match (front.format, self) {
            (Format::Toml, Self::Hexo | Self::Jekyll) => Some("it is TOML".into()),
            (Format::Json, Self::Jekyll | Self::Astro) => Some("it is JSON".into()),
            (Format::Json, Self::Hexo) if in_braces => Some("it is JSON in braces".into()),
            (Format::Json, Self::Hugo) if !in_braces => Some("it is JSON without braces".into()),
            _ => None,
        }
    }

    fn refuses_content(self, post: &Post<'_>) -> Option<String> {
        // psych takes the last of two keys.
        let mut faults = post.fields.problems.iter();
        let is_fault = |kind| self != Self::Jekyll || kind != ProblemKind::DuplicateKey;
        let fault = faults.find(|fault| is_fault(fault.kind));
        if let Some(fault) = fault {
            let line = post.source.position(fault.span.start).line;
            return Some(format!("line {line}: {}", fault.message));
        }
        if let Some(value) = &post.fields.value
            && !matches!(value.node, Node::Map(_))
            && !value.to_json().is_null()
        {
            return Some("it has no keys".into());
        }
        let fields: &[&str] = match self {
            Self::Hexo => &["date", "updated"],
            Self::Hugo => &["date", "lastmod", "publishDate", "expiryDate"],
            Self::Jekyll => &["date"],
            Self::Astro => &["pubDate", "updatedDate"],
        };
        fields.iter().find_map(|field| {
            let text = post.fields.value.as_ref()?.get(field)?.as_str()?;
            let is_refused = match date::read(text) {
                date::Written::Unknown | date::Written::Impossible => !text.trim().is_empty(),
                date::Written::Slashes(_) => matches!(self, Self::Hugo | Self::Astro),
                date::Written::Instant(..) | date::Written::Civil(_) => false,
            };
            is_refused.then(|| format!("`{field}` is `{text}`"))
        })
    }
}
