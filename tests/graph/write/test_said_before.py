"""A claim that says nothing new leaves its node as it is; every other one has it folded anew."""

from datetime import date
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Node
from medcodegraph.graph.model import Label
from medcodegraph.graph.names.search import derive
from medcodegraph.graph.write import source
from medcodegraph.graph.write.batches import Batches
from medcodegraph.graph.write.first_load import FirstLoad
from medcodegraph.graph.write.fold import FOLD

pytestmark = pytest.mark.anyio

CODE = (Label.CODE, "X:1")
SAID = {"code": "1", "system": "X", "display": "one", "inclusion_terms": ["a", "b"], "billable": True}


async def load(graph: Graph, name: str, said: dict[str, Any], *, first: bool, **facts: Any) -> None:
    """What a source says about the code, written as the first load of a source or as any other."""
    key = f"SOURCE:{name}"
    (batch,) = Batches([Node(*CODE, said)], key, lambda fact, reason: pytest.fail(f"{fact}: {reason}"))
    run = await source.begin(graph, key, "m1", facts)
    assert run is not None
    if first:
        await FirstLoad(graph, key, run, "m1").write_batch(batch, {})
    else:
        await source.write_batch(graph, batch, "m1", {})
    await source.finish(graph, key, {})


async def node(graph: Graph) -> dict[str, Any]:
    found: dict[str, Any] = (await graph.read("MATCH (c:Code) RETURN properties(c) AS said"))[0]["said"]
    return found


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("rank", [1, 9])
@pytest.mark.parametrize(
    "said", [{}, {"code": "1"}, {"code": "1", "system": "X", "inclusion_terms": ["a", "b"]}, SAID]
)
async def test_what_was_said_before_changes_nothing(
    graph: Graph, said: dict[str, Any], rank: int, first: bool
) -> None:
    """Whatever the rank: the names that search finds stay too, and need not be made again."""
    await load(graph, "a", SAID, first=True, rank=5)
    await derive(graph)
    before = await node(graph)
    await load(graph, "b", said, first=first, rank=rank)
    assert await node(graph) == before
    assert before["names"]
    assert await derive(graph) == 0
    await graph.write(f"MATCH (node:Code) WITH node\n{FOLD}")
    assert {**await node(graph), "names": before["names"]} == before


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("rank", [1, 9])
@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ({"display": "uno"}, {}),
        ({"short": "1"}, {}),
        ({"inclusion_terms": ["b", "a"]}, {}),
        ({"valid_from": date(2020, 1, 1)}, {}),
        ({"status": "retired"}, {}),
        ({"valid_to": date(2030, 1, 1)}, {}),
        ({"display": "one"}, {"series": "a", "begins": "2026-01-01"}),
    ],
)
async def test_what_may_be_new_is_folded(
    graph: Graph, said: dict[str, Any], facts: dict[str, Any], rank: int, first: bool
) -> None:
    """Also what another edition of a series repeats, as it may no longer say the rest."""
    await load(
        graph,
        "a",
        {**SAID, "valid_from": date(2020, 1, 1)},
        first=True,
        rank=5,
        series="a",
        begins="2025-01-01",
    )
    await derive(graph)
    await load(graph, "b", said, first=first, rank=rank, **facts)
    after = await node(graph)
    await graph.write(f"MATCH (node:Code) WITH node\n{FOLD}")
    assert after == await node(graph)
    assert "names" not in after
