"""A faster first load of a source: what cannot exist yet is created without matching it first.

A new Source has stated nothing, so the claims and edges it states for the first time in this load need no
MERGE. The resulting graph is the same as with graph/write/source.py. Nothing is created twice:

- No creating statement is sent twice. If Neo4j refuses one, the ordinary one follows; if its outcome is
  unknown, as the connection broke, the load ends.
- An interrupted load is continued with the ordinary statements, as its Source then exists.
- If another load of the same source begins meanwhile, the first one stops writing and raises: each statement
  locks the Source (by REMOVE) before it checks which load this is.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from medcodegraph.errors import DatabaseError, DatabaseUnavailable
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.batches import Batch, EdgeType, Row
from medcodegraph.graph.write.fold import COPY, FOLD_LEFT, SAYS_NOTHING_NEW
from medcodegraph.graph.write.source import write_documents
from medcodegraph.graph.write.statements import edge_statement, node_statement

_OURS = """\
MATCH (part:Source {key: $part})
REMOVE part.lock
WITH part WHERE part.run = $run"""

_NODES = f"""\
{_OURS}
UNWIND $rows AS row
MATCH (source:Source {{key: row.source}})
MERGE (node:%(label)s {{key: row.key}})
CREATE (node)-[claim:STATED_BY]->(source)
SET claim = row.properties, claim.load = $load, claim.digest = row.digest
WITH node, claim,
  COUNT {{ (node)-[:STATED_BY|LACKED_BY]->() }} = 1 AND NOT coalesce(source.hidden, false) AS alone,
  {SAYS_NOTHING_NEW} AS known
{COPY}"""

_EDGES = f"""\
{_OURS}
UNWIND $rows AS row
MATCH (start:%(start)s {{key: row.start}})
MATCH (end:%(end)s {{key: row.end}})
CREATE (start)-[edge:%(kind)s]->(end)
SET edge = row.properties, edge.source = row.source, edge.id = row.id, edge.load = $load"""

_MARKS = 1 << 27
"""The size in bits of the record of what was stated. A collision only costs a MERGE: 2% of five million."""

_Key = TypeVar("_Key", bound=Hashable)
_STILL_OURS = "MATCH (part:Source {key: $part, run: $run}) RETURN part.key AS key"


@cache
def _create_claims(label: Label) -> str:
    return _NODES % {"label": label}


@cache
def _create_edges(kind: Rel, start: Label, end: Label) -> str:
    return _EDGES % {"kind": kind, "start": start, "end": end}


@dataclass(slots=True)
class FirstLoad:
    """Writes the batches of a load whose Source is new; `run` is the name of the load."""

    graph: Graph
    part: str
    run: str
    load: str
    _stated: bytearray = field(default_factory=lambda: bytearray(_MARKS // 8))

    async def write_batch(self, batch: Batch, document: Mapping[str, Any]) -> int:
        """Write a batch; the number of edges this load had not stated before.

        Raises DatabaseError if another load of the same source has begun.
        """
        await write_documents(self.graph, batch, self.load, document)
        for label, nodes in batch.nodes.items():
            new, again = self._sorted(label, nodes)
            if new:
                await self._create_nodes(label, new)
            if again:
                await self._upsert_nodes(label, again)
        fresh = 0
        for edge_type, edges in batch.edges.items():
            new, again = self._sorted(edge_type, edges)
            fresh += len(new)
            if new:
                await self._create_edges(edge_type, new)
            if again:  # those of one bit may be new
                fresh += await self._upsert_edges(edge_type, again)
        if not await self.graph.read(_STILL_OURS, {"part": self.part, "run": self.run}):
            name = self.part.removeprefix("SOURCE:")
            raise DatabaseError(f"another load of {name} has started in the meantime: let it finish")
        return fresh

    def _sorted(self, of: Label | EdgeType, rows: Mapping[_Key, Row]) -> tuple[list[Row], list[Row]]:
        """The rows that are stated for the first time, and those that may have been before."""
        new: list[Row] = []
        again: list[Row] = []
        for key, row in rows.items():
            byte, bit = divmod(hash((of, key)) % _MARKS, 8)
            (again if self._stated[byte] >> bit & 1 else new).append(row)
            self._stated[byte] |= 1 << bit
        return new, again

    async def _create_nodes(self, label: Label, rows: list[Row]) -> None:
        try:
            await self.graph.write_with(_create_claims(label), FOLD_LEFT, self._given(rows), retried=False)
        except DatabaseUnavailable:
            raise
        except DatabaseError:
            await self._upsert_nodes(label, rows)

    async def _create_edges(self, edge_type: EdgeType, rows: list[Row]) -> None:
        try:
            await self.graph.write_auto(_create_edges(*edge_type), self._given(rows))
        except DatabaseUnavailable:
            raise
        except DatabaseError:
            await self._upsert_edges(edge_type, rows)

    async def _upsert_nodes(self, label: Label, rows: list[Row]) -> None:
        given = {"rows": rows, "load": self.load}
        await self.graph.write_with(node_statement(label), FOLD_LEFT, given, retried=True)

    async def _upsert_edges(self, edge_type: EdgeType, rows: list[Row]) -> int:
        given = {"rows": rows, "load": self.load}
        return sum(int(row["fresh"]) for row in await self.graph.write(edge_statement(*edge_type), given))

    def _given(self, rows: list[Row]) -> dict[str, Any]:
        return {"rows": rows, "part": self.part, "run": self.run, "load": self.load}
