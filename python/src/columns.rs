//! columns: what was found in posts, as columns of Arrow in the form of the JSON lines. What JSON leaves out is null.

use crate::arrow::Failure;
use arrow_array::builder::{BooleanBufferBuilder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema};
use copydesk::config::one::{Act, Outcome};
use copydesk::report::json::{self, EditRow, Place, Row};
use std::sync::Arc;

/// The offsets of a column of texts are of 32 bits: as Spark wants it.
const MOST_BYTES: usize = 1 << 30;

/// The columns of a struct, each with its name.
struct Columns(Vec<FieldRef>, Vec<ArrayRef>);

impl Columns {
    fn new() -> Self {
        Self(Vec::new(), Vec::new())
    }

    fn with(mut self, name: &str, column: ArrayRef) -> Self {
        let field = Field::new(name, column.data_type().clone(), true);
        self.0.push(Arc::new(field));
        self.1.push(column);
        self
    }

    fn structs(self, nulls: Option<NullBuffer>) -> StructArray {
        StructArray::new(Fields::from(self.0), self.1, nulls)
    }
}

/// Which rows of a column are there.
struct Present(BooleanBufferBuilder);

impl Present {
    fn new() -> Self {
        Self(BooleanBufferBuilder::new(0))
    }

    fn nulls(&mut self) -> NullBuffer {
        NullBuffer::new(self.0.finish())
    }
}

/// How long the list of each row is, and which rows have one.
struct Lengths(Vec<usize>, Present);

impl Lengths {
    fn new() -> Self {
        Self(Vec::new(), Present::new())
    }

    fn push(&mut self, length: Option<usize>) {
        self.0.push(length.unwrap_or(0));
        self.1.0.append(length.is_some());
    }

    fn list(mut self, of: StructArray) -> ArrayRef {
        let element = DataType::Struct(of.fields().clone());
        let element = Arc::new(Field::new("element", element, true));
        let offsets = OffsetBuffer::from_lengths(self.0);
        let nulls = Some(self.1.nulls());
        Arc::new(ListArray::new(element, offsets, Arc::new(of), nulls))
    }
}

#[derive(Default)]
struct Places {
    offset: Int64Builder,
    line: Int64Builder,
    column: Int64Builder,
}

impl Places {
    fn push(&mut self, place: Option<&Place>) {
        let number = |of: fn(&Place) -> u32| place.map(|place| i64::from(of(place)));
        self.offset.append_option(number(|place| place.offset));
        self.line.append_option(number(|place| place.line));
        self.column.append_option(number(|place| place.column));
    }

    fn finish(mut self, nulls: Option<NullBuffer>) -> ArrayRef {
        let columns = Columns::new()
            .with("offset", Arc::new(self.offset.finish()))
            .with("line", Arc::new(self.line.finish()))
            .with("column", Arc::new(self.column.finish()));
        Arc::new(columns.structs(nulls))
    }
}

struct Edits {
    lengths: Lengths,
    start: Int64Builder,
    end: Int64Builder,
    text: StringBuilder,
}

impl Edits {
    fn new() -> Self {
        Self {
            lengths: Lengths::new(),
            start: Int64Builder::new(),
            end: Int64Builder::new(),
            text: StringBuilder::new(),
        }
    }

    fn push<'e>(&mut self, edits: Option<impl IntoIterator<Item = EditRow<'e>>>) {
        let mut length = 0;
        let is_there = edits.is_some();
        for edit in edits.into_iter().flatten() {
            self.start.append_value(i64::from(edit.start));
            self.end.append_value(i64::from(edit.end));
            self.text.append_value(edit.text);
            length += 1;
        }
        self.lengths.push(is_there.then_some(length));
    }

    fn finish(mut self) -> ArrayRef {
        let columns = Columns::new()
            .with("start", Arc::new(self.start.finish()))
            .with("end", Arc::new(self.end.finish()))
            .with("text", Arc::new(self.text.finish()));
        self.lengths.list(columns.structs(None))
    }
}

