"""MkDocs, a site for each page: posts.py read|render INPUTS OUT"""

import logging
import sys
from importlib.metadata import version

import mkdocs.plugins
from lib import bare, first, folder, inputs, plain, write
from mkdocs.commands.build import build
from mkdocs.config import load_config

WHAT, INPUTS, OUT = sys.argv[1:]
logging.disable(logging.CRITICAL)


def page(root):
    seen = {}

    def markdown(text, page, **_):
        seen.update(body=text, meta=dict(page.meta), page=page)

    def content(html, **_):
        seen.update(html=html)

    (root / "mkdocs.yml").write_text(
        "site_name: Site\nsite_url: http://site.example/\ntheme: {name: null, custom_dir: theme}\nplugins: []\n"
        "markdown_extensions: [extra, admonition]\n"
    )
    (root / "theme").mkdir()
    (root / "theme/main.html").write_text("{{ page.content }}")
    config = load_config(str(root / "mkdocs.yml"))
    hooks = mkdocs.plugins.BasePlugin()
    hooks.on_page_markdown = markdown
    hooks.on_page_content = content
    config.plugins["seen"] = hooks
    build(config)
    return seen


def lines():
    for one, data in inputs(INPUTS):
        line = {"id": one, "generator": "mkdocs", "version": version("mkdocs")}
        with folder() as root:
            (root / "docs").mkdir()
            (root / "docs/post.md").write_bytes(data)
            try:
                seen = page(root)
            except (Exception, SystemExit) as error:  # whatever ends the build
                why = first(error, root)
                yield {**line, "error": why} if WHAT == "render" else {**line, "answer": "stops", "message": why}
                continue
            if WHAT == "render":
                yield {**line, "html": seen["html"]}
                continue
            meta = seen["meta"]
            yield {
                **line,
                "answer": "text" if bare(seen["body"]) == bare(data) else "read",
                "title": plain(meta.get("title")),
                "date": plain(meta.get("date")),
                "tags": plain(meta.get("tags", [])),
                "draft": False,
            }


write(OUT, lines())
