"""The conversion table becomes replacements, and vague entries are reported and left out."""

from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from support.loaded import Loaded, load_part
from support.workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Value
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.sources.icd10.cm import LOADER, default_paths
from medcodegraph.loaders.sources.icd10.cm_billable import OrderFiles
from medcodegraph.loaders.sources.icd10.cm_conversion import conversion_part

HEADER = ["Current code assignment", "Effective", "Previous Code(s) Assignment"]
NAME = "ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx"


TODAY = """A04.7 H35.051 H35.052 H35.053 H35.059 H35.20 H35.21 H35.22 H35.23 I15.1 I15.2 I15.8 I15.9 J44.0
J44.1 J44.9 K31.89 S06.890A S06.890D S06.891A S06.892A S06.892S"""
LIST = """<ICD10CM.tabular><version>2026</version><chapter><name>1</name><desc>All</desc>
<section id="A00-Z99"><desc>All</desc>{}<diag><name>J45</name><desc>Category</desc>
<diag><name>J45.2</name><desc>Header</desc>{}</diag></diag></section></chapter></ICD10CM.tabular>"""


def listed(codes: str) -> str:
    return "".join(f"<diag><name>{code}</name><desc>Words</desc></diag>" for code in codes.split())


def in_categories(codes: str) -> str:
    """The codes, each in its category."""
    grouped = groupby(codes.split(), lambda code: code.partition(".")[0])
    return "".join(
        f"<diag><name>{name}</name><desc>Category</desc>{listed(' '.join(below))}</diag>"
        for name, below in grouped
    )


def load(tmp_path: Path, *rows: list[object]) -> Loaded:
    """The table with these rows below a notice and the header, as published: the first is row 3.

    The existing codes are those of TODAY, and the heading J45.2 with the codes below it.
    """
    tabular = tmp_path / "tabular.xml"
    tabular.write_text(LIST.format(in_categories(TODAY), listed("J45.20 J45.21 J45.22")))
    path = write_workbook(tmp_path / NAME, Table=[["About this table"], HEADER, *rows])
    return load_part(conversion_part(Packed(path), Packed(tabular), {}))


def before(loaded: Loaded) -> dict[str, set[str]]:
    """The codes before, by the new code."""
    found: dict[str, set[str]] = {}
    for new, old in loaded.pairs(Rel.PREVIOUSLY_CODED_AS):
        found.setdefault(new.partition(":")[2], set()).add(old.partition(":")[2])
    return found


def test_table_is_recognised_by_content(tmp_path: Path) -> None:
    """It also needs the list of today's codes, so that is one of its files."""
    path = write_workbook(tmp_path / NAME, Any=[HEADER, ["A04.71", 2017, "A04.7"]])
    (part,) = LOADER.parts([path], {})
    assert (part.name, part.provenance.release) == ("icd10cm/conversion-2026", "2026")
    assert list(part.files) == [path, *default_paths()]


def replaced(loaded: Loaded) -> dict[tuple[str, str], dict[str, Value]]:
    """The non-empty properties of each replacement, by the old and the new code."""
    return {
        (e.start[1].partition(":")[2], e.end[1].partition(":")[2]): {
            name: value for name, value in e.properties.items() if value is not None
        }
        for e in loaded.edges
        if e.kind is Rel.REPLACED_BY
    }


def test_year_means_its_first_of_october(tmp_path: Path) -> None:
    """Codes in any form; if the table has a day, it is that day."""
    loaded = load(tmp_path, ["A04.71 ", 2017, "A04.7"], ["W453XXA", date(2023, 4, 1), " W45.8XXA "])
    assert [
        (e.start[1], e.end[1], e.properties) for e in loaded.edges if e.kind is Rel.PREVIOUSLY_CODED_AS
    ] == [
        ("ICD10CM:A04.71", "ICD10CM:A04.7", {"on": date(2017, 10, 1)}),
        ("ICD10CM:W45.3XXA", "ICD10CM:W45.8XXA", {"on": date(2023, 4, 1)}),
    ]
    codes = loaded.codes("ICD10CM")
    assert codes["A04.71"] == {"system": "ICD10CM", "code": "A04.71", "valid_from": date(2017, 10, 1)}
    assert codes["A04.7"] == {"system": "ICD10CM", "code": "A04.7"}


