"""Procedures that share an indication with what was asked about."""

import strawberry

from medcodegraph.errors import RequestError
from medcodegraph.graph.keys import normalise
from medcodegraph.graph.model import Label
from medcodegraph.graph.queries import library
from medcodegraph.graph.tree import Call, Keyed, Owner, Rows, Type
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.lazy import ConditionType, ProcedureType
from medcodegraph.schema.mapping import column, descending, follow, here, part
from medcodegraph.schema.node import Connection, Edge

SPECIFIC_FIRST = (descending("specificity", Type.FLOAT, Owner.ROW),)
MOST_KEYS = 50


@strawberry.type(description="A procedure, and the conditions it shares with all that was asked about.")
class SharedIndicationEdge(Edge):
    """A procedure, and the conditions it shares with all that was asked about."""

    specificity: float = column(
        "How specific the most specific shared condition is (information content: 0 for everything's root)."
    )
    conditions: list[ConditionType] = follow(
        "The conditions shared.", Keyed((Label.CONDITION,), "conditions")
    )
    node: ProcedureType = here("The procedure.")


@strawberry.type(description="A page of procedures that share an indication.")
class SharedIndicationConnection(Connection):
    """A page of procedures that share an indication."""

    edges: list[SharedIndicationEdge] = part("edges", "The procedures with the conditions they share.")
    nodes: list[ProcedureType] = part("nodes", "The procedures alone.")


def shared(arguments: Arguments) -> Rows:
    """The rows of `sharedIndications(codes:)`."""
    query = library()["shared_indications"]
    return Call(query.text, {"keys": arguments.parameter("codes", _keys)}, ("conditions", "specificity"))


def _keys(values: list[str]) -> list[str]:
    if not 1 <= len(values) <= MOST_KEYS:
        raise RequestError(f"codes has {len(values)} keys: give 1 to {MOST_KEYS}", "BAD_USER_INPUT")
    return [normalise(value) for value in values]
