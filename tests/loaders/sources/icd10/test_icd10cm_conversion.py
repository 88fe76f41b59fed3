"""The conversion table becomes replacements, and what it says too vaguely is said to be left out."""

from datetime import date
from pathlib import Path

import pytest
from support.loaded import Loaded, load_part
from support.workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Value
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.sources.icd10.cm import LOADER, default_paths
from medcodegraph.loaders.sources.icd10.cm_conversion import conversion_part

HEADER = ["Current code assignment", "Effective", "Previous Code(s) Assignment"]
NAME = "ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx"


TODAY = """A04.7 H35.051 H35.052 H35.053 H35.059 H35.20 H35.21 H35.22 H35.23 I15.1 I15.2 I15.8 I15.9 J44.0
J44.1 J44.9 K31.89 S06.890A S06.890D S06.891A S06.892A S06.892S"""
LIST = """<ICD10CM.tabular><version>2026</version><chapter><name>1</name><desc>All</desc>
<section id="A00-Z99"><desc>All</desc>{}<diag><name>J45.2</name><desc>Header</desc>{}</diag></section>
</chapter></ICD10CM.tabular>"""


def listed(codes: str) -> str:
    return "".join(f"<diag><name>{code}</name><desc>Words</desc></diag>" for code in codes.split())


def load(tmp_path: Path, *rows: list[object]) -> Loaded:
    """The table with these rows below a notice and the header, as it is published: the first is row 3.

    The codes of TODAY are those there are, and the header J45.2 with what is below it.
    """
    tabular = tmp_path / "tabular.xml"
    tabular.write_text(LIST.format(listed(TODAY), listed("J45.20 J45.21 J45.22")))
    path = write_workbook(tmp_path / NAME, Table=[["About this table"], HEADER, *rows])
    return load_part(conversion_part(Packed(path), Packed(tabular), {}))


def replaced(loaded: Loaded) -> dict[str, set[str]]:
    """The codes before, by the new code."""
    found: dict[str, set[str]] = {}
    for old, new in loaded.pairs(Rel.REPLACED_BY):
        found.setdefault(new.partition(":")[2], set()).add(old.partition(":")[2])
    return found


def test_table_is_recognised_by_content(tmp_path: Path) -> None:
    """It needs the list of today's codes too, so that is one of its files."""
    path = write_workbook(tmp_path / NAME, Any=[HEADER, ["A04.71", 2017, "A04.7"]])
    (part,) = LOADER.parts([path], {})
    assert (part.name, part.provenance.release) == ("icd10cm/conversion-2026", "2026")
    assert list(part.files) == [path, *default_paths()]


def test_year_means_its_first_of_october(tmp_path: Path) -> None:
    """Codes in any writing; where the table has a day, it is that day."""
    loaded = load(tmp_path, ["A04.71 ", 2017, "A04.7"], ["W453XXA", date(2023, 4, 1), " W45.8XXA "])
    assert [(e.start[1], e.end[1], e.properties) for e in loaded.edges if e.kind is Rel.REPLACED_BY] == [
        ("ICD10CM:A04.7", "ICD10CM:A04.71", {"on": date(2017, 10, 1)}),
        ("ICD10CM:W45.8XXA", "ICD10CM:W45.3XXA", {"on": date(2023, 4, 1)}),
    ]
    codes = loaded.codes("ICD10CM")
    assert codes["A04.71"] == {"system": "ICD10CM", "code": "A04.71", "valid_from": date(2017, 10, 1)}
    assert codes["A04.7"] == {"system": "ICD10CM", "code": "A04.7"}


@pytest.mark.parametrize(
    ("before", "codes"),
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
def test_what_was_coded_before(tmp_path: Path, before: str, codes: set[str]) -> None:
    """Lists, combinations and ranges, of codes there are today and of codes that there are no more."""
    loaded = load(tmp_path, ["N00.00", 2020, before])
    assert replaced(loaded).get("N00.00", set()) == codes
    assert loaded.report.rejects == []
    assert loaded.codes("ICD10CM").keys() == codes | {"N00.00"}


def test_range_down_to_a_header_takes_what_is_below_it(tmp_path: Path) -> None:
    """Billable codes only."""
    found = replaced(load(tmp_path, ["N00.00", 2020, "J44.9-J45.2"]))["N00.00"]
    assert found == {"J44.9", "J45.20", "J45.21", "J45.22"}


def test_codes_that_are_no_more_have_ended(tmp_path: Path) -> None:
    """The day before the last code that replaced one: a code that is still in the list says nothing."""
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
            "'Codes in Categories T15-T19' names no codes one by one",
        ),
        (["A0471", 2017, "I63.-"], "'I63.-' names no codes one by one"),
        (["A0471", 2017, "a code from R11-"], "'a code from R11-' names no codes one by one"),
        (["A0471", 2017, "I15.9-I15.1"], "the range I15.9-I15.1 ends before it begins"),
        (
            ["A0471", 2017, "S06.890D-S06.899S"],
            "the ends of the range S06.890D-S06.899S have different seventh",
        ),
        (["A0471", 2017, "I15.1-I15.7"], "the range I15.1-I15.7 has an end that is not in the tabular list"),
    ],
)
def test_vague_words_are_left_out_but_not_the_rest(tmp_path: Path, row: list[object], reason: str) -> None:
    """The new code stays, and so does what else the cell names."""
    loaded = load(tmp_path, [*row[:2], f"K31.89 and {row[2]}"])
    ((line, told),) = loaded.rejects()
    assert (line, told) == (3, f"{told.partition(':')[0]}: only this is left out")
    assert told.startswith(reason)
    assert replaced(loaded) == {"A04.71": {"K31.89"}}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["A0", 2017, "A04.7"], "'A0' is not written as an ICD-10-CM code"),
        (["1E10", 2017, "A04.7"], "'1E10' is not written as an ICD-10-CM code"),
        (["A04.71", "soon", "A04.7"], "'soon' is neither a year nor a day"),
        (["A04.71", "2017-13-01", "A04.7"], "'2017-13-01' is neither a year nor a day"),
        (["A04.71", None, "A04.7"], "'' is neither a year nor a day"),
        (["A04.71", 2017, None], "it does not say what was coded before: it says None where nothing was"),
    ],
)
def test_bad_rows_are_rejected(tmp_path: Path, row: list[object], reason: str) -> None:
    loaded = load(tmp_path, row, ["A04.72", 2017, "A04.7"])
    assert loaded.rejects() == [(3, reason)]
    assert replaced(loaded) == {"A04.72": {"A04.7"}}


def test_other_workbooks_are_refused(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / NAME, Table=[["Code", "Effective", "Previous"], ["A04.71", 2017, "A04.7"]]
    )
    with pytest.raises(InputError, match="it is none of"):
        LOADER.parts([path], {})


@pytest.fixture(scope="module")
def official(shared_data: Path) -> Loaded:
    (part,) = LOADER.parts([shared_data / "icd10cm" / NAME], {})
    return load_part(part)


def test_official_table_loads_whole(official: Loaded) -> None:
    """5,897 rows are a notice, a header, 3 that hold only blanks, 8 that stand twice, and 5,884 codes."""
    codes = official.codes("ICD10CM")
    new = {code for code, stated in codes.items() if "valid_from" in stated}
    assert (official.report.rows, len(new)) == (5_892, 5_892 - 8)
    reasons = [reason for _, reason in official.rejects()]
    assert len(reasons) == 134
    assert sum(reason.startswith("'Codes in Categories T15-T19'") for reason in reasons) == 126
    assert sum(stated.get("status") == "retired" for stated in codes.values()) == 473


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
