"""Runs the example on a Ray cluster of two nodes; with `kill`, a worker is killed in the middle: `ray_cluster.py POSTS OUT [kill]`."""

import os
import signal
import subprocess
import sys
import time

# The second one has everything listen on loopback only, as it does on other systems.
os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER="0")
from ray.cluster_utils import Cluster

source, out, *kill = sys.argv[1:]
node = {"num_cpus": 2, "object_store_memory": 300 << 20}
cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
cluster.add_node(**node)
driver = subprocess.Popen([sys.executable, "examples/ray/main.py", source, out, cluster.address])


def judges():
    """The workers of this cluster that are judging a batch."""
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
        return pid == os.getpid() or pid in parents and is_ours(parents[pid])

    return [pid for pid in commands if commands[pid].startswith("ray::") and "Judge" in commands[pid] and is_ours(pid)]


killed = None
try:
    while driver.poll() is None:
        if kill and killed is None and (alive := judges()):
            # It has begun, and has not ended.
            time.sleep(0.5)
            killed = alive[0]
            os.kill(killed, signal.SIGKILL)
            print("killed a worker", file=sys.stderr, flush=True)
        time.sleep(0.1)
finally:
    driver.terminate()
    cluster.shutdown()
sys.exit(driver.returncode or ("nothing was killed" if kill and killed is None else 0))
