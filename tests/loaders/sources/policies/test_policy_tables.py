"""Tables of policies: rows that disagree or are rejected, blank lines, separators."""

from pathlib import Path

import pytest
from support.policy_files import HEADER, nodes, read, rejects, said, written

from medcodegraph.errors import InputError
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.files.unpack import contents
from medcodegraph.loaders.sources.policies import loader as policies


def test_rows_of_a_table_that_disagree_are_rejected(tmp_path: Path) -> None:
    text = "payer,number,title,codes,stance\nA,1,One,Q0001,covered\nA,1,Two,Q0002,covered\nA,1,,,covered\n"
    facts, report = read(written(tmp_path, text, "some.csv"))
    assert rejects(report) == [
        (3, "title differs from line 2, a row of the same policy"),
        (4, "the row has neither codes nor diagnoses"),
    ]
    assert list(said(facts, Rel.COVERS)) == [("POLICY:a-1", "HCPCS:Q0001")]


GOOD_ROW = "A,1,One,2024,2024-01-01,Q0001,covered\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,1,Typo,2025,2025-01-01,Q0001,not_covered", "title differs from line 2, a row of the same policy"),
        ("A,1,One,2025,2025-01-01,Q0001,bogus", "stance is 'bogus': it must be one of"),
        ("A,1,One,2025,2025-02-30,Q0001,covered", "effective_from is '2025-02-30': write a date"),
        ("A,1,One,2025,,,covered", "the row has neither codes nor diagnoses"),
        ("A,1,One,2025,2025-01-01,Q9999,covered", "no HCPCS:Q9999 is in the graph"),
        ("A,1,One,2024,2024-01-02,Q0002,covered", "effective_from differs from line 2"),
        (",1,One,2025,2025-01-01,Q0001,covered", "'payer' is missing"),
    ],
)
def test_a_rejected_row_of_a_table_leaves_nothing_behind(row: str, reason: str, tmp_path: Path) -> None:
    """The policy of the good row is loaded as if the bad one did not exist."""
    alone, _ = read(written(tmp_path, HEADER + GOOD_ROW, "some.csv"))
    facts, report = read(written(tmp_path, f"{HEADER}{GOOD_ROW}{row}\n", "some.csv"))
    ((line, text),) = rejects(report)
    assert (line, report.rows) == (3, 2)
    assert text.startswith(reason)
    assert facts == alone


def test_a_bad_row_does_not_hide_which_systems_a_table_needs(tmp_path: Path) -> None:
    """Not even if the good row differs from it: the systems are determined before rows are checked."""
    rows = "A,1,Typo,2024,2024-01-01,CPT:10001,bogus\n" + GOOD_ROW
    path = written(tmp_path, HEADER + rows, "some.csv")
    (part,) = policies.LOADER.parts([path], {})
    assert "HCPCS" in part.systems
    facts, report = read(path)
    assert list(said(facts, Rel.COVERS)) == [("POLICY:a-1", "HCPCS:Q0001")]
    ((line, _),) = rejects(report)
    assert (line, report.rejects[0].row) == (2, "A,1,Typo,2024,2024-01-01,CPT:10001,bogus")


def test_a_version_does_not_lose_its_first_day_to_a_rejected_row(tmp_path: Path) -> None:
    """Without the day it would sort first, and another one would be the newest."""
    bad, good = "A,1,One,2025,2025-01-01,Q0001,bogus\n", "A,1,One,2025,,Q0002,covered\n"
    for rows, line, at in ((bad + good, 4, 3), (good + bad, 3, 4)):
        facts, report = read(written(tmp_path, HEADER + GOOD_ROW + rows, "some.csv"))
        reason = f"the first day of its version is on line {at}, which is rejected: fix it"
        assert (line, reason) in rejects(report)
        assert facts == read(written(tmp_path, HEADER + GOOD_ROW, "some.csv"))[0]
    mended = "A,1,One,2025,2025-01-01,Q0003,covered\n"
    _, report = read(written(tmp_path, HEADER + GOOD_ROW + bad + good + mended, "some.csv"))
    assert [line for line, _ in rejects(report)] == [3]


def test_a_table_can_begin_with_blank_lines(tmp_path: Path) -> None:
    """They count in line numbers; recognising the file skips them too."""
    text = "\n,,\r\n" + HEADER + GOOD_ROW + "A,2,,,,,covered\n"
    path = written(tmp_path, text, "some.csv")
    facts, report = read(path)
    assert list(nodes(facts, Label.POLICY)) == ["POLICY:a-1"]
    assert [line for line, _ in rejects(report)] == [5]
    (packed,) = contents(path)
    assert policies.LOADER.recognises(packed)


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_with_other_separators_is_reported(sign: str, name: str, tmp_path: Path) -> None:
    text = "\n" + HEADER.replace(",", sign)
    with pytest.raises(InputError, match=f"separated by {name}: save it with commas") as caught:
        read(written(tmp_path, text, "some.csv"))
    assert caught.value.line == 2


def test_a_table_needs_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row follows the header"):
        read(written(tmp_path, HEADER, "some.csv"))
    facts, report = read(written(tmp_path, HEADER + "A,2,,,,,covered\n", "some.csv"))
    assert (facts, len(report.rejects), report.rows) == ([], 1, 1)
