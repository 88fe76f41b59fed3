"""Cells of a workbook come as the text a person sees; nothing is taken for something else."""

import warnings
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.loaders.source import Report
from medcodegraph.loaders.unpack import Limits, Packed
from medcodegraph.loaders.xlsx import has_columns, is_workbook, readable, sheet_rows

Row = tuple[int, dict[str, str]]


def rows(path: Path, needed: list[str], report: Report | None = None) -> list[Row]:
    (source,) = readable(path)
    return list(sheet_rows(source, needed, report or Report()))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1E10", "1E10"),
        ("007", "007"),
        ("   A1", "   A1"),
        ("=1+1", "=1+1"),
        ("2025-10-01", "2025-10-01"),
        ("no", "no"),
        ("a_x000D_b", "a\rb"),
        (2016, "2016"),
        (20251001, "20251001"),
        (0.1, "0.1"),
        (3.0, "3"),
        ((70, "0000"), "0070"),
        ((1e10, "0.00E+00"), "1.00E+10"),
        ((1e10, "General"), "10000000000"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        (date(2023, 4, 1), "2023-04-01"),
        (datetime(2023, 4, 1, 9, 30), "2023-04-01 09:30:00"),
        ("#N/A", "#N/A"),
        (None, ""),
    ],
)
def test_cell_is_what_a_person_sees(tmp_path: Path, cell: object, text: str) -> None:
    """What a spreadsheet has already made a number cannot pass for the code it was typed as."""
    path = write_workbook(tmp_path / "a.xlsx", Sheet=[["code", "other"], [cell, "x"]])
    assert rows(path, ["code"]) == [(2, {"code": text, "other": "x"})]


def test_header_is_found_by_content(tmp_path: Path) -> None:
    """In any sheet, below other text, in any order and case; row numbers are the spreadsheet's own."""
    path = write_workbook(
        tmp_path / "a.xlsx",
        About=[["Code is what this is about"]],
        Data=[
            ["Read me"],
            [],
            [None, "effective ", "New\nCode"],
            [],
            ["x", 2031, "A00", "beyond"],
            [],
            [None, 1],
        ],
        More=[["New Code", "Effective"], ["B00", 1]],
    )
    report = Report()
    assert rows(path, ["New Code", "Effective"], report) == [
        (5, {"Effective": "2031", "New Code": "A00"}),
        (7, {"Effective": "1", "New Code": ""}),
    ]
    assert report.rows == 2


def test_a_size_that_the_sheet_misstates_is_not_believed(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", Sheet=[["a", "b"], ["1", "2"], ["3", "4"]])
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                assert b'ref="A1:B3"' in content
                content = content.replace(b'ref="A1:B3"', b'ref="A1:A2"')
            new.writestr(name, content)
    assert [cells for _, cells in rows(changed, ["a"])] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_long_sheets_come_whole(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", Sheet=[["a"], *([str(n)] for n in range(2, 2003))])
    assert [(number, int(cells["a"])) for number, cells in rows(path, ["a"])] == [
        (n, n) for n in range(2, 2003)
    ]


def test_workbooks_in_zips_are_read(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", Sheet=[["a"], ["1"]])
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(path, "folder/a.xlsx")
        archive.writestr("read.me", "a text")
    sheet, text = readable(tmp_path / "all.zip")
    assert (is_workbook(sheet), is_workbook(text)) == (True, False)
    assert list(sheet_rows(sheet, ["a"], Report())) == [(2, {"a": "1"})]
    assert readable(path) == [Packed(path)]


def test_columns_are_asked_for(tmp_path: Path) -> None:
    (source,) = readable(write_workbook(tmp_path / "a.xlsx", One=[["a", "b"]], Two=[["c", "a"]]))
    assert has_columns(source, ["c", "A"])
    assert not has_columns(source, ["b", "c"])
    with pytest.raises(InputError, match="no sheet has the columns b, c"):
        list(sheet_rows(source, ["b", "c"], Report()))


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", Sheet=[["text"], ["a", "b", "A"]])
    with pytest.raises(InputError, match="the column a stands in the header twice") as caught:
        rows(path, ["a"])
    assert caught.value.line == 2


def damaged(tmp_path: Path, name: str, old: bytes, new: bytes) -> Path:
    """A workbook in one part of which some bytes were changed."""
    path = write_workbook(tmp_path / "whole.xlsx", Sheet=[["a"], ["some text"]])
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as changed:
        for member in whole.namelist():
            content = whole.read(member)
            assert member != name or old in content
            changed.writestr(member, content.replace(old, new) if member == name else content)
    return tmp_path / "a.xlsx"


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"", "damaged"),
        (
            "xl/worksheets/sheet1.xml",
            b't="inlineStr"><is><t>some text</t></is>',
            b't="s"><v>77</v>',
            "damaged",
        ),
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="AAAAAA2"', "damaged"),
        ("xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="99999999999"', "more than 1,048,576 rows"),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet",
            b'<!DOCTYPE worksheet [<!ENTITY e "eeee">]><worksheet',
            "damaged.*Entit",
        ),
        ("xl/workbook.xml", b"<sheets>", b"<sheet>", "damaged"),
    ],
)
def test_damage_is_reported(tmp_path: Path, name: str, old: bytes, new: bytes, reason: str) -> None:
    """Broken XML, a text or cell that is nowhere, a row number without end, entities."""
    with pytest.raises(InputError, match=reason) as caught:
        rows(damaged(tmp_path, name, old, new), ["a"])
    assert caught.value.file == str(tmp_path / "a.xlsx")


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A workbook cut short, and one that unpacks to too much."""
    whole = write_workbook(tmp_path / "whole.xlsx", Sheet=[["a"], *(["b" * 1000] for _ in range(100))])
    (tmp_path / "short.xlsx").write_bytes(whole.read_bytes()[:-100])
    with pytest.raises(InputError, match="damaged"):
        rows(tmp_path / "short.xlsx", ["a"])
    with pytest.raises(InputError, match="unpacks to more than 1,000 bytes"):
        list(sheet_rows(Packed(whole, None, Limits(unpacked=1000)), ["a"], Report()))


def test_what_openpyxl_warns_of_is_not_for_people(tmp_path: Path) -> None:
    """It warns of headers and footers it cannot print; settings for warnings stay as they were."""
    path = damaged(
        tmp_path,
        "xl/worksheets/sheet1.xml",
        b"</worksheet>",
        b"<headerFooter><oddHeader>&amp;&amp;&amp;</oddHeader></headerFooter></worksheet>",
    )
    before = list(warnings.filters)
    for _, cells in sheet_rows(readable(path)[0], ["a"], Report()):
        assert cells == {"a": "some text"}
        assert list(warnings.filters) == before
