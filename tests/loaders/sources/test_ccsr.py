"""CCSR categories and their diagnosis codes, from the reference workbook."""

import re
import zipfile
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from support.loaded import Loaded, load_part
from support.workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.sources.ccsr.loader import COLUMNS, LOADER

NAME = "DXCCSR-Reference-File-v2031-1.xlsx"
BODIES = [["Diseases of wings", "WNG"], ["Not a principal diagnosis", "XXX"]]
CATEGORIES = [["WNG001", "Loss of feathers"], ["WNG002", "Moulting"], ["XXX000", "No principal diagnosis"]]
CATEGORIES += [["NoDX1", "No diagnosis"]]
MAPPED = [
    ["A000", "Loss of one feather", "WNG001", "Loss of feathers", "Y", "N"],
    ["A000", "Loss of one feather", "WNG002", "Moulting", "N", "Y"],
    ["W453XXA", "Struck by a feather", "WNG002", "Moulting", "X", "X"],
]


def load(path: Path) -> Loaded:
    (part,) = LOADER.parts([path], {})
    return load_part(part)


def workbook(
    path: Path,
    mapped: list[list[str]] = MAPPED,
    categories: list[list[str]] = CATEGORIES,
    bodies: list[list[str]] = BODIES,
) -> Path:
    """The workbook as published, with a title in each sheet's first row: the data begin in row 3."""
    return write_workbook(
        path,
        Table_of_Contents=[["About this file"], ["Table of Contents"]],
        Naming_Conventions=[
            ["List of body systems"],
            ["CCSR for ICD-10-CM Body System", "3-Character Abbreviation"],
            *bodies,
        ],
        CCSR_Categories=[["List"], ["CCSR Category", "CCSR Category Description"], *categories],
        DX_to_CCSR_Mapping=[["Searchable list", None], list(COLUMNS), *mapped],
    )


def test_categories_are_codes_below_their_body_system(tmp_path: Path) -> None:
    path = workbook(tmp_path / NAME)
    (part,) = LOADER.parts([path], {})
    assert (part.name, part.provenance.release) == ("ccsr/diagnoses-2031.1", "2031.1")
    loaded = load_part(part)
    assert (loaded.report.rows, loaded.report.rejects) == (9, [])
    assert loaded.codes("CCSR")["WNG002"] == {
        "system": "CCSR",
        "code": "WNG002",
        "display": "Moulting",
        "level": "category",
        "status": "active",
    }
    assert loaded.codes("CCSR")["WNG"]["level"] == "body system"
    assert loaded.parents() == {"WNG001": "WNG", "WNG002": "WNG", "XXX000": "XXX"}
    assert "NODX1" in loaded.codes("CCSR"), "a category of no body system, its key in capitals"


def test_diagnosis_codes_map_to_each_of_their_categories(tmp_path: Path) -> None:
    loaded = load(workbook(tmp_path / NAME))
    maps = [(e.start[1], e.end[1], *e.properties.values()) for e in loaded.edges if e.kind is Rel.MAPS_TO]
    assert maps == [
        ("ICD10CM:A00.0", "CCSR:WNG001", "CCSR", "Y", "N"),
        ("ICD10CM:A00.0", "CCSR:WNG002", "CCSR", "N", "Y"),
        ("ICD10CM:W45.3XXA", "CCSR:WNG002", "CCSR", "X", "X"),
    ]
    assert loaded.codes("ICD10CM")["A00.0"]["display"] == "Loss of one feather"


