"""Payer policies from YAML, JSON and CSV: versions, ranges, and faults down to their line."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.files.json_document import json_document
from medcodegraph.loaders.files.unpack import contents
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.policies import loader as policies
from medcodegraph.loaders.sources.policies.check import schema

FIXTURES = Path(__file__).parents[2] / "fixtures" / "policies"
ACME = FIXTURES / "acme.yaml"
CODES: dict[str, dict[str, bool | None]] = {
    "CPT": dict.fromkeys(["0001T", "0002T", "0003T", "10001", "10002", "10003", "20001"]),
    "HCPCS": {"Q0001": True, "Q0002": True, "Q0003": True},
    "ICD10CM": {
        "C83": False,
        "C83.3": False,
        "C83.30": True,
        "C83.39": False,
        "C83.390": True,
        "C83.3A": True,
    },
}


class Names:
    """The assumed content of other sources."""

    def key(self, label: Label, *names: str) -> str | None:
        return "MONDO:0000003" if (label, names) == (Label.CONDITION, ("odd lymphoma",)) else None

    def has(self, _label: Label, key: str) -> bool:
        return key in ("MONDO:0000003", "PAYER:known")

    def codes(self, system: str) -> Mapping[str, bool | None]:
        return CODES.get(system, {})


def read(path: Path, **options: str) -> tuple[list[Fact], Report]:
    (part,) = policies.LOADER.parts([path], options)
    report = Report()
    return list(part.facts(report, Names())), report


def written(folder: Path, text: str, name: str = "some.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def said(facts: list[Fact], kind: Rel) -> dict[tuple[str, str], Edge]:
    return {(f.start[1], f.end[1]): f for f in facts if isinstance(f, Edge) and f.kind is kind}


def nodes(facts: list[Fact], label: Label) -> dict[str, Node]:
    return {f.key: f for f in facts if isinstance(f, Node) and f.label is label}


def rejects(report: Report) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in report.rejects]


def told(report: Report, line: int, reason: str) -> bool:
    """Whether a fault is reported; a row that has several is one reject."""
    return any(
        text.startswith(reason) if one == line else f"line {line}: {reason}" in text
        for one, text in rejects(report)
    )


def test_each_version_is_a_policy_and_the_newest_has_the_plain_key() -> None:
    """The older one ends the day before the newer one begins, is retired, and is superseded."""
    facts, _ = read(ACME)
    found = nodes(facts, Label.POLICY)
    assert [key for key in found if key.startswith("POLICY:")] == [
        "POLICY:acme-health-mp-12@2024",
        "POLICY:acme-health-mp-12",
        "POLICY:acme-health-wigs",
    ]
    older = found["POLICY:acme-health-mp-12@2024"].properties
    assert (older["effective_to"], older["status"]) == (date(2024, 12, 31), "retired")
    newer = found["POLICY:acme-health-mp-12"].properties
    assert (newer["effective_to"], newer["status"], newer["version"]) == (None, "", "2025")
    assert list(said(facts, Rel.SUPERSEDES)) == [
        ("POLICY:acme-health-mp-12", "POLICY:acme-health-mp-12@2024")
    ]
    assert {end for _, end in said(facts, Rel.ISSUED_BY)} == {"PAYER:acme-health"}
    assert {end for _, end in said(facts, Rel.APPLIES_IN)} == {"JURISDICTION:us-tx", "JURISDICTION:us-ny"}
    assert ("POLICY:acme-health-mp-12@2024", "NCD:110.24") in said(facts, Rel.CITES)


def test_ranges_hold_the_codes_between_that_can_be_billed() -> None:
    """0001T to 0003T are not between 10001 and 20001; C83.39 includes the codes below it."""
    facts, report = read(ACME)
    old, new = "POLICY:acme-health-mp-12@2024", "POLICY:acme-health-mp-12"
    covers = said(facts, Rel.COVERS)
    assert [end for start, end in covers if start == old] == [
        "CPT:0001T",
        "CPT:0002T",
        "CPT:0003T",
        "HCPCS:Q0001",
    ]
    assert [end for start, end in covers if start == new] == [
        "CPT:10001",
        "CPT:10002",
        "CPT:10003",
        "HCPCS:Q0001",
        "HCPCS:Q0002",
    ]
    assert covers[new, "HCPCS:Q0002"].properties["valid_from"] == date(2025, 3, 1)
    supports = said(facts, Rel.SUPPORTS)
    assert [end for start, end in supports if start == old] == [
        "ICD10CM:C83.30",
        "ICD10CM:C83.390",
        "MONDO:0000003",
    ]
    assert [end for start, end in supports if start == new] == ["ICD10CM:C83.3", "MONDO:0000003"]
    assert supports[old, "MONDO:0000003"].properties["stance"] == "covered"
    assert report.rows == 11  # one of them is less than a tenth: it loads without --max-rejects
    assert rejects(report) == [
        (37, "'XX999' is not in the form of a code: write it with its system, as CPT:38225")
    ]


def test_json_says_the_same(tmp_path: Path) -> None:
    """The same document as JSON, numbers as numbers, with tabs."""
    document = yaml.safe_load(ACME.read_text())
    path = written(tmp_path, json.dumps(document, indent="\t", default=str), "acme.json")
    assert read(path)[0] == read(ACME)[0]


def test_a_table_gives_the_same_row_by_row() -> None:
    """Rows of one payer and number are one policy; codes and diagnoses of a row form a group."""
    facts, report = read(FIXTURES / "acme.csv")
    assert report.rejects == []
    old, new = "POLICY:acme-health-mp-12@2024", "POLICY:acme-health-mp-12"
    covers, supports = said(facts, Rel.COVERS), said(facts, Rel.SUPPORTS)
    assert covers[old, "CPT:0001T"].properties["group"] == "line 2"
    assert supports[old, "ICD10CM:C83.30"].properties["group"] == "line 2"
    assert [end for start, end in covers if start == new] == [
        "CPT:10001",
        "CPT:10002",
        "CPT:10003",
        "HCPCS:Q0002",
    ]
    assert covers[new, "HCPCS:Q0002"].properties["criteria"] == "Investigational, for now."
    assert nodes(facts, Label.POLICY)["POLICY:acme-health-wigs"].properties["status"] == "active"


POLICY = """policies:
  - payer: Acme
    number: 7
    versions:
      - codes:
          - codes: [Q0001]
            stance: covered
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("stance: covered", "stanse: covered", 7, "there is no field 'stanse': did you mean 'stance'?"),
        ("stance: covered", "stance: yes", 7, "stance is 'yes': it must be one of covered, conditional, "),
        (
            "- codes: [Q0001]",
            "- valid_to: 2025-02-30\n            codes: [Q0001]",
            6,
            "valid_to is '2025-02-30': write a date as 2025-01-31",
        ),
        ("stance: covered", "criteria: none", 6, "'stance' is missing"),
        ("[Q0001]", "Q0001", 6, "codes must be a list"),
        ("[Q0001]", "[]", 6, "codes is empty: give at least one, or leave it out"),
        ("[Q0001]", "[Q9999]", 6, "no HCPCS:Q9999 is in the graph: correct it"),
        ("[Q0001]", "[CDT:D0120]", 6, "no CDT:D0120 is in the graph, nor any other of CDT: load them first"),
        ("[Q0001]", "[Q0003-Q0001]", 6, "Q0003-Q0001 ends before it begins"),
        (
            "[Q0001]",
            "[HCPCS:Q0001-CPT:Q0003]",
            6,
            "'HCPCS:Q0001-CPT:Q0003' is not a range: its ends are of two",
        ),
        (
            "[Q0001]",
            "[Q0001 - CPT:Q0003]",
            6,
            "'Q0001 - CPT:Q0003' is not a range: its ends are of two systems",
        ),
        ("[Q0001]", "[0001T-10003]", 6, "0001T-10003 is not a range: both ends need digits and letters"),
        ("[Q0001]", "[Q0007-Q0009]", 6, "no code from Q0007 to Q0009 is in the graph"),
        ("number: 7", "note: 7", 3, "there is no field 'note'"),
        ("payer: Acme", "payer: PAYER:acme", 2, "there is no payer PAYER:acme: name it under `payers`"),
        (
            "number: 7",
            "number: 7\n    jurisdictions: [Narnia, TX]",
            4,
            "'Narnia' is not a jurisdiction: write US",
        ),
    ],
)
def test_faults_name_their_line(old: str, new: str, line: int, reason: str, tmp_path: Path) -> None:
    """The smallest part with the fault is left out, and the rest of the file is loaded."""
    good = "  - {payer: Acme, number: 8, versions: [{codes: [{codes: [Q0002], stance: covered}]}]}\n"
    path = written(tmp_path, POLICY.replace(old, new) + good)
    facts, report = read(path)
    assert told(report, line, reason), rejects(report)
    assert ("POLICY:acme-8", "HCPCS:Q0002") in said(facts, Rel.COVERS)
    assert ("POLICY:acme-7", "HCPCS:Q0001") not in said(facts, Rel.COVERS) or "Narnia" in new


