"""MS-DRGs from Table 5, as text and as a workbook."""

import csv
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support.loaded import Loaded, load_part
from support.workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.loaders.sources.msdrg.loader import LOADER

TABLE = Path(__file__).parents[2] / "fixtures" / "msdrg" / "table5_2031.txt"


def load(path: Path) -> Loaded:
    (part,) = LOADER.parts([path], {})
    return load_part(part)


def changed(tmp_path: Path, old: bytes, new: bytes) -> Loaded:
    """The fixture with one text replaced."""
    content = TABLE.read_bytes()
    assert old in content
    (tmp_path / "table.txt").write_bytes(content.replace(old, new))
    return load(tmp_path / "table.txt")


def rows() -> list[list[str]]:
    """The fixture's rows, read independently of the loader."""
    return list(csv.reader(TABLE.read_text("latin-1").splitlines(keepends=True), delimiter="\t"))


@pytest.fixture(scope="module")
def small() -> Loaded:
    return load(TABLE)


def test_the_table_is_recognised_below_its_title_of_two_lines(small: Loaded) -> None:
    (part,) = LOADER.parts([TABLE], {})
    assert (part.name, part.provenance.release) == ("msdrg/table5-2031", "2031")
    assert (small.report.rows, small.report.rejects) == (4, [])
    assert small.nodes["SYSTEM:MSDRG"].properties["version"] == "2031"


def test_every_column_lands(small: Loaded) -> None:
    """A weight may begin with its point; a code keeps its zeros; Windows-1252 is decoded."""
    assert small.codes("MSDRG")["002"] == {
        "system": "MSDRG",
        "code": "002",
        "display": "MENDING OF WINGS, FEATHERS AND TAIL",
        "level": "code",
        "status": "active",
        "mdc": "08",
        "drg_type": "SURG",
        "relative_weight": 1.0,
        "relative_weight_uncapped": 0.9311,
        "geometric_mean_stay": 1.0,
        "arithmetic_mean_stay": 2.5,
        "post_acute_transfer": True,
        "special_pay": False,
    }
    assert small.codes("MSDRG")["003"]["display"] == "CAF\u00c9 VISITS WITHOUT CC/MCC"


def test_missing_values_of_a_group_stay_missing(small: Loaded) -> None:
    """A full stop, a blank and ** mean no value."""
    assert small.codes("MSDRG")["998"].keys() == {
        "system",
        "code",
        "display",
        "level",
        "status",
        "post_acute_transfer",
        "special_pay",
    }
    assert "mdc" not in small.codes("MSDRG")["003"]


def test_a_workbook_states_the_same(tmp_path: Path, small: Loaded) -> None:
    """Also with line breaks in the header, as published; in a zip the text is used."""
    title, header, *groups = rows()
    broken = [each.replace(" ", "\n", 1) for each in header]
    path = write_workbook(tmp_path / "FY 2031 Table 5.xlsx", Table=[title, broken, *groups])
    assert load(path).nodes == small.nodes
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.write(path, path.name)
        archive.write(TABLE, TABLE.name)
    assert load(tmp_path / "both.zip").nodes == small.nodes


def test_older_tables_have_one_weight(tmp_path: Path) -> None:
    header, group = ["MS-DRG", "MDC", "TYPE", "MS-DRG Title", "Weights"], ["001", "PRE", "SURG", "A", "1.5"]
    path = write_workbook(tmp_path / "table5-2022.xlsx", Table=[["Table 5"], header, group])
    stated = load(path).codes("MSDRG")["001"]
    assert (stated["relative_weight"], "relative_weight_uncapped" in stated) == (1.5, False)
    assert LOADER.parts([path], {})[0].provenance.release == "2022"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (b"002\t", b"2000\t", 5, "'2000' is not in the form of an MS-DRG (three digits)"),
        (b"002\t", b"001\t", 5, "001 is listed twice (first on line 4)"),
        (b"GROWING OF WINGS WITH MCC", b" ", 4, "001 has no title"),
        (b"SURG\tGROW", b"OTHER\tGROW", 4, "the type of 001 is 'OTHER', not SURG, MED or **"),
        (b"28.1000", b"1e5", 4, "Weights - 10% Cap Applied is '1e5', which is not a number"),
        (b"25.8", b"25,8", 4, "Geometric mean LOS is '25,8', which is not a number"),
        (b"001\tNo", b"001\tMaybe", 4, "FY 2031 Final Post-Acute DRG is 'Maybe', not Yes or No"),
        (b"\t36.2", b"", 4, "the row has 9 cells but the header has 10"),
    ],
)
def test_bad_rows_are_rejected(tmp_path: Path, old: bytes, new: bytes, line: int, reason: str) -> None:
    loaded = changed(tmp_path, old, new)
    assert loaded.rejects() == [(line, reason)]
    assert len(loaded.codes("MSDRG")) == 3


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'FEATHERS AND TAIL"', b"FEATHERS AND TAIL", "table.txt:5: a quote is not closed"),
        (b"CAF\xc9", b"CAF\x81", "table.txt:6: the line is neither UTF-8 nor Windows-1252"),
        (b"CAF", b"C\0F", "table.txt:6: the line contains NUL bytes"),
        (b"MS-DRG Title", b"Title", "not recognised as any of: Table 5"),
        (b"Weights -", b"Heights -", "no column has the weights"),
        (b"FY 2031 Final Special Pay DRG", b"FY 2031 Final Post-Acute DRG", "appears twice in the header"),
        (b"Geometric mean LOS", b"Weights", "the columns Weights - 10% Cap Applied and Weights are both"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, old: bytes, new: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        changed(tmp_path, old, new)


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"<html>moved</html>", "web page")])
def test_other_files_than_tables_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "table5.txt").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        load(tmp_path / "table5.txt")


