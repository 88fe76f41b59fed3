"""The order file and the tables of ICD-10-PCS give the same codes, each with its own properties."""

import gzip
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.loaded import Loaded, load_part

from medcodegraph.errors import InputError
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.sources.icd10.pcs import LOADER

FIXTURES = Path(__file__).parents[3] / "fixtures" / "icd10pcs"
TABLES = FIXTURES / "icd10pcs_tables_2031.xml"
ORDER = FIXTURES / "icd10pcs_order_2031.txt"


def load(*paths: Path) -> dict[str, Loaded]:
    """The facts of each part, by the part's name."""
    return {part.name: load_part(part) for part in LOADER.parts(paths, {})}


@pytest.fixture(scope="module")
def small() -> dict[str, Loaded]:
    return load(FIXTURES)


def coded(loaded: Loaded) -> dict[str, dict[str, object]]:
    """The tables and codes, without sections and body systems."""
    return {code: dict(stated) for code, stated in loaded.codes("ICD10PCS").items() if len(code) > 2}


def test_both_files_are_found_by_content(tmp_path: Path) -> None:
    """Under any name, packed or not, beside the definitions and other files."""
    (tmp_path / "a.bin").write_bytes(gzip.compress(TABLES.read_bytes()))
    (tmp_path / "b.xml").write_text("<ICD10PCS.definitions><version>2031</version></ICD10PCS.definitions>")
    with zipfile.ZipFile(tmp_path / "cms_2031_pr.zip", "w") as archive:
        archive.write(ORDER, "c")
        archive.write(FIXTURES / "order_addenda_2031.txt", "order_addenda_2031.txt")
    parts = LOADER.parts([tmp_path], {})
    assert {part.name: part.provenance.release for part in parts} == {
        "icd10pcs/tables-2031": "2031",
        "icd10pcs/order-2031": "2031",
    }


def test_order_file_words_the_codes(small: dict[str, Loaded]) -> None:
    codes = small["icd10pcs/order-2031"].codes("ICD10PCS")
    assert codes["07B2XKZ"] == {
        "system": "ICD10PCS",
        "code": "07B2XKZ",
        "display": "Plucking of Tail with Perch, External Approach",
        "short": "Plucking Tail, External",
        "level": "code",
        "status": "active",
        "billable": True,
    }
    assert (codes["07B"]["level"], codes["07B"]["billable"]) == ("table", False)
    begins = {code: stated["valid_from"] for code, stated in codes.items() if "valid_from" in stated}
    assert begins == {"07C": date(2030, 10, 1), "07C2XZZ": date(2030, 10, 1)}


def test_tables_say_what_each_character_means(small: dict[str, Loaded]) -> None:
    codes = small["icd10pcs/tables-2031"].codes("ICD10PCS")
    assert codes["07B2XKZ"] == {
        "system": "ICD10PCS",
        "code": "07B2XKZ",
        "level": "code",
        "status": "active",
        "billable": True,
        "axes": [
            "1 Section: Medical and Surgical",
            "2 Body System: Wings and Feathers",
            "3 Operation: Plucking",
            "4 Body Part: Tail",
            "5 Approach: External",
            "6 Device: Perch",
            "7 Qualifier: No Qualifier",
        ],
    }
    assert codes["GZ1"]["axes"] == [
        "1 Section: Mental Health",
        "2 Section Qualifier: None",
        "3 Type: Soothing",
    ]
    assert codes["07B"]["description"] == "Taking out one plume at a time"


def test_sections_body_systems_and_tables_lie_above_codes(small: dict[str, Loaded]) -> None:
    tables = small["icd10pcs/tables-2031"]
    codes, parents = tables.codes("ICD10PCS"), tables.parents()
    path = ["XY0YX89"]
    while path[-1] in parents:
        path.append(parents[path[-1]])
    assert path == ["XY0YX89", "XY0", "XY", "X"]
    assert [(codes[code]["level"], codes[code].get("display")) for code in path[1:]] == [
        ("table", "New Technology, Hollow Bones, Filling"),
        ("body system", "Hollow Bones"),
        ("section", "New Technology"),
    ]
    assert tables.levels() == {"section": 3, "body system": 3, "table": 4, "code": 10}
    assert small["icd10pcs/order-2031"].parents().items() <= parents.items()


def test_both_files_state_the_same(small: dict[str, Loaded]) -> None:
    """The same tables and codes, with the same titles, levels and flags."""
    order, tables = coded(small["icd10pcs/order-2031"]), coded(small["icd10pcs/tables-2031"])
    assert order.keys() == tables.keys()
    for code, stated in order.items():
        for name in ("level", "billable", "status"):
            assert stated[name] == tables[code][name]
        if stated["level"] == "table":
            assert stated["display"] == tables[code]["display"]


Change = Callable[[str], str]


def broken(tmp_path: Path, change: Change) -> Loaded:
    """The tables with some of their text changed."""
    text = TABLES.read_text()
    assert change(text) != text
    (tmp_path / "tables.xml").write_text(change(text))
    return load(tmp_path / "tables.xml")["icd10pcs/tables-2031"]


