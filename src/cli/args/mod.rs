//! args: what can be typed. The only folder that knows clap.

pub(super) mod completions;
mod help;
mod probe;
mod records;
mod rules;
mod values;
mod way;

pub(super) use probe::ProbeArgs;
pub(super) use records::RecordArgs;
pub(super) use rules::{ExplainArgs, ExplainUrlArgs, NewRuleArgs, RulesArgs, TestArgs};
pub(super) use values::{
    ColorArg, ConfigFormat, HostsFormat, HttpsArg, OutputArg, SchemaArg, SeverityArg,
};
pub(super) use way::WayArgs;

use super::chunk::ChunkArg;
use super::exit::Exit;
use crate::report::Format;
use crate::text::edit::Safety;
use crate::text::suggest::nearest;
use clap::error::ErrorKind;
use clap::{Args as ClapArgs, CommandFactory as _, Parser, Subcommand};
use completions::Shell;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use values::OutputParser;

/// What few need each day is below what most do.
const SETTINGS: &str = "Configuration";
const MORE: &str = "More";

/// Checks and fixes the posts of a content repository: front matter, HTML, sentence ends, URLs.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, max_term_width = 100, override_help = help::OVERVIEW)]
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
    /// Fix what can be proved to be safe; --unsafe for more, --diff to see it first.
    ///
    /// A file with uncommitted changes, or outside of git, is left alone unless --allow-dirty is
    /// given. Exits with 0 if nothing is left to report, 1 if there are findings left, 2 if the job
    /// could not be done.
    Fix(FixArgs),
    /// Write down what `fix` would do first, a line an edit, and show it by rule, host and folder.
    ///
    /// Lines that are taken out of the plan are not applied. Exits with 0 if there is nothing to fix,
    /// 1 if there is, 2 if the job could not be done.
    Plan(PlanArgs),
    /// Write a page for a browser on which a person accepts and rejects the fixes of a plan.
    ///
    /// The page loads nothing and sends nothing. It saves the plan with a verdict on each fix, of which
    /// `copydesk apply` applies the accepted ones.
    Review(ReviewArgs),
    /// Make the edits of a plan, each proved again.
    ///
    /// A file that has changed since, or has uncommitted changes, is left alone and named. Run again
    /// after an interrupt, it goes on. Exits with 2 if a file is left.
    Apply(ApplyArgs),
    /// Accept today's findings: from then on only new ones are reported.
    ///
    /// Writes copydesk-baseline.json beside the configuration, or here. One that is there grows only
    /// with --accept-new, and shrinks only with --prune. Exits with 1 if there are findings that it
    /// does not accept, 2 if the job could not be done.
    Baseline(BaselineArgs),
    /// Add comments that suppress a rule's current findings; --diff to see it first.
    ///
    /// Each finding has a comment before its element, its line or its block, where that changes nothing
    /// that is rendered, and otherwise at the end of the file, for all of it. A file that `fix` leaves
    /// alone is left alone. `copydesk suppress RULE FILE:LINE` is for one line. Exits with 0 if nothing of the rule is left to report, 1 if there are
    /// findings left, 2 if the job could not be done.
    Suppress(SuppressArgs),
    /// Restore the files that a run changed: the last run, or the one that is named.
    ///
    /// A file that has changed since is left alone and named. Undoing is a run, which can be undone.
    /// Exits with 2 if a file is left.
    Undo(UndoArgs),
    /// List the runs that changed files, the oldest first.
    Runs,
    /// Run the examples inside rule files: of every rule, of some, or of files of your own.
    ///
    /// Exits with 0 if all hold, 1 if one does not, 2 if the job could not be done.
    Test(TestArgs),
    /// Write a rule file of one kind to begin with, its examples and what each key does included.
    ///
    /// A file that is there already stays as it is.
    NewRule(NewRuleArgs),
    /// List the rules.
    Rules(RulesArgs),
    /// Print what a rule is for, what it finds and what it would write.
    Explain(ExplainArgs),
    /// Measure how the posts end their sentences, by folder, language, author and category, find the
    /// texts that recur, and propose a configuration.
    #[command(alias = "profile")]
    SentenceStyle(FilesArgs),
    /// Print the way from a proxied URL to its origin, and what the rules make of it.
    ExplainUrl(ExplainUrlArgs),
    /// List the hosts that the posts point to, directly or behind a proxy, and what is known of them.
    ///
    /// `--format json` and `--format csv` have up to three addresses of each host as samples. Only `--probe` uses
    /// the network: it asks each host for these. Exits with 0, or with 2 if the job could not be done.
    Hosts(HostsArgs),
    /// Write a commented copydesk.yml that fits what is here: the generator, its posts, their habits.
    ///
    /// One that is there is never changed.
    Init(InitArgs),
    /// Tell what holds for a file, rule by rule, and which line of which configuration says so.
    Config(ConfigArgs),
    /// Print the JSON Schema by which an editor knows a configuration, or a rule file.
    ///
    /// An editor that speaks to yaml-language-server completes and checks copydesk.yml by it, if it is
    /// kept in a file that the first line names: `# yaml-language-server: $schema=FILE`.
    Schema(SchemaArgs),
    /// Print the script by which a shell completes what is typed
    ///
    /// bash: copydesk completions bash > ~/.local/share/bash-completion/completions/copydesk
    /// zsh: copydesk completions zsh > _copydesk, in a folder of $fpath
    /// fish: copydesk completions fish > ~/.config/fish/completions/copydesk.fish
    #[command(verbatim_doc_comment)]
    Completions(CompletionsArgs),
    /// Answer an editor over standard input and output, by the Language Server Protocol.
    ///
    /// The editor starts it; the book says how, a page an editor.
    Server(ServerArgs),
    /// Print a page of the manual, for `man`.
    ///
    /// To read it: copydesk man check > copydesk-check.1; man ./copydesk-check.1
    Man(ManArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) job: JobArgs,
    /// Only what touches a line that has changed since this revision and the work tree parted.
    #[arg(long, value_name = "REV", conflicts_with_all = ["staged", "from", "records"])]
    pub(super) since: Option<String>,
    /// Only what touches a staged line, as it is staged.
    #[arg(long, conflicts_with_all = ["from", "records"])]
    pub(super) staged: bool,
    /// Check again what changes, until Ctrl-C.
    #[arg(long, conflicts_with_all = ["since", "staged", "generators", "timing", "output", "from", "records"])]
    pub(super) watch: bool,
    #[command(flatten)]
    pub(super) instead: InsteadArgs,
    #[command(flatten)]
    pub(super) records: RecordArgs,
    #[command(flatten)]
    pub(super) way: WayArgs,
}

