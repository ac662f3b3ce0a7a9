//! Source: the bytes of one file and its line index.

use crate::text::span::Span;
use std::sync::OnceLock;

/// The largest file that spans can address, in bytes.
pub const MAX_BYTES: u64 = u32::MAX as u64;

/// What reads a file of Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// What reads `CommonMark`, or MDX where the file's name says so.
    #[default]
    Named,
    /// What reads MDX, whatever the file's name says.
    Mdx,
    /// kramdown, whose blocks are its own.
    Kramdown,
}

/// The bytes of one file, as far as they are text, and where its lines begin.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    dialect: Dialect,
    text: String,
    /// The same with LF in the place of each CR, where no LF ends a line.
    by_lines: Option<String>,
    /// The bytes from the first one that is not UTF-8; empty where all of the file is text.
    rest: Vec<u8>,
    lines: OnceLock<Vec<u32>>,
    /// How many characters begin before each multiple of `STRIDE` bytes.
    characters: OnceLock<Vec<u32>>,
}

/// A post may be one line of many megabytes, and each finding in it has a column.
const STRIDE: usize = 1024;

/// A place as a person counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode scalar values.
    pub column: u32,
}

impl Source {
    /// `name` is the path as the user gave it, with `/`.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        // To see in great strides that it is text, and to copy it, takes a third of the time in which
        // the standard library sees it.
        let text = simdutf8::compat::from_utf8(&bytes)
            .or_else(|error| simdutf8::compat::from_utf8(&bytes[..error.valid_up_to()]));
        let text = text.unwrap_or_default().to_owned();
        let mut bytes = bytes;
        // What is left keeps no room for the whole.
        let rest = bytes.split_off(text.len());
        drop(bytes);
        Self {
            name: name.into(),
            dialect: Dialect::default(),
            by_lines: by_lines(&text),
            text,
            rest,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        }
    }

    /// The same file with another text.
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        Self::from_text(&*self.name, text).read_as(self.dialect)
    }

    /// The same, as another reads it.
    #[must_use]
    pub fn read_as(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// What reads it.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The same of bytes that are known to be text.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            name: name.into(),
            dialect: Dialect::default(),
            by_lines: by_lines(&text),
            text,
            rest: Vec::new(),
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        }
    }

    /// The path as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, up to the first byte that is not UTF-8.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as readers of lines see it, of the same length: in a file whose lines all end in CR, that
    /// is written as LF. CommonMark 0.31.2, 2.1, and HTML, 13.2.3.5, end a line with either.
    pub fn by_lines(&self) -> &str {
        self.by_lines.as_deref().unwrap_or(&self.text)
    }

    /// The text alone.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The bytes from the first one that is not UTF-8; empty where all of the file is text.
    pub fn not_text(&self) -> &[u8] {
        &self.rest
    }

    /// Line and column of a byte offset. An offset inside a character counts as that character.
    pub fn position(&self, offset: u32) -> Position {
        let lines = self.lines();
        let line = lines.partition_point(|&start| start <= offset) - 1;
        let from = lines[line] as usize;
        let to = self.text.floor_char_boundary(offset as usize);
        let column = if to.saturating_sub(from) <= STRIDE {
            self.text[from..to.max(from)].chars().count() as u32
        } else {
            self.characters_before(to) - self.characters_before(from)
        } + 1;
        Position {
            line: line as u32 + 1,
            column,
        }
    }

    fn characters_before(&self, offset: usize) -> u32 {
        let count = |bytes: &[u8]| bytes.iter().filter(|b| **b & 0xc0 != 0x80).count() as u32;
        let known = self.characters.get_or_init(|| {
            let strides = self.text.as_bytes().chunks(STRIDE);
            let ends = strides.scan(0, |sum, stride| {
                *sum += count(stride);
                Some(*sum)
            });
            std::iter::once(0).chain(ends).collect()
        });
        let stride = offset / STRIDE;
        known[stride] + count(&self.text.as_bytes()[stride * STRIDE..offset])
    }

    /// The byte offset of a line (from 1) and a column (from 0, in Unicode scalar values).
    /// Past the end of the line it is the line's end, past the last line the end of the text.
    pub fn offset(&self, line: usize, column: usize) -> u32 {
        let lines = self.lines();
        let Some(&start) = lines.get(line.saturating_sub(1)) else {
            return self.text.len() as u32;
        };
        let end = lines
            .get(line)
            .map_or(self.text.len(), |&next| next as usize);
        let within = &self.text[start as usize..end];
        let bytes = within
            .char_indices()
            .nth(column)
            .map_or(within.len(), |(at, _)| at);
        start + bytes as u32
    }

    /// Where the line begins that holds byte `offset`.
    pub fn line_start(&self, offset: u32) -> u32 {
        let lines = self.lines();
        lines[lines.partition_point(|&start| start <= offset) - 1]
    }

    /// Where the line ends that holds byte `offset`: at its newline, or at the end of the text.
    pub fn line_end(&self, offset: u32) -> u32 {
        let lines = self.lines();
        let next = lines.get(lines.partition_point(|&start| start <= offset));
        next.map_or(self.text.len() as u32, |next| next - 1)
    }

    /// The bytes of line `line` (from 1) without its line ending.
    pub fn line_span(&self, line: u32) -> Span {
        let lines = self.lines();
        let start = lines[line as usize - 1];
        let end = lines
            .get(line as usize)
            .map_or(self.text.len(), |&next| next as usize);
        let text = self.text[start as usize..end].trim_end_matches(['\n', '\r']);
        Span::new(start, start + text.len() as u32)
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let after =
                memchr::memchr_iter(b'\n', self.by_lines().as_bytes()).map(|at| at as u32 + 1);
            std::iter::once(0).chain(after).collect()
        })
    }
}

