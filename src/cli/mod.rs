//! cli: flags → run → exit code.

mod args;
mod apply;
mod baseline;
mod check;
mod chunk;
mod completions;
mod config;
mod explain_url;
mod fix;
mod generators;
mod given;
mod init;
mod interactive;
mod interrupt;
mod job;
mod man;
mod new_rule;
mod pace;
mod plan;
mod printer;
mod profile;
mod progress;
mod rules;
mod schema;
mod screen;
mod suppress;
mod test;
mod undo;
mod update;
mod writer;

use args::Command;

use std::io;
use std::process::ExitCode;

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// Nothing to report.
    Clean = 0,
    /// There are findings.
    Findings = 1,
    /// The job could not be done, or not all of it.
    Failed = 2,
    /// It was asked to end before all was done.
    Interrupted = interrupt::EXIT as isize,
}

/// Why a command stopped.
#[derive(Debug)]
enum Stop {
    /// The system refused.
    Io(io::Error),
    /// Something that the user can mend; what it is, or nothing where it has been said.
    Said(Option<String>),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let outcome = match args::read().command {
        Command::Init(args) => init::init(&args),
        Command::Config(args) => config::config(&args),
        Command::Check(args) => check::check(&args),
        Command::Fix(args) => fix::fix(&args),
        Command::Plan(args) => plan::plan(&args),
        Command::Apply(args) => apply::apply(&args),
        Command::Baseline(args) => baseline::baseline(&args),
        Command::Suppress(args) => suppress::suppress(&args),
        Command::Runs => undo::runs(),
        Command::Undo(args) => undo::undo(&args),
        Command::Test(args) => test::test(&args),
        Command::NewRule(args) => new_rule::new_rule(&args),
        Command::Rules(args) => rules::rules(&args),
        Command::Explain(args) => rules::explain(&args),
        Command::Profile(args) => profile::profile(&args),
        Command::ExplainUrl(args) => explain_url::explain_url(&args),
        Command::Schema(args) => schema::schema(args.of),
        Command::Completions(args) => completions::completions(args.shell),
        Command::Man(args) => man::man(args.command.as_deref()),
    };
    let exit = match outcome {
        Ok(exit) => exit,
        // Who closes the pipe has seen enough.
        Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        Err(Stop::Io(error)) => {
            screen::say(&error.to_string());
            Exit::Failed
        }
        Err(Stop::Said(message)) => {
            if let Some(message) = message {
                screen::say(&message);
            }
            Exit::Failed
        }
    };
    ExitCode::from(exit as u8)
}
