//! writer: one report while it is written, file by file.

use super::limit::Kept;
use super::overview::Overview;
use super::{End, Format, Part, Style};

/// A report that has begun, and has not ended.
#[derive(Debug)]
pub struct Writer {
    format: Format,
    has_written: bool,
    kept: Kept,
    /// The screen that is written to, where it is one, and what it shows.
    screen: Option<(Style, Overview)>,
}

impl Writer {
    /// A report in this format.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            has_written: false,
            kept: Kept::default(),
            screen: None,
        }
    }

    /// A report on a screen of this style.
    pub fn on_screen(format: Format, style: Style) -> Self {
        let is_summed_up = format == Format::Human && style.screen.is_some();
        Self {
            screen: is_summed_up.then(|| (style, Overview::default())),
            ..Self::new(format)
        }
    }

    /// What is before all findings.
    pub fn begin(&self) -> &'static str {
        self.format.form().begin()
    }

    /// What is written for one file more.
    pub fn add(&mut self, part: Part) -> String {
        for ranked in part.ranked {
            match &mut self.screen {
                Some((_, overview)) => overview.add(ranked),
                None => self.kept.add(ranked),
            }
        }
        self.kept.posts.extend(part.post.map(|post| *post));
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

    /// What is behind all findings. Nothing can be added after it.
    pub fn end(&mut self, end: &End<'_>) -> String {
        if let Some((style, overview)) = self.screen.take() {
            return overview.end(end.summary, style, style.pages(end.rules));
        }
        self.format.form().end(end, std::mem::take(&mut self.kept))
    }
}
