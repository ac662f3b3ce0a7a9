"""Pelican, a site for each post: posts.py read|render INPUTS OUT"""

import logging
import sys
from importlib.metadata import version

from lib import first, folder, forget_today, inputs, plain, write
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG, read_settings
from pelican.utils import SafeDatetime

WHAT, INPUTS, OUT = sys.argv[1:]


class Told(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def articles(root, told):
    settings = read_settings(
        override={
            "PATH": str(root),
            "OUTPUT_PATH": str(root / "output"),
            "CACHE_PATH": str(root / "cache"),
            "TIMEZONE": "UTC",
            "SITEURL": "http://site.example",
            "PLUGINS": [],
            "AUTHOR": "A",
        }
    )
    context = {"generated_content": {}, "static_links": set(), "static_content": {}, "localsiteurl": "", **settings}
    generator = ArticlesGenerator(context, settings, str(root), settings["THEME"], str(root / "output"))
    generator.generate_context()
    return generator


def lines():
    told = Told()
    logger = logging.getLogger("pelican")
    logging.getLogger().handlers = [told]
    logger.handlers = [told]
    for one, data in inputs(INPUTS):
        line = {"id": one, "generator": "pelican", "version": version("pelican")}
        told.lines.clear()
        with folder() as root:
            (root / "post.md").write_bytes(data)
            if WHAT == "render":
                try:
                    yield {**line, "html": MarkdownReader(DEFAULT_CONFIG.copy()).read(str(root / "post.md"))[0]}
                except Exception as error:
                    yield {**line, "error": first(error, root)}
                continue
            try:
                generator = articles(root, told)
                found = [*generator.articles, *generator.drafts, *generator.hidden_articles]
            except Exception as error:  # whatever ends the build
                told.lines.append(str(error))
                found = []
            if not found:
                why = first(next(iter(told.lines), "the post is left out"), root)
                yield {**line, "answer": "stops", "message": why}
                continue
            post = found[0]
            yield {
                **line,
                "answer": "read",
                "title": plain(post.metadata.get("title")),
                "date": plain(post.date),
                "tags": [tag.name for tag in getattr(post, "tags", [])],
                "draft": post.status == "draft",
            }


forget_today()
SafeDatetime.now = classmethod(lambda cls, tz=None: cls(2001, 2, 3, tzinfo=tz))
write(OUT, lines())
