"""Posts to try the engines on, the same ones for the same number: `sample.py FOLDER NUMBER`."""

import os
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, "python/tests")
from pieces import pieces

FILES = 8


def sample(number):
    """Posts of two years, and two that cannot be read."""
    from_these, rng = pieces(), random.Random(31)
    names, texts = [], []
    for at in range(number):
        names.append(f"posts/{2021 + at % 2}/{1 + at % 12:02}/p{at}.{rng.choice(['md', 'html', 'mdx'])}")
        texts.append("\n\n".join(rng.choices(from_these, k=rng.randint(1, 6))) + f"\n\nThe end of post {at}.\n")
    texts[1], texts[2] = None, "x" * (17 << 20)
    return pa.table({"id": pa.array(range(number), pa.int64()), "name": names, "text": pa.array(texts, pa.string())})


folder, number = sys.argv[1], int(sys.argv[2])
table = sample(number)
os.makedirs(folder, exist_ok=True)
each = -(-number // FILES)
for at in range(FILES):
    pq.write_table(table.slice(at * each, each), f"{folder}/{at}.parquet", row_group_size=1000)
