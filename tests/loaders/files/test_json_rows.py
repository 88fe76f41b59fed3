"""JSON is read row by row with its lines, and errors that Python's reader accepts are refused."""

import json
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.json_rows import JsonRow, json_rows
from medcodegraph.loaders.files.unpack import contents


def rows(folder: Path, content: str | bytes, *path: str) -> list[JsonRow]:
    file = folder / "a.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(json_rows(contents(file)[0], *path))


def test_rows_at_a_path_have_their_lines(tmp_path: Path) -> None:
    """Everything beside the path is skipped."""
    text = '\ufeff{"meta": [1, {"rows": 2}],\n "rows": [ {"a": 1},\n\n  "b" ],\n'
    text += ' "more": {"rows": []}, "n": -1.5e3}\n'
    assert rows(tmp_path, text, "rows", "*") == [JsonRow(2, "", {"a": 1}, (0,)), JsonRow(4, "", "b", (1,))]
    assert [(row.line, row.key) for row in rows(tmp_path, text, "*")] == [
        (1, "meta"),
        (2, "rows"),
        (5, "more"),
        (5, "n"),
    ]
    assert rows(tmp_path, text, "n", "*") == []
    assert rows(tmp_path, "[]", "*") == rows(tmp_path, "{}", "*") == []


@pytest.mark.parametrize("size", [65_530, 65_535, 65_536, 65_537, 200_000])
def test_values_may_lie_across_the_pieces_read(tmp_path: Path, size: int) -> None:
    """Tokens across buffer boundaries are complete: texts, escapes, numbers, words."""
    for value in ("ä" * 40_000, '"\\\u2028', 1234567890, True, None, {"k": ["v", {}]}):
        document = ["x" * size, value, value]
        assert [row.value for row in rows(tmp_path, json.dumps(document), "*")] == document


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ('{"a": 1,\n "a": 2}', 2, "'a' appears twice"),
        ('[\n{"a": 1, "a": 2}]', 2, "appears twice"),
        ("[\n\nNaN]", 3, "NaN is not a JSON value"),
        ("[1,\n2", 2, "found 'the end'"),
        ('[1,\n"cut', 2, "Unterminated string"),
        ("[1,\n]", 2, "not valid JSON"),
        ("[1]\n[2]", 2, "extra text after"),
        ("{1: 2}", 1, "a key must be a string"),
        ('{"a" 2}', 1, "expected ':', found '2'"),
        ("[" * 100_000, 1, "nested too deeply"),
        ("[" + "9" * 5000 + "]", 1, "not valid JSON"),
        (b'["a",\n"\xff"]', 1, "not UTF-8"),
        ("\n ", 2, "cut short"),
        ('["' + "x" * 9_000_000, 1, "too long"),
        ("[{,}," + "1," * 9_000_000, 1, "not valid JSON"),
    ],
)
def test_invalid_json_is_refused(tmp_path: Path, content: str | bytes, line: int, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        rows(tmp_path, content, "*")
    assert caught.value.line == line
