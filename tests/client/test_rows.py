"""Rows as tables: what types columns get, and what becomes of values without one."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from medcodegraph.client import frames, workbook
from medcodegraph.client.flatten import flatten
from medcodegraph.client.rows import Rows
from medcodegraph.errors import InputError, SettingsError

ROWS = Rows(
    ["key", "score", "day", "words", "mixed", "node", "nothing"],
    [
        ["CPT:1", 0.5, date(2025, 1, 31), ["a", "b"], 1, {"a": [1]}, None],
        ["CPT:2", None, None, [], "one", None, None],
    ],
)


def test_rows_are_dicts_and_slices_are_rows() -> None:
    assert len(ROWS) == 2
    assert ROWS[1]["key"] == "CPT:2"
    assert [row["score"] for row in ROWS] == [0.5, None]
    assert ROWS[:1].column("words") == [["a", "b"]]
    assert repr(ROWS[:1]).startswith("<1 rows of key, score")


def test_polars_has_the_types_of_the_values() -> None:
    frame = ROWS.to_polars()
    types = [str(kind) for kind in frame.dtypes]
    assert types == ["String", "Float64", "Date", "List(String)", "String", "String", "Null"]
    assert frame["mixed"].to_list() == ["1", "one"]
    assert frame["node"].to_list() == ['{"a":[1]}', None]
    assert Rows(["a"], []).to_polars().columns == ["a"]


def test_arrow_has_them_too() -> None:
    table = ROWS.to_arrow()
    types = [str(field.type).replace("element", "item") for field in table.schema]
    assert types == ["string", "double", "date32[day]", "list<item: string>", "string", "string", "null"]
    assert table["mixed"].to_pylist() == ["1", "one"]


def test_pandas_keeps_nulls_apart_from_numbers() -> None:
    frame = Rows(["n", "t"], [[1, "a"], [None, None]]).to_pandas()
    assert str(frame["n"].dtype) == "Int64"
    assert frame["n"].isna().tolist() == [False, True]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise ImportError

    monkeypatch.setattr(frames, "import_module", missing)
    with pytest.raises(SettingsError, match=r"medcodegraph\[frames\]"):
        ROWS.to_polars()


def test_a_workbook_holds_texts_as_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    rows = [["=1+1", date(2025, 1, 31), [1]], ["x\x00" + "y" * 40_000, None, True]]
    assert workbook.write(file, ["a", "b", "c"], rows) == 1
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    heading, first, _ = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heading == ["a", "b", "c"]
    assert first[::2] == ["=1+1", "[1]"]
    assert str(first[1]).startswith("2025-01-31")
    assert sheet["A2"].data_type == "s"
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    with pytest.raises(InputError, match="as a sheet holds"):
        workbook.write(file, ["a"], [[1], [2]])


@pytest.mark.parametrize(
    ("data", "columns", "rows"),
    [
        ({"code": {"key": "A", "payer": {"name": "P"}}}, ["key", "payer.name"], [["A", "P"]]),
        ({"codes": {"totalCount": 9, "nodes": [{"key": "A"}, {"key": "B"}]}}, ["key"], [["A"], ["B"]]),
        (
            {"code": {"similar": {"edges": [{"score": 1.0, "node": {"key": "A", "list": [1]}}]}}},
            ["score", "key", "list"],
            [[1.0, "A", [1]]],
        ),
        ({"a": {"key": "A"}, "b": {"key": "B"}}, ["a.key", "b.key"], [["A", "B"]]),
        ({"lookup": [{"key": "A"}, {"problem": "P"}]}, ["key", "problem"], [["A", None], [None, "P"]]),
        ({"code": None}, ["code"], [[None]]),
        ({"keys": ["A", "B"]}, ["value"], [["A"], ["B"]]),
    ],
)
def test_graphql_becomes_rows(data: dict[str, Any], columns: list[str], rows: list[list[Any]]) -> None:
    assert flatten(data) == (columns, rows)
