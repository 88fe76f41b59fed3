"""The whole graph as text in one canonical order, to compare two graphs line by line."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.whole.things import COUNTS, LABELS

_PAGE = 2_000
_PATIENT = 120.0
_MARKS = frozenset({"retrieved_at", "digest"})
"""Properties that record time, or sum up what the others say."""
_DERIVED_FROM = _MARKS | {"sha256", "token"}
"""Of a derived source: what follows from when its input was loaded."""

_NODES = """\
MATCH (node:`%s`) WHERE node.key > $after
WITH node ORDER BY node.key LIMIT $page
RETURN labels(node) AS labels, node.key AS key, properties(node) AS properties,
  COLLECT {
    MATCH (node)-[edge]->(end)
    RETURN {kind: type(edge), labels: labels(end), key: end.key, properties: properties(edge)}
  } AS edges"""


async def dump(graph: Graph) -> AsyncIterator[str]:
    """Lines without line ends: counts, then each node by label and key, followed by its edges.

    Edges are ordered by kind, end, source and id. Properties are JSON with sorted names; times of loading and
    digests are left out. Memory use does not grow with the graph.
    """
    counts = (await graph.read(COUNTS, timeout=_PATIENT))[0]
    yield f"{counts['nodes']} nodes, {counts['edges']} edges"
    for found in await graph.read(LABELS, timeout=_PATIENT):
        statement = _NODES % found["label"].replace("`", "``")
        after = ""
        while rows := await graph.read(statement, {"after": after, "page": _PAGE}, timeout=_PATIENT):
            for row in rows:
                name = _name(row["labels"], row["key"])
                yield f"{name} {_json(row['properties'])}"
                for line in sorted(_edge(name, edge) for edge in row["edges"]):
                    yield line
            after = rows[-1]["key"]


def _edge(start: str, edge: Mapping[str, Any]) -> str:
    facts = edge["properties"]
    stated = f"{facts.get('source', '')} {facts.get('id', '')}".strip()
    end = _name(edge["labels"], edge["key"])
    return f"{start} -{edge['kind']}-> {end} [{stated}] {_json(facts)}"


def _name(labels: list[str], key: str) -> str:
    return f"{':'.join(sorted(labels))} {key}"


def _json(properties: Mapping[str, Any]) -> str:
    without = _DERIVED_FROM if properties.get("name") == "derived" else _MARKS
    told = {name: value for name, value in properties.items() if name not in without}
    return json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
