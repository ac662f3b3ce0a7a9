"""Runs the example on a local cluster of two workers, and kills one executor in the middle: `kill_spark.py POSTS OUT`."""

import os
import signal
import subprocess
import sys
import time

source, out = sys.argv[1:]
example = [sys.executable, "examples/spark/main.py", source, out, "local-cluster[2,1,1024]"]
driver = subprocess.Popen(example)


def executors():
    """The executors below the driver, which are its own."""
    parents, commands = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                parents[int(pid)] = int(stat.read().rsplit(")", 1)[1].split()[1])
            with open(f"/proc/{pid}/cmdline") as line:
                commands[int(pid)] = line.read()
        except OSError:
            pass

    def is_ours(pid):
        return pid == driver.pid or pid in parents and is_ours(parents[pid])

    all_of = [pid for pid in commands if "CoarseGrainedExecutorBackend" in commands[pid] and is_ours(pid)]
    # One that judges has a Python below it.
    return [pid for pid in all_of if any(parents[child] == pid and "python" in commands[child] for child in commands)]


killed = None
while driver.poll() is None:
    if killed is None and (alive := executors()):
        # It has begun, and has not ended.
        time.sleep(0.5)
        killed = alive[0]
        os.kill(killed, signal.SIGKILL)
        print("killed an executor", file=sys.stderr, flush=True)
    time.sleep(0.2)
sys.exit(driver.returncode or (0 if killed else "nothing was killed"))
