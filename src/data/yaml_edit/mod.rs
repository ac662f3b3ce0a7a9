//! amend: a YAML file, and what values in it are to be → the file with them, every other byte as it was.

mod writer;

use crate::data::value::{Node, Value};
use crate::data::yaml;
use crate::text::edit::Edits;
use crate::text::span::Span;
use writer::Writer;

pub use writer::quoted;

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

/// The text of the file after all of `amendments`. Each value keeps the style that it has, where that
/// carries the new one. The error says why the file cannot be written so.
pub fn amend(text: &str, amendments: &[Amendment]) -> Result<String, &'static str> {
    let before = parsed(text).ok_or("the file is not YAML")?;
    let places: Option<Vec<Place<'_>>> = amendments
        .iter()
        .map(|(way, _)| Place::find(text, &before, way))
        .collect();
    let places = places.ok_or("the value is there by an alias")?;
    // A style may fail where it is; between double quotes anything can be said.
    for is_free in [true, false] {
        let writer = Writer { text, is_free };
        let both = places.iter().zip(amendments);
        let edits = both.flat_map(|(place, (_, new))| match new {
            New::Text(text) => writer.scalar(place, text),
            New::List(texts) => writer.list(place, texts),
        });
        let Some(edits) = Edits::new(edits.collect()) else {
            continue;
        };
        let written = edits.apply(text);
        let ways: Vec<Rest<'_>> = amendments.iter().map(|(way, new)| (&**way, new)).collect();
        if parsed(&written).is_some_and(|after| is_amended(&before, &after, &ways)) {
            return Ok(written);
        }
    }
    Err("no way to write it leaves the rest of the file as it is")
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
    value: &'v Value<'v>,
    /// What it is indented from: its key, or the dash before it.
    lead: Span,
    /// It is between brackets or braces.
    in_flow: bool,
}

impl<'v> Place<'v> {
    /// `None` where it is not written there.
    fn find(text: &str, whole: &'v Value<'v>, way: &[String]) -> Option<Self> {
        let mut place = Self {
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
                    let (key, inner) = value.entry(step)?;
                    Self {
                        value: inner,
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

    fn item(text: &str, value: &'v Value<'v>, in_flow: bool) -> Self {
        let dash = dash(text, value).filter(|_| !in_flow);
        Self {
            value,
            lead: dash.unwrap_or(value.span),
            in_flow,
        }
    }
}

/// The dash before an item of a list. What has lines of its own begins further down.
fn dash(text: &str, item: &Value<'_>) -> Option<Span> {
    let before = text[..item.span.start as usize].trim_end();
    let mut at = before.rfind('\n').map_or(0, |end| end + 1);
    let mut found = None;
    while let Some(rest) = before[at..].trim_start().strip_prefix('-') {
        at = before.len() - rest.len();
        found = Some(Span::from(at - 1..at));
        if !rest.starts_with(' ') {
            break;
        }
    }
    found
}

fn is_flow(text: &str, value: &Value<'_>) -> bool {
    !matches!(value.node, Node::Scalar(_)) && value.span.of(text).starts_with(['[', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

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
    fn a_value_keeps_its_style_where_that_carries_the_new_one() {
        for (file, new, after) in [
            ("a: b # c\nd: e\n", "f", "a: f # c\nd: e\n"),
            ("a: 'b' # c\n", "it's", "a: 'it''s' # c\n"),
            ("a: \"b\"\n", "c", "a: \"c\"\n"),
            ("a: \"b\"\n", "c\n d\n", "a: \"c\\n d\\n\"\n"),
            ("a: b\n", "", "a: ''\n"),
            ("a: b\n", "3", "a: '3'\n"),
            ("a: b\n", "c: d", "a: 'c: d'\n"),
            ("a: b\n", "<p>,</p>", "a: <p>,</p>\n"),
            ("{ a: b }\n", "<p>,</p>", "{ a: '<p>,</p>' }\n"),
            ("a: b\n", "c\u{200B}d", "a: \"c\\u200Bd\"\n"),
            ("a: b\n", "c\td", "a: \"c\\td\"\n"),
            ("a: b\n", "c\n", "a: \"c\\n\"\n"),
            ("a: # c\nb: d\n", "e", "a: e # c\nb: d\n"),
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
    fn many_lines_stand_below_their_key() {
        for (file, new, after) in [
            ("a: b # c\nd: e\n", "f\ng\n", "a: | # c\n  f\n  g\nd: e\n"),
            (
                "a: b\n\n# c\nd: e\n",
                "f\n\ng",
                "a: |-\n  f\n\n  g\n\n# c\nd: e\n",
            ),
            ("a: b", "f\ng\n", "a: |\n  f\n  g\n"),
            ("a:\nd: e\n", "f\ng\n", "a: |\n  f\n  g\nd: e\n"),
            ("a: b\n", " f\ng\n", "a: |2\n   f\n  g\n"),
            ("a: b\nd: e\n", "f\ng\n\n", "a: |+\n  f\n  g\n\nd: e\n"),
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
            (" i\n", "a: |4  # c\n     i\n\n# d\ne: |-\n  h\n"),
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
    fn of_a_list_only_what_differs_is_written() {
        for (file, new, after) in [
            (
                "at: [a, 'b', c] # d\n",
                &["a", "x", "c"][..],
                "at: [a, 'x', c] # d\n",
            ),
            ("at: [a, b, c]\n", &["a", "c"], "at: [a, c]\n"),
            ("at: [a, b, c]\n", &["a"], "at: [a]\n"),
            (
                "at: [a, b]\n",
                &["a", "x", "y, z", "b"],
                "at: [a, x, 'y, z', b]\n",
            ),
            ("at: [b]\n", &["a", "b"], "at: [a, b]\n"),
            ("at: []\n", &["a"], "at: [a]\n"),
            ("at: a\n", &["b"], "at: b\n"),
            ("at: a\n", &["b", "c"], "at: [b, c]\n"),
            ("at:\nb: c\n", &["a"], "at: a\nb: c\n"),
            (
                "at:\n  # one\n  - a # 1\n  # two\n  - b # 2\nc: d\n",
                &["a", "x", "y"],
                "at:\n  # one\n  - a # 1\n  # two\n  - x # 2\n  - y\nc: d\n",
            ),
            (
                "at:\n- a # 1\n- |-\n  b\n- c\nd: e\n",
                &["a", "c"],
                "at:\n- a # 1\n- c\nd: e\n",
            ),
            (
                "at:\n- a # 1\n- |-\n  b\n- c\nd: e\n",
                &["a", "b\nx", "c"],
                "at:\n- a # 1\n- |-\n  b\n  x\n- c\nd: e\n",
            ),
            ("at:\n  - b\n", &["a", "b"], "at:\n  - a\n  - b\n"),
        ] {
            assert_eq!(list(file, new), after, "{file:?} {new:?}");
        }
    }

    #[test]
    fn what_other_readers_read_otherwise_is_quoted() {
        for text in [">", "|x", "?", "x?y", ":x", "yes", "12:30", "2020-01-01"] {
            let after = format!("at: ['{text}']\n");
            assert_eq!(list("at: [a]\n", &[text]), after);
        }
    }

    #[test]
    fn what_stands_elsewhere_too_is_left() {
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
            let after = after.map_err(|why| TestCaseError::fail(format!("{file} {why}")))?;
            prop_assert!(after.contains("# all\n") && after.ends_with("\nz: y # x\n"), "{after}");
        }
    }
}