def test_faults_of_json_name_their_line(tmp_path: Path) -> None:
    text = '{\n "policies": [\n  {\n   "payer": "Acme",\n   "nummer": 7,\n   "versions": [{}]\n  }\n ]\n}\n'
    _, report = read(written(tmp_path, text, "some.json"))
    assert told(report, 5, "there is no field 'nummer': did you mean 'number'?")
    for wrong, line, reason in (
        ('{\n"a": 1,\n"a": 2}', 3, "'a' stands twice, first at line 2"),
        ('{\n"a": [1,\n}', 3, "a value must stand where '}' is"),
        ('{"a": 1}\n x', 2, "something follows"),
        ('{\n"a": NaN}', 2, "a value must stand"),
        ("[1", 2, "must stand where 'the end' is"),
    ):
        with pytest.raises(InputError, match=reason) as raised:
            json_document(written(tmp_path, wrong, "wrong.json"))
        assert f":{line}:" in str(raised.value)


def test_faults_of_the_whole_file_reject_it(tmp_path: Path) -> None:
    """An unknown field at the top, or no policies at all: it may be the wrong file."""
    with pytest.raises(InputError, match=r"some.yaml:1: there is no field 'policy': did you mean 'policies'"):
        read(written(tmp_path, "policy: []\npolicies: [{}]\n"))
    with pytest.raises(InputError, match="'policies' is missing"):
        read(written(tmp_path, "payers: [{name: Acme}]\n"))
    with pytest.raises(InputError, match="it must be a mapping"):
        read(written(tmp_path, "- a\n"))
    with pytest.raises(InputError, match="there is no column 'code': did you mean 'codes'"):
        read(written(tmp_path, "payer,code,stance\nAcme,1,covered\n", "some.csv"))
    with pytest.raises(SettingsError, match="unknown is 'perhaps'"):
        read(ACME, unknown="perhaps")


