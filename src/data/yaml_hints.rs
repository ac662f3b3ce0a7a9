//! slip: lines of YAML that cannot be read → what slipped in which line, and its cure.

use crate::text::problem::{Problem, ProblemKind, Suggestion};
use crate::text::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// What is wrong, where a parser gave up at byte `wrong.end` of `content`, in something that begins at
/// `wrong.start`; `content` begins at byte `start` of the file. `None` where no line looks wrong.
///
/// Only lines of that stretch are looked at, from the last back: what is above was read. `is_tab` is
/// true where a tab ends the reading: it may indent the line below.
pub fn slip(content: &str, start: u32, wrong: Range<usize>, is_tab: bool) -> Option<Problem> {
    let lines = lines(content, start);
    let number = |byte: usize| {
        let before = lines.partition_point(|line| (line.at - start) as usize <= byte);
        before.max(1) - 1
    };
    let (first, last) = (number(wrong.start), number(wrong.end));
    let end = lines.len().min(last + 1);
    let near = lines.get(first..end)?;
    let with_next = &lines[first..lines.len().min(end + usize::from(is_tab))];
    conflict(&lines)
        .or_else(|| control(content, start, wrong.end))
        .or_else(|| with_next.iter().find_map(tab))
        .or_else(|| {
            let (last, others) = near.split_last()?;
            let others = others.iter().rev();
            key_and_value(last, true)
                .or_else(|| {
                    others
                        .into_iter()
                        .find_map(|line| key_and_value(line, false))
                })
                .or_else(|| without_colon(last))
        })
}

/// A line without its ending, and its first byte in the file.
struct Line<'t> {
    text: &'t str,
    at: u32,
}

impl Line<'_> {
    fn span(&self) -> Span {
        Span::new(self.at, self.at + self.text.len() as u32)
    }
}

fn lines(content: &str, start: u32) -> Vec<Line<'_>> {
    let mut at = start;
    let line = |whole: &'_ str| {
        let from = at;
        at += whole.len() as u32;
        (from, whole.len())
    };
    let places: Vec<(u32, usize)> = content.split_inclusive('\n').map(line).collect();
    let places = places.into_iter().map(|(from, len)| {
        let inner = (from - start) as usize;
        Line {
            text: content[inner..inner + len].trim_end_matches(['\n', '\r']),
            at: from,
        }
    });
    places.collect()
}

/// What git leaves where two versions could not be merged.
fn conflict(lines: &[Line<'_>]) -> Option<Problem> {
    let marks = ["<<<<<<< ", ">>>>>>> ", "||||||| "];
    let found = lines.iter().find(|line| {
        marks.iter().any(|mark| line.text.starts_with(mark)) || line.text == "======="
    })?;
    Some(Problem::with_help(
        found.span(),
        "a merge conflict was left here",
        "keep one of the two versions, and remove the lines with the marks",
    ))
}

/// A control character in the line of byte `at`, which YAML has no place for (1.2.2, 5.1).
fn control(content: &str, start: u32, at: usize) -> Option<Problem> {
    let line = content[at..].split(['\n', '\r']).next()?;
    let is_bad = |c: char| (c.is_control() && !matches!(c, '\t' | '\u{85}')) || c == '\u{fffe}';
    let (from, c) = line.char_indices().find(|(_, c)| is_bad(*c))?;
    let from = at + from;
    Some(Problem {
        kind: ProblemKind::ControlCharacter,
        ..Problem::with_help(
            Span::from(from..from + c.len_utf8()).shifted(start),
            format!(
                "the control character U+{:04X} is not allowed in YAML",
                u32::from(c)
            ),
            "remove it",
        )
    })
}

fn tab(line: &Line<'_>) -> Option<Problem> {
    let indent = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
    let at = line.text[..indent].find('\t')?;
    if indent == line.text.len() {
        return None;
    }
    let at = line.at + at as u32;
    let tabs = line.text[(at - line.at) as usize..indent].len() as u32;
    let span = Span::new(at, at + tabs);
    Some(Problem {
        kind: ProblemKind::TabIndent,
        suggestion: Some(Suggestion {
            span,
            text: "  ".repeat(tabs as usize),
            action: "indent with spaces",
        }),
        ..Problem::with_help(
            Span::new(at, at + 1),
            "the line is indented with a tab",
            "YAML is indented with spaces: put two spaces in the place of the tab",
        )
    })
}

/// A line `key: value` whose value means something else than it should. `is_last` is true of the line
/// in which the parser gave up.
fn key_and_value(line: &Line<'_>, is_last: bool) -> Option<Problem> {
    let text = line.text;
    let item = text.trim_start().strip_prefix("- ");
    let (from, name, rest) = match (text.split_once(": "), item) {
        (Some((key, rest)), _) => (key.len() + 2, key.trim().trim_start_matches("- "), rest),
        (None, Some(item)) if !item.contains([':', '：']) => (text.len() - item.len(), "", item),
        _ => return colon(line),
    };
    // In `{ a: 'b', c: d }` the value is not all that follows.
    if name.starts_with(['{', '[']) {
        return None;
    }
    let value = match rest.trim() {
        quoted if quoted.starts_with(['"', '\'']) => quoted,
        // What follows is a comment.
        plain => plain.split(" #").next().unwrap_or_default().trim_end(),
    };
    let from = line.at + (from + rest.len() - rest.trim_start().len()) as u32;
    let of = match name {
        "" => "the list item".to_owned(),
        name => format!("the value of `{name}`"),
    };
    let span = Span::new(from, from + value.len() as u32);
    let quote = |message: String, plain: &str| Some(in_quotes(name, span, message, plain));
    if let Some(mark) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let Some(rest) = behind_quote(value, mark) else {
            return Some(unclosed_quote(value, span, mark, &of));
        };
        let message = format!("the quote ends before `{rest}`");
        return match rest {
            "" => None,
            // What ends with the quote it began with was meant to be all of it.
            _ if value.len() > 2 && value.ends_with(mark) => {
                quote(message, &value[1..value.len() - 1])
            }
            _ => quote(message, value),
        };
    }
    if value.starts_with(['{', '[']) {
        return Some(Problem::with_help(
            span,
            format!("{of} is no list and no group of keys"),
            "put what holds a bracket, a brace or a comma in quotes, and close each bracket and brace",
        ));
    }
    if value.contains(": ") || value.ends_with(':') {
        return quote(format!("{of} holds a colon"), value);
    }
    let first = value.chars().next()?;
    let is_sign = match first {
        '@' | '`' | '%' | ',' | ']' | '}' => true,
        // Each of these may be right, and was read then.
        '&' | '*' | '!' => is_last,
        '|' | '>' => is_last && !is_block_header(value),
        '-' | '?' => value.len() == 1 || value[1..].starts_with(' '),
        _ => false,
    };
    if is_sign {
        let message = format!("{of} begins with `{first}`, which means something in YAML");
        return quote(message, value);
    }
    None
}

