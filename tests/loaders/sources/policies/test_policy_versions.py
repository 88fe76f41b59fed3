"""Versions: their days, what they cite and supersede, lists that are complete."""

from pathlib import Path

import pytest
from support.policy_files import ACME, POLICY, nodes, read, rejects, said, told, written

from medcodegraph.graph.facts import Edge, Fact
from medcodegraph.graph.model import Label, Rel


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (
            "- codes:\n",
            "- effective_from: 2025-01-01\n        effective_to: 2024-01-01\n        codes:\n",
            6,
            "effective_to 2024-01-01 is before effective_from 2025-01-01: correct one of them",
        ),
        (
            "stance: covered",
            "stance: covered\n            valid_from: 2025-01-02\n            valid_to: 2025-01-01",
            9,
            "valid_to 2025-01-01 is before valid_from 2025-01-02",
        ),
    ],
)
def test_an_end_before_the_start_is_rejected(
    old: str, new: str, line: int, reason: str, tmp_path: Path
) -> None:
    facts, report = read(written(tmp_path, POLICY.replace(old, new)))
    assert told(report, line, reason), rejects(report)
    assert facts == []


def test_rows_of_a_table_end_a_version_after_it_begins(tmp_path: Path) -> None:
    """Also if the two days are in different rows; it may end on its first day."""
    header = "payer,number,version,effective_from,effective_to,codes,stance\n"
    good = "A,1,1,2025-01-01,,Q0001,covered\nA,2,1,2025-01-01,2025-01-01,Q0001,covered\n"
    text = header + good + "A,1,1,,2024-12-31,Q0002,covered\nA,3,1,2025-01-01,2024-12-31,Q0001,covered\n"
    facts, report = read(written(tmp_path, text, "some.csv"))
    reason = "effective_to 2024-12-31 is before effective_from 2025-01-01: correct one of them"
    assert rejects(report) == [(4, reason), (5, reason)]
    assert facts == read(written(tmp_path, header + good, "some.csv"))[0]


@pytest.mark.parametrize("field", ["cites", "supersedes"])
def test_only_policies_are_cited_and_superseded(field: str, tmp_path: Path) -> None:
    """Another key would turn a code, a source or a payer into a policy."""
    good = ["ncd:110.24", "LCD:L33394", "ARTICLE:A52399", "POLICY:acme-8", "POLICY:acme-8@2024"]
    wrong = ["HCPCS:Q0001", "CPT:99999", "SOURCE:policies/a", "PAYER:acme", "POLICY:a/b", "NCD:1@", "110.24"]
    keys = ", ".join(f'"{one}"' for one in good + wrong)
    facts, report = read(
        written(tmp_path, POLICY.replace("- codes:\n", f"- {field}: [{keys}]\n        codes:\n"))
    )
    ends = ["NCD:110.24", *good[1:]]
    assert list(nodes(facts, Label.POLICY)) == ["POLICY:acme-7", *ends]
    assert [end for _, end in said(facts, Rel[field.upper()])] == ends
    assert list(said(facts, Rel.COVERS)) == [("POLICY:acme-7", "HCPCS:Q0001")]
    ((line, reason),) = rejects(report)
    assert line == 5
    assert [
        one for one in wrong if f"{one!r} is not a policy's key: write it as NCD:110.24" in reason
    ] == wrong


def test_a_version_without_a_first_day_among_dated_ones_is_rejected(tmp_path: Path) -> None:
    """It would count as the oldest, but a draft is usually the newest."""
    reason = "the version has no first day, while others of the policy have one: give its `effective_from`"
    dated = POLICY.replace("- codes:\n", "- effective_from: 2024-01-01\n        codes:\n")
    draft = """      - version: draft
        codes: [{codes: [Q0002, Q9999], stance: covered}]
        diagnoses: [{diagnoses: [C83.3]}]
"""
    facts, report = read(written(tmp_path, dated + draft))
    assert (rejects(report), report.rows) == (
        [(9, reason), (11, "it is left out with its version: see line 9")],
        4,
    )
    assert facts == read(written(tmp_path, dated))[0]
    _, report = read(written(tmp_path, dated + "      - version: draft\n"))
    assert rejects(report) == [(9, reason)]
    undated = POLICY.replace("- codes:\n", "- version: 1\n        codes:\n") + draft
    _, report = read(written(tmp_path, undated))
    assert [one for one in rejects(report) if "first day" in one[1]] == []


