//! lines: what the lines of a block of Markdown say that a reader of it does not tell.

/// The length of the fence that `text` begins with, if nothing ends the code of so many bytes before the end
/// of all.
pub(super) fn open_fence(text: &str, len: usize) -> Option<usize> {
    let written = text[..len].trim_end();
    let is_last = text[written.len()..].trim().is_empty();
    let mark = *written.as_bytes().first().filter(|_| is_last)?;
    let len = |line: &str| line.bytes().take_while(|b| *b == mark).count();
    let (first, rest) = written.split_once('\n').unwrap_or((written, ""));
    // It may be in a quotation or in a list.
    let last = rest.lines().next_back().unwrap_or_default();
    let last = last.trim_start_matches(['>', ' ', '\t']);
    let is_closed = len(last) >= len(first) && last[len(last)..].trim().is_empty();
    (!is_closed).then(|| len(first))
}

/// The length of a heading before its attributes, `# a {#b}`, as Hugo, Pandoc and MDX write them.
/// pulldown-cmark 0.13 would read them, but there are posts at which it then panics.
pub(super) fn heading_attributes(written: &str) -> Option<usize> {
    let written = written.trim_end().strip_suffix('}')?;
    let (before, inside) = written.rsplit_once('{')?;
    let text = before.trim_end();
    let is_apart = text.len() < before.len() && !inside.contains('}');
    is_apart.then_some(text.len())
}

/// Whether a line of `code` begins with the end tag of what is not in it: HTML that is indented, which
/// kramdown takes for HTML, and CommonMark, behind a blank line, for code.
pub(super) fn ends_html(code: &str) -> bool {
    let ends = |line: &str| {
        let name = line.trim_start().strip_prefix("</")?;
        let name = &name[..name.find('>')?];
        (!code.contains(&format!("<{name}"))).then_some(())
    };
    code.lines().take(64).any(|line| ends(line).is_some())
}
