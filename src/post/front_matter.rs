//! `front_matter`: a source → its front matter and its body.

use crate::post::fence::{Damage, Fence, Format, is_like_fence};
use crate::text::span::Span;

/// A file in its two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// What is between the two delimiters, where there is any.
    pub front_matter: Option<FrontMatter>,
    /// Everything else, up to the end of the file.
    pub body: Span,
}

/// Where front matter and its delimiters stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// What language it is in.
    pub format: Format,
    /// What is before the opening delimiter: a byte-order mark, blank lines.
    pub before: Span,
    /// The opening delimiter without its line ending; empty where there is none: braces belong to
    /// the content, and Hexo reads keys without one.
    pub opening: Span,
    /// The lines between the delimiters.
    pub content: Span,
    /// The closing delimiter without its line ending; `None` where it never closes.
    pub closing: Option<Span>,
    /// What is wrong with these two lines.
    pub damage: Damage,
}

impl FrontMatter {
    /// What stands for it as a whole: the line that opens it, or its first character.
    pub fn beginning(&self) -> Span {
        if self.opening.is_empty() {
            let start = self.content.start;
            Span::new(start, (start + 1).min(self.content.end))
        } else {
            self.opening
        }
    }
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
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let start = mark + blank_lines(&text[mark..]);
    let Some(first) = lines(text, start).next() else {
        return body_only(text, mark);
    };
    let parts = match Fence::new(first.of(text)) {
        Some(fence) => fenced(text, first, fence, start > mark),
        None => json(text, start)
            .or_else(|| unopened(text, start))
            .or_else(|| opened_badly(text, first))
            .or_else(|| behind_comments(text, start)),
    };
    parts.unwrap_or_else(|| body_only(text, mark))
}

fn body_only(text: &str, from: usize) -> Parts {
    Parts {
        front_matter: None,
        body: Span::from(from..text.len()),
    }
}

fn parts(text: &str, front_matter: FrontMatter, body: usize) -> Parts {
    Parts {
        front_matter: Some(front_matter),
        body: Span::from(body.min(text.len())..text.len()),
    }
}

/// Front matter between two fences. `late` is true where something is before it.
fn fenced(text: &str, opening: Span, fence: Fence<'_>, late: bool) -> Option<Parts> {
    let content = next_line(text, opening);
    let closing = closing(text, content, fence);
    let mut written = lines(text, content).map(|line| line.of(text));
    let first = written
        .find(|line| !line.starts_with('#'))
        .unwrap_or_default();
    let (closing, damage) = closing.unzip();
    let damage = damage.unwrap_or_default();
    // A rule at the top of a text looks the same: where the fence is alone, late, or is longer
    // than it need be, a key must follow it.
    let is_plain = closing.is_some()
        && !damage.is_any()
        && !late
        && fence.line.len() == 3
        && fence.format != Format::Json;
    let is_empty = closing.is_some_and(|closing| closing.start as usize == content);
    let is_marked = begins_with_key(first, fence.format) || (is_empty && fence.line.len() == 3);
    if !is_plain && !is_marked {
        return None;
    }
    let (content, body) = if let Some(closing) = closing {
        let content = Span::new(content as u32, closing.start);
        (content, next_line(text, closing))
    } else {
        let end = where_keys_end(text, content);
        (Span::from(content..end), end)
    };
    let front = FrontMatter {
        format: fence.format,
        before: Span::new(0, opening.start),
        opening,
        content,
        closing,
        damage,
    };
    Some(parts(text, front, body))
}

