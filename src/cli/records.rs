//! records: posts that come as lines of JSON, and a line of JSON for each.

use super::args::{JobArgs, RecordArgs};
use super::exit::{CliError, Exit};
use super::session::{Job, Shows};
use super::terminal;
use crate::config::load::Wrong;
use crate::config::one::{self, Act, Outcome};
use crate::data::record::{Keys, NoRecord, Part, Record};
use crate::report::json;
use crate::report::summary::count;
use crate::text::finding::Severity;
use crate::text::source::MAX_BYTES;
use crate::workspace::flow::flow;
use crate::workspace::lines::{Line, LineError, Lines};
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// Most that a byte of a text takes in JSON: `\u0001`.
const ESCAPED: usize = 6;
/// What else may be in the line of a record, in bytes.
const BESIDE: usize = 1 << 20;

/// What became of one line.
struct Told {
    /// What is written for it.
    line: String,
    worst: Option<Severity>,
    /// It is no record, or nothing can be said of it.
    failed: bool,
}

/// Does `act` with the post of each line.
pub(super) fn records(args: &JobArgs, keys: &RecordArgs, act: Act) -> Result<Exit, CliError> {
    let job = Job::new(args, Shows::Nothing)?;
    let door = Door {
        keys: Keys {
            id: keys.id_key.clone(),
            name: keys.name_key.clone(),
            text: keys.text_key.clone(),
        },
        force_ignore: args.scope.files.force_ignore,
        limit: job.limit.min(MAX_BYTES) as usize,
        job: &job,
        act,
    };
    let lines = Lines::new(inputs(args, &job)?, door.longest());
    let mut out = BufWriter::new(io::stdout());
    let (mut seen, mut failed, mut worst, mut stop) = (0, 0, None, Ok(()));
    let size = |line: &Line| line.read.as_ref().map_or(0, Vec::len);
    flow(
        lines,
        job.threads,
        size,
        |line| door.line(&line),
        |told, is_more| {
            let written = match told {
                Ok(told) => {
                    seen += 1;
                    failed += usize::from(told.failed);
                    worst = worst.max(told.worst);
                    let written = out.write_all(told.line.as_bytes());
                    // Who waits for an answer before asking more has it.
                    let written = written.and_then(|()| if is_more { Ok(()) } else { out.flush() });
                    written.map_err(CliError::from)
                }
                Err(wrong) => Err(terminal::say_wrong(&wrong)),
            };
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    stop = Err(error);
                    ControlFlow::Break(())
                }
            }
        },
    );
    let flushed = out.flush();
    stop?;
    flushed?;
    if failed > 0 && !job.quiet {
        let of = count(seen, "line");
        terminal::say(&format!(
            "{failed} of {of} not read: each has an `error` in its place"
        ));
    }
    let is_bad = |least| worst.is_some_and(|worst: Severity| worst >= least);
    Ok(match job.fail_on {
        _ if failed > 0 || job.failed => Exit::Failed,
        Some(least) if is_bad(least) => Exit::Findings,
        _ => Exit::Clean,
    })
}

/// Where the lines are: standard input, where nothing is named.
fn inputs(args: &JobArgs, job: &Job) -> Result<Vec<PathBuf>, CliError> {
    let is_default = args.scope.files.paths == [PathBuf::from(".")];
    if !is_default {
        return Ok(job.paths.clone());
    }
    if io::stdin().is_terminal() {
        let message =
            "`--records` reads lines of JSON: name their files, or pipe them to standard input";
        return Err(CliError::said(message));
    }
    Ok(vec![PathBuf::from("-")])
}

struct Door<'j> {
    job: &'j Job,
    keys: Keys,
    act: Act,
    force_ignore: bool,
    /// The largest text, in bytes.
    limit: usize,
}

impl Door<'_> {
    /// The longest line whose text may be within the limit.
    fn longest(&self) -> usize {
        self.limit.saturating_mul(ESCAPED).saturating_add(BESIDE)
    }

    fn line(&self, line: &Line) -> Result<Told, Arc<Vec<Wrong>>> {
        let failed = |id: Option<&str>, message: &str| Ok(failed(line, id, message));
        let bytes = match &line.read {
            Ok(bytes) => bytes,
            Err(LineError::TooLong) => {
                let limit = count(self.longest(), "byte");
                return failed(None, &format!("the line has more than {limit}"));
            }
            Err(LineError::Io(error)) => return failed(None, &error.to_string()),
        };
        let record = match self.keys.read(bytes) {
            Ok(record) => record,
            Err(no) => return failed(no.id, &advised(&no)),
        };
        let size = record.text.len();
        if size > self.limit {
            let (size, limit) = (count(size, "byte"), count(self.limit, "byte"));
            let message =
                format!("the text has {size}, and the limit is {limit} (`--max-file-size`)");
            return failed(Some(record.id), &message);
        }
        let id = record.id;
        one::guarded(|| self.record(record)).unwrap_or_else(|why| failed(Some(id), why))
    }

    fn record(&self, record: Record<'_>) -> Result<Told, Arc<Vec<Wrong>>> {
        let Record { id, name, text } = record;
        let settings = &self.job.settings;
        let is_ignored = self.force_ignore && one::is_ignored(settings, &name)?;
        let source = one::source(settings, &name, text.into_owned())?;
        let outcome = if is_ignored {
            Outcome::of_ignored(source)
        } else {
            one::done(settings, source, self.act, !self.job.no_baseline)?
        };
        let line = format!("{{\"id\":{id},{}}}\n", outcome.json(self.act));
        let findings = outcome.findings;
        let worst = findings.iter().map(|finding| finding.severity).max();
        Ok(Told {
            line,
            worst,
            failed: false,
        })
    }
}

/// What is wrong with a line, and the flag by which a key is called something else.
fn advised(no: &NoRecord<'_>) -> String {
    let message = &no.message;
    let flag = match no.missing {
        None => return message.clone(),
        Some(Part::Id) => "--id-key",
        Some(Part::Name) => "--name-key",
        Some(Part::Text) => "--text-key",
    };
    format!("{message}; if it is called something else, name it with `{flag}`")
}

/// What is in the place of a line that is no record.
fn failed(line: &Line, id: Option<&str>, message: &str) -> Told {
    let id = id.map(|id| format!("\"id\":{id},")).unwrap_or_default();
    let file = line.file.as_ref();
    let file = file.map(|file| format!("\"file\":{},", json::text(file)));
    let (file, number) = (file.unwrap_or_default(), line.number);
    Told {
        line: format!(
            "{{{id}{file}\"line\":{number},\"error\":{}}}\n",
            json::text(message)
        ),
        worst: None,
        failed: true,
    }
}