def test_old_header_of_the_days(tmp_path: Path) -> None:
    """Tables of fiscal years 2017 to 2020 call the column "Effective October 1"."""
    header = [HEADER[0], "Effective\nOctober 1", HEADER[2]]
    path = write_workbook(
        tmp_path / "icd10cm_conversion_table_FY2019.xlsx", T=[header, ["A04.71", 2017, "A04.7"]]
    )
    (part,) = LOADER.parts([path], {})
    loaded = load_part(part)
    assert part.name == "icd10cm/conversion-2019"
    assert loaded.codes("ICD10CM")["A04.71"]["valid_from"] == date(2017, 10, 1)
    assert loaded.report.rejects == []


def test_a_previous_code_that_is_valid_today_was_not_replaced(tmp_path: Path) -> None:
    loaded = load(tmp_path, ["A04.71", 2017, "A04.7"])
    assert before(loaded) == {"A04.71": {"A04.7"}}
    assert replaced(loaded) == {}


def test_an_ended_code_was_replaced_on_its_last_day(tmp_path: Path) -> None:
    """By the codes new on that day; those split off from it before did not replace it."""
    rows: list[list[object]] = [["N00.00", 2018, "I60.20"], ["N00.01", 2020, "I60.20"]]
    loaded = load(tmp_path, *rows)
    assert replaced(loaded) == {("I60.20", "N00.01"): {"on": date(2020, 10, 1)}}
    assert before(loaded) == {"N00.00": {"I60.20"}, "N00.01": {"I60.20"}}
    split = replaced(load(tmp_path, *rows, ["N00.02", 2020, "I60.20"]))
    assert split == {
        ("I60.20", new): {"on": date(2020, 10, 1), "split": True} for new in ("N00.01", "N00.02")
    }


def test_a_code_that_became_a_heading_was_replaced_by_what_came_with_the_codes_below(tmp_path: Path) -> None:
    """Not by codes split off before; a code that was always a heading is not replaced at all."""
    loaded = load(
        tmp_path,
        ["U07.0", date(2020, 4, 1), "J45.2"],
        ["J45.20", 2020, "J45.2"],
        ["R68.0", 2020, "J45.2"],
        ["N00.00", 2021, "J45"],
    )
    on = {"on": date(2020, 10, 1), "split": True}
    assert replaced(loaded) == {("J45.2", "J45.20"): on, ("J45.2", "R68.0"): on}
    assert "status" not in loaded.codes("ICD10CM")["J45.2"]


@pytest.mark.parametrize(("line", "was_code"), [("00001 J452    1", True), ("00001 J452    0", False)])
def test_a_new_heading_was_no_code_before(tmp_path: Path, line: str, was_code: bool) -> None:
    """The order file of the year before says so, where it is given with the table."""
    order = tmp_path / "icd10cm-order-2020.txt"
    order.write_text(
        f"00001 J45     0 {'Words':60} Words\n{line.replace('00001', '00002')} {'Words':60} Words\n"
    )
    table = write_workbook(tmp_path / NAME, T=[HEADER, ["J45.20", 2020, "J45.2"], ["J45.21", 2022, "J45.2"]])
    tabular = tmp_path / "tabular.xml"
    tabular.write_text(LIST.format(in_categories(TODAY), listed("J45.20 J45.21 J45.22")))
    orders = OrderFiles.of([Packed(order)], {})
    loaded = load_part(conversion_part(Packed(table), Packed(tabular), {}, orders))
    assert before(loaded) == {"J45.21": {"J45.2"}} | ({"J45.20": {"J45.2"}} if was_code else {})
    assert [line for line, _ in loaded.rejects()] == ([] if was_code else [2])


def test_a_misprint_is_left_out(tmp_path: Path) -> None:
    """A code below a billable code never existed, unless that code replaced it."""
    loaded = load(tmp_path, ["N00.00", 2018, "J44.01"], ["J44.9", 2019, "J44.90-J44.91"])
    ((line, reason),) = loaded.rejects()
    assert (line, reason.partition(",")[0]) == (3, "J44.01 would be below J44.0")
    assert before(loaded) == {"J44.9": {"J44.90", "J44.91"}}
    assert "J44.01" not in loaded.codes("ICD10CM")


