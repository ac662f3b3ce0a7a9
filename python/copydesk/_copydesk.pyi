from collections.abc import Sequence
from os import PathLike
from typing import Any, Literal, Protocol, final

__version__: str

class _ArrowBatch(Protocol):
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...

class ConfigError(Exception):
    """A configuration, a rule file or a hosts file is wrong."""

    mistakes: list[tuple[str, int, int, str]]
    """For each mistake its path, line, column (both from 1) and message."""

@final
class Position:
    """A place in a text."""

    @property
    def offset(self) -> int:
        """In bytes of UTF-8."""
    @property
    def line(self) -> int:
        """From 1."""
    @property
    def column(self) -> int:
        """From 1, in characters."""

@final
class Edit:
    """The bytes from `start` to `end` become `text`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...

@final
class Fix:
    """What would fix a finding."""

    @property
    def safety(self) -> Literal["safe", "unsafe", "suggest"]: ...
    @property
    def title(self) -> str: ...
    @property
    def edits(self) -> list[Edit]: ...

@final
class Finding:
    """One thing that is wrong at one place."""

    @property
    def path(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> Literal["error", "warning", "note"]: ...
    @property
    def message(self) -> str: ...
    @property
    def help(self) -> str | None: ...
    @property
    def start(self) -> Position: ...
    @property
    def end(self) -> Position: ...
    @property
    def fix(self) -> Fix | None: ...
    @property
    def refused(self) -> str | None:
        """Why it has no fix, where it had one that does not hold."""
    @property
    def json(self) -> str:
        """As `copydesk check --format jsonl` writes it."""

@final
class Fixed:
    """What fixes made of a text."""

    @property
    def text(self) -> str:
        """The text afterwards; the same where nothing changed."""
    @property
    def changed(self) -> bool: ...
    @property
    def edits(self) -> list[Edit]:
        """Edits of the text as it was."""
    @property
    def findings(self) -> list[Finding]:
        """What there is to report of the new text."""
    @property
    def json(self) -> str:
        """As `copydesk fix --records` writes it, without an id."""

@final
class Linter:
    """Judges posts by the rules that are built in, those of its own, and a configuration.

    `config` is the configuration for all posts; without it, it is the nearest copydesk.yml, from the name of each post
    upwards. `rules` are rule files of your own, or folders of them. `select` and `ignore` take ids and tags.
    """

    def __new__(
        cls,
        config: str | PathLike[str] | None = None,
        *,
        rules: Sequence[str | PathLike[str]] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        no_config: bool = False,
    ) -> Linter: ...
    def check(self, text: str, name: str) -> list[Finding]:
        """What there is to report of a text. The end of `name` says whether it is HTML, Markdown or MDX."""
    def fix(self, text: str, name: str, unsafe: bool = False) -> Fixed:
        """What fixes make of a text; with `unsafe` also those that are only probably right."""
    def check_batch(
        self,
        batch: _ArrowBatch,
        *,
        id: str = "id",
        name: str = "name",
        text: str = "text",
        threads: int = 1,
        max_size: int = ...,
    ) -> Any:
        """A `pyarrow.RecordBatch` with a row for each row: the id as it came, `findings`, and `error`, which is null
        where there is none. `threads` 0 is one a core. A text of more than `max_size` bytes is an error."""
    def fix_batch(
        self,
        batch: _ArrowBatch,
        *,
        unsafe: bool = False,
        id: str = "id",
        name: str = "name",
        text: str = "text",
        threads: int = 1,
        max_size: int = ...,
    ) -> Any:
        """The same with `text`, `edits` and `refused`; findings are those of the new text."""
