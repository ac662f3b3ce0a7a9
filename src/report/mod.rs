//! report: findings → text, for a person or a program; one file a format.

pub mod summary;
pub mod visible;
mod window;
mod uri;
mod rule_page;
pub mod diff;
mod about;
mod posts;
pub mod limit;
mod overview;
pub mod plan_summary;
pub mod writer;
mod page;
pub mod review;
mod html;
mod xml;
mod checkstyle;
mod human;
mod concise;
mod csv;
pub mod hosts;
mod grouped;
mod github;
mod gitlab;
pub mod json;
mod junit;
mod rdjsonl;
mod sarif;

use crate::rule::Rule;
use crate::text::finding::{Finding, Severity};
use crate::text::invisible::is_command;
use crate::text::source::Source;
use limit::{Kept, Ranked};
use posts::Post;
pub use rule_page::RulePages;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use summary::Summary;

/// What the place that is written to can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// In characters of single width.
    pub width: usize,
    /// Whether it has colours.
    pub color: bool,
    /// Whether a text on it can be a link.
    pub has_links: bool,
    /// How many lines a screen has, where more findings than a few are summed up for one.
    pub screen: Option<usize>,
    /// Whether a person reads what others take as bytes: a diff.
    pub is_seen: bool,
    /// What a person types next.
    pub commands: Commands,
}

/// What a person types next who sees findings.
#[derive(Clone, Copy, Debug)]
pub struct Commands {
    /// To see all of them.
    pub check: &'static str,
    /// To have the fixes made.
    pub fix: &'static str,
    /// The findings are those of rules, which can be explained, planned and suppressed.
    pub has_rules: bool,
}

impl Style {
    /// Where `rules` are explained, if a text can be a link to that.
    pub fn pages(self, rules: &[Arc<Rule>]) -> RulePages<'_> {
        RulePages(if self.has_links { rules } else { &[] })
    }

    /// A file, wherever it will be looked at.
    pub const FILE: Self = Self {
        width: 80,
        color: false,
        has_links: false,
        screen: None,
        is_seen: false,
        commands: Commands {
            check: "copydesk check",
            fix: "copydesk fix",
            has_rules: true,
        },
    };
}

/// What a format makes of the findings of one file.
#[derive(Debug, Default)]
pub struct Part {
    /// What is written in its turn.
    pub text: String,
    /// What must wait until all are known, since there is room only for the worst.
    pub ranked: Vec<Ranked>,
    /// What must wait until all are known, since they are counted and compared.
    post: Option<Box<Post>>,
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

/// What there is to say when all files are told.
#[derive(Debug)]
pub struct End<'a> {
    /// What was found.
    pub summary: &'a Summary,
    /// The rules that may have found it.
    pub rules: &'a [Arc<Rule>],
    /// The job could not be done, or not all of it.
    pub failed: bool,
    /// What a baseline accepts is left out.
    pub has_baseline: bool,
    /// How many findings of each rule the baselines accept, as they are written.
    pub accepted: &'a BTreeMap<String, usize>,
}

/// What a format is called, and how it is written.
trait Form: Sync {
    /// Its name on the command line.
    fn word(&self) -> &'static str;

    /// What it is, in a line of help.
    fn about(&self) -> &'static str;

    /// What is before all findings.
    fn begin(&self) -> &'static str {
        ""
    }

    /// The findings of one file; empty where there are none.
    fn file(&self, source: &Source, findings: &[Finding], style: Style, _: RulePages<'_>) -> Part;

    /// What is between the findings of two files.
    fn between(&self) -> &'static str {
        ""
    }

    /// What is behind all findings, with those that had to wait. For a person the summary goes
    /// elsewhere.
    fn end(&self, _: &End<'_>, _: Kept) -> String {
        String::new()
    }

    /// How often each rule was broken, in the place of the findings, where the format can say it.
    fn statistics(&self, _: &Summary, _color: bool, _: RulePages<'_>) -> Option<String> {
        None
    }
}

