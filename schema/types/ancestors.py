"""All that is above a code or a condition."""

from collections.abc import Callable

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Rows, Sort
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import column, here, part
from medcodegraph.schema.types.lazy import CodeType, ConditionType
from medcodegraph.schema.types.node import Connection, Edge

NEAREST_ABOVE_FIRST = (Sort(Property("steps", Owner.ROW), type=Type.INT, always=True),)


def above(query: str) -> Callable[[Arguments], Rows]:
    """The rows of `ancestors`, by the library query of that name."""
    return lambda _: Call(library()[query].text, {"key": Property("key")}, ("steps",))


@strawberry.type
class CodeAncestorEdge(Edge):
    """A code above another."""

    steps: int = column("How many steps it is above: 1 for the next broader code.")
    node: CodeType = here("The code above.")


@strawberry.type
class CodeAncestorConnection(Connection):
    """A page of the codes above a code."""

    edges: list[CodeAncestorEdge] = part("edges", "The codes with how far they are above.")
    nodes: list[CodeType] = part("nodes", "The codes alone.")


@strawberry.type
class ConditionAncestorEdge(Edge):
    """A condition that is broader than another."""

    steps: int = column("How many steps it is above, by the shortest way: 1 for the next broader condition.")
    node: ConditionType = here("The broader condition.")


@strawberry.type
class ConditionAncestorConnection(Connection):
    """A page of the conditions that are broader than a condition."""

    edges: list[ConditionAncestorEdge] = part("edges", "The conditions with how far they are above.")
    nodes: list[ConditionType] = part("nodes", "The conditions alone.")
