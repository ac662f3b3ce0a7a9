//! screen: what the terminal can show, and how things are said on it.

use super::Stop;
use super::args::ColorArg;
use crate::edit::Fix;
use crate::finding::{Finding, Severity};
use crate::load::Wrong;
use crate::report::{Format, Look};
use std::io::{self, IsTerminal as _, Write as _};

/// What standard output can show.
pub(super) fn look(color: ColorArg) -> Look {
    let color = match color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => io::stdout().is_terminal() && wants_color(),
    };
    let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    Look {
        width: width.clamp(40, 120),
        color,
    }
}

/// <https://no-color.org>
fn wants_color() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Says something to the person at the terminal, beside what the command prints. If nobody can hear
/// it, that is no reason to stop.
pub(super) fn say(message: &str) {
    let _ = writeln!(io::stderr(), "copydesk: {message}");
}

/// Says what is wrong with rule files and configurations, as findings in them.
pub(super) fn say_wrong(wrong: &[Wrong]) -> Stop {
    let look = Look {
        color: io::stderr().is_terminal() && wants_color(),
        ..look(ColorArg::Never)
    };
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
            })
            .collect();
        let shown = Format::Human.file(&file.source, &findings, look);
        let _ = write!(io::stderr(), "{}", shown.text);
    }
    Stop::Said(None)
}