/// Each format, and what writes it. The order is that of the help.
macro_rules! formats {
    ($($(#[doc = $doc:literal])* $format:ident => $form:expr;)*) => {
        /// How findings are written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Format {
            $($(#[doc = $doc])* $format,)*
        }

        impl Format {
            /// Every format.
            pub const ALL: &[Self] = &[$(Self::$format,)*];

            fn form(self) -> &'static dyn Form {
                match self {
                    $(Self::$format => &$form,)*
                }
            }
        }
    };
}

formats! {
    /// For a person: the line, the place in it, the advice.
    Human => human::Human;
    /// A line a finding: `path:line:column: severity[rule] message`.
    Concise => concise::Concise;
    /// The path once, and its findings below it.
    Grouped => grouped::Grouped;
    /// One JSON document.
    Json => json::Json;
    /// A JSON document a line, one a finding.
    JsonLines => json::JsonLines;
    /// SARIF 2.1.0, which code scanning reads.
    Sarif => sarif::Sarif;
    /// The workflow commands of GitHub Actions.
    Github => github::Github;
    /// The Code Quality report of GitLab.
    Gitlab => gitlab::Gitlab;
    /// The XML in which test runners report.
    Junit => junit::Junit;
    /// The XML of Checkstyle.
    Checkstyle => checkstyle::Checkstyle;
    /// The Reviewdog Diagnostic Format, a line a finding.
    Rdjsonl => rdjsonl::Rdjsonl;
    /// A page for a browser.
    Html => html::Html;
    /// A table, a row for each finding.
    Csv => csv::Csv;
}

impl Format {
    /// Whether a person reads it, who is told more beside it.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Concise | Self::Grouped)
    }

    /// The word for it on the command line.
    pub fn word(self) -> &'static str {
        self.form().word()
    }

    /// What it is, in a line of help.
    pub fn about(self) -> &'static str {
        self.form().about()
    }

    /// The findings of one file. It is made beside other files, and put together by a writer.
    pub fn file(
        self,
        source: &Source,
        findings: &[Finding],
        style: Style,
        pages: RulePages<'_>,
    ) -> Part {
        self.form().file(source, findings, style, pages)
    }

    /// Whether it can say how often each rule was broken.
    pub fn has_statistics(self) -> bool {
        self.statistics(&Summary::default(), false, RulePages::NONE)
            .is_some()
    }

    /// How often each rule was broken, in the place of the findings, where the format can say it.
    pub fn statistics(
        self,
        summary: &Summary,
        color: bool,
        pages: RulePages<'_>,
    ) -> Option<String> {
        self.form().statistics(summary, color, pages)
    }
}

/// Whether a file that begins so is a page that copydesk wrote, and no post.
pub fn is_page(beginning: &[u8]) -> bool {
    page::is_page(beginning)
}

/// Text as it may be written on a terminal: what would move the cursor, change its colours or turn text
/// around is written out.
pub fn visible(text: &str) -> Cow<'_, str> {
    written_out(text, is_command)
}

/// The same of lines, which keep their ends and their tabs.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_command(c)) {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive('\n').map(|line| {
        let kept = line.trim_end_matches('\n');
        let kept = kept.strip_suffix('\r').unwrap_or(kept);
        let seen = written_out(kept, |c| c != '\t' && is_command(c));
        format!("{seen}{}", &line[kept.len()..])
    });
    Cow::Owned(lines.collect())
}

/// Text with these characters written as their escapes: `\u{1b}`.
fn written_out(text: &str, is_unwanted: fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(is_unwanted) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| {
        if is_unwanted(c) {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    });
    Cow::Owned(shown.collect())
}

/// The word for a severity, in its colour where there are any.
fn painted(severity: Severity, color: bool) -> Cow<'static, str> {
    painted_as(severity, severity.word(), color)
}

/// A text in the colour of a severity, where there are any.
fn painted_as(severity: Severity, text: &str, color: bool) -> Cow<'_, str> {
    let code = match severity {
        _ if !color => return text.into(),
        Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Note => "36",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m").into()
}

/// The same as wide as the longest word.
pub fn column(severity: Severity, color: bool) -> String {
    let width = Severity::Warning.word().len();
    let blank = " ".repeat(width - severity.word().len());
    format!("{}{blank}", painted(severity, color))
}

/// What is wrong, and below it what to do about it.
fn advice(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    }
}