/// The columns of findings.
struct Findings {
    lengths: Lengths,
    version: Int64Builder,
    texts: [StringBuilder; TEXTS.len()],
    start: Places,
    end: Places,
    fix: Fixes,
    related: Related,
}

/// What of a finding is a text, in the order of `texts`.
const TEXTS: [&str; 9] = [
    "path", "rule", "severity", "message", "help", "host", "title", "date", "excerpt",
];

struct Fixes {
    present: Present,
    safety: StringBuilder,
    title: StringBuilder,
    edits: Edits,
}

struct Related {
    present: Present,
    message: StringBuilder,
    start: Places,
    end: Places,
}

impl Findings {
    fn new() -> Self {
        Self {
            lengths: Lengths::new(),
            version: Int64Builder::new(),
            texts: Default::default(),
            start: Places::default(),
            end: Places::default(),
            fix: Fixes {
                present: Present::new(),
                safety: StringBuilder::new(),
                title: StringBuilder::new(),
                edits: Edits::new(),
            },
            related: Related {
                present: Present::new(),
                message: StringBuilder::new(),
                start: Places::default(),
                end: Places::default(),
            },
        }
    }

    /// How many bytes its texts have.
    fn push(&mut self, row: &Row<'_>) -> usize {
        self.version.append_value(i64::from(row.version));
        let texts = [
            Some(row.path),
            Some(row.rule),
            Some(row.severity),
            Some(row.message),
            row.help,
            row.host.as_deref(),
            row.title,
            row.date,
            row.excerpt.as_deref(),
        ];
        let mut size = 0;
        for (column, text) in self.texts.iter_mut().zip(texts) {
            size += text.map_or(0, str::len);
            column.append_option(text);
        }
        self.start.push(Some(&row.start));
        self.end.push(Some(&row.end));
        let fix = row.fix.as_ref();
        self.fix.present.0.append(fix.is_some());
        self.fix.safety.append_option(fix.map(|fix| fix.safety));
        self.fix.title.append_option(fix.map(|fix| fix.title));
        let edits = fix.map(|fix| &fix.edits);
        size += edits.map_or(0, |edits| edits.iter().map(|edit| edit.text.len()).sum());
        self.fix.edits.push(edits.map(|edits| {
            edits.iter().map(|edit| EditRow {
                start: edit.start,
                end: edit.end,
                text: edit.text,
            })
        }));
        let related = row.related.as_ref();
        self.related.present.0.append(related.is_some());
        let message = related.map(|related| related.message);
        self.related.message.append_option(message);
        self.related
            .start
            .push(related.map(|related| &related.start));
        self.related.end.push(related.map(|related| &related.end));
        size
    }

    fn finish(mut self) -> ArrayRef {
        let [
            path,
            rule,
            severity,
            message,
            help,
            host,
            title,
            date,
            excerpt,
        ] = self.texts;
        let text = |mut column: StringBuilder| -> ArrayRef { Arc::new(column.finish()) };
        let fixes = self.fix.present.nulls();
        let fix = Columns::new()
            .with("safety", text(self.fix.safety))
            .with("title", text(self.fix.title))
            .with("edits", self.fix.edits.finish());
        let present = self.related.present.nulls();
        let related = Columns::new()
            .with("message", text(self.related.message))
            .with("start", self.related.start.finish(Some(present.clone())))
            .with("end", self.related.end.finish(Some(present.clone())));
        let all = Columns::new()
            .with("version", Arc::new(self.version.finish()))
            .with(TEXTS[0], text(path))
            .with(TEXTS[1], text(rule))
            .with(TEXTS[2], text(severity))
            .with(TEXTS[3], text(message))
            .with(TEXTS[4], text(help))
            .with("start", self.start.finish(None))
            .with("end", self.end.finish(None))
            .with("fix", Arc::new(fix.structs(Some(fixes))))
            .with("related", Arc::new(related.structs(Some(present))))
            .with(TEXTS[5], text(host))
            .with(TEXTS[6], text(title))
            .with(TEXTS[7], text(date))
            .with(TEXTS[8], text(excerpt));
        self.lengths.list(all.structs(None))
    }
}

