"""Cells of a workbook are the text a person sees; nothing is converted."""

import warnings
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.xml.constants import SHARED_STRINGS
from support.workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import Limits, Packed
from medcodegraph.loaders.files.xlsx import has_columns, is_workbook, readable, sheet_rows
from medcodegraph.loaders.files.xlsx_texts import open_workbook
from medcodegraph.loaders.report import Report

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
    """A code that the spreadsheet converted to a number is not accepted as the code."""
    path = write_workbook(tmp_path / "a.xlsx", Sheet=[["code", "other"], [cell, "x"]])
    assert rows(path, ["code"]) == [(2, {"code": text, "other": "x"})]


def test_header_is_found_by_content(tmp_path: Path) -> None:
    """In any sheet, below other text, in any order and case; row numbers are the spreadsheet's."""
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


def test_long_sheets_are_read_completely(tmp_path: Path) -> None:
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


def test_a_duplicate_column_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", Sheet=[["text"], ["a", "b", "A"]])
    with pytest.raises(InputError, match="the column 'a' appears twice in the header") as caught:
        rows(path, ["a"])
    assert caught.value.line == 2


def damaged(tmp_path: Path, name: str, old: bytes, new: bytes) -> Path:
    """A workbook with some bytes changed in one part."""
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
    """Broken XML, an unknown shared string or cell, an excessive row number, entities."""
    with pytest.raises(InputError, match=reason) as caught:
        rows(damaged(tmp_path, name, old, new), ["a"])
    assert caught.value.file == str(tmp_path / "a.xlsx")


TABLE = """<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<si><t>code</t></si>
<si><r><rPr><b/></rPr><t>two </t></r><r><t xml:space="preserve">runs</t></r></si>
<si><t>said</t><rPh sb="0" eb="1"><t>as it sounds</t></rPh><phoneticPr fontId="1"/></si>
<si><t>_x005F_x0041_</t></si>
<si/>
<si><t/></si>
<si><t>last</t></si>
%s</sst>"""


TABLE_TYPE = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'


def with_table(tmp_path: Path, more: str = "") -> Path:
    """A workbook whose cells use shared strings, which may be more than these."""
    path = write_workbook(tmp_path / "whole.xlsx", Sheet=[[0]] * 7)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as changed:
        for member in whole.namelist():
            content = whole.read(member)
            if member == "[Content_Types].xml":
                content = content.replace(b"</Types>", TABLE_TYPE.encode())
            elif member == "xl/worksheets/sheet1.xml":
                for at in range(7):
                    number = f'r="A{at + 1}" t="n"><v>0<'.encode()
                    assert number in content
                    content = content.replace(number, f'r="A{at + 1}" t="s"><v>{at}<'.encode())
            changed.writestr(member, content)
        changed.writestr("xl/sharedStrings.xml", TABLE % more)
    return tmp_path / "a.xlsx"


def test_texts_are_those_that_openpyxl_reads(tmp_path: Path) -> None:
    """In one run or several, without phonetic guides, empty or missing."""
    path = with_table(tmp_path)
    content = path.read_bytes()
    (sheet,) = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets
    (ours,) = open_workbook(BytesIO(content)).worksheets
    texts = [[value] for (value,) in ours.iter_rows(values_only=True)]
    assert texts == [[value] for (value,) in sheet.iter_rows(values_only=True)]
    assert texts[1:4] == [["two runs"], ["said"], ["_x0041_"]]


def test_headers_are_found_without_reading_all_texts(tmp_path: Path) -> None:
    """Shared strings after those of the first rows are not read to recognise files."""
    path = with_table(tmp_path, "<si><t>a text</t></si>" * 100_000 + "</wrong>")
    (source,) = readable(path)
    assert has_columns(source, ["code"])


def test_damage_behind_the_last_text_that_is_used_is_found(tmp_path: Path) -> None:
    whole = with_table(tmp_path, "<si><t>a text</t></si>" * 100_000)
    content = whole.read_bytes()
    at = content.rindex(b"a text</t></si></sst>")
    whole.write_bytes(content[:at] + b"A" + content[at + 1 :])
    (source,) = readable(whole)
    assert has_columns(source, ["code"])
    with pytest.raises(InputError, match=r"damaged \(xl/sharedStrings.xml"):
        list(sheet_rows(source, ["code"], Report()))


def test_texts_of_the_official_workbooks_are_those_that_openpyxl_reads(shared_data: Path) -> None:
    """Of HCPCS and of ICD-10-CM, cell by cell."""
    for path in [file for name in ("hcpcs", "icd10cm") for file in (shared_data / name).glob("*.xlsx")]:
        content = path.read_bytes()
        theirs = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets
        ours = open_workbook(BytesIO(content)).worksheets
        for one, other in zip(ours, theirs, strict=True):
            same = zip(one.iter_rows(values_only=True), other.iter_rows(values_only=True), strict=True)
            assert all(row == their for row, their in same), path.name


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A truncated workbook, and one that is too large when unpacked."""
    whole = write_workbook(tmp_path / "whole.xlsx", Sheet=[["a"], *(["b" * 1000] for _ in range(100))])
    (tmp_path / "short.xlsx").write_bytes(whole.read_bytes()[:-100])
    with pytest.raises(InputError, match="damaged"):
        rows(tmp_path / "short.xlsx", ["a"])
    with pytest.raises(InputError, match="unpacks to more than 1,000 bytes"):
        list(sheet_rows(Packed(whole, None, Limits(unpacked=1000)), ["a"], Report()))


def test_openpyxl_warnings_are_not_shown(tmp_path: Path) -> None:
    """It warns about unsupported headers and footers; the settings for warnings are unchanged."""
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
