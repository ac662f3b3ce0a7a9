//! slip: lines of YAML that cannot be read → what slipped in which line, and its cure.

use crate::text::problem::{Problem, Suggestion};
use crate::text::span::Span;

/// What is wrong, where a parser gave up on line `line` (from 1) of `content`, which begins at byte
/// `start` of the file. `None` where no line looks wrong.
///
/// A parser notices an open quote or a second colon only further on, so lines are looked at from there
/// back.
pub fn slip(content: &str, start: u32, line: usize) -> Option<Problem> {
    let lines = lines(content, start);
    conflict(&lines).or_else(|| {
        let near = &lines[..lines.len().min(line + 1)];
        let tab = near[near.len().saturating_sub(3)..].iter().find_map(tab);
        tab.or_else(|| {
            let before = &lines[..lines.len().min(line)];
            before
                .iter()
                .rev()
                .take(2)
                .find_map(|line| key_and_value(line))
        })
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
        "keep one of the two versions, and take the lines with the marks away",
    ))
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

/// A line `key: value` whose value means something else than it should.
fn key_and_value(line: &Line<'_>) -> Option<Problem> {
    let text = line.text;
    let Some((key, rest)) = text.split_once(": ") else {
        return colon(line);
    };
    let name = key.trim().trim_start_matches("- ");
    // In `{ a: 'b', c: d }` the value is not all that follows.
    if name.starts_with(['{', '[']) {
        return None;
    }
    let value = match rest.trim() {
        quoted if quoted.starts_with(['"', '\'']) => quoted,
        // What follows is a comment.
        plain => plain.split(" #").next().unwrap_or_default().trim_end(),
    };
    let from = line.at + (key.len() + 2 + rest.len() - rest.trim_start().len()) as u32;
    let span = Span::new(from, from + value.len() as u32);
    let quote = |message: String, plain: &str| {
        let text = quoted(plain);
        let help = format!("put it in quotes: `{name}: {text}`");
        Some(Problem {
            suggestion: Some(Suggestion {
                span,
                text,
                action: "put it in quotes",
            }),
            ..Problem::with_help(span, message, help)
        })
    };
    if let Some(mark) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return match behind_quote(value, mark) {
            // What ends with the quote it began with was meant to be all of it.
            Some(rest) if !rest.is_empty() && value.len() > 2 && value.ends_with(mark) => quote(
                format!("the quote ends before `{rest}`"),
                &value[1..value.len() - 1],
            ),
            Some(rest) if !rest.is_empty() => {
                quote(format!("the quote ends before `{rest}`"), value)
            }
            Some(_) => None,
            None => Some(Problem {
                suggestion: Some(Suggestion {
                    span: Span::empty(span.end),
                    text: mark.to_string(),
                    action: "close the quote",
                }),
                ..Problem::with_help(
                    span,
                    format!("the quote {mark} is not closed"),
                    format!("end the value of `{name}` with {mark}"),
                )
            }),
        };
    }
    if value.starts_with(['{', '[']) {
        return Some(Problem::with_help(
            span,
            format!("the value of `{name}` is no list and no group of keys"),
            "put what holds a bracket, a brace or a comma in quotes, and close each bracket and brace",
        ));
    }
    if value.contains(": ") || value.ends_with(':') {
        return quote(format!("the value of `{name}` holds a colon"), value);
    }
    let first = value.chars().next()?;
    if matches!(first, '@' | '`' | '%' | '&' | '*' | '!' | '|' | '>') {
        let message =
            format!("the value of `{name}` begins with `{first}`, which means something in YAML");
        return quote(message, value);
    }
    None
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

/// What stands behind the quote that closes `value`, a comment left out; `None` where none does.
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
        let problem = slip(content, 0, line).expect("a slip");
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
            "- a\n",
        ] {
            assert_eq!(slip(content, 0, 1), None, "{content}");
        }
    }
}
