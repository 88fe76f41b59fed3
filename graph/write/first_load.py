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
from medcodegraph.graph.write.fold import FOLD_OR_COPY, SAYS_NOTHING_NEW
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
{FOLD_OR_COPY}"""

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
            await self._write(_create_claims(label), node_statement(label), label, nodes)
        fresh = 0
        for edge_type, edges in batch.edges.items():
            fresh += await self._write(
                _create_edges(*edge_type), edge_statement(*edge_type), edge_type, edges
            )
        if not await self.graph.read(_STILL_OURS, {"part": self.part, "run": self.run}):
            name = self.part.removeprefix("SOURCE:")
            raise DatabaseError(f"another load of {name} has started in the meantime: let it finish")
        return fresh

    async def _write(self, create: str, upsert: str, of: Label | EdgeType, rows: Mapping[_Key, Row]) -> int:
        """Create what is stated for the first time and upsert the rest; returns how many were created."""
        new: list[Row] = []
        again: list[Row] = []
        for key, row in rows.items():
            byte, bit = divmod(hash((of, key)) % _MARKS, 8)
            (again if self._stated[byte] >> bit & 1 else new).append(row)
            self._stated[byte] |= 1 << bit
        if new:
            given = {"part": self.part, "run": self.run, "load": self.load}
            try:
                await self.graph.write_auto(create, {"rows": new, **given})
            except DatabaseUnavailable:
                raise
            except DatabaseError:
                await self.graph.write(upsert, {"rows": new, "load": self.load})
        fresh = len(new)
        if again:
            written = await self.graph.write(upsert, {"rows": again, "load": self.load})
            fresh += sum(int(row["fresh"]) for row in written)  # of edges; those of one bit may be new
        return fresh
