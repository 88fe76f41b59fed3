"""The whole graph, thing by thing: read in pages of bounded size, and written into an empty database."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medcodegraph.errors import DatabaseError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label, Rel

PAGE = 500
"""Nodes that are in memory at a time, with all edges from them."""

_PATIENT = 300.0
COUNTS = "RETURN COUNT { (node) WHERE NOT node:GraphVersion } AS nodes, COUNT { ()-->() } AS edges"
LABELS = """\
MATCH (node) WHERE NOT node:GraphVersion
UNWIND labels(node) AS label
RETURN DISTINCT label ORDER BY label"""
_PAGE = """\
MATCH (node:`%s`) WHERE node.key > $after
WITH node ORDER BY node.key LIMIT $page
RETURN node.key AS key, properties(node) AS properties,
  COLLECT {
    MATCH (node)-[edge]->(end)
    RETURN [type(edge), labels(end)[0], end.key, properties(edge)]
    ORDER BY type(edge), end.key, edge.source, edge.id
  } AS edges"""
_NODES = "UNWIND $rows AS row CREATE (node:`%s`) SET node = row"
_EDGES = """\
UNWIND $rows AS row
MATCH (start:`%s` {key: row.start}) MATCH (end:`%s` {key: row.end})
CREATE (start)-[edge:`%s`]->(end) SET edge = row.properties
RETURN count(edge) AS made"""


@dataclass(slots=True)
class Edge:
    """One edge: its kind, the label and key of both ends, its properties."""

    kind: Rel
    start: tuple[Label, str]
    end: tuple[Label, str]
    properties: dict[str, Any]


@dataclass(slots=True)
class Node:
    """One node with the edges from it; `key` is also among its properties."""

    label: Label
    key: str
    properties: dict[str, Any]
    edges: list[Edge]


async def counts(graph: Graph) -> tuple[int, int]:
    """How many nodes and edges there are."""
    row = (await graph.read(COUNTS, timeout=_PATIENT))[0]
    return int(row["nodes"]), int(row["edges"])


async def nodes(graph: Graph) -> AsyncIterator[Node]:
    """Every node by label and key, with its edges by kind, end, source and id.

    Raises DatabaseError if something else has written into the database.
    """
    for found in await graph.read(LABELS, timeout=_PATIENT):
        if found["label"] not in set(Label):
            raise DatabaseError(
                f"the database has nodes that are not from medcodegraph, with the label {found['label']}"
            )
        label = Label(found["label"])
        after = ""
        while rows := await graph.read(_PAGE % label, {"after": after, "page": PAGE}, timeout=_PATIENT):
            for row in rows:
                yield _node(label, row)
            after = rows[-1]["key"]


def _node(label: Label, row: Mapping[str, Any]) -> Node:
    start = label, row["key"]
    edges = [Edge(Rel(kind), start, (Label(end), key), facts) for kind, end, key, facts in row["edges"]]
    return Node(label, row["key"], row["properties"], edges)


async def write_nodes(graph: Graph, label: Label, rows: Sequence[Mapping[str, Any]]) -> None:
    """Create nodes; each row holds all properties of one."""
    await graph.write(_NODES % label, {"rows": list(rows)}, timeout=_PATIENT)


async def write_edges(
    graph: Graph, kind: Rel, start: Label, end: Label, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Create edges of one kind: `start` and `end` of a row are keys, `properties` is a map.

    Raises DatabaseError if an end is missing.
    """
    done = await graph.write(_EDGES % (start, end, kind), {"rows": list(rows)}, timeout=_PATIENT)
    if done[0]["made"] != len(rows):
        raise DatabaseError(
            f"{len(rows) - int(done[0]['made'])} {kind} edges lead from or to nodes that do not exist"
        )


_RANKS = """\
MATCH (source:Source)
RETURN source.key AS key, coalesce(source.rank, 0) AS rank, source.name AS name,
  coalesce(source.licensed, false) OR coalesce(source.hidden, false) AS withheld, source.part_of AS part_of"""
_SPOKEN_OF = """\
MATCH (node)-[:STATED_BY]->(source:Source) WHERE source.key IN $sources
RETURN DISTINCT node.key AS key,
  NOT EXISTS { (node)-[:STATED_BY]->(other:Source) WHERE NOT other.key IN $sources } AS alone"""


async def sources(graph: Graph) -> list[dict[str, Any]]:
    """Every source and document: key, name, rank, whether licensed or hidden, what it is part of."""
    return await graph.read(_RANKS, timeout=_PATIENT)


async def spoken_of(graph: Graph, keys: Sequence[str]) -> Mapping[str, bool]:
    """The keys of the nodes that sources describe, each with whether no other source does."""
    rows = await graph.read(_SPOKEN_OF, {"sources": list(keys)}, timeout=_PATIENT)
    return {row["key"]: row["alone"] for row in rows}
