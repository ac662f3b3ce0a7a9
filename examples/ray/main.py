"""Posts in Parquet → findings and fixed posts in Parquet, by month, and a summary: `main.py POSTS OUT [ADDRESS]`.

The same posts give the same bytes again, whichever worker judges them and however often.
"""

import os
import sys

import pyarrow as pa
import ray

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import posts


class Judge:
    """One for each worker: its rules are compiled once."""

    def __init__(self, make):
        from copydesk import Linter

        self.linter, self.make = Linter(no_config=True), make

    def __call__(self, table):
        # A table may come in several pieces.
        pieces = table.select(["id", "name", "text"]).combine_chunks().to_batches()
        return pa.concat_tables([self.make(self.linter, piece) for piece in pieces])


def write(judged, out, table, schema):
    """One file a month, in one order."""
    order = [(column, "ascending") for column in posts.ORDERS[table]]

    def written(month):
        return posts.write([month.sort_by(order)], f"{out}/{table}", schema)

    posts.begin(f"{out}/{table}")
    judged.groupby("month").map_groups(written, batch_format="pyarrow").materialize()
    posts.end(f"{out}/{table}")


def main(source, out, address=None):
    ray.init(address=address, **({} if address else {"num_cpus": 2, "include_dashboard": False}), log_to_driver=False,
             runtime_env={"env_vars": {"PYTHONPATH": os.path.dirname(os.path.abspath(posts.__file__))}})
    ray.data.DataContext.get_current().enable_progress_bars = False
    read = ray.data.read_parquet(source, columns=["id", "name", "text"])
    for table, make, schema in [("findings", posts.found, posts.FINDINGS), ("posts", posts.fixed, posts.POSTS)]:
        judged = read.map_batches(
            Judge, fn_constructor_args=[make], batch_format="pyarrow", batch_size=1000, concurrency=(1, 2)
        )
        write(judged, out, table, schema)
    findings = ray.data.read_parquet(f"{out}/findings", columns=["rule", "host"]).to_pandas()
    counted = findings.fillna("-").groupby(["rule", "host"]).size().sort_index()
    for (rule, host), count in counted.items():
        print(count, rule, host)
    ray.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
