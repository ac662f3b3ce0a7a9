"""What the Python programs share: lines of JSON in and out, values as plain JSON, a folder for one post."""

import base64
import contextlib
import datetime
import json
import pathlib
import shutil
import tempfile

NOW = datetime.datetime.now(datetime.timezone.utc)


def inputs(path):
    for line in pathlib.Path(path).read_text(encoding="utf-8").split("\n"):
        if line:
            given = json.loads(line)
            raw = given.get("base64")
            data = given["text"].encode() if raw is None else base64.b64decode(raw)
            yield given["id"], data


def write(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def plain(value):
    """A value as JSON can say it; a date is its instant; what depends on the day of the run has a name."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            value = value.replace(tzinfo=datetime.timezone.utc)
        try:
            value = value.astimezone(datetime.timezone.utc)
        except OverflowError:
            return value.isoformat()
        if abs((value - NOW).total_seconds()) < 43200:
            return "now"
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"
    if isinstance(value, datetime.date):
        return f"{value.isoformat()}T00:00:00.000Z"
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(one) for one in value]
    return str(value)


def bare(text):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()


def forget_today():
    """A date of which a part is missing is filled from the day of the run: from the same one, always."""
    from dateutil.parser import _parser

    # Which day it is must not decide an answer, so this is the one thing here that is not as the programs are.
    class Fixed(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime(2001, 2, 3, tzinfo=tz)

    _parser.datetime = type("datetime", (), {**vars(datetime), "datetime": Fixed})


def first(error, root):
    """The first line of what went wrong, without the folder it went wrong in."""
    text = str(error).replace(str(root), "")
    return next((line for line in text.split("\n") if line.strip()), type(error).__name__)


@contextlib.contextmanager
def folder():
    root = pathlib.Path(tempfile.mkdtemp(prefix="copydesk-generators-")).resolve()
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)
