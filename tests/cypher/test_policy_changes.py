"""The library queries `policy_changes` and `disagreements` over a small graph of policies and versions."""

from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

pytestmark = pytest.mark.anyio

_GRAPH = """
CREATE (a:Payer {key: 'PAYER:a', name: 'A'}) CREATE (b:Payer {key: 'PAYER:b', name: 'B'})
CREATE (one:Code {key: 'X:1', system: 'X'}) CREATE (two:Code {key: 'X:2', system: 'X'})
CREATE (three:Code {key: 'X:3', system: 'X'}) CREATE (four:Code {key: 'Y:4', system: 'Y'})

CREATE (old:Policy {key: 'POLICY:a@1', kind: 'PAYER', effective_from: date('2020-01-01'),
  effective_to: date('2023-12-31'), status: 'retired'})
CREATE (new:Policy {key: 'POLICY:a', kind: 'PAYER', version: '2', effective_from: date('2024-01-01')})
CREATE (new)-[:SUPERSEDES]->(old)
CREATE (old)-[:ISSUED_BY]->(a) CREATE (new)-[:ISSUED_BY]->(a)
CREATE (old)-[:COVERS {stance: 'covered', source: 'S'}]->(one)
CREATE (old)-[:COVERS {stance: 'covered', source: 'S'}]->(two)
CREATE (new)-[:COVERS {stance: 'not_covered', source: 'S'}]->(one)
CREATE (new)-[:COVERS {stance: 'covered', source: 'S'}]->(three)

CREATE (gone:Policy {key: 'POLICY:gone', kind: 'PAYER', effective_from: date('2020-01-01'),
  effective_to: date('2024-05-31')})
CREATE (gone)-[:ISSUED_BY]->(b)
CREATE (gone)-[:COVERS {stance: 'covered', source: 'S'}]->(four)
CREATE (lists:Policy {key: 'POLICY:lists', kind: 'PAYER', effective_from: date('2020-01-01')})
CREATE (lists)-[:ISSUED_BY]->(b)
CREATE (lists)-[:COVERS {stance: 'covered', source: 'S', valid_to: date('2024-06-30')}]->(two)
CREATE (lists)-[:COVERS {stance: 'covered', source: 'T', valid_from: date('2024-07-01')}]->(one)
CREATE (fresh:Policy {key: 'POLICY:fresh', kind: 'PAYER', version: '2024',
  effective_from: date('2024-03-01')})
CREATE (fresh)-[:ISSUED_BY]->(b)
CREATE (fresh)-[:COVERS {stance: 'conditional', source: 'S'}]->(three)
CREATE (:Policy {key: 'LCD:L1', kind: 'LCD', version: '7', effective_from: date('2024-04-01')})
CREATE (:Policy {key: 'POLICY:draft', kind: 'PAYER', status: 'draft', effective_from: date('2024-04-01')})
"""


@pytest.fixture(scope="module")
async def small(open_graph: Graph) -> Graph:
    """The small graph; the tests only read it."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write(_GRAPH)
    return open_graph


async def _rows(graph: Graph, name: str, **values: object) -> list[dict[str, Any]]:
    query = find(name)
    return await graph.read(*query.sent(values), timeout=60)


async def _changes(graph: Graph, first: str, last: str, **values: object) -> dict[str, list[str]]:
    rows = await _rows(graph, "policy_changes", from_day=first, to_day=last, **values)
    return {row["node"]["key"]: row["kinds"] for row in rows}


async def test_each_kind_of_change(small: Graph) -> None:
    """In the order of their days; drafts and superseded versions are left out."""
    rows = await _rows(small, "policy_changes", from_day="2023-12-31", to_day="2024-12-31")
    assert [(row["node"]["key"], str(row["on"]), row["kinds"]) for row in rows] == [
        ("POLICY:a", "2024-01-01", ["NEW_VERSION", "CODES"]),
        ("POLICY:fresh", "2024-03-01", ["NEW"]),
        ("LCD:L1", "2024-04-01", ["NEW_VERSION"]),
        ("POLICY:gone", "2024-06-01", ["RETIRED"]),
        ("POLICY:lists", "2024-07-01", ["CODES"]),
    ]
    new, *_, lists = rows
    assert new["previous"] == ["POLICY:a@1"]
    assert (new["added"], new["dropped"], new["restated"]) == (["X:3"], ["X:2"], ["X:1"])
    assert new["summary"] == (
        "version 2 from 2024-01-01 replaces POLICY:a@1; names 1 more code; no longer names 1 code; "
        "says something different about 1 code"
    )
    assert (lists["added"], lists["dropped"]) == (["X:1"], ["X:2"])


async def test_the_first_day_is_left_out_and_the_second_counts(small: Graph) -> None:
    assert await _changes(small, "2024-01-01", "2024-02-29") == {}
    assert await _changes(small, "2024-01-01", "2024-03-01") == {"POLICY:fresh": ["NEW"]}
    assert await _changes(small, "2024-05-31", "2024-06-01") == {"POLICY:gone": ["RETIRED"]}
    assert await _changes(small, "2024-06-01", "2024-06-30") == {}


async def test_changes_of_a_payer_or_of_a_code(small: Graph) -> None:
    span = ("2023-12-31", "2024-12-31")
    assert list(await _changes(small, *span, payer_key="PAYER:a")) == ["POLICY:a"]
    assert list(await _changes(small, *span, code_key="X:2")) == ["POLICY:a", "POLICY:lists"]
    assert list(await _changes(small, *span, code_key="Y:4")) == ["POLICY:gone"]


async def test_payers_disagree_by_policies_in_force_on_the_day(small: Graph) -> None:
    """About X:1 in the second half of 2024; about X:3 since March; superseded versions do not count."""
    (one, three) = await _rows(small, "disagreements", as_of="2024-08-01")
    assert (one["node"]["key"], one["covered"], one["not_covered"]) == ("X:1", ["PAYER:b"], ["PAYER:a"])
    assert (one["policies"], one["sources"]) == (["POLICY:a", "POLICY:lists"], ["S", "T"])
    assert one["summary"] == "X:1: covered by B; not covered by A"
    assert (three["node"]["key"], three["covered"], three["conditional"]) == ("X:3", ["PAYER:a"], ["PAYER:b"])
    assert [row["node"]["key"] for row in await _rows(small, "disagreements", as_of="2024-02-01")] == []


async def test_disagreements_of_some_payers_a_system_or_a_code(small: Graph) -> None:
    day = {"as_of": "2024-08-01"}
    assert len(await _rows(small, "disagreements", payer_keys="PAYER:a,PAYER:b", **day)) == 2
    assert await _rows(small, "disagreements", payer_keys="PAYER:a", **day) == []
    assert await _rows(small, "disagreements", system="Y", **day) == []
    assert len(await _rows(small, "disagreements", code_key="X:3", **day)) == 1
