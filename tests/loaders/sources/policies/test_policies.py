"""Payer policies in medcodegraph's own format: versions, ranges, documents and tables alike."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from support.policy_files import ACME, FIXTURES, POLICY, nodes, read, rejects, said, written

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.sources.policies import loader as policies
from medcodegraph.loaders.sources.policies.check import schema


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
        (37, "'XX999' is not in the form of a code: write it with its system, like CPT:38225")
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


def test_the_examples_of_the_documentation_are_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[4] / "docs" / "policies.md").read_text()
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
