"""One fact, one row: edges by which several sources state the same fact, merged, with all their sources."""

from collections.abc import Callable

from medcodegraph.graph.model import EDGES, ONE_FACT
from medcodegraph.graph.request.properties import SOURCES
from medcodegraph.graph.request.scope import Scope
from medcodegraph.graph.request.tree import Hop, Rows

_CLOSEST = "CASE {0}.match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END"
"""Of several matches stated for one pair, the closest is shown."""


def distinguishing_properties(rows: Rows) -> tuple[str, ...] | None:
    """The properties that distinguish facts between the same two nodes.

    None if each edge is a fact of its own, or if rows are not reached by edges.
    """
    if not isinstance(rows, Hop):
        return None
    keys = {ONE_FACT.get(rel) for rel in rows.rels}
    return keys.pop() if len(keys) == 1 else None


def gathered(rows: Rows, inner: Scope, name: Callable[[str], str]) -> tuple[list[str], Scope]:
    """The clauses that merge the edges of one fact into one row, and the variables they bind.

    The row's edge is the most informative one; `name` gives a new name that starts with the given letter.
    """
    keys, edge = distinguishing_properties(rows), inner.edge
    if keys is None or edge is None or not isinstance(rows, Hop):
        return [], inner
    sources = name("o")
    properties = {name for rel in rows.rels for name in EDGES[rel].properties}
    by = [_CLOSEST.format(edge)] if "match" in properties and "match" not in keys else []
    by += [f"{edge}.on IS NULL"] if "on" in properties else []
    by += [f"{edge}.source", f"coalesce({edge}.id, '')"]
    apart = "".join(f"{edge}.{name} AS {sources}_{name}, " for name in keys)
    clauses = [
        f"WITH {inner.node}, {edge} ORDER BY {', '.join(by)}",
        f"WITH {inner.node}, {apart}head(collect({edge})) AS {edge}, "
        f"collect(DISTINCT {edge}.source) AS {sources}",
    ]
    return clauses, Scope(inner.node, edge, inner.origin, {**inner.columns, SOURCES: sources})


def counted(rows: Rows, inner: Scope) -> str:
    """What to count in order to count facts: just the node if each edge is a fact of its own."""
    keys = distinguishing_properties(rows)
    if keys is None:
        return inner.node
    return "DISTINCT " + ", ".join([inner.node, *(f"{inner.edge}.{name} AS {name}" for name in keys)])
