"""The rules of conditions and notes on a small graph: own, inherited, by another key, together or not."""

import re
from typing import Any

import pytest

from medcodegraph.graph.conditions import derive as conditions
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find, questions
from medcodegraph.graph.names.search import derive as derive_names
from medcodegraph.graph.write.source import apply_schema

pytestmark = pytest.mark.anyio

_GRAPH = """
CREATE (m:Source {key: 'SOURCE:m', name: 'mondo', rank: 70, load: '1', state: 'complete'}),
  (d:Source {key: 'SOURCE:d', name: 'doid', rank: 65, load: '1', state: 'complete'})
CREATE (chapter:Code {key: 'CHAPTER-2', excludes2: ['harm (S00)']}),
  (section:Code {key: 'C81-C96', display: 'Blood', excludes1: ['x (D10)']}),
  (c91:Code {key: 'C91', display: 'Lymphoid leukemia'}),
  (acute:Code {key: 'C91.0', display: 'Acute lymphoblastic leukemia [ALL]'}),
  (relapse:Code {key: 'C91.02', display: 'In relapse', billable: true}),
  (chronic:Code {key: 'C91.1', display: 'Chronic lymphocytic leukemia'}),
  (benign:Code {key: 'D10', display: 'Benign', excludes1: ['y (C91.1)']}),
  (harm:Code {key: 'S00', display: 'Harm'}),
  (k21:Code {key: 'K21', display: 'Gastro-esophageal reflux disease'}),
  (eye:Code {key: 'H40', display: 'Glaucoma'}),
  (suspect:Code {key: 'H40.0', display: 'Glaucoma suspect'}),
  (pressure:Code {key: 'H40.05', display: 'Ocular hypertension'}),
  (open:Code {key: 'H40.1', display: 'Open-angle glaucoma'}),
  (diabetes:Code {key: 'E11', display: 'Type 2 diabetes mellitus'}),
  (kidney:Code {key: 'E11.21', display: 'Type 2 diabetes mellitus with diabetic nephropathy'})
WITH *, [chapter, section, c91, acute, relapse, chronic, benign, harm, k21, eye, suspect, pressure, open,
  diabetes, kidney] AS codes
FOREACH (one IN codes | SET one.system = 'ICD10CM', one.code = one.key, one.key = 'ICD10CM:' + one.key)
CREATE (section)-[:CHILD_OF]->(chapter), (c91)-[:CHILD_OF]->(section), (acute)-[:CHILD_OF]->(c91),
  (acute)-[:CHILD_OF {source: 'twice'}]->(c91), (relapse)-[:CHILD_OF]->(acute), (chronic)-[:CHILD_OF]->(c91),
  (suspect)-[:CHILD_OF]->(eye), (pressure)-[:CHILD_OF]->(suspect), (open)-[:CHILD_OF]->(eye),
  (kidney)-[:CHILD_OF]->(diabetes)
CREATE (section)-[:EXCLUDES1 {note: 'x (D10)', source: 'SOURCE:t'}]->(benign),
  (chapter)-[:EXCLUDES2 {note: 'harm (S00)', source: 'SOURCE:t'}]->(harm),
  (k21)-[:EXCLUDES1 {note: 'some harm (S00 with)', qualified: true, source: 'SOURCE:t'}]->(harm),
  (k21)-[:CODE_FIRST {note: 'first the harm (D10)', source: 'SOURCE:t'}]->(benign)
CREATE (all:Condition {key: 'MONDO:0000001', name: 'acute lymphoblastic leukemia',
    xrefs: ['DOID:9', 'MONDO:0000009']}),
  (cll:Condition {key: 'MONDO:0000002', name: 'chronic lymphocytic leukemia'}),
  (lymphoid:Condition {key: 'MONDO:0000003', name: 'lymphoid leukemia'}),
  (gerd:Condition {key: 'MONDO:0000004', name: 'gastroesophageal reflux disease'}),
  (glaucoma:Condition {key: 'MONDO:0005041', name: 'glaucoma'}),
  (tension:Condition {key: 'MONDO:0000005', name: 'ocular hypertension'}),
  (sugar:Condition {key: 'MONDO:0000006', name: 'type 2 diabetes mellitus'}),
  (nephropathy:Condition {key: 'MONDO:0000007', name: 'diabetic nephropathy'})
CREATE (acute)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:m', id: ''}]->(all),
  (acute)-[:CLASSIFIES {match: 'related', source: 'SOURCE:d', id: ''}]->(all),
  (chronic)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:m', id: ''}]->(cll),
  (c91)-[:CLASSIFIES {match: 'broad', source: 'SOURCE:m', id: ''}]->(gerd),
  (eye)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:m', id: ''}]->(glaucoma),
  (pressure)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:m', id: ''}]->(tension),
  (diabetes)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:m', id: ''}]->(sugar),
  (kidney)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:m', id: ''}]->(nephropathy),
  (cll)-[:IS_A {source: 'SOURCE:m', id: '', load: '1'}]->(all),
  (cll)-[:IS_A {source: 'SOURCE:d', id: '', load: '1'}]->(lymphoid),
  (all)-[:IS_A {source: 'SOURCE:d', id: '', load: '1'}]->(lymphoid),
  (all)-[:STATED_BY {name: all.name}]->(m)
CREATE (product:Code {key: 'HCPCS:Q1', system: 'HCPCS', code: 'Q1', display: 'Cells'}),
  (infusion:Procedure {key: 'PROCEDURE:infusion', name: 'infusion'}),
  (policy:Policy {key: 'POLICY:one', kind: 'PAYER', title: 'Cells', status: 'active'}),
  (product)-[:INDICATED_FOR {criteria: 'adults', source: 'SOURCE:m', id: ''}]->(all),
  (infusion)-[:INDICATED_FOR {source: 'SOURCE:m', id: ''}]->(all),
  (policy)-[:COVERS {stance: 'covered', group: '1', source: 'SOURCE:m', id: ''}]->(product),
  (policy)-[:SUPPORTS {stance: 'covered', group: '1', source: 'SOURCE:m', id: ''}]->(all)
"""


