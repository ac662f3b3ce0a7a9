"""The outputs are the same: of one engine byte for byte, of two row for row: `compare.py bytes|rows OUT…`."""

import hashlib
import sys
from pathlib import Path

import pyarrow.parquet as pq


def files(out):
    """Where each file with rows is, but for the names that engines make up, and its bytes."""
    found = sorted(path for path in Path(out).rglob("*.parquet") if not path.name.startswith("."))
    return [(str(path.parent.relative_to(out)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in found]


def rows(out):
    named = {}
    for table in ["findings", "posts"]:
        read = pq.read_table(f"{out}/{table}")
        read = read.select(sorted(read.column_names)).to_pylist()
        named[table] = sorted((str(sorted(row.items(), key=str)) for row in read))
    return named


how, *outs = sys.argv[1:]
read = [(files if how == "bytes" else rows)(out) for out in outs]
assert read[0] and all(one == read[0] for one in read), f"{outs} differ"
