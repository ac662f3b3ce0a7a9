//! human: the line, the place in it, the advice. The only file that knows miette.

use super::limit::Ranked;
use super::overview::FEW;
use super::summary::{Summary, grouped};
use super::{Form, Part, RulePages, Style, column, visible};
use crate::lint::suppress::comment_before;
use crate::post::front_matter::split;
use crate::text::edit::Safety;
use crate::text::finding::{Finding, Severity};
use crate::text::invisible::is_command;
use crate::text::source::Source;
use crate::text::span::Span;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use std::fmt::{self, Write as _};
use unicode_width::UnicodeWidthChar as _;

pub(super) struct Human;

impl Form for Human {
    fn word(&self) -> &'static str {
        "human"
    }

    fn about(&self) -> &'static str {
        "The line, the place in it, the advice"
    }

    fn file(&self, source: &Source, findings: &[Finding], style: Style, _: RulePages<'_>) -> Part {
        match style.screen {
            Some(_) => Part {
                ranked: ranked(source, findings, style),
                ..Part::default()
            },
            None => findings
                .iter()
                .map(|one| shown(source, one, style))
                .collect::<String>()
                .into(),
        }
    }

    fn statistics(&self, summary: &Summary, color: bool, pages: RulePages<'_>) -> Option<String> {
        Some(statistics(summary, color, pages))
    }
}

/// Each finding, and how it is shown where it may be: among the first, or the first of its rule here.
fn ranked(source: &Source, findings: &[Finding], style: Style) -> Vec<Ranked> {
    let mut rules: Vec<&str> = Vec::new();
    let mut all = Vec::with_capacity(findings.len());
    for (at, finding) in findings.iter().enumerate() {
        let is_first = !rules.contains(&&*finding.rule);
        if is_first {
            rules.push(&finding.rule);
        }
        let text = (is_first || at < FEW).then(|| shown(source, finding, style));
        let brief = is_first.then(|| brief(&finding.message, style)).flatten();
        let brief = brief.map(|message| {
            let finding = Finding {
                message,
                ..finding.clone()
            };
            shown(source, &finding, style)
        });
        all.push(Ranked {
            brief,
            rule: finding.rule.clone(),
            severity: finding.severity,
            text: text.unwrap_or_default(),
            hush: (at == 0 && style.commands.has_rules)
                .then(|| hush(source, findings))
                .flatten(),
        });
    }
    all
}

/// A message that would fill more than two lines, on one: the mark below the place is seen where only the first
/// lines of a finding are.
fn brief(message: &str, style: Style) -> Option<String> {
    // What is before each line: two columns, a sign or a bar, and a blank.
    let room = style.width.saturating_sub(4);
    let columns = |text: &str| text.chars().map(|c| c.width().unwrap_or(1)).sum::<usize>();
    let words = message.split(' ').map(columns);
    // As much of a line as its last word would have filled may be left blank.
    let longest = words.max().unwrap_or_default();
    (columns(message) + longest > 2 * room)
        .then(|| Cut::new(message.chars(), room - 1).written(message))
}

/// How to suppress the first finding that is behind the front matter: what is in it has no comments.
fn hush(source: &Source, findings: &[Finding]) -> Option<String> {
    // Standard input has no name by which it could be changed.
    if source.name() == "-" {
        return None;
    }
    let body = split(source.by_lines()).body.start;
    let finding = findings.iter().find(|finding| finding.span.start >= body)?;
    let line = source.position(finding.span.start).line;
    let (rule, name) = (&finding.rule, visible(source.name()));
    let comment = comment_before(source, rule);
    Some(format!(
        "suppress one: `copydesk suppress {rule} {name}:{line}`, or write `{comment}` before it"
    ))
}

fn shown(source: &Source, finding: &Finding, style: Style) -> String {
    let theme = if style.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(0)
        .with_wrap_lines(true);
    let mut out = String::new();
    let shown = Shown {
        finding,
        excerpt: Excerpt::new(source, finding.span, style.width),
        fix: style.commands.fix,
    };
    // Writing to a string cannot fail, and an excerpt can always be read.
    let _ = handler.render_report(&mut out, &shown);
    out.push('\n');
    out
}

