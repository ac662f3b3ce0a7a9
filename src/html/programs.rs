//! programs: what scripts and templates in a text say of the names on its page, found in one pass.

use memchr::{memchr, memchr_iter, memmem};
use std::collections::HashSet;

/// An id or a name is no longer than this, in bytes.
const LONGEST: usize = 256;

/// What programs say.
#[derive(Debug, Default)]
pub struct Programs {
    /// The texts that calls begin with, without a `#` before them: `("id"`, `('#id'`.
    asked: HashSet<Box<str>>,
    /// The names that get a value or are functions; of `a.b` also `b`.
    defined: HashSet<Box<str>>,
    has_script: bool,
    /// It has a tag of Liquid or Nunjucks.
    pub has_tag: bool,
}

impl Programs {
    pub(super) fn of(text: &str) -> Self {
        let mut programs = Self {
            has_script: memmem::find(text.as_bytes(), b"<script").is_some(),
            has_tag: memmem::find(text.as_bytes(), b"{%").is_some(),
            ..Self::default()
        };
        for at in memchr_iter(b'(', text.as_bytes()) {
            programs
                .asked
                .extend(quoted(&text[at + 1..]).map(Box::from));
        }
        for at in memchr_iter(b'=', text.as_bytes()) {
            let is_comparison = text.as_bytes().get(at + 1) == Some(&b'=');
            let name = word_before(text[..at].trim_end_matches([' ', '\t']));
            if !is_comparison {
                programs.define(name);
            }
        }
        for at in memmem::find_iter(text.as_bytes(), b"function") {
            let behind = text[at + "function".len()..].trim_start_matches([' ', '\t', '*']);
            let end = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
            if behind[end..]
                .trim_start_matches([' ', '\t'])
                .starts_with('(')
            {
                programs.define(&behind[..end]);
            }
        }
        programs
    }

    fn define(&mut self, name: &str) {
        let mut rest = name;
        self.defined.insert(rest.into());
        while let Some((_, inner)) = rest.split_once('.') {
            self.defined.insert(inner.into());
            rest = inner;
        }
    }

    /// Whether a call begins with this id.
    pub fn ask_for(&self, id: &str) -> bool {
        !id.is_empty() && self.asked.contains(id)
    }

    /// Whether there is a script, and each function that `handler` calls is defined: it was written with the page. One
    /// that calls none is so too.
    pub fn define_all(&self, handler: &str) -> bool {
        let mut calls = memchr_iter(b'(', handler.as_bytes());
        self.has_script
            && calls.all(|at| {
                let name = word_before(handler[..at].trim_end());
                !name.is_empty() && self.defined.contains(name)
            })
    }
}

/// A part of a name in JavaScript, or the dot between two.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.')
}

/// The name that `text` ends with, if it is not too long.
fn word_before(text: &str) -> &str {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST))..];
    &near[near.trim_end_matches(is_part).len()..]
}

/// What is between the quotes that `text` begins with, without a `#` at its start.
fn quoted(text: &str) -> Option<&str> {
    let quote = *text.as_bytes().first()?;
    let inner = text.get(1..).filter(|_| matches!(quote, b'"' | b'\''))?;
    let near = &inner.as_bytes()[..inner.len().min(LONGEST)];
    let inner = &inner[..memchr(quote, near)?];
    Some(inner.strip_prefix('#').unwrap_or(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_by_what_is_around_them() {
        let text = "<script>$('#menu').hide(); byId(\"top\"); function go (a) {} window.open2 = 1\n\
                    const 打开 = () => {}; if (a == b) {} async function* run(){}</script>";
        let programs = Programs::of(text);
        assert!(["menu", "top"].iter().all(|id| programs.ask_for(id)));
        assert!(!programs.ask_for("") && !programs.ask_for("go"));
        for handler in ["go(1)", "open2()", "window.open2 ()", "打开(); run(2)", "a"] {
            assert!(programs.define_all(handler), "{handler}");
        }
        for handler in ["leave()", "b()", "go(1); leave()", "(x)"] {
            assert!(!programs.define_all(handler), "{handler}");
        }
        assert!(!programs.has_tag && Programs::of("{% if a %}").has_tag);
        assert!(!Programs::of("go = 1").define_all("go()"));
    }
}
