//! yaml edit: a YAML file, and what values in it are to be → the file with them, every other byte as it was.

use crate::data::value::{Node, ScalarStyle, Value};
use crate::data::yaml;
use crate::text::edit::{Edit, Edits};
use crate::text::invisible::is_invisible;
use crate::text::span::Span;
use std::fmt::Write as _;

/// How far the lines of a text are indented from its key.
const INDENT: usize = 2;

/// What a value is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum New {
    /// This text.
    Text(String),
    /// A list of these texts.
    List(Vec<String>),
}

/// A value that is to be another: the keys and places (from 0) on the way to it, and what it is to be.
pub type Amendment = (Vec<String>, New);

/// The text of the file after all of `amendments`. The error says why the file cannot be written so.
pub fn amend(text: &str, amendments: &[Amendment]) -> Result<String, &'static str> {
    let before = parsed(text).ok_or("the file is not YAML")?;
    let mut edits = Vec::new();
    for (way, new) in amendments {
        let place = Place::find(text, &before, way).ok_or("the value is there by an alias")?;
        match new {
            New::Text(text) => edits.push(place.scalar(text)),
            New::List(texts) => edits.extend(place.list(texts)?),
        }
    }
    let written = Edits::new(edits).map(|edits| edits.apply(text));
    let ways: Vec<Rest<'_>> = amendments.iter().map(|(way, new)| (&**way, new)).collect();
    let is_right =
        |written: &String| parsed(written).is_some_and(|after| is_amended(&before, &after, &ways));
    let why = "no way to write it leaves the rest of the file as it is";
    written.filter(is_right).ok_or(why)
}

fn parsed(text: &str) -> Option<Value<'_>> {
    let fields = yaml::parse(text, Span::from(0..text.len()));
    fields.value.filter(|_| fields.problems.is_empty())
}

/// What is left of the way to a new value.
type Rest<'a> = (&'a [String], &'a New);

/// Whether `after` says what `before` does but for the new values.
fn is_amended(before: &Value<'_>, after: &Value<'_>, amendments: &[Rest<'_>]) -> bool {
    if let Some((_, new)) = amendments.iter().find(|(way, _)| way.is_empty()) {
        return is_new(after, new);
    }
    let inner = |step: &str| -> Vec<Rest<'_>> {
        let through = amendments.iter().filter(|(way, _)| way[0] == step);
        through.map(|(way, new)| (&way[1..], *new)).collect()
    };
    before.aliased == after.aliased
        && match (&before.node, &after.node) {
            (Node::Scalar(a), Node::Scalar(b)) => a.text == b.text && a.to_json() == b.to_json(),
            (Node::List(a), Node::List(b)) => {
                let mut both = a.iter().zip(b).enumerate();
                a.len() == b.len()
                    && both.all(|(at, (a, b))| is_amended(a, b, &inner(&at.to_string())))
            }
            (Node::Map(a), Node::Map(b)) => {
                let mut both = a.iter().zip(b);
                a.len() == b.len()
                    && both.all(|((key, a), (new_key, b))| {
                        is_amended(key, new_key, &[])
                            && is_amended(a, b, &inner(key.as_str().unwrap_or_default()))
                    })
            }
            _ => false,
        }
}

fn is_new(value: &Value<'_>, new: &New) -> bool {
    match (&value.node, new) {
        (Node::List(items), New::List(texts)) => {
            let mut both = items.iter().zip(texts);
            items.len() == texts.len() && both.all(|(item, text)| item.as_str() == Some(text))
        }
        // One value where a list is wanted is a list of one.
        (Node::Scalar(scalar), New::List(texts)) => {
            matches!(&**texts, [one] if scalar.text == *one)
        }
        (Node::Scalar(scalar), New::Text(text)) => scalar.text == *text,
        _ => false,
    }
}

/// Where a value is that is to be another.
struct Place<'v> {
    text: &'v str,
    value: &'v Value<'v>,
    /// What it is indented from: its key, or the dash before it.
    lead: Span,
    /// It is between brackets or braces.
    in_flow: bool,
}

