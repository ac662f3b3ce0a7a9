"""The module says what the command says, and its errors say where."""

import json
import os
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path

import copydesk
import pyarrow as pa
import pytest
from copydesk import ConfigError, Linter

COMMAND = Path(sysconfig.get_path("scripts")) / "copydesk"
FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
PROXIED = "<p>中<img src=https://cors.zfour.workers.dev/?http://a.example/x.jpg></p>\n"


def posts():
    """Each text of the fixtures that is UTF-8, by a name of its own."""
    for at, path in enumerate(sorted(FIXTURES.rglob("*"))):
        if path.suffix in (".md", ".html", ".mdx") and path.is_file():
            try:
                yield f"p{at}{path.suffix}", path.read_bytes().decode()
            except UnicodeDecodeError:
                pass


def records(args, posts, folder):
    lines = "".join(json.dumps({"id": name, "name": name, "text": text}) + "\n" for name, text in posts)
    done = subprocess.run([COMMAND, *args], input=lines.encode(), capture_output=True, cwd=folder)
    assert done.returncode < 2, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def without_nulls(value):
    """Arrow has each key of a struct in each row."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_findings_have_types():
    [alt, proxied] = Linter(no_config=True).check(PROXIED, "a.html")
    assert (alt.rule, alt.severity, alt.path, alt.fix) == ("missing-alt", "error", "a.html", None)
    assert (proxied.start.offset, proxied.start.line, proxied.start.column) == (15, 1, 14)
    assert proxied.fix.safety == "safe" and proxied.fix.edits[0].text == "https://a.example/x.jpg"
    assert json.loads(proxied.json)["host"] == "cors.zfour.workers.dev"
    assert proxied == Linter(no_config=True).check(PROXIED, "a.html")[1]
    assert "proxied-url" in repr(proxied)
    with pytest.raises(AttributeError):
        proxied.rule = "x"


def test_a_fix_gives_the_text_and_its_edits():
    linter = Linter(no_config=True, select=["trailing-whitespace", "missing-closing-period"])
    fixed = linter.fix("A sentence. \n", "a.md")
    assert (fixed.text, fixed.changed) == ("A sentence.\n", True)
    assert [(edit.start, edit.end, edit.text) for edit in fixed.edits] == [(11, 13, "\n")]
    same = linter.fix("A sentence.\n", "a.md")
    assert (same.text, same.changed, same.edits) == ("A sentence.\n", False, [])


def test_every_door_says_the_same(here):
    known = list(posts())
    assert len(known) > 20
    linter = Linter()
    batch = pa.RecordBatch.from_pydict({"id": [n for n, _ in known], "name": [n for n, _ in known], "text": [t for _, t in known]})
    checked = linter.check_batch(batch, threads=2).to_pylist()
    fixed = linter.fix_batch(batch).to_pylist()
    for at, line in enumerate(records(["check", "--records"], known, here)):
        name, text = known[at]
        assert [json.loads(finding.json) for finding in linter.check(text, name)] == line["findings"]
        assert checked[at]["id"] == name and checked[at]["error"] is None
        assert without_nulls(checked[at]["findings"]) == without_nulls(line["findings"])
    for at, line in enumerate(records(["fix", "--records"], known, here)):
        name, text = known[at]
        assert {"id": name, **json.loads(linter.fix(text, name).json)} == line
        assert fixed[at]["text"] == line["text"]
        assert fixed[at]["edits"] == line["edits"]
        assert fixed[at]["refused"] == line["refused"]
        assert without_nulls(fixed[at]["findings"]) == without_nulls(line["findings"])


def test_a_configuration_is_found_by_name_or_given(here):
    (here / "strict").mkdir()
    (here / "strict" / "copydesk.yml").write_text("rules: { trailing-whitespace: error }\n")
    linter = Linter()
    assert [f.severity for f in linter.check("a \n", "b.md")] == ["note"]
    assert [f.severity for f in linter.check("a \n", "strict/b.md")] == ["error"]
    assert [f.severity for f in Linter("strict/copydesk.yml").check("a \n", "b.md")] == ["error"]
    assert [f.severity for f in Linter(no_config=True).check("a \n", "strict/b.md")] == ["note"]


def test_mistakes_have_a_place(here):
    (here / "copydesk.yml").write_text("rules:\n  missing-alt: eror\n")
    with pytest.raises(ConfigError, match="copydesk.yml:2:16") as error:
        Linter()
    [(path, line, column, message)] = error.value.mistakes
    assert (path, line, column) == ("copydesk.yml", 2, 16) and message
    (here / "own.yml").write_text("summary: x\nelemnt: y\n")
    with pytest.raises(ConfigError, match=r"own\.yml:2:1"):
        Linter(no_config=True, rules=["own.yml"])
    with pytest.raises(ConfigError, match="nowhere.yml"):
        Linter("nowhere.yml")
    with pytest.raises(ValueError, match="did you mean `missing-alt`"):
        Linter(no_config=True, select=["mising-alt"])
    with pytest.raises(ValueError, match="no_config"):
        Linter("copydesk.yml", no_config=True)
    # One that only a name finds is an error then.
    (here / "copydesk.yml").unlink()
    (here / "sub").mkdir()
    (here / "sub" / "copydesk.yml").write_text("rulez: {}\n")
    linter = Linter()
    assert linter.check("fine.\n", "a.md") == []
    with pytest.raises(ConfigError, match="sub/copydesk.yml:1:1"):
        linter.check("fine.\n", "sub/a.md")
    with pytest.raises(ConfigError, match="sub/copydesk.yml:1:1"):
        linter.check_batch(pa.RecordBatch.from_pydict({"id": [1], "name": ["sub/a.md"], "text": ["a"]}))


def test_bad_arguments():
    linter = Linter(no_config=True)
    for arguments in [(None, "a.md"), (b"a", "a.md"), ("a", None), (1, "a.md")]:
        with pytest.raises(TypeError):
            linter.check(*arguments)
    with pytest.raises(ValueError, match="empty"):
        linter.check("a", "")
    with pytest.raises(UnicodeEncodeError):
        linter.check("\ud800", "a.md")


def test_a_bad_row_does_not_hide_the_others():
    linter = Linter(no_config=True, select=["trailing-whitespace"])
    names = ["a.md", None, "", "a.md", "a.md", "a.md"]
    texts = [None, b"a \n", b"a \n", b"\xd6\xd0", b"x" * 200, b"a \n"]
    batch = pa.RecordBatch.from_arrays([pa.array(range(6)), pa.array(names), pa.array(texts)], ["id", "name", "text"])
    rows = linter.check_batch(batch, max_size=100).to_pylist()
    assert [row["error"] for row in rows] == [
        "`text` is null",
        "`name` is null",
        "`name` is empty",
        "`text`: byte 1 is not UTF-8",
        "`text` has 200 bytes, and the limit is 100 bytes (`max_size`)",
        None,
    ]
    assert [row["findings"] and row["findings"][0]["rule"] for row in rows] == [None] * 5 + ["trailing-whitespace"]
    assert [row["text"] for row in linter.fix_batch(batch, max_size=100).to_pylist()] == [None] * 5 + ["a\n"]


def test_a_post_of_100_mb_is_an_error_of_its_row():
    batch = pa.RecordBatch.from_pydict({"id": [1, 2], "name": ["a.md", "b.md"], "text": ["x" * 100_000_000, "a \n"]})
    big, small = Linter(no_config=True).check_batch(batch).to_pylist()
    assert "100000000 bytes" in big["error"] and small["error"] is None


def test_columns():
    linter = Linter(no_config=True)
    batch = pa.RecordBatch.from_pydict({"id": [1], "name": ["a.md"], "text": [7]})
    with pytest.raises(ValueError, match="column `text` is Int64, not a string"):
        linter.check_batch(batch)
    with pytest.raises(ValueError, match="no column `body`; there are `id`, `name`, `text`"):
        linter.check_batch(batch, text="body")
    with pytest.raises((TypeError, ValueError)):
        linter.check_batch({"id": [1]})
    for kind in [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()]:
        texts = pa.array(["a \n", "b\n"], pa.string()).cast(kind)
        batch = pa.RecordBatch.from_arrays([pa.array([{"k": 1}, None]), pa.array(["a.md", "b.md"]), texts], ["key", "path", "body"])
        rows = linter.fix_batch(batch, id="key", name="path", text="body").to_pylist()
        assert [(row["key"], row["text"]) for row in rows] == [({"k": 1}, "a\n"), (None, "b\n")]
    sliced = batch.slice(1)
    assert linter.fix_batch(sliced, id="key", name="path", text="body").to_pylist()[0]["text"] == "b\n"
    empty = batch.slice(2)
    assert linter.check_batch(empty, id="path", name="path", text="body").num_rows == 0
    same = linter.check_batch(empty, id="key", name="path", text="body").schema
    assert same == linter.check_batch(batch, id="key", name="path", text="body").schema


def test_other_threads_run_meanwhile():
    linter = Linter(no_config=True)
    batch = pa.RecordBatch.from_pydict({"id": list(range(3000)), "name": ["a.html"] * 3000, "text": [PROXIED * 20] * 3000})
    done = threading.Event()
    counted = []

    def count():
        while not done.wait(0.001):
            counted.append(1)

    counter = threading.Thread(target=count)
    counter.start()
    linter.check_batch(batch)
    done.set()
    counter.join()
    assert len(counted) > 5


def test_the_command_is_the_binary_itself():
    assert not COMMAND.read_bytes().startswith(b"#!")
    said = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"copydesk {copydesk.__version__}\n"
    as_module = subprocess.run([sys.executable, "-m", "copydesk", "--version"], capture_output=True, text=True, check=True)
    assert as_module.stdout == said
    assert (Path(copydesk.__file__).parent / "py.typed").exists()
    assert os.path.exists(Path(copydesk.__file__).parent / "_copydesk.pyi")
