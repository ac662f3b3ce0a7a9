"""Posts in Parquet → findings and fixed posts in Parquet, by month, and a summary: `main.py POSTS OUT [MASTER]`.

The same posts give the same bytes again, whichever worker judges them and however often.
"""

import os
import sys

import pyarrow as pa
from pyspark.sql import SparkSession

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import posts

def columns(schema):
    """A schema in Spark's words."""
    return ", ".join(f"{field.name} {'long' if field.type == pa.int64() else 'string'}" for field in schema)


def judge(batches, make):
    """Runs once a partition, also for one without posts. Columns come back by their place."""
    # One for all batches: its rules are compiled once.
    from copydesk import Linter

    linter = Linter(no_config=True)
    for batch in batches:
        yield from make(linter, batch).to_batches()


def write(frame, out, table, schema):
    """One file a month, in one order. Spark's own files would not do: their footers differ from one JVM to the next
    (parquet-java's issue 3215), and so from one run to the next."""

    def written(batches):
        yield from posts.write((pa.Table.from_batches([batch]) for batch in batches), f"{out}/{table}", schema).to_batches()

    posts.begin(f"{out}/{table}")
    by_month = frame.repartition("month").sortWithinPartitions("month", *posts.ORDERS[table])
    by_month.mapInArrow(written, columns(posts.WRITTEN)).collect()
    posts.end(f"{out}/{table}")


def main(source, out, master="local[2]"):
    # Without this, workers run whatever `python3` is on the path.
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    builder = SparkSession.builder.master(master).appName("copydesk")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        # A batch may have a long post: fewer rows take less memory.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
        "spark.sql.shuffle.partitions": "4",
    }.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.addPyFile(posts.__file__)
    read = spark.read.parquet(source).select("id", "name", "text")
    for table, make, schema in [("findings", posts.found, posts.FINDINGS), ("posts", posts.fixed, posts.POSTS)]:
        judged = read.mapInArrow(lambda batches, make=make: judge(batches, make), columns(schema))
        write(judged, out, table, schema)
    findings = spark.read.schema(columns(posts.FINDINGS)).parquet(f"{out}/findings")
    summary = findings.groupBy("rule", "host").count().orderBy("rule", "host")
    for row in summary.collect():
        print(row["count"], row["rule"], row["host"] or "-")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
