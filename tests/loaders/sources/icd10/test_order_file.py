"""Order files are read by their columns, and a bad line does not affect the next."""

import re
import zipfile
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import Packed, contents
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.icd10.order_file import (
    Addenda,
    OrderRow,
    addenda_among,
    is_order_file,
    order_rows,
    read_addenda,
)

FIXTURES = Path(__file__).parents[3] / "fixtures"
ORDER = FIXTURES / "icd10cm" / "icd10cm_order_2031.txt"
ADDENDA = FIXTURES / "icd10cm" / "icd10cm_order_addenda_2031.txt"
CODE = re.compile("[A-Z][0-9A-Z]{2,6}")


def line(number: int, code: str, text: str = "Snow", flag: int = 1) -> bytes:
    return f"{number:05} {code:<7} {flag} {text:<60} {text} at last\r\n".encode("cp1252")


def read(tmp_path: Path, content: bytes) -> tuple[list[OrderRow], Report]:
    (tmp_path / "order.txt").write_bytes(content)
    report = Report()
    return list(order_rows(Packed(tmp_path / "order.txt"), CODE, report)), report


def test_columns_are_where_the_layout_says() -> None:
    report = Report()
    rows = list(order_rows(Packed(ORDER), CODE, report))
    assert rows[16] == OrderRow(
        line=17,
        code="A011X8A",
        billable=True,
        short="Bitten by a large dragon, swallowed by its friend, first vis",
        long="Bitten by a large dragon, swallowed by its friend, first visit",
        parent="A011X8",
    )
    assert (len(rows), report.rows, report.rejects, report.notices) == (27, 27, [], [])


def test_parent_is_the_longest_header_above() -> None:
    """However many characters are between them."""
    parents = {row.code: row.parent for row in order_rows(Packed(ORDER), CODE, Report())}
    assert parents["A01"] is None
    assert parents["A02XXXA"] == "A02"
    assert parents["A0121X1"] == "A0121"
    assert parents["A012200"] == "A012"


def test_bad_lines_are_rejected(tmp_path: Path) -> None:
    good = [line(1, "A00", "Snow", 0), line(2, "A001"), line(9, "A002"), line(10, "B00")]
    bad = [b"00003 A003 1 too short\r\n", line(4, "a004"), line(5, "A001"), line(6, "Q001"), b"\r\n"]
    bad += [line(7, "A005").replace(b" 1 ", b" 2 "), line(8, "A0 6")]
    rows, report = read(tmp_path, b"".join([*good[:2], *bad, *good[2:]]))
    assert [row.code for row in rows] == ["A00", "A001", "A002", "B00"]
    assert [(reject.line, reject.reason) for reject in report.rejects] == [
        (3, "the line does not have the layout of an order file"),
        (4, "the line does not have the layout of an order file"),
        (5, "A001 is listed twice (first on line 2)"),
        (6, "there is no header for Q001: no earlier line has a code that it begins with"),
        (8, "the line does not have the layout of an order file"),
        (9, "'A0 6' is not in the form of a code of this system"),
    ]
    assert report.rejects[0].row == "00003 A003 1 too short"
    assert report.rows == 10


def test_missing_lines_are_noticed(tmp_path: Path) -> None:
    _, report = read(tmp_path, line(1, "A00") + line(3, "A002"))
    assert [notice.partition("order.txt:")[2] for notice in report.notices] == [
        "2: order number 00003 follows 00001: lines are missing or out of order"
    ]


def test_accents_of_both_encodings_are_read(tmp_path: Path) -> None:
    """Older files are Windows-1252, as some lines of newer ones are UTF-8."""
    content = line(1, "A00", "Caf\u00e9").replace(b"Caf\xe9 at", "Caf\u00e9 at".encode()) + line(
        2, "A001", "Caf\u00e9"
    )
    rows, _ = read(tmp_path, content.replace(b"Caf\xe9 " + b" " * 55, b"Cafe " + b" " * 55, 1))
    assert [row.long for row in rows] == ["Caf\u00e9 at last"] * 2


def test_binary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="NUL") as caught:
        read(tmp_path, line(1, "A00") + b"\0\0\0\r\n")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("content", "is_order"),
    [
        (line(1, "A00"), True),
        (b"\r\n" + line(1, "A00"), True),
        (line(1, "001"), False),
        (b"Add:         1 A00     Snow\r\n", False),
        (b"A00 Snow\r\n", False),
    ],
)
def test_order_files_are_recognised_by_their_first_line(
    tmp_path: Path, content: bytes, is_order: bool
) -> None:
    (tmp_path / "any.name").write_bytes(content)
    assert is_order_file(Packed(tmp_path / "any.name"), CODE) is is_order


def test_addenda_name_what_is_new_and_what_ended() -> None:
    """A code that became a header was neither new nor ended; a new wording is not a new code."""
    assert addenda_among([Packed(ORDER), Packed(ADDENDA)], "2031") == [Packed(ADDENDA)]
    assert addenda_among([Packed(ORDER), Packed(ADDENDA)], "2030") == [], "they are of another release"
    assert read_addenda([Packed(ADDENDA)]) == Addenda(
        added=frozenset({"A000", "A012200"}), ended=frozenset({"A099"})
    )


def codes(path: Path, code: re.Pattern[str]) -> set[str]:
    (source,) = (each for each in contents(path) if is_order_file(each, code))
    return {row.code for row in order_rows(source, code, Report())}


def test_official_addenda_lead_from_one_year_to_the_next(shared_data: Path) -> None:
    """FY2025, minus the codes the addenda of FY2026 end, plus those they add, is FY2026, code for code."""
    old, new = (shared_data / "icd10cm" / f"cms_{year}_dx.zip" for year in (2025, 2026))
    addenda = read_addenda(addenda_among(contents(new), "2026"))
    assert codes(old, CODE) - addenda.ended | addenda.added == codes(new, CODE)
    assert (len(addenda.added), len(addenda.ended)) == (614, 12)


def test_official_addenda_of_icd10pcs(shared_data: Path) -> None:
    """Their own count: 3 headers and 371 codes added, 61 codes ended."""
    path = shared_data / "icd10pcs" / "cms_2025_pr.zip"
    addenda = read_addenda(addenda_among(contents(path), "2025"))
    assert (len(addenda.added), len(addenda.ended)) == (3 + 371, 61)
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("icd10pcs_order_2025.txt").decode("ascii").splitlines()
    now = {text[6:13].strip() for text in lines}
    assert addenda.added <= now
    assert not addenda.ended & now