def test_rows_of_a_table_without_a_first_day_among_dated_ones_are_rejected(tmp_path: Path) -> None:
    header = "payer,number,version,effective_from,codes,stance,diagnoses\n"
    rows = "A,1,1,2024-01-01,Q0001,covered,\nA,1,2,,,,C83.3\nA,1,2,,Q0002,covered,\n"
    facts, report = read(written(tmp_path, header + rows, "some.csv"))
    assert [line for line, _ in rejects(report)] == [3, 4]
    assert list(said(facts, Rel.COVERS)) == [("POLICY:a-1", "HCPCS:Q0001")]


def test_versions_must_be_distinguishable(tmp_path: Path) -> None:
    text = "policies: [{payer: A, number: 1, versions: [{}, {version: 2}]}]"
    _, report = read(written(tmp_path, text))
    assert rejects(report) == [
        (1, "its versions cannot be told apart: give each a `version` or a first day of its own")
    ]


def test_a_policy_occurs_once_in_a_file(tmp_path: Path) -> None:
    path = written(tmp_path, POLICY + POLICY.removeprefix("policies:\n"))
    assert rejects(read(path)[1]) == [(8, "POLICY:acme-7 is listed twice (first on line 2): keep one")]


@pytest.mark.parametrize("version", ["", "@2024"])
def test_a_policy_that_refers_to_itself_is_rejected_at_its_line(tmp_path: Path, version: str) -> None:
    """By its key, or that of the same version; with the line, and without the link."""
    acme = ACME.read_text("utf-8")
    key = next(fact.start[1] for fact in read(ACME)[0] if isinstance(fact, Edge) and fact.kind is Rel.CITES)
    given = f"{key.partition('@')[0]}{version}"
    file = tmp_path / "self.yaml"
    file.write_text(acme.replace("cites: [NCD:110.24]", f"cites: [{given!r}]", 1))
    found, report = read(file)
    (reject,) = [one for one in report.rejects if "itself" in one.reason]
    assert f"{given} cites itself" in reject.reason
    assert reject.line == acme.split("cites: [NCD:110.24]")[0].count("\n") + 1
    assert report.rows == read(ACME)[1].rows
    links = {fact.end[1] for fact in found if isinstance(fact, Edge) and fact.kind is Rel.CITES}
    assert given not in links


LIMITED = """
policies:
  - payer: Plan Elm
    number: E-1
    title: Lymphoma
    versions:
      - effective_from: 2024-01-01
        codes:
          - {codes: [Q0001], stance: covered, group: a}
          - {codes: [Q0002], stance: not_covered, group: b}
        diagnoses:
          - {diagnoses: [C83.30], group: a, complete: true}
          - {diagnoses: [C83.3A], group: b, stance: not_covered, scope: true}
"""


def limits(facts: list[Fact]) -> dict[str, tuple[object, object]]:
    found = said(facts, Rel.SUPPORTS)
    return {end: (edge.properties["complete"], edge.properties["scope"]) for (_, end), edge in found.items()}


def test_a_list_can_be_called_complete_and_a_policy_has_a_scope(tmp_path: Path) -> None:
    facts, report = read(written(tmp_path, LIMITED))
    assert limits(facts) == {"ICD10CM:C83.30": (True, None), "ICD10CM:C83.3A": (None, True)}
    assert rejects(report) == []
    same = LIMITED.replace("complete: true", "complete: false").replace("scope: true", "scope: false")
    facts, report = read(written(tmp_path, same))
    assert set(limits(facts).values()) == {(None, None)}
    facts, report = read(written(tmp_path, LIMITED.replace("complete: true", "complete: yes")))
    assert told(report, 12, "complete is 'yes': it must be one of true, false")


def test_a_list_that_lost_a_diagnosis_is_not_complete(tmp_path: Path) -> None:
    """Otherwise the rejected diagnosis would be refused."""
    facts, report = read(written(tmp_path, LIMITED.replace("[C83.30]", "[C83.30, C83.99]")))
    assert limits(facts) == {"ICD10CM:C83.30": (None, None), "ICD10CM:C83.3A": (None, None)}
    assert any("count neither as complete nor as its scope" in notice for notice in report.notices)


def test_a_table_says_so_too(tmp_path: Path) -> None:
    table = "payer,number,codes,stance,diagnoses,diagnosis_complete\nElm,E-1,Q0001,covered,C83.30,true\n"
    facts, _ = read(written(tmp_path, table, "elm.csv"))
    assert limits(facts) == {"ICD10CM:C83.30": (True, None)}
