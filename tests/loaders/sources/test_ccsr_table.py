"""CCSR as AHRQ's table: a code a row, keys between single quotes, its categories side by side."""

import zipfile
from pathlib import Path

import pytest
from support.loaded import load_part
from support.samples import sample

from medcodegraph.graph.model import Rel
from medcodegraph.loaders.sources.ccsr.loader import LOADER

HEADER = (
    "'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION',"
    "'Default CCSR CATEGORY IP','Default CCSR CATEGORY DESCRIPTION IP',"
    "'Default CCSR CATEGORY OP','Default CCSR CATEGORY DESCRIPTION OP',"
    "'CCSR CATEGORY 1','CCSR CATEGORY 1 DESCRIPTION','CCSR CATEGORY 2','CCSR CATEGORY 2 DESCRIPTION',"
    "'Rationale for Default Assignment'"
)
WNG001, WNG002 = "'WNG001',\"Loss\"", "'WNG002',\"Moulting\""
ROWS = [
    f"'A000',\"Loss of one feather, left\",{WNG001},{WNG002},{WNG001},{WNG002},",
    f"'W453XXA',\"Struck by a feather\",'XXX000',\"No diagnosis\",{WNG002},{WNG002},' ',\"\",''",
]


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


def test_categories_and_defaults_are_those_of_the_workbook(tmp_path: Path) -> None:
    (part,) = LOADER.parts([table(tmp_path / "DXCCSR_v2031-1.csv", *ROWS)], {})
    loaded = load_part(part)
    assert (part.name, part.provenance.release) == ("ccsr/diagnoses-2031.1", "2031.1")
    assert (loaded.report.rows, loaded.report.rejects) == (2, [])
    assert {key: code["display"] for key, code in loaded.codes("CCSR").items()} == {
        "WNG001": "Loss",
        "WNG002": "Moulting",
    }
    mapped = {
        (edge.start[1], edge.end[1]): (
            edge.properties["inpatient_default"],
            edge.properties["outpatient_default"],
        )
        for edge in loaded.edges
        if edge.kind is Rel.MAPS_TO
    }
    assert mapped == {
        ("ICD10CM:A00.0", "CCSR:WNG001"): ("Y", "N"),
        ("ICD10CM:A00.0", "CCSR:WNG002"): ("N", "Y"),
        ("ICD10CM:W45.3XXA", "CCSR:WNG002"): ("X", "Y"),
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("'12','x','WNG001'" + ",''" * 8, "not in the form of an ICD-10-CM code"),
        ("'A001','x','WINGS'" + ",''" * 8, "not in the form of a CCSR category"),
        ("'A001','x',' '" + ",''" * 8, "has no category"),
        (ROWS[0], "is listed twice (first on line 2)"),
        ("'A001','x'", "the row has 2 cells but the header has 11"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected(row: str, reason: str, tmp_path: Path) -> None:
    (part,) = LOADER.parts([table(tmp_path / "DXCCSR_v2031-1.csv", *ROWS, row)], {})
    (reject,) = load_part(part).report.rejects
    assert reason in reject.reason
    assert reject.line == 4


def test_the_workbook_of_a_zip_with_both_is_taken(tmp_path: Path) -> None:
    ((name, workbook),) = sample("ccsr").files.items()
    with zipfile.ZipFile(tmp_path / "DXCCSR-v2031-1.zip", "w") as archive:
        archive.writestr(name, workbook)
        archive.write(table(tmp_path / "DXCCSR_v2031-1.csv", *ROWS), "DXCCSR_v2031-1.csv")
    (part,) = LOADER.parts([tmp_path / "DXCCSR-v2031-1.zip"], {})
    assert part.provenance.title == "DXCCSR reference file"