def test_rows_of_a_table_that_disagree_are_rejected(tmp_path: Path) -> None:
    text = "payer,number,title,codes,stance\nA,1,One,Q0001,covered\nA,1,Two,Q0002,covered\nA,1,,,covered\n"
    facts, report = read(written(tmp_path, text, "some.csv"))
    assert rejects(report) == [
        (3, "title differs from line 2, a row of the same policy"),
        (4, "the row has neither codes nor diagnoses"),
    ]
    assert list(said(facts, Rel.COVERS)) == [("POLICY:a-1", "HCPCS:Q0001")]


HEADER = "payer,number,title,version,effective_from,codes,stance\n"
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
        reason = f"the first day of its version is in line {at}, which is rejected: fix it"
        assert (line, reason) in rejects(report)
        assert facts == read(written(tmp_path, HEADER + GOOD_ROW, "some.csv"))[0]
    mended = "A,1,One,2025,2025-01-01,Q0003,covered\n"
    _, report = read(written(tmp_path, HEADER + GOOD_ROW + bad + good + mended, "some.csv"))
    assert [line for line, _ in rejects(report)] == [3]


@pytest.mark.parametrize("bad", ["{codes: [Q0001], stance: bogus}", "{codes: [Q9999], stance: covered}"])
def test_a_version_without_a_valid_statement_is_left_out(bad: str, tmp_path: Path) -> None:
    """It must not become the newest and end the previous one; a version without any statements may."""
    text = POLICY.replace("- codes:\n", "- effective_from: 2024-01-01\n        codes:\n")
    text += f"      - effective_from: 2025-01-01\n        codes: [{bad}]\n"
    facts, report = read(written(tmp_path, text))
    (policy,) = nodes(facts, Label.POLICY).values()
    assert (policy.key, policy.properties["effective_from"]) == ("POLICY:acme-7", date(2024, 1, 1))
    assert (policy.properties["effective_to"], policy.properties["status"]) == (None, "")
    assert (len(report.rejects), report.rows) == (1, 2)
    (notice,) = report.notices
    assert notice.endswith(
        "some.yaml:9: version 2025-01-01 of POLICY:acme-7 is left out: none of its statements can be used"
    )
    facts, _ = read(written(tmp_path, text.replace(f"[{bad}]", "[]")))
    assert len(nodes(facts, Label.POLICY)) == 2


