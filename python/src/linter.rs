//! linter: rules and a configuration, which judge one post or a batch of them.

use crate::arrow::{self, Columns};
use crate::results::{Finding, Fixed, findings, fixed};
use copydesk::config::cache::{Search, Settings};
use copydesk::config::load::{self, Wrong};
use copydesk::config::one::{self, Act, Outcome};
use copydesk::config::resolve::Overrides;
use copydesk::data::date::Day;
use copydesk::text::edit::Safety;
use copydesk::text::source::MAX_BYTES;
use copydesk::workspace::clock;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;
use std::path::{Path, PathBuf};

create_exception!(
    copydesk,
    ConfigError,
    PyException,
    "A configuration, a rule file or a hosts file is wrong. `mistakes` has for each mistake its path, line, column and message."
);

/// Judges posts by the rules that are built in, those of its own, and a configuration.
#[pyclass(frozen, module = "copydesk")]
pub(crate) struct Linter {
    settings: Settings,
}

/// As an exception that says where each mistake is.
fn wrong(wrong: &[Wrong]) -> PyErr {
    let mut said = Vec::new();
    let mut mistakes = Vec::new();
    for file in wrong {
        for mistake in &file.mistakes {
            let at = file.source.position(mistake.span.start);
            let path = file.source.name();
            let help = mistake
                .help
                .as_ref()
                .map(|help| format!("; {help}"))
                .unwrap_or_default();
            let message = format!("{}{help}", mistake.message);
            said.push(format!(
                "{path}:{}:{}: {}: {message}",
                at.line,
                at.column,
                file.kind.word()
            ));
            mistakes.push((path.to_owned(), at.line, at.column, message));
        }
    }
    let error = ConfigError::new_err(said.join("\n"));
    Python::attach(|py| match error.value(py).setattr("mistakes", mistakes) {
        Ok(()) => error,
        Err(error) => error,
    })
}

fn act(is_fixed: bool, is_unsafe: bool) -> Act {
    match (is_fixed, is_unsafe) {
        (false, _) => Act::Check,
        (true, false) => Act::Fix(Safety::Safe),
        (true, true) => Act::Fix(Safety::Unsafe),
    }
}

impl Linter {
    /// Does `act` with each row of the batch.
    fn rows<'py>(
        &self,
        py: Python<'py>,
        batch: PyRecordBatch,
        columns: &Columns<'_>,
        act: Act,
        threads: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let rows = batch.into_inner();
        let done = py.detach(|| arrow::batch(&self.settings, &rows, columns, act, threads));
        PyRecordBatch::new(done.map_err(arrow::Failure::raise)?).into_pyarrow(py)
    }

    fn done(&self, text: String, name: &str, act: Act) -> PyResult<Outcome> {
        if name.is_empty() {
            return Err(PyValueError::new_err("`name` is empty"));
        }
        if text.len() as u64 > MAX_BYTES {
            return Err(PyValueError::new_err("the text has more than 4 GiB"));
        }
        let source = one::source(&self.settings, name, text);
        let outcome = source.and_then(|source| one::done(&self.settings, source, act, true));
        outcome.map_err(|error| wrong(&error))
    }
}

#[pymethods]
impl Linter {
    #[new]
    #[pyo3(signature = (config=None, *, rules=Vec::new(), select=Vec::new(), ignore=Vec::new(), no_config=false))]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what Python hands over is made for this call"
    )]
    fn new(
        config: Option<PathBuf>,
        rules: Vec<PathBuf>,
        select: Vec<String>,
        ignore: Vec<String>,
        no_config: bool,
    ) -> PyResult<Self> {
        let search = match (config, no_config) {
            (Some(_), true) => {
                let message = "`config` cannot be used with `no_config`";
                return Err(PyValueError::new_err(message));
            }
            (Some(config), false) => Search::Named(config),
            (None, true) => Search::Nowhere,
            (None, false) => Search::Upwards,
        };
        let mut known = load::builtin().map_err(|error| wrong(&error))?;
        for (rule, _) in load::files(&rules).map_err(|error| wrong(&error))? {
            known.retain(|other| other.id != rule.id);
            known.push(rule);
        }
        known.sort_by(|a, b| a.id.cmp(&b.id));
        let names: Vec<String> = select.iter().chain(&ignore).cloned().collect();
        let wanted = Overrides {
            select,
            ignore,
            today: Some(Day::of(clock::now())),
            ..Overrides::default()
        };
        let settings = Settings::new(known, wanted, search);
        // What is wrong with it is said before the first post.
        let here = settings.at(Path::new("")).map_err(|error| wrong(&error))?;
        load::check_names(here.all_rules(), &names).map_err(PyValueError::new_err)?;
        Ok(Self { settings })
    }

    /// What there is to report of a text. `name` is a path: its end says whether it is HTML, Markdown or MDX.
    fn check(&self, py: Python<'_>, text: String, name: &str) -> PyResult<Vec<Finding>> {
        let outcome = py.detach(|| self.done(text, name, Act::Check));
        outcome.map(|outcome| findings(&outcome))
    }

    /// What fixes make of a text; `unsafe` ones too.
    #[pyo3(signature = (text, name, r#unsafe=false))]
    fn fix(&self, py: Python<'_>, text: String, name: &str, r#unsafe: bool) -> PyResult<Fixed> {
        let act = act(true, r#unsafe);
        let outcome = py.detach(|| self.done(text, name, act));
        outcome.map(|outcome| fixed(&outcome, act))
    }

    /// The same as `check` for each row of a record batch: a row for each, in order.
    #[pyo3(signature = (batch, *, id="id", name="name", text="text", threads=1, max_size=16 << 20))]
    #[expect(clippy::too_many_arguments, reason = "they have names in Python")]
    fn check_batch<'py>(
        &self,
        py: Python<'py>,
        batch: PyRecordBatch,
        id: &str,
        name: &str,
        text: &str,
        threads: usize,
        max_size: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let columns = Columns {
            id,
            name,
            text,
            max_size,
        };
        self.rows(py, batch, &columns, Act::Check, threads)
    }

    /// The same as `fix` for each row of a record batch: a row for each, in order.
    #[pyo3(signature = (batch, *, r#unsafe=false, id="id", name="name", text="text", threads=1, max_size=16 << 20))]
    #[expect(clippy::too_many_arguments, reason = "they have names in Python")]
    fn fix_batch<'py>(
        &self,
        py: Python<'py>,
        batch: PyRecordBatch,
        r#unsafe: bool,
        id: &str,
        name: &str,
        text: &str,
        threads: usize,
        max_size: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let columns = Columns {
            id,
            name,
            text,
            max_size,
        };
        self.rows(py, batch, &columns, act(true, r#unsafe), threads)
    }
}

impl arrow::Failure {
    fn raise(self) -> PyErr {
        match self {
            Self::Wrong(error) => wrong(&error),
            Self::Said(message) => PyValueError::new_err(message),
        }
    }
}
