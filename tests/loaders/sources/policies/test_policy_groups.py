"""Groups of codes and diagnoses: neither side is left without the other."""

from pathlib import Path

import pytest
from support.policy_files import POLICY, read, rejects, said, written

from medcodegraph.graph.model import Rel

GROUPED = f"""{POLICY}\
            group: large B-cell lymphoma
          - {{codes: [Q0002], stance: covered, group: other}}
          - {{codes: [Q0003], stance: covered}}
        diagnoses:
          - diagnoses: [C83.30]
            group: large B-cell lymphoma
          - {{diagnoses: [C83.3A], group: other}}
"""


@pytest.mark.parametrize(("line", "what"), [(8, "codes"), (13, "diagnoses")])
def test_a_typo_in_a_group_leaves_out_both_its_sides(line: int, what: str, tmp_path: Path) -> None:
    """Codes would be covered for any diagnosis, as their diagnoses are in another group."""
    right, slip = "large B-cell lymphoma", "large B-cel lymphoma"
    lines = GROUPED.splitlines()
    lines[line - 1] = lines[line - 1].replace(right, slip)
    groups = {8: right, 13: right} | {line: slip}
    facts, report = read(written(tmp_path, "\n".join(lines)))
    assert rejects(report) == [
        (8, f"the version has no diagnoses in group {groups[8]!r}: did you mean {groups[13]!r}?"),
        (13, f"the version has no codes in group {groups[13]!r}: did you mean {groups[8]!r}?"),
    ]
    assert [end for _, end in said(facts, Rel.COVERS)] == ["HCPCS:Q0002", "HCPCS:Q0003"]
    assert [end for _, end in said(facts, Rel.SUPPORTS)] == ["ICD10CM:C83.3A"]


@pytest.mark.parametrize(("group", "kept"), [(", group: other", {"CPT:0002T"}), ("", set())])
def test_codes_are_not_left_without_their_diagnoses(group: str, kept: set[str], tmp_path: Path) -> None:
    """If all of these are unknown, the codes would be covered for any diagnosis."""
    text = f"""\
policies:
  - payer: Acme
    number: 1
    versions:
      - codes:
          - {{codes: [CPT:0001T], stance: covered{group and ", group: this"}}}
          - {{codes: [CPT:0002T], stance: covered{group}}}
        diagnoses:
          - {{diagnoses: [C99.9, C99.8]{group and ", group: this"}}}
"""
    if group:
        text += "          - {diagnoses: [C83.3], group: other}\n"
    facts, report = read(written(tmp_path, text))
    assert {end for _, end in said(facts, Rel.COVERS)} == kept
    reason = "all diagnoses for these codes are rejected: without them, any diagnosis would do"
    assert [line for line, why in rejects(report) if why == reason] == ([6] if group else [6, 7])
    assert len(report.rejects) <= report.rows


def test_a_slip_in_a_group_of_a_table_is_rejected(tmp_path: Path) -> None:
    text = (
        "payer,number,codes,stance,group,diagnoses\n"
        "A,1,Q0001,covered,lymphoma,\n"
        "A,1,,,lymphona,C83.30\n"
        "A,1,Q0002,covered,,C83.30\n"
    )
    facts, report = read(written(tmp_path, text, "some.csv"))
    assert [line for line, _ in rejects(report)] == [2, 3]
    assert rejects(report)[1][1].endswith("did you mean 'lymphoma'?")
    assert [end for _, end in said(facts, Rel.COVERS)] == ["HCPCS:Q0002"]


@pytest.mark.parametrize(
    "said_in_version",
    [
        "{codes: [{codes: [Q0001], stance: covered, group: 1}]}",
        "{codes: [{codes: [Q0001], stance: covered, group: 1}], diagnoses: [{diagnoses: [C83.3]}]}",
        "{codes: [{codes: [Q0001], stance: covered}], diagnoses: [{diagnoses: [C83.3], group: 1}]}",
        "{diagnoses: [{diagnoses: [C83.3], group: 1}]}",
        "{codes: [{codes: [Q0001], stance: covered, group: 1}, {codes: [Q0002], stance: covered, group: 2}], "
        "diagnoses: [{diagnoses: [C83.3], group: 1}, {diagnoses: [C83.30]}]}",
    ],
)
def test_groups_without_another_side_are_fine_where_nothing_is_lost(
    said_in_version: str, tmp_path: Path
) -> None:
    """Only codes or only diagnoses have groups, or some diagnoses are for all codes."""
    _, report = read(
        written(tmp_path, f"policies: [{{payer: A, number: 1, versions: [{said_in_version}]}}]\n")
    )
    assert report.rejects == []
