"""The library query `alternatives`: stated ones first, then other treatments of the same conditions."""

from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

pytestmark = pytest.mark.anyio

_GRAPH = """
CREATE (cancer:Condition {key: 'C:cancer', name: 'cancer'}),
  (leukemia:Condition {key: 'C:leukemia', name: 'leukemia'}),
  (acute:Condition {key: 'C:acute', name: 'acute leukemia'}), (flu:Condition {key: 'C:flu', name: 'flu'}),
  (leukemia)-[:IS_A]->(cancer), (acute)-[:IS_A]->(leukemia)
CREATE (cells:Procedure {key: 'P:cells', name: 'Cells'}), (chemo:Procedure {key: 'P:chemo', name: 'Chemo'}),
  (scan:Procedure {key: 'P:scan', name: 'Scan'}), (pill:Procedure {key: 'P:pill', name: 'Pill'}),
  (rest:Procedure {key: 'P:rest', name: 'Rest'}), (older:Procedure {key: 'P:older', name: 'Older'})
CREATE (cells)-[:INDICATED_FOR {source: 'S', criteria: 'adults'}]->(leukemia),
  (chemo)-[:INDICATED_FOR {source: 'S'}]->(acute), (scan)-[:INDICATED_FOR {source: 'S'}]->(cancer),
  (pill)-[:INDICATED_FOR {source: 'S'}]->(leukemia), (rest)-[:INDICATED_FOR {source: 'S'}]->(flu)
CREATE (cells)-[:ALTERNATIVE_TO {pros_cons: 'Cheaper, slower.', source: 'T'}]->(chemo),
  (older)-[:ALTERNATIVE_TO {pros_cons: 'Of cells.', source: 'T'}]->(cells)
CREATE (step:Code {key: 'A:step'})-[:BILLS {step: 'harvest'}]->(cells)
CREATE (was:Code {key: 'A:was', status: 'retired'})-[:BILLS]->(chemo)
CREATE (now:Code {key: 'A:now', status: 'active'})-[:BILLS {step: 'drug'}]->(chemo)
CREATE (one:Code {key: 'A:one', display: 'Product one'})-[:BILLS]->(cells)
CREATE (two:Code {key: 'A:two', display: 'Product two'})-[:BILLS]->(cells)
CREATE (one)-[:INDICATED_FOR {source: 'S'}]->(acute), (two)-[:INDICATED_FOR {source: 'S'}]->(acute)
"""


@pytest.fixture(scope="module")
async def small(open_graph: Graph) -> Graph:
    """The small graph; the tests only read it."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write(_GRAPH)
    return open_graph


async def _rows(graph: Graph, key: str) -> list[dict[str, Any]]:
    return await graph.read(find("alternatives").text, {"key": key}, timeout=60)


@pytest.mark.parametrize("key", ["P:cells", "A:step"])
async def test_stated_before_naming_before_shared_conditions(key: str, small: Graph) -> None:
    """The same for a procedure and for a code that bills it; its own products are not alternatives."""
    rows = await _rows(small, key)
    assert [(row["node"]["key"], row["how"]) for row in rows if row["node"]["key"].startswith("P:")] == [
        ("P:chemo", "STATED"),
        ("P:older", "NAMED_BY"),
        ("P:pill", "CONDITION"),
        ("P:scan", "CONDITION"),
    ]
    assert not {"A:step", "A:one", "A:two"} & {row["node"]["key"] for row in rows}
    chemo, older, pill, scan = rows
    assert (chemo["pros_cons"], older["pros_cons"]) == ("Cheaper, slower.", "Of cells.")
    assert chemo["reason"].startswith("Chemo is a stated alternative, and is for acute leukemia")
    assert pill["reason"] == "Pill is for leukemia"
    assert [one["key"] for one in scan["conditions"]] == ["C:cancer"], "for every cancer, so for this one"
    assert chemo["sources"] == ["T", "S"]
    assert pill["indications"][0]["source"] == ["S"]


async def test_only_codes_in_use_are_listed(small: Graph) -> None:
    chemo = (await _rows(small, "P:cells"))[0]
    assert chemo["codes"] == [{"key": "A:now", "step": "drug"}]


async def test_products_of_one_procedure_are_alternatives_to_each_other(small: Graph) -> None:
    """A product has its own indications, so another one for the same is an alternative."""
    rows = {row["node"]["key"]: row for row in await _rows(small, "A:one")}
    assert rows["A:two"]["how"] == "CONDITION"
    assert rows["A:two"]["reason"] == "Product two is for acute leukemia"
    assert rows["A:two"]["codes"] == [{"key": "A:two", "step": None}]
    assert rows["P:chemo"]["how"] == "STATED"


async def test_an_unknown_key_has_none(small: Graph) -> None:
    assert await _rows(small, "P:none") == []
    assert await _rows(small, "C:acute") == []
