//! tags: the tags of a template in a body → those of another generator.

use super::pair::Pair;
use super::place::Index;
use super::{TAG, Told};
use crate::generator::site::{Language, Tag};
use crate::html::document::Element;
use crate::html::tag::Tag as Name;
use crate::post::Post;
use crate::text::edit::{Change, Edit};
use crate::text::span::Span;

/// One body on its way.
pub(super) struct Tags<'a> {
    pub(super) pair: &'a Pair,
    pub(super) index: &'a Index,
    post: &'a Post<'a>,
    pub(super) text: &'a str,
    pub(super) body: Span,
    pub(super) told: Vec<Told>,
    /// What each tag for code that is open becomes at its end.
    open: Vec<Option<String>>,
}

/// A tag as it is written.
pub(super) struct Found<'t> {
    pub(super) span: Span,
    name: &'t str,
    pub(super) rest: &'t str,
    /// It removes the white space around it.
    trims: bool,
}

impl<'a> Tags<'a> {
    pub(super) fn new(pair: &'a Pair, index: &'a Index, post: &'a Post<'_>, body: Span) -> Self {
        Self {
            pair,
            index,
            post,
            text: post.text(),
            body,
            told: Vec::new(),
            open: Vec::new(),
        }
    }

    /// What changes.
    pub(super) fn change(&mut self) {
        let mut at = self.body.start as usize;
        let end = self.body.end as usize;
        // What is between fences is no template for some.
        let code = if self.pair.old.has_tags_in_code {
            Vec::new()
        } else {
            fenced(self.post)
        };
        let mut code = code.into_iter().peekable();
        while let Some(next) = memchr::memchr(b'{', &self.text.as_bytes()[at..end]) {
            at += next;
            while code.peek().is_some_and(|span| span.end as usize <= at) {
                code.next();
            }
            let is_code = code.peek().is_some_and(|span| span.start as usize <= at);
            at = match self.pair.old.language {
                Language::Percent if !is_code => self.percent(at, end),
                Language::Shortcodes => self.shortcode(at, end),
                Language::Percent | Language::None => self.literal(at, end),
            };
        }
    }

    fn done(&mut self, span: Span, message: String, text: String) {
        let edits = vec![Edit::replace(span, text)];
        self.told
            .push(Told::done(TAG, span, message, Change::Tag, edits));
    }

    fn left(&mut self, span: Span, message: String, help: &str) {
        self.told
            .push(Told::left(TAG, span, message, help.to_owned()));
    }

    pub(super) fn shown(&self, span: Span) -> String {
        let text = span.of(self.text);
        let line = text.lines().next().unwrap_or_default();
        let short = &line[..line.floor_char_boundary(60)];
        let more = if short.len() < text.len() { "…" } else { "" };
        format!("`{short}{more}`")
    }