@pytest.fixture(scope="module")
async def graph(open_graph: Graph) -> Graph:
    """The graph with its derived facts; the tests only read it."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await apply_schema(open_graph)
    await open_graph.write(_GRAPH)
    await derive_names(open_graph)
    await conditions.derive(open_graph)
    await open_graph.read("CALL db.awaitIndexes(60)")
    return open_graph


async def rows(graph: Graph, name: str, **given: Any) -> list[dict[str, Any]]:
    query = find(name)
    return list(await graph.read(*query.sent(given), timeout=60))


async def test_conditions_are_inherited_from_the_nearest_heading_that_means_one(graph: Graph) -> None:
    found = await rows(graph, "code_conditions", key="ICD10CM:C91.02")
    assert {(row["condition"], row["through"]) for row in found} == {("MONDO:0000001", "ICD10CM:C91.0")}
    assert {row["match"] for row in found} == {"narrow"}


async def test_nearer_condition_hides_only_what_it_implies(graph: Graph) -> None:
    """A code of nephropathy below type 2 diabetes is of both: neither condition is a kind of the other."""
    found = await rows(graph, "code_conditions", key="ICD10CM:E11.21")
    assert {(row["condition"], row["through"], row["match"]) for row in found} == {
        ("MONDO:0000007", None, "exact"),
        ("MONDO:0000006", "ICD10CM:E11", "narrow"),
    }
    codes = await rows(graph, "condition_codes", key="MONDO:0000006", billable_only=False)
    assert {row["code"] for row in codes} == {"ICD10CM:E11", "ICD10CM:E11.21"}


async def test_reviewed_heading_gives_only_the_codes_within_the_condition(graph: Graph) -> None:
    codes = await rows(graph, "condition_codes", key="MONDO:0005041", billable_only=False)
    assert {(row["code"], row["match"]) for row in codes} == {("ICD10CM:H40.1", "narrow")}
    for key, condition in (("ICD10CM:H40.05", "MONDO:0000005"), ("ICD10CM:H40.1", "MONDO:0005041")):
        assert {row["condition"] for row in await rows(graph, "code_conditions", key=key)} == {condition}
    (row,) = await rows(graph, "code_conditions", key="ICD10CM:H40")
    assert (row["match"], row["source"]) == ("broad", "SOURCE:m")


async def test_match_that_a_source_states_comes_back_with_the_review_gone(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = "MATCH (:Code {key: 'ICD10CM:H40'})-[e:CLASSIFIES]->() RETURN properties(e) AS e"
    before = await graph.read(edge)
    again = "MATCH (s:Source {key: $key}) SET s.sha256 = 'older'"
    await graph.write(again, {"key": conditions.SOURCE})
    with monkeypatch.context() as patched:
        patched.setattr(conditions, "table", tuple)
        await conditions.derive(graph)
        stated = {"match": "exact", "source": "SOURCE:m", "id": ""}
        assert await graph.read(edge) == [{"e": stated}]
    await graph.write(again, {"key": conditions.SOURCE})
    await conditions.derive(graph)
    assert await graph.read(edge) == before


async def test_heading_that_reaches_beyond_gives_nothing_to_codes_below(graph: Graph) -> None:
    found = await rows(graph, "code_conditions", key="ICD10CM:C91.1")
    assert {row["condition"] for row in found} == {"MONDO:0000002"}


async def test_wording_fills_in_with_its_reason(graph: Graph) -> None:
    (row,) = await rows(graph, "condition_codes", key="MONDO:0000004", billable_only=False)
    assert (row["code"], row["match"], row["source"]) == ("ICD10CM:K21", "exact", conditions.SOURCE)


async def test_broad_codes_are_added_where_none_means_the_condition_itself(graph: Graph) -> None:
    """Only codes of narrower conditions would make a value set that lacks most of it."""
    await graph.write(
        """MATCH (eye:Code {key: 'ICD10CM:H40'}), (k21:Code {key: 'ICD10CM:K21'})
        MATCH (glaucoma:Condition {key: 'MONDO:0005041'})
        CREATE (eyes:Condition {key: 'MONDO:0000008', name: 'loss of sight'}),
          (glaucoma)-[:IS_A {source: 'x'}]->(eyes),
          (eye)-[:CLASSIFIES {match: 'broad', source: 'x'}]->(eyes),
          (k21)-[:CLASSIFIES {match: 'related', source: 'x'}]->(eyes)"""
    )
    try:
        asked = {"key": "MONDO:0000008", "billable_only": False}
        found = await rows(graph, "condition_codes", **asked)
        matches = {row["code"]: row["match"] for row in found}
        assert matches["ICD10CM:H40"] == "broad"
        assert matches["ICD10CM:H40.1"] == "narrow"
        assert "ICD10CM:K21" not in matches
        only = await rows(graph, "condition_codes", **asked, fill_in=False)
        assert {row["code"] for row in only} == {"ICD10CM:H40.1"}
    finally:
        await graph.write("MATCH (c:Condition {key: 'MONDO:0000008'}) DETACH DELETE c")


async def test_contradicted_edge_is_in_no_closure_and_in_the_list(graph: Graph) -> None:
    codes = await rows(graph, "condition_codes", key="MONDO:0000001", billable_only=False)
    assert {row["code"] for row in codes} == {"ICD10CM:C91.0", "ICD10CM:C91.02"}
    (row,) = await rows(graph, "contradicted_conditions")
    assert (row["condition"], row["broader"], row["sources"]) == (
        "MONDO:0000002",
        "MONDO:0000001",
        ["SOURCE:m"],
    )
    assert "C91.1" in row["reason"]


async def test_deriving_again_changes_nothing(graph: Graph) -> None:
    edges = "MATCH (a)-[e]->(b) RETURN type(e) + ' ' + a.key + ' ' + b.key AS one ORDER BY one"
    before = await graph.read(edges)
    await graph.write("MATCH (s:Source {key: $key}) SET s.sha256 = 'older'", {"key": conditions.SOURCE})
    await conditions.derive(graph)
    assert await graph.read(edges) == before


@pytest.mark.parametrize("key", ["MONDO:0000001", "DOID:9", "MONDO:0000009"])
async def test_every_key_of_a_condition_leads_to_it(graph: Graph, key: str) -> None:
    query = find("condition")
    (row,) = await graph.read(f"CALL () {{ {query.text} }} RETURN node.key AS key", {"key": key})
    assert row["key"] == "MONDO:0000001"


_ASKS = [
    ("coverage", {"key": "HCPCS:Q1", "diagnosis_key": "{}"}),
    ("policies_covering", {"key": "HCPCS:Q1", "diagnosis_key": "{}"}),
    ("shared_indications", {"keys": ["{}"]}),
    ("common_conditions", {"keys": ["{}", "HCPCS:Q1"]}),
    ("procedures_sharing_indication", {"key": "{}"}),
    ("path", {"from_key": "{}", "to_key": "POLICY:one"}),
    ("path", {"from_key": "POLICY:one", "to_key": "{}"}),
    ("condition_codes", {"key": "{}"}),
    ("classifying_codes", {"key": "{}"}),
    ("products_of_condition", {"key": "{}"}),
    ("contradicted_conditions", {"key": "{}"}),
    ("node_sources", {"key": "{}"}),
    ("condition_ancestors", {"key": "{}"}),
    ("neighbours", {"key": "{}"}),
    ("node", {"key": "{}"}),
    ("nodes", {"keys": ["{}"]}),
]


@pytest.mark.parametrize(("name", "given"), _ASKS)
async def test_every_question_takes_every_key_of_a_condition(
    graph: Graph, name: str, given: dict[str, Any]
) -> None:
    def asked(key: str) -> dict[str, Any]:
        return {
            param: [one.format(key) for one in value] if isinstance(value, list) else value.format(key)
            for param, value in given.items()
        }

    found = await rows(graph, name, **asked("mondo:0000001"))
    assert found
    for key in ("doid:9", "MONDO:0000009"):
        assert await rows(graph, name, **asked(key)) == found
    unknown = await rows(graph, name, **asked("DOID:8"))
    assert [row.get("verdict", row.get("node")) for row in unknown] in ([], ["UNKNOWN_INPUT"], [None])


def test_no_question_about_conditions_is_forgotten() -> None:
    """Each that takes a key of a condition is asked above, or names what it is found by."""
    asked = {name for name, _ in _ASKS} | {"condition", "known_keys"}
    taking = {
        query.name
        for query in questions()
        for param in query.params
        if param.name.endswith(("key", "keys")) and re.search(r"condition|thing|anything", param.description)
    }
    assert taking <= asked


@pytest.mark.parametrize("key", ["DOID:8", 'DOID:"9', "", "ICD10CM:C91"])
async def test_key_of_no_condition_leads_nowhere(graph: Graph, key: str) -> None:
    assert await rows(graph, "condition", key=key) == []


async def test_notes_of_every_heading_hold(graph: Graph) -> None:
    found = await graph.read(
        f"CALL () {{ {find('code_notes').text} }} RETURN node.code AS at, steps, kind, texts",
        {"key": "ICD10CM:C91.02", "inherited": True},
    )
    assert [(row["at"], row["steps"], row["kind"]) for row in found] == [
        ("C81-C96", 3, "excludes1"),
        ("CHAPTER-2", 4, "excludes2"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("C91.02", "D10", "excluded"),
        ("D10", "C91.02", "excluded"),
        ("C91.02", "S00", "allowed"),
        ("K21", "S00", "partly excluded"),
        ("K21", "D10", "together"),
        ("C91.0", "C91.1", "not stated"),
        ("C91.0", "Z99", "unknown"),
    ],
)
async def test_may_two_codes_be_used_together(graph: Graph, one: str, other: str, answer: str) -> None:
    (row,) = await rows(graph, "codes_together", key=f"ICD10CM:{one}", other_key=f"ICD10CM:{other}")
    assert row["answer"] == answer
    assert row["first"] == ("ICD10CM:D10" if answer == "together" else None)
