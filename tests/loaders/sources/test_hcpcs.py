"""HCPCS codes and modifiers, from either form of the file, with their dates and replacements."""

import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.loaded import Loaded, load_part
from support.workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.sources.hcpcs.loader import LOADER
from medcodegraph.loaders.sources.hcpcs.records import COLUMNS

FIXED = Path(__file__).parents[2] / "fixtures" / "hcpcs" / "HCPC2031_JUL_ANWEB.txt"
BLANK = dict.fromkeys(["SEQNUM", *COLUMNS, "PROCNOTE", "ACTION CD"], "")


def load(path: Path) -> Loaded:
    (part,) = LOADER.parts([path], {})
    return load_part(part)


def sheet(path: Path, *records: dict[str, object]) -> Path:
    """The file as a workbook with these records; other cells are empty, as published."""
    rows = [[(BLANK | record)[column] for column in BLANK] for record in records]
    return write_workbook(path, HCPCS=[["***Disclaimers"], [], list(BLANK), *rows])


def code(number: str, **given: object) -> dict[str, object]:
    words = {"LONG DESCRIPTION": "Words", "SHORT DESCRIPTION": "Word", "ADD DT": "20200101"}
    return {
        "HCPC": number,
        "RECID": "3",
        **words,
        **{name.replace("_", " "): each for name, each in given.items()},
    }


@pytest.fixture(scope="module")
def small() -> Loaded:
    return load(FIXED)


def test_fixed_width_is_recognised_below_its_preamble(small: Loaded) -> None:
    (part,) = LOADER.parts([FIXED], {})
    assert (part.name, part.provenance.release) == ("hcpcs/codes-2031-07", "2031-07")
    assert (small.report.rows, small.report.rejects) == (11, [])
    assert small.nodes["SYSTEM:HCPCS"].properties["version"] == "2031-07"


def test_every_field_lands(small: Loaded) -> None:
    """The parts of a long description are joined, even if a line is truncated at its end."""
    assert small.codes("HCPCS")["A0002"] == {
        "system": "HCPCS",
        "code": "A0002",
        "display": "Broom, flying, with seat for one and a lamp; includes the first training and all straw "
        "for as long as it lasts, each",
        "short": "Broom flying 1 seat",
        "level": "code",
        "status": "active",
        "valid_from": date(2031, 7, 1),
        "changed_on": date(2031, 7, 1),
        "coverage": "D",
        "betos": "D1E",
        "manual_sections": ["60-9", "260.3"],
    }
    assert (
        small.codes("HCPCS")["G7001"]["display"]
        == "Visit to a tower of more than seven floors, caf\u00e9 included"
    )


def test_coverage_indicators_are_a_policy_of_cms(small: Loaded) -> None:
    """A verdict cites it for codes that Medicare does not cover."""
    policy = small.nodes["POLICY:cms-hcpcs-coverage-indicators"]
    assert policy.properties["kind"] == "INDICATOR"
    assert policy.properties["title"]
    assert {small.nodes[key].label for key in ("PAYER:cms", "JURISDICTION:us")} == {
        Label.PAYER,
        Label.JURISDICTION,
    }


def test_modifiers_are_a_system_of_their_own(small: Loaded) -> None:
    """No count or search of HCPCS codes includes them."""
    modifiers = small.codes("HCPCSMOD")
    assert modifiers.keys() == {"A1", "ZZ"}
    assert modifiers["ZZ"]["display"] == (
        "Service given while the bearer of this document was asleep, whatever the hour of the day"
    )
    assert modifiers["A1"]["level"] == "modifier"
    assert small.codes("HCPCS").keys() == {"A0001", "A0002", "C9001", "G7001", "J9001", "S0001"}


def test_codes_that_ended_are_retired(small: Loaded) -> None:
    """Those whose last day is before the release's first; one that will end is still active."""
    codes = small.codes("HCPCS")
    assert (codes["C9001"]["status"], codes["C9001"]["valid_to"]) == ("retired", date(2030, 12, 31))
    assert (codes["G7001"]["status"], codes["G7001"]["valid_to"]) == ("active", date(2031, 12, 31))
    assert (codes["J9001"]["status"], "valid_to" in codes["J9001"]) == ("active", False)


