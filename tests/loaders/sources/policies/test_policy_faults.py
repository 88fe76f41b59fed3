"""What is wrong with a policy is said with its line."""

from datetime import date
from pathlib import Path

import pytest
from support.policy_files import ACME, POLICY, nodes, read, rejects, said, told, written

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.files.json_document import json_document


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("stance: covered", "stanse: covered", 7, "unknown field 'stanse': did you mean 'stance'?"),
        ("stance: covered", "stance: yes", 7, "stance is 'yes': it must be one of covered, conditional, "),
        (
            "- codes: [Q0001]",
            "- valid_to: 2025-02-30\n            codes: [Q0001]",
            6,
            "valid_to is '2025-02-30': write a date like 2025-01-31",
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
            "'HCPCS:Q0001-CPT:Q0003' is not a range: its ends are in two",
        ),
        (
            "[Q0001]",
            "[Q0001 - CPT:Q0003]",
            6,
            "'Q0001 - CPT:Q0003' is not a range: its ends are in two systems",
        ),
        ("[Q0001]", "[0001T-10003]", 6, "0001T-10003 is not a range: both ends need digits and letters"),
        ("[Q0001]", "[Q0007-Q0009]", 6, "no code from Q0007 to Q0009 is in the graph"),
        ("number: 7", "note: 7", 3, "unknown field 'note'"),
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
    assert told(report, 5, "unknown field 'nummer': did you mean 'number'?")
    for wrong, line, reason in (
        ('{\n"a": 1,\n"a": 2}', 3, "'a' appears twice \\(first on line 2\\)"),
        ('{\n"a": [1,\n}', 3, "expected a value, found '}'"),
        ('{"a": 1}\n x', 2, "extra text after"),
        ('{\n"a": NaN}', 2, "expected a value"),
        ("[1", 2, "found 'the end'"),
    ):
        with pytest.raises(InputError, match=reason) as raised:
            json_document(written(tmp_path, wrong, "wrong.json"))
        assert f":{line}:" in str(raised.value)


def test_faults_of_the_whole_file_reject_it(tmp_path: Path) -> None:
    """An unknown field at the top, or no policies at all: it may be the wrong file."""
    with pytest.raises(InputError, match=r"some.yaml:1: unknown field 'policy': did you mean 'policies'"):
        read(written(tmp_path, "policy: []\npolicies: [{}]\n"))
    with pytest.raises(InputError, match="'policies' is missing"):
        read(written(tmp_path, "payers: [{name: Acme}]\n"))
    with pytest.raises(InputError, match="it must be a mapping"):
        read(written(tmp_path, "- a\n"))
    with pytest.raises(InputError, match="unknown column 'code': did you mean 'codes'"):
        read(written(tmp_path, "payer,code,stance\nAcme,1,covered\n", "some.csv"))
    with pytest.raises(SettingsError, match="unknown is 'perhaps'"):
        read(ACME, unknown="perhaps")


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
    assert reason.startswith(f"payer is {payer!r}, which has no letter a-z or digit to make a key from")
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


@pytest.mark.parametrize("text", ['"title":"\\ud800x"', '"\\udfff":"x"'])
def test_half_a_character_is_an_error_with_its_line(text: str, tmp_path: Path) -> None:
    """JSON can express a lone surrogate, and nothing can store it."""
    path = written(tmp_path, '{"source":\n{' + text + '},\n"policies": []}', "some.json")
    with pytest.raises(InputError, match="half of a character: write all of it") as caught:
        read(path)
    assert caught.value.line == 2
