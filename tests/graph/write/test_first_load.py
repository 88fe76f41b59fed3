"""The first load of a source: facts are created without looking, but never twice."""

from itertools import pairwise

import pytest

from medcodegraph.errors import DatabaseError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.whole.dump import dump
from medcodegraph.graph.write import first_load, source
from medcodegraph.graph.write.batches import Batch, Batches
from medcodegraph.graph.write.first_load import FirstLoad

pytestmark = pytest.mark.anyio

A = "SOURCE:a"
ONE, TWO = (Label.CODE, "HCPCS:Q1"), (Label.CODE, "HCPCS:Q2")


def batch(*facts: Fact) -> Batch:
    (made,) = Batches(facts, A, lambda fact, reason: pytest.fail(f"{fact}: {reason}"))
    return made


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def test_facts_repeated_in_a_later_batch_are_written_once(graph: Graph) -> None:
    run = await source.begin(graph, A, "m1", {"rank": 1})
    assert run is not None
    first = FirstLoad(graph, A, run, "m1")
    link = Edge(Rel.REPLACED_BY, ONE, TWO)
    facts = (Node(*ONE, {"display": "one"}), Node(*TWO), link)
    assert await first.write_batch(batch(*facts), {}) == 1
    assert await first.write_batch(batch(*facts, Node(*TWO, {"display": "two"})), {}) == 0
    assert (await graph.read("RETURN COUNT { ()-->() } AS edges")) == [{"edges": 3}]
    found = await graph.read("MATCH (c:Code) RETURN c.display AS word ORDER BY word")
    assert [row["word"] for row in found] == ["one", "two"]


async def test_facts_of_one_bit_are_written_and_counted(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_load, "_MARKS", 8)
    run = await source.begin(graph, A, "m1", {"rank": 1})
    assert run is not None
    first = FirstLoad(graph, A, run, "m1")
    codes = [(Label.CODE, f"HCPCS:Q{number}") for number in range(40)]
    facts = [*(Node(*code) for code in codes), *(Edge(Rel.REPLACED_BY, *ends) for ends in pairwise(codes))]
    assert [await first.write_batch(batch(*facts), {}) for _ in range(2)] == [39, 0]
    assert (await graph.read("RETURN COUNT { ()-->() } AS edges")) == [{"edges": 79}]


async def test_a_first_load_writes_nothing_once_another_has_begun(graph: Graph) -> None:
    run = await source.begin(graph, A, "m1", {"rank": 1})
    assert run is not None
    first = FirstLoad(graph, A, run, "m1")
    await first.write_batch(batch(Node(*ONE)), {})
    assert await source.begin(graph, A, "m1", {"rank": 1}) is None
    before = await lines(graph)
    with pytest.raises(DatabaseError, match="another load of a has started in the meantime: let it finish"):
        await first.write_batch(batch(Node(*TWO), Node(*ONE, {"display": "one"})), {})
    # Facts met before are written with the ordinary statements, which is harmless.
    assert [line for line in await lines(graph) if "Q2" in line] == [line for line in before if "Q2" in line]


async def test_only_the_first_load_of_a_source_is_one(graph: Graph) -> None:
    await source.begin(graph, A, "m1", {"rank": 1})
    await source.finish(graph, A, {})
    assert await source.begin(graph, A, "m2", {"rank": 1}) is None
    await source.remove(graph, A)
    assert await source.begin(graph, A, "m1", {"rank": 1}) is not None
    await source.finish(graph, A, {})
    assert (await graph.read("MATCH (s:Source) RETURN s.run AS run, s.lock AS lock")) == [
        {"run": None, "lock": None}
    ]