/// The value at `span`, of the key `name` or of a list item, should be in quotes: `plain` is what it says.
fn in_quotes(name: &str, span: Span, message: String, plain: &str) -> Problem {
    let text = quoted(plain);
    let key = if name.is_empty() {
        "-".to_owned()
    } else {
        format!("{name}:")
    };
    let help = format!("put it in quotes: `{key} {text}`");
    Problem {
        suggestion: Some(Suggestion {
            span,
            text,
            action: "put it in quotes",
        }),
        ..Problem::with_help(span, message, help)
    }
}

/// `value`, which `of` names, begins with `mark`, and nothing closes it.
fn unclosed_quote(value: &str, span: Span, mark: char, of: &str) -> Problem {
    // The other mark at its end was meant for this one.
    let is_other = value.len() > 1 && value.ends_with(['"', '\'']);
    Problem {
        suggestion: Some(Suggestion {
            span: Span::new(span.end - u32::from(is_other), span.end),
            text: mark.to_string(),
            action: "close the quote",
        }),
        ..Problem::with_help(
            span,
            format!("the quote {mark} is not closed"),
            format!("end {of} with {mark}"),
        )
    }
}

/// `|`, `>-`, `|2`: what is below is the value.
fn is_block_header(value: &str) -> bool {
    let is_mark = |c: char| matches!(c, '+' | '-' | '1'..='9');
    value[1..].chars().all(is_mark)
}

/// A line as a message can show it.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]).into(),
        None => text.into(),
    }
}