def test_codes_of_two_letters_are_diagnoses(tmp_path: Path) -> None:
    """ICD-10-CM has had some since 2025: QA00."""
    row = ["QA001", "Wings of genes", "WNG001", "Loss of feathers", "Y", "N"]
    loaded = load(workbook(tmp_path / NAME, [*MAPPED, row]))
    assert (loaded.rejects(), "QA0.01" in loaded.codes("ICD10CM")) == ([], True)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["99213", "A", "WNG001", "", "Y", "Y"], "'99213' is not in the form of an ICD-10-CM code"),
        *(
            ([word, "A", "WNG001", "", "Y", "Y"], f"{word!r} is not in the form of an ICD-10-CM code")
            for word in ("NULL", "NONE", "CODE", "TRUE", "A0", "A000.1", "")
        ),
        (["B000", "A", "WNG9", "", "Y", "Y"], "'WNG9' is not among the categories that the workbook lists"),
        (MAPPED[0], "WNG001 of A000 is listed twice (first in row 3)"),
        (["B000", "A", "WNG001", "", "Y", "?"], "the defaults are 'Y' and '?', not Y, N or X"),
        (
            ["W453XXA", "A", "WNG001", "", "Y", "Y"],
            "W453XXA is called 'A' here but 'Struck by a feather' above",
        ),
    ],
)
def test_bad_rows_are_rejected(tmp_path: Path, row: list[str], reason: str) -> None:
    loaded = load(workbook(tmp_path / NAME, [*MAPPED, row]))
    assert loaded.rejects() == [(6, reason)]
    assert len(loaded.pairs(Rel.MAPS_TO)) == 3


@pytest.mark.parametrize(
    ("category", "reason"),
    [
        (["wng3", "Itching"], "'wng3' is not in the form of a CCSR category"),
        (["WNG001", "Itching"], "WNG001 is listed twice (first in row 3)"),
        (["WNG003", " "], "WNG003 has no name"),
    ],
)
def test_bad_categories_are_rejected(tmp_path: Path, category: list[str], reason: str) -> None:
    assert load(workbook(tmp_path / NAME, categories=[*CATEGORIES, category])).rejects() == [(7, reason)]


def test_other_workbooks_are_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / NAME, Any=[list(COLUMNS[:-1]), MAPPED[0]])
    with pytest.raises(InputError, match="not recognised as any of: the DXCCSR reference file"):
        load(path)


def test_a_name_without_a_version_is_noticed(tmp_path: Path) -> None:
    (notice,) = load(workbook(tmp_path / "saved.xlsx")).report.notices
    assert "the release is unknown" in notice


def test_official_workbook_loads_whole(shared_data: Path) -> None:
    """86,288 rows map 74,549 codes to 543 categories; 4 more only represent "no category".

    Every mapping, with its defaults, is also read from the raw XML.
    """
    path = shared_data / "ccsr" / "DXCCSR-Reference-File-v2023-1.xlsx"
    loaded = load(path)
    assert (loaded.report.rejects, loaded.report.notices) == ([], [])
    assert loaded.report.rows == 86_288 + 547 + 23
    levels = Counter(stated["level"] for stated in loaded.codes("CCSR").values())
    assert (levels, len(loaded.codes("ICD10CM"))) == ({"category": 547, "body system": 23}, 74_549)
    found = {
        (e.start[1].partition(":")[2].replace(".", ""), e.end[1].partition(":")[2]): (
            e.properties["inpatient_default"],
            e.properties["outpatient_default"],
        )
        for e in loaded.edges
        if e.kind is Rel.MAPS_TO
    }
    assert found == bare_mappings(path)
    assert len(found) == 86_288
    assert found["C9100", "NEO059"] == ("Y", "Y")


def bare_mappings(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Code and category of each row of the last sheet, with both defaults."""
    with zipfile.ZipFile(path) as archive:
        texts = [
            unescape("".join(re.findall(r"<t[^>]*>([^<]*)</t>", text)))
            for text in archive.read("xl/sharedStrings.xml").decode().split("</si>")[:-1]
        ]
        sheet = archive.read("xl/worksheets/sheet4.xml").decode()
    cell = re.compile(r'<c r="([ACEF])\d+"[^>]* t="s"[^>]*><v>(\d+)</v>')
    rows = [[texts[int(at)] for _, at in cell.findall(row)] for row in sheet.split("</row>")[2:-1]]
    return {(code, category): (inpatient, outpatient) for code, category, inpatient, outpatient in rows}