@pytest.mark.parametrize(
    ("change", "rejects", "codes"),
    [
        (
            lambda text: text.replace('codes="2"', 'codes="3"', 1),
            [(39, "the row states 3 codes but makes 2")],
            8,
        ),
        (
            lambda text: text.replace(' codes="4"', ""),
            [(19, "the row states no number of codes but makes 4")],
            6,
        ),
        (
            lambda text: text.replace('<label code="K">', '<label code="Z">'),
            [(39, "axis 6 lists a character twice")],
            8,
        ),
        (
            lambda text: text.replace('<label code="K">', '<label code="O">'),
            [(39, "axis 6 has no label, or a label without a character or a meaning")],
            8,
        ),
        (
            lambda text: text.replace('pos="5"', 'pos="6"', 1),
            [(19, "there is another axis in place of axis 5")],
            6,
        ),
        (
            lambda text: text.replace('<label code="2">Tail', '<label code="1">Tail', 1),
            [(39, "an earlier row already makes 07B1XZZ")],
            9,
        ),
        (
            lambda text: text.replace(
                '<label code="7">', '<label code="8">Scales</label><label code="7">', 1
            ),
            [(5, "a table has one section, one body system and one operation")],
            4,
        ),
        (
            lambda text: text.replace("<title>Operation</title>", "</axis><axis><title>Operation</title>", 1),
            [(5, "it does not have the axes 1 to 3")],
            4,
        ),
    ],
)
def test_incomplete_rows_and_tables_are_rejected(
    tmp_path: Path, change: Change, rejects: list[tuple[int, str]], codes: int
) -> None:
    """A row or table, with its line; the others stay."""
    loaded = broken(tmp_path, change)
    assert loaded.rejects() == rejects
    assert loaded.levels()["code"] == codes


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<ICD10PCS.tabular><version>2031</version></ICD10PCS.tabular>", "no table"),
        ("<ICD10PCS.tabular><pcsTable>", "not well-formed"),
        ("<ICD10PCS.definitions/>", "not recognised as any of: the order file"),
        ("<!DOCTYPE html><html></html>", "web page"),
        ("", "empty"),
        ("00001 A00     0 " + "Snow".ljust(61) + "Snow\r\n", "not recognised as any of: the order file"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "file").write_text(content)
    with pytest.raises(InputError, match=reason):
        load(tmp_path / "file")


@pytest.fixture(scope="module")
def official(shared_data: Path) -> dict[str, Loaded]:
    return load(shared_data / "icd10pcs")


def test_official_order_file_loads_whole(official: dict[str, Loaded]) -> None:
    """79,856 lines are 908 tables and 78,948 codes; the addenda add 3 and 371."""
    order = official["icd10pcs/order-2025"]
    assert order.levels() == {"table": 908, "code": 78_948}
    assert (order.report.rows, order.report.rejects, order.report.notices) == (79_856, [], [])
    begins = [stated.get("valid_from") for stated in order.codes("ICD10PCS").values()]
    assert begins.count(date(2024, 10, 1)) == 3 + 371
    assert len(order.pairs(Rel.CHILD_OF)) == 78_948


def test_official_tables_load_whole(official: dict[str, Loaded]) -> None:
    """908 tables with 2,661 rows, in 17 sections and 114 body systems."""
    tables = official["icd10pcs/tables-2025"]
    assert tables.levels() == {"section": 17, "body system": 114, "table": 908, "code": 78_948}
    assert (tables.report.rows, tables.report.rejects) == (908 + 2_661, [])
    assert len(tables.pairs(Rel.CHILD_OF)) == 114 + 908 + 78_948


def test_official_files_agree_code_for_code(official: dict[str, Loaded]) -> None:
    """Codes, levels, flags, parents, and titles of tables, except one operation missing in the order file."""
    order, tables = official["icd10pcs/order-2025"], official["icd10pcs/tables-2025"]
    ordered, tabled = coded(order), coded(tables)
    assert ordered.keys() == tabled.keys()
    for name in ("level", "billable", "status"):
        assert all(stated[name] == tabled[code][name] for code, stated in ordered.items()), name
    assert order.parents().items() <= tables.parents().items()
    titled = [
        code for code in ordered if len(code) == 3 and ordered[code]["display"] != tabled[code]["display"]
    ]
    assert titled == ["X0Z"]


def test_official_axes_are_those_of_the_tables(official: dict[str, Loaded], shared_data: Path) -> None:
    """Another reader of the XML, row by row: every value at every position of every code."""
    axes = {
        code: stated["axes"] for code, stated in official["icd10pcs/tables-2025"].codes("ICD10PCS").items()
    }
    with gzip.open(shared_data / "icd10pcs" / "icd10pcs_tables_2025.xml.gz") as file:
        root = ElementTree.parse(file).getroot()
    checked = 0
    for table in root.iter("pcsTable"):
        heads = [_values(axis) for axis in table.findall("axis")]
        for row in table.findall("pcsRow"):
            made = list(product(*heads, *(_values(axis) for axis in row.findall("axis"))))
            assert len(made) == int(row.attrib["codes"])
            for choice in made:
                assert axes["".join(character for character, _ in choice)] == [told for _, told in choice]
            checked += len(made)
    assert checked == 78_948


def _values(axis: ElementTree.Element) -> list[tuple[str, str]]:
    title = f"{axis.attrib['pos']} {axis.findtext('title')}"
    return [(label.attrib["code"], f"{title}: {label.text}") for label in axis.iter("label")]