@pytest.mark.parametrize("payer", ["\x01", "保险"])
def test_a_payer_without_letters_for_a_key_is_rejected(payer: str, tmp_path: Path) -> None:
    text = f"payer,title,codes,stance\nA,One,Q0001,covered\n{payer},w,Q0002,covered\n"
    facts, report = read(written(tmp_path, text, "some.csv"))
    ((line, reason),) = rejects(report)
    assert line == 3
    assert reason.startswith(f"payer is {payer!r}, which has no letter a-z or digit to make a key of")
    assert list(nodes(facts, Label.POLICY)) == ["POLICY:a-one"]
    assert list(nodes(facts, Label.PAYER)) == ["PAYER:a"]


def test_a_title_without_letters_for_a_key_needs_a_key(tmp_path: Path) -> None:
    text = POLICY.replace("number: 7", "title: 保险")
    facts, report = read(written(tmp_path, text))
    ((line, reason),) = rejects(report)
    assert (line, facts) == (2, [])
    assert "give the policy a `key`, as POLICY:acme-1" in reason
    facts, report = read(written(tmp_path, text.replace("title:", "key: POLICY:x\n    title:")))
    assert (list(nodes(facts, Label.POLICY)), report.rejects) == (["POLICY:x"], [])
    payers = "payers:\n  - name: 保险\n"
    with pytest.raises(InputError, match="name it under `payers` with a `key`") as caught:
        read(written(tmp_path, payers + POLICY))
    assert caught.value.line == 2
    text = payers.replace("\n  - ", "\n  - key: PAYER:bx\n    ") + POLICY.replace("Acme", "保险")
    assert list(nodes(read(written(tmp_path, text))[0], Label.POLICY)) == ["POLICY:bx-7"]


def test_rows_of_a_table_are_its_entries_and_each_is_rejected_once(tmp_path: Path) -> None:
    """A line that is left out is one reject, and counts as many rows as its codes and diagnoses."""
    text = (
        "payer,number,version,codes,stance,diagnoses\n"
        "A,1,1,Q0001; Q0002,covered,C83.30; C83.3\n"
        "A,1,2,Q0001; Q9998; Q9999,covered,C83.30; nobody knows it\n"
        "A,2,1,Q0001,covered,\n"
        "A,2,1\n"
        "\u4fdd,2,1,Q0001,covered,C83.3\n"
        "\u4fdd,2,1,Q0002,covered,C83.3\n"
    )
    _, report = read(written(tmp_path, text, "some.csv"))
    assert report.rows == 4 + 5 + 1 + 1 + 2 + 2
    assert sorted(line for line, _ in rejects(report)) == [3, 3, 3, 5, 6, 7]
    assert [one.row for one in report.rejects if one.line == 3] == ["Q9998", "Q9999", "nobody knows it"]
    assert (7, "it is left out with its policy: see line 6") in rejects(report)


def test_rows_of_a_document_are_its_entries(tmp_path: Path) -> None:
    """A rejected policy counts all its entries, or one; so does one that is not a mapping."""
    bad = """  - payer: B
    number: 1
    kind: odd
    versions:
      - codes:
          - {codes: [Q0001], stance: covered}
          - {codes: [Q0002], stance: bogus}
        diagnoses: [{diagnoses: [C83.3]}]
  - nothing
"""
    facts, report = read(written(tmp_path, POLICY.replace("policies:\n", f"policies:\n{bad}")))
    assert report.rows == 5
    assert [line for line, _ in rejects(report)] == [4, 8, 9, 10]
    assert list(nodes(facts, Label.POLICY)) == ["POLICY:acme-7"]


