"""What the examples do with a batch of posts, and the posts that they are tried on."""

import re
import sys

import pyarrow as pa
import pyarrow.compute as pc

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
    return pa.RecordBatch.from_arrays([done["id"], months(batch), names, done["text"], done["error"]], schema=POSTS)


def sample(number):
    """Posts of two years, some of which have something to find, and two that cannot be read."""
    names, texts = [], []
    for at in range(number):
        names.append(f"posts/{2021 + at % 2}/{1 + at % 12:02}/p{at}.html")
        host = ["a.example", "b.example", "c.example"][at % 3]
        if at % 4 == 0:
            texts.append(f'<p>Post {at}: <img alt="x" src="https://wsrv.nl/?url={host}/{at}.jpg"></p>\n')
        else:
            texts.append(f"<p>Post {at} is fine.</p>\n<p>{'It says more. ' * 20}</p>\n")
    texts[1], texts[2] = None, "x" * (17 << 20)
    return pa.table({"id": pa.array(range(number), pa.int64()), "name": names, "text": pa.array(texts, pa.string())})


if __name__ == "__main__":
    import os
    import pyarrow.parquet as pq

    folder, number = sys.argv[1], int(sys.argv[2])
    table, files = sample(number), 8
    os.makedirs(folder, exist_ok=True)
    each = -(-number // files)
    for at in range(files):
        pq.write_table(table.slice(at * each, each), f"{folder}/{at}.parquet", row_group_size=1000)