@pytest.mark.parametrize(
    ("cell", "headings"),
    [
        ("Codes in Categories H35-J44", {"H35", "I15", "J44"}),
        ("Code from categories I15 - J44", {"I15", "J44"}),
        ("I15.-", {"I15"}),
        ("J45.2-", {"J45.2"}),
        ("a code from K31-", {"K31"}),
    ],
)
def test_groups_of_codes_are_headings(tmp_path: Path, cell: str, headings: set[str]) -> None:
    """A new code was previously coded as one of those below; the headings were not replaced."""
    loaded = load(tmp_path, ["N00.00", 2020, f"A04.7 and {cell}"])
    assert before(loaded) == {"N00.00": {"A04.7"} | headings}
    assert (replaced(loaded), loaded.rejects()) == ({}, [])


def test_ends_with_other_seventh_characters_mean_that_of_the_new_code(tmp_path: Path) -> None:
    loaded = load(tmp_path, ["S06.A0XS", 2021, "S06.892D-S06.892S"])
    assert before(loaded) == {"S06.A0XS": {"S06.892S"}}


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("C50.919, C50.929", {"C50.919", "C50.929"}),
        ("C56.1 and C56.2", {"C56.1", "C56.2"}),
        ("I63.011 AND I63.012", {"I63.011", "I63.012"}),
        ("M96.89 & Y84.8", {"M96.89", "Y84.8"}),
        ("P78.89; E83.118", {"P78.89", "E83.118"}),
        ("H35.20-H35.23", {"H35.20", "H35.21", "H35.22", "H35.23"}),
        ("J44.0-J44.1; J44.9", {"J44.0", "J44.1", "J44.9"}),
        ("H35.051-H35.059", {"H35.051", "H35.052", "H35.053", "H35.059"}),
        ("I60.20-I60.22", {"I60.20", "I60.21", "I60.22"}),
        ("I15.1 - I15.9", {"I15.1", "I15.2", "I15.8", "I15.9"}),
        ("S06.890A-S06.892A", {"S06.890A", "S06.891A", "S06.892A"}),
        ("None", set()),
        ("none ", set()),
    ],
)
def test_what_was_coded_before(tmp_path: Path, cell: str, codes: set[str]) -> None:
    """Lists, combinations and ranges, of existing and of ended codes."""
    loaded = load(tmp_path, ["N00.00", 2020, cell])
    assert before(loaded).get("N00.00", set()) == codes
    assert loaded.report.rejects == []
    assert loaded.codes("ICD10CM").keys() == codes | {"N00.00"}


def test_range_down_to_a_header_takes_what_is_below_it(tmp_path: Path) -> None:
    """Billable codes only."""
    found = before(load(tmp_path, ["N00.00", 2020, "J44.9-J45.2"]))["N00.00"]
    assert found == {"J44.9", "J45.20", "J45.21", "J45.22"}


def test_codes_missing_from_the_list_have_ended(tmp_path: Path) -> None:
    """The day before the last replacement; codes still in the list have no end."""
    loaded = load(
        tmp_path, ["N00.00", 2018, "I60.20"], ["N00.01", 2020, "I60.20"], ["N00.02", 2019, "I60.20"]
    )
    ended: dict[str, Value] = {"status": "retired", "valid_to": date(2020, 9, 30)}
    assert loaded.codes("ICD10CM")["I60.20"] == {"system": "ICD10CM", "code": "I60.20", **ended}


def test_code_that_was_new_and_ended(tmp_path: Path) -> None:
    loaded = load(tmp_path, ["I60.20", 2016, "I60.8"], ["I60.2", 2019, "I60.20"])
    stated = loaded.codes("ICD10CM")["I60.20"]
    assert (stated["valid_from"], stated["valid_to"]) == (
        date(2016, 10, 1),
        date(2019, 9, 30),
    )


