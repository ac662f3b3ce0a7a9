"""Compares what Jekyll and Hugo published: compare.py NAME JEKYLL.jsonl PUBLIC"""
import json, pathlib, sys

name, jekyll, public = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
old = [json.loads(line) for line in open(jekyll, encoding="utf-8")]
posts = [post for post in old if "time" in post]
new = {}
for path in public.rglob("*.htm*"):
    text = path.read_text(encoding="utf-8")
    if text.startswith("{"):
        new[str(path.relative_to(public))] = json.loads(text)
same = {what: 0 for what in ["address", "time", "shown", "tags", "categories", "title"]}
wrong = []
for post in posts:
    there = new.get(post["file"])
    same["address"] += there is not None
    if there is None:
        wrong.append(f"{post['file']}: not there")
        continue
    for what in list(same)[1:]:
        # Jekyll and Hugo keep the tags in the order in which they are written.
        if post[what] == there[what]:
            same[what] += 1
        else:
            wrong.append(f"{post['file']}: {what} {post[what]!r} is {there[what]!r}")
files = {post["file"] for post in posts}
more = [file for file, page in new.items() if page["kind"] == "page" and page["section"] == "posts" and file not in files]
pages = [page["file"] for page in old if "time" not in page]
lost = [page for page in pages if page not in new]
print(f"{name}: of {len(posts)} published posts equal:", ", ".join(f"{what} {number}" for what, number in same.items()))
print(f"{name}: {len(pages) - len(lost)} of {len(pages)} pages at their address; {len(more)} published that were not")
for line in wrong + lost + more:
    print("  " + line)
sys.exit(bool(wrong or lost or more))