/// What is shown instead of findings.
#[derive(Debug, ClapArgs)]
pub(super) struct InsteadArgs {
    /// Count findings by rule instead of showing them.
    #[arg(long, conflicts_with_all = ["output", "records"])]
    pub(super) statistics: bool,
    /// Show what each generator does with each post's front matter, and why, instead of findings; with
    /// `--format json` for programs.
    #[arg(long, help_heading = MORE, conflicts_with_all = ["since", "staged", "statistics", "output", "from", "records"])]
    pub(super) generators: bool,
    /// Show which rules take the longest, each alone, instead of findings.
    #[arg(long, alias = "profile", help_heading = MORE, conflicts_with_all = ["since", "staged", "statistics", "generators", "format", "output", "from", "records"])]
    pub(super) timing: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct FixArgs {
    #[command(flatten)]
    pub(super) job: JobArgs,
    /// Apply fixes that are only probably right, too.
    #[arg(long = "unsafe", display_order = 0)]
    pub(super) unsafe_too: bool,
    /// Show fix by fix, suggestions too, and ask.
    #[arg(long, short, display_order = 0, conflicts_with_all = ["diff", "format", "threads", "prove_by", "from", "records"])]
    pub(super) interactive: bool,
    /// Fix what changed-permalink finds too: addresses that were published at this revision and are gone.
    #[arg(long, value_name = "REV", conflicts_with_all = ["from", "records"])]
    pub(super) since: Option<String>,
    #[command(flatten)]
    pub(super) proof: ProofArgs,
    #[command(flatten)]
    pub(super) writing: WritingArgs,
    #[command(flatten)]
    pub(super) records: RecordArgs,
    #[command(flatten)]
    pub(super) way: WayArgs,
}

impl FixArgs {
    pub(super) fn least(&self) -> Safety {
        least(self.unsafe_too)
    }
}

fn least(unsafe_too: bool) -> Safety {
    if unsafe_too {
        Safety::Unsafe
    } else {
        Safety::Safe
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) scope: ScopeArgs,
    /// Where the plan is written, a line an edit; `-` is standard output. Without it, only the
    /// summary is shown.
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Plan fixes that are only probably right, too.
    #[arg(long = "unsafe")]
    pub(super) unsafe_too: bool,
    /// At most so many fixes: the first ones by path.
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    /// Write so many fixes that are drawn at random, of each rule in proportion, for a person to
    /// judge.
    #[arg(long, value_name = "N", requires = "out")]
    pub(super) sample: Option<usize>,
    /// Draws another sample; the same number draws the same one.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(super) seed: u64,
    /// Say how many fixes may be wrong, by a sample whose `verdict`s a person has set to `accept` or
    /// `reject`.
    #[arg(long, value_name = "FILE", exclusive = true)]
    pub(super) check_sample: Option<PathBuf>,
}

impl PlanArgs {
    pub(super) fn least(&self) -> Safety {
        least(self.unsafe_too)
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct ReviewArgs {
    /// What `copydesk plan --out` wrote, or what an earlier review saved; `-` is standard input.
    pub(super) plan: PathBuf,
    /// Where the page is written; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// How many fixes the page's random sample has, of each rule in proportion.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) sample: usize,
    /// Draws another sample; the same number draws the same one.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(super) seed: u64,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ApplyArgs {
    /// What `copydesk plan --out` or the page of `copydesk review` wrote, perhaps with fewer lines; `-` is
    /// standard input. Where any `verdict` is set, only what is accepted is applied.
    pub(super) plan: PathBuf,
    /// Go on chunk by chunk: `by-folder`, `by-rule`, or so many files at a time.
    #[arg(long, value_name = "HOW")]
    pub(super) chunk: Option<ChunkArg>,
    /// Commit each chunk to git, with a message that says what was done and proved.
    #[arg(long)]
    pub(super) commit: bool,
    /// Also change files that git could not restore; `copydesk undo` can.
    #[arg(long, conflicts_with = "commit")]
    pub(super) allow_dirty: bool,
    /// How many files to work on at once; 0: one thread per core.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(super) threads: usize,
    #[command(flatten)]
    pub(super) proof: ProofArgs,
}

/// Proof by the site's own build.
#[derive(Debug, ClapArgs)]
pub(super) struct ProofArgs {
    /// Build a copy of this folder with this command before and after the fixes, compare the pages, and
    /// leave out each fix that changes a page by more than it declares: `--prove-by 'hexo generate'`.
    #[arg(long, value_name = "COMMAND", requires = "built")]
    pub(super) prove_by: Option<String>,
    /// The folder that the command writes the pages to: `public`, `_site`, `dist`.
    #[arg(long, value_name = "FOLDER", requires = "prove_by")]
    pub(super) built: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct BaselineArgs {
    #[command(flatten)]
    pub(super) scope: ScopeArgs,
    /// Accept findings that are new since the baseline was written.
    #[arg(long)]
    pub(super) accept_new: bool,
    /// Take out what is not found any more.
    #[arg(long)]
    pub(super) prune: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SuppressArgs {
    /// The rule, by its id, or several with a tag.
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) files: FilesArgs,
    /// Why, for those who read the comment.
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
    #[arg(long, display_order = 0)]
    pub(super) diff: bool,
    /// Also change files that git could not restore; `copydesk undo` can.
    #[arg(long, display_order = 0)]
    pub(super) allow_dirty: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ServerArgs {
    #[command(flatten)]
    pub(super) own: OwnRules,
    #[command(flatten)]
    pub(super) trust: TrustArgs,
    /// What some editors say of the way that they talk; there is no other.
    #[arg(long, hide = true)]
    stdio: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct UndoArgs {
    /// A name that `copydesk runs` lists.
    pub(super) run: Option<String>,
    /// Also files outside of the work tree, or of this folder, that the journal names.
    #[arg(long)]
    pub(super) outside: bool,
}

/// Which posts, and what holds for them.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct FilesArgs {
    /// Files and folders; `-` reads one post from standard input.
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// How many files to work on at once; 0: one thread per core.
    #[arg(long, default_value_t = 0, value_name = "N", help_heading = MORE)]
    pub(super) threads: usize,
    /// Pass over what the configuration ignores even where it is named: for a hook, which names
    /// every file.
    #[arg(long, help_heading = MORE)]
    pub(super) force_ignore: bool,
    /// Larger files are reported and not read. In bytes.
    #[arg(long, default_value_t = 16 << 20, value_name = "BYTES", help_heading = MORE)]
    pub(super) max_file_size: u64,
    #[command(flatten)]
    pub(super) own: OwnRules,
}

/// Which rules.
#[derive(Debug, ClapArgs)]
pub(super) struct ChosenRules {
    /// Only these rules, by id or tag.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) select: Vec<String>,
    /// All but these rules, by id or tag.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) ignore: Vec<String>,
}

/// Which posts, and which rules.
#[derive(Debug, ClapArgs)]
pub(super) struct ScopeArgs {
    #[command(flatten)]
    pub(super) files: FilesArgs,
    #[command(flatten)]
    pub(super) rules: ChosenRules,
    #[command(flatten)]
    pub(super) trust: TrustArgs,
    /// Whether to use colours.
    #[arg(long, value_enum, default_value_t = ColorArg::Auto, help_heading = MORE)]
    pub(super) color: ColorArg,
}

/// Which posts, which rules, and what is told of them.
#[derive(Debug, ClapArgs)]
pub(super) struct JobArgs {
    #[command(flatten)]
    pub(super) scope: ScopeArgs,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Write the findings to a file as well, in any of these formats; can be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = OutputParser)]
    pub(super) output: Vec<OutputArg>,
    /// Say what is wrong, and nothing else: no sum, no progress.
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Show every finding on a terminal, where more than 20 are summed up; elsewhere all are shown.
    #[arg(long)]
    pub(super) all: bool,
    /// Exit with 1 only for findings at least this bad.
    #[arg(long, value_enum, default_value_t = SeverityArg::Warning, value_name = "SEVERITY")]
    pub(super) fail_on: SeverityArg,
    /// Report what a baseline accepts, too.
    #[arg(long, help_heading = MORE)]
    pub(super) no_baseline: bool,
    /// What the post on standard input is called: the end of its name says whether it is HTML or
    /// Markdown, and the folder which configuration holds. Without a name it is Markdown.
    #[arg(long, default_value = "-", value_name = "PATH", help_heading = MORE)]
    pub(super) stdin_filename: String,
}

/// Rules beside those that are built in.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct OwnRules {
    /// A rule file of your own, or a folder of them; one with the name of a built-in rule takes its
    /// place.
    #[arg(long, value_name = "PATH", help_heading = SETTINGS)]
    pub(super) rule_files: Vec<PathBuf>,
    /// The configuration for all files; by default it is the nearest copydesk.yml, from each post
    /// upwards.
    #[arg(long, value_name = "FILE", help_heading = SETTINGS)]
    pub(super) config: Option<PathBuf>,
    /// Look for no configuration.
    #[arg(long, conflicts_with = "config", help_heading = SETTINGS)]
    pub(super) no_config: bool,
}

/// How far an address is trusted.
#[derive(Debug, ClapArgs)]
pub(super) struct TrustArgs {
    /// When an address may be written with `https`.
    #[arg(long, value_enum, value_name = "WHEN", help_heading = SETTINGS)]
    pub(super) https: Option<HttpsArg>,
    /// A file that says of hosts whether they answer by HTTPS, and whether they serve images to
    /// other sites.
    #[arg(long, value_name = "FILE", help_heading = SETTINGS)]
    pub(super) hosts: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct HostsArgs {
    /// How they are written.
    #[arg(long, value_enum, default_value_t = HostsFormat::Human)]
    pub(super) format: HostsFormat,
    /// Add the hosts that the hosts file does not name to it, as comments to be corrected: to the file of
    /// `--hosts`, of the configuration, or `hosts.yml` beside it.
    #[arg(long)]
    pub(super) write: bool,
    #[command(flatten)]
    pub(super) probe: ProbeArgs,
    #[command(flatten)]
    pub(super) trust: TrustArgs,
    #[command(flatten)]
    pub(super) files: FilesArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct InitArgs {
    /// The top of the content repository.
    #[arg(default_value = ".")]
    pub(super) folder: PathBuf,
    /// Print the configuration, and write nothing.
    #[arg(long)]
    pub(super) stdout: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ConfigArgs {
    /// The post.
    pub(super) file: PathBuf,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = ConfigFormat::Human)]
    pub(super) format: ConfigFormat,
    #[command(flatten)]
    pub(super) rules: ChosenRules,
    #[command(flatten)]
    pub(super) trust: TrustArgs,
    #[command(flatten)]
    pub(super) own: OwnRules,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SchemaArgs {
    /// What is written.
    #[arg(value_enum, default_value_t = SchemaArg::Config)]
    pub(super) of: SchemaArg,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CompletionsArgs {
    /// The shell.
    pub(super) shell: Shell,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ManArgs {
    /// The command that the page is about; copydesk as a whole, if none is given.
    pub(super) command: Option<String>,
}

/// The command line of this process. The error is what the process ends with where a mistake in it, or the help that
/// it asks for, was said.
pub(super) fn read() -> Result<Args, ExitCode> {
    let args = Args::try_parse().map_err(|error| match help::instead(&error) {
        Some(instead) => said(&Args::command().error(error.kind(), instead)),
        None => said(&error),
    })?;
    fits(&args).map_err(|error| said(&error))?;
    Ok(args)
}

/// Says what clap has to say, which may be a help that was asked for.
fn said(error: &clap::Error) -> ExitCode {
    let said = error.print().and_then(|()| io::stdout().flush());
    let is_closed = said.is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
    let exit = if error.use_stderr() {
        Exit::Failed
    } else if is_closed {
        Exit::PipeClosed
    } else {
        Exit::Clean
    };
    ExitCode::from(exit as u8)
}

/// All that can be typed.
pub(super) fn command() -> clap::Command {
    Args::command()
}

/// What can be typed behind the command `name`, or behind `copydesk`. The error says that there is no
/// such command.
pub(super) fn page(name: Option<&str>) -> Result<clap::Command, String> {
    let mut all = command();
    all.build();
    let Some(name) = name else {
        return Ok(all);
    };
    if let Some(command) = all.find_subcommand(name) {
        let page = command.clone();
        return Ok(page.display_name(format!("copydesk-{name}")));
    }
    let known = all.get_subcommands().map(clap::Command::get_name);
    let help = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`copydesk help` lists them".to_owned(),
    };
    Err(format!("no command is called `{name}`; {help}"))
}

/// What else is written in the place of findings must be something that their format can say.
fn fits(args: &Args) -> Result<(), clap::Error> {
    let format = |format: Format| format!("--format {}", format.word());
    let (command, flag, other) = match &args.command {
        Command::Check(check) if check.instead.statistics && !check.job.format.has_statistics() => {
            ("check", "--statistics", format(check.job.format))
        }
        Command::Fix(fix) if fix.records.records && fix.writing.diff => {
            ("fix", "--records", "--diff".to_owned())
        }
        Command::Fix(fix) if fix.records.records && fix.writing.allow_dirty => {
            ("fix", "--records", "--allow-dirty".to_owned())
        }
        Command::Fix(fix) if fix.records.records && fix.proof.prove_by.is_some() => {
            ("fix", "--records", "--prove-by <COMMAND>".to_owned())
        }
        Command::Fix(fix) if fix.writing.diff && !fix.job.output.is_empty() => {
            ("fix", "--diff", "--output <FORMAT=FILE>".to_owned())
        }
        Command::Fix(fix) if fix.writing.diff && !fix.job.format.is_for_people() => {
            ("fix", "--diff", format(fix.job.format))
        }
        _ => return Ok(()),
    };
    let message = format!("the argument '{flag}' cannot be used with '{other}'");
    let mut all = Args::command();
    all.build();
    let said = all.find_subcommand_mut(command);
    Err(said.map_or_else(
        || clap::Error::raw(ErrorKind::ArgumentConflict, &message),
        |said| said.clone().error(ErrorKind::ArgumentConflict, &message),
    ))
}
