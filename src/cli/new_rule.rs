//! new-rule: a rule file to begin with.

use super::args::NewRuleArgs;
use super::exit::{CliError, Exit};
use crate::config::load;
use crate::rule::builtin;
use crate::rule::compile::compile;
use crate::text::source::Source;
use crate::workspace::files;
use std::fs;
use std::io::{self, ErrorKind, Write as _};

pub(super) fn new_rule(args: &NewRuleArgs) -> Result<Exit, CliError> {
    let said = |message: String| CliError::Said(Some(message));
    let mut templates = builtin::templates();
    let known = templates.find(|(kind, _)| *kind == args.kind);
    let (kind, text) = known.ok_or_else(|| said(format!("unknown kind `{}`", args.kind)))?;
    let path = args.folder.join(format!("{}.yml", args.name));
    let name = load::name(&path);
    // What is wrong with a file that holds only ours is its name.
    compile(&args.name, &Source::from_text(&*name, text)).map_err(|mistakes| {
        let first = mistakes.into_iter().next();
        CliError::Said(first.map(|mistake| match mistake.help {
            Some(help) => format!("{}; {help}", mistake.message),
            None => mistake.message,
        }))
    })?;
    fs::create_dir_all(&args.folder)?;
    files::create(&path, text.as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => said(format!("`{name}` is there already, and stays as it is")),
        _ => said(format!("`{name}` could not be written: {error}")),
    })?;
    let folder = load::name(&args.folder);
    let place = match builtin::source(&args.name) {
        Some(_) => format!(", in the place of the built-in `{}`", args.name),
        None => String::new(),
    };
    writeln!(
        io::stdout(),
        "{name} is written: a rule that looks for `{kind}`\n\
         `copydesk test {name}` runs its examples; `rule-files: [{folder}]` in copydesk.yml turns it \
         on{place}"
    )?;
    Ok(Exit::Clean)
}
