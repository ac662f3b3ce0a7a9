//! values: what can be typed behind a flag.

use crate::report::Format;
use crate::rule::policy::Https;
use crate::text::finding::Severity;
use clap::ValueEnum;
use clap::builder::{EnumValueParser, PossibleValue, StringValueParser, TypedValueParser};
use clap::error::ErrorKind;
use std::ffi::OsStr;
use std::path::PathBuf;

/// A file that findings are written to.
#[derive(Clone, Debug)]
pub(in crate::cli) struct OutputArg {
    pub(in crate::cli) format: Format,
    pub(in crate::cli) path: PathBuf,
}

#[derive(Clone, Debug)]
pub(super) struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = OutputArg;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<OutputArg, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        let (format, path) = text.split_once('=').unwrap_or((&text, ""));
        let formats = EnumValueParser::<Format>::new();
        let format = formats.parse_ref(command, argument, OsStr::new(format))?;
        if path.is_empty() {
            let message = format!(
                "`--output {text}` names no file; write `--output {}=FILE`\n",
                format.word()
            );
            return Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command));
        }
        Ok(OutputArg {
            format,
            path: path.into(),
        })
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()).help(self.about()))
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum SeverityArg {
    Note,
    Warning,
    Error,
    /// Findings are no reason to fail.
    Never,
}

impl SeverityArg {
    /// How bad a finding must be; `None`: none is that bad.
    pub(in crate::cli) fn least(self) -> Option<Severity> {
        match self {
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum ConfigFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum HostsFormat {
    /// A line a host
    Human,
    /// For programs
    Json,
    /// A table that spreadsheets open
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum HttpsArg {
    /// images: always (browsers upgrade them anyway); links: only if the host is known to support https
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
pub(in crate::cli) enum ColorArg {
    /// On a terminal; `NO_COLOR`, `CLICOLOR_FORCE` and `CLICOLOR` are respected.
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum SchemaArg {
    /// copydesk.yml
    Config,
    /// A rule file.
    Rule,
    /// A hosts file.
    Hosts,
}
