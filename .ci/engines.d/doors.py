"""Files, records, a pipe in Spark, Python, Arrow, Spark and Ray say the same of the same posts, and fix them to the same
bytes: `doors.py POSTS PIPED OUT…`. Works in the current folder, which is empty."""

import glob
import json
import os
import shutil
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
from copydesk import Linter

source, piped, *outs = sys.argv[1:]
command = shutil.which("copydesk", path=os.path.dirname(sys.executable))


def run(*args, at_most=1):
    done = subprocess.run([command, *args, "--no-config"], capture_output=True, text=True)
    assert done.returncode <= at_most, done.stderr
    # Not `splitlines`, to which U+2028 ends a line.
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


table = pq.read_table(source)
rows = sorted(table.to_pylist(), key=lambda row: row["id"])
with open("posts.jsonl", "w") as to:
    to.writelines(json.dumps(row) + "\n" for row in rows)
by_name = {row["name"]: row for row in rows}
checked = {line["id"]: line for line in run("check", "--records", "posts.jsonl", at_most=2)}
fixed = {line["id"]: line for line in run("fix", "--records", "posts.jsonl", at_most=2)}
good = {id for id, line in checked.items() if "error" not in line}
assert len(checked) == len(rows) and len(rows) - len(good) == 2 and {id for id, line in fixed.items() if "error" not in line} == good

# Files.
for row in rows:
    if row["id"] in good:
        os.makedirs(os.path.dirname(row["name"]), exist_ok=True)
        with open(row["name"], "wb") as to:
            to.write(row["text"].encode())
found = {id: [] for id in good}
for finding in run("check", "--format", "jsonl", "posts"):
    found[by_name[finding["path"]]["id"]].append(finding)
for id in good:
    assert found[id] == checked[id]["findings"], id
subprocess.run([command, "fix", "--no-config", "--allow-dirty", "--quiet", "posts"], capture_output=True)
for row in rows:
    if row["id"] in good:
        with open(row["name"], "rb") as file:
            assert file.read() == fixed[row["id"]]["text"].encode(), row["name"]

# The pipe in Spark.
lines = [json.loads(line) for path in sorted(glob.glob(f"{piped}/part-*")) for line in open(path, newline="\n")]
assert sorted(line["id"] for line in lines) == sorted(checked)
for line in lines:
    wanted = checked[line["id"]]
    assert "error" in line if "error" in wanted else line == wanted, line["id"]

# Python and Arrow.
linter = Linter(no_config=True)
for row in rows:
    if row["id"] in good:
        assert [json.loads(one.json) for one in linter.check(row["text"], row["name"])] == found[row["id"]], row["name"]
        assert json.loads(linter.fix(row["text"], row["name"]).json)["text"] == fixed[row["id"]]["text"], row["name"]
for batch in table.to_batches():
    for row in linter.check_batch(batch).to_pylist():
        assert (row["error"] is None) == (row["id"] in good)
        if row["error"] is None:
            assert without_nulls(row["findings"]) == without_nulls(found[row["id"]]), row["id"]
    for row in linter.fix_batch(batch).to_pylist():
        if row["error"] is None:
            assert without_nulls({key: row[key] for key in row if key != "error"}) == without_nulls(fixed[row["id"]]), row["id"]

# What the engines have written.
def flat(one):
    return (one["rule"], one["severity"], one["message"], one["start"]["line"], one["start"]["column"], one.get("host"))


for out in outs:
    posts = pq.read_table(f"{out}/posts").to_pylist()
    assert sorted(row["id"] for row in posts) == sorted(checked), out
    assert all(row["text"] == fixed[row["id"]].get("text") for row in posts), out
    seen = {id: [] for id in checked}
    for row in pq.read_table(f"{out}/findings").to_pylist():
        seen[row["id"]].append((row["rule"], row["severity"], row["message"], row["line"], row["column"], row["host"]))
    for id, line in checked.items():
        if id in good:
            assert sorted(seen[id], key=str) == sorted(map(flat, line["findings"]), key=str), (out, id)
        else:
            assert [one[0] for one in seen[id]] == ["error"], (out, id)
doors = ["files", "records", "a pipe", "Python", "Arrow", *(os.path.basename(out) for out in outs)]
print(f"{len(rows)} posts, {sum(map(len, found.values()))} findings: the same by {', '.join(doors)}")
