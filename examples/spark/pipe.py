"""JSON lines → JSON lines of findings, by the command in a pipe: `pipe.py POSTS.jsonl OUT [MASTER]`."""

import os
import shutil
import sys

from pyspark import SparkConf, SparkContext


def main(source, out, master="local[2]"):
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    local = [("spark.ui.enabled", "false"), ("spark.driver.host", "127.0.0.1"), ("spark.log.level", "ERROR")]
    spark = SparkContext(conf=SparkConf().setMaster(master).setAppName("copydesk").setAll(local))
    command = shutil.which("copydesk", path=os.path.dirname(sys.executable)) or shutil.which("copydesk")
    lines = spark.textFile(source)
    # The environment is empty unless it is given. The exit code is 2 where only one line is no record, and Spark would give
    # up: that each line has its answer says more.
    piped = lines.pipe(f"{command} check --records --no-config --threads 1 --fail-on never", env={"PATH": os.environ["PATH"]})
    piped.saveAsTextFile(out)
    asked, answered = lines.count(), spark.textFile(out).count()
    spark.stop()
    if asked != answered:
        sys.exit(f"{asked} lines, and {answered} answers: see the logs of the workers")


if __name__ == "__main__":
    main(*sys.argv[1:])
