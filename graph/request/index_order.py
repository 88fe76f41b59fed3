"""Conditions, true of every row, that let Neo4j take just the rows asked for from an index, in order.

Without one, Neo4j reads and sorts every node of the label for a page of ten.
"""

from collections.abc import Callable, Iterator, Sequence

from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import Property
from medcodegraph.graph.request.tree import AllOf, Filter, Operator, Rows, Scan, Sort, Test

_KEY, _SYSTEM = Property("key"), Property("system")
_AFTER_COLON = ";"  # the character after the colon


def in_order(
    rows: Rows, order: Sequence[Sort], part: Filter | None, node: str, named: Callable[[Parameter], str]
) -> list[str]:
    """The bounds of the rows' keys, or None: a code's key begins with its system."""
    if not isinstance(rows, Scan) or [sort.by for sort in order] != [_KEY]:
        return []
    if rows.label is Label.CODE:
        for system in map(named, _systems(part)):
            return [f"{node}.key >= {system} + ':'", f"{node}.key < {system} + '{_AFTER_COLON}'"]
    return [f"{node}.key IS NOT NULL"]


def _systems(part: Filter | None) -> Iterator[Parameter]:
    """The code systems that a filter asks for; no code is in more than one."""
    match part:
        case AllOf():
            for inner in part.parts:
                yield from _systems(inner)
        case Test(properties=(property_,), operator=Operator.EQ) if property_ == _SYSTEM:
            yield part.value
