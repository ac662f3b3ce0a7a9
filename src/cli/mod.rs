//! cli: flags → run → exit code.

mod interrupt;
mod exit;
mod chunk;
mod args;
mod terminal;
mod progress;
mod options;
mod output;
mod sites;
mod session;
mod looked_at;
mod standard_input;
mod records;
mod undo;
mod writer;
mod questions;
mod prompt;
mod timing;
mod generators;
mod migrate;
mod check;
mod watch;
mod suspects;
mod prove_by;
mod fix;
mod plan;
mod plan_file;
mod apply;
mod review;
mod baseline;
mod suppress;
mod sentence_style;
mod update;
mod test;
mod new_rule;
mod rules;
mod explain_url;
mod probe;
mod hosts;
mod config;
mod init;
mod schema;
mod man;
mod server;

use args::Command;
use exit::{CliError, Exit};
use std::io;
use std::process::ExitCode;

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let args = match args::read() {
        Ok(args) => args,
        Err(exit) => return exit,
    };
    let outcome = match args.command {
        Command::Init(args) => init::init(&args),
        Command::Config(args) => config::config(&args),
        Command::Check(args) if args.watch => watch::watch(&args),
        Command::Check(args) => check::check(&args),
        Command::Fix(args) => fix::fix(&args),
        Command::Plan(args) => plan::plan(&args),
        Command::Review(args) => review::review(&args),
        Command::Apply(args) => apply::apply(&args),
        Command::Baseline(args) => baseline::baseline(&args),
        Command::Suppress(args) => suppress::suppress(&args),
        Command::Runs => undo::runs(),
        Command::Undo(args) => undo::undo(&args),
        Command::Test(args) => test::test(&args),
        Command::NewRule(args) => new_rule::new_rule(&args),
        Command::Rules(args) => rules::rules(&args),
        Command::Explain(args) => rules::explain(&args),
        Command::SentenceStyle(args) => sentence_style::profile(&args),
        Command::Hosts(args) => hosts::hosts(&args),
        Command::ExplainUrl(args) => explain_url::explain_url(&args),
        Command::Schema(args) => schema::schema(args.of),
        Command::Completions(args) => args::completions::completions(args.shell),
        Command::Server(args) => server::server(&args),
        Command::Man(args) => man::man(args.command.as_deref()),
    };
    let exit = match outcome {
        Ok(exit) if exit != Exit::Interrupted && terminal::is_closed() => Exit::PipeClosed,
        Ok(exit) => exit,
        // Who closes the pipe has seen enough; that is not "nothing to report".
        Err(CliError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::PipeClosed,
        Err(CliError::Io(error)) => {
            terminal::say(&error.to_string());
            Exit::Failed
        }
        Err(CliError::Said(message)) => {
            if let Some(message) = message {
                terminal::say(&message);
            }
            Exit::Failed
        }
    };
    ExitCode::from(exit as u8)
}
