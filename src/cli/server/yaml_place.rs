//! yaml place: where in a YAML file a cursor is, by the indentation of the lines above it. What is being
//! typed is seldom YAML yet, so that no reader of it helps here.

/// What a cursor is at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct YamlPlace {
    /// The keys that it is under; [`ITEM`] is an item of a list.
    pub(super) under: Vec<String>,
    /// The key whose value it is in, or that it is on.
    pub(super) key: Option<String>,
    /// It is in the value of `key`, not on the key.
    pub(super) in_value: bool,
}

/// The step from a list to its items.
pub(super) const ITEM: &str = "-";

/// A line that has a key, or begins an item.
struct Line<'t> {
    /// Where its items begin, if it has some, in bytes.
    dashes: Vec<usize>,
    /// Where its key, or its text, begins.
    indent: usize,
    key: Option<&'t str>,
}

impl<'t> Line<'t> {
    fn read(line: &'t str) -> Self {
        let mut dashes = Vec::new();
        let mut indent = line.len() - line.trim_start_matches(' ').len();
        while line[indent..].starts_with("- ") || &line[indent..] == "-" {
            dashes.push(indent);
            let rest = &line[indent + 1..];
            indent += 1 + rest.len() - rest.trim_start_matches(' ').len();
        }
        let text = line[indent..].trim_start_matches('{').trim_start();
        Self {
            dashes,
            indent,
            key: key(text),
        }
    }
}

/// The key that `text` begins with, in quotes or not.
fn key(text: &str) -> Option<&str> {
    let (key, _) = text.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '$' | '.' | '*');
    (!key.is_empty() && key.chars().all(is_part)).then_some(key)
}

/// Where in `{a: {b: c}}` byte `offset` of `line` is: the steps into each brace that is still open there,
/// and where what is between two commas begins; `None` outside of braces.
fn in_braces(line: &str, offset: usize) -> Option<(Vec<Vec<String>>, usize)> {
    let mut open: Vec<Vec<String>> = Vec::new();
    let mut entry = Line::read(line).indent;
    let mut quote = None;
    for (at, byte) in line.bytes().enumerate().take(offset).skip(entry) {
        if let Some(mark) = quote {
            quote = (byte != mark).then_some(mark);
            continue;
        }
        match byte {
            // Inside of a word it is an apostrophe.
            b'"' | b'\'' if !line[..at].ends_with(char::is_alphanumeric) => {
                quote = Some(byte);
            }
            b'{' | b'[' => {
                let key = key(line[entry..at].trim_start());
                let item = (byte == b'[').then(|| ITEM.to_owned());
                open.push(key.map(str::to_owned).into_iter().chain(item).collect());
                entry = at + 1;
            }
            b'}' | b']' => {
                open.pop();
                entry = at + 1;
            }
            b',' => entry = at + 1,
            // The rest is a comment.
            b'#' if line[..at].ends_with(' ') => return None,
            _ => {}
        }
    }
    (!open.is_empty()).then_some((open, entry))
}

/// Where byte `offset` of `text` is.
pub(super) fn yaml_place(text: &str, offset: usize) -> YamlPlace {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at);
    let line = text[start..end].trim_end_matches('\r');
    let mut here = Line::read(line);
    let column = offset - start;
    let mut inner = Vec::new();
    let mut entry = 0;
    if let Some((steps, begins)) = in_braces(line, column) {
        inner = steps.concat();
        entry = begins;
        let rest = line[entry..].split([',', '}', ']']).next();
        here.key = key(rest.unwrap_or_default().trim_start());
    }
    let in_value = here.key.is_some_and(|_| {
        let colon = line[entry..].find(':').unwrap_or_default();
        column > entry + colon
    });
    // On an empty line it is the cursor that says how deep.
    let is_empty = text[start..end].trim().is_empty();
    let mut indent = if is_empty { column } else { here.indent };
    let mut under = Vec::new();
    for dash in here.dashes.iter().rev() {
        under.push(ITEM.to_owned());
        indent = *dash;
    }
    let mut is_item = !here.dashes.is_empty();
    for line in text[..start].lines().rev() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let line = Line::read(line);
        // A list may begin in the column of its key.
        let is_parent =
            line.indent < indent || (is_item && line.indent == indent && line.dashes.is_empty());
        if let (Some(key), true) = (line.key, is_parent) {
            under.push(key.to_owned());
            indent = line.indent;
            is_item = false;
        }
        for dash in line.dashes.iter().rev() {
            if *dash < indent {
                under.push(ITEM.to_owned());
                indent = *dash;
                is_item = true;
            }
        }
    }
    under.reverse();
    under.append(&mut inner);
    YamlPlace {
        under,
        key: here.key.map(str::to_owned),
        in_value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where `|` is.
    fn at(text: &str) -> (String, Option<String>, bool) {
        let offset = text.find('|').expect("a cursor");
        let place = yaml_place(&text.replacen('|', "", 1), offset);
        (place.under.join(" "), place.key, place.in_value)
    }

    #[test]
    fn a_key_is_under_the_keys_that_are_less_indented() {
        assert_eq!(at("rules:\n  |"), ("rules".into(), None, false));
        assert_eq!(at("a:\n  b: 1\nc|"), (String::new(), None, false));
        let deep = at("overrides:\n  - files: x\n    rules:\n      missing-alt: |");
        assert_eq!(
            deep,
            ("overrides - rules".into(), Some("missing-alt".into()), true)
        );
        assert_eq!(at("a:\n- b:\n    c|"), ("a - b".into(), None, false));
        assert_eq!(at("a.example:\n  b|"), ("a.example".into(), None, false));
        assert_eq!(
            at("'*.a.example':\n  b: |"),
            ("*.a.example".into(), Some("b".into()), true)
        );
        assert_eq!(at("a:\n  - |"), ("a -".into(), None, false));
        assert_eq!(
            at("a:\n  b: x\n\n# c\n  d|: 1"),
            ("a".into(), Some("d".into()), false)
        );
    }

    #[test]
    fn in_braces_a_key_is_under_the_key_before_each() {
        let place = |under: &str, key: Option<&str>, in_value| {
            (under.to_owned(), key.map(str::to_owned), in_value)
        };
        assert_eq!(at("a: { | }"), place("a", None, false));
        assert_eq!(at("a: { b: 1, c|: 2 }"), place("a", Some("c"), false));
        assert_eq!(at("a: { b: 1, c: | }"), place("a", Some("c"), true));
        assert_eq!(
            at("r:\n  a: { b: { c: | } }"),
            place("r a b", Some("c"), true)
        );
        assert_eq!(at("r:\n  - { b: 1, c| }"), place("r -", None, false));
        assert_eq!(at("r: [{ b|: 1 }]"), place("r -", Some("b"), false));
        assert_eq!(at("r: [a, |]"), place("r -", None, false));
        assert_eq!(at("a: { b: 1 }|"), place("", Some("a"), true));
        assert_eq!(
            at("'*.中.example': { b: '}', c|: 2 }"),
            place("*.中.example", Some("c"), false)
        );
        assert_eq!(at("why: it's { |"), place("why", None, false));
    }
}
