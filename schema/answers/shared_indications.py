"""Procedures and codes that share an indication with those asked about, and the shared conditions."""

import strawberry

from medcodegraph.errors import RequestError
from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import Owner, Type
from medcodegraph.graph.request.tree import Call, Keyed, Rows
from medcodegraph.schema.answers.treatments import TreatmentEdge
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key
from medcodegraph.schema.mapping import column, descending, follow, here, part
from medcodegraph.schema.types.lazy import ConditionType, SourceType
from medcodegraph.schema.types.node import Connection, Edge, Node

SPECIFIC_FIRST = (descending("specificity", Type.FLOAT, Owner.ROW),)
MOST_KEYS = 50
_SHARED = ("specificity", "conditions", "indications", "codes", "reason")
_COMMON = ("specificity", "kinds", "stated", "sources", "reason")


@strawberry.type
class SharedIndicationEdge(TreatmentEdge):
    """A procedure or code that shares an indication with everything asked about."""


@strawberry.type
class SharedIndicationConnection(Connection):
    """A page of procedures and codes that share an indication."""

    edges: list[SharedIndicationEdge] = part("edges", "The procedures and codes with what they share.")
    nodes: list[Node] = part("nodes", "The procedures and codes alone.")


@strawberry.type
class CommonConditionEdge(Edge):
    """A lowest common condition of everything asked about."""

    specificity: float = column(
        "Its information content: 0 for the root of all conditions, 1 for one without subtypes."
    )
    kinds: int = column("How many conditions it includes, counting itself.")
    reason: str = column("Why it is listed, in one line.")
    stated: list[ConditionType] = follow(
        "The stated indications that led here: this condition or ones below it.",
        Keyed((Label.CONDITION,), "stated"),
    )
    sources: list[SourceType] = follow("The sources that state them.", Keyed((Label.SOURCE,), "sources"))
    node: ConditionType = here("The condition.")


@strawberry.type
class CommonConditionConnection(Connection):
    """A page of common conditions."""

    edges: list[CommonConditionEdge] = part("edges", "The conditions with how specific they are.")
    nodes: list[ConditionType] = part("nodes", "The conditions alone.")


def shared(arguments: Arguments) -> Rows:
    """The rows of `sharedIndications(codes:)`."""
    return _called("shared_indications", arguments.parameter("codes", _keys), _SHARED)


def treatments(arguments: Arguments) -> Rows:
    """The rows of `treatments(condition:)`."""
    key = arguments.parameter("condition", lambda value: [whole_key(value)])
    return _called("shared_indications", key, _SHARED)


def common(arguments: Arguments) -> Rows:
    """The rows of `commonConditions(codes:)`."""
    return _called("common_conditions", arguments.parameter("codes", _keys), _COMMON)


def _called(query: str, keys: Parameter, columns: tuple[str, ...]) -> Rows:
    return Call(library()[query].text, {"keys": keys}, columns)


def _keys(values: list[str]) -> list[str]:
    if not 1 <= len(values) <= MOST_KEYS:
        raise RequestError(f"codes has {len(values)} keys: give 1 to {MOST_KEYS}", "BAD_USER_INPUT")
    return [whole_key(value) for value in values]