impl<'v> Place<'v> {
    /// `None` where it is not written there.
    fn find(text: &'v str, whole: &'v Value<'v>, way: &[String]) -> Option<Self> {
        let mut place = Self {
            text,
            value: whole,
            lead: Span::default(),
            in_flow: false,
        };
        for step in way {
            let (value, in_flow) = (place.value, place.in_flow || is_flow(text, place.value));
            if value.aliased {
                return None;
            }
            place = match &value.node {
                Node::Map(_) => {
                    let (key, value) = value.entry(step)?;
                    Self {
                        text,
                        value,
                        lead: key.span,
                        in_flow,
                    }
                }
                Node::List(items) => {
                    Self::item(text, items.get(step.parse::<usize>().ok()?)?, in_flow)
                }
                Node::Scalar(_) => return None,
            };
        }
        (!place.value.aliased).then_some(place)
    }

    fn item(text: &'v str, value: &'v Value<'v>, in_flow: bool) -> Self {
        let lead = lead(text, value);
        Self {
            text,
            value,
            lead,
            in_flow,
        }
    }

    /// The edits that make a list say `new`. The error says why it cannot.
    fn list(&self, new: &[String]) -> Result<Vec<Edit>, &'static str> {
        let in_flow = self.in_flow || is_flow(self.text, self.value);
        let items = match (&self.value.node, new) {
            (Node::List(items), _) => items,
            (_, [one]) => return Ok(vec![self.scalar(one)]),
            _ => return Ok(vec![self.put(&flow(new), "")]),
        };
        if items.len() == new.len() {
            let both = items.iter().zip(new);
            let changed = both.filter(|(item, text)| item.as_str() != Some(text));
            return Ok(changed
                .map(|(item, text)| Self::item(self.text, item, in_flow).scalar(text))
                .collect());
        }
        let span = match (in_flow, items.as_slice()) {
            (false, [first, .., last] | [first @ last]) => {
                Span::new(lead(self.text, first).start, self.end(last))
            }
            _ => self.value.span,
        };
        if span.of(self.text).lines().any(|line| line.contains(" #")) {
            return Err("a comment is in its list");
        }
        let text = if in_flow {
            flow(new)
        } else {
            let items: Vec<_> = new
                .iter()
                .map(|text| format!("- {}", quoted(text)))
                .collect();
            let column = self.column(span.start);
            items.join(&format!("{}{:column$}", self.newline(), ""))
        };
        Ok(vec![Edit::replace(span, text)])
    }

    /// The edit that makes a scalar say `new`.
    fn scalar(&self, new: &str) -> Edit {
        if self.in_flow || !suits_block(self.style(), new) {
            return self.put(&quoted(new), "");
        }
        let indent = self.indent();
        let mut lines = String::new();
        for line in new.lines() {
            lines.push_str(self.newline());
            if !line.is_empty() {
                let _ = write!(lines, "{:indent$}{line}", "");
            }
        }
        let sign = if new.ends_with('\n') { "|" } else { "|-" };
        self.put(sign, &lines)
    }

    /// How far the lines of a text are indented: as they are now, or a little more than their key.
    fn indent(&self) -> usize {
        let (head, end) = self.extent();
        let now = Span::new(head.end, end).of(self.text).lines().skip(1);
        let now = now.filter(|_| self.style() == Some(ScalarStyle::Block));
        let first = now.map(str::trim_end).find(|line| !line.is_empty());
        match first {
            Some(line) => line.len() - line.trim_start_matches(' ').len(),
            None => self.column(self.lead.start) + INDENT,
        }
    }

    /// Writes `first`, and below it `lines`, in the place of a value. What is behind the value on its
    /// line stays behind `first`.
    fn put(&self, first: &str, lines: &str) -> Edit {
        let (head, end) = self.extent();
        let blank = if head.is_empty() { " " } else { "" };
        if end == head.end && lines.is_empty() {
            return Edit::replace(head, format!("{blank}{first}"));
        }
        let line_end = self.line_end(head.end);
        let rest = Span::new(head.end, line_end).of(self.text);
        let end = end.max(line_end);
        let last = if end as usize == self.text.len() && first == "|" {
            self.newline()
        } else {
            ""
        };
        let text = format!("{blank}{first}{rest}{lines}{last}");
        Edit::replace(Span::new(head.start, end), text)
    }

    /// What of a value is on its first line, or the sign of a text that is on lines of its own; and
    /// where the value ends.
    fn extent(&self) -> (Span, u32) {
        let (span, from) = (self.value.span, self.lead.end);
        let is_block = self.style() == Some(ScalarStyle::Block);
        let line = Span::new(from, self.line_end(from)).of(self.text);
        let sign = line.find(" |").or_else(|| line.find(" >"));
        if let Some(sign) = sign.filter(|_| is_block) {
            let sign = &line[sign + 1..];
            let len = sign.find(' ').unwrap_or(sign.len());
            let start = from + (line.len() - sign.len()) as u32;
            let head = Span::new(start, start + len as u32);
            return (head, self.end(self.value).max(head.end));
        }
        if span.is_empty() {
            let colon = self.text[from as usize..].find(':').unwrap_or(0) as u32;
            let behind = Span::empty(from + colon + 1);
            return (behind, behind.end);
        }
        (span, span.end)
    }

    fn style(&self) -> Option<ScalarStyle> {
        match &self.value.node {
            Node::Scalar(scalar) => Some(scalar.style),
            _ => None,
        }
    }

    /// Where a value ends, without the blank lines behind it.
    fn end(&self, value: &Value<'_>) -> u32 {
        let text = value.span.of(self.text);
        value.span.start + text.trim_end_matches(['\n', '\r', ' ']).len() as u32
    }

    /// The end of the line that `at` is in, without what ends it.
    fn line_end(&self, at: u32) -> u32 {
        let line = self.text[at as usize..].split('\n').next();
        let line = line.unwrap_or_default().trim_end_matches('\r');
        at + line.len() as u32
    }

    fn column(&self, at: u32) -> usize {
        let before = &self.text[..at as usize];
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars().count()
    }

    fn newline(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// The dash before an item of a list, or the item where it has none. What has lines of its own begins
/// further down.
fn lead(text: &str, item: &Value<'_>) -> Span {
    let before = text[..item.span.start as usize].trim_end();
    let mut at = before.rfind('\n').map_or(0, |end| end + 1);
    let mut found = item.span;
    while let Some(rest) = before[at..].trim_start().strip_prefix('-') {
        at = before.len() - rest.len();
        found = Span::from(at - 1..at);
        if !rest.starts_with(' ') {
            break;
        }
    }
    found
}

fn is_flow(text: &str, value: &Value<'_>) -> bool {
    !matches!(value.node, Node::Scalar(_)) && value.span.of(text).starts_with(['[', '{'])
}

/// Whether `new` is to be on lines of its own, where `old` is how the value is written now: `|` and
/// `|-` carry it.
fn suits_block(old: Option<ScalarStyle>, new: &str) -> bool {
    let is_carried = |line: &str| !line.ends_with([' ', '\t']) && !line.contains(is_invisible);
    let is_long = old == Some(ScalarStyle::Block) || new.lines().count() > 1;
    is_long
        && old != Some(ScalarStyle::DoubleQuoted)
        && !new.starts_with([' ', '\n'])
        && !new.is_empty()
        && !new.ends_with("\n\n")
        && new.split('\n').all(is_carried)
}

/// A list between brackets.
fn flow(texts: &[String]) -> String {
    let items: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", items.join(", "))
}

/// Whether `c` is written as an escape: nobody sees it, or YAML lets nobody write it (1.2, 5.1).
fn is_escaped(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// `text` as a scalar in one line: in single quotes where those can hold it.
pub fn quoted(text: &str) -> String {
    // Where a line of YAML ends, in whatever version, is invisible too.
    if text.contains(is_escaped) {
        return double_quoted(text);
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// `text` in double quotes, with what is not to be seen as escapes: the only way to write any text in one line.
fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_escaped(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn way(steps: &str) -> Vec<String> {
        steps.split('.').map(str::to_owned).collect()
    }

    fn text(file: &str, steps: &str, new: &str) -> String {
        let new = New::Text(new.to_owned());
        amend(file, &[(way(steps), new)]).expect("it can be written")
    }

    fn list(file: &str, new: &[&str]) -> String {
        let new = New::List(new.iter().map(|text| (*text).to_owned()).collect());
        amend(file, &[(way("at"), new)]).expect("it can be written")
    }

    #[test]
    fn a_value_is_written_between_quotes() {
        for (file, new, after) in [
            ("a: b # c\nd: e\n", "f", "a: 'f' # c\nd: e\n"),
            ("a: 'b' # c\n", "it's", "a: 'it''s' # c\n"),
            ("a: \"b\"\n", "c", "a: 'c'\n"),
            ("a: \"b\"\n", "c\n d\n", "a: \"c\\n d\\n\"\n"),
            ("a: b\n", "", "a: ''\n"),
            ("a: b\n", "3", "a: '3'\n"),
            ("a: b\n", "c: d", "a: 'c: d'\n"),
            ("a: b\n", "<p>,</p>", "a: '<p>,</p>'\n"),
            ("{ a: b }\n", "<p>,</p>", "{ a: '<p>,</p>' }\n"),
            ("a: b\n", "c\u{200B}d", "a: \"c\\u200Bd\"\n"),
            ("a: b\n", "c\td", "a: \"c\\td\"\n"),
            ("a: b\n", "c\n", "a: \"c\\n\"\n"),
            ("a: # c\nb: d\n", "e", "a: 'e' # c\nb: d\n"),
            (
                "a: b\r\nc: d\r\n",
                "e\nf",
                "a: |-\r\n  e\r\n  f\r\nc: d\r\n",
            ),
        ] {
            assert_eq!(text(file, "a", new), after, "{file:?} {new:?}");
        }
    }

    #[test]
    fn many_lines_are_written_below_their_key() {
        for (file, new, after) in [
            ("a: b # c\nd: e\n", "f\ng\n", "a: | # c\n  f\n  g\nd: e\n"),
            (
                "a: b\n\n# c\nd: e\n",
                "f\n\ng",
                "a: |-\n  f\n\n  g\n\n# c\nd: e\n",
            ),
            ("a: b", "f\ng\n", "a: |\n  f\n  g\n"),
            ("a:\nd: e\n", "f\ng\n", "a: |\n  f\n  g\nd: e\n"),
            ("a: b\n", " f\ng\n", "a: \" f\\ng\\n\"\n"),
            ("a: b\n\nd: e\n", "f\ng\n\n", "a: \"f\\ng\\n\\n\"\n\nd: e\n"),
            ("{ a: b }\n", "f\ng\n", "{ a: \"f\\ng\\n\" }\n"),
            ("a: b\n", "f \ng\n", "a: \"f \\ng\\n\"\n"),
            ("a: b\n", "f\r\ng\r\n", "a: \"f\\r\\ng\\r\\n\"\n"),
        ] {
            assert_eq!(text(file, "a", new), after, "{file:?} {new:?}");
        }
    }

    #[test]
    fn lines_below_a_key_stay_there() {
        let file = "a: |  # c\n    f\n    g\n\n# d\ne: |-\n  h\n";
        for (new, after) in [
            ("i\ng\n", "a: |  # c\n    i\n    g\n\n# d\ne: |-\n  h\n"),
            ("i", "a: |-  # c\n    i\n\n# d\ne: |-\n  h\n"),
            (" i\n", "a: \" i\\n\"  # c\n\n# d\ne: |-\n  h\n"),
            ("", "a: ''  # c\n\n# d\ne: |-\n  h\n"),
            ("i\u{8}\n", "a: \"i\\u0008\\n\"  # c\n\n# d\ne: |-\n  h\n"),
        ] {
            assert_eq!(text(file, "a", new), after, "{new:?}");
        }
        let changed = text(file, "e", "h\n");
        assert!(changed.ends_with("e: |\n  h\n"), "{changed}");
        let folded = text("a: >-\n  b\n  c\nd: e\n", "a", "f\ng");
        assert_eq!(folded, "a: |-\n  f\n  g\nd: e\n");
    }

    #[test]
    fn of_a_list_as_long_as_before_only_what_differs_is_written() {
        for (file, new, after) in [
            (
                "at: [a, 'b', c] # d\n",
                &["a", "x", "c"][..],
                "at: [a, 'x', c] # d\n",
            ),
            ("at: [a, b, c]\n", &["a", "c"], "at: ['a', 'c']\n"),
            ("at: [a]\n", &["a", "y, z"], "at: ['a', 'y, z']\n"),
            ("at: []\n", &["a"], "at: ['a']\n"),
            ("at: [a]\n", &[], "at: []\n"),
            ("at: a # d\n", &["b"], "at: 'b' # d\n"),
            ("at: a # d\n", &["b", "c"], "at: ['b', 'c'] # d\n"),
            ("at:\nb: c\n", &["a"], "at: 'a'\nb: c\n"),
            (
                "at:\n  # one\n  - a # 1\n  # two\n  - b # 2\nc: d\n",
                &["a", "x"],
                "at:\n  # one\n  - a # 1\n  # two\n  - 'x' # 2\nc: d\n",
            ),
            (
                "at:\n- a\n- |-\n  b\n- c # 1\nd: e\n",
                &["a", "c"],
                "at:\n- 'a'\n- 'c' # 1\nd: e\n",
            ),
            (
                "at:\n- a # 1\n- |-\n  b\n- c\nd: e\n",
                &["a", "b\nx", "c"],
                "at:\n- a # 1\n- |-\n  b\n  x\n- c\nd: e\n",
            ),
            ("at:\n  - b\n", &["a", "b"], "at:\n  - 'a'\n  - 'b'\n"),
        ] {
            assert_eq!(list(file, new), after, "{file:?} {new:?}");
        }
        let new = New::List(vec!["a".to_owned()]);
        let lost = amend("at:\n- a # 1\n- b\n", &[(way("at"), new)]);
        assert_eq!(lost, Err("a comment is in its list"));
    }

    #[test]
    fn what_is_elsewhere_too_is_left() {
        let new = || New::Text("x".to_owned());
        for file in ["b: &y z\na: *y\n", "a: &y z\nb: *y\n"] {
            assert!(amend(file, &[(way("a"), new())]).is_err(), "{file}");
        }
        assert!(amend("b: c\n", &[(way("a"), new())]).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_written_so_that_it_is_read(
            old in "(a: b|a: 'b'|a: \"b\"|a: \\|\n    b\n    c|a: >2-\n  b|- a: b|- \\{ a: b \\}|a:)( # d)?",
            new in "(a|中|<p>|\n|\r| |  |\t|#|: |-|'|\"|\\||>|\\{|\\[|,|&|\u{8}|\u{200B}|\u{FEFF}|\\\\){0,8}",
            behind in "(\n|\n\n\n|)",
        ) {
            let is_item = old.starts_with('-');
            // A comment is on the line of the key.
            let comments = old.ends_with("# d") && old.contains('\n');
            prop_assume!(!comments);
            let next = match (behind.as_str(), is_item) {
                ("", _) => "",
                (_, true) => "- z # y\n",
                (_, false) => "z: y # x\n",
            };
            let file = format!("{old}{behind}{next}");
            let way = way(if is_item { "0.a" } else { "a" });
            let after = amend(&file, &[(way.clone(), New::Text(new.clone()))]).expect("it can be written");
            let read = parsed(&after).expect("YAML");
            let value = read.follow(&way).expect("a value");
            prop_assert_eq!(value.as_str(), Some(&*new));
            prop_assert!(after.ends_with(next), "{after}");
        }

        #[test]
        fn any_list_is_written_so_that_it_is_read(
            old in prop::collection::vec("(a|'b'|\"c\"|d e|\\|-\n {8}x\n {8}y)", 0..5),
            comments in prop::collection::vec("(| # one)", 5),
            indent in 0..3usize,
            in_flow in any::<bool>(),
            new in prop::collection::vec("(a|b|c|d e|x\ny|x, y||- q|é: |#)", 1..6),
        ) {
            let mut file = "at:".to_owned();
            if in_flow || old.is_empty() {
                let items = old.iter().filter(|item| !item.contains('\n'));
                let items: Vec<&str> = items.map(String::as_str).collect();
                let _ = writeln!(file, " [{}] # all", items.join(", "));
            } else {
                file += " # all\n";
                for (item, comment) in old.iter().zip(&comments) {
                    let comment = if item.contains('\n') { "" } else { comment };
                    let _ = writeln!(file, "{:indent$}- {item}{comment}", "");
                }
            }
            file += "z: y # x\n";
            let after = amend(&file, &[(way("at"), New::List(new))]);
            if after == Err("a comment is in its list") {
                return Ok(());
            }
            let after = after.map_err(|why| TestCaseError::fail(format!("{file} {why}")))?;
            prop_assert!(after.contains("# all\n") && after.ends_with("\nz: y # x\n"), "{after}");
        }
    }
}
