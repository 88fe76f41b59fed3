"""Conditions that every row fulfils, and that let Neo4j take rows in order from an index, as many as asked.

Without one it reads and sorts every node of the label for a page of ten.
"""

from collections.abc import Callable, Iterator, Sequence

from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.tree import AllOf, Filter, Operator, Property, Rows, Scan, Sort, Test

_KEY, _SYSTEM = Property("key"), Property("system")
_AFTER_COLON = ";"  # the character that follows it


def in_order(
    rows: Rows, order: Sequence[Sort], part: Filter | None, node: str, named: Callable[[Parameter], str]
) -> list[str]:
    """None, or the bounds of the keys that the rows have: those of a code begin with its system."""
    if not isinstance(rows, Scan) or [sort.by for sort in order] != [_KEY]:
        return []
    if rows.label is Label.CODE:
        for system in map(named, _systems(part)):
            return [f"{node}.key >= {system} + ':'", f"{node}.key < {system} + '{_AFTER_COLON}'"]
    return [f"{node}.key IS NOT NULL"]


def _systems(part: Filter | None) -> Iterator[Parameter]:
    """The code systems that a filter asks for: of several no code has more than one."""
    match part:
        case AllOf():
            for inner in part.parts:
                yield from _systems(inner)
        case Test(properties=(property_,), operator=Operator.EQ) if property_ == _SYSTEM:
            yield part.value
