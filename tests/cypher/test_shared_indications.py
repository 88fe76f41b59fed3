"""Shared indications: through the hierarchy of conditions, most specific first."""

import time
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

pytestmark = pytest.mark.anyio

_NODES = """
CREATE
  (cancer:Condition {key: 'C:cancer'}), (leukemia:Condition {key: 'C:leukemia'}),
  (acute:Condition {key: 'C:acute'}), (chronic:Condition {key: 'C:chronic'}),
  (lymphoma:Condition {key: 'C:lymphoma'}), (flu:Condition {key: 'C:flu'}),
  (leukemia)-[:IS_A]->(cancer), (lymphoma)-[:IS_A]->(cancer),
  (acute)-[:IS_A]->(leukemia), (chronic)-[:IS_A]->(leukemia),
  (cells:Procedure {key: 'P:cells'}), (chemo:Procedure {key: 'P:chemo'}), (pill:Procedure {key: 'P:pill'}),
  (scan:Procedure {key: 'P:scan'}), (rest:Procedure {key: 'P:rest'}), (graft:Procedure {key: 'P:graft'}),
  (cells)-[:INDICATED_FOR]->(acute), (cells)-[:INDICATED_FOR]->(lymphoma),
  (chemo)-[:INDICATED_FOR]->(acute),
  (pill)-[:INDICATED_FOR]->(chronic),
  (scan)-[:INDICATED_FOR]->(cancer),
  (rest)-[:INDICATED_FOR]->(flu),
  (step:Code {key: 'A:step'})-[:BILLS]->(cells),
  (product:Code {key: 'A:product'})-[:BILLS]->(cells), (product)-[:INDICATED_FOR]->(lymphoma),
  (grafting:Code {key: 'A:graft'})-[:BILLS]->(graft), (grafting)-[:INDICATED_FOR]->(acute),
  (heading:Code {key: 'D:heading'})-[:CLASSIFIES]->(acute),
  (:Code {key: 'D:diagnosis'})-[:CHILD_OF]->(heading)
"""


async def _shared(graph: Graph, *keys: str, products: bool = False) -> dict[str, Any]:
    rows = await graph.read(find("shared_indications").text, {"keys": list(keys)}, timeout=60)
    specificities = [row["specificity"] for row in rows]
    assert specificities == sorted(specificities, reverse=True)
    return {
        row["node"]["key"]: [one["key"] for one in row["conditions"]]
        for row in rows
        if row["node"]["key"].startswith("P:") or products
    }


@pytest.fixture
async def small(graph: Graph) -> Graph:
    await graph.write(_NODES)
    return graph


async def test_a_condition_is_shared_by_what_is_for_it_a_kind_of_it_or_for_all_above(small: Graph) -> None:
    assert await _shared(small, "C:leukemia") == {
        "P:cells": ["C:leukemia"],
        "P:chemo": ["C:leukemia"],
        "P:graft": ["C:leukemia"],
        "P:pill": ["C:leukemia"],
        "P:scan": ["C:cancer"],
    }


async def test_the_lowest_condition_is_the_one_shared(small: Graph) -> None:
    """The drug for chronic leukemia shares none with acute leukemia; the scan is for all cancers."""
    assert await _shared(small, "P:chemo") == {
        "P:cells": ["C:acute"],
        "P:graft": ["C:acute"],
        "P:scan": ["C:cancer"],
    }


async def test_two_keys_share_the_lowest_condition_above_both(small: Graph) -> None:
    shared = await _shared(small, "P:chemo", "P:pill")
    assert shared == {"P:cells": ["C:leukemia"], "P:graft": ["C:leukemia"], "P:scan": ["C:cancer"]}


async def test_a_code_has_the_indications_of_its_procedure_unless_it_has_its_own(small: Graph) -> None:
    """The step has all indications of the procedure, the product only lymphoma."""
    assert set(await _shared(small, "A:step")) == {"P:chemo", "P:graft", "P:scan"}
    assert await _shared(small, "A:product") == {"P:scan": ["C:cancer"]}


async def test_a_diagnosis_has_the_conditions_of_the_nearest_code_above(small: Graph) -> None:
    assert (await _shared(small, "D:diagnosis"))["P:chemo"] == ["C:acute"]


async def test_the_conditions_come_with_the_most_specific_first(small: Graph) -> None:
    await small.write("MATCH (p {key: 'P:chemo'}), (c {key: 'C:cancer'}) CREATE (p)-[:INDICATED_FOR]->(c)")
    assert (await _shared(small, "P:cells"))["P:chemo"] == ["C:acute", "C:cancer"]


async def test_an_unknown_key_shares_nothing(small: Graph) -> None:
    assert await _shared(small, "P:chemo", "P:unknown") == {}
    assert await _shared(small) == {}


async def test_a_key_given_twice_counts_once(small: Graph) -> None:
    assert await _shared(small, "P:chemo", "P:chemo") == await _shared(small, "P:chemo")


async def test_codes_with_indications_of_their_own_are_found_too(small: Graph) -> None:
    """The grafting code and the product; each with its indications, and as its own code."""
    shared = await _shared(small, "C:cancer", products=True)
    assert {"A:graft", "A:product"} <= shared.keys()
    rows = await small.read(find("shared_indications").text, {"keys": ["C:acute"]}, timeout=60)
    (row,) = [row for row in rows if row["node"]["key"] == "A:graft"]
    assert [one["key"] for one in row["indications"]] == ["C:acute"]
    assert row["codes"] == [{"key": "A:graft", "step": None}]
    (row,) = [row for row in rows if row["node"]["key"] == "P:graft"]
    assert row["indications"][0]["through"] == ["A:graft"]
    assert row["codes"] == [{"key": "A:graft", "step": None}]


async def test_codes_that_ended_are_left_out(small: Graph) -> None:
    await small.write("MATCH (c:Code {key: 'A:graft'}) SET c.status = 'retired'")
    assert "A:graft" not in await _shared(small, "C:acute", products=True)


async def _common(graph: Graph, *keys: str) -> dict[str, float]:
    rows = await graph.read(find("common_conditions").text, {"keys": list(keys)}, timeout=60)
    return {row["node"]["key"]: row["specificity"] for row in rows}


async def test_the_lowest_condition_in_common_and_how_specific_it_is(small: Graph) -> None:
    """Acute and chronic leukemia are leukemias (3 of 6 conditions); with lymphoma cancer is left (5 of 6)."""
    assert await _common(small, "P:chemo", "P:pill") == {"C:leukemia": pytest.approx(1 - 0.613147, abs=1e-5)}
    assert await _common(small, "P:chemo", "P:pill", "A:product") == {
        "C:cancer": pytest.approx(1 - 0.898244, abs=1e-5)
    }
    assert await _common(small, "P:chemo", "D:diagnosis") == {"C:acute": 1.0}
    assert await _common(small, "P:chemo", "P:rest") == {}


async def test_a_broad_condition_takes_time_in_proportion_to_what_is_below_it(small: Graph) -> None:
    """Not to its square: what is below it is counted once, not once for each of those."""
    await small.write(
        "MATCH (c:Condition {key: 'C:cancer'}) UNWIND range(1, 6000) AS i "
        "CREATE (:Condition {key: 'C:' + i})-[:IS_A]->(c)"
    )
    await _shared(small, "C:cancer")  # planned
    began = time.perf_counter()
    assert "P:scan" in await _shared(small, "C:cancer")
    assert time.perf_counter() - began < 4  # the square took 36 million steps
