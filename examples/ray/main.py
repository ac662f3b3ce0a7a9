"""Posts in Parquet → findings and fixed posts in Parquet, by month, and a summary: `main.py POSTS OUT [ADDRESS]`.

The same posts give the same rows again.
"""

import os
import sys
import tempfile

import ray

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import posts


class Judge:
    """One for each worker: its rules are compiled once."""

    def __init__(self, make):
        from copydesk import Linter

        self.linter, self.make = Linter(no_config=True), make

    def __call__(self, table):
        import pyarrow as pa

        # A table may come in several pieces.
        made = [self.make(self.linter, batch) for batch in table.select(["id", "name", "text"]).combine_chunks().to_batches()]
        made = [one if isinstance(one, pa.Table) else pa.Table.from_batches([one]) for one in made]
        return pa.concat_tables(made) if made else pa.table({})


def writer(out, order):
    """Writes a month to one file, in one order, whole or not at all: it may run again where a node is lost."""

    def write_month(table):
        import pyarrow as pa
        import pyarrow.parquet as pq

        month = table["month"][0].as_py()
        folder = f"{out}/month={month}"
        os.makedirs(folder, exist_ok=True)
        table = table.sort_by([(column, "ascending") for column in order]).drop_columns("month")
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as unfinished:
            pq.write_table(table.combine_chunks(), unfinished)
        os.replace(unfinished.name, f"{folder}/part-0.parquet")
        return pa.table({"month": [month], "rows": [table.num_rows]})

    return write_month


def write(read, make, out, order):
    # A worker that is lost is tried again, but not without end: a module that exits looks like one.
    judged = read.map_batches(
        Judge, fn_constructor_args=[make], batch_format="pyarrow", batch_size=1000, concurrency=(1, 2)
    )
    judged.groupby("month").map_groups(writer(out, order), batch_format="pyarrow").materialize()


def main(source, out, address=None):
    ray.init(address=address, **({} if address else {"num_cpus": 2, "include_dashboard": False}), log_to_driver=False,
             runtime_env={"env_vars": {"PYTHONPATH": os.path.dirname(os.path.abspath(posts.__file__))}})
    ray.data.DataContext.get_current().enable_progress_bars = False
    read = ray.data.read_parquet(source, columns=["id", "name", "text"])
    write(read, posts.found, f"{out}/findings", ["id", "line", "column", "rule", "message"])
    write(read, posts.fixed, f"{out}/posts", ["id"])
    findings = ray.data.read_parquet(f"{out}/findings", columns=["rule", "host"]).to_pandas()
    counted = findings.fillna("-").groupby(["rule", "host"]).size().sort_index()
    for (rule, host), count in counted.items():
        print(count, rule, host)
    ray.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
