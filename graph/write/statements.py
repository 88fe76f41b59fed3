"""The statements that write nodes and edges: one per label and per kind of edge, as Cypher uses no index for
a label or kind given as a parameter.

What a source says about a node is stored on an edge `STATED_BY` to its Source, the claim; the node itself is
the fold of its claims (graph/write/fold.py). A claim's `digest` is a number that is equal for equal claims,
so that editions can be compared without reading them; 0, which says nothing, if several rows made it.
A new claim of what the node says anyway (a policy names a code) leaves the node as it is.
"""

from functools import cache

from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.fold import COPY, SAYS_NOTHING_NEW

_NODES = f"""\
UNWIND $rows AS row
MATCH (source:Source {{key: row.source}})
MERGE (node:%(label)s {{key: row.key}})
MERGE (node)-[claim:STATED_BY]->(source)
WITH node, claim, row,
  COUNT {{ (node)-[:STATED_BY|LACKED_BY]->() }} = 1 AND NOT coalesce(source.hidden, false) AS alone,
  claim.load IS NULL AND {SAYS_NOTHING_NEW} AS known,
  CASE WHEN claim.load = $load THEN properties(claim) ELSE {{load: $load}} END AS before
SET claim = before, claim += row.properties,
  claim.digest = CASE WHEN coalesce(before.digest, row.digest) = row.digest THEN row.digest ELSE 0 END
{COPY}"""

_EDGES = """\
UNWIND $rows AS row
MATCH (start:%(start)s {key: row.start})
MATCH (end:%(end)s {key: row.end})
MERGE (start)-[edge:%(kind)s {source: row.source, id: row.id}]->(end)
WITH edge, row, coalesce(edge.load, '') <> $load AS fresh
SET edge = row.properties, edge.source = row.source, edge.id = row.id, edge.load = $load
RETURN count(CASE WHEN fresh THEN 1 END) AS fresh"""


@cache
def node_statement(label: Label) -> str:
    """Upsert claims on nodes of a label; returns `left`, the nodes to fold with FOLD_LEFT.

    `$rows` are maps of key, source (the claim's Source) and properties; `$load` is the mark of the load. Rows
    of one load about a node are merged; what an earlier load stated is replaced.
    """
    return _NODES % {"label": label}


@cache
def edge_statement(kind: Rel, start: Label, end: Label) -> str:
    """Upsert edges of a kind between two labels; returns `fresh`, how many are new in this load.

    `$rows` are maps of start, end (keys), source, id and properties; `$load` is the mark of the load.
    """
    return _EDGES % {"kind": kind, "start": start, "end": end}
