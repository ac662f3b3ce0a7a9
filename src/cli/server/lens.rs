//! lens: a line above the front matter: which generators read it.

use super::encoding::Lines;
use crate::generator::GENERATORS;
use crate::lint::portability::Matrix;
use crate::post::Post;
use lsp_types::{CodeLens, Command};

/// What is said above the front matter of `post`; nothing where it has none.
pub(super) fn lenses(matrix: &Matrix, post: &Post<'_>, lines: &Lines<'_>) -> Vec<CodeLens> {
    let Some(front) = post.front_matter else {
        return Vec::new();
    };
    let mut readers = Vec::new();
    let mut others = Vec::new();
    for (generator, answer) in GENERATORS.iter().zip(matrix.answers(post)) {
        if answer.is_read() {
            readers.push(generator.title);
        } else {
            others.push(generator.title);
        }
    }
    let read = (!readers.is_empty()).then(|| format!("read by: {}", readers.join(", ")));
    let not = (!others.is_empty()).then(|| format!("not by: {}", others.join(", ")));
    let said: Vec<String> = read.into_iter().chain(not).collect();
    vec![CodeLens {
        range: lines.range(front.opening),
        command: Some(Command {
            title: said.join("; "),
            // There is nothing to be done: it is read.
            command: String::new(),
            ..Command::default()
        }),
        ..CodeLens::default()
    }]
}
