"""The tables of the Medicare Coverage Database are found in every packing, and read strictly."""

import gzip
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Fact
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.find import find_tables
from medcodegraph.loaders.sources.mcd.loader import LOADER
from medcodegraph.loaders.sources.mcd.look import looked_at
from medcodegraph.loaders.sources.mcd.tables import Table, Tables, day

FIXTURES = Path(__file__).parents[3] / "fixtures" / "mcd"
HEADER = "lcd_id,lcd_version,contractor_id,contractor_type_id,contractor_version,last_updated\n"
ROW = "39270,8,11,12,1,2031-02-03 04:05:06.123456789\n"


class NoNames:
    """A graph that knows no names yet."""

    def key(self, *_: object) -> None:
        return None


def facts(*paths: Path) -> dict[str, list[Fact]]:
    """All facts by part."""
    return {part.name: list(part.facts(Report(), NoNames())) for part in LOADER.parts(list(paths), {})}


def zipped(folder: Path, inside: str = "") -> bytes:
    """A folder's files as a zip."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, inside + file.name)
    return data.getvalue()


def shipped(path: Path, folder: Path, inner: str) -> Path:
    """A zip as published by CMS: the zip of the tables beside a manual."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Data Dictionary.pdf", b"%PDF")
        archive.writestr(inner, zipped(folder))
    return path


def rows(path: Path, content: bytes) -> list[list[str]]:
    """The cells of a contractor table with this content."""
    path.write_bytes(content)
    tables = looked_at(Tables("", {"lcd_x_contractor": Table("lcd_x_contractor", Packed(path))}))
    return [list(cells.values()) for _, cells in tables.rows("lcd_x_contractor", Report())]


def test_every_packing_gives_the_same(tmp_path: Path) -> None:
    """Folders, zips and nested zips; the contractors of one export do not affect those of another."""
    plain = facts(FIXTURES)
    lcd = shipped(tmp_path / "current_lcd.zip", FIXTURES / "lcd_csv", "current_lcd_csv.zip")
    article = tmp_path / "current_article.zip"
    article.write_bytes(zipped(FIXTURES / "article_csv", "article/"))
    ncd = shipped(tmp_path / "ncd.zip", FIXTURES / "ncd_csv", "ncd_csv.zip")
    listing = tmp_path / "any name.csv.gz"
    listing.write_bytes(gzip.compress((FIXTURES / "listing.csv").read_bytes()))
    assert facts(lcd, article, ncd, listing) == plain
    assert facts(tmp_path) == plain


def test_files_are_known_by_their_header(tmp_path: Path) -> None:
    """A table under another name, with its columns in another order and case, is the same table."""
    table = (FIXTURES / "lcd_csv" / "lcd_future_retire.csv").read_text().replace("lcd_id", "LCD_ID")
    (tmp_path / "renamed.csv").write_text(table)
    (tmp_path / "other.csv").write_text("some,thing\nelse,here\n")
    (tmp_path / "listing.csv").write_text("some,list\n1,2\n")
    found = find_tables([tmp_path])
    assert [list(export.by_name) for export in found] == [["lcd_future_retire"]]


def test_single_files_are_one_export() -> None:
    given = [FIXTURES / "ncd_csv" / f"{name}.csv" for name in ("ncd_trkg", "ncd_bnft_ctgry_ref")]
    assert [sorted(export.by_name) for export in find_tables(given)] == [["ncd_bnft_ctgry_ref", "ncd_trkg"]]


