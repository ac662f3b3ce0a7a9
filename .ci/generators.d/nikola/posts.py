"""Nikola, a site for each post, up to its first task: posts.py read INPUTS OUT"""

import io
import logging
import os
import sys
from importlib.metadata import version

from lib import bare, first, folder, forget_today, inputs, plain, write
import nikola.nikola
import nikola.plugin_manager

WHAT, INPUTS, OUT = sys.argv[1:]


class Told(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        if record.levelno >= logging.ERROR:
            self.lines.append(record.getMessage())


def scan(root):
    os.chdir(root)
    site = nikola.nikola.Nikola(
        BLOG_TITLE="Site",
        SITE_URL="http://site.example/",
        BLOG_AUTHOR="A",
        BLOG_EMAIL="a@site.example",
        BLOG_DESCRIPTION="",
        DEFAULT_LANG="en",
        TIMEZONE="UTC",
        POSTS=(("posts/*.md", "posts", "post.tmpl"),),
        PAGES=(),
        COMPILERS={"markdown": (".md",)},
        MARKDOWN_EXTENSIONS=["markdown.extensions.fenced_code", "markdown.extensions.extra"],
        SHOW_UNTRANSLATED_POSTS=True,
    )
    site.init_plugins()
    site.scan_posts(really=True)
    return site


def lines():
    told = Told()
    for name in (None, "nikola", "Nikola"):
        logging.getLogger(name).handlers = [told]
    for one, data in inputs(INPUTS):
        line = {"id": one, "generator": "nikola", "version": version("nikola")}
        told.lines.clear()
        with folder() as root:
            (root / "posts").mkdir()
            (root / "posts/post.md").write_bytes(data)
            if WHAT == "render":
                try:
                    post = "---\ntitle: Post\ndate: 2021-11-30\n---\n".encode() + data
                    (root / "posts/post.md").write_bytes(post)
                    found = scan(root).timeline[0]
                    source = found.compiler.split_metadata(post.decode(), found, "en")[1]
                    yield {**line, "html": found.compiler.compile_string(source, None, True, found, "en")[0]}
                except (Exception, SystemExit) as error:
                    yield {**line, "error": first(str(error), root)}
                finally:
                    os.chdir("/")
                continue
            try:
                (root / "posts/beside.md").write_text("---\ntitle: Beside\ndate: 1999-12-31\n---\nText.\n")
                posts = scan(root).timeline
                post = next(one for one in posts if one.source_path == "posts/post.md")
                text = io.StringIO(data.decode("utf-8-sig"), newline=None).read()
                source = post.compiler.split_metadata(text, post, "en")[1]
            except (Exception, SystemExit) as error:  # whatever ends the build
                told.lines.append(str(error))
                yield {**line, "answer": "stops", "message": first(told.lines[0], root)}
                continue
            finally:
                os.chdir("/")
            yield {
                **line,
                "answer": "text" if bare(source) == bare(text) else "read",
                "title": plain(post.title()),
                "date": plain(post.date),
                "tags": plain(post.tags),
                "draft": bool(post.is_draft),
            }


forget_today()
write(OUT, lines())
