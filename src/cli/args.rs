//! args: what can be typed. The only file that knows clap.

use crate::edit::Safety;
use crate::finding::Severity;
use crate::policy::Https;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Checks and mends the posts of a content repository: front matter, HTML, sentence ends, URLs.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say what is wrong, and change nothing.
    ///
    /// Exits with 0 if there is nothing to report, 1 if there are findings, 2 if the job could not
    /// be done.
    Check(CheckArgs),
    /// Mend what can be proved to be safe; --unsafe for more, --diff to see it first.
    ///
    /// A file with uncommitted changes, or outside of git, is left alone unless --allow-dirty is
    /// given. Exits with 0 if nothing is left to report, 1 if there are findings left, 2 if the job
    /// could not be done.
    Fix(FixArgs),
    /// Say in the posts not to report what a rule finds there now; --diff to see it first.
    ///
    /// Each finding has a comment before its element, its line or its block, where that changes nothing
    /// that is rendered, and otherwise at the end of the file, for all of it. A file that `fix` leaves
    /// alone is left alone. Exits with 0 if nothing of the rule is left to report, 1 if there are
    /// findings left, 2 if the job could not be done.
    Suppress(SuppressArgs),
    /// Give files the bytes back that a run changed: the last run, or the one that is named.
    ///
    /// A file that has changed since is left alone and named. Undoing is a run, which can be undone.
    /// Exits with 2 if a file is left.
    Undo(UndoArgs),
    /// List the runs that changed files, the oldest first.
    Runs,
    /// Run the examples inside rule files: of all built-in rules, of some, or of your own files.
    Test(TestArgs),
    /// List the rules.
    Rules(RulesArgs),
    /// Print what a rule is for, what it finds and what it would write.
    Explain(ExplainArgs),
    /// Measure how the posts end their sentences, by folder, language, author and category, find the
    /// texts that recur, and propose a configuration.
    Profile(FilesArgs),
    /// Print the way from a proxied URL to its origin, and what the rules make of it.
    ExplainUrl(ExplainUrlArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) job: JobArgs,
    /// Count findings by rule instead of showing them.
    #[arg(long)]
    pub(super) statistics: bool,
    /// Show which of Hexo, Hugo, Jekyll and Astro read each post's front matter, and why the others
    /// do not, instead of findings.
    #[arg(long, conflicts_with_all = ["statistics", "format"])]
    pub(super) generators: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct FixArgs {
    #[command(flatten)]
    pub(super) job: JobArgs,
    /// Apply fixes that are only probably right, too.
    #[arg(long = "unsafe")]
    pub(super) unsafe_too: bool,
    #[command(flatten)]
    pub(super) writing: WritingArgs,
}

impl FixArgs {
    pub(super) fn least(&self) -> Safety {
        if self.unsafe_too {
            Safety::Unsafe
        } else {
            Safety::Safe
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct SuppressArgs {
    /// The rule, by its id, or several with a tag.
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) files: FilesArgs,
    /// Why, for who reads the comment.
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// The last day on which it holds: `2027-01-31`.
    #[arg(long, value_name = "DAY")]
    pub(super) until: Option<String>,
    #[command(flatten)]
    pub(super) writing: WritingArgs,
}

/// How files are changed.
#[derive(Debug, ClapArgs)]
pub(super) struct WritingArgs {
    /// Show what would change, and write nothing; exits with 1 if anything would.
    #[arg(long)]
    pub(super) diff: bool,
    /// Also change files that git could not give back.
    #[arg(long)]
    pub(super) allow_dirty: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct UndoArgs {
    /// A name that `copydesk runs` lists.
    pub(super) run: Option<String>,
}

/// Which posts, and what holds for them.
#[derive(Debug, ClapArgs)]
pub(super) struct FilesArgs {
    /// Files and folders; `-` reads one post from standard input.
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// How many files to work on at once; 0 is one a core.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(super) threads: usize,
    /// Larger files are reported and not read. In bytes.
    #[arg(long, default_value_t = 16 << 20, value_name = "BYTES")]
    pub(super) max_file_size: u64,
    #[command(flatten)]
    pub(super) own: OwnRules,
}

#[derive(Debug, ClapArgs)]
pub(super) struct JobArgs {
    #[command(flatten)]
    pub(super) files: FilesArgs,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = FormatArg::Human)]
    pub(super) format: FormatArg,
    /// Only these rules, by id or tag.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) select: Vec<String>,
    /// All but these rules, by id or tag.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) ignore: Vec<String>,
    /// Exit with 1 only for findings at least this bad.
    #[arg(long, value_enum, default_value_t = SeverityArg::Warning, value_name = "SEVERITY")]
    pub(super) fail_on: SeverityArg,
    /// What the post on standard input is called: the end of its name says whether it is HTML or
    /// Markdown, and the folder which configuration holds. Without a name it is Markdown.
    #[arg(long, default_value = "-", value_name = "PATH")]
    pub(super) stdin_filename: String,
    #[command(flatten)]
    pub(super) trust: TrustArgs,
    /// Whether to use colours.
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub(super) color: ColorArg,
}

/// Rules beside those that are built in.
#[derive(Debug, ClapArgs)]
pub(super) struct OwnRules {
    /// A rule file of your own, or a folder of them; one with the name of a built-in rule takes its
    /// place.
    #[arg(long, value_name = "PATH")]
    pub(super) rule_files: Vec<PathBuf>,
    /// The configuration for all files; by default it is the nearest copydesk.yml, from each post
    /// upwards.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Look for no configuration.
    #[arg(long, conflicts_with = "config")]
    pub(super) no_config: bool,
}

/// How far an address is trusted.
#[derive(Debug, ClapArgs)]
pub(super) struct TrustArgs {
    /// When an address may be written with `https`.
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(super) https: Option<HttpsArg>,
    /// A file that says of hosts whether they answer by HTTPS, and whether they serve images to
    /// other sites.
    #[arg(long, value_name = "FILE")]
    pub(super) hosts: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TestArgs {
    /// Ids, tags, rule files, or folders of rule files; all built-in rules if none is given.
    pub(super) rules: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RulesArgs {
    #[command(flatten)]
    pub(super) own: OwnRules,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// The rule's id.
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) own: OwnRules,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainUrlArgs {
    /// The URL as a post has it; references (`&amp;`) are read.
    pub(super) url: String,
    #[command(flatten)]
    pub(super) trust: TrustArgs,
    #[command(flatten)]
    pub(super) own: OwnRules,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// The line, the place in it, the advice.
    Human,
    /// A line a finding.
    Concise,
    /// One JSON document.
    Json,
    /// A JSON document a line, one a finding.
    Jsonl,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum SeverityArg {
    Note,
    Warning,
    Error,
}

impl From<SeverityArg> for Severity {
    fn from(arg: SeverityArg) -> Self {
        match arg {
            SeverityArg::Note => Self::Note,
            SeverityArg::Warning => Self::Warning,
            SeverityArg::Error => Self::Error,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum HttpsArg {
    /// Always for images, which browsers raise anyway; for links with evidence.
    Assume,
    /// With evidence only: the hosts file, or the same address beside it.
    Evidence,
    /// Never: an address keeps its scheme.
    Keep,
}

impl From<HttpsArg> for Https {
    fn from(arg: HttpsArg) -> Self {
        match arg {
            HttpsArg::Assume => Self::Assume,
            HttpsArg::Evidence => Self::Evidence,
            HttpsArg::Keep => Self::Keep,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    Always,
    Never,
}

/// The command line of this process; a mistake in it ends the process with 2.
pub(super) fn read() -> Args {
    Args::parse()
}
