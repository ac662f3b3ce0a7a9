"""Posts in Parquet → findings and fixed posts in Parquet, by month, and a summary: `main.py POSTS OUT [MASTER]`.

The same posts give the same rows again, whichever worker judges them and however often.
"""

import os
import sys

from pyspark.sql import SparkSession

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

FINDINGS = "id long, month string, path string, rule string, severity string, message string, line long, column long, host string"
POSTS = "id long, month string, name string, text string, error string"


def judge(batches, make):
    """Runs once a partition, also for one without posts. Columns come back by their place."""
    # One for all batches: its rules are compiled once.
    from copydesk import Linter

    linter = Linter(no_config=True)
    for batch in batches:
        yield make(linter, batch)


def check(batches):
    import posts

    for table in judge(batches, posts.found):
        yield from table.to_batches()


def fix(batches):
    import posts

    yield from judge(batches, posts.fixed)


def write(frame, folder, *order):
    # One file a month, in one order.
    by_month = frame.repartition("month").sortWithinPartitions("month", *order)
    by_month.write.mode("overwrite").partitionBy("month").parquet(folder)


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
        # Files that are planned alike are written alike.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
    }.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.addPyFile(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "posts.py"))
    posts = spark.read.parquet(source).select("id", "name", "text")
    write(posts.mapInArrow(check, FINDINGS), f"{out}/findings", "id", "line", "column", "rule", "message")
    write(posts.mapInArrow(fix, POSTS), f"{out}/posts", "id")
    summary = spark.read.parquet(f"{out}/findings").groupBy("rule", "host").count().orderBy("rule", "host")
    for row in summary.collect():
        print(row["count"], row["rule"], row["host"] or "-")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
