//! encoding: bytes of a text ↔ the positions of an editor: lines and columns from 0, in the unit that
//! both sides agreed on.

use crate::text::span::Span;
use lsp_types::{Position, PositionEncodingKind, Range};
use std::cell::OnceCell;

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// What an editor means that does not say: two for a character beyond U+FFFF, one for any other.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The one of `offered` that costs least to count; UTF-16 where none is offered.
    pub(super) fn chosen(offered: &[PositionEncodingKind]) -> Self {
        let known = [
            (PositionEncodingKind::UTF8, Self::Utf8),
            (PositionEncodingKind::UTF32, Self::Utf32),
        ];
        let mut known = known.into_iter();
        let chosen = known.find(|(kind, _)| offered.contains(kind));
        chosen.map_or(Self::Utf16, |(_, encoding)| encoding)
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, character: char) -> u32 {
        match self {
            Self::Utf8 => character.len_utf8() as u32,
            Self::Utf16 => character.len_utf16() as u32,
            Self::Utf32 => 1,
        }
    }

    /// What the characters that begin in `bytes` of a text count.
    fn count(self, bytes: &[u8]) -> u32 {
        let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
        // Four bytes are a character beyond U+FFFF.
        let is_long = |byte: &&u8| **byte >= 0xf0;
        let count = match self {
            Self::Utf8 => bytes.len(),
            Self::Utf16 => {
                bytes.iter().filter(begins).count() + bytes.iter().filter(is_long).count()
            }
            Self::Utf32 => bytes.iter().filter(begins).count(),
        };
        count as u32
    }

    /// The lines of `text`, to be counted by this.
    pub(super) fn lines(self, text: &str) -> Lines<'_> {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let ends = ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain(ends.map(|at| at as u32 + 1));
        Lines {
            text,
            starts: starts.collect(),
            encoding: self,
            blocks: OnceCell::new(),
        }
    }
}

/// So many bytes are counted together.
const BLOCK: usize = 256;

/// A text in lines, as the protocol has them: each ends with a line feed, a carriage return, or both.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<u32>,
    encoding: Encoding,
    /// What all before each block counts: a post may be one line, with a finding at every word.
    blocks: OnceCell<Vec<u32>>,
}

impl Lines<'_> {
    /// Where byte `offset` is.
    pub(super) fn position(&self, offset: u32) -> Position {
        let offset = self.text.floor_char_boundary(offset as usize);
        let line = self
            .starts
            .partition_point(|&start| start as usize <= offset)
            - 1;
        Position {
            line: line as u32,
            character: self.count_to(offset) - self.count_to(self.starts[line] as usize),
        }
    }

    /// What all before byte `offset` counts.
    fn count_to(&self, offset: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let blocks = self.blocks.get_or_init(|| {
            let mut count = 0;
            let before = |block: &[u8]| {
                let before = count;
                count += self.encoding.count(block);
                before
            };
            let mut blocks: Vec<u32> = bytes.chunks(BLOCK).map(before).collect();
            blocks.push(count);
            blocks
        });
        let block = offset / BLOCK;
        blocks[block] + self.encoding.count(&bytes[block * BLOCK..offset])
    }

    /// Where `span` is.
    pub(super) fn range(&self, span: Span) -> Range {
        Range {
            start: self.position(span.start),
            end: self.position(span.end),
        }
    }

    /// The byte at `position`. Behind the end of a line it is that end, as the protocol wants; behind
    /// the last line it is the end of the text, and inside of a character its beginning.
    pub(super) fn offset(&self, position: Position) -> u32 {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else {
            return self.text.len() as u32;
        };
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |&next| next as usize);
        let text = self.text[start as usize..end].trim_end_matches(['\r', '\n']);
        let mut column = 0;
        for (at, character) in text.char_indices() {
            column += self.encoding.width(character);
            if column > position.character {
                return start + at as u32;
            }
        }
        start + text.len() as u32
    }

    /// The bytes in `range`, the earlier end first.
    pub(super) fn span(&self, range: Range) -> Span {
        let (a, b) = (self.offset(range.start), self.offset(range.end));
        Span::new(a.min(b), a.max(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn a_column_counts_what_was_agreed_on() {
        let positions = ALL.map(|encoding| encoding.lines("x\n中😀b").position(9));
        let columns = positions.map(|position| (position.line, position.character));
        assert_eq!(columns, [(1, 7), (1, 3), (1, 2)]);
    }

    #[test]
    fn what_is_out_of_range_is_the_nearest_end() {
        let lines = Encoding::Utf16.lines("ab\r\nc");
        let at = |line, character| lines.offset(Position { line, character });
        assert_eq!([at(0, 9), at(1, 9), at(9, 0), at(9, 9)], [2, 5, 5, 5]);
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        let lines = Encoding::Utf16.lines("a\rb\r\nc\nd");
        let rows = [0, 2, 5, 7].map(|offset| lines.position(offset).line);
        assert_eq!(rows, [0, 1, 2, 3]);
    }

    #[test]
    fn utf_16_is_what_who_offers_nothing_means() {
        assert_eq!(Encoding::chosen(&[]), Encoding::Utf16);
        let both = [PositionEncodingKind::UTF16, PositionEncodingKind::UTF8];
        assert_eq!(Encoding::chosen(&both), Encoding::Utf8);
    }

    proptest! {
        #[test]
        fn a_column_is_what_its_characters_count(text in "[a中😀é]{0,600}", pick in any::<prop::sample::Index>()) {
            let offset = text.floor_char_boundary(pick.index(text.len() + 1));
            for encoding in ALL {
                let counted: u32 = text[..offset].chars().map(|one| encoding.width(one)).sum();
                prop_assert_eq!(encoding.lines(&text).position(offset as u32).character, counted);
            }
        }

        #[test]
        fn position_and_offset_are_inverse(text in "[a中😀\r\n ]{0,40}", pick in any::<prop::sample::Index>()) {
            let offset = text.floor_char_boundary(pick.index(text.len() + 1));
            // Between the two marks of one line end there is no place.
            prop_assume!(!(text[..offset].ends_with('\r') && text[offset..].starts_with('\n')));
            for encoding in ALL {
                let lines = encoding.lines(&text);
                prop_assert_eq!(lines.offset(lines.position(offset as u32)), offset as u32);
            }
        }
    }
}
