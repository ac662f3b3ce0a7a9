//! fences: front matter that cannot be read, or not where it is: its lines, its syntax, what is before it.

use crate::generator::{Feature, Generator, Outcome, Reader, Readers};
use crate::html::escape::Written;
use crate::post::Post;
use crate::post::fence::Format;
use crate::post::front_matter::{FrontMatter, has_keys_below, second};
use crate::rule::finder::lines;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::rule::verdict::Verdict;
use crate::text::edit::Change;
use crate::text::finding::Severity;
use crate::text::problem::ProblemKind;
use crate::text::source::line_break;
use crate::text::span::Span;

/// What makes the front matter unreadable.
pub(super) fn unreadable(post: &Post<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    if let Some(reader) = policy
        .readers
        .known()
        .filter(|_| policy.readers.read_lines())
    {
        return lines::unread(post, reader, emit);
    }
    if let Some(reader) = policy.readers.known()
        && front.closing.is_some()
        && !front.damage.is_any()
    {
        unread_form(post, &front, reader, emit);
    }
    match front.closing {
        None => unclosed(post, &front, policy, emit),
        Some(closing) => damaged(post, &front, closing, policy, emit),
    }
    for fault in &post.fields.problems {
        let mut hit = Hit::new(fault.span)
            .with("problem", &fault.message)
            .with("cure", fault.help.as_deref().unwrap_or_default());
        let known = policy.readers.known();
        if known.is_some_and(|reader| reads_fault(reader, &front, fault.kind)) {
            hit = hit.so_bad(Severity::Warning);
        }
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

/// Whether the site's generator reads what is wrong there: of two keys it takes the last, and it does not
/// mind a tab.
fn reads_fault(reader: Reader, front: &FrontMatter, fault: ProblemKind) -> bool {
    let reads = |feature| reader.generator.reads(feature);
    match fault {
        ProblemKind::DuplicateKey => {
            reads(Feature::DoubleKeys)
                || (front.format == Format::Json && reads(Feature::DoubleKeysInJson))
        }
        ProblemKind::TabIndent => reads(Feature::TabIndent),
        ProblemKind::ControlCharacter => reads(Feature::ControlCharacters),
        ProblemKind::Other => false,
    }
}

/// Front matter in a form that the site's generator does not look for.
fn unread_form(post: &Post<'_>, front: &FrontMatter, reader: Reader, emit: &mut dyn FnMut(Hit)) {
    let text = post.text();
    let generator = reader.generator;
    let reads = |feature| generator.reads(feature);
    let opening = front.opening.of(text);
    let closing = front.closing.unwrap_or_default();
    let in_braces = front.content.of(text).trim_start().starts_with('{');
    let is_yaml = front.format == Format::Yaml;
    let is_nothing = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let is_empty = || front.content.of(text).lines().all(is_nothing);
    let as_yaml = "write it as YAML between two lines `---`";
    let by_cr = post.source.by_lines() != text;
    let (what, cure, outcome) = match front.format {
        _ if by_cr && !reads(Feature::CrLines) => (
            "its lines end in a carriage return alone",
            "end them in line feeds",
            generator.unseen,
        ),
        Format::Toml if !reads(Feature::Toml) => ("it is TOML", as_yaml, generator.unseen),
        Format::Json if in_braces && !reads(Feature::Json) => {
            ("it is JSON", as_yaml, generator.unseen)
        }
        Format::Json if !in_braces && !reads(Feature::BareJson) => {
            ("it is JSON without braces", as_yaml, generator.unseen)
        }
        Format::Yaml if opening.is_empty() && !reads(Feature::Unopened) => (
            "no line opens it",
            "write `---` in a line of its own above it",
            generator.unseen,
        ),
        Format::Yaml if opening.trim_end().len() > 3 && !reads(Feature::LongOpening) => (
            "the lines around it have more than three marks",
            "write `---` for both",
            generator.unclosed,
        ),
        _ if opening != opening.trim_end() && !reads(Feature::BlanksBehindOpening) => (
            "spaces are behind the line that opens it",
            "remove them",
            generator.unseen,
        ),
        Format::Yaml if closing.of(text).trim_end() == "..." && !reads(Feature::ClosedByDots) => (
            "it ends with `...`",
            "write `---` in its place",
            generator.unclosed,
        ),
        _ if closing.end as usize == text.len() && !reads(Feature::NothingBehindClosing) => (
            "no line end is behind the line that closes it",
            "end that line",
            generator.unclosed,
        ),
        _ if has_blanks_behind(text, closing) && !reads(Feature::BlanksBehindClosing) => (
            "spaces are behind the line that closes it",
            "remove them",
            generator.unclosed,
        ),
        _ if is_yaml && !reads(Feature::Empty) && is_empty() => (
            "it is empty",
            "write a title, or remove its lines",
            generator.unseen,
        ),
        _ => return,
    };
    let Some(verdict) = Verdict::of(Readers::one(reader), "", |_| Some(outcome)) else {
        return;
    };
    let hit = Hit::new(front.beginning())
        .with(
            "problem",
            format!("front matter, and {what}: {}", verdict.says),
        )
        .with("cure", cure);
    emit(hit.so_bad(verdict.severity).comes_to(verdict.outcome));
}

/// Whether blanks are behind the marks of the line that closes it.
fn has_blanks_behind(text: &str, closing: Span) -> bool {
    let line = closing.of(text);
    line.trim_end() != line
}

fn unclosed(post: &Post<'_>, front: &FrontMatter, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
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
        .with("text", format!("{delimiter}{}", line_break(post.text())));
    let known = policy.readers.known().map(|reader| reader.generator);
    let has_end = |generator: &Generator| generator.reads(Feature::ClosedByEnd);
    let is_all = post.text()[front.content.end as usize..].trim().is_empty();
    let hit = match known {
        Some(own) if is_all && has_end(own) => hit.so_bad(Severity::Warning),
        Some(own) => hit.comes_to(own.unclosed),
        None => hit,
    };
    // Where its last line is that of the file, another must begin.
    let end = front.content.end;
    let is_line = post.text()[..end as usize].ends_with(['\n', '\r']);
    let is_end =
        is_line && !has_keys_below(post.text(), end) && !is_meant(post.text(), front.content);
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

/// Whether the last line of `content`, or the one below it, may be meant to end it: another line of marks would leave
/// it where readers see it.
fn is_meant(text: &str, content: Span) -> bool {
    let is_marks = |line: &str| {
        let line = line.trim();
        line.len() > 1 && !line.contains(char::is_alphanumeric)
    };
    let below = text[content.end as usize..].trim_start();
    [
        content.of(text).trim_end().lines().next_back(),
        below.lines().next(),
    ]
    .into_iter()
    .flatten()
    .any(is_marks)
}

/// Lines that were meant to open and close it. A fix writes the line that generators look for in the
/// place of the damaged one.
fn damaged(
    post: &Post<'_>,
    front: &FrontMatter,
    closing: Span,
    policy: &Policy,
    emit: &mut dyn FnMut(Hit),
) {
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
    let known = policy.readers.known();
    let is_read = |feature: Option<Feature>| {
        feature.is_some_and(|one| known.is_some_and(|reader| reader.generator.reads(one)))
    };
    let mut tell = |line: Span, problem: String, cure: String, is_fixed: bool, feature| {
        let mut hit = Hit::new(line)
            .with("problem", problem)
            .with("cure", cure)
            .with("action", format!("write `{wanted}`"))
            .with("text", wanted);
        if is_read(feature) {
            hit = hit.so_bad(Severity::Warning);
        } else if let Some(own) = known {
            hit = hit.comes_to(if line.start == front.opening.start {
                own.generator.unseen
            } else {
                own.generator.unclosed
            });
        }
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
        let is_indented = front.opening.of(text).trim() == wanted;
        let feature = is_indented.then_some(Feature::IndentedOpening);
        tell(front.opening, problem, instead.clone(), true, feature);
    }
    if front.damage.closing {
        let problem = format!(
            "the front matter ends with `{}`, not with `{wanted}`",
            shown(closing)
        );
        tell(closing, problem, instead, true, None);
    } else if front.damage.behind {
        let behind = &shown(closing)[wanted.len()..];
        let rest = behind.trim_start_matches([' ', '\t']);
        let is_mark = |c: char| c == '-' || c.is_whitespace();
        // Directly behind the marks it is no comment of YAML, but perhaps a heading.
        let is_comment = rest.starts_with('#') && rest.len() < behind.len();
        let is_nothing = is_comment || rest.chars().all(is_mark);
        let line = shown(closing);
        let problem = match known {
            Some(reader) if reader.generator.reads(Feature::TextBehindClosing) => format!(
                "`{line}` ends the front matter, and readers of {reader} see `{rest}` above the text"
            ),
            Some(reader) => format!("`{line}` does not end the front matter in {reader}"),
            None => format!(
                "`{line}` ends the front matter in Hexo, Hugo and Astro, whose readers see `{rest}` \
                 above the text, and not in Jekyll"
            ),
        };
        let cure = if is_nothing {
            instead
        } else {
            format!("write `{wanted}` alone, and the rest in the line below")
        };
        let feature = Some(Feature::TextBehindClosing);
        tell(closing, problem, cure, is_nothing, feature);
    }
}

/// What is before the front matter: an error where the site's generator does not read it then, and a note
/// where it does.
pub(super) fn not_first(post: &Post<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
    let Some(front) = post.front_matter else {
        return;
    };
    if front.before.is_empty() {
        return;
    }
    let before = front.before.of(post.text());
    let lines = before.trim_start_matches('\u{feff}');
    let has_mark = lines.len() < before.len();
    let is_comment = !lines.trim().is_empty();
    let what = match (has_mark, lines.lines().count()) {
        _ if is_comment => "a comment",
        (true, 0) => "a byte-order mark",
        (true, _) => "a byte-order mark and blank lines",
        (false, 1) => "a blank line",
        (false, _) => "blank lines",
    };
    let of = |reader: Reader| {
        let generator = reader.generator;
        let is_read = match lines {
            "" => !generator.is_page(post.source.name()),
            // Hexo takes one line end before it, and no more.
            "\n" | "\r\n" => generator.reads(Feature::NotFirst),
            _ => {
                let reads_lines = generator.reads(Feature::BlankLines);
                !is_comment && reads_lines && generator.reads(Feature::NotFirst)
            }
        };
        Some(if is_read {
            Outcome::Read
        } else {
            generator.unseen
        })
    };
    let own = Verdict::of_any(policy.readers, "", of);
    let others = || Verdict::of_any(Readers::default(), "", of);
    let (severity, says) = match (own, policy.readers.known()) {
        (Some(own), _) => (own.severity, own.says),
        (None, Some(reader)) => {
            let others = others().map_or("other tools may not".to_owned(), |others| others.says);
            (Severity::Note, format!("{reader} reads it, {others}"))
        }
        (None, None) => (
            Severity::Warning,
            "tools that look for it at the first byte do not see it".to_owned(),
        ),
    };
    let hit = Hit::new(front.before)
        .with("problem", format!("{what} before the front matter: {says}"))
        .so_bad(severity);
    let hit = match policy.readers.known() {
        Some(own) if severity == Severity::Error => hit.comes_to(own.generator.unseen),
        _ => hit,
    };
    emit(if is_comment {
        hit.with("cure", "move the comment below the front matter")
    } else {
        hit.with(
            "cure",
            "remove it: the file must start with its front matter",
        )
        .at(front.before, Written::Plainly, Change::WhiteSpace)
    });
}
