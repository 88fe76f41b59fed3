"""What is directly related to an object, and the editions that are loaded."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Keyed, Rows, Sort
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import one_of, whole_key
from medcodegraph.schema.mapping import argument, column, follow, here, part
from medcodegraph.schema.types.node import Connection, Edge, Node
from medcodegraph.schema.types.source import Source

BY_RELATION = (
    Sort(Property("relation", Owner.ROW), always=True),
    Sort(Property("direction", Owner.ROW), always=True),
)
OF = (
    argument("key", str, "Key of any object, in any form."),
    argument(
        "relations", list[str] | None, "Only these relations, as `BILLS` or `COVERS`; all if omitted.", None
    ),
)
BY_SERIES = (
    Sort(Property("series", Owner.ROW), always=True),
    Sort(Property("begins", Owner.ROW), type=Type.DATE),
)
LOADED_BY = (argument("name", str | None, "Only those of this source: `icd10cm`.", None),)


@strawberry.enum
class NeighbourDirection(Enum):
    """The direction of a relation between an object and its neighbour."""

    OUT = strawberry.enum_value("OUT", description="It leads from the object to the neighbour.")
    IN = strawberry.enum_value("IN", description="It leads from the neighbour to the object.")


@strawberry.type
class NeighbourEdge(Edge):
    """A neighbour, and how it is related."""

    relation: str = column("The relation: BILLS, INDICATED_FOR, COVERS, ...")
    direction: NeighbourDirection = column("Its direction.")
    sources: list[Source] = follow("The sources that state it.", Keyed((Label.SOURCE,), "sources"))
    node: Node = here("The neighbour.")


@strawberry.type
class NeighbourConnection(Connection):
    """A page of what is directly related to an object."""

    edges: list[NeighbourEdge] = part("edges", "The neighbours with how each is related.")
    nodes: list[Node] = part("nodes", "The neighbours alone.")


@strawberry.type
class Edition:
    """A loaded edition of a source."""

    series: str = column("The series it is an edition of: `icd10cm/order`.")
    begins: date | None = column("The first day it is in force.")
    until: date | None = column("The last day; null for the newest loaded edition of its series.")
    source: Source = here("The edition itself.")


def neighbours(arguments: Arguments) -> Rows:
    """The rows of `neighbours(key:)`."""
    given = {
        "key": arguments.parameter("key", whole_key),
        "relations": arguments.parameter("relations", _relations),
    }
    return Call(library()["neighbours"].text, given, ("relation", "direction", "sources"))


def _relations(names: list[str] | None) -> list[str]:
    return [one_of("relations", [rel.value for rel in Rel], name) for name in names or []]


def editions(arguments: Arguments) -> Rows:
    """The rows of `editions`."""
    return Call(
        library()["loaded_editions"].text,
        {"name": arguments.parameter("name")},
        ("series", "begins", "until"),
    )
