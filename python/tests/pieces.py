"""Pieces of posts: the paragraphs of the fixtures, most of which have something to find."""

from pathlib import Path

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


def posts():
    """Each text of the fixtures that is UTF-8, by a name of its own."""
    for at, path in enumerate(sorted(FIXTURES.rglob("*"))):
        if path.suffix in (".md", ".html", ".mdx") and path.is_file():
            try:
                yield f"p{at}{path.suffix}", path.read_bytes().decode()
            except UnicodeDecodeError:
                pass


def pieces():
    return sorted({piece for _, text in posts() for piece in text.split("\n\n") if 0 < len(piece) < 2000})
