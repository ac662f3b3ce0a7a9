"""What the posts of a built site say of themselves, a line of JSON a page: pages.py PUBLIC"""
import json, pathlib, re, sys

public = pathlib.Path(sys.argv[1])
for path in sorted(public.rglob("*.htm*")):
    found = re.search(r'\{"(?:kind|categories)":.*\}', path.read_text(encoding="utf-8"))
    if found:
        print(json.dumps({"file": str(path.relative_to(public)), **json.loads(found[0])}, ensure_ascii=False))
