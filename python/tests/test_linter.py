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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pieces import pieces, posts

COMMAND = Path(sysconfig.get_path("scripts")) / "copydesk"
PROXIED = "<p>中<img src=https://cors.zfour.workers.dev/?http://a.example/x.jpg></p>\n"


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


def by_path(lines):
    found = {}
    # Not `splitlines`, to which U+2028 ends a line.
    for line in lines.removesuffix("\n").split("\n") if lines else []:
        finding = json.loads(line)
        found.setdefault(finding["path"], []).append(finding)
    return found


def command(args, folder):
    done = subprocess.run([COMMAND, *args], capture_output=True, cwd=folder)
    assert done.returncode < 2, done.stderr
    return done.stdout.decode()


# Line ends, blanks at both ends, what JSON escapes, what is outside of the first plane of Unicode.
NOISE = st.text("az甲。😀\\\"\u2028\t\r\n<>&*_ \x7f\u200b", max_size=12)
POST = st.lists(st.one_of(st.sampled_from(pieces()), NOISE), min_size=1, max_size=4).map("\n\n".join)


@settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(POST, st.sampled_from(["md", "html", "mdx"])), min_size=8, max_size=8))
def test_random_posts_are_the_same_by_the_module_by_records_and_as_files(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("site")
    known = [(f"p{at}.{end}", text) for at, (text, end) in enumerate(texts)]
    for name, text in known:
        (folder / name).write_bytes(text.encode())
    as_files = by_path(command(["check", "--no-config", "--format", "jsonl"], folder))
    checked = records(["check", "--records", "--no-config"], known, folder)
    fixed = records(["fix", "--records", "--no-config"], known, folder)
    command(["fix", "--no-config", "--allow-dirty", "--quiet"], folder)
    linter = Linter(no_config=True)
    names, contents = map(list, zip(*known))
    batch = pa.RecordBatch.from_pydict({"id": names, "name": names, "text": contents})
    rows = linter.check_batch(batch, threads=2).to_pylist()
    new_rows = linter.fix_batch(batch).to_pylist()
    for at, (name, text) in enumerate(known):
        wanted = as_files.get(name, [])
        assert [json.loads(finding.json) for finding in linter.check(text, name)] == wanted
        assert checked[at] == {"id": name, "findings": wanted}
        assert (rows[at]["id"], rows[at]["error"], without_nulls(rows[at]["findings"])) == (name, None, without_nulls(wanted))
        new = linter.fix(text, name)
        assert {"id": name, **json.loads(new.json)} == fixed[at]
        assert new.text.encode() == (folder / name).read_bytes()
        bytes_ = bytearray(text.encode())
        for edit in reversed(new.edits):
            bytes_[edit.start : edit.end] = edit.text.encode()
        assert bytes(bytes_) == new.text.encode()
        assert without_nulls(new_rows[at]) == without_nulls(fixed[at])


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