def test_one_unknown_code_of_a_long_list_is_one_row_of_many(tmp_path: Path) -> None:
    """So one typo does not reject a file; a completely unknown list does."""
    codes = ", ".join(["CPT:10001"] * 498 + ["{no: text}", "Q9999"])
    facts, report = read(written(tmp_path, POLICY.replace("[Q0001]", f"[{codes}]")))
    assert (report.rows, len(said(facts, Rel.COVERS))) == (500, 1)
    assert rejects(report) == [
        (6, "codes must be a text"),
        (6, "no HCPCS:Q9999 is in the graph: correct it, or load a release of HCPCS that has it first"),
    ]
    codes = ",\n ".join(f"Q9{number:03}" for number in range(50))
    _, report = read(written(tmp_path, POLICY.replace("[Q0001]", f"[{codes}]")))
    assert report.rows == 50
    assert [line for line, _ in rejects(report)] == list(range(6, 56))


def test_a_statement_is_one_reject_whatever_it_holds(tmp_path: Path) -> None:
    """Also as a row of a table: its other codes count as rows."""
    for row in ("[Q0001, Q0002, Q0003]", "[]"):
        path = written(tmp_path, POLICY.replace("[Q0001]", row).replace("covered", "bogus"))
        _, report = read(path)
        assert (report.rows, len(report.rejects)) == (3 if "Q" in row else 1, 1)
    rows = "".join(f"A,{number},One,1,2024-01-01,Q0001,covered\n" for number in range(3))
    _, report = read(written(tmp_path, f"{HEADER}{rows}A,9,One,1,2024-01-01,Q0001,bogus\n", "some.csv"))
    assert (report.rows, len(report.rejects)) == (4, 1)


def test_there_are_never_more_rejects_than_rows(tmp_path: Path) -> None:
    """A fault of a version is joined with that of an entry if no other entry of its statement is left."""
    text = POLICY.replace("- codes:\n", "- cites: [nothing]\n        codes:\n")
    text = text.replace("Acme\n", "Acme\n    jurisdictions: [Narnia, TX]\n")
    good = "          - {codes: [Q0002], stance: covered}\n"
    for codes, number in (("[Q9999]", 1), ("[Q9999, Q0001]", 2), ("[Q9998, Q9999]", 2)):
        _, report = read(written(tmp_path, text.replace("[Q0001]", codes) + good))
        assert (len(report.rejects), report.rows) == (number, codes.count("Q") + 1)
        assert told(report, 3, "'Narnia' is not a jurisdiction")
        assert told(report, 6, "'nothing' is not a policy's")
        assert any("Q9999 is in the graph" in reason for _, reason in rejects(report))


def test_a_reject_with_very_many_faults_shows_some(tmp_path: Path) -> None:
    cites = ", ".join(f"nothing {number}" for number in range(50))
    _, report = read(written(tmp_path, POLICY.replace("- codes:\n", f"- cites: [{cites}]\n        codes:\n")))
    ((_, reason),) = rejects(report)
    assert reason.endswith("; and 30 more")


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


@pytest.mark.parametrize("text", ['"title":"\\ud800x"', '"\\udfff":"x"'])
def test_half_a_character_is_an_error_with_its_line(text: str, tmp_path: Path) -> None:
    """JSON can express a lone surrogate, and nothing can store it."""
    path = written(tmp_path, '{"source":\n{' + text + '},\n"policies": []}', "some.json")
    with pytest.raises(InputError, match="half of a character: write it whole") as caught:
        read(path)
    assert caught.value.line == 2


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
    reason = "all diagnoses of these codes are rejected, without which they would go with any"
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


@pytest.mark.parametrize(
    "text", ["HCPCS:Q0001-HCPCS:Q0003", "Q0001-hcpcs:Q0003", "hcpcs|Q0001 - HCPCS|Q0003", "Q0001-Q0003"]
)
def test_both_ends_of_a_range_can_name_their_system(text: str, tmp_path: Path) -> None:
    facts, report = read(written(tmp_path, POLICY.replace("[Q0001]", f'["{text}"]')))
    assert report.rejects == []
    assert [end for _, end in said(facts, Rel.COVERS)] == ["HCPCS:Q0001", "HCPCS:Q0002", "HCPCS:Q0003"]


