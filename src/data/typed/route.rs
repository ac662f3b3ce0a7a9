//! route: the way to a value in a document, and the bytes that it leads to.

use super::document;
use crate::data::value::{Node, Value};
use crate::text::problem::Problem;
use crate::text::source::Source;
use crate::text::span::Span;
use std::fmt;

/// The keys and the places in lists (from 0) on the way from a document to a value: `overrides`, `1`,
/// `rules`, `missing-alt`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    steps: Vec<String>,
    /// The last key is meant, not its value.
    is_key: bool,
}

impl Route {
    /// To the value at the end of these steps.
    pub fn to<S: Into<String>>(steps: impl IntoIterator<Item = S>) -> Self {
        Self {
            steps: steps.into_iter().map(Into::into).collect(),
            is_key: false,
        }
    }

    /// To the last key instead of its value.
    pub fn key(self) -> Self {
        Self {
            is_key: true,
            ..self
        }
    }

    /// The same from what holds the document it began at by `step`.
    pub fn under(mut self, step: impl fmt::Display) -> Self {
        self.steps.insert(0, format!("{step}"));
        self
    }

    /// The steps.
    pub fn steps(&self) -> &[String] {
        &self.steps
    }

    /// The bytes that it leads to in `whole`. A step to an item is none where one value is written in
    /// the place of a list, and the way ends where nothing further is written.
    pub fn span(&self, whole: &Value<'_>) -> Span {
        let (mut value, mut key) = (whole, whole);
        for step in &self.steps {
            let item = step.parse::<usize>().ok();
            match (&value.node, item) {
                (Node::List(items), Some(at)) if at < items.len() => {
                    (value, key) = (&items[at], &items[at]);
                }
                _ => match value.entry(step) {
                    Some(entry) => (key, value) = (&entry.0, &entry.1),
                    None if item.is_some() => {}
                    None => break,
                },
            }
        }
        if self.is_key { key.span } else { value.span }
    }
}

/// The bytes that `route` leads to in a file, which is read for this once more, with its places.
pub fn locate(source: &Source, route: &Route) -> Span {
    let value = document(source).ok().flatten();
    value.map_or(Span::default(), |value| route.span(&value))
}

/// What is wrong with a value that was read without its places.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The way to it; `None` where the problem has its place.
    route: Option<Route>,
    problem: Box<Problem>,
}

impl Mistake {
    /// Of the value itself, without advice.
    pub fn new(message: impl Into<String>) -> Self {
        Self::at(Route::default(), message)
    }

    /// Of what `route` leads to.
    pub fn at(route: Route, message: impl Into<String>) -> Self {
        Self {
            route: Some(route),
            problem: Box::new(Problem::new(Span::default(), message)),
        }
    }

    /// `word` is none of `known`: says which was probably meant, or which there are.
    pub fn unknown<'k>(what: &str, word: &str, known: impl IntoIterator<Item = &'k str>) -> Self {
        Self {
            route: Some(Route::default()),
            problem: Box::new(Problem::unknown(Span::default(), what, word, known)),
        }
    }

    /// The same with advice.
    pub fn helped(mut self, help: impl Into<String>) -> Self {
        self.problem.help = Some(help.into());
        self
    }

    /// The same of what `route` leads to.
    pub fn along(self, route: Route) -> Self {
        Self {
            route: Some(route),
            ..self
        }
    }

    /// The same of the last key on the way.
    pub fn of_key(mut self) -> Self {
        self.route = self.route.map(Route::key);
        self
    }

    /// The same from what holds the value by `step`.
    pub fn under(mut self, step: impl fmt::Display) -> Self {
        self.route = self.route.map(|route| route.under(step));
        self
    }

    /// The steps to it.
    pub fn steps(&self) -> &[String] {
        self.route.as_ref().map_or(&[], Route::steps)
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.problem.message
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.problem.help.as_deref()
    }

    /// The problem at its place in `whole`.
    pub fn placed(self, whole: &Value<'_>) -> Problem {
        match self.route {
            Some(route) => self.problem.moved(route.span(whole)),
            None => *self.problem,
        }
    }
}

/// A problem that has its place.
impl From<Problem> for Mistake {
    fn from(problem: Problem) -> Self {
        Self {
            route: None,
            problem: Box::new(problem),
        }
    }
}

/// The problems at their places in a file, in the order of these. The file is read for this once more.
pub fn placed(source: &Source, mistakes: Vec<Mistake>) -> Vec<Problem> {
    if mistakes.is_empty() {
        return Vec::new();
    }
    let value = document(source).ok().flatten();
    let mistakes = mistakes.into_iter();
    let mut problems: Vec<Problem> = match &value {
        Some(value) => mistakes.map(|mistake| mistake.placed(value)).collect(),
        None => mistakes.map(|mistake| *mistake.problem).collect(),
    };
    problems.sort_by_key(|problem| problem.span.start);
    problems
}