fn statistics(summary: &Summary, color: bool, pages: RulePages<'_>) -> String {
    let mut rules: Vec<_> = summary.rules.iter().collect();
    rules.sort_by(|a, b| b.1.count.cmp(&a.1.count).then_with(|| a.0.cmp(b.0)));
    let width = rules
        .iter()
        .map(|(rule, _)| rule.len())
        .max()
        .unwrap_or_default();
    let mut out = String::new();
    for (rule, tally) in rules {
        let not = if tally.safe == 0 {
            "to fix with --unsafe"
        } else {
            "with --unsafe"
        };
        let counts = [
            (tally.safe, "safe to fix"),
            (tally.unsafe_, not),
            (tally.suggested, "suggested"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts = counts.map(|(count, word)| format!("{} {word}", grouped(*count)));
        let fixable = counts.collect::<Vec<_>>().join(", ");
        let line = format!(
            "{:>9}  {}  {}",
            grouped(tally.count),
            column(tally.severity, color),
            pages.named(rule, Some(tally.severity), color),
        );
        out.push_str(&line);
        if !fixable.is_empty() {
            let _ = write!(out, "{:1$}  {fixable}", "", width - rule.len());
        }
        out.push('\n');
    }
    out
}

/// A finding as miette asks about it.
#[derive(Debug)]
struct Shown<'f> {
    finding: &'f Finding,
    excerpt: Excerpt,
    /// The command that makes fixes.
    fix: &'static str,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.finding.message))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.finding.rule))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let mut help = visible(self.finding.help.as_deref().unwrap_or_default()).into_owned();
        if let Some(fix) = &self.finding.fix {
            if !help.is_empty() {
                help.push('\n');
            }
            let how = match fix.safety {
                Safety::Safe => format!("`{}` does it", self.fix),
                Safety::Unsafe => format!("`{} --unsafe` does it", self.fix),
                Safety::Suggest => "yours to decide".to_owned(),
            };
            let _ = write!(help, "fix: {} ({how})", visible(&fix.title));
        }
        (!help.is_empty()).then(|| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.excerpt.place;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            None,
            span.range(),
        ))))
    }
}

/// One line of a source, or the part of it around a finding: a post may be one line of a megabyte.
#[derive(Debug)]
struct Excerpt {
    name: String,
    text: String,
    /// The finding within the text.
    place: Span,
    /// Both from 0, as miette has them.
    line: usize,
    column: usize,
}

/// What is left out of a line.
const CUT: &str = "…";

impl Excerpt {
    fn new(source: &Source, span: Span, width: usize) -> Self {
        let at = source.position(span.start);
        let line = source.line_span(at.line);
        let text = line.of(source.text());
        let from = (span.start.max(line.start) - line.start) as usize;
        let from = text.floor_char_boundary(from.min(text.len()));
        let to = text.floor_char_boundary((span.end.max(line.start) - line.start) as usize);
        // The numbers and bars beside the line, and the marks of what is left out.
        let room = width.saturating_sub(14).max(20);
        let (before, found, after) = (
            &text[..from],
            &text[from..to.max(from)],
            &text[to.max(from)..],
        );
        let found = Cut::new(found.chars(), room);
        let left = room.saturating_sub(found.width);
        let after = Cut::new(after.chars(), left / 3);
        let before = Cut::new(before.chars().rev(), left.saturating_sub(after.width));
        let before: String = before.written(&text[..from]).chars().rev().collect();
        let mut found = found.written(&text[from..to.max(from)]);
        if !span.is_empty() && found.chars().all(|c| c == ' ') {
            // What nobody sees must be shown to be found.
            found = found.replace(' ', "·");
            if from + found.chars().count() == text.len() {
                found.push('⏎');
            }
        }
        let mut shown = before;
        let start = shown.len();
        shown.push_str(&found);
        let place = Span::from(start..shown.len());
        if !found.ends_with(CUT) {
            shown.push_str(&after.written(&text[to.max(from)..]));
        }
        Self {
            name: visible(source.name()).into_owned(),
            text: shown,
            place,
            line: at.line as usize - 1,
            column: at.column as usize - 1,
        }
    }
}

/// As many characters as there is room for.
struct Cut {
    text: String,
    width: usize,
}

impl Cut {
    fn new(chars: impl Iterator<Item = char>, room: usize) -> Self {
        let mut cut = Self {
            text: String::new(),
            width: 0,
        };
        for c in chars {
            let width = if is_command(c) {
                1
            } else {
                c.width().unwrap_or(1)
            };
            if cut.width + width > room {
                break;
            }
            cut.width += width;
            cut.text.push(if is_command(c) { ' ' } else { c });
        }
        cut
    }

    /// With the mark for what was left out of `whole`.
    fn written(self, whole: &str) -> String {
        if self.text.len() < whole.len() {
            self.text + CUT
        } else {
            self.text
        }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            self.line,
            self.column,
            1,
        )))
    }
}
