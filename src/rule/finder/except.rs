//! except: texts that a rule for text leaves alone.

use crate::text::invisible::is_blank;

/// Whole texts of blocks; `*` stands for anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Except(Vec<Vec<String>>);

impl Except {
    pub(super) fn new(written: &[String]) -> Self {
        let parts = |text: &String| {
            let parts = text
                .split('*')
                .map(|part| part.trim_matches(is_blank).to_owned());
            parts.collect::<Vec<_>>()
        };
        Self(written.iter().map(parts).collect())
    }

    /// Whether `text` is one of them.
    pub(super) fn holds(&self, text: &str) -> bool {
        let text = text.trim_matches(is_blank);
        self.0.iter().any(|parts| is_made_of(text, parts))
    }
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
    fn a_star_stands_for_anything() {
        let except = |text: &str| Except::new(&[text.to_owned()]);
        assert!(except("责任编辑：*").holds(" 责任编辑：某某 "));
        assert!(except("a*c").holds("abc") && except("a*c").holds("ac"));
        assert!(!except("a*c").holds("abcd") && !except("a").holds("ab"));
        assert!(except("*b*").holds("abc") && !except("a*a").holds("a"));
    }
}
