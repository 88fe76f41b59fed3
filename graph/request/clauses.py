"""Small pieces of clauses: paths, conditions, the expression of a leaf."""

from collections.abc import Sequence

from medcodegraph.graph.model import EDGES
from medcodegraph.graph.request.properties import Property, Type
from medcodegraph.graph.request.scope import Scope
from medcodegraph.graph.request.tree import Hop, Leaf, Rows, Way


def single(rows: Rows) -> bool:
    """Whether at most one edge leads to each node."""
    return isinstance(rows, Hop) and rows.single


def leaf_text(part: Leaf, scope: Scope) -> str:
    """The expression for a scalar or a list of them."""
    text = scope.of(part.property)
    if part.many:
        return f"coalesce({text}, [])"
    return f"toString({text})" if part.type is Type.DATE else text


def path(start: str, edge: str, hop: Hop, end: str) -> str:
    """The pattern of a hop between variables; the edge and the end may be nameless."""
    left, right = ("<" if hop.way is Way.IN else ""), (">" if hop.way is Way.OUT else "")
    labels = f":{'|'.join(hop.labels)}" if end or not _only(hop) else ""
    return f"({start}){left}-[{edge}:{'|'.join(hop.rels)}]-{right}({end}{labels})"


def facet(name: str, by: Property | Hop, scope: Scope, end: str) -> str:
    """One row's pairs of a facet's name and value; `end` is a new name."""
    if isinstance(by, Property):
        return f"[['{name}', {scope.of(by)}]]"
    return f"[{path(scope.node, '', by, end)} | ['{name}', {end}.key]]"


def _only(hop: Hop) -> bool:
    """Whether its edges can lead to nothing but its labels."""
    if hop.way is Way.BOTH or not EDGES.keys() >= set(hop.rels):
        return False
    ends = (EDGES[rel].ends if hop.way is Way.OUT else EDGES[rel].starts for rel in hop.rels)
    return set(hop.labels).issuperset(label for labels in ends for label in labels)


def where(conditions: Sequence[str]) -> list[str]:
    """The WHERE of all conditions, as a list of none or one."""
    return [f"WHERE {' AND '.join(conditions)}"] if conditions else []
