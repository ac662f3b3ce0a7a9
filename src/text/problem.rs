//! problem: something is wrong here: where, what, and what to do about it. With a rule and a severity
//! it is a finding.

use crate::text::span::Span;
use crate::text::suggest::{nearest, shortened};

/// One thing wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the file.
    pub span: Span,
    /// What it is, for who does not read messages.
    pub kind: ProblemKind,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What would be written, where that is known.
    pub suggestion: Option<Suggestion>,
}

/// What a problem is, for code that has to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProblemKind {
    /// Whatever the message says.
    #[default]
    Other,
    /// A key is given twice in one mapping. Some readers take the last of the two.
    DuplicateKey,
    /// A tab in the indentation of YAML.
    TabIndent,
    /// A control character in YAML.
    ControlCharacter,
}

/// What would make it right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Which bytes are replaced.
    pub span: Span,
    /// By these.
    pub text: String,
    /// What it does, in the imperative.
    pub action: &'static str,
}

impl Problem {
    /// A problem without advice.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            kind: ProblemKind::Other,
            message: message.into(),
            help: None,
            suggestion: None,
        }
    }

    /// A problem with advice.
    pub fn with_help(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(span, message).helped(help)
    }

    /// The same with advice.
    pub fn helped(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// The same at another place, with what would be written there.
    pub fn moved(self, span: Span) -> Self {
        let suggestion = self
            .suggestion
            .map(|suggestion| Suggestion { span, ..suggestion });
        Self {
            span,
            suggestion,
            ..self
        }
    }

    /// `word` is none of `known`: says which was probably meant, or which there are.
    pub fn unknown<'k>(
        span: Span,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Self {
        let known: Vec<_> = known.into_iter().collect();
        let near = nearest(word, known.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", known.join(", ")),
        };
        let suggestion = near.map(|near| Suggestion {
            span,
            text: near.to_owned(),
            action: "write the word that was probably meant",
        });
        Self {
            suggestion,
            ..Self::new(span, format!("unknown {what} `{}`", shortened(word))).helped(help)
        }
    }
}