/// `linkTitle "b"`, or a line of text where a key should be.
fn without_colon(line: &Line<'_>) -> Option<Problem> {
    let text = line.text.trim_end();
    if text.contains(": ") || !(text.starts_with("- ") || text.starts_with(char::is_alphanumeric)) {
        return None;
    }
    let span = Span::new(line.at, line.at + text.len() as u32);
    if text.starts_with("- ") {
        return Some(Problem::with_help(
            span,
            format!("this list item belongs to no key: `{}`", short(text)),
            "write the key of the list above it, without a value, or remove the item",
        ));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let parted = text.split_once([' ', '\t']);
    let key = parted.filter(|(key, rest)| {
        let rest = rest.trim_start();
        key.chars().all(is_name) && rest.starts_with(['"', '\'', '['])
    });
    let Some((key, rest)) = key else {
        return Some(Problem::with_help(
            span,
            format!("this line is no `key: value`: `{}`", short(text)),
            "write it as `key: value`; if it goes on with the value above, indent it by two spaces",
        ));
    };
    Some(Problem {
        suggestion: Some(Suggestion {
            span: Span::empty(line.at + key.len() as u32),
            text: ":".to_owned(),
            action: "write the colon",
        }),
        ..Problem::with_help(
            span,
            format!("a colon is missing behind `{key}`"),
            format!("write `{key}: {}`", rest.trim_start()),
        )
    })
}

/// `title:Hello`, `title：Hello`: a colon that is none.
fn colon(line: &Line<'_>) -> Option<Problem> {
    let text = line.text;
    let at = text.find([':', '：'])?;
    let mark = text[at..].chars().next()?;
    let behind = &text[at + mark.len_utf8()..];
    let is_key = text[..at]
        .trim_start_matches("- ")
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
    if !is_key || text[..at].trim().is_empty() || behind.is_empty() || behind.starts_with("//") {
        return None;
    }
    let from = line.at + at as u32;
    let span = Span::new(from, from + mark.len_utf8() as u32);
    let key = text[..at].trim();
    let (message, cure) = if mark == ':' {
        (
            format!("a space is missing behind the colon of `{key}`"),
            "put a space there",
        )
    } else {
        (
            format!("the colon of `{key}` has full width"),
            "write a colon and a space",
        )
    };
    Some(Problem {
        suggestion: Some(Suggestion {
            span,
            text: ": ".to_owned(),
            action: cure,
        }),
        ..Problem::with_help(span, message, format!("write `{key}: {}`", behind.trim()))
    })
}

/// What is behind the quote that closes `value`, a comment left out; `None` where none does.
fn behind_quote(value: &str, mark: char) -> Option<&str> {
    let mut chars = value.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if mark == '"' && c == '\\' {
            chars.next();
        } else if c == mark {
            if mark == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                chars.next();
                continue;
            }
            let rest = value[at + 1..].trim_start();
            let is_comment = rest.starts_with('#') && value[at + 1..].starts_with([' ', '\t']);
            return Some(if is_comment { "" } else { rest });
        }
    }
    None
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where, what is said, and the content after the cure.
    fn told(content: &str, line: usize) -> (String, String, String) {
        let before = content.split_inclusive('\n').take(line - 1);
        let at = before.map(str::len).sum();
        let from = if content.starts_with("title: \"it's") || content.starts_with("pat") {
            0
        } else {
            at
        };
        let is_tab = content.contains('\t');
        let problem = slip(content, 0, from..at, is_tab).expect("a slip");
        let cured = problem.suggestion.map(|cure| {
            let range = cure.span.range();
            format!(
                "{}{}{}",
                &content[..range.start],
                cure.text,
                &content[range.end..]
            )
        });
        let says = format!("{} / {}", problem.message, problem.help.unwrap_or_default());
        (
            problem.span.of(content).to_owned(),
            says,
            cured.unwrap_or_default(),
        )
    }

    #[test]
    fn what_stands_in_braces_is_no_line_of_its_own() {
        let content = "patterns: [\n  - { find: 'a', write: b }\nc: d\n";
        let (at, says, _) = told(content, 2);
        assert_eq!(at, "[");
        assert!(says.contains("close each bracket"), "{says}");
    }

    #[test]
    fn a_slip_has_its_place_and_its_cure() {
        let (at, says, cured) = told("date: 2021\ntitle: 中文: 副标题\nb: 1\n", 2);
        assert_eq!(
            (at.as_str(), cured.as_str()),
            ("中文: 副标题", "date: 2021\ntitle: '中文: 副标题'\nb: 1\n")
        );
        assert!(says.contains("holds a colon"), "{says}");
        let (at, says, cured) = told("title: 'it's'\n", 1);
        assert_eq!(
            (at.as_str(), cured.as_str()),
            ("'it's'", "title: 'it''s'\n")
        );
        assert!(says.contains("ends before `s'`"), "{says}");
        let (_, _, cured) = told("title: Rust: the book # comment\n", 1);
        assert_eq!(cured, "title: 'Rust: the book' # comment\n");
        assert_eq!(told("title: \"a\"b\n", 1).2, "title: '\"a\"b'\n");
        assert_eq!(
            told("title: \"it's\nb: 1\n", 2).2,
            "title: \"it's\"\nb: 1\n"
        );
        assert_eq!(told("title: \"it's one'\n", 1).2, "title: \"it's one\"\n");
        assert_eq!(told("title: @me\n", 1).2, "title: '@me'\n");
        assert_eq!(told("title: a\n\ttags: b\n", 1).2, "title: a\n  tags: b\n");
        assert_eq!(told("title:Hello\n", 1).2, "title: Hello\n");
        assert_eq!(told("title：你好\n", 1).2, "title: 你好\n");
        let (at, says, _) = told("a: 1\n<<<<<<< HEAD\na: 2\n=======\na: 3\n>>>>>>> b\n", 3);
        assert_eq!(at, "<<<<<<< HEAD");
        assert!(says.contains("merge conflict"), "{says}");
    }

    #[test]
    fn a_line_that_is_right_is_no_slip() {
        for content in [
            "title: \"a\" # c\n",
            "title: 'a''b'\n",
            "url: http://a.example\n",
            "  - a\n",
        ] {
            assert_eq!(slip(content, 0, 0..0, false), None, "{content}");
        }
    }
}
