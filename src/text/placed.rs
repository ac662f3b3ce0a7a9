//! placed: a text made of pieces of another, and the way back.

use std::ops::Range;

/// A text made of pieces of another one.
#[derive(Debug, Default)]
pub struct Placed {
    text: String,
    /// In order; the first begins with the text.
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    /// Where it begins here.
    at: usize,
    /// Where what it comes from begins there.
    from: usize,
    /// Where that ends, if it is not the same, byte for byte.
    to: Option<usize>,
}

impl Placed {
    /// What has been put together.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes `range` of `text`.
    pub fn copy(&mut self, text: &str, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let at = self.text.len();
        let goes_on = (self.pieces.last())
            .is_some_and(|last| last.to.is_none() && last.from + (at - last.at) == range.start);
        if !goes_on {
            let (from, to) = (range.start, None);
            self.pieces.push(Piece { at, from, to });
        }
        self.text.push_str(&text[range]);
    }

    /// Something that comes in the place of the bytes `range`.
    pub fn make(&mut self, text: &str, range: Range<usize>) {
        if !text.is_empty() {
            let (at, from, to) = (self.text.len(), range.start, Some(range.end));
            self.pieces.push(Piece { at, from, to });
            self.text.push_str(text);
        }
    }

    /// Where what is at byte `at` comes from.
    pub fn start(&self, at: usize) -> usize {
        self.piece(at).map_or(0, |piece| match piece.to {
            None => piece.from + (at - piece.at),
            Some(_) => piece.from,
        })
    }

    /// Where what comes before byte `at` ends.
    pub fn end(&self, at: usize) -> usize {
        let Some(last) = at.checked_sub(1) else {
            return self.start(0);
        };
        self.piece(last).map_or(0, |piece| match piece.to {
            None => piece.from + (last - piece.at) + 1,
            Some(to) => to,
        })
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(next.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_knows_where_it_comes_from() {
        let text = "ab<c>de";
        let mut placed = Placed::default();
        placed.copy(text, 0..1);
        placed.copy(text, 1..2);
        placed.make("<x>", 2..5);
        placed.copy(text, 5..7);
        assert_eq!(placed.text(), "ab<x>de");
        assert_eq!((placed.start(1), placed.end(2)), (1, 2));
        assert_eq!((placed.start(2), placed.end(5)), (2, 5));
        assert_eq!((placed.start(5), placed.end(7)), (5, 7));
    }
}
