//! arrow: a batch of posts → a batch of what was found in each, in the contract's form.

use crate::columns::Found;
use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, FieldRef, Schema};
use copydesk::config::cache::Settings;
use copydesk::config::load::Wrong;
use copydesk::config::one::{self, Act, Outcome};
use rayon::prelude::*;
use std::sync::Arc;

/// What the columns are called, and how many bytes a text may have.
pub(crate) struct Columns<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    pub(crate) max_size: usize,
}

/// Why a batch could not be judged.
pub(crate) enum Failure {
    Wrong(Arc<Vec<Wrong>>),
    Said(String),
}

impl From<ArrowError> for Failure {
    fn from(error: ArrowError) -> Self {
        Self::Said(error.to_string())
    }
}

/// A row for each row, in order: the id as it came, and what was found.
pub(crate) fn batch(
    settings: &Settings,
    batch: &RecordBatch,
    columns: &Columns<'_>,
    act: Act,
    threads: usize,
) -> Result<RecordBatch, Failure> {
    let (at, _) = column(batch, columns.id)?;
    let (_, names) = column(batch, columns.name)?;
    let (_, texts) = column(batch, columns.text)?;
    let (names, texts) = (
        Texts::of(names, columns.name)?,
        Texts::of(texts, columns.text)?,
    );
    let row = |row: usize| match post(&names, &texts, columns, row) {
        Err(error) => Ok(Err(error)),
        Ok((name, text)) => judged(settings, name, text, act),
    };
    let rows = 0..batch.num_rows();
    let mut found = Found::new(act);
    if threads == 1 {
        for at in rows {
            found.push(row(at).map_err(Failure::Wrong)?)?;
        }
    } else {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.min(256));
        let pool = pool
            .build()
            .map_err(|error| Failure::Said(error.to_string()))?;
        let outcomes: Vec<_> = pool
            .install(|| rows.into_par_iter().map(row).collect::<Result<_, _>>())
            .map_err(Failure::Wrong)?;
        for outcome in outcomes {
            found.push(outcome)?;
        }
    }
    let found = found.finish()?;
    let mut fields: Vec<FieldRef> = vec![Arc::clone(&batch.schema_ref().fields()[at])];
    fields.extend(found.schema_ref().fields().iter().cloned());
    let mut arrays: Vec<ArrayRef> = vec![Arc::clone(batch.column(at))];
    arrays.extend(found.columns().iter().cloned());
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

/// What came of one post, or why nothing did.
type Judged = Result<Outcome, String>;

fn judged(
    settings: &Settings,
    name: &str,
    text: &str,
    act: Act,
) -> Result<Judged, Arc<Vec<Wrong>>> {
    let outcome = one::guarded(|| {
        let source = one::source(settings, name, text.to_owned())?;
        one::done(settings, source, act, true)
    });
    outcome.map_or_else(|why| Ok(Err(why.to_owned())), |outcome| outcome.map(Ok))
}

/// The name and the text of a row. The error says what is wrong with it.
fn post<'t>(
    names: &'t Texts<'_>,
    texts: &'t Texts<'_>,
    columns: &Columns<'_>,
    row: usize,
) -> Result<(&'t str, &'t str), String> {
    let of = |texts: &'t Texts<'_>, column: &str| {
        let bytes = texts
            .bytes(row)
            .ok_or_else(|| format!("`{column}` is null"))?;
        if bytes.len() > columns.max_size {
            let (size, limit) = (bytes.len(), columns.max_size);
            return Err(format!(
                "`{column}` has {size} bytes, and the limit is {limit} bytes (`max_size`)"
            ));
        }
        let text = std::str::from_utf8(bytes);
        text.map_err(|error| format!("`{column}`: byte {} is not UTF-8", error.valid_up_to() + 1))
    };
    let name = of(names, columns.name)?;
    if name.is_empty() {
        return Err(format!("`{}` is empty", columns.name));
    }
    Ok((name, of(texts, columns.text)?))
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<(usize, &'b ArrayRef), Failure> {
    let Ok(at) = batch.schema_ref().index_of(name) else {
        let fields = batch.schema_ref().fields();
        let known: Vec<String> = fields
            .iter()
            .map(|field| format!("`{}`", field.name()))
            .collect();
        return Err(Failure::Said(format!(
            "no column `{name}`; there are {}",
            known.join(", ")
        )));
    };
    Ok((at, batch.column(at)))
}

/// A column of texts, in any of the forms that engines write.
struct Texts<'a>(&'a dyn Array);

impl<'a> Texts<'a> {
    fn of(array: &'a ArrayRef, name: &str) -> Result<Self, Failure> {
        use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
        match array.data_type() {
            Binary | BinaryView | LargeBinary | LargeUtf8 | Null | Utf8 | Utf8View => {
                Ok(Self(array.as_ref()))
            }
            other => Err(Failure::Said(format!(
                "column `{name}` is {other}, not a string"
            ))),
        }
    }

    /// The bytes of a row; `None` is null.
    fn bytes(&self, row: usize) -> Option<&[u8]> {
        let array = self.0;
        if array.is_null(row) || *array.data_type() == DataType::Null {
            return None;
        }
        Some(match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(row).as_bytes(),
            DataType::LargeUtf8 => array.as_string::<i64>().value(row).as_bytes(),
            DataType::Utf8View => array.as_string_view().value(row).as_bytes(),
            DataType::Binary => array.as_binary::<i32>().value(row),
            DataType::LargeBinary => array.as_binary::<i64>().value(row),
            _ => array.as_binary_view().value(row),
        })
    }
}
