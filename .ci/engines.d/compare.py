"""The outputs have the same files, byte for byte: `compare.py OUT OUT…`. Says how many."""

import hashlib
import sys
from pathlib import Path


def files(out):
    paths = [path for path in Path(out).rglob("*") if path.is_file()]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


first, *others = sys.argv[1:]
wanted = files(first)
assert wanted, f"{first} is empty"
for other in others:
    found = files(other)
    differ = sorted(path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path))
    assert not differ, f"{first} and {other} differ in {differ}"
print(f"{len(wanted)} files of {len(others) + 1} runs are the same, byte for byte")
