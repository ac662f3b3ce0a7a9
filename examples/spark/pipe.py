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
    # The environment is empty unless it is given, and an exit code counts only if it is asked for.
    piped = spark.textFile(source).pipe(
        f"{command} check --records --no-config --threads 1 --fail-on never", env={"PATH": os.environ["PATH"]}, checkCode=True
    )
    piped.saveAsTextFile(out)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
