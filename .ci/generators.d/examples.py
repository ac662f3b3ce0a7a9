"""Each post of an example is on a page, and no link of a page leads to what was not built. examples.py SITE OUT"""

import pathlib
import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

site, out = map(pathlib.Path, sys.argv[1:])
NO_POSTS = {"scaffolds", "archetypes", "node_modules"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.targets, self.ids, self.title = [], set(), ""
        self.in_title = False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.add(attributes.get("id"))
        self.in_title = tag == "title"
        name = {"a": "href", "img": "src"}.get(tag)
        if attributes.get(name):
            self.targets.append(attributes[name])

    def handle_endtag(self, tag):
        self.in_title = False

    def handle_data(self, text):
        self.title += text if self.in_title else ""


pages = {}
for path in out.rglob("*.html"):
    pages[path] = Page()
    pages[path].feed(path.read_text(encoding="utf-8"))
wrong = []
posts = [path for path in site.rglob("*.md*") if not NO_POSTS.intersection(path.relative_to(site).parts)]
for post in posts:
    title = re.search(r"""^title\s*[:=]\s*["']?(.*?)["']?$""", post.read_text(encoding="utf-8"), re.M)
    if not title or not any(title[1] in page.title for page in pages.values()):
        wrong.append(f"{post}: on no page")
looked_at = 0
for path, page in pages.items():
    for target in page.targets:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        looked_at += 1
        base = out if parts.path.startswith("/") else path.parent
        to = base / unquote(parts.path).lstrip("/") if parts.path else path
        forms = [to, to / "index.html", to.with_name(to.name + ".html")]
        there = next((form for form in forms if form.is_file()), None)
        part = unquote(parts.fragment)
        if there is None or (part and there in pages and part not in pages[there].ids):
            wrong.append(f"{path}: {target} leads nowhere")
print(f"{len(posts)} posts, {len(pages)} pages, {looked_at} links")
sys.exit("\n".join(wrong) or (None if posts and looked_at else "nothing was looked at"))
