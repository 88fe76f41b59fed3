"""Treatments of a condition, and alternatives: the types that shared indications and alternatives use."""

from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Keyed, Listed, Rows
from medcodegraph.schema.answers.coverage_rows import ABOUT, coverage_of_code
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key
from medcodegraph.schema.mapping import ascending, column, descending, follow, here, part
from medcodegraph.schema.types.lazy import CodeType, ConditionType, CoverageType, SourceType
from medcodegraph.schema.types.node import Connection, Edge, Node

_ALTERNATIVES = (
    *("place", "how", "pros_cons", "specificity", "conditions", "indications", "codes"),
    *("sources", "reason"),
)
NEAREST_FIRST = (
    ascending("place", Type.INT, Owner.ROW),
    descending("specificity", Type.FLOAT, Owner.ROW),
)


@strawberry.type
class SharedCondition:
    """A shared condition, and how specific it is."""

    condition: ConditionType = here("The condition.")
    specificity: float = column(
        "Its information content: 0 for the root of all conditions, 1 for one without subtypes."
    )


@strawberry.type
class TreatmentIndication:
    """A stated indication."""

    condition: ConditionType = here("The condition.")
    criteria: str | None = column("The source's criteria for who qualifies.")
    through: CodeType | None = follow(
        "The code it is stated for, if not the object itself.",
        Keyed((Label.CODE,), "through"),
    )
    source: SourceType | None = follow("Its sources.", Keyed((Label.SOURCE,), "source"))


@strawberry.type
class TreatmentCode:
    """An active code that bills a treatment, and whether it is covered."""

    code: CodeType = here("The code.")
    step: str | None = column("Which step it bills.")
    coverage: CoverageType | None = follow(
        "Whether it is covered. Information, not a payment decision.", coverage_of_code, *ABOUT
    )


@strawberry.type
class TreatmentEdge(Edge):
    """The common fields of edges to treatments."""

    specificity: float = column("The specificity of the most specific shared condition; 0 if none is known.")
    reason: str = column("Why it is listed, in one line.")
    conditions: list[SharedCondition] = follow(
        "The shared conditions, most specific first: the lowest common ones.",
        Listed("conditions", (Label.CONDITION,), "key", ("specificity",)),
    )
    indications: list[TreatmentIndication] = follow(
        "Its stated indications among these conditions and their subtypes.",
        Listed("indications", (Label.CONDITION,), "key", ("criteria", "through", "source")),
    )
    codes: list[TreatmentCode] = follow(
        "The active codes that bill it.", Listed("codes", (Label.CODE,), "key", ("step",))
    )
    node: Node = here("The procedure, or the code of a product.")


@strawberry.enum
class AlternativeHow(Enum):
    """How an alternative was found."""

    STATED = strawberry.enum_value("STATED", description="A source states it.")
    NAMED_BY = strawberry.enum_value(
        "NAMED_BY", description="A source states the reverse: that this is an alternative to it."
    )
    CONDITION = strawberry.enum_value("CONDITION", description="It is indicated for the same condition.")


@strawberry.type
class AlternativeEdge(TreatmentEdge):
    """An alternative, and why it is one."""

    how: AlternativeHow = column("How it was found.")
    pros_cons: str | None = column("Advantages and disadvantages, if stated.")
    sources: list[SourceType] = follow("Its sources.", Keyed((Label.SOURCE,), "sources"))


@strawberry.type
class AlternativeConnection(Connection):
    """A page of alternatives."""

    edges: list[AlternativeEdge] = part("edges", "The alternatives with their reasons.")
    nodes: list[Node] = part("nodes", "The alternatives alone.")


def alternatives(arguments: Arguments) -> Rows:
    """The rows of `alternatives(to:)`."""
    return _alternatives(arguments.parameter("to", whole_key))


def alternatives_here(_: Arguments) -> Rows:
    """The rows of `alternatives` of the current code."""
    return _alternatives(Property("key"))


def _alternatives(key: Parameter | Property) -> Rows:
    return Call(library()["alternatives"].text, {"key": key}, _ALTERNATIVES)
