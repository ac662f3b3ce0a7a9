//! directive: a comment → what it says of suppressions, or what is wrong with it.

use super::KEY;
use crate::data::date::Day;
use crate::text::problem::Problem;
use crate::text::span::Span;

/// What a comment says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) kind: DirectiveKind,
    /// The comment with its marks.
    pub(super) comment: Span,
    /// The ids and tags.
    pub(super) names: Vec<Span>,
    /// The last day on which it holds.
    pub(super) until: Option<Day>,
}

/// Where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DirectiveKind {
    /// For what comes next.
    Next,
    /// From here on.
    Stretch,
    /// Up to here.
    End,
    /// In the whole file.
    File,
}

const WORDS: [(&str, DirectiveKind); 4] = [
    ("copydesk-disable-next", DirectiveKind::Next),
    ("copydesk-disable", DirectiveKind::Stretch),
    ("copydesk-enable", DirectiveKind::End),
    ("copydesk-disable-file", DirectiveKind::File),
];

/// A comment of MDX is no longer than this, in bytes.
const LONGEST: usize = 4096;

/// Reads what begins at `span`: a comment of HTML, or one of MDX, which may end behind it. `None`
/// where it is none that is meant for us.
pub(super) fn directive(text: &str, span: Span) -> Option<Result<Directive, Problem>> {
    let inner = if let Some(html) = span.of(text).strip_prefix("<!--") {
        let inner = html.strip_suffix("-->").or(html.strip_suffix("--!>"));
        inner.unwrap_or(html)
    } else {
        let rest = text[span.start as usize..].strip_prefix("{/*")?;
        let near = &rest[..rest.floor_char_boundary(LONGEST)];
        &near[..near.find("*/}")?]
    };
    inner.trim_start().strip_prefix(KEY)?.strip_prefix('-')?;
    let start = span.start + (inner.as_ptr() as usize - span.of(text).as_ptr() as usize) as u32;
    let behind = start + inner.len() as u32;
    let is_html = span.of(text).starts_with('<');
    let end = if is_html { span.end } else { behind + 3 };
    Some(words(inner, start, Span::new(span.start, end)))
}

/// Reads the words of a comment; `inner` begins at byte `at`.
fn words(inner: &str, at: u32, comment: Span) -> Result<Directive, Problem> {
    let mut words = tokens(inner, at);
    let (word, place) = words.next().unwrap_or(("", comment));
    let kind = WORDS.iter().find(|(known, _)| *known == word);
    let Some((_, kind)) = kind else {
        let known = WORDS.iter().map(|(known, _)| *known);
        return Err(Problem::unknown(place, "comment", word, known));
    };
    let mut directive = Directive {
        kind: *kind,
        comment,
        names: Vec::new(),
        until: None,
    };
    for (said, place) in words {
        if said == "--" {
            break;
        }
        match said.strip_prefix("until=") {
            Some(_) if directive.until.is_some() => {
                let message = "a second `until=`: which day is the last one?";
                return Err(Problem::with_help(place, message, "write one of the two"));
            }
            Some(day) => directive.until = Some(until(day, place)?),
            None => directive.names.push(place),
        }
    }
    if directive.names.is_empty() && *kind != DirectiveKind::End {
        let mut mistake = Problem::new(comment, format!("`{word}` names no rule"));
        mistake.help = Some(format!("say which rules it is for: `{word} missing-alt`"));
        return Err(mistake);
    }
    Ok(directive)
}

/// The day of an `until`.
pub(super) fn until(day: &str, place: Span) -> Result<Day, Problem> {
    Day::read(day).ok_or_else(|| {
        let mut mistake = Problem::new(place, format!("`{day}` is no day of the calendar"));
        mistake.help = Some("write the last day on which it holds: `2027-01-31`".into());
        mistake
    })
}

/// What is between commas and white space, with its places.
fn tokens(text: &str, at: u32) -> impl Iterator<Item = (&str, Span)> {
    let start = text.as_ptr() as usize;
    let parts = text.split(|c: char| c.is_whitespace() || c == ',');
    parts.filter(|part| !part.is_empty()).map(move |part| {
        let from = part.as_ptr() as usize - start;
        (part, Span::from(from..from + part.len()).shifted(at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Result<Directive, Problem>> {
        directive(text, Span::from(0..text.len()))
    }

    /// The kind, the names and the day.
    fn said(text: &str) -> (DirectiveKind, Vec<&str>, Option<String>) {
        let directive = read(text).expect("ours").expect("it is right");
        assert_eq!(directive.comment.of(text), text);
        let names = directive.names.iter().map(|name| name.of(text));
        let until = directive.until.map(|day| day.to_string());
        (directive.kind, names.collect(), until)
    }

    #[test]
    fn names_stand_between_commas_and_white_space_and_a_reason_behind_two_hyphens() {
        let wanted = (DirectiveKind::Next, vec!["a", "b-c"], None);
        for text in [
            "<!-- copydesk-disable-next a b-c -->",
            "<!--copydesk-disable-next a,b-c-->",
            "<!--\n  copydesk-disable-next\n  a ,\n  b-c\n  -- 因为\n  -- d --!>",
            "<!-- copydesk-disable-next a, b-c, -- d --e -->",
            "{/* copydesk-disable-next a b-c -- d */}",
        ] {
            assert_eq!(said(text), wanted, "{text}");
        }
        let until = Some("2027-01-31".to_owned());
        assert_eq!(
            said("<!-- copydesk-disable a until=2027-01-31 -- until=x -->"),
            (DirectiveKind::Stretch, vec!["a"], until)
        );
        assert_eq!(
            said("<!-- copydesk-enable -->"),
            (DirectiveKind::End, vec![], None)
        );
    }

    #[test]
    fn a_mistake_says_where_and_what_was_meant() {
        let wrong = |text| {
            let mistake = read(text).expect("ours").expect_err("a mistake");
            (mistake.span.of(text), mistake.help.unwrap_or_default())
        };
        let help = "did you mean `copydesk-disable-next`?".to_owned();
        let text = "<!-- copydesk-disable-nxt a -->";
        assert_eq!(wrong(text), ("copydesk-disable-nxt", help));
        for day in ["", "soon", "2027-02-29", "2027-1-31", "20270131"] {
            let text = format!("<!-- copydesk-disable a until={day} -->");
            assert!(matches!(read(&text), Some(Err(_))), "{text}");
        }
        let twice = "<!-- copydesk-disable a until=2027-01-31 until=2027-02-28 -->";
        assert_eq!(wrong(twice).0, "until=2027-02-28");
        for text in [
            "<!-- copydesk-disable -->",
            "{/* copydesk-disable-file -- a */}",
        ] {
            assert_eq!(wrong(text).0, text);
        }
    }

    #[test]
    fn other_comments_are_left_alone() {
        for text in [
            "<!-- copydesk -->",
            "<!-- a copydesk-disable b -->",
            "<!-->",
            "{/* a */}",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_name_stands_in_its_comment(
            text in "(<!--|-->|--!>|\\{/\\*|\\*/\\}| |,|--|-|\n|copydesk-|disable|-next|until=|2027-01-01|中|a){0,16}"
        ) {
            if let Some(Ok(directive)) = read(&text) {
                for name in directive.names {
                    prop_assert!(directive.comment.contains(name));
                    prop_assert!(!name.of(&text).contains([' ', ',', '\n']));
                }
            }
        }
    }
}
