//! Fields: what front matter, a rule file or a configuration holds, and what is wrong with it.

use crate::data::value::Value;
use crate::text::span::Span;

/// What a stretch of YAML, TOML or JSON holds, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Fields<'s> {
    /// The value, where it could be read to its end. Nothing at all reads as no value.
    pub value: Option<Value<'s>>,
    /// Where it could not be read, and keys that stand twice.
    pub faults: Vec<Fault>,
}

/// One thing wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the file.
    pub span: Span,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// What would be written, where that is known.
    pub cure: Option<Cure>,
}

/// What would make it readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cure {
    /// Which bytes are replaced.
    pub span: Span,
    /// By these.
    pub text: String,
    /// What it does, in the imperative.
    pub action: &'static str,
}

impl Fault {
    /// A fault that only a person can mend.
    pub fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: help.into(),
            cure: None,
        }
    }
}
