"""Policies related to a code, and how."""

from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Constant, Parameter
from medcodegraph.graph.request.properties import Property
from medcodegraph.graph.request.tree import Call, Keyed, Rows
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import column, follow, here, part
from medcodegraph.schema.types.lazy import PolicyType, SourceType
from medcodegraph.schema.types.node import Connection, Edge
from medcodegraph.schema.types.stance import Stance

MOST = 100


@strawberry.enum
class RelatedHow(Enum):
    """How a policy is related to a code."""

    NAMED = strawberry.enum_value("NAMED", description="It names the code.")
    DIAGNOSIS = strawberry.enum_value("DIAGNOSIS", description="It names the code as a diagnosis.")
    ABOVE = strawberry.enum_value("ABOVE", description="It names a code above this one.")
    BELOW = strawberry.enum_value("BELOW", description="It names a code below this one.")
    REPLACEMENT = strawberry.enum_value("REPLACEMENT", description="It names a predecessor or a successor.")
    PROCEDURE = strawberry.enum_value("PROCEDURE", description="It names a code of the same procedure.")
    CONDITION = strawberry.enum_value(
        "CONDITION", description="It names a condition that the code classifies or is indicated for."
    )
    SIMILAR = strawberry.enum_value("SIMILAR", description="It names a similar code.")
    TITLE = strawberry.enum_value("TITLE", description="Its title shares words with the code's text.")


@strawberry.type
class RelatedPolicyEdge(Edge):
    """A policy related to a code, and how."""

    score: float = column("How close the relation is: from 1 (it names the code) towards 0.")
    how: RelatedHow = column("How it is related; the closest relation if there are several.")
    through: str | None = column("The key of the code or condition it names.")
    stance: Stance | None = column("Its stance on that code or condition.")
    criteria: str | None = column("The criteria to be met.")
    reason: str = column("The relation in one line.")
    sources: list[SourceType] = follow("Its sources.", Keyed((Label.SOURCE,), "sources"))
    node: PolicyType = here("The policy.")


@strawberry.type
class RelatedPolicyConnection(Connection):
    """A page of policies related to a code."""

    edges: list[RelatedPolicyEdge] = part("edges", "The policies with how each is related.")
    nodes: list[PolicyType] = part("nodes", "The policies alone.")


def related(_: Arguments) -> Rows:
    """The rows of `Code.relatedPolicies`."""
    parameters: dict[str, Parameter | Property] = {
        "key": Property("key"),
        "limit": Parameter(Constant(MOST)),
    }
    columns = ("score", "how", "through", "stance", "criteria", "reason", "sources")
    return Call(library()["related_policies"].text, parameters, columns)
