//! Written: how text is in a file at one place, and so how other text must be written there.

use crate::data::value::ScalarStyle;
use crate::html::entity::{self, Context};
use std::fmt::Write as _;

/// What surrounds a place where text is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Nothing: the bytes are the text.
    Plainly,
    /// Between tags.
    Text,
    /// In the value of an attribute.
    Attribute(Quote),
    /// In the `url()` of a `style` attribute.
    Css(Quote),
    /// As one candidate of a `srcset`.
    Candidate(Quote),
    /// As a Markdown autolink, between its `<` and its `>`.
    Autolink,
    /// In the text of Markdown, without any mark around it.
    Bare,
    /// As the destination of a Markdown link; between `<` and `>`, or not.
    Destination(bool),
    /// As a scalar of the front matter, without its quotes.
    Scalar(ScalarStyle),
    /// As a plain scalar between the brackets of YAML, where `PyYAML` (`MkDocs`, Nikola) reads no `?`.
    InFlow,
}

/// How the value of an attribute is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// The quote around it.
    pub mark: Option<char>,
    /// A `&` in it is as it is, where HTML allows that.
    pub bare: bool,
}

impl Quote {
    fn encode(self, text: &str) -> String {
        let escaped = entity::encode_attribute(text, self.mark);
        if self.bare {
            let bare = escaped.replace("&amp;", "&");
            if entity::decode(&bare, Context::Attribute) == text {
                return bare;
            }
        }
        escaped
    }
}

impl Written {
    /// What a reader finds here where `text` is written: a URL in a style is percent-encoded.
    pub fn says(self, text: String) -> String {
        match self {
            Self::Css(_) => in_css(&text),
            _ => text,
        }
    }

    /// `text` as it must be written here; `None` where it cannot be.
    pub fn encode(self, text: &str) -> Option<String> {
        Some(match self {
            Self::Text => entity::encode_text(text),
            Self::Attribute(quote) => quote.encode(text),
            Self::Css(quote) => quote.encode(&in_css(text)),
            Self::Candidate(quote) => {
                if text.starts_with(',')
                    || text.ends_with(',')
                    || text.contains(char::is_whitespace)
                {
                    return None;
                }
                quote.encode(text)
            }
            Self::Autolink | Self::Bare => {
                let ends_it = |c: char| c.is_control() || matches!(c, ' ' | '<' | '>');
                return (!text.contains(ends_it)).then(|| text.to_owned());
            }
            Self::Destination(angled) => return entity::encode_destination(text, angled),
            Self::Scalar(ScalarStyle::SingleQuoted) => text.replace('\'', "''"),
            Self::Scalar(ScalarStyle::DoubleQuoted) => {
                text.replace('\\', "\\\\").replace('"', "\\\"")
            }
            Self::Scalar(ScalarStyle::Plain) | Self::InFlow => {
                let ends_it = text.contains([',', '[', ']', '{', '}'])
                    || text.contains(": ")
                    || (self == Self::InFlow && text.contains('?'));
                if ends_it || text.contains(" #") || text.ends_with(':') {
                    format!("'{}'", text.replace('\'', "''"))
                } else {
                    text.to_owned()
                }
            }
            Self::Scalar(ScalarStyle::Block) if text.contains(['\n', '"', '\'', '\\']) => {
                return None;
            }
            Self::Scalar(ScalarStyle::Literal) if text.contains(['\n', '\'']) => return None,
            Self::Plainly | Self::Scalar(ScalarStyle::Block | ScalarStyle::Literal) => {
                text.to_owned()
            }
        })
    }
}

/// CSS Syntax, 4.3.6 "Consume a url token": what would end the token or its string is encoded.
fn in_css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\'' | '"' | '(' | ')' | '\\' | ' ' | '\t' | '\n') {
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
        let quote = |mark, bare| Quote { mark, bare };
        let quoted = Written::Attribute(quote(Some('"'), false));
        assert_eq!(written(quoted, "a&b\"'"), "a&amp;b&quot;'");
        let unquoted = Written::Attribute(Quote::default());
        assert_eq!(written(unquoted, "a b"), "a&#32;b");
        let css = Written::Css(quote(Some('"'), false));
        assert_eq!(written(css, "a('b')"), "a%28%27b%27%29");
        // What would be read as a reference is written as one, whatever the habit of the place.
        let bare = Written::Attribute(quote(Some('"'), true));
        assert_eq!(
            written(bare, "?a&b=\"1\"&copy=2"),
            "?a&b=&quot;1&quot;&copy=2"
        );
        assert_eq!(written(bare, "?a&copy;"), "?a&amp;copy;");
        assert_eq!(
            written(Written::Scalar(ScalarStyle::SingleQuoted), "it's"),
            "it''s"
        );
        assert_eq!(
            written(Written::Scalar(ScalarStyle::DoubleQuoted), "\"\\"),
            "\\\"\\\\"
        );
        assert_eq!(written(Written::Scalar(ScalarStyle::Plain), "a,b"), "'a,b'");
        assert_eq!(written(Written::InFlow, "a?b"), "'a?b'");
        assert_eq!(written(Written::Scalar(ScalarStyle::Plain), "a?b"), "a?b");
        assert_eq!(Written::Candidate(Quote::default()).encode("a,"), None);
    }
}