fn by_lines(text: &str) -> Option<String> {
    let has_cr_alone = memchr::memchr(b'\n', text.as_bytes()).is_none() && text.contains('\r');
    has_cr_alone.then(|| text.replace('\r', "\n"))
}

/// The folder of the file that is called `name`, with `/`.
pub fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or(".", |(folder, _)| folder)
}

/// How most lines of `text` end: what a new line of it is to end with. CRLF where as many end with it as
/// with LF, for then one of the two must go anyway; CR where all do.
pub fn line_break(text: &str) -> &'static str {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return "\n";
    }
    if text.contains("\r\n") {
        let is_crlf = |at: &usize| text[..*at].ends_with('\r');
        let ends = || memchr::memchr_iter(b'\n', text.as_bytes());
        let crlf = ends().filter(is_crlf).count();
        if 2 * crlf >= ends().count() {
            "\r\n"
        } else {
            "\n"
        }
    } else if text.contains('\n') {
        "\n"
    } else {
        "\r"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn offset_and_position_are_inverse(text in "[a中😀\r\n ]{0,40}", pick in any::<prop::sample::Index>()) {
            let source = Source::new("a.md", text.clone().into_bytes());
            let offset = text.floor_char_boundary(pick.index(text.len() + 1)) as u32;
            let position = source.position(offset);
            prop_assert_eq!(source.offset(position.line as usize, position.column as usize - 1), offset);
        }

        #[test]
        fn a_long_line_has_the_same_columns(text in "[a中😀]{0,3}", pick in any::<prop::sample::Index>()) {
            let text = format!("中\n{}", (text + "é").repeat(700));
            let offset = text.floor_char_boundary(pick.index(text.len() + 1));
            let position = Source::new("a.md", text.clone().into_bytes()).position(offset as u32);
            let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            prop_assert_eq!(position.column as usize, text[line..offset].chars().count() + 1);
        }
    }

    #[test]
    fn a_line_begins_behind_a_newline_and_ends_at_one() {
        let source = Source::from_text("a.md", "ab\nc\n");
        let starts = [0, 2, 3, 4, 5].map(|offset| source.line_start(offset));
        assert_eq!(starts, [0, 0, 3, 3, 5]);
        let ends = [0, 2, 3, 4, 5].map(|offset| source.line_end(offset));
        assert_eq!(ends, [2, 2, 4, 4, 5]);
    }

    #[test]
    fn text_ends_at_the_first_byte_that_is_none() {
        let source = Source::new("a.md", b"ab\xff\xfecd".to_vec());
        assert_eq!(source.text(), "ab");
        assert_eq!(source.not_text(), b"\xff\xfecd");
    }
}
