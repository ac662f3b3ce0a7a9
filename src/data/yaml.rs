//! YAML that remembers where each key and value was written. The only file that knows granit.

use crate::data::value::Fields;
use crate::data::value::{Node, Scalar, ScalarStyle, Value};
use crate::data::yaml_hints::slip;
use crate::data::yaml_simple::plain;
use crate::text::problem::{Problem, ProblemKind};
use crate::text::span::Span;
use granit_parser::{ErrorKind, Event, Marker, Parser, ScanError};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

/// Values nested deeper than this are a problem: no post needs them, and every reader of them recurses.
const DEEPEST: usize = 64;
/// All values that aliases expand to, together. A hundred lines of aliases can mean a billion.
const MOST_ALIASED: usize = 10_000;
/// A key of more characters is none. YAML allows 1,024, js-yaml and Hugo read any.
const LONGEST_KEY: usize = 1 << 14;
/// Comments right behind a quote or a bracket that are read: each takes another reading.
const MOST_UNPARTED: usize = 8;

/// Reads the bytes of `span` in `text`.
pub fn parse(text: &str, span: Span) -> Fields<'_> {
    match plain(text, span) {
        Some(value) => Fields {
            value: Some(value),
            ..Fields::default()
        },
        None => in_full(text, span),
    }
}

/// The same by the parser of all YAML, whatever is there.
///
/// What js-yaml, Psych and libyaml read is read: text in quotes and lists in brackets that go on at
/// the margin, a tab behind a colon, and a comment right behind a quote or a bracket (`"a"#b`).
pub fn in_full(text: &str, span: Span) -> Fields<'_> {
    let content = span.of(text);
    let (fields, unparted) = read(content, span.start);
    let Some(mut at) = unparted else {
        return fields;
    };
    // The parser wants white space before such a comment: it is read as white space, of the same length.
    let mut blanked = content.to_owned();
    for _ in 0..MOST_UNPARTED {
        let comment = blanked[at..].split(['\n', '\r']).next().unwrap_or_default();
        let end = at + comment.len();
        blanked.replace_range(at..end, &" ".repeat(end - at));
        let (fields, unparted) = read(&blanked, span.start);
        match unparted {
            Some(next) => at = next,
            None => return fields.moved(),
        }
    }
    fields
}

/// Reads `content`, which begins at byte `start` of the file; and where in it a comment begins that no
/// white space parts from the quote or the bracket before it, if that is why the reading ended.
fn read(content: &str, start: u32) -> (Fields<'_>, Option<usize>) {
    let mut reader = YamlReader {
        places: Places {
            content,
            start,
            lines: OnceCell::new(),
        },
        stack: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        last: 0..0,
        fields: Fields::default(),
    };
    let options = granit_parser::options! {
        bom_inside_document_as_content: true,
        simple_key_max_lookahead: LONGEST_KEY,
    };
    let mut parser = Parser::new_from_str_with_options(content, options);
    while let Some(event) = parser.next_event() {
        let handled = match event {
            Ok((event, span)) => reader.handle(event, span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                if *error.kind() == ErrorKind::CommentNotSeparated
                    && content[..at].ends_with(['"', '\'', ']', '}'])
                {
                    return (reader.given_up(None, at), Some(at));
                }
                let from = reader.wrong_from(&error);
                let problem = reader.syntax(&error, from);
                return (reader.given_up(Some(problem), from), None);
            }
        };
        if let Err(problem) = handled {
            let at = (problem.span.start - start) as usize;
            return (reader.given_up(Some(problem), at), None);
        }
    }
    (reader.fields, None)
}

/// A collection that is not read to its end.
struct Open<'s> {
    node: Node<'s>,
    /// The key that waits for its value.
    key: Option<Value<'s>>,
    start: u32,
    anchor: usize,
}

struct YamlReader<'s> {
    places: Places<'s>,
    /// The bytes of the content that the last event is of.
    last: Range<usize>,
    stack: Vec<Open<'s>>,
    anchors: HashMap<usize, Value<'s>>,
    aliased: usize,
    fields: Fields<'s>,
}

