//! fences: front matter that cannot be read, or not where it is: its lines, its syntax, what is before it.

use crate::html::escape::Written;
use crate::post::Post;
use crate::post::fence::Format;
use crate::post::front_matter::{FrontMatter, has_keys_below, second};
use crate::rule::hit::Hit;
use crate::text::edit::Change;
use crate::text::problem::ProblemKind;
use crate::text::span::Span;

/// What makes the front matter unreadable.
pub(super) fn unreadable(post: &Post<'_>, emit: &mut dyn FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    match front.closing {
        None => unclosed(post, &front, emit),
        Some(closing) => damaged(post, &front, closing, emit),
    }
    for fault in &post.fields.problems {
        let hit = Hit::new(fault.span)
            .with("problem", &fault.message)
            .with("cure", fault.help.as_deref().unwrap_or_default());
        emit(match &fault.suggestion {
            Some(cure) => hit.with("action", cure.action).with("text", &cure.text).at(
                cure.span,
                Written::Plainly,
                Change::FrontMatterSyntax,
            ),
            None => hit,
        });
    }
    if let Some(opening) = second(post.text(), &front) {
        emit(
            Hit::new(opening)
                .with(
                    "problem",
                    "a second block of front matter: readers see its lines as text",
                )
                .with(
                    "cure",
                    "move its keys into the first block, and remove its two lines",
                ),
        );
    }
}

fn unclosed(post: &Post<'_>, front: &FrontMatter, emit: &mut dyn FnMut(Hit)) {
    let delimiter = match front.opening.of(post.text()).trim_end() {
        "" => "}",
        delimiter => delimiter,
    };
    let hit = Hit::new(front.beginning())
        .with("problem", "the front matter never closes")
        .with(
            "cure",
            format!("write `{delimiter}` on a line of its own behind its last key"),
        )
        .with("action", "close it behind its last key")
        .with("text", format!("{delimiter}\n"));
    // Where its last line is that of the file, another must begin.
    let end = front.content.end;
    let is_line = post.text()[..end as usize].ends_with('\n');
    let is_end = is_line && !has_keys_below(post.text(), end);
    emit(if is_end && post.fields.problems.is_empty() {
        hit.at(
            Span::empty(end),
            Written::Plainly,
            Change::FrontMatterSyntax,
        )
    } else {
        hit
    });
}

/// Lines that were meant to open and close it. A fix writes the line that generators look for in the
/// place of the damaged one.
fn damaged(post: &Post<'_>, front: &FrontMatter, closing: Span, emit: &mut dyn FnMut(Hit)) {
    let text = post.text();
    let wanted = match front.format {
        Format::Toml => "+++",
        Format::Yaml | Format::Json => "---",
    };
    let is_curable = |fault: &ProblemKind| *fault == ProblemKind::DuplicateKey;
    let is_readable = post
        .fields
        .problems
        .iter()
        .all(|fault| fault.suggestion.is_some() || is_curable(&fault.kind));
    let mut tell = |line: Span, problem: String, cure: String, is_fixed: bool| {
        let hit = Hit::new(line)
            .with("problem", problem)
            .with("cure", cure)
            .with("action", format!("write `{wanted}`"))
            .with("text", wanted);
        emit(if is_fixed && is_readable {
            hit.at(line, Written::Plainly, Change::FrontMatterSyntax)
        } else {
            hit
        });
    };
    let shown = |line: Span| line.of(text).trim_end_matches([' ', '\t']);
    let instead = format!("write `{wanted}` in its place");
    if front.damage.opening {
        let line = shown(front.opening);
        let problem = format!("the front matter begins with `{line}`, not with `{wanted}`");
        tell(front.opening, problem, instead.clone(), true);
    }
    if front.damage.closing {
        let problem = format!(
            "the front matter ends with `{}`, not with `{wanted}`",
            shown(closing)
        );
        tell(closing, problem, instead, true);
    } else if front.damage.behind {
        let rest = shown(closing)[wanted.len()..].trim_start_matches([' ', '\t']);
        let is_mark = |c: char| c == '-' || c.is_whitespace();
        let is_nothing = rest.starts_with('#') || rest.chars().all(is_mark);
        let problem = format!(
            "`{}` ends the front matter in Hexo, Hugo and Astro, whose readers see `{rest}` above the \
             text, and not in Jekyll",
            shown(closing)
        );
        let cure = if is_nothing {
            instead
        } else {
            format!("write `{wanted}` alone, and the rest in the line below")
        };
        tell(closing, problem, cure, is_nothing);
    }
}

/// What is before the front matter.
pub(super) fn not_first(post: &Post<'_>, emit: &mut dyn FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    if front.before.is_empty() {
        return;
    }
    let before = front.before.of(post.text());
    let lines = before.trim_start_matches('\u{feff}');
    let has_mark = lines.len() < before.len();
    if !lines.trim().is_empty() {
        let problem = "a comment before the front matter hides it from every generator";
        let hit = Hit::new(front.before).with("problem", problem);
        emit(hit.with("cure", "move the comment below the front matter"));
        return;
    }
    let (what, hides) = match (has_mark, lines.lines().count()) {
        (true, 0) => ("a byte-order mark", "hides"),
        (true, _) => ("a byte-order mark and blank lines", "hide"),
        (false, 1) => ("a blank line", "hides"),
        (false, _) => ("blank lines", "hide"),
    };
    // Hexo takes one line end before it, and no more.
    let whom = match lines {
        "" => "Jekyll's pages",
        "\n" | "\r\n" => "Jekyll and gray-matter",
        _ => "Hexo, Jekyll and gray-matter",
    };
    let problem = format!("{what} before the front matter {hides} it from {whom}");
    emit(
        Hit::new(front.before)
            .with("problem", problem)
            .with(
                "cure",
                "remove it: the file must start with its front matter",
            )
            .at(front.before, Written::Plainly, Change::WhiteSpace),
    );
}
