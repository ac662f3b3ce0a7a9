//! writer: one report while it is written, file by file.

use super::limit::Kept;
use super::{End, Format, Part};

/// A report that has begun, and has not ended.
#[derive(Debug)]
pub struct Writer {
    format: Format,
    has_written: bool,
    kept: Kept,
}

impl Writer {
    /// A report in this format.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            has_written: false,
            kept: Kept::default(),
        }
    }

    /// What stands before all findings.
    pub fn begin(&self) -> &'static str {
        self.format.form().begin()
    }

    /// What is written for one file more.
    pub fn add(&mut self, part: Part) -> String {
        for ranked in part.ranked {
            self.kept.add(ranked);
        }
        if part.text.is_empty() {
            return String::new();
        }
        let between = if self.has_written {
            self.format.form().between()
        } else {
            ""
        };
        self.has_written = true;
        format!("{between}{}", part.text)
    }

    /// What a person must know who sees only what is written; nothing where that is all of it.
    pub fn left_out(&self) -> Option<String> {
        self.kept.left_out()
    }

    /// What stands behind all findings. Nothing can be added after it.
    pub fn end(&mut self, end: &End<'_>) -> String {
        self.format.form().end(end, std::mem::take(&mut self.kept))
    }
}