    /// What begins with `{` in Liquid or Nunjucks. Where to go on.
    fn percent(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.text[at..end];
        let to = self.pair.to.title;
        let (mark, close) = if rest.starts_with("{%") {
            ("{%", "%}")
        } else if rest.starts_with("{{") {
            ("{{", "}}")
        } else {
            return at + 1;
        };
        let Some(len) = rest[2..].find(close) else {
            return at + 2;
        };
        let span = Span::from(at..at + 2 + len + 2);
        let inner = &rest[2..2 + len];
        let trims = inner.starts_with('-') || inner.ends_with('-');
        let words = inner.trim_matches('-').trim();
        if mark == "{{" {
            if self.pair.new.language == Language::Percent {
                // Both read it, but not the same variables.
                let message = format!(
                    "{} is a value of {}",
                    self.shown(span),
                    self.pair.from.title
                );
                self.left(span, message, "write its value");
            } else if let Some(text) = self.value(words) {
                let message = format!("{} is `{text}`", self.shown(span));
                self.done(span, message, text);
            } else {
                let message = format!("{to} shows {} to readers as it is", self.shown(span));
                self.left(span, message, "write its value");
            }
            return span.end as usize;
        }
        let (name, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let found = Found {
            span,
            name,
            rest: rest.trim(),
            trims,
        };
        if Some(name) == self.pair.old.tag(Tag::Raw) {
            return self.raw_part(&found, end);
        }
        self.tag(&found);
        span.end as usize
    }

    /// A part that is no template, with the tags around it.
    fn raw_part(&mut self, open: &Found<'_>, end: usize) -> usize {
        let from = open.span.end as usize;
        let mut at = from;
        let close = loop {
            let Some(next) = self.text[at..end].find("{%") else {
                let message = format!("{} has no end", self.shown(open.span));
                self.left(open.span, message, "write `{% endraw %}` behind it");
                return from;
            };
            let start = at + next;
            let Some(len) = self.text[start..end].find("%}") else {
                return from;
            };
            let words = self.text[start + 2..start + len].trim_matches('-').trim();
            if words.strip_prefix("end") == Some(open.name) {
                break Span::from(start..start + len + 2);
            }
            at = start + 2;
        };
        if self.pair.new.language == Language::Percent {
            return close.end as usize;
        }
        let to = self.pair.to.title;
        for span in [open.span, close] {
            let message = format!("{to} needs no {}", self.shown(span));
            self.done(span, message, String::new());
        }
        let mut at = from;
        while let Some(next) = memchr::memchr(b'{', &self.text.as_bytes()[at..close.start as usize])
        {
            at = self.literal(at + next, close.start as usize);
        }
        close.end as usize
    }

    /// What a value comes to, where the site's configuration says so.
    fn value(&self, words: &str) -> Option<String> {
        let said = |key: &str| {
            let said = self.pair.said(key).and_then(|said| said.as_str());
            said.unwrap_or_default().trim_end_matches('/').to_owned()
        };
        match words {
            "site.baseurl" => return Some(said("baseurl")),
            "site.url" if self.pair.said("url").is_some() => return Some(said("url")),
            _ => {}
        }
        let (text, filter) = words.split_once('|')?;
        let text = text.trim();
        let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let text = text.strip_prefix(quote)?.strip_suffix(quote)?;
        let text = text.trim_start_matches('/');
        match filter.trim() {
            "relative_url" | "prepend: site.baseurl" => Some(format!("{}/{text}", said("baseurl"))),
            "absolute_url" if self.pair.said("url").is_some() => {
                Some(format!("{}{}/{text}", said("url"), said("baseurl")))
            }
            _ => None,
        }
    }

    /// One tag, of whatever language.
    fn tag(&mut self, found: &Found<'_>) {
        let shown = self.shown(found.span);
        let to = self.pair.to.title;
        let end = found
            .name
            .strip_prefix("end")
            .or_else(|| found.name.strip_prefix('/'));
        if end.is_some() && end == self.pair.old.tag(Tag::Code) {
            if let Some(Some(text)) = self.open.pop() {
                self.done(found.span, format!("{to} ends code by `{text}`"), text);
            }
            return;
        }
        // What comes between the parts of another tag is told of with that.
        if end.is_some() || matches!(found.name, "else" | "elsif" | "elseif" | "elif" | "when") {
            return;
        }
        let mut tags = self.pair.old.tags.iter();
        let known = tags.find(|(_, name)| *name == found.name);
        let made = match known.map(|(tag, _)| *tag) {
            _ if found.trims && known.is_some_and(|(tag, _)| *tag != Tag::Code) => {
                Err("write it without the `-`, which removes the white space around it".to_owned())
            }
            Some(Tag::Code) => self.code(found),
            Some(Tag::PostAddress) => self.post(found.rest.trim_matches(['"', '\''])),
            Some(Tag::PostLink) => self.link(found.rest),
            Some(tag @ (Tag::Youtube | Tag::Vimeo)) => self.film(tag, found.rest),
            Some(Tag::Raw) | None if found.name == "link" => self.post(found.rest),
            Some(Tag::Raw) | None if found.name == "ref" => self.post(found.rest.trim_matches('"')),
            Some(Tag::Raw) | None => Err(match self.pair.new.language {
                Language::Shortcodes => {
                    format!(
                        "make a shortcode for it, or write what `{}` makes",
                        found.name
                    )
                }
                _ => format!("write what `{}` makes", found.name),
            }),
        };
        match made {
            Ok(text) => {
                let message = format!("{shown} is `{}` in {to}", text.replace('\n', "⏎"));
                self.done(found.span, message, text);
            }
            Err(help) => self.left(found.span, format!("{to} has no {shown}"), &help),
        }
    }

    fn code(&mut self, found: &Found<'_>) -> Result<String, String> {
        let made = self.code_tags(found);
        let (open, close) = made.as_ref().map_or((Err(()), None), |(open, close)| {
            (Ok(open.clone()), Some(close.clone()))
        });
        self.open.push(close);
        match open {
            Ok(open) => Ok(open),
            Err(()) => Err(made.err().unwrap_or_default()),
        }
    }

    /// What begins with `{` among shortcodes. Where to go on.
    fn shortcode(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.text[at..end];
        let Some(close) = [("{{<", ">}}"), ("{{%", "%}}")]
            .iter()
            .find(|(open, _)| rest.starts_with(open))
            .map(|(_, close)| *close)
        else {
            return self.literal(at, end);
        };
        let Some(len) = rest[3..].find(close) else {
            return at + 3;
        };
        let span = Span::from(at..at + 3 + len + 3);
        let inner = rest[3..3 + len].trim();
        if let Some(shown) = inner
            .strip_prefix("/*")
            .and_then(|inner| inner.strip_suffix("*/"))
        {
            let (open, close) = (&rest[..3], close);
            let text = self.as_text(&format!("{open}{shown}{close}"));
            let message = format!("{} is shown without its `/*`", self.shown(span));
            self.done(span, message, text);
            return span.end as usize;
        }
        let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        self.tag(&Found {
            span,
            name,
            rest: rest.trim(),
            trims: false,
        });
        span.end as usize
    }

    /// What is text for the one, and a tag for the other. Where to go on.
    fn literal(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.text[at..end];
        let pairs: &[(&str, &str)] = match self.pair.new.language {
            Language::Percent => &[("{%", "%}"), ("{{", "}}")],
            Language::Shortcodes => &[("{{<", ">}}"), ("{{%", "%}}")],
            Language::None => &[],
        };
        let Some((open, close)) = pairs.iter().find(|(open, _)| rest.starts_with(open)) else {
            return at + 1;
        };
        let Some(len) = rest[open.len()..].find(close) else {
            return at + open.len();
        };
        let span = Span::from(at..at + open.len() + len + close.len());
        let text = self.as_text(span.of(self.text));
        if text != span.of(self.text) {
            let message = format!(
                "{} is text, and a tag in {}",
                self.shown(span),
                self.pair.to.title
            );
            self.done(span, message, text);
        }
        span.end as usize
    }

    /// How a text is written that would be a tag.
    fn as_text(&self, text: &str) -> String {
        match self.pair.new.language {
            Language::Percent => format!("{{% raw %}}{text}{{% endraw %}}"),
            Language::Shortcodes if text.len() > 6 => {
                let (open, rest) = text.split_at(3);
                let (inner, close) = rest.split_at(rest.len() - 3);
                format!("{open}/*{inner}*/{close}")
            }
            _ => text.to_owned(),
        }
    }
}

/// Code between fences, fences included.
fn fenced(post: &Post<'_>) -> Vec<Span> {
    let code = post
        .page
        .elements()
        .filter(|element| element.tag() == Name::Pre);
    let code = code.map(Element::whole);
    let is_fenced = |span: &Span| span.of(post.text()).starts_with(['`', '~']);
    code.filter(is_fenced).collect()
}
