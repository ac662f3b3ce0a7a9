//! fingerprint: what a finding is known by, whatever line it stands on.

use crate::digest;
use crate::finding::Finding;
use crate::source::Source;
use std::collections::HashMap;

/// The fingerprint of each finding of a file: its path, its rule, the text that it points at, and
/// which one of those that are equal in all of this it is. The message is left out, which may be
/// worded better one day.
pub fn fingerprints(source: &Source, findings: &[Finding]) -> Vec<String> {
    let mut seen = HashMap::new();
    let known = findings.iter().map(|finding| {
        let text = finding.span.of(source.text());
        let equals = seen.entry((&finding.rule, text)).or_insert(0u32);
        *equals += 1;
        let parts = [source.name(), &finding.rule, text, &equals.to_string()];
        // With its length before it, no part can be taken for the end of another.
        let parts = parts.map(|part| format!("{}:{part}", part.len()));
        digest::sha256(parts.concat().as_bytes())
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::span::Span;

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
            })
            .collect();
        fingerprints(&source, &findings)
    }

    #[test]
    fn it_does_not_depend_on_the_line_and_tells_equals_apart() {
        let known = findings("a\nb\na\n", "a");
        assert_eq!(known, findings("\n\nb\nab\n\nba\n", "a"));
        assert_ne!(known[0], known[1]);
        assert_ne!(known[0], findings("b\n", "b")[0]);
    }
}