def test_cross_references_replace_codes_that_ended(small: Loaded) -> None:
    """A code that has not ended is only mapped; CPT codes are stated by number only."""
    on = {(e.start[1], e.end[1]): e.properties["on"] for e in small.edges if e.kind is Rel.REPLACED_BY}
    assert on == {
        ("HCPCSMOD:ZZ", "HCPCSMOD:A1"): date(2026, 1, 1),
        ("HCPCS:C9001", "HCPCS:J9001"): date(2031, 1, 1),
        ("HCPCS:C9001", "CPT:0123T"): date(2031, 1, 1),
        ("HCPCS:G7001", "CPT:99901"): date(2032, 1, 1),
    }
    maps = [(e.start[1], e.end[1], e.properties["map"]) for e in small.edges if e.kind is Rel.MAPS_TO]
    assert maps == [("HCPCS:A0001", "HCPCS:A0002", "HCPCS cross reference")]
    assert small.codes("CPT") == {
        "0123T": {"system": "CPT", "code": "0123T"},
        "99901": {"system": "CPT", "code": "99901"},
    }


def test_references_that_lead_nowhere_are_noticed(small: Loaded) -> None:
    """The code they name is in no file any more, so it gets no node."""
    assert small.report.notices == [f"{FIXED}:15: S0001 refers to Q0999, which is not in the file"]


def test_workbook_states_the_same(tmp_path: Path, small: Loaded) -> None:
    """The same records as a spreadsheet: one row each, the codes of modifiers indented."""
    records: list[dict[str, object]] = []
    for key, node in small.nodes.items():
        if "display" not in node.properties:
            continue
        stated = node.properties
        modifier = stated["system"] == "HCPCSMOD"
        days = {
            column: value.strftime("%Y%m%d") if isinstance(value := stated[name], date) else ""
            for column, name in (
                ("ADD DT", "valid_from"),
                ("ACT EFF DT", "changed_on"),
                ("TERM DT", "valid_to"),
            )
        }
        sections, others = stated["manual_sections"], [b for a, b in _references(small) if a == key]
        assert isinstance(sections, list)
        records.append(
            {
                "HCPC": f"{stated['code']:>5}",
                "RECID": "7" if modifier else "3",
                "LONG DESCRIPTION": stated["display"],
                "SHORT DESCRIPTION": stated["short"],
                "COV": stated["coverage"],
                "BETOS": stated["betos"],
                **{f"CIM{n}": each for n, each in enumerate(sections, 1)},
                **{f"XREF{n}": each.partition(":")[2] for n, each in enumerate(others, 1)},
                **days,
            }
        )
    loaded = load(sheet(tmp_path / "HCPC2031_JUL_ANWEB.xlsx", *records))
    assert loaded.nodes == small.nodes
    assert sorted(map(repr, loaded.edges)) == sorted(map(repr, small.edges))
    assert loaded.report.rows == 8


def _references(loaded: Loaded) -> list[tuple[str, str]]:
    return loaded.pairs(Rel.REPLACED_BY) + loaded.pairs(Rel.MAPS_TO)


def test_zip_with_both_forms_is_read_in_fixed_width(tmp_path: Path, small: Loaded) -> None:
    """With the notes, layouts and lists of changes published with it."""
    changes = write_workbook(tmp_path / "a.xlsx", Key=[["HCPCS/MOD", "TYPE OF CHANGE"], ["A0001", "ADD"]])
    with zipfile.ZipFile(tmp_path / "july-2031.zip", "w") as archive:
        archive.write(sheet(tmp_path / "b.xlsx", code("B0001")), "HCPC2031_JUL_ANWEB.xlsx")
        archive.write(FIXED, FIXED.name)
        archive.write(changes, "HCPC2031_Trans_Alpha.xlsx")
        archive.writestr("HCPC2031_recordlayout.txt", "  1.   Code\r\n   5      1      5    CHAR\r\n")
    assert load(tmp_path / "july-2031.zip").nodes == small.nodes


def test_release_of_a_year_begins_in_january(tmp_path: Path) -> None:
    """A file named by a year alone is that of January 1: codes that ended the day before are retired."""
    records = [code("A0001", TERM_DT="20301231"), code("A0002", TERM_DT="20310101")]
    path = sheet(tmp_path / "HCPC2031_CONTR_ANWEB.xlsx", *records)
    assert LOADER.parts([path], {})[0].provenance.release == "2031"
    statuses = {number: stated["status"] for number, stated in load(path).codes("HCPCS").items()}
    assert statuses == {"A0001": "retired", "A0002": "active"}