def test_the_first_end_of_a_range_is_not_taken_for_a_system(tmp_path: Path) -> None:
    """Not even if any single code is accepted: `C83-ICD10CM` would be the system of C83.3A."""
    path = written(tmp_path, POLICY.replace("[Q0001]", "['C83-ICD10CM:C83.3A']"))
    facts, report = read(path, unknown="accept")
    assert (facts, len(report.rejects)) == ([], 1)


def test_a_system_written_with_hyphens_is_not_a_range(tmp_path: Path) -> None:
    diagnoses = "        diagnoses: [{diagnoses: ['ICD-10-CM:C83.3', 'ICD-10-CM:C83.30-ICD10CM:C83.3A']}]\n"
    facts, report = read(written(tmp_path, POLICY + diagnoses))
    assert report.rejects == []
    assert [end for _, end in said(facts, Rel.SUPPORTS)] == [
        "ICD10CM:C83.3",
        "ICD10CM:C83.30",
        "ICD10CM:C83.390",
        "ICD10CM:C83.3A",
    ]


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
    assert rejects(read(path)[1]) == [(8, "POLICY:acme-7 is there twice, first at line 2: keep one")]


def test_the_examples_of_the_documentation_are_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "policies.md").read_text()
    for ending in ("yaml", "csv"):
        example = text.partition(f"```{ending}\n")[2].partition("```")[0]
        facts, report = read(written(tmp_path, example, f"example.{ending}"), unknown="accept")
        assert [one for one in report.rejects if "the graph" not in one.reason] == []
        assert len(said(facts, Rel.COVERS)) >= 2


def test_single_unknown_codes_can_be_taken_as_they_are(tmp_path: Path) -> None:
    """For CPT, whose list must not be redistributed."""
    path = written(tmp_path, POLICY.replace("[Q0001]", "[CPT:99999, CPT:99998-99999]"))
    facts, report = read(path, unknown="accept")
    assert list(said(facts, Rel.COVERS)) == [("POLICY:acme-7", "CPT:99999")]
    assert len(report.rejects) == 1


def test_the_published_schema_is_one_and_takes_the_example() -> None:
    """Editors validate with it, also where YAML parses values as numbers."""
    Draft202012Validator.check_schema(schema())
    document: Any = json.loads(json.dumps(yaml.safe_load(ACME.read_text()), default=str))
    validator = Draft202012Validator(schema())
    validator.validate(document)
    document["policies"][0]["versions"][0]["codes"][0]["stance"] = "maybe"
    with pytest.raises(ValidationError):
        validator.validate(document)


@pytest.mark.anyio
async def test_ranges_are_of_the_codes_that_other_sources_state(graph: Graph, tmp_path: Path) -> None:
    """Loading twice by force gives the same; the verdict follows the version of the day."""
    await graph.write(
        """
        CREATE (s:Source {key: 'SOURCE:codes', name: 'codes', state: 'complete'})
        WITH s UNWIND [['HCPCS', 'Q0001'], ['HCPCS', 'Q0002'], ['ICD10CM', 'C83.30']] AS c
        CREATE (:Code {key: c[0] + ':' + c[1], system: c[0], code: c[1], billable: true})-[:STATED_BY]->(s)
        """
    )
    text = """policies:
      - payer: Acme
        number: 7
        versions:
          - effective_from: 2024-01-01
            codes: [{codes: [Q0001-Q0009], stance: covered}]
          - effective_from: 2025-01-01
            codes: [{codes: [Q0001], stance: not_covered}]
            diagnoses: [{diagnoses: [C83.30]}]
    """
    path = written(tmp_path, text)
    counts = []
    for _ in range(2):
        (outcome,) = await load(graph, policies.LOADER, [path], {}, Manner(force=True))
        assert outcome.report.rejects == []
        counts.append((outcome.nodes, outcome.edges, outcome.swept))
    assert counts[0] == counts[1]
    query = find("coverage")
    for day, verdict in (("2024-06-01", "COVERED"), ("2025-06-01", "NOT_COVERED")):
        (row,) = await graph.read(*query.sent({"key": "HCPCS:Q0001", "as_of": day}), timeout=60)
        assert row["verdict"] == verdict
    (row,) = await graph.read(*query.sent({"key": "HCPCS:Q0002", "as_of": "2024-06-01"}))
    assert row["paths"][0]["source"] == ["SOURCE:policies/some"]


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
