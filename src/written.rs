//! Written: how text stands in a file at one place, and so how other text must be written there.

use crate::reference;
use crate::value::Style;
use std::fmt::Write as _;

/// What surrounds a place where text is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Nothing: the bytes are the text.
    Plainly,
    /// Between tags.
    Text,
    /// In the value of an attribute, with this quote around it.
    Attribute(Option<char>),
    /// In the `url()` of a `style` attribute, with this quote around the attribute.
    Css(Option<char>),
    /// As one candidate of a `srcset`, with this quote around the attribute.
    Candidate(Option<char>),
    /// As a scalar of the front matter, without its quotes.
    Scalar(Style),
}

impl Written {
    /// `text` as it must be written here; `None` where it cannot be.
    pub fn encode(self, text: &str) -> Option<String> {
        Some(match self {
            Self::Text => reference::encode_text(text),
            Self::Attribute(quote) => reference::encode_attribute(text, quote),
            Self::Css(quote) => {
                // CSS Syntax, 4.3.6 "Consume a url token": what would end the token or its string.
                let text = percent_encode(text, &['\'', '"', '(', ')', '\\', ' ', '\t', '\n']);
                reference::encode_attribute(&text, quote)
            }
            Self::Candidate(quote) => {
                if text.starts_with(',')
                    || text.ends_with(',')
                    || text.contains(char::is_whitespace)
                {
                    return None;
                }
                reference::encode_attribute(text, quote)
            }
            Self::Scalar(Style::SingleQuoted) => text.replace('\'', "''"),
            Self::Scalar(Style::DoubleQuoted) => text.replace('\\', "\\\\").replace('"', "\\\""),
            Self::Scalar(Style::Plain) => {
                let ends_it = text.contains([',', '[', ']', '{', '}']) || text.contains(": ");
                if ends_it || text.contains(" #") || text.ends_with(':') {
                    format!("'{}'", text.replace('\'', "''"))
                } else {
                    text.to_owned()
                }
            }
            Self::Scalar(Style::Block) if text.contains('\n') => return None,
            Self::Plainly | Self::Scalar(Style::Block) => text.to_owned(),
        })
    }
}

fn percent_encode(text: &str, which: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if which.contains(&c) {
            out.push('%');
            let _ = write!(out, "{:02X}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_the_place_is_escaped() {
        let written = |how: Written, text| how.encode(text).expect("can be written");
        let quoted = Written::Attribute(Some('"'));
        assert_eq!(written(quoted, "a&b\"'"), "a&amp;b&quot;'");
        assert_eq!(written(Written::Attribute(None), "a b"), "a&#32;b");
        assert_eq!(written(Written::Css(Some('"')), "a('b')"), "a%28%27b%27%29");
        assert_eq!(
            written(Written::Scalar(Style::SingleQuoted), "it's"),
            "it''s"
        );
        assert_eq!(
            written(Written::Scalar(Style::DoubleQuoted), "\"\\"),
            "\\\"\\\\"
        );
        assert_eq!(written(Written::Scalar(Style::Plain), "a,b"), "'a,b'");
        assert_eq!(Written::Candidate(None).encode("a,"), None);
    }
}
