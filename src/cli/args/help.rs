//! help: every command on one screen, and the command for a word that other tools use.

use crate::report::visible;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::path::Path;

/// What `copydesk --help` prints: 80 characters wide, and no higher than 23 lines.
pub(super) const OVERVIEW: &str = "\
Checks and fixes the posts of a site: front matter, HTML, sentence ends, URLs.

Usage: copydesk COMMAND [OPTIONS]     `copydesk COMMAND --help` says more

Every day:
  check, fix             what is wrong; fix it (`fix --diff` shows it first)
  undo, runs             restore what a fix changed; the runs so far
  suppress               add comments that suppress what a rule finds
An archive:
  plan, review, apply    fixes written down first; decided on in a browser; made
  baseline               accept what is found today, report only what is new
  hosts, sentence-style  where addresses lead; how the posts end their sentences
Rules:
  rules, explain         what there is; why, and what it would write
  explain-url            how a proxied address is decoded
  new-rule, test         write a rule of your own; run its examples
Set-up:
  init, config, schema   a copydesk.yml; what holds for a file; for editors
  server, completions    answer an editor; complete what is typed in a shell
  man, help              manual pages; the help of a command

Options: -h, --help; -V, --version
";

/// What is typed out of habit, behind which command, and what there is for it.
const HABITS: &[(Option<&str>, &str, &str)] = &[
    (None, "lint", "copydesk check"),
    (None, "format", "copydesk fix"),
    (None, "rule", "copydesk explain RULE"),
    (None, "version", "copydesk --version"),
    (Some("check"), "--fix", "copydesk fix"),
    (Some("check"), "-f", "--format FORMAT"),
    (Some("check"), "--output-format", "--format FORMAT"),
    (Some("check"), "--exit-zero", "--fail-on never"),
    (Some("check"), "--max-warnings", "--fail-on warning"),
    (Some("check"), "--add-noqa", "copydesk suppress RULE"),
    (Some("fix"), "--dry-run", "copydesk fix --diff"),
    (Some("fix"), "--check", "copydesk fix --diff"),
    // A move is shown by a diff, and taken back by `undo`.
    (
        Some("plan"),
        "--from",
        "copydesk fix --from … --to … --diff",
    ),
    (Some("apply"), "--from", "copydesk fix --from … --to …"),
];

/// What to say of a mistake in the command line that is right in another tool.
pub(super) fn instead(error: &Error) -> Option<String> {
    let (kind, command) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, None),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, std::env::args().nth(1)),
        _ => return None,
    };
    let Some(ContextValue::String(typed)) = error.get(kind) else {
        return None;
    };
    if kind == ContextKind::InvalidSubcommand && Path::new(typed).exists() {
        let typed = visible(typed);
        return Some(format!(
            "`{typed}` is no command: use `copydesk check {typed}`"
        ));
    }
    let mut habits = HABITS.iter();
    let (_, _, right) = habits.find(|(of, word, _)| *of == command.as_deref() && word == typed)?;
    Some(format!("there is no `{typed}` here: use `{right}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_overview_fits_a_small_screen_and_names_every_command() {
        assert!(OVERVIEW.lines().count() <= 23);
        assert!(OVERVIEW.lines().all(|line| line.chars().count() <= 80));
        let named: Vec<&str> = OVERVIEW
            .lines()
            .filter(|line| line.starts_with("  "))
            .flat_map(|line| {
                line.trim()
                    .split("  ")
                    .next()
                    .unwrap_or_default()
                    .split(", ")
            })
            .collect();
        let mut all = super::super::command();
        all.build();
        let shown = all
            .get_subcommands()
            .filter(|command| !command.is_hide_set());
        let mut known: Vec<&str> = shown.map(clap::Command::get_name).collect();
        known.sort_unstable();
        let mut sorted = named.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, known);
    }
}
