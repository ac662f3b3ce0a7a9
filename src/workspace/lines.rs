//! lines: what is in files and on standard input, line by line; a line that is too long is passed over.

use crate::workspace::files;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How much is read at once: what a pipe holds.
const AT_ONCE: usize = 64 << 10;

/// What some programs begin a file of UTF-8 with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line, or why there is none.
#[derive(Debug)]
pub struct Line {
    /// The file that it is in; `None` is standard input.
    pub file: Option<Arc<str>>,
    /// From 1.
    pub number: u64,
    /// Without its end.
    pub read: Result<Vec<u8>, LineError>,
}

/// Why a line was not read.
#[derive(Debug)]
pub enum LineError {
    /// It has more bytes than were allowed.
    TooLong,
    /// The system refused, and nothing more of that file is read.
    Io(io::Error),
}

/// The lines of each file in turn, but for those without anything in them.
pub struct Lines {
    paths: std::vec::IntoIter<PathBuf>,
    now: Option<Reading>,
    longest: usize,
}

/// A file that is being read.
struct Reading {
    file: Option<Arc<str>>,
    from: Box<dyn BufRead + Send>,
    number: u64,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut lines = to.debug_struct("Lines");
        lines.field("paths", &self.paths).finish_non_exhaustive()
    }
}

impl Lines {
    /// The lines of these files; `-` is standard input.
    pub fn new(paths: Vec<PathBuf>, longest: usize) -> Self {
        Self {
            paths: paths.into_iter(),
            now: None,
            longest,
        }
    }
}

impl Reading {
    fn new(path: &Path) -> Result<Self, Line> {
        let is_standard_input = path.as_os_str() == "-";
        let file = (!is_standard_input).then(|| Arc::from(path.display().to_string()));
        let from: Box<dyn BufRead + Send> = if is_standard_input {
            Box::new(BufReader::with_capacity(AT_ONCE, io::stdin()))
        } else {
            match files::open(path) {
                Ok(from) => Box::new(from),
                Err(error) => {
                    let read = Err(LineError::Io(error));
                    let number = 0;
                    return Err(Line { file, number, read });
                }
            }
        };
        Ok(Self {
            file,
            from,
            number: 0,
        })
    }

    /// The next line with anything in it.
    fn next(&mut self, longest: usize) -> io::Result<Option<Line>> {
        while let Some(mut read) = line(&mut self.from, longest)? {
            self.number += 1;
            if let Ok(line) = &mut read {
                if self.number == 1 && line.starts_with(BYTE_ORDER_MARK) {
                    line.drain(..BYTE_ORDER_MARK.len());
                }
                if line.trim_ascii().is_empty() {
                    continue;
                }
            }
            let (file, number) = (self.file.clone(), self.number);
            return Ok(Some(Line { file, number, read }));
        }
        Ok(None)
    }
}

impl Iterator for Lines {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        loop {
            let Some(reading) = &mut self.now else {
                match Reading::new(&self.paths.next()?) {
                    Ok(reading) => self.now = Some(reading),
                    Err(unreadable) => return Some(unreadable),
                }
                continue;
            };
            match reading.next(self.longest) {
                Ok(Some(line)) => return Some(line),
                Ok(None) => self.now = None,
                Err(error) => {
                    let (file, number) = (reading.file.clone(), reading.number + 1);
                    self.now = None;
                    let read = Err(LineError::Io(error));
                    return Some(Line { file, number, read });
                }
            }
        }
    }
}

/// The next line, without its end; what is longer than `longest` is not held.
fn line(from: &mut impl BufRead, longest: usize) -> io::Result<Option<Result<Vec<u8>, LineError>>> {
    let mut line = Vec::new();
    let (mut is_there, mut is_too_long) = (false, false);
    loop {
        let read = match from.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read.is_empty() {
            break;
        }
        is_there = true;
        let end = memchr::memchr(b'\n', read);
        let part = &read[..end.unwrap_or(read.len())];
        is_too_long |= line.len() + part.len() > longest;
        if is_too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        from.consume(used);
        if end.is_some() {
            break;
        }
    }
    let line = if is_too_long {
        Err(LineError::TooLong)
    } else {
        Ok(line)
    };
    Ok(is_there.then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_the_next_one_is_read() {
        let text = format!("ab\n\n{}\nabcd\r\nabc", "x".repeat(50));
        for capacity in [1, 3, 100] {
            let mut from = BufReader::with_capacity(capacity, text.as_bytes());
            let mut seen = Vec::new();
            while let Some(read) = line(&mut from, 5).expect("it is in memory") {
                seen.push(read.ok());
            }
            let wanted = [Some("ab"), Some(""), None, Some("abcd\r"), Some("abc")];
            let wanted = wanted.map(|line| line.map(|line| line.as_bytes().to_vec()));
            assert_eq!(seen, wanted);
        }
    }
}