impl<'s> YamlReader<'s> {
    fn handle(&mut self, event: Event<'s>, at: granit_parser::Span) -> Result<(), Problem> {
        let start = self.places.offset(at.start);
        self.last = at.byte_range().unwrap_or_default();
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                // `!!int 3` is a number as `3` is; any other tag makes it text.
                let plain = ["int", "float", "bool", "null"];
                let is_plain = |suffix: &str| plain.contains(&suffix);
                let is_tagged = tag.as_ref().is_some_and(|tag| !is_plain(tag.suffix()));
                let start = if tag.is_some() || anchor > 0 {
                    self.places.behind_properties(start)
                } else {
                    start
                };
                let style = match style {
                    granit_parser::ScalarStyle::Plain => ScalarStyle::Plain,
                    granit_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
                    granit_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
                    granit_parser::ScalarStyle::Literal | granit_parser::ScalarStyle::Folded => {
                        ScalarStyle::Block
                    }
                };
                let end = self.places.scalar_end(start, self.places.offset(at.end));
                let span = Span::new(start, end);
                // Nothing at all is told as `~`.
                let is_nothing = span.is_empty() && style == ScalarStyle::Plain;
                let node = Node::Scalar(Scalar {
                    text: if is_nothing { "".into() } else { text },
                    style,
                    is_tagged,
                    is_toml: false,
                });
                self.value(node, span, anchor)
            }
            Event::SequenceStart(_, anchor, _) => self.open(Node::List(Vec::new()), start, anchor),
            Event::MappingStart(_, anchor, _) => self.open(Node::Map(Vec::new()), start, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.stack.pop() else {
                    return Ok(());
                };
                if let Node::Map(entries) = &open.node {
                    self.find_doubles(entries);
                }
                let end = self.places.trimmed(open.start, self.places.offset(at.end));
                self.value(open.node, Span::new(open.start, end), open.anchor)
            }
            Event::Alias(anchor) => {
                let span = Span::new(start, self.places.offset(at.end));
                let Some(value) = self.anchors.get(&anchor) else {
                    return Err(Problem::with_help(
                        span,
                        "no `&` before this alias has its name",
                        "write the value itself, or give it a name with `&` further up",
                    ));
                };
                self.aliased += count(value);
                if self.aliased > MOST_ALIASED {
                    return Err(Problem::with_help(
                        span,
                        format!("aliases expand to more than {MOST_ALIASED} values"),
                        "write the values themselves, or fewer of them",
                    ));
                }
                let node = value.node.clone();
                self.place(Value {
                    node,
                    span,
                    aliased: true,
                });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What was read above the line of byte `from` of the content, with the problem that ends the
    /// reading: it begins in that line.
    fn given_up(mut self, problem: Option<Problem>, from: usize) -> Fields<'s> {
        let above = &self.places.content[..from];
        let line = above.rfind(['\n', '\r']).map_or(0, |end| end + 1) as u32;
        let line = line + self.places.start;
        let whole = self.stack.into_iter().next().map(|open| open.node);
        self.fields.partial = match whole {
            Some(Node::Map(entries)) => entries,
            _ => Vec::new(),
        };
        let is_above = |(key, _): &(Value<'_>, Value<'_>)| key.span.start < line;
        self.fields.partial.retain(is_above);
        self.fields.value = None;
        self.fields.problems.extend(problem);
        self.fields
    }

