"""The codes that notes of the tabular list name, in each format of the official list."""

import pytest

from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.icd10.cm_notes import NamedCodes
from medcodegraph.loaders.sources.icd10.cm_tabular import Entry

_CODES = {
    "CHAPTER-1": None,
    "A00-A09": "CHAPTER-1",
    "A15-A19": "CHAPTER-1",
    "A00": "A00-A09",
    "A01": "A00-A09",
    "A01.0": "A01",
    "A01.00": "A01.0",
    "A01.01": "A01.0",
    "A01.1": "A01",
    "A01.2": "A01",
    "A09": "A00-A09",
    "A15": "A15-A19",
    "A15.0": "A15",
    "A19": "A15-A19",
    "B12": None,
    "B20": None,
}


def named(note: str) -> dict[str, bool]:
    """The codes a note of B20 names, and whether only a part of each is meant."""
    entries = [
        Entry(code, code, "", False, parent, 1, {"excludes1": [note]} if code == "B20" else {})
        for code, parent in _CODES.items()
    ]
    edges = NamedCodes(entries).edges("list.xml", Report())
    return {edge.end[1].partition(":")[2]: bool(edge.properties["qualified"]) for edge in edges}


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("a fever (A01.0)", {"A01.0"}),
        ("a fever (A01.-)", {"A01"}),
        ("a fever (A01.0-)", {"A01.0"}),
        ("fevers (A00.-, A01.1)", {"A00", "A01.1"}),
        ("fevers (A00-A09)", {"A00-A09"}),
        ("fevers (A00-A19)", {"CHAPTER-1"}),
        ("fevers (A00-A15)", {"A00-A09", "A15"}),
        ("fevers (A00 - A01)", {"A00", "A01"}),
        ("fevers (A01.00-A01.1)", {"A01.0", "A01.1"}),
        ("fevers (A01.01-A01.1)", {"A01.01", "A01.1"}),
        ("fevers (A01.0- to A01.1-)", {"A01.0", "A01.1"}),
        ("a fever (A01.0}", {"A01.0"}),
        ("a fever with any type in A15 (A01.0)", {"A01.0"}),
        ("lack of vitamin B12", set()),
        ("code from category A15 to identify the kind", {"A15"}),
        ("conditions classified to A15-A19", {"A15-A19"}),
        ("a fever A01.1", {"A01.1"}),
        ("no fever at all", set()),
        ("a fever that has gone (A77.-)", set()),
    ],
)
def test_note_names_the_fewest_codes_that_hold_what_it_means(note: str, codes: set[str]) -> None:
    assert set(named(note)) == codes


def test_note_that_means_only_some_of_the_codes_below_says_so() -> None:
    assert named("poisoning (A00-A09 with fifth or sixth character 5)") == {"A00-A09": True}
    assert named("a fever with a rash (A01.0)") == {"A01.0": False}


def test_names_without_a_code_are_counted_once() -> None:
    entries = [Entry("B20", "", "", True, None, 1, {"code_also": ["a (A77.-)", "b (A78.-)"]})]
    report = Report()
    assert list(NamedCodes(entries).edges("list.xml", report)) == []
    (notice,) = report.notices
    assert notice.startswith("list.xml: notes name codes that are not in the list (2): A77 in a note of B20")
