"""Text, CSV and YAML are read literally, and each error has its line."""

import csv
import gzip
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.text import YamlMapping, csv_rows, numbered_lines, text_lines, yaml_document
from medcodegraph.loaders.files.unpack import contents
from medcodegraph.loaders.report import Report


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "file.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "content", ["\ufeffone\ntwo\n\nfour", "one\r\ntwo\r\n\r\nfour\r\n", "one\rtwo\r\rfour\r"]
)
def test_lines_of_any_ending(tmp_path: Path, content: str) -> None:
    assert text_lines(written(tmp_path, content)) == ["one", "two", "", "four"]


def test_only_line_ends_end_lines(tmp_path: Path) -> None:
    """Form feeds and Unicode separators are text: an editor's line numbers and ours agree."""
    assert text_lines(written(tmp_path, "a\x0cb\u2028c\x85d\n")) == ["a\x0cb\u2028c\x85d"]


def test_line_ends_across_reads(tmp_path: Path) -> None:
    r"""An \r\n split between two reads of the file is still one line end."""
    content = b"x" * ((1 << 16) - 1) + b"\r\nlast"
    lines = list(numbered_lines(contents(written(tmp_path, content))[0]))
    assert [(number, len(line)) for number, line in lines] == [(1, (1 << 16) - 1), (2, 4)]


def test_gzip_text_is_read(tmp_path: Path) -> None:
    assert text_lines(written(tmp_path, gzip.compress(b"one\ntwo"))) == ["one", "two"]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"fine\nnot \x93quoted\x94\n", 2, r"not UTF-8 \(byte 0x93 at column 5\), perhaps Windows-1252"),
        (b"fine\nnot\0fine\n", 2, "NUL"),
        ("one\ntwo".encode("utf-16"), 1, "UTF-16"),
        (b" \n\t\n", None, "no text"),
        (b"", None, "empty"),
        (b"<html><body>Not found</body></html>", None, "web page"),
        (b"x" * (17 << 20), 1, "never ends"),
    ],
)
def test_anything_but_text_is_refused(tmp_path: Path, content: bytes, line: int | None, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        text_lines(written(tmp_path, content))
    assert caught.value.line == line


def test_csv_cells_stay_text(tmp_path: Path) -> None:
    """Rows have the line they start on, counting quoted line ends and blank lines; no cell is a number."""
    path = written(tmp_path, '\ufeffcode,text\r\n1E10,"a, ""b""\nc"\r\n\r\n007, no \r\n')
    assert list(csv_rows(path, ["code", "text"])) == [
        (2, {"code": "1E10", "text": 'a, "b"\nc'}),
        (5, {"code": "007", "text": " no "}),
    ]


@pytest.mark.parametrize("header", ["b,a", "a", "a,b,c", "a,b,b", "a, b", "A,b"])
def test_csv_header_must_be_exact(tmp_path: Path, header: str) -> None:
    with pytest.raises(InputError, match="it must be 'a,b'") as caught:
        list(csv_rows(written(tmp_path, f"{header}\n1,2\n"), ["a", "b"]))
    assert caught.value.line == 1


def test_csv_header_can_follow_blank_lines(tmp_path: Path) -> None:
    """An empty row of a spreadsheet is one; the header must be correct, and errors give its line."""
    assert list(csv_rows(written(tmp_path, "\n , \na,b\n1,2\n"), ["a", "b"])) == [(4, {"a": "1", "b": "2"})]
    with pytest.raises(InputError, match="the header is '1,2': it must be 'a,b'") as caught:
        list(csv_rows(written(tmp_path, "\n1,2\n"), ["a", "b"]))
    assert caught.value.line == 2
    with pytest.raises(InputError, match="the header is ''"):
        list(csv_rows(written(tmp_path, "\n\n"), ["a", "b"]))


def test_csv_cells_can_be_long(tmp_path: Path) -> None:
    """Longer than Python's limit, which is unchanged; too long a cell is not reported as a quote error."""
    usual = csv.field_size_limit()
    rows = csv_rows(written(tmp_path, f"a,b\n1,{'x' * 140_000}\n"), ["a", "b"])
    assert len(next(rows)[1]["b"]) == 140_000
    assert csv.field_size_limit() == usual
    long = f'a,b\n1,2\n3,"{"x" * (5 << 20)}\n{"x" * (5 << 20)}"\n'
    with pytest.raises(InputError, match="longer than 8 Mi characters: shorten it, or close") as caught:
        list(csv_rows(written(tmp_path, long), ["a", "b"]))
    assert caught.value.line == 3
    assert csv.field_size_limit() == usual


@pytest.mark.parametrize("bad", ['1,"open', '1,"shut"x', '1,"open\n2,"x"'])
def test_csv_quotes_must_be_right(tmp_path: Path, bad: str) -> None:
    with pytest.raises(InputError, match="not valid CSV") as caught:
        list(csv_rows(written(tmp_path, f"a,b\n1,2\n{bad}\n3,4\n"), ["a", "b"]))
    assert caught.value.line == 3


def test_csv_rows_of_another_width_are_rejected(tmp_path: Path) -> None:
    """With a report they are left out and counted; without one they stop reading."""
    path = written(tmp_path, "a,b\n1,2\n3\n4,5,6\n7,8\n")
    report = Report()
    assert [line for line, _ in csv_rows(path, ["a", "b"], report)] == [2, 5]
    assert [(reject.line, reject.row) for reject in report.rejects] == [(3, "3"), (4, "4,5,6")]
    assert report.rows == 4
    with pytest.raises(InputError, match="the row has 1 cell but the header has 2") as caught:
        list(csv_rows(path, ["a", "b"]))
    assert caught.value.line == 3


def test_yaml_scalars_stay_text_and_know_their_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "# about\nCPT:0537T:\n  on: 2025-01-01\n  active: no\n  code: 007\n  none:\n"
        "list:\n  - a\n  - {b: [1E3]}\ntext: |\n  x\n  y\n",
    )
    document = yaml_document(path)
    assert document == {
        "CPT:0537T": {"on": "2025-01-01", "active": "no", "code": "007", "none": ""},
        "list": ["a", {"b": ["1E3"]}],
        "text": "x\ny\n",
    }
    assert isinstance(document, YamlMapping)
    assert document.lines == {"CPT:0537T": 2, "list": 7, "text": 10}
    inner = document["CPT:0537T"]
    assert isinstance(inner, YamlMapping)
    assert (inner.line, inner.lines["code"]) == (3, 5)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' appears twice \\(first on line 1\\)"),
        ("a:\n  - {b: 1, b: 2}\n", 2, "the key 'b' appears twice"),
        ("a: &x 1\nb: *x\n", 1, "anchors and aliases"),
        ("a: 1\nb: *x\n", 2, "anchors and aliases"),
        ("a: !!python/name:os.system x\n", 1, "the tag"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key must be a string"),
        ("a: 1\n---\nb: 2\n", 3, "a second document"),
        ("a: 1\n b: 2\n", 2, "not valid YAML"),
        ('a: "open\n', 2, "not valid YAML"),
        ("a: \x07\n", None, "not valid YAML"),
        ("[" * 150 + "]" * 150, 1, "nested more than 100 levels deep"),
        ("# nothing\n", None, "nothing but comments"),
        (b"a: caf\xe9\n", 1, "not UTF-8"),
    ],
)
def test_yaml_that_could_mislead_is_refused(
    tmp_path: Path, content: str | bytes, line: int | None, reason: str
) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        yaml_document(written(tmp_path, content))
    assert caught.value.line == line
