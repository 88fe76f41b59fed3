"""Writing to the graph: its schema, batches of facts, and the life cycle of a Source until its removal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from medcodegraph.graph import changes
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find, library
from medcodegraph.graph.write.batches import Batch
from medcodegraph.graph.write.editions import PATIENT as _PATIENT
from medcodegraph.graph.write.editions import settle
from medcodegraph.graph.write.fold import FOLD_LEFT, SWEEP_CLAIMS
from medcodegraph.graph.write.statements import edge_statement, node_statement

_NAMED = re.compile(r"(?:INDEX|CONSTRAINT) (\w+) IF NOT EXISTS")
_NO_LOAD = "none"  # not the mark of any load, so every fact differs from it


@dataclass(frozen=True, slots=True)
class SourceState:
    """The last load of a Source. `load` is its mark, `state` loading or complete, `release` may be None."""

    load: str
    state: str
    release: str | None
    rows_read: int
    rows_rejected: int
    nodes: int
    edges: int


async def apply_schema(graph: Graph) -> None:
    """Create the missing constraints and indexes of cypher/ddl, and wait until they are populated."""
    there = {str(row["name"]) for row in await graph.read(find("index_names").text)}
    for query in library().values():
        if query.folder == "ddl":
            named = _NAMED.search(query.text)
            if named is None or named[1] not in there:
                await graph.write_auto(query.text)
    await graph.read(find("await_indexes").text, {"seconds": int(_PATIENT)}, timeout=_PATIENT)


async def source_state(graph: Graph, source: str) -> SourceState | None:
    """The state of the Source with this key, or None."""
    rows = await graph.read(find("source_state").text, {"source": source})
    if not rows:
        return None
    row = rows[0]
    counts = (int(row[name] or 0) for name in ("rows_read", "rows_rejected", "nodes", "edges"))
    return SourceState(row["load"] or "", row["state"] or "", row["release"], *counts)


async def begin(graph: Graph, source: str, load: str, facts: Mapping[str, Any]) -> str | None:
    """Mark that a load of a source begins; `facts` are the properties of the Source.

    Returns a name for the load, to write with FirstLoad, if the Source is new; else None. Marks of an earlier
    load are removed if they could be mistaken for this one's.
    """
    before = await source_state(graph, source)
    run = uuid4().hex
    facts = {**facts, "load": load, "run": run}
    began = await graph.write(find("source_begin").text, {"source": source, "facts": facts})
    if before and (before.state != "complete" or before.load == load):
        for name in ("forget_edges", "forget_claims"):
            await graph.write_auto(find(name).text, {"source": source, "load": load}, timeout=_PATIENT)
    return run if began[0]["first"] else None


async def write_documents(graph: Graph, batch: Batch, load: str, document: Mapping[str, Any]) -> None:
    """Write the documents of a batch, which comes first, and note what the rest of it changes.

    `document` are the properties that all documents of the source share.
    """
    await changes.note(graph, batch.changes, batch.codes)
    if batch.documents:
        rows = [
            {"key": row["key"], "properties": {**row["properties"], **document, "load": load}}
            for row in batch.documents.values()
        ]
        await graph.write(find("source_documents").text, {"rows": rows})


async def write_batch(graph: Graph, batch: Batch, load: str, document: Mapping[str, Any]) -> int:
    """Write a batch under the mark of its load; returns the number of edges new in this load.

    `document` are the properties that all documents of the source share. Each statement is one transaction.
    """
    await write_documents(graph, batch, load, document)
    for label, nodes in batch.nodes.items():
        rows = list(nodes.values())
        await graph.write_with(node_statement(label), FOLD_LEFT, {"rows": rows, "load": load}, retried=True)
    fresh = 0
    for edge_type, edges in batch.edges.items():
        rows = list(edges.values())
        written = await graph.write(edge_statement(*edge_type), {"rows": rows, "load": load})
        fresh += written[0]["fresh"]
    return fresh


async def sweep(graph: Graph, source: str, load: str) -> int:
    """Delete what a source no longer states in the load with this mark; returns how many edges and claims.

    Edges go first: while one exists, its start is a node that the source (or its document) claims.
    """
    await changes.note_swept(graph, source, load, _PATIENT)
    swept = 0
    for text in (find("sweep_edges").text, SWEEP_CLAIMS):
        rows = await graph.write_auto(text, {"source": source, "load": load}, timeout=_PATIENT)
        swept += rows[0]["swept"]
    await graph.write(find("sweep_documents").text, {"source": source, "load": load})
    return swept


async def finish(graph: Graph, source: str, counts: Mapping[str, int]) -> None:
    """Mark the load of a source as complete, with its counts, and settle its editions."""
    await settle(graph, source, stays=True)
    await graph.write(find("source_finish").text, {"source": source, "counts": counts})


async def remove(graph: Graph, source: str) -> int:
    """Delete a source with its facts, and nothing else; returns how many edges and claims."""
    await graph.write(find("source_reopen").text, {"source": source})
    swept = await sweep(graph, source, _NO_LOAD)
    await settle(graph, source, stays=False)
    await graph.write(find("source_delete").text, {"source": source})
    return swept