def test_a_folder_without_tables_has_no_parts(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("some,thing\nelse,here\n")
    assert LOADER.parts([tmp_path], {}) == []


def test_two_exports_of_a_kind_are_refused(tmp_path: Path) -> None:
    both = [tmp_path / "a", tmp_path / "b"]
    for folder in both:
        folder.mkdir()
        (folder / "lcd_x_contractor.csv").write_text(HEADER + ROW)
    with pytest.raises(InputError, match=r"the LCD tables are in .*a and .*b: give one"):
        LOADER.parts(both, {})


def test_a_table_twice_in_one_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lcd_x_contractor.csv").write_text(HEADER + ROW)
    (tmp_path / "copy.csv").write_text(HEADER + ROW)
    with pytest.raises(InputError, match="lcd_x_contractor appears twice"):
        find_tables([tmp_path])


def test_each_file_is_read_in_its_encoding(tmp_path: Path) -> None:
    """UTF-8 with or without a BOM, and Windows-1252, though one of its lines happens to be valid UTF-8.

    A stray Windows-1252 line does not spoil a UTF-8 file.
    """
    texts = ["caf\u00e9", "\u00e9\u201c\u2013", "\u00fc"]
    assert texts[1].encode("cp1252").decode("utf-8") == "\u94d6"
    lines = [f"1,1,{text},12,1,x\n" for text in texts]
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        content = "".join([HEADER, *lines, ROW]).encode(encoding)
        assert [cells[2] for cells in rows(tmp_path / "a.csv", content)] == [*texts, "11"]
    mixed = "".join([HEADER, *lines]).encode() + lines[2].encode("cp1252") + ROW.encode()
    assert [cells[2] for cells in rows(tmp_path / "a.csv", mixed)] == [*texts, texts[2], "11"]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (HEADER.encode() + b"\x81", 2, "neither UTF-8 nor Windows-1252 .byte 0x81 at column 1"),
        (b"\xef\xbb\xbf" + HEADER.encode() + b"caf\xe9", 2, "not UTF-8"),
        (HEADER.encode("utf-16"), 1, "UTF-16"),
        ((HEADER + ROW).encode() + b"1\x00", 3, "NUL"),
        ((HEADER + ROW).encode() + b'1,"2\n3,4\n5\n', 3, "not valid CSV"),
        ((HEADER + ROW).encode() + b'1,"2"3,4\n', 3, "not valid CSV"),
        (HEADER.replace("last_updated", "lcd_id").encode(), 1, "'lcd_id' appears twice"),
        (HEADER.replace("contractor_id,", "").encode(), 1, "is missing contractor_id"),
        (ROW.encode(), 1, "is missing lcd_id, lcd_version"),
        (b"<!DOCTYPE html><html></html>", None, "web page"),
        (b"", None, "empty"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, content: bytes, line: int | None, reason: str) -> None:
    """The error gives the file, the line and the reason; a table with an official name is not skipped."""
    (tmp_path / "lcd_x_contractor.csv").write_bytes(content)
    with pytest.raises(InputError, match=reason) as caught:
        facts(tmp_path)
    assert caught.value.line == line
    assert str(caught.value.file) == str(tmp_path / "lcd_x_contractor.csv")


def test_rows_are_left_out_one_by_one(tmp_path: Path) -> None:
    """Each reject has the line its row begins on, though earlier cells span lines."""
    lines = [HEADER, '1,1,"a\nb",12,1,x\n', "2,1,3\n", "\n", "x,1,11,12,1,y\n", "0,1,11,12,1,y\n"]
    (tmp_path / "lcd_x_contractor.csv").write_text("".join(lines))
    (part,) = LOADER.parts([tmp_path], {})
    report = Report()
    list(part.facts(report, NoNames()))
    assert [(reject.line, reject.reason) for reject in report.rejects] == [
        (4, "the row has 3 cells but the header has 6: quote cells that contain commas"),
        (6, "'x' is not a policy id with a version"),
        (7, "'0' is not a policy id with a version"),
    ]
    assert report.rows == 4


def test_bad_rows_of_policies_are_left_out(tmp_path: Path) -> None:
    """Invalid dates, numbers and categories; a duplicate policy."""
    for table in ("ncd_csv/ncd_trkg", "ncd_csv/ncd_trkg_bnft_xref", "ncd_csv/ncd_bnft_ctgry_ref"):
        source = FIXTURES / f"{table}.csv"
        (tmp_path / source.name).write_bytes(source.read_bytes())
    with (tmp_path / "ncd_trkg.csv").open("a") as file:
        rest = "," * 18
        file.write(f"904,1,True,1,999.4,Bad day,2030-02-30 00:00:00{rest},\n")
        file.write(f"905,1,True,1,9x,Bad number,2030-02-03 00:00:00{rest},\n")
        file.write(f"906,1,True,1,999.1,Twice,2030-02-03 00:00:00{rest},\n")
    with (tmp_path / "ncd_trkg_bnft_xref.csv").open("a") as file:
        file.write("901,2,99,,\n")
    (part,) = LOADER.parts([tmp_path], {})
    report = Report()
    assert len(list(part.facts(report, NoNames()))) == 12
    assert [reject.reason for reject in report.rejects] == [
        "there is no benefit category '99'",
        "day is out of range for month",
        "'9x' is not an NCD number such as 110.24",
        "NCD:999.1 is listed twice (first on line 2)",
    ]


def test_very_long_cells_are_read(tmp_path: Path) -> None:
    """Policies are longer than the default limit of Python's reader, 131,072 characters."""
    found = rows(tmp_path / "a.csv", (HEADER + f'1,1,"{"long " * 40_000}",12,1,x\n').encode())
    assert len(found[0][2]) == 200_000


def test_zip_in_zip_is_as_safe_as_a_zip(tmp_path: Path) -> None:
    """A file that is not a zip, is damaged or escapes its folder is refused; its name gives its location."""
    outer = tmp_path / "current_lcd.zip"
    escaping = zipped(FIXTURES / "lcd_csv", "../")
    for content, reason in ((b"no zip", "is not one"), (escaping, "leads outside")):
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr("inner.zip", content)
        with pytest.raises(InputError, match=reason) as caught:
            find_tables([outer])
        assert caught.value.file == f"{outer}!inner.zip"
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "lcd_x_contractor.csv").write_text(HEADER + '1,"2')
    shipped(outer, broken, "inner.zip")
    with pytest.raises(InputError, match="not valid CSV") as caught:
        facts(outer)
    assert caught.value.file == f"{outer}!inner.zip!lcd_x_contractor.csv"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-07-16 21:37:36.093000000", date(2025, 7, 16)),
        ("2031-02-03T04:05:06", date(2031, 2, 3)),
        ("2031-02-03", date(2031, 2, 3)),
        ("08/14/2025", date(2025, 8, 14)),
        ("", None),
        (" N/A ", None),
    ],
)
def test_days(text: str, expected: date | None) -> None:
    assert day(text) == expected


@pytest.mark.parametrize("text", ["2025", "2025-13-01", "14/08/2025", "yesterday", "2025-07-16 21"])
def test_an_invalid_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        day(text)
