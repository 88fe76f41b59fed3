"""Paths between two objects: closest first, the same from GraphQL and from the library."""

from pathlib import Path
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.schema.build import build

pytestmark = pytest.mark.anyio
SMALL = Path(__file__).parents[1] / "graph" / "small.cypher"
QUERY = """query ($a: String!, $b: String!, $n: Int) { path(from: $a, to: $b, first: $n) {
  cost length summary to { key } steps { relation along fact sources { key } node { key } } } }"""


@pytest.fixture(scope="module")
async def small(open_graph: Graph) -> Graph:
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write(SMALL.read_text("utf-8"))
    return open_graph


async def ways(graph: Graph, a: str, b: str) -> list[dict[str, Any]]:
    """The paths in GraphQL; the library must give the same."""
    result = await build(graph).execute(QUERY, {"a": a, "b": b})
    assert result.errors is None
    assert result.data is not None
    found: list[dict[str, Any]] = result.data["path"]
    query = find("path")
    rows = await graph.read(*query.sent({"from_key": a, "to_key": b}))
    assert [(row["cost"], row["summary"], row["node"]["key"]) for row in rows] == [
        (way["cost"], way["summary"], way["to"]["key"]) for way in found
    ]
    assert [[(s["key"], s["fact"], s["sources"]) for s in row["steps"]] for row in rows] == [
        [(s["node"]["key"], s["fact"], [one["key"] for one in s["sources"]]) for s in way["steps"]]
        for way in found
    ]
    return found


async def test_the_closest_path_comes_first_with_the_fact_of_each_step(small: Graph) -> None:
    found = await ways(small, "cpt:0001x", "icd10cm:c9100")
    costs = [way["cost"] for way in found]
    assert costs == sorted(costs)
    first = found[0]
    assert first["summary"] == (
        "CPT:0001X -BILLS-> PROCEDURE:cells -INDICATED_FOR-> MONDO:0000003 <-CLASSIFIES- ICD10CM:C91.0"
        " <-CHILD_OF- ICD10CM:C91.00"
    )
    assert [step["fact"] for step in first["steps"]] == [None, "age 25 or less", "match exact", None]
    assert [step["along"] for step in first["steps"]] == [True, True, False, False]
    assert all(step["sources"] == [{"key": "SOURCE:small"}] for step in first["steps"])
    assert first["length"] == len(first["steps"])


async def test_a_path_costs_the_same_from_the_other_end(small: Graph) -> None:
    there = await ways(small, "CPT:0001X", "POLICY:three")
    back = await ways(small, "POLICY:three", "CPT:0001X")
    assert [way["cost"] for way in there] == [way["cost"] for way in back]
    assert there[0]["summary"] == "CPT:0001X <-COVERS- POLICY:three"
    assert there[0]["steps"][0]["fact"] == "not covered"


async def test_paths_do_not_pass_through_hubs(small: Graph) -> None:
    """Two codes connected only through a procedure with many codes have no path."""
    query = find("path")
    values = {"from_key": "CPT:0001X", "to_key": "CPT:10001"}
    every = await small.read(*query.sent(values))
    few = await small.read(*query.sent({**values, "hub": 3}))
    assert any("PROCEDURE:cells" in row["summary"] for row in every)
    assert [row["summary"] for row in few] == ["CPT:0001X -REPLACED_BY-> CPT:10001"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("CPT:0001X", "CPT:0001X"),
        ("CPT:0001X", "CPT:none"),
        ("PAYER:nobody", "CPT:0001X"),
        ("CPT:0001X", "CPT:0009X"),
    ],
)
async def test_unconnected_objects_have_no_path(small: Graph, a: str, b: str) -> None:
    """To itself, to a missing key, and to an isolated node."""
    assert await ways(small, a, b) == []


@pytest.mark.parametrize("first", [0, -1, 26])
async def test_the_number_of_paths_is_bounded(small: Graph, first: int) -> None:
    result = await build(small).execute(QUERY, {"a": "CPT:0001X", "b": "CPT:10001", "n": first})
    assert result.errors
    assert "give a number from 1 to 25" in result.errors[0].message
