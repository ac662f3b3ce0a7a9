"""Runs the example on a cluster of two nodes, and kills one in the middle: `kill_ray.py POSTS OUT`."""

import os
import subprocess
import sys
import time

from ray.cluster_utils import Cluster

source, out = sys.argv[1:]
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
nodes = [cluster.add_node(num_cpus=2) for _ in range(2)]
driver = subprocess.Popen([sys.executable, "examples/ray/main.py", source, out, cluster.address])
is_killed = False
while driver.poll() is None:
    # The findings are written, the posts are being fixed.
    if not is_killed and os.path.isdir(f"{out}/findings"):
        time.sleep(1)
        cluster.remove_node(nodes[0], allow_graceful=False)
        print("killed a node", flush=True)
        is_killed = True
    time.sleep(0.2)
cluster.shutdown()
sys.exit(driver.returncode or (0 if is_killed else "nothing was killed"))
