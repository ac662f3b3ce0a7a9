//! except: texts that a rule for text leaves alone.

use crate::text::invisible::is_blank;
use std::ops::Range;

/// Texts, each in the parts between its `*`: of one part, it is left alone wherever it is; of several,
/// where it is a whole block.
#[derive(Clone, Debug, Default)]
pub(super) struct Except(Vec<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    written: Vec<String>,
    /// The same as a reader sees them: one space, whatever stretch of white space is written.
    seen: Vec<String>,
}

impl Except {
    pub(super) fn new(written: &[String]) -> Self {
        let parts = |text: &String| {
            let parts = text.split('*').map(|part| part.trim_matches(is_blank));
            Parts {
                seen: parts.clone().map(seen).collect(),
                written: parts.map(str::to_owned).collect(),
            }
        };
        Self(written.iter().map(parts).collect())
    }

    /// Both these and others.
    pub(super) fn and(&self, written: &[String]) -> Self {
        let mut both = self.clone();
        both.0.extend(Self::new(written).0);
        both
    }

    /// Whether what is found at `found` in `text` is a part of one of them.
    pub(super) fn covers(&self, text: &str, found: &Range<usize>) -> bool {
        self.0.iter().any(|parts| match parts.written.as_slice() {
            [whole] => {
                // No other place of that length has all of what is found in it.
                let start = text.ceil_char_boundary(found.end.saturating_sub(whole.len()));
                let end = text.floor_char_boundary(found.start + whole.len());
                !whole.is_empty()
                    && text
                        .get(start..end)
                        .is_some_and(|near| near.contains(whole))
            }
            _ => false,
        })
    }

    /// Whether `text` is one of them.
    pub(super) fn holds(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let text = seen(text.trim_matches(is_blank));
        self.0.iter().any(|parts| is_made_of(&text, &parts.seen))
    }
}

fn seen(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `text` begins with the first part, ends with the last, and has the others between.
fn is_made_of(text: &str, parts: &[String]) -> bool {
    let [first, inner @ ..] = parts else {
        return false;
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, inner)) = inner.split_last() else {
        return rest.is_empty();
    };
    for part in inner {
        let Some((_, behind)) = rest.split_once(part.as_str()) else {
            return false;
        };
        rest = behind;
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_one_is_left_alone_wherever_it_is() {
        let except = Except::new(&["Copy Desk Weekly".to_owned(), "审计师 *".to_owned()]);
        let covers = |text: &str, word: &str| {
            let at = text.find(word).expect("it is there");
            except.covers(text, &(at..at + word.len()))
        };
        assert!(covers("the Copy Desk Weekly of May", "Copy Desk"));
        assert!(covers("每周 Copy Desk Weekly", "Weekly"));
        assert!(!covers("the Copy Desk weekly", "Copy Desk"));
        assert!(!covers("Weekly, Copy Desk Weekly", "Weekly,"));
        assert!(!covers("审计师 Copy Desk", "Copy Desk"));
    }

    #[test]
    fn a_star_stands_for_anything() {
        let except = |text: &str| Except::new(&[text.to_owned()]);
        assert!(except("责任编辑：*").holds(" 责任编辑：某某 "));
        assert!(except("a*c").holds("abc") && except("a*c").holds("ac"));
        assert!(!except("a*c").holds("abcd") && !except("a").holds("ab"));
        for text in ["a b", "a\u{85}b", "a \u{2028} b", "a\nb"] {
            assert!(except("a b").holds(text) && except(text).holds("a b"));
        }
        assert!(except("*b*").holds("abc") && !except("a*a").holds("a"));
    }
}