def test_dental_codes_come_without_their_wording(tmp_path: Path) -> None:
    """Old files contain them: the wording belongs to the American Dental Association."""
    codes = load(sheet(tmp_path / "HCPC2009.xlsx", code("D0120"), code("A0001"))).codes("HCPCS")
    assert ("display" in codes["A0001"], "short" in codes["A0001"]) == (True, True)
    assert ("display" in codes["D0120"], "short" in codes["D0120"]) == (False, False)


def test_dates_may_be_dates(tmp_path: Path) -> None:
    """A spreadsheet saved again may have dates or numbers instead of texts."""
    path = sheet(tmp_path / "HCPC2031.xlsx", code("A0001", ADD_DT=date(2020, 1, 1), TERM_DT=20251231))
    stated = load(path).codes("HCPCS")["A0001"]
    assert (stated["valid_from"], stated["valid_to"]) == (date(2020, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (code("A0001"), "A0001 is listed twice (first on line 4)"),
        (code("99213"), "'99213' is not in the form of a HCPCS Level II code"),
        (code("1.00E+10"), "'1.00E+10' is not in the form of a HCPCS Level II code"),
        (code("A0002", RECID="7"), "'A0002' is not in the form of a modifier"),
        (code("A0002", RECID="5"), "the record id is '5', not 3, 4, 7 or 8"),
        (code("A0002", RECID="4"), "it continues A0002, which does not start directly above"),
        (code("A0001", RECID="8"), "it continues A0001, which does not start directly above"),
        (code("A0002", LONG_DESCRIPTION=" "), "A0002 has no long description"),
        (code("A0002", TERM_DT="20310231"), "TERM DT is '20310231', which is not a date"),
        (code("A0002", ADD_DT="2031"), "ADD DT is '2031', which is not a date"),
        (code("A0002", ACT_EFF_DT="2031W011"), "ACT EFF DT is '2031W011', which is not a date"),
    ],
)
def test_bad_rows_are_rejected(tmp_path: Path, record: dict[str, object], reason: str) -> None:
    path = sheet(tmp_path / "HCPC2031.xlsx", code("A0001"), record, code("A0003"))
    loaded = load(path)
    assert loaded.rejects() == [(5, reason)]
    assert loaded.codes("HCPCS").keys() == {"A0001", "A0003"}
    assert loaded.report.rows == 3


def test_bad_lines_are_rejected(tmp_path: Path) -> None:
    """A line after the first record that is not in the layout, and a continuation of nothing."""
    lines = FIXED.read_bytes().split(b"\r\n")
    lines[7:7] = [b"some words", b"A0009002004more words"]
    (tmp_path / FIXED.name).write_bytes(b"\r\n".join(lines))
    loaded = load(tmp_path / FIXED.name)
    assert loaded.rejects() == [
        (8, "the line does not have the layout of a HCPCS record"),
        (9, "it continues A0009, which does not start directly above"),
    ]
    assert len(loaded.codes("HCPCS")) == 6


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"A0001 Broom, ordinary\r\n", "not recognised as any of: the Alpha-Numeric HCPCS file"),
        (b"<html><body>Moved</body></html>", "web page"),
        (b"", "empty"),
        (FIXED.read_bytes().replace(b"Broom", b"Br\0om"), "NUL"),
        (FIXED.read_bytes().replace(b"Broom", b"Br\x81om"), "neither UTF-8 nor Windows-1252"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "file.txt").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        load(tmp_path / "file.txt")


def test_two_years_are_two_parts(tmp_path: Path) -> None:
    for year in (2030, 2031):
        sheet(tmp_path / f"HCPC{year}_JAN_ANWEB.xlsx", code("A0001"))
    names = [part.name for part in LOADER.parts([tmp_path], {})]
    assert names == ["hcpcs/codes-2030-01", "hcpcs/codes-2031-01"]


@pytest.fixture(scope="module")
def official(shared_data: Path) -> Loaded:
    return load(shared_data / "hcpcs" / "HCPC2025_OCT_ANWEB.xlsx")


