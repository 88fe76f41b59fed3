"""Payers, and where their policies apply."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import Property
from medcodegraph.graph.request.tree import Call, Rows
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.filters import Direction, StringFilter, TextFilter
from medcodegraph.schema.mapping import argument, column, filtered, follow, here, inward, paged, part, stored
from medcodegraph.schema.types.lazy import PolicyConnectionType
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.input
class PayerFilter:
    """Which payers to keep; all given conditions must match."""

    key: StringFilter | None = filtered("By key.", "key")
    kind: StringFilter | None = filtered("By kind: Medicare, Medicare contractor, Medicaid, ...", "kind")
    text: TextFilter | None = filtered("By its name.", "name")
    and_: "list[PayerFilter] | None" = strawberry.field(
        name="and", description="All of these match.", default=strawberry.UNSET
    )
    or_: "list[PayerFilter] | None" = strawberry.field(
        name="or", description="At least one of these matches.", default=strawberry.UNSET
    )
    not_: "PayerFilter | None" = strawberry.field(
        name="not", description="This does not match.", default=strawberry.UNSET
    )


@strawberry.enum
class PayerOrderField(Enum):
    """Fields by which payers can be sorted."""

    KEY = strawberry.enum_value("key", description="The key.")
    NAME = strawberry.enum_value("name", description="The name.")


@strawberry.input
class PayerOrder:
    """One sort key for payers."""

    field: PayerOrderField = strawberry.field(description="The field to sort by.")
    direction: Direction = strawberry.field(description="The sort direction.", default=Direction.ASC)


@strawberry.type
class PayerStances:
    """How many codes the policies of a payer that are in force take each stance on."""

    policies: int = column("How many of its policies are in force.")
    covered: int = column("How many codes they cover.")
    conditional: int = column("How many codes they cover on conditions.")
    not_covered: int = column("How many codes they do not cover.")


def _stances(arguments: Arguments) -> Rows:
    given: dict[str, Parameter | Property] = {"key": Property("key"), "as_of": arguments.parameter("asOf")}
    columns = ("policies", "covered", "conditional", "not_covered")
    return Call(library()["payer_stances"].text, given, columns, node=False)


@strawberry.type
class Payer(Node):
    """Who pays: Medicare and its contractors, Medicaid programs, health plans."""

    name: str | None = stored("Its name.")
    kind: str | None = stored("Its kind: Medicare, Medicare contractor, Medicaid, ...")
    url: str | None = stored("Its website.")
    policies: PolicyConnectionType = paged("The policies it issued.", inward(Rel.ISSUED_BY, Label.POLICY))
    stances: PayerStances = follow(
        "How many codes its policies in force cover, refuse or set conditions for.",
        _stances,
        argument("as_of", date | None, "The day asked about; today if omitted.", None),
    )


@strawberry.type
class Jurisdiction(Node):
    """Where a policy applies: a country, a state, a contractor's region."""

    name: str | None = stored("Its name.")
    kind: str | None = stored("country, state or region.")
    contractors: list[Payer] = follow(
        "The Medicare contractors for it.",
        lambda _: Call(library()["contractors"].text, {"key": Property("key")}),
    )
    policies: PolicyConnectionType = paged(
        "The policies that apply there.", inward(Rel.APPLIES_IN, Label.POLICY)
    )


@strawberry.type
class PayerEdge(Edge):
    """A payer in a list."""

    node: Payer = here("The payer.")


@strawberry.type
class PayerConnection(Connection):
    """A page of payers."""

    edges: list[PayerEdge] = part("edges", "The payers with their cursors.")
    nodes: list[Payer] = part("nodes", "The payers.")
