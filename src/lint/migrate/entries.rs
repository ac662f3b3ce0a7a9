//! entries: the keys of front matter in YAML, each on lines of its own, and how they become others.

use crate::data::value::{Node, Value};
use crate::data::yaml;
use crate::data::yaml_edit::quoted;
use crate::text::edit::{Edit, Edits};
use crate::text::source::line_break;
use crate::text::span::Span;
use serde_json::{Map, Value as Json};

/// Front matter that can be changed key by key.
#[derive(Debug)]
pub(super) struct Entries<'p> {
    text: &'p str,
    /// The lines between those that open and close it.
    content: Span,
    whole: Option<&'p Value<'p>>,
    edits: Vec<Edit>,
    /// What is to be read afterwards.
    wanted: Map<String, Json>,
    /// The lines that are added at the end.
    added: String,
}

impl<'p> Entries<'p> {
    /// The error says why it cannot be changed.
    pub(super) fn new(
        text: &'p str,
        content: Span,
        whole: Option<&'p Value<'p>>,
    ) -> Result<Self, &'static str> {
        let mut wanted = Map::new();
        if let Some(whole) = whole {
            let Node::Map(entries) = &whole.node else {
                return Err("the front matter has no keys");
            };
            for (key, _) in entries {
                let start = line_start(text, key.span.start);
                if start != key.span.start || start < content.start {
                    return Err("its keys are in braces");
                }
            }
            let Json::Object(map) = whole.to_json() else {
                return Err("the front matter has no keys");
            };
            if whole.get("<<").is_some() {
                return Err("it takes keys from an alias (`<<`)");
            }
            wanted = map;
        }
        Ok(Self {
            text,
            content,
            whole,
            edits: Vec::new(),
            wanted,
            added: String::new(),
        })
    }

    /// All of it as it was.
    pub(super) fn whole(&self) -> Option<&'p Value<'p>> {
        self.whole
    }

    /// The key and its value.
    pub(super) fn entry(&self, name: &str) -> Option<&'p (Value<'p>, Value<'p>)> {
        self.whole?.entry(name)
    }

    /// What a field holds.
    pub(super) fn get(&self, name: &str) -> Option<&'p Value<'p>> {
        self.entry(name).map(|(_, value)| value)
    }

    /// Whether there will be such a key.
    pub(super) fn has(&self, name: &str) -> bool {
        self.wanted.contains_key(name)
    }

    /// Gives a key another name. The edits that do it.
    pub(super) fn rename(&mut self, name: &str, new: &str) -> Vec<Edit> {
        let Some((key, _)) = self.entry(name) else {
            return Vec::new();
        };
        if let Some(value) = self.wanted.remove(name) {
            self.wanted.insert(new.to_owned(), value);
        }
        self.made(vec![Edit::replace(key.span, new)])
    }

    /// Puts another value in the place of one, under this name.
    pub(super) fn replace(&mut self, name: &str, new: &str, value: &Written) -> Vec<Edit> {
        let Some((key, old)) = self.entry(name) else {
            return self.add(new, value);
        };
        self.wanted.remove(name);
        self.wanted.insert(new.to_owned(), value.json.clone());
        let between = Span::new(key.span.end, old.span.start).of(self.text);
        let is_one_line = !old.span.of(self.text).contains('\n') && between.trim() == ":";
        if is_one_line && !old.span.is_empty() && matches!(old.node, Node::Scalar(_)) {
            let mut edits = vec![Edit::replace(old.span, &*value.text)];
            if name != new {
                edits.push(Edit::replace(key.span, new));
            }
            return self.made(edits);
        }
        let lines = self.lines(key, old);
        let line = format!("{new}: {}{}", value.text, line_break(self.text));
        self.made(vec![Edit::replace(lines, line)])
    }

    /// Removes a key with its value.
    pub(super) fn remove(&mut self, name: &str) -> Vec<Edit> {
        let Some((key, value)) = self.entry(name) else {
            return Vec::new();
        };
        self.wanted.remove(name);
        self.made(vec![Edit::delete(self.lines(key, value))])
    }

    /// Adds a key at the end.
    pub(super) fn add(&mut self, name: &str, value: &Written) -> Vec<Edit> {
        self.wanted.insert(name.to_owned(), value.json.clone());
        let end = line_break(self.text);
        let line = format!("{name}: {}{end}", value.text);
        let before = self.content.of(self.text);
        if self.added.is_empty() && !before.is_empty() && !before.ends_with(['\n', '\r']) {
            self.added.push_str(end);
        }
        self.added += &line;
        vec![Edit::insert(self.content.end, line)]
    }

    /// All of the edits. The error says that what they make would not be read as it is meant.
    pub(super) fn finish(mut self) -> Result<Vec<Edit>, &'static str> {
        const WRONG: &str = "no way to write it leaves the rest of the front matter as it is";
        if !self.added.is_empty() {
            self.edits
                .push(Edit::insert(self.content.end, self.added.clone()));
        }
        let start = self.content.start;
        let inner = self.edits.iter().map(|edit| {
            let span = Span::new(edit.span.start - start, edit.span.end - start);
            Edit::replace(span, &*edit.text)
        });
        let inner = Edits::new(inner.collect()).ok_or(WRONG)?;
        let after = inner.apply(self.content.of(self.text));
        let fields = yaml::parse(&after, Span::from(0..after.len()));
        let read = match &fields.value {
            Some(value) => value.to_json(),
            None => Json::Object(Map::new()),
        };
        let is_meant = fields.problems.is_empty() && read == Json::Object(self.wanted);
        is_meant.then_some(self.edits).ok_or(WRONG)
    }

    fn made(&mut self, edits: Vec<Edit>) -> Vec<Edit> {
        self.edits.extend(edits.iter().cloned());
        edits
    }

    /// The lines of an entry, with the end of the last one.
    fn lines(&self, key: &Value<'_>, value: &Value<'_>) -> Span {
        let mut end = value.span.end.max(key.span.end);
        let is_at_start = end > key.span.end && line_start(self.text, end) == end;
        if !is_at_start {
            let rest = &self.text[end as usize..self.content.end as usize];
            let more = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
            end += more as u32;
        }
        Span::new(line_start(self.text, key.span.start), end)
    }
}