@pytest.fixture(scope="module")
def older(shared_data: Path) -> Loaded:
    return load(shared_data / "hcpcs" / "2019-Alpha-Numeric-HCPCS-File.zip")


def test_official_workbook_loads_whole(official: Loaded) -> None:
    """8,846 rows are 8,463 codes and 383 modifiers; 1,225 of them have ended, 193 were replaced."""
    assert official.report.rows == 8_846
    assert official.report.rejects == []
    assert (len(official.codes("HCPCS")), len(official.codes("HCPCSMOD"))) == (8_463, 383)
    statuses = Counter(n.properties.get("status") for n in official.nodes.values() if n.label == Label.CODE)
    assert (statuses["retired"], statuses["active"]) == (1_225, 8_846 - 1_225)
    assert len(official.report.notices) == 8
    assert all("display" not in stated for stated in official.codes("CPT").values())


def test_official_workbook_agrees_with_another_reader(official: Loaded, shared_data: Path) -> None:
    """Every cell that is read, and every cross-reference, compared with a reader by position."""
    path = shared_data / "hcpcs" / "HCPC2025_OCT_ANWEB.xlsx"
    book = load_workbook(path, read_only=True)
    rows = ([str(cell or "") for cell in row] for row in book.worksheets[0].iter_rows(values_only=True))
    at = {name: place for place, name in enumerate(next(rows))}
    references = 0
    for row in rows:
        number = row[at["HCPC"]]
        system = "HCPCSMOD" if number.startswith("   ") else "HCPCS"
        stated = official.nodes[f"{system}:{number.strip()}"].properties
        assert stated["display"] == " ".join(row[at["LONG DESCRIPTION"]].split())
        assert (stated["coverage"], stated["betos"]) == (row[at["COV"]], row[at["BETOS"]])
        for name, column in (("valid_from", "ADD DT"), ("changed_on", "ACT EFF DT"), ("valid_to", "TERM DT")):
            assert str(stated[name] or "").replace("-", "") == row[at[column]]
        assert stated["manual_sections"] == [row[at[f"CIM{n}"]] for n in (1, 2, 3) if row[at[f"CIM{n}"]]]
        references += sum(row[at[f"XREF{n}"]] != "" for n in range(1, 6))
    book.close()
    assert references == len(_references(official)) + len(official.report.notices) == 220


def test_official_replacement_of_a_car_t_code(official: Loaded) -> None:
    """C9073 ended on 2021-03-31; Q2053 began the next day."""
    (edge,) = [e for e in official.edges if e.kind is Rel.REPLACED_BY and e.start[1] == "HCPCS:C9073"]
    assert (edge.end[1], edge.properties["on"]) == ("HCPCS:Q2053", date(2021, 4, 1))


def test_official_older_file_loads_whole(older: Loaded) -> None:
    """11,630 lines are 8 of preamble and 11,622 of records: 6,440 codes and 360 modifiers."""
    assert (older.report.rows, older.report.rejects) == (11_622, [])
    assert (len(older.codes("HCPCS")), len(older.codes("HCPCSMOD"))) == (6_440, 360)
    display = older.codes("HCPCS")["G8891"]["display"]
    assert isinstance(display, str)
    assert "for whom" in display, "a line of another length than the rest"


def test_official_older_file_agrees_with_its_workbook(
    older: Loaded, shared_data: Path, tmp_path: Path
) -> None:
    """Both forms are in the zip; the workbook lacks 115 dates of changes, and nothing else."""
    with zipfile.ZipFile(shared_data / "hcpcs" / "2019-Alpha-Numeric-HCPCS-File.zip") as archive:
        archive.extract("HCPC2019_CONTR_ANWEB.xlsx", tmp_path)
    workbook = load(tmp_path / "HCPC2019_CONTR_ANWEB.xlsx")
    assert workbook.nodes.keys() == older.nodes.keys()
    missing = []
    for key, node in older.nodes.items():
        if (other := workbook.nodes[key]) != node:
            assert other.properties == {**node.properties, "changed_on": None}
            missing.append(key)
    assert len(missing) == 115
    assert sorted(map(repr, workbook.edges)) == sorted(map(repr, older.edges))
