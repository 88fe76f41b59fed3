"""Payers, and where their policies apply."""

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.schema.lazy import PolicyConnectionType
from medcodegraph.schema.mapping import inward, paged, stored
from medcodegraph.schema.node import Node


@strawberry.type(description="Who pays: Medicare and its contractors, Medicaid programs, health plans.")
class Payer(Node):
    """Who pays."""

    name: str | None = stored("Its name.")
    kind: str | None = stored("What kind of payer it is.")
    url: str | None = stored("Its site.")
    policies: PolicyConnectionType = paged("The policies it issued.", inward(Rel.ISSUED_BY, Label.POLICY))


@strawberry.type(description="Where a policy applies: a country, a state, a contractor's region.")
class Jurisdiction(Node):
    """Where a policy applies."""

    name: str | None = stored("Its name.")
    kind: str | None = stored("country, state or region.")
