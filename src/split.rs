//! split: a source → its front matter and its body.

use crate::post::{Format, FrontMatter};
use crate::span::Span;

/// A file in its two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// What stands between the two delimiters, where there is any.
    pub front_matter: Option<FrontMatter>,
    /// Everything else, up to the end of the file.
    pub body: Span,
}

/// Lines of a text with their bytes, line endings left out.
fn lines(text: &str, from: usize) -> impl Iterator<Item = Span> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let rest = &text.as_bytes()[at..];
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &text[at..at + len];
        let span = Span::from(at..at + line.trim_end_matches('\r').len());
        at += len + 1;
        Some(span)
    })
}

/// Splits a file as Hexo, Hugo, Jekyll and Astro do, and a little more gently: front matter that
/// one of them would see is front matter.
pub fn split(text: &str) -> Parts {
    let parts = |front_matter: Option<FrontMatter>, body: usize| Parts {
        front_matter,
        body: Span::from(body.min(text.len())..text.len()),
    };
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let blank = blank_lines(&text[mark..]);
    let Some(opening) = lines(text, mark + blank).next() else {
        return parts(None, mark);
    };
    let Some(format) = delimiter(opening.of(text)) else {
        return parts(None, mark);
    };
    let content = next_line(text, opening);
    let ends = |line: &Span| match format {
        Format::Yaml => matches!(line.of(text).trim_end(), "---" | "..."),
        Format::Toml => line.of(text).trim_end() == "+++",
    };
    let closing = lines(text, content).find(ends);
    let first = lines(text, content).next().map_or("", |line| line.of(text));
    // A rule at the top of a text looks the same: where the delimiter stands alone or late, a key
    // must follow it.
    if (closing.is_none() || blank > 0)
        && !begins_with_key(first, format)
        && closing.is_none_or(|c| c.start as usize != content)
    {
        return parts(None, mark);
    }
    let (content, body) = if let Some(closing) = closing {
        let content = Span::new(content as u32, closing.start);
        (content, next_line(text, closing))
    } else {
        let end = where_keys_end(text, content);
        (Span::from(content..end), end)
    };
    let front_matter = FrontMatter {
        format,
        before: Span::new(0, opening.start),
        opening,
        content,
        closing,
    };
    parts(Some(front_matter), body)
}

/// Length in bytes of the lines with nothing in them that `text` begins with.
fn blank_lines(text: &str) -> usize {
    let lines = text.split_inclusive('\n');
    let blank = lines.take_while(|line| line.ends_with('\n') && line.trim_ascii().is_empty());
    blank.map(str::len).sum()
}

fn delimiter(line: &str) -> Option<Format> {
    match line.trim_end() {
        "---" => Some(Format::Yaml),
        "+++" => Some(Format::Toml),
        _ => None,
    }
}

/// The byte after the line that `line` is.
fn next_line(text: &str, line: Span) -> usize {
    let end = line.end as usize;
    memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |at| end + at + 1)
}

/// `key: value`, `key:`, `key = value`.
fn begins_with_key(line: &str, format: Format) -> bool {
    let mark = match format {
        Format::Yaml => ':',
        Format::Toml => '=',
    };
    line.split_once(mark).is_some_and(|(key, rest)| {
        let key = key.trim_matches(['"', '\'', ' ']);
        let is_key = !key.is_empty() && !key.starts_with(['<', '#', '-', '[', '!']);
        let spaced = mark == '=' || rest.is_empty() || rest.starts_with([' ', '\t']);
        is_key && spaced && !key.contains([' ', '<', '('])
    })
}

/// Where front matter that never closes gives way to the body: before the first line that can be
/// no part of it.
fn where_keys_end(text: &str, content: usize) -> usize {
    let mut end = content;
    for line in lines(text, content) {
        let written = line.of(text);
        let inside = begins_with_key(written, Format::Yaml)
            || begins_with_key(written, Format::Toml)
            || written.starts_with([' ', '\t', '-', '#'])
            || written == "]";
        if !inside || written.trim().is_empty() {
            break;
        }
        end = next_line(text, line);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> (Option<&str>, &str) {
        let post = split(text);
        (
            post.front_matter.map(|f| f.content.of(text)),
            post.body.of(text),
        )
    }

    #[test]
    fn front_matter_ends_at_its_delimiter() {
        assert_eq!(parts("---\na: 1\n---\nb"), (Some("a: 1\n"), "b"));
        assert_eq!(parts("---\r\na: 1\r\n---\r\nb"), (Some("a: 1\r\n"), "b"));
        assert_eq!(parts("---\na: 1\n...\nb"), (Some("a: 1\n"), "b"));
        assert_eq!(parts("--- \na: 1\n--- \nb"), (Some("a: 1\n"), "b"));
        assert_eq!(parts("---\n---\nb"), (Some(""), "b"));
        assert_eq!(parts("+++\na = 1\n+++\nb"), (Some("a = 1\n"), "b"));
        assert_eq!(parts("---\na: 1\n---"), (Some("a: 1\n"), ""));
    }

    #[test]
    fn it_may_come_late() {
        assert_eq!(parts("\n---\na: 1\n---\nb"), (Some("a: 1\n"), "b"));
        assert_eq!(parts("\u{feff}---\na: 1\n---\nb"), (Some("a: 1\n"), "b"));
        let post = split("\u{feff}\n\n---\na: 1\n---\nb");
        assert_eq!(post.front_matter.map(|f| f.before), Some(Span::new(0, 5)));
    }

    #[test]
    fn a_delimiter_begins_its_line() {
        for text in [
            "    ---\n    title: a\n    ---\n",
            "\n ---\na: 1\n---\n",
            "\u{a0}\n---\na: 1\n---\n",
        ] {
            assert_eq!(split(text).front_matter, None, "{text:?}");
        }
    }

    #[test]
    fn what_never_closes_leaves_the_body_to_be_read() {
        assert_eq!(
            parts("---\na: 1\nb:\n - c\n\n<p>d</p>\n"),
            (Some("a: 1\nb:\n - c\n"), "\n<p>d</p>\n")
        );
        assert_eq!(parts("---\na: 1\n<p>d"), (Some("a: 1\n"), "<p>d"));
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        assert_eq!(parts("---\n\ntext\n"), (None, "---\n\ntext\n"));
        assert_eq!(parts("\n---\ntext\n---\n"), (None, "\n---\ntext\n---\n"));
        assert_eq!(
            parts("text\n---\na: 1\n---\n"),
            (None, "text\n---\na: 1\n---\n")
        );
        assert_eq!(parts("----\na: 1\n----\n"), (None, "----\na: 1\n----\n"));
        assert_eq!(parts(""), (None, ""));
        assert_eq!(parts("\u{feff}"), (None, ""));
    }

    proptest! {
        #[test]
        fn parts_are_in_order_and_inside(text in "(---|\\+\\+\\+|\n|\r|\u{feff}|a: b|中| |\\.\\.\\.){0,12}") {
            let post = split(&text);
            prop_assert!(text.get(post.body.range()).is_some());
            if let Some(front) = post.front_matter {
                let closing = front.closing.unwrap_or(Span::empty(front.content.end));
                let order = [front.before, front.opening, front.content, closing, post.body];
                prop_assert!(order.windows(2).all(|pair| pair[0].end <= pair[1].start));
                prop_assert!(order.iter().all(|span| text.get(span.range()).is_some()));
            }
        }
    }
}