/// The line that closes what `fence` opens above byte `content`, and what is wrong with it. A line that
/// was meant for it counts where the keys end with it.
fn closing(text: &str, content: usize, fence: Fence<'_>) -> Option<(Span, Damage)> {
    let good = lines(text, content).find(|line| fence.closes(line.of(text)));
    // Hexo ends with the line that it began with, whatever is between.
    if let Some(good) = good.filter(|_| fence.line.len() > 3) {
        return Some((good, Damage::default()));
    }
    let end = where_keys_end(text, content);
    let mut behind = lines(text, end);
    let next = behind.find(|line| !line.of(text).trim().is_empty());
    let bad = next
        .filter(|line| end > content && good.is_none_or(|good| line.start < good.start))
        .and_then(|line| Some((line, fence.damage(line.of(text))?)));
    // A line that is no `key: value` may be one that was meant for it: marks alone end it all the same.
    let below = || {
        let rest = lines(text, end).take_while(|line| !line.of(text).trim().is_empty());
        let mut rest = rest.filter(|line| is_like_fence(line.of(text)));
        let line = rest.next().filter(|_| end > content)?;
        Some((line, fence.damage(line.of(text))?))
    };
    let bad = bad.or_else(|| good.is_none().then(below).flatten());
    bad.or(good.map(|good| (good, Damage::default())))
}

/// Whether keys come below byte `end`, where front matter that never closes ends, in the first lines that
/// are not blank: then it may not end there.
pub fn has_keys_below(text: &str, end: u32) -> bool {
    let below = lines(text, end as usize).map(|line| line.of(text));
    let below = below.skip_while(|line| line.trim().is_empty());
    let mut below = below.take_while(|line| !line.trim().is_empty());
    below.any(|line| begins_with_key(line, Format::Yaml))
}

/// Front matter below a line that opens nothing, though it was meant to: keys that generators know,
/// and a line that closes them.
fn opened_badly(text: &str, first: Span) -> Option<Parts> {
    let line = first.of(text);
    if !is_like_fence(line) {
        return None;
    }
    let fence = Fence::YAML;
    let content = next_line(text, first);
    let (closing, damage) = closing(text, content, fence)?;
    let keys = Span::new(content as u32, closing.start);
    if !is_known(text, keys) {
        return None;
    }
    let front = FrontMatter {
        format: fence.format,
        before: Span::new(0, first.start),
        opening: first,
        content: keys,
        closing: Some(closing),
        damage: Damage {
            opening: true,
            ..damage
        },
    };
    Some(parts(text, front, next_line(text, closing)))
}

/// Front matter that comes behind comments of HTML (a licence, most often), which no generator reads:
/// keys that generators know and nothing else, between two good lines.
fn behind_comments(text: &str, start: usize) -> Option<Parts> {
    let mut at = start;
    while let Some(inner) = text[at..].strip_prefix("<!--") {
        let (comment, _) = inner.split_once("-->")?;
        at += "<!--".len() + comment.len() + "-->".len();
        let line = next_line(text, Span::from(at..at));
        if !text[at..line].trim().is_empty() {
            return None;
        }
        at = line + blank_lines(&text[line..]);
    }
    let first = lines(text, at).next().filter(|_| at > start)?;
    let fence = Fence::new(first.of(text)).filter(|fence| fence.line.len() == 3)?;
    let content = next_line(text, first);
    let (closing, damage) = closing(text, content, fence)?;
    let keys = Span::new(content as u32, closing.start);
    if damage.is_any() || !is_known(text, keys) {
        return None;
    }
    fenced(text, first, fence, true)
}

/// A second block of front matter right behind `front`: its opening line.
pub fn second(text: &str, front: &FrontMatter) -> Option<Span> {
    let start = next_line(text, front.closing?);
    let start = start + blank_lines(&text[start..]);
    let first = lines(text, start).next()?;
    let content = next_line(text, first);
    let fence = Fence::new(first.of(text)).filter(|fence| fence.line.len() == 3)?;
    let (closing, damage) = closing(text, content, fence)?;
    let keys = Span::new(content as u32, closing.start);
    (!damage.is_any() && is_known(text, keys)).then_some(first)
}

/// Whether `keys` are keys and values and nothing else, one of them a key that generators know.
fn is_known(text: &str, keys: Span) -> bool {
    let end = where_keys_end(text, keys.start as usize);
    let is_rest_blank = text
        .get(end..keys.end as usize)
        .is_some_and(|rest| rest.trim().is_empty());
    let is_known = |line: &str| {
        let name = line.split([':', '=']).next().unwrap_or_default();
        let is_key = [Format::Yaml, Format::Toml]
            .iter()
            .any(|format| begins_with_key(line, *format));
        is_key && FIRST_KEYS.contains(&name.trim())
    };
    is_rest_blank && keys.of(text).lines().any(is_known)
}

