//! screen: what the terminal can show, and how things are said on it.

use super::args::ColorArg;
use super::exit::CliError;
use crate::config::load::Wrong;
use crate::report::{Format, RulePages, Style, visible, visible_lines};
use crate::text::edit::Fix;
use crate::text::finding::{Finding, Severity};
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// What standard output can show.
pub(super) fn style(color: ColorArg) -> Style {
    let color = match color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => wants_color(io::stdout().is_terminal(), std::env::var_os),
    };
    let width = size().map_or(80, |(width, _)| width);
    Style {
        width: width.clamp(40, 120),
        color,
        has_links: color && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        screen: None,
        is_seen: color || io::stdout().is_terminal(),
        ..Style::FILE
    }
}

/// Writes text for a person or a file: a terminal shows what would command it.
pub(super) fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    if out.is_terminal() {
        out.write_all(visible_lines(text).as_bytes())
    } else {
        out.write_all(text.as_bytes())
    }
}

/// Lines are written to fit so many columns; in a narrower terminal one takes more than one row.
const COLUMNS: usize = 80;
/// As many lines has the usual terminal.
const LINES: usize = 24;

/// How many lines the terminal has room for that standard output is; `None` where it is none.
pub(super) fn height() -> Option<usize> {
    let size = io::stdout().is_terminal().then(size)?;
    size.map(|(width, height)| height * width.min(COLUMNS) / COLUMNS)
}

/// How many columns and lines the terminal has. One that does not know, as on a serial line, says 0 and is taken
/// for the usual one.
fn size() -> Option<(usize, usize)> {
    let (width, height) = terminal_size::terminal_size()?;
    let (width, height) = (usize::from(width.0), usize::from(height.0));
    Some(match (width, height) {
        (0, _) | (_, 0) => (COLUMNS, LINES),
        size => size,
    })
}

/// <https://no-color.org>, which wins, and <https://bixense.com/clicolors>.
fn wants_color(is_terminal: bool, variable: impl Fn(&'static str) -> Option<OsString>) -> bool {
    let value = |name| variable(name).filter(|value| !value.is_empty());
    if value("NO_COLOR").is_some() {
        return false;
    }
    if value("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    is_terminal && value("CLICOLOR").is_none_or(|value| value != "0")
}

/// What was typed behind the name of the program.
pub(super) fn typed() -> Vec<String> {
    let typed = std::env::args_os().skip(1);
    typed
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

/// Clears the screen, where standard output is one.
pub(super) fn clear() {
    if io::stdout().is_terminal() {
        // ECMA-48, 8.3.39 "ED", 8.3.21 "CUP".
        let _ = write!(io::stdout(), "\x1b[2J\x1b[H");
    }
}

/// Says something to the person at the terminal, beside what the command prints. If nobody can hear
/// it, that is no reason to stop.
pub(super) fn say(message: &str) {
    // A file may have any name.
    let lines: Vec<_> = message.lines().map(visible).collect();
    let _ = writeln!(io::stderr(), "copydesk: {}", lines.join("\n"));
}

/// Who reads standard output closed it.
static IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Prints a line. Who closes the pipe has seen enough, which is no reason to stop what is being done.
pub(super) fn print(line: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            IS_CLOSED.store(true, Ordering::Relaxed);
            Ok(())
        }
        printed => printed,
    }
}

/// Whether a line could not be printed, since nobody reads any more.
pub(super) fn is_closed() -> bool {
    IS_CLOSED.load(Ordering::Relaxed)
}

/// Says what is wrong with rule files and configurations.
pub(super) fn say_wrong(wrong: &[Wrong]) -> CliError {
    let style = Style {
        color: wants_color(io::stderr().is_terminal(), std::env::var_os),
        ..style(ColorArg::Never)
    };
    let _ = write!(io::stderr(), "{}", shown(wrong, style));
    CliError::Said(None)
}

/// What is wrong with rule files and configurations, as findings in them.
pub(super) fn shown(wrong: &[Wrong], style: Style) -> String {
    let mut out = String::new();
    for file in wrong {
        let findings: Vec<Finding> = file
            .mistakes
            .iter()
            .map(|mistake| Finding {
                rule: file.kind.word().into(),
                severity: Severity::Error,
                span: mistake.span,
                message: mistake.message.clone(),
                help: mistake.help.clone(),
                fix: None::<Fix>,
                moves: None,
                host: None,
                refused: None,
                related: None,
            })
            .collect();
        out.push_str(
            &Format::Human
                .file(&file.source, &findings, style, RulePages::NONE)
                .text,
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_where_they_are_wanted() {
        let wants = |is_terminal, set: &[(&str, &str)]| {
            wants_color(is_terminal, |name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| value.into())
            })
        };
        assert!(wants(true, &[]));
        assert!(!wants(false, &[]));
        assert!(wants(true, &[("NO_COLOR", ""), ("CLICOLOR", "1")]));
        assert!(!wants(true, &[("NO_COLOR", "0")]));
        assert!(!wants(true, &[("CLICOLOR", "0")]));
        assert!(!wants(false, &[("CLICOLOR", "1"), ("CLICOLOR_FORCE", "0")]));
        assert!(wants(false, &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")]));
        assert!(!wants(true, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    }
}
