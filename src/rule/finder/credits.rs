//! credits: the words that a line begins or ends with which names who made what.

use std::collections::BTreeMap;

/// By their first characters in lower case, and by what they end with.
#[derive(Clone, Debug, Default)]
pub(super) struct Credits {
    beginnings: BTreeMap<Option<char>, Vec<String>>,
    ends: Vec<String>,
}

impl Credits {
    /// With more of them; `*` is before an end.
    pub(super) fn and(mut self, more: &[String]) -> Self {
        for credit in more {
            if let Some(end) = credit.strip_prefix('*') {
                self.ends.push(end.to_owned());
            } else {
                let alike = self.beginnings.entry(first_in_lower_case(credit));
                alike.or_default().push(credit.clone());
            }
        }
        self
    }

    /// Whether `text` begins or ends so.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let begins = |credit: &String| {
            let head = text.get(..credit.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(credit))
        };
        // An empty one is in any text.
        let firsts = [None, first_in_lower_case(text)];
        let mut alike = firsts.iter().filter_map(|first| self.beginnings.get(first));
        alike.any(|alike| alike.iter().any(begins))
            || self.ends.iter().any(|end| text.ends_with(end))
    }
}

fn first_in_lower_case(text: &str) -> Option<char> {
    text.chars().next().map(|c| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_begins_or_ends_a_text_in_either_case() {
        let credits = ["Photo by", "文/", "*供图", "photo"].map(str::to_owned);
        let credits = Credits::default().and(&credits);
        for text in ["photo BY me", "Photos", "文/某某", "某某供图"] {
            assert!(credits.are_in(text), "{text}");
        }
        for text in ["", "a photo by me", "文章", "供图人"] {
            assert!(!credits.are_in(text), "{text}");
        }
        let any = Credits::default().and(&[String::new()]);
        assert!(any.are_in("") && any.are_in("a"));
    }
}
