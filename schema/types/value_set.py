"""Value sets."""

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.schema.mapping import here, inward, paged, part, stored
from medcodegraph.schema.types.lazy import CodeConnectionType
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.type
class ValueSet(Node):
    """A list of codes, of one system or several, selected for a purpose."""

    name: str | None = stored("Its name.")
    title: str | None = stored("Its human-readable name.")
    description: str | None = stored("What it is for.")
    uri: str | None = stored("Its URI in FHIR.")
    publisher: str | None = stored("Its maintainer.")
    licence: str | None = stored("Its terms of use.")
    version: str | None = stored("The version that is loaded.")
    status: str | None = stored("draft, active, retired or unknown.")
    codes: CodeConnectionType = paged("Its members.", inward(Rel.MEMBER_OF, Label.CODE))


@strawberry.type
class ValueSetEdge(Edge):
    """A value set in a list."""

    node: ValueSet = here("The value set.")


@strawberry.type
class ValueSetConnection(Connection):
    """A page of value sets."""

    edges: list[ValueSetEdge] = part("edges", "The value sets with their cursors.")
    nodes: list[ValueSet] = part("nodes", "The value sets.")
