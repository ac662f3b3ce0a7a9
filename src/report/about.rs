//! about: what a report that is read without the posts says of one, and of a place in it.

use crate::data::date;
use crate::data::value::Value;
use crate::post::parse::fields;
use crate::post::prose::language::Language;
use crate::text::source::Source;
use crate::text::span::Span;

/// What a post says of itself.
#[derive(Debug)]
pub(super) struct About {
    pub(super) title: Option<String>,
    /// As it is written.
    pub(super) date: Option<String>,
    pub(super) author: Option<String>,
    /// What language it is in, where it says so.
    lang: Option<String>,
}

impl About {
    pub(super) fn of(source: &Source) -> Self {
        let fields = fields(source);
        let root = fields.value.as_ref();
        let said = |key: &str| text(root?.get(key)?);
        let first = |key: &str| {
            let first = root?.get(key)?.items().first()?;
            text(first).or_else(|| text(first.get("name")?))
        };
        Self {
            title: said("title"),
            date: said("date"),
            author: first("author").or_else(|| first("authors")),
            lang: said("lang").or_else(|| said("language")),
        }
    }

    /// `2022-05`: the month of its date, or that in its path.
    pub(super) fn month(&self, path: &str) -> Option<String> {
        let date = self.date.as_deref().and_then(date::month);
        date.or_else(|| month_in(path))
    }

    /// What language its text is in: what it says, or what it looks like.
    pub(super) fn language(&self, text: &str) -> Option<String> {
        let said = self.lang.as_deref().and_then(tag);
        said.or_else(|| language(text))
    }
}

/// What language a text looks like, as HTML names it.
pub(super) fn language(text: &str) -> Option<String> {
    Language::of(text).map(|language| language.tag().to_owned())
}

/// A tag of a language whose letters others write in another way, in its form for HTML; of no other language, since a
/// browser does nothing with it, and `jp` is not one.
fn tag(said: &str) -> Option<String> {
    let tag = said.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_part = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let is_tag = ["zh", "ja", "ko", "en"].contains(&&*primary) && parts.all(is_part);
    is_tag.then_some(tag)
}

fn text(value: &Value<'_>) -> Option<String> {
    let text = value.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// `posts/2022/05/a.md`, `_posts/2022-05-06-a.md`: the first year that a month follows.
pub(super) fn month_in(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split(['/', '-', '_']).collect();
    let digits = |text: &str, many: usize| {
        (text.len() == many && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())
    };
    parts.windows(2).find_map(|two| {
        let year: u32 = digits(two[0], 4)??;
        let month: u32 = digits(two[1], 2)??;
        let is_one = (1970..2100).contains(&year) && (1..=12).contains(&month);
        is_one.then(|| format!("{year}-{month:02}"))
    })
}

/// How much of a line is shown at either side of a finding, and how much of the finding, in bytes.
const EXCERPT: usize = 60;

/// The line that a finding begins in, as much as is near it: what is before it, the finding, what is
/// behind it.
pub(super) fn excerpt(source: &Source, span: Span) -> [String; 3] {
    let text = source.text();
    let start = (span.start as usize).min(text.len());
    let end = (span.end as usize).clamp(start, text.len().min(start + EXCERPT));
    let from = text.ceil_char_boundary(start.saturating_sub(EXCERPT));
    let to = text.floor_char_boundary(text.len().min(end + EXCERPT));
    let before = text[from..start].rsplit('\n').next().unwrap_or_default();
    let line = text[start..to].split('\n').next().unwrap_or_default();
    let (found, behind) = line.split_at(line.floor_char_boundary(end - start));
    [before, found, behind].map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_from_a_path() {
        let of = |path| month_in(path).unwrap_or_default();
        assert_eq!(of("_posts/2022-05-06-a.md"), "2022-05");
        assert_eq!(of("posts/2022/11/a.md"), "2022-11");
        assert_eq!(of("posts/1234-56/2021_02_a.md"), "2021-02");
        assert_eq!(of("posts/2022/a.md"), "");
    }

    #[test]
    fn a_language_is_said_only_where_it_is_one() {
        let tags = ["zh_TW", "en", "jp", "zh-\"><b>", "zh-Hant-TW", "fr", ""].map(tag);
        let tags: Vec<String> = tags.into_iter().flatten().collect();
        assert_eq!(tags, ["zh-TW", "en", "zh-Hant-TW"]);
    }

    #[test]
    fn an_excerpt_ends_with_its_line_and_in_a_whole_character() {
        let source = Source::from_text("a.md", "a\nbb甲\nc");
        assert_eq!(excerpt(&source, Span::new(3, 7)), ["b", "b甲", ""]);
        assert_eq!(excerpt(&source, Span::new(3, 9)), ["b", "b甲", ""]);
        assert_eq!(excerpt(&source, Span::new(9, 9)), ["c", "", ""]);
        let long = Source::from_text("a.md", "甲".repeat(1000));
        assert_eq!(
            excerpt(&long, Span::new(300, 2400)).map(|part| part.len()),
            [60, 60, 60]
        );
    }
}
