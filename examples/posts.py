"""What the examples do with a batch of posts, and how they write a month."""

import os
import re
import uuid

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs
import pyarrow.parquet as pq

# So many rows of a month are in memory at once where it is written.
ROWS = 5000
ORDERS = {"findings": ["id", "line", "column", "rule", "message"], "posts": ["id"]}

POSTS = pa.schema([("id", pa.int64()), ("month", pa.string()), ("name", pa.string()), ("text", pa.string()), ("error", pa.string())])
FINDINGS = pa.schema(
    [
        ("id", pa.int64()),
        ("month", pa.string()),
        ("path", pa.string()),
        ("rule", pa.string()),
        ("severity", pa.string()),
        ("message", pa.string()),
        ("line", pa.int64()),
        ("column", pa.int64()),
        ("host", pa.string()),
    ]
)


def month(name):
    """`2022-05` of `posts/2022-05-06-a.md` and `posts/2022/05/a.md`."""
    found = re.search(r"(\d{4})[-/](\d{2})", name or "")
    return f"{found[1]}-{found[2]}" if found else "unknown"


def months(batch):
    return pa.array([month(name) for name in batch["name"].to_pylist()], pa.string())


def found(linter, batch):
    """A row for each finding, and one with the rule `error` for each post that could not be read."""
    checked = linter.check_batch(batch)
    every = months(batch)
    of = pc.list_parent_indices(checked["findings"])
    one = pc.list_flatten(checked["findings"])
    field = lambda *names: pc.struct_field(one, list(names))
    findings = pa.RecordBatch.from_arrays(
        [
            checked["id"].take(of),
            every.take(of),
            field("path"),
            field("rule"),
            field("severity"),
            field("message"),
            field("start", "line"),
            field("start", "column"),
            field("host"),
        ],
        schema=FINDINGS,
    )
    bad = pc.is_valid(checked["error"])
    ids, names, errors = (column.filter(bad) for column in (checked["id"], batch["name"].cast(pa.string()), checked["error"]))
    nothing = pa.nulls(len(ids))
    word = pa.array(["error"] * len(ids), pa.string())
    errors = pa.RecordBatch.from_arrays(
        [ids, every.filter(bad), names, word, word, errors, nothing.cast(pa.int64()), nothing.cast(pa.int64()), nothing.cast(pa.string())],
        schema=FINDINGS,
    )
    return pa.Table.from_batches([findings, errors])


def fixed(linter, batch):
    """A row for each post, with its new text; null where it could not be read."""
    done = linter.fix_batch(batch)
    names = batch["name"].cast(pa.string())
    return pa.table([done["id"], months(batch), names, done["text"], done["error"]], schema=POSTS)


def place(out):
    """The file system that a path or an address like `s3://bucket/folder` is in, and the path there."""
    return pyarrow.fs.FileSystem.from_uri(out if "://" in out else os.path.abspath(out))


def begin(out):
    """An empty folder: what an earlier run wrote is gone."""
    system, folder = place(out)
    system.create_dir(folder)
    system.delete_dir_contents(folder)


def end(out):
    """Removes what workers that were lost have left unfinished."""
    system, folder = place(out)
    for file in system.get_file_info(pyarrow.fs.FileSelector(folder, recursive=True)):
        if file.path.endswith(".unfinished"):
            system.delete_file(file.path)


class Month:
    """A month's file, in `out/month=…`. It is there whole or not at all, since workers may be lost and posts judged
    twice, and its bytes depend on its rows only: not on the batches that these come in, and on no engine."""

    def __init__(self, out, month, schema):
        self.system, folder = place(f"{out}/month={month}")
        self.system.create_dir(folder)
        self.name = f"{folder}/part-0.parquet"
        self.unfinished = f"{folder}/.{uuid.uuid4()}.unfinished"
        self.file = self.system.open_output_stream(self.unfinished)
        self.writer = pq.ParquetWriter(self.file, schema)
        self.waiting = schema.empty_table()

    def add(self, table):
        self.waiting = pa.concat_tables([self.waiting, table])
        while self.waiting.num_rows >= ROWS:
            self.writer.write_table(self.waiting.slice(0, ROWS).combine_chunks())
            self.waiting = self.waiting.slice(ROWS)

    def close(self):
        if self.waiting.num_rows:
            self.writer.write_table(self.waiting.combine_chunks())
        self.writer.close()
        self.file.close()
        self.system.move(self.unfinished, self.name)


WRITTEN = pa.schema([("month", pa.string()), ("rows", pa.int64())])


def write(tables, out, schema):
    """Writes tables that are in the order of their months; how many rows each month has."""
    without = schema.remove(schema.get_field_index("month"))
    rows, month, file = {}, None, None
    for table in tables:
        table = table.cast(schema)
        for one in pc.unique(table["month"]).to_pylist():
            if one != month:
                if file:
                    file.close()
                month, file = one, Month(out, one, without)
            part = table.filter(pc.equal(table["month"], one)).drop_columns("month")
            file.add(part)
            rows[one] = rows.get(one, 0) + part.num_rows
    if file:
        file.close()
    return pa.table([list(rows), list(rows.values())], schema=WRITTEN)
