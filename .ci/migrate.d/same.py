"""Compares what two generators published: same.py NAME BEFORE.jsonl AFTER.jsonl WHAT..

WHAT is what is compared besides addresses. Tags and categories are compared as sets: Hexo keeps no order of them."""
import json, sys

name, before, after, *what = sys.argv[1:]

def pages(path):
    lines = [json.loads(line) for line in open(path, encoding="utf-8")]
    return {page["file"]: page for page in lines if page["kind"] == "page" and page["section"] == "posts"}

def plain(value):
    return sorted(value) if isinstance(value, list) else value

old, new = pages(before), pages(after)
wrong = [f"{file}: not there" for file in old if file not in new]
wrong += [f"{file}: was not there" for file in new if file not in old]
same = {"address": len(old.keys() & new.keys())}
for one in what:
    same[one] = 0
    for file in old.keys() & new.keys():
        if plain(old[file][one]) == plain(new[file][one]):
            same[one] += 1
        else:
            wrong.append(f"{file}: {one} {old[file][one]!r} is {new[file][one]!r}")
print(f"{name}: of {len(old)} published posts equal:", ", ".join(f"{one} {number}" for one, number in same.items()))
for line in wrong:
    print("  " + line)
sys.exit(bool(wrong or not old))
