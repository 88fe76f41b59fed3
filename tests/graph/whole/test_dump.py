"""The canonical dump: every node and edge, in one order, without times."""

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.whole import dump as module
from medcodegraph.graph.whole.dump import dump

pytestmark = pytest.mark.anyio

_GRAPH = """
CREATE (b:Code {key: 'B', valid_from: date('2025-01-01'), notes: ['z', 'a']}),
  (a:Code {key: 'A', billable: true}),
  (s:Source {key: 'SOURCE:s', retrieved_at: 'now', title: 'T'}),
  (b)-[:MAPS_TO {source: 'SOURCE:s', id: '2', map: 'é'}]->(a),
  (b)-[:MAPS_TO {source: 'SOURCE:s', id: '1'}]->(a),
  (a)-[:STATED_BY {load: 'm'}]->(s)
"""


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def test_every_node_and_edge_is_there_in_order(graph: Graph) -> None:
    await graph.write(_GRAPH)
    assert await lines(graph) == [
        "3 nodes, 3 edges",
        'Code A {"billable": true, "key": "A"}',
        'Code A -STATED_BY-> Source SOURCE:s [] {"load": "m"}',
        'Code B {"key": "B", "notes": ["z", "a"], "valid_from": "2025-01-01"}',
        'Code B -MAPS_TO-> Code A [SOURCE:s 1] {"id": "1", "source": "SOURCE:s"}',
        'Code B -MAPS_TO-> Code A [SOURCE:s 2] {"id": "2", "map": "é", "source": "SOURCE:s"}',
        'Source SOURCE:s {"key": "SOURCE:s", "title": "T"}',
    ]


async def test_the_order_does_not_hang_on_the_order_of_writing_nor_on_pages(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    await graph.write("UNWIND range(1, 50) AS i CREATE (:Code {key: 'K' + toString(i)})")
    forwards = await lines(graph)
    await graph.write("MATCH (n) DELETE n")
    monkeypatch.setattr(module, "_PAGE", 7)
    await graph.write("UNWIND range(50, 1, -1) AS i CREATE (:Code {key: 'K' + toString(i)})")
    assert await lines(graph) == forwards
    assert len(forwards) == 51


async def test_what_derived_evidence_was_hashed_with_is_left_out(graph: Graph) -> None:
    """It is made from times of loading; the checksum of a file stays."""
    await graph.write(
        "UNWIND ['derived', 'file'] AS name CREATE (:Source {key: 'SOURCE:' + name, name: name, sha256: 'f'})"
    )
    assert await lines(graph) == [
        "2 nodes, 0 edges",
        'Source SOURCE:derived {"key": "SOURCE:derived", "name": "derived"}',
        'Source SOURCE:file {"key": "SOURCE:file", "name": "file", "sha256": "f"}',
    ]


async def test_a_node_without_a_key_shows_in_the_count(graph: Graph) -> None:
    await graph.write("CREATE (:Code)")
    assert await lines(graph) == ["1 nodes, 0 edges"]
