//! fingerprint: what a finding is known by, whatever line it is on.

use crate::text::finding::Finding;
use crate::text::hash::sha256;
use crate::text::source::Source;
use crate::text::span::Span;
use std::collections::HashMap;

/// How much of what is around a finding is looked at, in bytes to either side.
const FARTHEST: usize = 200;
/// How many digits tell the findings of one file apart.
const DIGITS: usize = 16;

/// What a finding is known by in its file: its rule, the text that it points at, and the text around
/// that, up to the next tag or the end of the line; of what is in a tag, the names of the element and of
/// the attribute, and nothing of the other attributes. Equal ones are told apart by nothing but their
/// number. The message is left out, which may be worded better one day.
pub fn known_by(source: &Source, finding: &Finding) -> String {
    let (text, span) = (source.text(), finding.span);
    let [before, behind] = around(text, span);
    let mut known = hash(&[&finding.rule, span.of(text), before, behind]);
    known.truncate(DIGITS);
    known
}

/// The fingerprint of each finding of a file: its path, what it is known by there, and which one of
/// those that are equal in all of this it is.
pub fn fingerprints(source: &Source, findings: &[Finding]) -> Vec<String> {
    let mut seen = HashMap::new();
    let fingerprint = |finding| {
        let known = known_by(source, finding);
        let equals = seen.entry(known.clone()).or_insert(0u32);
        *equals += 1;
        hash(&[source.name(), &known, &equals.to_string()])
    };
    findings.iter().map(fingerprint).collect()
}

/// What is before `span`, and what is behind it; in a tag the names of the element and of the
/// attribute.
fn around(text: &str, span: Span) -> [&str; 2] {
    let (start, end) = (span.start as usize, span.end as usize);
    let from = text.ceil_char_boundary(start.saturating_sub(FARTHEST));
    let to = text.floor_char_boundary(text.len().min(end + FARTHEST));
    let before = text[from..start].rsplit(['\n', '>']).next();
    let behind = text[end..to].split(['\n', '<']).next();
    let around = [before, behind].map(|text| text.unwrap_or_default().trim());
    in_tag(around[0]).unwrap_or(around)
}

/// The names of the element and of the attribute, where `before` ends in the value of one.
fn in_tag(before: &str) -> Option<[&str; 2]> {
    let (_, tag) = before.rsplit_once('<')?;
    let (element, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace())?;
    let is_name = element
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'.'));
    let name = attributes
        .trim_end_matches(['"', '\''])
        .trim_end()
        .strip_suffix('=')?
        .trim_end();
    let name = name.rsplit(|c: char| c.is_ascii_whitespace()).next()?;
    (is_name && !element.is_empty()).then_some([element, name])
}

fn hash(parts: &[&str]) -> String {
    // With its length before it, no part can be taken for the end of another.
    let parts: Vec<String> = parts
        .iter()
        .map(|part| format!("{}:{part}", part.len()))
        .collect();
    sha256(parts.concat().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::finding::Severity;

    fn findings(text: &str, found: &str) -> Vec<String> {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let findings: Vec<Finding> = text
            .match_indices(found)
            .map(|(at, _)| Finding {
                rule: "rule".into(),
                severity: Severity::Error,
                span: Span::from(at..at + found.len()),
                message: format!("at {at}"),
                help: None,
                fix: None,
                moves: None,
                host: None,
                refused: None,
                related: None,
            })
            .collect();
        fingerprints(&source, &findings)
    }

    #[test]
    fn it_does_not_depend_on_the_line_and_tells_equals_apart() {
        let known = findings("a\nb\na\n", "a");
        assert_eq!(known, findings("\n\nb\n<p>a</p>\r\n\n  a\n", "a"));
        assert_ne!(known[0], known[1]);
        assert_ne!(known[0], findings("b\n", "b")[0]);
    }

    #[test]
    fn what_other_attributes_say_is_no_part_of_it() {
        let known = |text| findings(text, "http://a");
        let before = known("<img src=\"http://a\">");
        assert_eq!(before, known("<img alt=\"b\" src='http://a' width=1>"));
        assert_ne!(before, known("<img data-src=\"http://a\">"));
        assert_ne!(before, known("<a src=\"http://a\">"));
    }

    #[test]
    fn another_place_in_the_same_words_is_another_finding() {
        assert_ne!(findings("x a\n", "a"), findings("y a\n", "a"));
        assert_ne!(findings("<a x>", "a"), findings("<a y>", "a"));
        assert_eq!(
            findings("<i>x</i> a <b>", "a"),
            findings("<i>y</i> a <i>", "a")
        );
    }
}