def test_official_table_loads_whole(shared_data: Path) -> None:
    """776 lines are a title of two, a header, 772 groups and an empty row; every cell is compared."""
    path = shared_data / "msdrg" / "fy2026_table5_drg_weights.txt"
    loaded = load(path)
    groups = loaded.codes("MSDRG")
    assert (loaded.report.rows, loaded.report.rejects, len(groups)) == (772, [], 772)
    assert LOADER.parts([path], {})[0].provenance.release == "2026"
    lines = path.read_bytes().decode("cp1252").split("\r\n")
    assert sum(line.count("\n") + 1 for line in lines if line) == 776
    for line in lines[2:]:
        cells = [cell.strip().removeprefix('"').removesuffix('"') for cell in line.split("\t")]
        if not cells[0]:
            continue
        stated = groups[cells[0]]
        assert [
            {True: "Yes", False: "No"}[bool(stated["post_acute_transfer"])],
            {True: "Yes", False: "No"}[bool(stated["special_pay"])],
            stated.get("mdc", ""),
            stated.get("drg_type", "**"),
            stated["display"],
            *(
                number(stated.get(name))
                for name in (
                    "relative_weight_uncapped",
                    "relative_weight",
                    "geometric_mean_stay",
                    "arithmetic_mean_stay",
                )
            ),
        ] == [*cells[1:4], cells[4], *cells[5:6], *(number(cell.strip(".") and cell) for cell in cells[6:])]
    assert Counter(stated.get("drg_type") for stated in groups.values()) == {"SURG": 403, "MED": 367, None: 2}
    assert groups["018"]["relative_weight"] == 43.1828


def number(value: object) -> float | None:
    return float(str(value)) if value else None


def test_cells_that_are_numbers_mean_what_the_text_says(tmp_path: Path, small: Loaded) -> None:
    """A spreadsheet that was saved again keeps no zeros; the year stands in the title within it."""
    title, header, *groups = rows()
    numeric = [
        [float(cell) if cell.replace(".", "", 1).isdigit() else cell for cell in group] for group in groups
    ]
    path = write_workbook(tmp_path / "table.xlsx", Table=[title, header, *numeric])
    (part,) = LOADER.parts([path], {})
    loaded = load_part(part)
    assert part.provenance.release == "2031"
    assert loaded.report.rejects == []
    assert loaded.codes("MSDRG") == small.codes("MSDRG")


@pytest.mark.parametrize("write", [str.lower, str.title])
def test_headers_in_other_capitals_are_the_same(
    write: Callable[[str], str], tmp_path: Path, small: Loaded
) -> None:
    """`Type` for TYPE, in text as in a workbook."""
    content = TABLE.read_text("latin-1")
    header = next(line for line in content.splitlines() if line.startswith("MS-DRG"))
    for column in ("MS-DRG", "MDC", "TYPE", "MS-DRG Title"):
        header, before = header.replace(f"{column}\t", f"{write(column)}\t"), header
        content = content.replace(before, header)
    (tmp_path / "table5.txt").write_text(content, "latin-1")
    assert load(tmp_path / "table5.txt").codes("MSDRG") == small.codes("MSDRG")
