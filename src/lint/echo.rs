//! echo: what rules have written, and which of them find it again.
//!
//! A rule that makes longer what it wrote before would never end: `Acme` becomes `Acme Corp, once Acme
//! Ltd`, with two names in it, and each round has as many times more. The same holds for a ring of rules.

use crate::text::edit::{Change, Edit, Fix};
use crate::text::span::Span;
use std::sync::Arc;

/// What the rounds so far have written, by position in the text as it is now, and the rules that it came
/// of, the first one first.
#[derive(Debug, Default)]
pub(crate) struct Written(Vec<(Span, Vec<Arc<str>>)>);

impl Written {
    /// The rules of a ring that would make longer what one of them wrote, if `rule` made `fix`.
    pub(crate) fn echo(&self, rule: &Arc<str>, fix: &Fix) -> Option<&[Arc<str>]> {
        // A mark that front matter lacks may be missing behind the one that was just written.
        if fix.change == Change::FrontMatterSyntax {
            return None;
        }
        let grows = |edit: &&Edit| edit.text.len() > edit.span.len() as usize;
        fix.edits.as_slice().iter().filter(grows).find_map(|edit| {
            let line = self.around(edit.span)?;
            let first = line.iter().position(|known| known == rule)?;
            Some(&line[first..])
        })
    }

    /// Whose text `span` lies in.
    fn around(&self, span: Span) -> Option<&[Arc<str>]> {
        let at = self.0.partition_point(|(own, _)| own.end < span.end);
        let (own, line) = self.0.get(at)?;
        let is_at_edge = span.is_empty() && (own.start == span.start || own.end == span.end);
        (own.contains(span) && !is_at_edge).then_some(line)
    }

    /// The same after a round that makes `edits`, by position, each with its rule.
    pub(crate) fn after(&self, edits: &[(&Arc<str>, &Edit)]) -> Self {
        // What each edit, and what follows the last one, is moved by.
        let mut moves = vec![0];
        let mut sum = 0;
        for (_, edit) in edits {
            sum += i64::from(edit.text.len() as u32) - i64::from(edit.span.len());
            moves.push(sum);
        }
        let place = |start: u32, end: u32, by: i64| {
            let at = |at: u32| u32::try_from(i64::from(at) + by).unwrap_or_default();
            Span::new(at(start), at(end))
        };
        let mut written = Vec::new();
        for (span, line) in &self.0 {
            let mut start = span.start;
            let mut at = edits.partition_point(|(_, edit)| edit.span.end <= start);
            while let Some((_, edit)) = edits.get(at).filter(|(_, edit)| edit.span.start < span.end)
            {
                if start < edit.span.start {
                    written.push((place(start, edit.span.start, moves[at]), line.clone()));
                }
                start = start.max(edit.span.end);
                at += 1;
            }
            if start < span.end {
                written.push((place(start, span.end, moves[at]), line.clone()));
            }
        }
        for (at, (rule, edit)) in edits.iter().enumerate() {
            let mut line = self.around(edit.span).unwrap_or_default().to_vec();
            if !line.contains(rule) {
                line.push(Arc::clone(rule));
            }
            let start = place(edit.span.start, edit.span.start, moves[at]).start;
            written.push((Span::new(start, start + edit.text.len() as u32), line));
        }
        written.sort();
        Self(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::edit::{Edits, Safety};

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit::replace(Span::new(start, end), text)
    }

    /// The rules of a ring, if `rule` made `edit`.
    fn ring(written: &Written, rule: &str, edit: Edit) -> Vec<String> {
        let fix = Fix {
            title: String::new(),
            safety: Safety::Safe,
            change: Change::Text,
            says: String::new(),
            edits: Edits::new(vec![edit]).expect("one"),
        };
        let ring = written.echo(&rule.into(), &fix).unwrap_or_default();
        ring.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_written_is_known_by_whose_it_is_wherever_it_moves() {
        let [a, b]: [Arc<str>; 2] = ["a".into(), "b".into()];
        // `0123` becomes `0AAAA3`, and that `xx0ABBBBA3`.
        let written = Written::default().after(&[(&a, &edit(1, 3, "AAAA"))]);
        assert_eq!(ring(&written, "a", edit(1, 2, "AA")), ["a"]);
        assert!(ring(&written, "b", edit(1, 2, "AA")).is_empty());
        let written = written.after(&[(&b, &edit(0, 0, "xx")), (&b, &edit(2, 4, "BBBB"))]);
        assert_eq!(ring(&written, "a", edit(3, 4, "AA")), ["a"]);
        assert_eq!(ring(&written, "a", edit(8, 9, "AA")), ["a"]);
        assert_eq!(ring(&written, "a", edit(5, 6, "AA")), ["a", "b"]);
        assert_eq!(ring(&written, "b", edit(5, 6, "AA")), ["b"]);
        assert_eq!(ring(&written, "b", edit(0, 1, "xx")), ["b"]);
    }

    #[test]
    fn what_does_not_grow_or_reaches_further_is_no_echo() {
        let a: Arc<str> = "a".into();
        let written = Written::default().after(&[(&a, &edit(1, 3, "AAAA"))]);
        assert!(ring(&written, "a", edit(1, 5, "AAA")).is_empty());
        assert!(ring(&written, "a", edit(0, 2, "AAA")).is_empty());
        assert!(ring(&written, "a", edit(5, 5, "AAA")).is_empty());
        assert_eq!(ring(&written, "a", edit(2, 2, "AAA")), ["a"]);
    }
}
