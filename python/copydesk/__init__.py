"""Checks and fixes posts: front matter, HTML, sentence ends, URLs."""

from ._copydesk import (
    ConfigError,
    Edit,
    Finding,
    Fix,
    Fixed,
    Linter,
    Position,
    __version__,
)

__all__ = [
    "ConfigError",
    "Edit",
    "Finding",
    "Fix",
    "Fixed",
    "Linter",
    "Position",
    "__version__",
]