/// JSON in braces at the top, as Hugo has it.
fn json(text: &str, start: usize) -> Option<Parts> {
    let inner = text[start..].strip_prefix('{')?;
    let key = inner.trim_start().strip_prefix('"')?;
    let (_, behind) = key.split_once('"')?;
    if !behind.trim_start().starts_with(':') {
        return None;
    }
    let end = brace(&text[start..]).map(|len| start + len);
    let line_end = end.map(|end| next_line(text, Span::from(end..end)));
    let is_alone = |end: usize, line_end: usize| text[end..line_end].trim().is_empty();
    let (content, body, closing) = match (end, line_end) {
        (Some(end), Some(body)) if is_alone(end, body) => {
            (start..end, body, Some(Span::from(end..end)))
        }
        (Some(_), _) => return None,
        (None, _) => {
            let end = where_keys_end(text, start);
            (start..end, end, None)
        }
    };
    let front = FrontMatter {
        format: Format::Json,
        before: Span::from(0..start),
        opening: Span::from(start..start),
        content: Span::from(content),
        closing,
        damage: Damage::default(),
    };
    Some(parts(text, front, body))
}

/// Length in bytes of the group in braces that `text` begins with.
fn brace(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_text = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, b)) = bytes.next() {
        match b {
            b'\\' if in_text => {
                bytes.next();
            }
            b'"' => in_text = !in_text,
            b'{' if !in_text => depth += 1,
            b'}' if !in_text => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Keys that Hexo's own templates begin with.
const FIRST_KEYS: [&str; 6] = ["title", "layout", "date", "categories", "tags", "permalink"];

/// Front matter without a line that opens it, which only Hexo reads: keys and nothing else, and then
/// the line that closes it. One key alone is a heading in Markdown.
fn unopened(text: &str, start: usize) -> Option<Parts> {
    let first = lines(text, start).next()?.of(text);
    let name = first.split([':', '=']).next()?.trim().trim_matches('"');
    if !FIRST_KEYS.contains(&name) {
        return None;
    }
    let closing = lines(text, start).find(|line| Fence::new(line.of(text)).is_some())?;
    let fence = Fence::new(closing.of(text))?;
    let is_json = fence.format == Format::Json;
    let is_inside = |line: Span| {
        let line = line.of(text);
        if is_json {
            line.trim_start().starts_with(['"', ']', '}'])
        } else {
            begins_with_key(line, Format::Yaml)
                || line.starts_with([' ', '\t', '-', '#'])
                || line.trim().is_empty()
        }
    };
    let before = || lines(text, start).take_while(|line| line.start < closing.start);
    // With a blank line in it a heading, a list and a rule look the same.
    let is_apart = before().any(|line| line.of(text).trim().is_empty());
    let counts = |line: &Span| !is_apart || begins_with_key(line.of(text), fence.format);
    if fence.format == Format::Toml
        || before().filter(counts).count() < 2
        || !before().all(is_inside)
    {
        return None;
    }
    let front = FrontMatter {
        format: fence.format,
        before: Span::from(0..start),
        opening: Span::from(start..start),
        content: Span::new(start as u32, closing.start),
        closing: Some(closing),
        damage: Damage::default(),
    };
    Some(parts(text, front, next_line(text, closing)))
}

/// Length in bytes of the lines with nothing in them that `text` begins with.
fn blank_lines(text: &str) -> usize {
    let lines = text.split_inclusive('\n');
    let blank = lines.take_while(|line| line.ends_with('\n') && line.trim_ascii().is_empty());
    blank.map(str::len).sum()
}

/// The byte after the line that `line` is.
fn next_line(text: &str, line: Span) -> usize {
    let end = line.end as usize;
    memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |at| end + at + 1)
}

/// `key: value`, `key:`, `key = value`, `"key": value`.
fn begins_with_key(line: &str, format: Format) -> bool {
    let mark = match format {
        Format::Yaml | Format::Json => ':',
        Format::Toml => '=',
    };
    line.split_once(mark).is_some_and(|(key, rest)| {
        let is_json = format != Format::Json || key.trim_start().starts_with('"');
        let is_quoted = key.len() > 2 && key.starts_with(['"', '\'']) && key.ends_with(['"', '\'']);
        let key = key.trim_matches(['"', '\'', ' ']);
        let is_key = !key.is_empty() && !key.starts_with(['<', '#', '-', '[', '!', '{']);
        let spaced = mark == '=' || rest.is_empty() || rest.starts_with([' ', '\t']);
        is_json && is_key && spaced && (is_quoted || !key.contains([' ', '<', '(']))
    })
}

/// Where front matter that never closes gives way to the body: before the first line that can be
/// no part of it.
fn where_keys_end(text: &str, content: usize) -> usize {
    let mut end = content;
    // A text in many lines may have blank ones among them.
    let mut is_block = false;
    for line in lines(text, content) {
        let written = line.of(text);
        if is_block && written.trim().is_empty() {
            continue;
        }
        is_block = (is_block && written.starts_with([' ', '\t']))
            || [": |", ": >"].iter().any(|mark| {
                written
                    .trim_end()
                    .trim_end_matches(['-', '+'])
                    .ends_with(mark)
            });
        let inside = begins_with_key(written, Format::Yaml)
            || begins_with_key(written, Format::Toml)
            || written.starts_with([' ', '\t', '-', '#', '{', '"'])
            || matches!(written, "]" | "}" | "},");
        let is_fence =
            written.starts_with("---") || (is_like_fence(written) && !written.starts_with(' '));
        if !inside || is_fence || written.trim().is_empty() {
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
    fn each_generator_has_forms_of_its_own() {
        assert_eq!(
            parts("-----\na: 1\n---\n-----\nb"),
            (Some("a: 1\n---\n"), "b")
        );
        assert_eq!(
            parts("{\n \"a\": \"}\"\n}\nb"),
            (Some("{\n \"a\": \"}\"\n}"), "b")
        );
        assert_eq!(parts(";;;\n\"a\": 1\n;;;\nb"), (Some("\"a\": 1\n"), "b"));
        assert_eq!(
            parts("title: a\ntags:\n- b\n---\nc"),
            (Some("title: a\ntags:\n- b\n"), "c")
        );
        assert_eq!(
            parts("title: a\n\ntags: b\n---\nc"),
            (Some("title: a\n\ntags: b\n"), "c")
        );
        assert_eq!(parts("title: a\n\n- b\n\n---\nc").0, None);
        assert_eq!(
            parts("\"title\": 1,\n\"b\": 2\n;;;\nc"),
            (Some("\"title\": 1,\n\"b\": 2\n"), "c")
        );
        assert_eq!(
            parts("{\n\"a\": 1,\n\n<p>b"),
            (Some("{\n\"a\": 1,\n"), "\n<p>b")
        );
    }

    #[test]
    fn it_may_come_late() {
        assert_eq!(parts("\n---\na: 1\n---\nb"), (Some("a: 1\n"), "b"));
        assert_eq!(parts("\u{feff}---\na: 1\n---\nb"), (Some("a: 1\n"), "b"));
        let post = split("\u{feff}\n\n---\na: 1\n---\nb");
        assert_eq!(post.front_matter.map(|f| f.before), Some(Span::new(0, 5)));
    }

    #[test]
    fn a_line_that_was_meant_for_a_fence_is_one() {
        let damage = |text: &str| {
            let post = split(text);
            let front = post.front_matter.expect("front matter");
            let closing = front.closing.map_or("", |closing| closing.of(text));
            (
                front.damage,
                closing.to_owned(),
                post.body.of(text).to_owned(),
            )
        };
        let bad = |opening, closing, behind| Damage {
            opening,
            closing,
            behind,
        };
        for line in ["—--", "–––", "\\---", "--", "—", "+++"] {
            let text = format!("---\ntitle: a\n{line}\nb\n\n---\n\nc\n");
            let rest = "b\n\n---\n\nc\n".to_owned();
            assert_eq!(
                damage(&text),
                (bad(false, true, false), line.to_owned(), rest)
            );
            let text = format!("{line}\ntitle: a\n---\nb\n");
            if line != "+++" {
                assert_eq!(damage(&text).0, bad(true, false, false), "{line}");
            }
            let text = format!("{line}\ntitle: a\n\n{line}\nb\n");
            if line != "+++" {
                assert_eq!(damage(&text).0, bad(true, true, false), "{line}");
            }
        }
        for line in ["----", "---text", "--- # c", "---\u{a0}"] {
            let text = format!("---\ntitle: a\n{line}\nb\n");
            assert_eq!(
                damage(&text),
                (bad(false, false, true), line.to_owned(), "b\n".to_owned())
            );
        }
        assert_eq!(
            damage("----\ntitle: a\n---\nb\n").0,
            bad(true, false, false)
        );
        assert_eq!(
            damage(" ---\ntitle: a\n---\nb\n").0,
            bad(true, false, false)
        );
        assert_eq!(
            damage("---\u{a0}\ntitle: a\n---\nb\n").0,
            bad(true, false, false)
        );
        assert_eq!(
            damage("+++\ntitle = 'a'\n---\nb\n").0,
            bad(false, true, false)
        );
    }

    #[test]
    fn marks_in_a_text_are_no_fence() {
        for text in [
            "--\ntext: it is\n\nmore\n---\n",
            "—\n\ntitle: a\n\n---\n",
            "Title\n--\ntitle: a\n---\n",
            "<!-- a -->\n\n---\nNote: a\n---\n",
            "<!-- a --> b\n---\ntitle: a\n---\n",
            "---\n\n--\n",
        ] {
            assert_eq!(split(text).front_matter, None, "{text:?}");
        }
        let whole = "---\ntitle: a\nb: |\n  c\n  ---\n  —\n---\nd";
        assert_eq!(
            parts(whole),
            (Some("title: a\nb: |\n  c\n  ---\n  —\n"), "d")
        );
        let whole = "---\ntitle: a\nb: \"c\n-- d\ne\"\n---\nf";
        assert_eq!(parts(whole), (Some("title: a\nb: \"c\n-- d\ne\"\n"), "f"));
    }

    #[test]
    fn it_may_come_behind_comments() {
        let text = "<!-- SPDX -->\n\n---\ntitle: a\n---\nb";
        assert_eq!(parts(text), (Some("title: a\n"), "b"));
    }

    #[test]
    fn a_second_block_is_seen() {
        let has_second = |text: &str| {
            split(text)
                .front_matter
                .and_then(|front| second(text, &front))
                .is_some()
        };
        assert!(has_second(
            "---\ntitle: a\n---\n\n---\ntitle: b\ntags: c\n---\nd"
        ));
        assert!(!has_second("---\ntitle: a\n---\n\n---\nb\n---\nd"));
        assert!(!has_second("---\ntitle: a\n---\n\n---\n\nb: c\n\n---\nd"));
        assert!(!has_second("---\ntitle: a\n---\nb\n---\ntitle: c\n---\n"));
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
    fn a_text_in_many_lines_is_one_value_of_what_never_closes() {
        let text = "---\ntitle: a\nexcerpt: |\n  one\n\n  two\ntags: [x]\n\nbody\n";
        let body = text.len() - "\nbody\n".len();
        assert_eq!(parts(text).1, &text[body..]);
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
        assert_eq!(parts("----\n\na\n\n----\n"), (None, "----\n\na\n\n----\n"));
        assert_eq!(parts("title: a\n---\nb"), (None, "title: a\n---\nb"));
        assert_eq!(parts("{% raw %}\n"), (None, "{% raw %}\n"));
        assert_eq!(parts("{\"a\": 1} b"), (None, "{\"a\": 1} b"));
        assert_eq!(parts(""), (None, ""));
        assert_eq!(parts("\u{feff}"), (None, ""));
    }

    proptest! {
        #[test]
        fn parts_are_in_order_and_inside(text in "(---|-|;;;|\\{|\\}|\"a\":|title: |\\+\\+\\+|\n|\r|\u{feff}|a: b|中| |\\.\\.\\.){0,12}") {
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
