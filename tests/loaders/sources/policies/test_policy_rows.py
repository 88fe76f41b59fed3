"""Rows of policies: what counts as one, and how often it is rejected."""

from pathlib import Path

from support.policy_files import HEADER, POLICY, nodes, read, rejects, said, told, written

from medcodegraph.graph.model import Label, Rel


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