    /// The byte of the content at which that begins which the parser gives up in: the entry itself, but
    /// where text goes on over lines, or a list in brackets does.
    fn wrong_from(&self, error: &ScanError) -> usize {
        let places = &self.places;
        let at = places.offset(*error.marker()) as usize - places.start as usize;
        let is_flow = |open: &&Open<'_>| {
            let rest = &places.content[(open.start - places.start) as usize..];
            rest.starts_with(['[', '{'])
        };
        let flow = self.stack.iter().find(is_flow);
        let flow = flow.map(|open| (open.start - places.start) as usize);
        let text = (self.last.end >= at).then_some(self.last.start);
        // What is behind the end of a quote may be the text of one that was not closed above.
        let quote = matches!(
            error.kind(),
            ErrorKind::InvalidTrailingSingleQuotedScalar
                | ErrorKind::InvalidTrailingDoubleQuotedScalar
        );
        let quote = quote.then_some(self.last.end);
        flow.or(text).or(quote).map_or(at, |from| from.min(at))
    }

    /// A problem in a writer's words, at the place where the cure belongs; what is wrong begins at byte
    /// `from` of the content.
    fn syntax(&self, error: &ScanError, from: usize) -> Problem {
        let places = &self.places;
        let at = places.offset(*error.marker()) as usize - places.start as usize;
        let near = from..at;
        slip(places.content, places.start, near, is_tab(error.kind())).unwrap_or_else(|| {
            let rest = &places.content[at..];
            let line = rest.split(['\n', '\r']).next().unwrap_or_default();
            Problem::with_help(
                Span::from(at..at + line.len()).shifted(places.start),
                format!("this is not YAML: {}", error.info()),
                "each line is `key: value`, and what belongs to a key is indented below it",
            )
        })
    }

    fn open(&mut self, node: Node<'s>, start: u32, anchor: usize) -> Result<(), Problem> {
        if self.stack.len() == DEEPEST {
            return Err(Problem::with_help(
                Span::empty(start),
                format!("values are nested more than {DEEPEST} deep"),
                "nest them less",
            ));
        }
        self.stack.push(Open {
            node,
            key: None,
            start,
            anchor,
        });
        Ok(())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "one of the arms that `handle` ends with"
    )]
    fn value(&mut self, node: Node<'s>, span: Span, anchor: usize) -> Result<(), Problem> {
        let value = Value {
            node,
            span,
            aliased: false,
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        self.place(value);
        Ok(())
    }

    /// Puts a value where it belongs: into the collection that is open, or as the whole.
    fn place(&mut self, value: Value<'s>) {
        let Some(open) = self.stack.last_mut() else {
            // Of several documents the first is the front matter.
            self.fields.value.get_or_insert(value);
            return;
        };
        match &mut open.node {
            Node::List(items) => items.push(value),
            Node::Map(entries) => match open.key.take() {
                Some(key) => entries.push((key, value)),
                None => open.key = Some(value),
            },
            Node::Scalar(_) => {}
        }
    }

    fn find_doubles(&mut self, entries: &[(Value<'s>, Value<'s>)]) {
        let keys = entries.iter().map(|(key, _)| key);
        let mut keys: Vec<_> = keys
            .filter_map(|key| Some((key.as_str()?, key.span)))
            .collect();
        keys.sort_unstable();
        let doubles = keys.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        self.fields.problems.extend(doubles.map(|pair| {
            let line = self.places.line(pair[0].1.start);
            let help = format!(
                "keep one of the two; the other is {} further up",
                lines(line, self.places.line(pair[1].1.start))
            );
            let message = format!("the key `{}` is given twice", pair[1].0);
            Problem {
                kind: ProblemKind::DuplicateKey,
                ..Problem::with_help(pair[1].1, message, help)
            }
        }));
    }
}

fn lines(from: usize, to: usize) -> String {
    match to - from {
        1 => "1 line".to_owned(),
        lines => format!("{lines} lines"),
    }
}

fn count(value: &Value<'_>) -> usize {
    1 + match &value.node {
        Node::Scalar(_) => 0,
        Node::List(items) => items.iter().map(count).sum(),
        Node::Map(entries) => entries.iter().map(|(k, v)| count(k) + count(v)).sum(),
    }
}

/// From the parser's places to bytes of the file.
struct Places<'s> {
    content: &'s str,
    start: u32,
    /// Where each line but the first begins, once that was asked.
    lines: OnceCell<Vec<u32>>,
}

impl Places<'_> {
    fn offset(&self, marker: Marker) -> u32 {
        // It is told of all that is read from a text.
        let byte = marker.byte_offset().unwrap_or(self.content.len());
        self.start + byte.min(self.content.len()) as u32
    }

    /// Line of the content, from 1.
    fn line(&self, offset: u32) -> usize {
        let lines = self.lines.get_or_init(|| {
            let bytes = self.content.as_bytes();
            let is_end = |&at: &usize| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
            let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
            ends.map(|at| at as u32 + 1).collect()
        });
        let within = offset - self.start;
        1 + lines.partition_point(|&start| start <= within)
    }

    /// Behind the anchor and the tag that may stand before a value: the parser counts them in.
    fn behind_properties(&self, start: u32) -> u32 {
        let whole = &self.content[(start - self.start) as usize..];
        let mut rest = whole;
        while rest.starts_with(['&', '!']) {
            let end = rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len());
            rest = rest[end..].trim_start();
        }
        start + (whole.len() - rest.len()) as u32
    }

    /// Where the scalar that begins at `start` ends. the parser counts a comment behind a quoted one in.
    fn scalar_end(&self, start: u32, end: u32) -> u32 {
        let rest = &self.content[(start - self.start) as usize..];
        let Some(quote) = rest.bytes().next().filter(|b| matches!(b, b'"' | b'\'')) else {
            return end.max(start);
        };
        let mut bytes = rest.bytes().enumerate().skip(1).peekable();
        while let Some((at, b)) = bytes.next() {
            let escaped = match quote {
                b'"' => b == b'\\',
                _ => b == quote && bytes.peek().is_some_and(|&(_, next)| next == quote),
            };
            if escaped {
                bytes.next();
            } else if b == quote {
                return start + at as u32 + 1;
            }
        }
        end.max(start)
    }

    /// `end` without the white space before it: a collection ends where its last value does.
    fn trimmed(&self, start: u32, end: u32) -> u32 {
        let from = (start - self.start) as usize;
        let to = (end - self.start) as usize;
        start + self.content[from..to.max(from)].trim_end().len() as u32
    }
}

