//! line: one line of an MDX body, column by column, and what a block begins with. Unlike in CommonMark, how
//! deep a line is indented says nothing but which list it belongs to.

use std::ops::Range;

/// A line, and how far it has been read.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    text: &'t str,
    start: usize,
    at: usize,
    end: usize,
    /// The column that has been read up to, which may be inside of a tab.
    column: usize,
    /// The white space that has been passed over last, in columns.
    skipped: usize,
}

impl<'t> Line<'t> {
    /// The bytes `start..end` of `text`, with the line's end.
    pub(super) fn new(text: &'t str, start: usize, end: usize) -> Self {
        Self {
            text,
            start,
            at: start,
            end,
            column: 0,
            skipped: 0,
        }
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..self.end]
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.at..self.end
    }

    /// Whether nothing has been read.
    pub(super) fn is_at_start(&self) -> bool {
        self.at == self.start
    }

    /// The column and the byte of what is no white space next.
    fn next(&self) -> (usize, usize) {
        let mut column = 0;
        let mut at = self.start;
        // A tab goes on to a multiple of four columns of the whole line.
        for b in &self.text.as_bytes()[self.start..self.end] {
            if at >= self.at && !matches!(b, b' ' | b'\t') {
                break;
            }
            column = match b {
                b'\t' => column / 4 * 4 + 4,
                b if b & 0xc0 == 0x80 => column,
                _ => column + 1,
            };
            at += 1;
        }
        (column, at)
    }

    /// How many columns of white space come next.
    pub(super) fn indent(&self) -> usize {
        self.next().0.saturating_sub(self.column)
    }

    /// Passes over white space, and gives the byte behind it.
    pub(super) fn skip_spaces(&mut self) -> usize {
        let (column, at) = self.next();
        self.skipped = column.saturating_sub(self.column);
        (self.column, self.at) = (column, at);
        at
    }

    /// How many columns were passed over before what comes next.
    pub(super) fn indent_before(&self) -> usize {
        self.skipped
    }

    /// Reads so many columns of white space.
    pub(super) fn take_columns(&mut self, columns: usize) {
        let goal = self.column + columns;
        while self.at < self.end {
            let next = match self.text.as_bytes()[self.at] {
                b' ' => self.column_at(self.at) + 1,
                b'\t' => self.column_at(self.at) / 4 * 4 + 4,
                _ => break,
            };
            if next > goal {
                break;
            }
            self.at += 1;
        }
        self.column = goal;
    }

    fn column_at(&self, at: usize) -> usize {
        let mut column = 0;
        for b in &self.text.as_bytes()[self.start..at] {
            column = match b {
                b'\t' => column / 4 * 4 + 4,
                b if b & 0xc0 == 0x80 => column,
                _ => column + 1,
            };
        }
        column
    }

    /// Reads the mark of a quotation and the space behind it, if it comes next.
    pub(super) fn take_quote(&mut self) -> bool {
        let (column, at) = self.next();
        if self.text.as_bytes().get(at) != Some(&b'>') || at >= self.end {
            return false;
        }
        (self.at, self.column) = (at + 1, column + 1);
        if self.indent() > 0 {
            self.take_columns(1);
        }
        true
    }

    /// Reads a marker of `len` bytes and the white space behind it, and gives the columns of both; `content` is
    /// how many these are, where they do not depend on what is written.
    pub(super) fn take_marker(&mut self, len: usize, content: Option<usize>) -> usize {
        self.at += len;
        self.column += len;
        let spaces = self.indent();
        if is_blank(self.rest()) {
            return content.unwrap_or(len + 1);
        }
        self.skip_spaces();
        content.unwrap_or(len + spaces)
    }
}

/// Whether nothing but white space is in `line`.
pub(super) fn is_blank(line: &str) -> bool {
    line.bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Begins a list item or a footnote.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// In bytes.
    pub(super) len: usize,
    /// How far what is in it is indented, where that does not depend on what is written.
    pub(super) content: Option<usize>,
    /// It ends a paragraph.
    pub(super) interrupts: bool,
}

/// The marker that `rest` begins with.
pub(super) fn marker(rest: &str) -> Option<Marker> {
    let bytes = rest.as_bytes();
    if let Some(label) = rest.strip_prefix("[^") {
        let end = label.find(']')?;
        let is_label = end > 0 && !label[..end].contains(char::is_whitespace);
        let is_definition = is_label && label[end + 1..].starts_with(':');
        return is_definition.then_some(Marker {
            len: 2 + end + 2,
            content: Some(4),
            interrupts: false,
        });
    }
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let (len, is_first) = match bytes.get(digits) {
        Some(b'.' | b')') if (1..=9).contains(&digits) => (digits + 1, &bytes[..digits] == b"1"),
        Some(b'-' | b'+' | b'*') if digits == 0 => (1, true),
        _ => return None,
    };
    let behind = rest.get(len..)?;
    let is_apart = behind.is_empty() || behind.starts_with([' ', '\t', '\n', '\r']);
    is_apart.then_some(Marker {
        len,
        content: None,
        interrupts: is_first && !is_blank(behind),
    })
}

/// Begins or ends code, or a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    pub(super) mark: u8,
    pub(super) len: usize,
    /// In columns.
    pub(super) indent: usize,
}

/// The fence that `rest` is, behind `indent` columns.
pub(super) fn fence(rest: &str, indent: usize) -> Option<Fence> {
    let mark = *rest.as_bytes().first().filter(|b| b"`~$".contains(b))?;
    let len = rest.bytes().take_while(|b| *b == mark).count();
    let info = &rest[len..];
    let is_fence = match mark {
        b'`' => len >= 3 && !info.contains('`'),
        b'~' => len >= 3,
        _ => len >= 2 && !info.contains('$'),
    };
    is_fence.then_some(Fence { mark, len, indent })
}

impl Fence {
    /// Whether `rest` ends what it begins.
    pub(super) fn is_closed_by(&self, rest: &str) -> bool {
        let len = rest.bytes().take_while(|b| *b == self.mark).count();
        len >= self.len && is_blank(&rest[len..])
    }
}

/// Whether `rest` is a heading, `# a`.
pub(super) fn is_heading(rest: &str) -> bool {
    let len = rest.bytes().take_while(|b| *b == b'#').count();
    (1..=6).contains(&len) && (is_blank(&rest[len..]) || rest[len..].starts_with([' ', '\t']))
}

/// Whether `rest` is a line across the page, `* * *`.
pub(super) fn is_rule(rest: &str) -> bool {
    let Some(mark) = rest.bytes().next().filter(|b| b"*-_".contains(b)) else {
        return false;
    };
    let is_mark = |b: u8| b == mark || matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    rest.bytes().all(is_mark) && rest.bytes().filter(|b| *b == mark).count() >= 3
}

/// Whether `rest` makes a heading of the text before it.
pub(super) fn is_underline(rest: &str) -> bool {
    let rest = rest.trim_end();
    let is_all = |mark: u8| !rest.is_empty() && rest.bytes().all(|b| b == mark);
    is_all(b'=') || is_all(b'-')
}

/// Whether `line` is the second row of a table: `|-|:-:|`.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line
            .bytes()
            .all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}