def test_same_row_twice_is_one_replacement(tmp_path: Path) -> None:
    loaded = load(tmp_path, ["O44.20", 2016, "O44.00"], ["O44.20", 2016, "O44.00"], [], [" ", None, ""])
    assert loaded.pairs(Rel.REPLACED_BY) == [("ICD10CM:O44.00", "ICD10CM:O44.20")]
    assert (loaded.report.rows, loaded.report.rejects) == (2, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            ["A0471", 2017, "Codes in Categories T15-T19"],
            "the tabular list has no categories from T15 to T19",
        ),
        (["A0471", 2017, "I63.-"], "I63- stands for the codes below I63, which is not in the tabular list"),
        (["A0471", 2017, "see the index"], "'see the index' does not name individual codes"),
        (["A0471", 2017, "I15.9-I15.1"], "the range I15.9-I15.1 ends before it begins"),
        (
            ["A0471", 2017, "S06.890D-S06.899S"],
            "the ends of the range S06.890D-S06.899S have different seventh",
        ),
        (["A0471", 2017, "I15.1-I15.7"], "the range I15.1-I15.7 has an end that is not in the tabular list"),
    ],
)
def test_vague_words_are_left_out_but_not_the_rest(tmp_path: Path, row: list[object], reason: str) -> None:
    """The new code stays, and so do the other codes in the cell."""
    loaded = load(tmp_path, [*row[:2], f"K31.89 and {row[2]}"])
    ((line, told),) = loaded.rejects()
    assert (line, told) == (3, f"{told.partition(':')[0]}: only this one is left out")
    assert told.startswith(reason)
    assert before(loaded) == {"A04.71": {"K31.89"}}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["A0", 2017, "A04.7"], "'A0' is not in the form of an ICD-10-CM code"),
        (["1E10", 2017, "A04.7"], "'1E10' is not in the form of an ICD-10-CM code"),
        (["A04.71", "soon", "A04.7"], "'soon' is neither a year nor a day"),
        (["A04.71", "2017-13-01", "A04.7"], "'2017-13-01' is neither a year nor a day"),
        (["A04.71", None, "A04.7"], "'' is neither a year nor a day"),
        (["A04.71", 2017, None], "it does not say what was coded before (it says None if nothing was)"),
    ],
)
def test_bad_rows_are_rejected(tmp_path: Path, row: list[object], reason: str) -> None:
    loaded = load(tmp_path, row, ["A04.72", 2017, "A04.7"])
    assert loaded.rejects() == [(3, reason)]
    assert before(loaded) == {"A04.72": {"A04.7"}}


def test_other_workbooks_are_refused(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / NAME, Table=[["Code", "Effective", "Previous"], ["A04.71", 2017, "A04.7"]]
    )
    with pytest.raises(InputError, match="not recognised as any of"):
        LOADER.parts([path], {})


NEW_HEADINGS = ("H05.83", "H40.84", "Z77.3")


@pytest.fixture(scope="module")
def official(shared_data: Path) -> Loaded:
    """The table, with the order files beside it."""
    files = [NAME, "cms_2026_dx.zip", "cms_2025_dx.zip"]
    parts = LOADER.parts([shared_data / "icd10cm" / name for name in files], {})
    return load_part(next(part for part in parts if part.name == "icd10cm/conversion-2026"))


def test_official_table_loads_whole(official: Loaded) -> None:
    """5,897 rows are a notice, a header, 3 of only blanks, 8 duplicates, and 5,884 codes."""
    codes = official.codes("ICD10CM")
    new = {code for code, stated in codes.items() if "valid_from" in stated}
    assert (official.report.rows, len(new)) == (5_892, 5_892 - 8)
    reasons = [reason for _, reason in official.rejects()]
    assert {reason.partition(",")[0] for reason in reasons} == {
        "Q25.12 would be below Q25.1",
        "R31.19 would be below R31.1",
        *(f"{code} is a heading that was never billable" for code in NEW_HEADINGS),
    }
    assert len(reasons) == 19
    assert sum(stated.get("status") == "retired" for stated in codes.values()) == 471


def test_official_table_replaces_what_ended_and_nothing_else(official: Loaded, shared_data: Path) -> None:
    """Replaced codes are not billable in FY2026; those billable in FY2025 were replaced then."""
    now, then = (
        {code for code, stated in load_part(part).codes("ICD10CM").items() if stated["billable"]}
        for year in ("2026", "2025")
        for part in LOADER.parts([shared_data / "icd10cm" / f"cms_{year}_dx.zip"], {})
    )
    gone = replaced(official)
    assert not {old for old, _ in gone} & now
    assert {old for old, _ in gone if old in then} == then - now
    assert {stated["on"] for (old, _), stated in gone.items() if old in then} == {date(2025, 10, 1)}


def test_official_table_agrees_with_the_addenda(official: Loaded, shared_data: Path) -> None:
    """The 487 billable codes that the order file's addenda add in FY2026 are those new in October 2025."""
    (part,) = LOADER.parts([shared_data / "icd10cm" / "cms_2026_dx.zip"], {})
    added = {
        code: stated["valid_from"]
        for code, stated in load_part(part).codes("ICD10CM").items()
        if stated["billable"] and "valid_from" in stated
    }
    stated = official.codes("ICD10CM")
    assert {code for code in stated if stated[code].get("valid_from") == date(2025, 10, 1)} == added.keys()
    assert len(added) == 487