fn line_start(text: &str, at: u32) -> u32 {
    let before = &text.as_bytes()[..at as usize];
    memchr::memrchr(b'\n', before).map_or(0, |at| at as u32 + 1)
}

/// A value as it is written, and what is read then.
#[derive(Clone, Debug)]
pub(super) struct Written {
    text: String,
    json: Json,
}

impl Written {
    /// A text.
    pub(super) fn text(text: &str) -> Self {
        Self {
            text: if is_plain(text) {
                text.to_owned()
            } else {
                quoted(text)
            },
            json: text.into(),
        }
    }

    /// A date, which is in no quotes.
    pub(super) fn date(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            json: text.into(),
        }
    }

    /// A list of texts.
    pub(super) fn list(texts: &[String]) -> Self {
        let all: Vec<Self> = texts.iter().map(|text| Self::text(text)).collect();
        let items: Vec<&str> = all.iter().map(|one| &*one.text).collect();
        Self {
            text: format!("[{}]", items.join(", ")),
            json: all.into_iter().map(|one| one.json).collect(),
        }
    }

    /// `true` or `false`.
    pub(super) fn truth(is: bool) -> Self {
        Self {
            text: is.to_string(),
            json: is.into(),
        }
    }
}

/// Whether every reader of YAML takes these characters for this text, without quotes.
fn is_plain(text: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() || c.is_ascii_digit() || "/_.-".contains(c);
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '/');
    let is_value = |word: &str| {
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
        words.iter().any(|known| known.eq_ignore_ascii_case(word))
    };
    begins && text.chars().all(is_word) && !is_value(text)
}
