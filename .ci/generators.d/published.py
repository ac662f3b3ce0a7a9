"""The pages of a built site, a line each: where it is published, and the ids in it. published.py NAME FOLDER"""

import json
import pathlib
import sys
from html.parser import HTMLParser

name, folder = sys.argv[1], pathlib.Path(sys.argv[2])


class Ids(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.leads = False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.found.append(attributes["id"])
        self.leads |= tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh"


for page in sorted(folder.rglob("*.html")):
    ids = Ids()
    ids.feed(page.read_text(encoding="utf-8"))
    address = "/" + page.relative_to(folder).as_posix()
    if address.endswith("/index.html"):
        address = address[: -len("index.html")]
    line = {"site": name, "address": address, "ids": ids.found}
    if ids.leads:
        line["leads"] = True
    print(json.dumps(line, ensure_ascii=False))
