//! script: where a piece of JavaScript ends that MDX has between its lines, told by its brackets.
//!
//! No JavaScript is parsed: strings, comments and templates are passed over, and so brackets balance. A quote
//! behind a letter begins no string: text of JSX says `don't`.

use memchr::{memchr, memmem};

/// A group in braces, or a module.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// In bytes, with its braces.
    pub(super) len: usize,
    /// Where a `<` is in it that may begin an element, from its first byte on.
    pub(super) angles: Vec<usize>,
}

impl Group {
    /// One of this length, in which nothing is known.
    pub(super) const fn up_to(len: usize) -> Self {
        let angles = Vec::new();
        Self { len, angles }
    }
}

/// The group in braces that `text` begins with; what was looked at in vain, in bytes, where none ends.
pub(super) fn group(text: &[u8]) -> Result<Group, usize> {
    let mut angles = Vec::new();
    let len = end_of(text, false, &mut |at| angles.push(at))?;
    Ok(Group { len, angles })
}

/// Length in bytes of the `import` or `export` that `text` begins with: up to the first blank line that is in
/// no bracket; up to the first blank line where brackets do not balance.
pub(super) fn module(text: &[u8]) -> Result<Group, usize> {
    let mut angles = Vec::new();
    let len = end_of(text, true, &mut |at| angles.push(at))?;
    Ok(Group { len, angles })
}

/// The end of the line before the first blank one.
pub(super) fn blank_line(text: &[u8]) -> Option<usize> {
    let mut lines = memchr::memchr_iter(b'\n', text);
    lines.find(|end| begins_blank(&text[end + 1..]))
}

/// Whether the line that `rest` begins with is blank.
fn begins_blank(rest: &[u8]) -> bool {
    let mut visible = rest.iter().filter(|b| !matches!(b, b' ' | b'\t' | b'\r'));
    matches!(visible.next(), None | Some(b'\n'))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Bracket,
    Template,
}

/// Where the outermost bracket closes or, of a module, where a blank line is outside of all brackets.
fn end_of(text: &[u8], is_module: bool, see: &mut impl FnMut(usize)) -> Result<usize, usize> {
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        if open.last() == Some(&Open::Template) {
            match (b, text.get(at + 1)) {
                (b'\\', _) => at += 1,
                (b'`', _) => {
                    open.pop();
                }
                (b'$', Some(b'{')) => {
                    open.push(Open::Bracket);
                    at += 1;
                }
                _ => {}
            }
            at += 1;
            continue;
        }
        match b {
            b'`' => open.push(Open::Template),
            b'{' => open.push(Open::Bracket),
            b'(' | b'[' if is_module => open.push(Open::Bracket),
            b')' | b']' if is_module => {
                open.pop();
            }
            b'}' => {
                open.pop();
                if !is_module && open.is_empty() {
                    return Ok(at + 1);
                }
            }
            b'\n' if is_module && open.is_empty() && begins_blank(&text[at + 1..]) => {
                return Ok(at);
            }
            b'<' => see(at),
            b'"' | b'\'' => at += string(text, at),
            b'/' => at += comment(text, at)?,
            _ => {}
        }
        at += 1;
    }
    if is_module && open.is_empty() {
        return Ok(text.len());
    }
    Err(text.len())
}

/// How many bytes behind the quote at `at` belong to its string. A string ends in its line.
fn string(text: &[u8], at: usize) -> usize {
    let is_apostrophe = at > 0 && (text[at - 1].is_ascii_alphanumeric() || text[at - 1] >= 0x80);
    if is_apostrophe {
        return 0;
    }
    let mut len = 1;
    while let Some(&b) = text.get(at + len) {
        match b {
            b'\n' => return 0,
            b'\\' => len += 1,
            b if b == text[at] => return len,
            _ => {}
        }
        len += 1;
    }
    0
}

/// How many bytes behind the slash at `at` belong to a comment that it begins: none where it begins none.
fn comment(text: &[u8], at: usize) -> Result<usize, usize> {
    let rest = &text[at..];
    // `://` is an address in text of JSX.
    let is_address = at > 0 && text[at - 1] == b':';
    match rest.get(1) {
        Some(b'*') => {
            let end = memmem::find(&rest[2..], b"*/").ok_or(text.len())?;
            Ok(2 + end + 1)
        }
        Some(b'/') if !is_address => {
            let line = memchr(b'\n', rest).unwrap_or(rest.len());
            Ok(line - 1)
        }
        _ => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<&str> {
        group(text.as_bytes()).ok().map(|group| &text[..group.len])
    }

    #[test]
    fn a_group_ends_at_its_own_brace() {
        for text in [
            "{}",
            "{a}",
            "{'}'}",
            "{/* } */}",
            "{`}${`}`}`}",
            "{{a: {b: 1}}}",
            "{c && <p>don't {x}</p>}",
            "{'a\\'}'}",
            "{a // }\n}",
            "{<a href=\"b\">http://c</a>}",
            "{\n\na\n\n}",
        ] {
            assert_eq!(first(&format!("{text} }} b")), Some(text));
        }
        for text in ["{", "{`}", "{/*}", "{{}"] {
            assert_eq!(first(text), None, "{text}");
        }
        assert_eq!(
            group(b"{'<' <a b='<'>}").map(|group| group.angles),
            Ok(vec![5])
        );
    }

    #[test]
    fn a_module_ends_at_a_blank_line_outside_of_brackets() {
        let first = |text: &'static str| {
            module(text.as_bytes())
                .ok()
                .map(|module| &text[..module.len])
        };
        assert_eq!(first("import a from 'a'\n\nb"), Some("import a from 'a'"));
        let export = "export const a = {\n\n  b: [\n\n1]\n}";
        assert_eq!(
            module(format!("{export}\n \nc").as_bytes()).map(|module| module.len),
            Ok(export.len())
        );
        assert_eq!(first("export const a = {\n\nb"), None);
        assert_eq!(first("import a from 'a'\n"), Some("import a from 'a'"));
    }
}