/// Whether the parser gave up at a tab, which may be in the line below.
fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabInPlainScalar
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabNotAllowed
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(text: &str) -> Vec<(String, String)> {
        let yaml = parse(text, Span::from(0..text.len()));
        let mut found = Vec::new();
        let value = yaml.value.expect("valid YAML");
        value.scalars(&mut |way, value, _| {
            found.push((crate::data::value::way(way), value.span.of(text).to_owned()));
        });
        found
    }

    #[test]
    fn spans_are_bytes_whatever_stands_before_them() {
        let text = "标题: 'café 😀'\r\nb:   \"x\" # 注释\r\nlist: # 中\r\n - 新媒体\r\n - {a: 趣, b: [1, 2]}\r\nempty:\r\nlast: x y\r\n";
        let found = places(text);
        let found: Vec<_> = found
            .iter()
            .map(|(w, t)| (w.as_str(), t.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("标题", "'café 😀'"),
                ("b", "\"x\""),
                ("list[0]", "新媒体"),
                ("list[1].a", "趣"),
                ("list[1].b[0]", "1"),
                ("list[1].b[1]", "2"),
                ("empty", ""),
                ("last", "x y"),
            ]
        );
    }

    #[test]
    fn what_the_generators_read_is_read() {
        let values = |text: &str| {
            let fields = parse(text, Span::from(0..text.len()));
            assert_eq!(fields.problems, [], "{text}");
            let value = fields.value.expect("a value");
            let mut ends = Vec::new();
            value.scalars(&mut |_, value, _| ends.push(value.span.of(text).to_owned()));
            (value.to_json().to_string(), ends)
        };
        let (json, places) = values("title: \"a\nb\"\nc: 1\n");
        assert_eq!(json, r#"{"title":"a b","c":1}"#);
        assert_eq!(places, ["\"a\nb\"", "1"]);
        let (json, _) = values("title: 'a\nb: c'\nd: 1\n");
        assert_eq!(json, r#"{"title":"a b: c","d":1}"#);
        let (json, places) = values("aliases: [\n  '/a/',\n]\nb: {\n c: d\n}\n");
        assert_eq!(json, r#"{"aliases":["/a/"],"b":{"c":"d"}}"#);
        assert_eq!(places, ["'/a/'", "d"]);
        assert_eq!(values("a:\tb\nc: \t'd'\n").1, ["b", "'d'"]);
        let (json, places) = values("a: \"b\"#中\nc: 'd'#e\nf: [g]#h\ni: 中\n");
        assert_eq!(json, r#"{"a":"b","c":"d","f":["g"],"i":"中"}"#);
        assert_eq!(places, ["\"b\"", "'d'", "g", "中"]);
        let (json, _) = values("a: b\u{feff}c\nd: |\n  \u{feff}e\nf: \u{feff}g\n");
        assert!(
            json.contains("b\u{feff}c") && json.contains("\u{feff}g"),
            "{json}"
        );
    }

    #[test]
    fn a_fault_is_named_in_the_line_where_it_is() {
        let (at, says) = problem("a: 1\nlinkTitle \"b\"\nc: 2\n");
        assert_eq!(at, "linkTitle \"b\"");
        assert!(says.contains("linkTitle: \"b\""), "{says}");
        assert_eq!(problem("a: b\nmore of it\nc: 1\n").0, "more of it");
        let (at, says) = problem("title: a\u{7}b\nc: 1\n");
        assert_eq!(at, "\u{7}");
        assert!(says.contains("U+0007"), "{says}");
        // The line above is right.
        assert_eq!(problem("cover: &c x\nd: *c\ntitle: , x\n").0, ", x");
        assert_eq!(problem("img: &c x\n- stray\ncover: *c\n").0, "- stray");
    }

    #[test]
    fn an_anchor_and_a_tag_are_no_part_of_a_value() {
        let found =
            places("a: &x \"b\"\nc: !!str 1\nd: !t &y 'e' # f\ng: [!!str h, &z i]\nj: &k\n");
        let found: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(found, ["\"b\"", "1", "'e'", "h", "i", ""]);
    }

    #[test]
    fn a_block_scalar_spans_its_lines() {
        let found = places("a: |\n  中文\n  b\nc: >-\n  d\n");
        assert!(found[0].1.contains("中文\n  b"), "{found:?}");
        assert!(found[1].1.contains('d'), "{found:?}");
    }

    #[test]
    fn what_most_posts_have_is_plain() {
        let post = "\ntitle: '中: 文'\ncategories: \n - 新媒体\n - \"a, b\"\n\ndate: Tue, 30 Nov 2021 08:11:20 GMT\r\nempty:\ntags: [a, 'b c',中 ]\nurl: https://a.example/?b#c\nlist:\n- ~\n\n";
        let whole = Span::from(0..post.len());
        let read = plain(post, whole);
        assert!(read.is_some());
        assert_eq!(read, in_full(post, whole).value);
    }

    fn problem(text: &str) -> (String, String) {
        let mut yaml = parse(text, Span::from(0..text.len()));
        let problem = yaml.problems.pop().expect("a problem");
        (
            problem.span.of(text).to_owned(),
            problem.message + " / " + &problem.help.unwrap_or_default(),
        )
    }

    #[test]
    fn a_fault_is_where_its_cure_belongs() {
        let (at, says) = problem("date: 2021\ntitle: 中文: 副标题\nb: 1\n");
        assert_eq!(at, "中文: 副标题");
        assert!(says.contains("title: '中文: 副标题'"), "{says}");
        let (at, says) = problem("title: \"it's\nb: 1\n");
        assert_eq!(at, "\"it's");
        assert!(says.contains("not closed"), "{says}");
        let (at, says) = problem("a:\n\tb: 1\n");
        assert_eq!(at, "\t");
        assert!(says.contains("tab"), "{says}");
        let (at, says) = problem("title: @me\n");
        assert_eq!(at, "@me");
        assert!(says.contains("begins with `@`"), "{says}");
        let (at, says) = problem("a: 1\nb: 2\na: 3\n");
        assert_eq!(at, "a");
        assert!(
            says.contains("is given twice") && says.contains("2 lines further up"),
            "{says}"
        );
    }

    #[test]
    fn bombs_are_faults() {
        let deep = format!("a: {}", "[".repeat(100_000));
        assert!(parse(&deep, Span::from(0..deep.len())).value.is_none());
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        bomb.extend(
            (1..9).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(10))),
        );
        let yaml = parse(&bomb, Span::from(0..bomb.len()));
        assert!(yaml.problems[0].message.contains("aliases expand to"));
    }

    const LINE_ENDS: &[&str] = &["\n", "\r\n", "\n\n", "\r", "", " \n", "\n ", "\u{2028}"];

    /// A line that is nearly plain, with a number of its own in the key.
    fn line() -> impl Strategy<Value = String> {
        let value = "(a|-|0|中|😀|\u{80}|\u{fffe}|\u{3000}|\u{85}|\u{feff}|: |:| |  |'|''|\"|\\\\|\\[|,|\\]|\\{|\\}|#| #|\\?|!|&x|\\*x|~|<<|\t|---|\\.\\.\\.|%|@|`|\\||>|\u{0}){0,4}";
        let shape = prop::sample::select(vec![
            "kN: V",
            "kN: 'V'",
            "kN: \"V\"",
            "kN:V",
            "kN:",
            "kN:  V",
            "kN: [V, V]",
            "kN: ['V','V']",
            "- V",
            " - V",
            "  -  V",
            "- 'V'",
            "V",
            " kN: V",
            "V: V",
            "\"kN\": V",
            "",
            "- kN: V",
        ]);
        (shape, value, 0..99).prop_map(|(shape, value, number): (&str, String, i32)| {
            shape.replace('N', &number.to_string()).replace('V', &value)
        })
    }

    proptest! {
        #[test]
        fn what_is_plain_says_the_same_in_full(
            before in "(\n|中: b\n){0,1}",
            lines in prop::collection::vec((line(), prop::sample::select(LINE_ENDS)), 1..6),
        ) {
            let lines = lines.into_iter().map(|(line, end)| line + end);
            let whole = before.clone() + &lines.collect::<String>();
            let span = Span::from(before.len()..whole.len());
            if let Some(value) = plain(&whole, span) {
                let fields = in_full(&whole, span);
                prop_assert_eq!(Some(value), fields.value, "{:?}", fields.problems);
                prop_assert!(fields.problems.is_empty());
            }
        }

        #[test]
        fn any_text_gives_spans_inside_it(text in "(a|中|😀|: |\n| |-|'|\"|\\||>|\\{|\\}|\\[|\\]|#|\r|&x|\\*x|\t){0,24}") {
            let yaml = parse(&text, Span::from(0..text.len()));
            for problem in &yaml.problems {
                prop_assert!(text.get(problem.span.range()).is_some());
            }
            if let Some(value) = &yaml.value {
                let mut inside = true;
                value.scalars(&mut |_, value, _| inside &= text.get(value.span.range()).is_some());
                prop_assert!(inside);
            }
        }
    }
}