/// Rules whose fix does not hold.
struct Refused {
    lengths: Lengths,
    rule: StringBuilder,
    start: Places,
    reason: StringBuilder,
}

impl Refused {
    /// How many bytes its texts have.
    fn push(&mut self, outcome: Option<&Outcome>) -> usize {
        let (mut length, mut size) = (0, 0);
        for finding in outcome.into_iter().flat_map(|outcome| &outcome.findings) {
            let (Some(outcome), Some(reason)) = (outcome, finding.refused.as_deref()) else {
                continue;
            };
            self.rule.append_value(&*finding.rule);
            let start = Place::of(&outcome.after, finding.span.start);
            self.start.push(Some(&start));
            self.reason.append_value(reason);
            length += 1;
            size += finding.rule.len() + reason.len();
        }
        self.lengths.push(outcome.map(|_| length));
        size
    }

    fn finish(mut self) -> ArrayRef {
        let columns = Columns::new()
            .with("rule", Arc::new(self.rule.finish()))
            .with("start", self.start.finish(None))
            .with("reason", Arc::new(self.reason.finish()));
        self.lengths.list(columns.structs(None))
    }
}

/// What a fix makes of posts.
struct Fixed {
    text: StringBuilder,
    edits: Edits,
    refused: Refused,
}

/// What was found in each post so far.
pub(crate) struct Found {
    findings: Findings,
    fixed: Option<Fixed>,
    error: StringBuilder,
    size: usize,
}

impl Found {
    pub(crate) fn new(act: Act) -> Self {
        let fixed = matches!(act, Act::Fix(_)).then(|| Fixed {
            text: StringBuilder::new(),
            edits: Edits::new(),
            refused: Refused {
                lengths: Lengths::new(),
                rule: StringBuilder::new(),
                start: Places::default(),
                reason: StringBuilder::new(),
            },
        });
        Self {
            findings: Findings::new(),
            fixed,
            error: StringBuilder::new(),
            size: 0,
        }
    }

    /// What came of the next post.
    pub(crate) fn push(&mut self, judged: Result<Outcome, String>) -> Result<(), Failure> {
        let (outcome, error) = match judged {
            Ok(outcome) => (Some(outcome), None),
            Err(error) => (None, Some(error)),
        };
        let outcome = outcome.as_ref();
        if let Some(Outcome {
            after, findings, ..
        }) = outcome
        {
            json::each(after, findings, |row| self.size += self.findings.push(row));
        }
        let length = outcome.map(|outcome| outcome.findings.len());
        self.findings.lengths.push(length);
        if let Some(fixed) = &mut self.fixed {
            let text = outcome.map(|outcome| outcome.after.text());
            fixed.text.append_option(text);
            let edits = outcome.map(|outcome| outcome.edits.as_slice());
            fixed
                .edits
                .push(edits.map(|edits| edits.iter().map(EditRow::of)));
            self.size += text.map_or(0, str::len);
            self.size += edits.map_or(0, |edits| edits.iter().map(|edit| edit.text.len()).sum());
            self.size += fixed.refused.push(outcome);
        }
        self.error.append_option(error);
        if self.size > MOST_BYTES {
            let size = self.size;
            let message = format!(
                "what there is to say of these posts has {size} bytes or more: hand over fewer at once"
            );
            return Err(Failure::Said(message));
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<RecordBatch, Failure> {
        let mut columns = Columns::new().with("findings", self.findings.finish());
        if let Some(mut fixed) = self.fixed {
            columns = columns
                .with("text", Arc::new(fixed.text.finish()))
                .with("edits", fixed.edits.finish())
                .with("refused", fixed.refused.finish());
        }
        let Columns(fields, columns) = columns.with("error", Arc::new(self.error.finish()));
        Ok(RecordBatch::try_new(
            Arc::new(Schema::new(fields)),
            columns,
        )?)
    }
}
